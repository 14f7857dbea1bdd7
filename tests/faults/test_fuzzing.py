"""A slice of the fuzzing of ``tests/bench/fuzz.py``, and what that has found."""

from pathlib import Path

import pytest
from formats_fixture import zipped
from fuzz_targets import targets
from fuzzing import MEMORY, Target, fuzz, peak
from house import CASES

from tmx.base.errors import DuiyiError, InputError
from tmx.change.converting import convert
from tmx.forms import Settings
from translate.documents.seam import Item, Opened

TARGETS = targets()
WIDE = '<?xml version="1.0"?><w:p xmlns:w="w"><w:r><w:t>Hello there</w:t></w:r></w:p>'
BOOK = {"xl/worksheets/sheet1.xml": "<worksheet/>" * 20}


def packed_by(method: int) -> bytes:
    """A workbook whose members claim to be packed in a way that they are not, or that nobody knows."""
    return zipped(BOOK).replace(b"\x08\x00\x00\x00\x21", bytes([method, 0, 0, 0, 0x21]))


def torn() -> bytes:
    """A workbook whose packed bytes were changed."""
    data = bytearray(zipped(BOOK))
    data[60] ^= 255
    return bytes(data)


def misnamed() -> bytes:
    """A workbook with a member whose name is not in the encoding that it claims."""
    data = bytearray(zipped(BOOK))
    data[7] |= 8  # the name is UTF-8
    data[30] = 0x90
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
def test_broken_input_is_refused_or_read(name: str) -> None:
    tally = fuzz(TARGETS[name], 120)
    assert tally.inputs[name] == 120
    assert 0 < tally.refused[name] < 120
    assert {what: finding.trace for (_, what), finding in tally.findings.items()} == {}


FINDINGS = [
    ("formats a.html", b'<html lang="en"<p>Hello there', ""),
    ("formats a.html", b'<p>Hello <code><meta charset="gb2312"></code> there', ""),
    ("formats a.docx", zipped({"word/document.xml": WIDE.encode("utf-16-le")}), ""),
    ("formats a.docx", zipped({"word/document.xml": WIDE.encode("utf-16-be")}), ""),
    ("tmx check", b'\xef\xbb\xbf<?xml version="1.0" encoding="UVF-8"?>\n<tmx version="1.4"/>', ""),
    ("reasons", b"#key\ten\tzh\nabc\t1\t2\n", "a.reasons.tsv:2: no line of reasons"),
    ("reasons", b"#key\ten\tzh\nabc\t1:2:3\t2:3\n", "a.reasons.tsv:2: no line of reasons"),
    ("manifest", "a\0b.txt\n".encode("utf-16"), "list.txt:1: names no file"),
    ("manifest", b"# c\n" + b"a" * 3000, "list.txt:2: names no file"),
    ("filter", b"source ~", "a regular expression was expected"),
    ("forms a.xlsx", torn(), "is not an Excel workbook"),
    ("forms a.xlsx", packed_by(99), "is not an Excel workbook"),
    ("forms a.xlsx", misnamed(), "is not an Excel workbook"),
    ("filter", b"source ~ [[a]", ""),
    (
        "forms a.jsonl",
        b'{"attributes":{"i<":"1"},"variants":[{"lang":"en","segment":[]}]}',
        "can be called 'i<'",
    ),
    (
        "forms a.jsonl",
        b'{"variants":[{"lang":"en","attributes":{"xml:lang":"zh"},"segment":[]}]}',
        "can be called 'xml:lang'",
    ),
]


def test_items_that_lie_in_no_code_of_what_holds_them() -> None:
    """As in HTML whose tags are never closed."""
    outer = Item(0, 21, ("Hello there, stranger",), write=lambda content: "".join(map(str, content)))
    inner = Item(6, 11, ("there",), write=lambda content: "".join(map(str, content)))
    opened = Opened("html", "Hello there, stranger", (outer, inner), str.encode)
    with pytest.raises(InputError, match="too broken"):
        opened.write([("你好，陌生人",), ("那边",)])


@pytest.mark.parametrize(("name", "data", "message"), FINDINGS, ids=[f"{n} {m}" for n, _, m in FINDINGS])
def test_findings_of_the_fuzzer(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    """Each of these came out as another error; now it is read (no message), or refused with one."""
    path = tmp_path / TARGETS[name].file
    path.write_bytes(data)
    if not message:
        TARGETS[name].read(path)
        return
    with pytest.raises(DuiyiError) as caught:
        TARGETS[name].read(path)
    assert message in str(caught.value)


def test_a_language_given_twice_is_written_once_in_older_tmx(tmp_path: Path) -> None:
    both = tmp_path / "both.tmx"
    memory = (CASES / "fuzz" / "ferry.tmx").read_text("utf-8")
    both.write_text(memory.replace('<tuv xml:lang="en">', '<tuv xml:lang="en" lang="en">'), "utf-8")
    convert(both, tmp_path / "old.tmx", settings=Settings(version="1.1"))
    assert '<tuv lang="en"><seg>' in (tmp_path / "old.tmx").read_text("utf-8")


def test_the_fuzzer_sees_what_it_looks_for() -> None:
    asked = iter(range(600))

    def reader(path: Path) -> object:
        number = next(asked)
        if number % 7 == 0:
            raise KeyError(number)
        if number == 40:
            return bytearray(MEMORY + peak()).find(b"x")
        while number == 50:
            pass
        return path.read_bytes()

    findings = fuzz(Target("toy", "a.txt", (b"some words",), reader), 60).findings
    assert {what.split(" at ")[0]: finding.count for (_, what), finding in findings.items()} == {
        "KeyError": 9, "TooLargeError": 1, "TooSlowError": 1,
    }  # fmt: skip
