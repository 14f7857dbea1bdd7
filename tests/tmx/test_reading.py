"""Reading: what is accepted, what is refused and how, and that nothing but the file is touched."""

import gc
import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from house import CASES

import tmx
from tmx.base.errors import InputError
from tmx.model import Encoding, Note, Prop, Tag, Unit, Variant, plain
from tmx.xml.policy import LENIENT, Policy
from tmx.xml.reading import PROBLEMS_KEPT, read

HEADER = (
    '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en"'
    ' srclang="en" datatype="plaintext"/>'
)
HEAD = f'<tmx version="1.4">\n{HEADER}\n<body>'
TAIL = "</body></tmx>"
GOOD = '<tu><tuv xml:lang="en"><seg>Good.</seg></tuv><tuv xml:lang="zh-CN"><seg>好。</seg></tuv></tu>'
BROKEN = json.loads((CASES / "tmx_broken.json").read_text(encoding="utf-8"))


def memory(*parts: str, head: str = HEAD) -> bytes:
    return (head + "".join(parts) + TAIL).encode()


def filled(text: str) -> bytes:
    for name, value in {"head": HEAD, "tail": TAIL, "good": GOOD, "header": HEADER}.items():
        text = text.replace("{" + name + "}", value)
    return text.encode()


def units(data: bytes, policy: Policy | None = None) -> list[Unit]:
    return list(read(io.BytesIO(data), policy=policy))


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["label"])
def test_broken_is_named_with_its_line(case: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        units(filled(case["tmx"]))
    assert case["error"] in caught.value.what
    if case["line"]:
        assert caught.value.line == case["line"]
    assert caught.value.hint


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["label"])
def test_lenient_reading_loses_what_is_broken_and_counts_it(case: dict[str, Any]) -> None:
    def lenient() -> tuple[int, int]:
        reader = read(io.BytesIO(filled(case["tmx"])), policy=LENIENT)
        kept = sum(1 for _ in reader)
        assert len(reader.problems) >= max(reader.skipped, 1)
        assert case["error"] in reader.problems[0].what
        return kept, reader.skipped

    if "lenient" in case:
        assert lenient() == tuple(case["lenient"])
    else:
        with pytest.raises(InputError, match=r".+"):
            lenient()


def test_everything_in_a_unit_is_kept() -> None:
    (unit,) = units(
        memory(
            '<tu tuid="a1" usagecount="3"><note xml:lang="en">n</note>'
            '<prop type="x-a" o-encoding="utf-8">p</prop><tuv xml:lang="en" changeid="eve">'
            '<prop type="x-b"></prop><seg> Press <bpt i="1" x="2">&lt;b></bpt>'
            'the <hi type="x"><ph>{<sub>alt &amp; text</sub>}</ph>key</hi><ept i="1"/>\n now</seg></tuv></tu>'
        )
    )
    segment = (
        " Press ",
        Tag("bpt", (("i", "1"), ("x", "2")), ("<b>",)),
        "the ",
        Tag("hi", (("type", "x"),), (Tag("ph", (), ("{", Tag("sub", (), ("alt & text",)), "}")), "key")),
        Tag("ept", (("i", "1"),)),
        "\n now",
    )
    variant = Variant("en", segment, (("changeid", "eve"),), (Prop("x-b", ""),))
    remarks = (Note("n", (("xml:lang", "en"),)), Prop("x-a", "p", (("o-encoding", "utf-8"),)))
    assert unit == Unit((variant,), (("tuid", "a1"), ("usagecount", "3")), remarks)
    assert plain(segment) == " Press the key\n now"


def test_the_header_is_kept() -> None:
    children = (
        '<note>n</note><ude name="e" base="b"><map unicode="#xF8FF" code="#x1"/></ude><prop type="x">p</prop>'
    )
    head = HEAD.replace("/>", f">{children}</header>")
    header = read(io.BytesIO(memory(head=head))).header
    assert header.attribute("srclang") == "en"
    maps = ((("unicode", "#xF8FF"), ("code", "#x1")),)
    assert header.remarks == (Note("n"), Encoding((("name", "e"), ("base", "b")), maps), Prop("x", "p"))


def test_comments_instructions_and_cdata_are_read_through() -> None:
    (unit,) = units(
        memory(
            '<!-- c --><?pi?><tu><tuv xml:lang="en">'
            "<seg>a<!-- c --> <?pi?><![CDATA[<b> & ]]>c</seg></tuv></tu>"
        )
    )
    assert unit.variants[0].segment == ("a <b> & c",)


def test_the_old_spelling_of_languages() -> None:
    (unit,) = units(memory(GOOD.replace("xml:lang", "lang"), head=HEAD.replace("1.4", "1.1")))
    assert [variant.lang for variant in unit.variants] == ["en", "zh-CN"]


def test_the_namespace_of_the_standard() -> None:
    (unit,) = units(memory(GOOD, head=HEAD.replace("<tmx", '<tmx xmlns="http://www.lisa.org/tmx14"')))
    assert unit.variants[1].segment == ("好。",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le"])
def test_encodings(encoding: str) -> None:
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    data = f'<?xml version="1.0" encoding="{declared}"?>{HEAD}\r\n{GOOD}{TAIL}'
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}" if encoding == "utf-16-le" else ""
    (unit,) = units((mark + data).encode(encoding))
    assert unit.variants[1].segment == ("好。",)


def test_an_encoding_that_the_file_does_not_name() -> None:
    data = memory(GOOD).decode().encode("gb18030")
    with pytest.raises(InputError, match="not well-formed"):
        units(data)
    assert units(data, Policy(encoding="gb18030"))[0].variants[1].segment == ("好。",)
    with pytest.raises(InputError, match="no encoding is called klingon"):
        units(data, Policy(encoding="klingon"))


