"""What a memory holds doesn't depend on where reads of its file end, and odd files break nothing."""

import io
from typing import Any

import pytest
from house import SHARED
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tmx.base.errors import InputError
from tmx.xml import feeding
from tmx.xml.policy import LENIENT, Policy
from tmx.xml.reading import Reader, ReadingError

CORPUS = SHARED / "tmx"
HEADER = (
    '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en"'
    ' srclang="en" datatype="plaintext"/>'
)
UNIT = '<tu tuid="1"><tuv xml:lang="en"><seg>a</seg></tuv>\n<tuv xml:lang="zh-CN"><seg>茶</seg></tuv></tu>'
TWO = '<tu>{}<tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="zh-CN"><seg>茶</seg></tuv></tu>'


def outcome(data: bytes, policy: Policy) -> tuple[Any, ...]:
    """All that can be seen of a reading."""
    seen: list[Any] = []
    try:
        reader = Reader(io.BytesIO(data), policy=policy)
        seen.append(reader.header)
        seen += ((unit, reader.line, reader.number) for unit in reader)
        seen += (reader.skipped, [flaw(one) for one in reader.problems])
    except InputError as error:
        seen.append(flaw(error))
    return tuple(seen)


def flaw(error: InputError) -> tuple[Any, ...]:
    """What is said; reason and line of syntax errors, and text, depend on where a read ended."""
    for beginning in ("not well-formed XML", "text between units"):
        if error.what.startswith(beginning):
            return (beginning,)
    more = (error.rule, error.unit, error.place) if isinstance(error, ReadingError) else ()
    return error.what, error.line, error.hint, *more


def agree(data: bytes, chunk: int) -> None:
    """Reading in chunks gives what reading at one go gives."""
    for policy in (Policy(), LENIENT, Policy(langs=("zh",), missing_variant="skip")):
        whole = outcome(data, policy)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(feeding, "CHUNK", chunk)
            assert outcome(data, policy) == whole


PIECES = st.sampled_from(
    [
        UNIT,
        UNIT,
        "\n",
        "\r\n",
        "\r",
        "  \t",
        "text",
        "&amp;",
        "\N{NO-BREAK SPACE}",
        "<!-- c -->",
        f"<!-- {UNIT} -->",
        f"<![CDATA[{UNIT}]]>",
        "<?pi?>",
        "<tu/>",
        "<tu>",
        "</tu>",
        "<foo>",
        "</foo>",
        "<foo/>",
        f"<foo>{UNIT}</foo>",
        "<body>",
        "</body>",
        "</body></tmx>",
        "<tu",
        '<tu tuid="1" tuid="2"/>',
        UNIT.replace('"1"', '"&lt;1"'),
        UNIT.replace('"1"', '"1>"'),
        UNIT.replace('"1"', '"1\n"'),
        UNIT.replace('"1"', '"1" segtype="page"'),
        UNIT.replace('"1"', '"1" segtype="block" tuid="3"'),
        UNIT.replace('"1"', '"1" xmlns="http://www.lisa.org/tmx14"'),
        UNIT.replace('"1"', '"1" xml:lang="en"'),
        UNIT.replace("xml:lang", "lang"),
        UNIT.replace("xml:lang", "lang", 1),
        UNIT.replace("<seg>", "<seg >"),
        UNIT.replace("<seg>a</seg>", "<seg/>"),
        UNIT.replace("<seg>a</seg>", ""),
        UNIT.replace("</seg>", "</seg>x"),
        UNIT.replace("'", '"'),
        TWO.format('<prop type="x-a">p &gt; &quot;&apos; q</prop>', "a &amp;lt; b"),
        TWO.format('<prop type="x-a" xml:lang="en" >p</prop> <note>n</note>\n<note lang="e"></note>', "a\nb"),
        TWO.format("<prop>p</prop>", "a"),
        TWO.format('<prop type="a>b">p</prop>', "a"),
        TWO.format('<note type="x">p</note>', "a"),
        TWO.format("", "a &#65; b"),
        TWO.format("", "a & b"),
        TWO.format("", "a &nbsp; b"),
        TWO.format("", "a ]]> b"),
        TWO.format("", "a \x01 b"),
        TWO.format("", "a \ufffe b"),
        TWO.format("", "a <ph>x</ph> b"),
        TWO.format("", "a \r\n b \r c"),
        TWO.format("", "\N{IDEOGRAPHIC SPACE}𠮷\N{RIGHT-TO-LEFT OVERRIDE}"),
    ]
)


