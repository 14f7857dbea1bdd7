"""Writing: the canonical layout, to the byte; what XML cannot hold; conformity to the DTD."""

import io
from pathlib import Path

import pytest
from lxml import etree

import tmx
from tmx.model import Encoding, Header, Note, Prop, Segment, Tag, Unit, Variant
from tmx.xml.writing import Writer, default_header, write

DTD = etree.DTD(str(Path(tmx.__file__).parent / "xml" / "tmx14.dtd"))

CANONICAL = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="T" creationtoolversion="1.0" segtype="sentence" o-tmf="duiyi" adminlang="en" \
srclang="en" datatype="plaintext" creationdate="20240101T000000Z">
<prop type="x-made">here</prop>
<ude name="e"><map unicode="#xF8FF"/></ude>
</header>
<body>
<tu tuid="0a" segtype="paragraph" changeid="eve">
<prop type="x-Origin">Alignment</prop>
<note xml:lang="en">a &amp; b</note>
<tuv xml:lang="en"><seg>Salt &amp; "pepper" &lt;b&gt;.</seg></tuv>
<tuv xml:lang="zh-CN" creationid="MT!"><prop type="x-a"></prop>\
<seg>盐和<ph x="1">&lt;br/&gt;</ph>胡椒。<ph/></seg></tuv>
</tu>
</body>
</tmx>
"""


def written(*units: Unit, header: Header | None = None) -> bytes:
    stream = io.BytesIO()
    assert write(units, stream, header=header) == len(units)
    return stream.getvalue()


def unit(*segments: Segment, **attributes: str) -> Unit:
    langs = ("en", "zh-CN")
    variants = tuple(Variant(lang, segment) for lang, segment in zip(langs, segments, strict=False))
    return Unit(variants, tuple(attributes.items()))


def test_the_canonical_layout() -> None:
    header = Header(
        (("creationdate", "20240101T000000Z"), ("creationtoolversion", "1.0"), ("creationtool", "T")),
        (Prop("x-made", "here"), Encoding((("name", "e"),), ((("unicode", "#xF8FF"),),))),
    )
    chinese: Segment = ("盐和", Tag("ph", (("x", "1"),), ("<br/>",)), "胡椒。", Tag("ph"))
    one = Unit(
        (
            Variant("en", ('Salt & "pepper" <b>.',)),
            Variant("zh-CN", chinese, (("creationid", "MT!"),), (Prop("x-a", ""),)),
        ),
        (("changeid", "eve"), ("segtype", "paragraph"), ("tuid", "0a")),
        (Prop("x-Origin", "Alignment"), Note("a & b", (("xml:lang", "en"),))),
    )
    assert written(one, header=header).decode() == CANONICAL


def test_an_empty_memory_conforms() -> None:
    data = written()
    assert data.endswith(b'datatype="plaintext"/>\n<body>\n</body>\n</tmx>\n')
    assert DTD.validate(etree.fromstring(data))


def test_the_header_says_who_made_it() -> None:
    names = [name for name, _ in default_header().attributes]
    assert names == [name for name in names if name != ""]
    assert default_header().attribute("creationtool") == "duiyi"
    assert default_header().attribute("creationtoolversion")


@pytest.mark.parametrize(
    ("character", "result"),
    [
        ("\0", "\N{REPLACEMENT CHARACTER}"),
        ("\x0b", "\N{REPLACEMENT CHARACTER}"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("\ufffe", "\N{REPLACEMENT CHARACTER}"),
        ("\uffff", "\N{REPLACEMENT CHARACTER}"),
        ("\t", "\t"),
        ("\n", "\n"),
        ("\r", "\r"),
        ("\r\n", "\r\n"),
        ("\x7f", "\x7f"),
        ("\x85", "\x85"),
        ("\N{LINE SEPARATOR}", "\N{LINE SEPARATOR}"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "\N{RIGHT-TO-LEFT OVERRIDE}"),
        ("\N{IDEOGRAPHIC SPACE}", "\N{IDEOGRAPHIC SPACE}"),
        ("\ue000", "\ue000"),
        ("\U0001fffe", "\U0001fffe"),
        ("\U0010ffff", "\U0010ffff"),
        ("]]>", "]]>"),
        ("&amp;", "&amp;"),
        ("\"'", "\"'"),
    ],
    ids=ascii,
)
def test_any_character_comes_back_or_is_replaced(character: str, result: str) -> None:
    text = f"a{character}b"
    stream = io.BytesIO()
    with Writer(stream) as writer:
        writer.add(
            Unit((Variant("en", (text, Tag("ph", (("type", text),), (text,)))),), (), (Prop(text, text),))
        )
    stream.seek(0)
    (back,) = tmx.read(stream)
    text = f"a{result}b"
    assert back.variants[0].segment == (text, Tag("ph", (("type", text),), (text,)))
    assert back.remarks == (Prop(text, text),)
    assert writer.replaced == (5 if "\N{REPLACEMENT CHARACTER}" in result else 0)


def test_replaced_characters_are_counted_each_time() -> None:
    with Writer(io.BytesIO()) as writer:
        for _ in range(3):
            writer.add(Unit((Variant("en", ("a",), (("changeid", "\0"),)),)))
    assert writer.replaced == 3


@pytest.mark.parametrize(
    "wrong",
    [
        Unit(()),
        unit(("a",), **{"tu id": "a"}),
        unit(("a",), **{'a="b" c': "a"}),
        unit(("a",), **{"": "a"}),
        Unit((Variant("en", ("a",), (("xml:lang", "zh"),)),)),
        Unit((Variant("en", (Tag("ph", (("x", "1"), ("x", "2"))),)),)),
    ],
    ids=["no variant", "space in a name", "injection", "empty name", "language twice", "attribute twice"],
)
def test_what_cannot_be_written_is_refused(wrong: Unit) -> None:
    with pytest.raises(ValueError, match=r"."):
        written(wrong)


def test_a_failure_leaves_no_end_that_looks_whole() -> None:
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="variant"):
        write([unit(("a",)), Unit(())], stream)
    assert b"</tmx>" not in stream.getvalue()


def test_many_units() -> None:
    data = written(*(unit((f"{number}",)) for number in range(2_500)))
    assert [u.variants[0].segment for u in tmx.read(io.BytesIO(data))] == [(f"{n}",) for n in range(2_500)]