def test_languages_that_must_be_there() -> None:
    data = memory(
        GOOD, '<tu><tuv xml:lang="EN-us"><seg>x</seg></tuv><tuv xml:lang="fr"><seg>y</seg></tuv></tu>'
    )
    with pytest.raises(InputError, match=r"no zh variant \(found: EN-us, fr\)"):
        units(data, Policy(langs=("en", "zh")))
    reader = read(io.BytesIO(data), policy=Policy(langs=("en", "zh"), missing_variant="skip"))
    assert (sum(1 for _ in reader), reader.skipped) == (1, 1)


def test_an_undeclared_prefix_spoils_its_unit_only() -> None:
    bad = GOOD.replace("好", '好<t5:n id="1"/>')
    with pytest.raises(InputError, match=r"<t5:n> cannot stand in <seg>") as caught:
        units(memory(GOOD, "\n", bad))
    assert caught.value.line == 4
    reader = read(io.BytesIO(memory(GOOD, bad, GOOD, GOOD.replace("<tu>", '<tu a:b="c">'))), policy=LENIENT)
    assert (sum(1 for _ in reader), reader.skipped) == (2, 2)


def test_lines_beyond_65535() -> None:
    data = memory("\n" * 70_000, GOOD, "\n<tu>oh</tu>")
    reader = read(io.BytesIO(data), policy=LENIENT)
    next(reader)
    assert reader.line == 70_003
    assert list(reader) == []
    assert reader.problems[0].line == 70_004


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "none.tmx", "there is no such file"), (tmp_path, "is a folder")):
        with pytest.raises(InputError, match=message) as caught:
            read(path)
        assert caught.value.path == path


def test_an_abandoned_reader_closes_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(memory(GOOD, GOOD))
    for unit in tmx.read(path):
        assert unit
        break
    read(path)
    with read(path) as reader:
        next(reader)
    gc.collect()  # a ResourceWarning would fail the test
    path.rename(tmp_path / "b.tmx")


def test_problems_are_counted_beyond_those_kept() -> None:
    reader = read(io.BytesIO(memory("<tu/>" * (PROBLEMS_KEPT + 5))), policy=LENIENT)
    assert list(reader) == []
    assert (len(reader.problems), reader.skipped) == (PROBLEMS_KEPT, PROBLEMS_KEPT + 5)


def test_memory_use_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        data = memory(GOOD * count)
        tracemalloc.start()
        assert sum(1 for _ in read(io.BytesIO(data))) == count
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    assert peak(20_000) < 2 * peak(2_000) + 200_000


# attacks


def entities(count: int) -> str:
    chain = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(count))
    return f'<!DOCTYPE tmx [<!ENTITY e0 "lol">{chain}]>'


SEGMENT = '<tu><tuv xml:lang="en"><seg>{}</seg></tuv></tu>'
ATTACKS: dict[str, Callable[[Path], str]] = {
    "billion laughs": lambda secret: entities(9) + HEAD + SEGMENT.format("&e9;") + TAIL,
    "billion laughs in an attribute": lambda secret: (
        entities(9) + HEAD + SEGMENT.format("a").replace("<tu", '<tu tuid="&e9;"') + TAIL
    ),
    "quadratic": lambda secret: (
        f'<!DOCTYPE tmx [<!ENTITY a "{"A" * 60_000}">]>' + HEAD + SEGMENT.format("&a;" * 60_000) + TAIL
    ),
    "external entity": lambda secret: (
        f'<!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + HEAD + SEGMENT.format("&x;") + TAIL
    ),
    "external parameter entity": lambda secret: (
        f'<!DOCTYPE tmx [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>' + HEAD + SEGMENT.format("&x;") + TAIL
    ),
    "external DTD": lambda secret: (
        f'<!DOCTYPE tmx SYSTEM "{secret.as_uri()}">' + HEAD + SEGMENT.format("&x;") + TAIL
    ),
    "deep codes": lambda secret: HEAD + SEGMENT.format("<hi>" * 20_000 + "</hi>" * 20_000) + TAIL,
    "codes deeper than the policy": lambda secret: HEAD + SEGMENT.format("<hi>" * 60 + "</hi>" * 60) + TAIL,
    "endless segment": lambda secret: HEAD + SEGMENT.format("很长" * 1_000_000) + TAIL,
    "endless attribute": lambda secret: HEAD + f'<tu tuid="{"a" * 4_000_000}"/>' + TAIL,
    "endless comment": lambda secret: HEAD + f"<!--{'a' * 4_000_000}-->" + TAIL,
    "endless DOCTYPE": lambda secret: f"<!DOCTYPE tmx [{' ' * 4_000_000}",
    "endless row of codes": lambda secret: HEAD + SEGMENT.format("<ph/>" * 1_000_000) + TAIL,
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_refused(attack: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY x "LEAKED">', encoding="utf-8")
    data = ATTACKS[attack](secret).encode()
    for policy in (Policy(), LENIENT):
        try:
            result = units(data, policy)
        except InputError as error:
            assert "LEAKED" not in str(error)
        else:
            assert result == []
            assert policy is LENIENT


def test_a_doctype_that_only_names_the_dtd_is_ignored(tmp_path: Path) -> None:
    for doctype in (
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN" "tmx14.dtd" []>',
        '<!DOCTYPE tmx SYSTEM "http://192.0.2.1/tmx14.dtd">',
    ):
        assert len(units((doctype + HEAD + GOOD + TAIL).encode())) == 1