@pytest.mark.parametrize("stray", ["text<foo/>", "<foo/>text", f"text<foo/>{UNIT}", f"a<foo/>b{UNIT}c<foo/>"])
@pytest.mark.parametrize("before", ["", UNIT])
def test_text_beside_a_stray_element_is_reported(before: str, stray: str) -> None:
    data = f'<tmx version="1.4">{HEADER}<body>{before}{stray}</body></tmx>'.encode()
    agree(data, 16)
    assert "text between units" in str(outcome(data, LENIENT))


@pytest.mark.parametrize("chunk", [1, 7, 64])
@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=8))
@example(["<foo>", UNIT, "</foo>", UNIT])
@example([UNIT, "<body>", UNIT, "</body>", UNIT])
@example([UNIT, "<tu/>", UNIT, "<tu/>", UNIT, "&"])
def test_it_does_not_matter_where_reads_end(chunk: int, pieces: list[str]) -> None:
    agree(f'<tmx version="1.4">{HEADER}<body>{"".join(pieces)}</body></tmx>'.encode(), chunk)


HEADS = (
    '<?xml version="1.0"?><tmx version="1.4">{h}<body>',
    '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\r\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\r\n'
    '<tmx version="1.4">\r\n{h}\r\n<body>\r\n',
    '<?xml version="1.0" encoding="utf-16"?><tmx version="1.4">{h}<body>',
    '<?xml version="1.1"?><tmx version="1.4">{h}<body>',
    '\ufeff<tmx version="1.4">{h}<body>',
    '<tmx version="1.4" xmlns="http://www.lisa.org/tmx14">{h}<body>',
    '<tmx version="1.4" xmlns="urn:other">{h}<body>',
    '<tmx version="1.4">{h}<body xml:lang="en">',
    '<tmx version="1.4">{h}<!-- <body> --><body>',
    '<tmx version="1.4">{h}{h}<body>',
    '<tmx version="1.4"><header><header></header><body>',
    '<tmx version="1.4"><foo>{h}<body>',
    '<tmx><header creationtool="t"><prop type="x">a</prop>\n</header><body>',
    '<html version="1.4">{h}<body>',
    '<TMX version="1.4">{h}<BODY>',
    '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx version="1.4">{h}<body>',
    '<tmx version="1.4"><body>',
)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("tail", ["</body></tmx>", "</body>\n</tmx>x", "", "</body><body/></tmx>"])
def test_it_does_not_matter_in_the_frame(head: str, tail: str) -> None:
    data = (head.replace("{h}", HEADER) + UNIT + "<tu/>" + UNIT + tail).encode()
    for one in (data, data + b"\xff", data.replace("茶".encode(), b"\xe8\x8c"), data[: len(data) // 2]):
        agree(one, 32)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_it_does_not_matter_in_other_encodings(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><tmx version="1.4">{HEADER}<body>{UNIT * 3}</body></tmx>'
    )
    agree(text.encode(encoding), 7)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real memories is not here")
def test_it_does_not_matter_in_real_memories() -> None:
    for path in [*(CORPUS / "corpus").rglob("*.tmx"), *(CORPUS / "attacks").glob("*.tmx")]:
        if path.stat().st_size < 300_000:
            agree(path.read_bytes(), 4000)
