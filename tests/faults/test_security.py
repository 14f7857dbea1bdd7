"""What hostile files may not do; ``README.md`` says which tests hold the rest of what is promised."""

import ast
import csv
import io
import json
import signal
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from formats_fixture import docx, epub, zipped
from fuzz_targets import targets
from house import ROOT
from ooxml_fixture import SPACES, inline, presentation, row, shape, workbook

import tmx.forms
from tmx.base.errors import DuiyiError, InputError
from tmx.change.converting import convert
from tmx.forms import Settings
from tmx.forms.rows import guarded

TARGETS = targets()
ROOMS = ("tmx", "translate", "align")


def read(name: str, data: bytes, folder: Path) -> object:
    path = folder / TARGETS[name].file
    path.write_bytes(data)
    return TARGETS[name].read(path)


# no code from data


UNSAFE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}


def unsafe(tree: ast.AST) -> Iterator[str]:
    """Imports and calls that run what a file says, or hand a line to a shell."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"import {a.name}" for a in node.names if a.name.split(".")[0] in UNSAFE)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNSAFE:
            yield f"from {node.module}"
        elif isinstance(node, ast.Call):
            yield from _unsafe_call(node)


def _unsafe_call(node: ast.Call) -> Iterator[str]:
    name = ast.unparse(node.func)
    options = {keyword.arg: keyword.value for keyword in node.keywords}
    true = {key for key, value in options.items() if isinstance(value, ast.Constant) and value.value is True}
    if name in ("eval", "exec", "compile", "os.system", "os.popen") or "shell" in true:
        yield f"{name}(…)"
    if name in ("yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load") or "allow_pickle" in true:
        yield f"{name}(…)"
    if name.endswith(("yaml.compose", "yaml.compose_all")) and "SafeLoader" not in ast.unparse(node):
        yield f"{name}(…) without SafeLoader"
    if name.split(".")[-1] == "load" and name.startswith("torch") and "weights_only" not in true:
        yield f"{name}(…) without weights_only"
    if name.endswith(("extractall", "unpack_archive")) and name.startswith("tarfile"):
        yield f"{name}(…)"


def test_nothing_of_a_file_is_run() -> None:
    unsafe_code = [
        f"{path.relative_to(ROOT)}: {what}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for what in unsafe(ast.parse(path.read_text("utf-8")))
    ]
    assert unsafe_code == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle", "from marshal import loads", "eval(x)", "yaml.load(x)", "os.popen(x)",
        "np.load(x, allow_pickle=True)",
        "torch.load(x)", "subprocess.run(x, shell=True)", "yaml.compose_all(x)", "os.system(x)",
    ],
)  # fmt: skip
def test_the_search_for_such_code_finds_it(code: str) -> None:
    assert list(unsafe(ast.parse(code)))


# entities


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TERM = "<termGrp><term>{}</term></termGrp></langGroup>"
XML = {  # how a document of each kind looks, {0} above it, {1} in its text, {2} in an attribute
    "formats a.docx": '{0}<w:document xmlns:w="w" a="{2}"><w:p><w:r><w:t>Hello {1}</w:t></w:r></w:p>'
    "</w:document>",
    "formats a.xlsx": "{0}" + SHEET + '<row r="1"><c r="A1" t="inlineStr"><is><t>Hello {1}</t></is></c></row>'
    '<row a="{2}"/></sheetData></worksheet>',
    "formats a.pptx": f'{{0}}<p:sld {SPACES} b="{{2}}"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r>'
    "<a:t>Hello {1}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
    "formats a.xlf": '{0}<xliff version="1.2"><file source-language="en" a="{2}"><body><trans-unit id="1">'
    "<source>Hello {1}</source></trans-unit></body></file></xliff>",
    "formats a.tmx": '{0}<tmx><tu a="{2}"><tuv xml:lang="en"><seg>Hello {1}</seg></tuv></tu></tmx>',
    "formats a.epub": '{0}<html a="{2}"><body><p>Hello {1}</p></body></html>',
    "tmx lenient": '{0}<tmx version="1.4"><header/><body><tu tuid="{2}"><tuv xml:lang="en">'
    "<seg>Hello {1}</seg></tuv></tu></body></tmx>",
    "glossary tbx": '{0}<martif><termEntry id="{2}"><langSet xml:lang="en"><term>Hello {1}</term></langSet>'
    '<langSet xml:lang="zh"><term>你好</term></langSet></termEntry></martif>',
    "forms a.tbx": '{0}<TBX><entry id="{2}"><langGroup xml:lang="en">' + TERM.format("Hello {1}")
    + '<langGroup xml:lang="zh-CN">' + TERM.format("你好") + "</entry></TBX>",
    "forms a.xlf": '{0}<xliff version="1.2"><file source-language="en"><trans-unit id="{2}">'
    "<source>Hello {1}</source><target>你好</target></trans-unit></file></xliff>",
    "forms a.xlsx": "{0}" + SHEET + '<row r="1"><c r="A1" t="inlineStr"><is><t>Hello {1}</t></is></c></row>'
    '<row a="{2}"/></sheetData></worksheet>',
}  # fmt: skip


def laughs(rounds: int = 12) -> str:
    chain = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(rounds))
    return f'<!DOCTYPE x [<!ENTITY e0 "LAUGH">{chain}]>'


WHOLE = {
    "formats a.epub": epub("<p>x</p>"),
    "formats a.xlsx": workbook(row(1, inline("A1", "x"))),
    "formats a.pptx": presentation(shape("x")),
}


def packed(name: str, text: str) -> bytes:
    data = text.encode()
    if name == "formats a.docx":
        return zipped({"word/document.xml": data})
    if name == "forms a.xlsx":
        return zipped({"xl/worksheets/sheet1.xml": data})
    if name in WHOLE:
        with zipfile.ZipFile(io.BytesIO(WHOLE[name])) as whole:
            ends = ("one.xhtml", "page1.xml", "slide1.xml")
            return zipped({n: data if n.endswith(ends) else whole.read(n) for n in whole.namelist()})
    return data


@pytest.mark.parametrize("attack", ["laughs", "laughs in an attribute", "file", "parameter", "DTD"])
@pytest.mark.parametrize("name", XML)
def test_entities_are_not_expanded(name: str, attack: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("LEAKED", "utf-8")
    (tmp_path / "secret.dtd").write_text('<!ENTITY x "LEAKED">', "utf-8")
    doctype, inside, attribute = {
        "laughs": (laughs(), "&e12;", ""),
        "laughs in an attribute": (laughs(), "", "&e12;"),
        "file": (f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', "&x;", ""),
        "parameter": (f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>', "", ""),
        "DTD": (f'<!DOCTYPE x SYSTEM "{(tmp_path / "secret.dtd").as_uri()}">', "&x;", ""),
    }[attack]
    try:
        output = content(read(name, packed(name, XML[name].format(doctype, inside, attribute)), tmp_path))
        assert attack == "DTD"  # which is not loaded; what is declared in the file itself is refused
    except DuiyiError as error:
        output = str(error)
    assert "LEAKED" not in output
    assert "LAUGH" not in output


def content(result: object) -> str:
    """All that a reader made of a file."""
    if isinstance(result, bytes) and result.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(result)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return result.decode() if isinstance(result, bytes) else repr(result)


@pytest.mark.parametrize("name", XML)
def test_without_entities_the_same_is_read(name: str, tmp_path: Path) -> None:
    try:
        read(name, packed(name, XML[name].format("", "", "a")), tmp_path)
    except InputError as error:
        assert "column" in str(error)  # the workbook has but one


# zips


@pytest.mark.parametrize(
    "name",
    ["formats a.docx", "formats a.xlsx", "formats a.pptx", "formats a.epub", "forms a.xlsx", "package"],
)
def test_bombs(name: str, tmp_path: Path) -> None:
    """A hundred megabytes of blanks in a hundred kilobytes."""
    member = {
        "formats a.docx": "word/document.xml",
        "formats a.epub": "OPS/text/one.xhtml",
        "formats a.xlsx": "xl/worksheets/page1.xml",
        "formats a.pptx": "ppt/slides/slide1.xml",
        "forms a.xlsx": "xl/worksheets/sheet1.xml",
        "package": "translate-en_zh-1_9/model/model.bin",
    }[name]
    bomb = io.BytesIO(TARGETS[name].seeds[0])
    with zipfile.ZipFile(bomb) as old:
        kept = {entry: old.read(entry) for entry in old.namelist()}
    with pytest.raises(DuiyiError, match=r"times its size|unpacks to"):
        read(name, zipped({**kept, member: b" " * (100 << 20)}), tmp_path)


@pytest.mark.parametrize(
    "name", ["../../up.txt", "/abs.txt", "word/../../up.txt", "a\\..\\up.txt", "C:up.txt"]
)
@pytest.mark.parametrize("kind", ["docx", "epub"])
def test_a_document_with_paths_that_leave_it_is_never_unpacked(kind: str, name: str, tmp_path: Path) -> None:
    """Documents are read and written member by member: an odd name comes back, and lands nowhere."""
    whole = (
        docx("<w:p><w:r><w:t>Hello there</w:t></w:r></w:p>") if kind == "docx" else epub("<p>Hello there</p>")
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as old:
        kept = {entry: old.read(entry) for entry in old.namelist()}
    place = tmp_path / "deep" / "er"
    place.mkdir(parents=True)
    output = read(f"formats a.{kind}", zipped({**kept, name: b"x"}), place)
    assert isinstance(output, bytes)
    with zipfile.ZipFile(io.BytesIO(output)) as new:
        assert name in new.namelist()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"a.{kind}"]


# tables


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+x", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_cell_begins_a_formula(ending: str, tmp_path: Path) -> None:
    memory = tmp_path / "a.jsonl"
    line = '{{"variants":[{{"lang":"en","segment":[{0}]}},{{"lang":"zh-CN","segment":[{0}]}}]}}\n'
    memory.write_text("".join(line.format(json.dumps(text)) for text in FORMULAS), "utf-8")
    table = tmp_path / f"a{ending}"
    assert convert(memory, table).written == len(FORMULAS)
    if ending == ".csv":
        with table.open(encoding="utf-8-sig", newline="") as stream:
            cells = [cell for row in list(csv.reader(stream))[1:] for cell in row[1:3]]
        assert cells == [guarded(text) for text in FORMULAS for _ in (1, 2)]
        assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]
    else:
        with zipfile.ZipFile(table) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert sheet.count('s="1" t="inlineStr"') == 2 * len(FORMULAS)
    form = tmx.forms.form(table)
    assert form is not None
    back = [unit.variants[0].segment for unit in form.read(table, Settings(), Counter())]
    assert back == [(text,) for text in FORMULAS]


# patterns


PUMPS = [
    " ", "\t", "\n", "a", "a ", "a\n", "<", "<a ", '<a "', "<!A[", "<!A[]", "<!--", "<![CDATA[", "<meta ",
    "[", "[]", "](", "![", "![a]", "[a](", "[^", "*a", "_a", "`", "`a", "~~", "$a", "{%", "(", "&a", "|a",
    "- ", "> ", "#", "=", "\\", '"', '""', "'", ",", "。", "“中", "中", "中 ", "Mr. ", "...", "1.",
    "00:00:01,000 -->", 'msgid "', "a:", "<b>", "0", "⏎", "http://", "a@",
]  # fmt: skip
LENGTH = 20_000  # bytes; what is worse than quadratic takes minutes


class TooSlowError(BaseException):
    """Not caught by any reader."""


@pytest.mark.parametrize(
    "name",
    ["documents en", "documents a.md", "formats a.txt", "formats a.md", "formats a.html", "formats a.srt",
     "formats a.po", "formats a.csv", "bitext", "glossary tsv", "ladder"],
)  # fmt: skip
def test_no_pattern_runs_away(name: str, tmp_path: Path) -> None:
    def bark(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, bark)
    slow = []
    seed = TARGETS[name].seeds[0]
    for pump in PUMPS:
        body = (pump * (LENGTH // len(pump.encode()))).encode()
        signal.setitimer(signal.ITIMER_VIRTUAL, 3)
        try:
            read(name, seed[: len(seed) // 2] + body + seed[len(seed) // 2 :], tmp_path)
        except DuiyiError:
            pass
        except TooSlowError:
            slow.append(pump)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)
    assert slow == []
