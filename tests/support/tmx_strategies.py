"""Generated memories: all codes, all attributes, odd characters; shared by the tests of laws."""

from pathlib import Path

from hypothesis import strategies as st

import tmx
from tmx.model import Encoding, Header, Note, Prop, Segment, Tag, TagName, Unit, Variant, joined

ODD = st.sampled_from(
    [
        "",
        " ",
        "\n",
        "\r\n",
        "\t",
        "a\0b",
        "\ud800",
        "\ufffe",
        "\N{RIGHT-TO-LEFT OVERRIDE}abc",
        "]]>",
        "<b>&amp;",
        "𠀀",
        "👩‍👩‍👧",
        "e\N{COMBINING ACUTE ACCENT}",
        "\N{IDEOGRAPHIC SPACE}",
        "\x85\N{LINE SEPARATOR}",
        "-->",
        "\"'",
    ]
)
TEXTS = st.one_of(st.text(max_size=20), ODD)
DATES = ("creationdate", "creationid", "changedate", "changeid", "usagecount", "lastusagedate", "datatype")
SEGTYPES = st.sampled_from(("block", "paragraph", "sentence", "phrase"))

Attributes = tuple[tuple[str, str], ...]


def attributes(
    *optional: str,
    required: dict[str, st.SearchStrategy[str]] | None = None,
    **limited: st.SearchStrategy[str],
) -> st.SearchStrategy[Attributes]:
    """Some of these attributes in any order."""
    return (
        st.fixed_dictionaries(required or {}, optional=dict.fromkeys(optional, TEXTS) | limited)
        .flatmap(lambda pairs: st.permutations(list(pairs.items())))
        .map(tuple)
    )


CODES: dict[TagName, st.SearchStrategy[Attributes]] = {
    "bpt": attributes("x", "type", required={"i": TEXTS}),
    "ept": attributes(required={"i": TEXTS}),
    "it": attributes("x", "type", required={"pos": st.sampled_from(("begin", "end"))}),
    "ph": attributes("x", "assoc", "type"),
    "ut": attributes("x"),
}
HI, SUB = attributes("x", "type"), attributes("datatype", "type")


def content(depth: int) -> st.SearchStrategy[Segment]:
    """What may stand in a segment, a highlight or a sub-flow."""
    if not depth:
        return st.lists(TEXTS, max_size=2).map(joined)
    inside = content(depth - 1)
    native = st.lists(st.one_of(TEXTS, st.builds(Tag, st.just("sub"), SUB, inside)), max_size=2).map(joined)
    codes = [st.builds(Tag, st.just(name), of, native) for name, of in CODES.items()]
    return st.lists(st.one_of(TEXTS, st.builds(Tag, st.just("hi"), HI, inside), *codes), max_size=4).map(
        joined
    )


PROPS = st.builds(Prop, TEXTS, TEXTS, attributes("xml:lang", "o-encoding", "lang"))
NOTES = st.builds(Note, TEXTS, attributes("xml:lang", "o-encoding", "lang"))
REMARKS = st.lists(st.one_of(PROPS, NOTES), max_size=3).map(tuple)
LANGS = st.one_of(st.sampled_from(("en", "zh-CN", "zh-Hans", "en_US", "*all*")), TEXTS)
VARIANTS = st.builds(Variant, LANGS, content(2), attributes(*DATES, "lang"), REMARKS)
UNITS = st.builds(
    Unit,
    st.lists(VARIANTS, min_size=1, max_size=3).map(tuple),
    attributes("tuid", "srclang", *DATES, segtype=SEGTYPES),
    REMARKS,
)
MAPS = st.lists(attributes("code", "ent", "subst", required={"unicode": TEXTS}), min_size=1, max_size=2)
ENCODINGS = st.builds(Encoding, attributes("base", required={"name": TEXTS}), MAPS.map(tuple))
HEADERS = st.builds(
    Header,
    attributes("creationtool", "srclang", "o-tmf", "adminlang", *DATES[:4], segtype=SEGTYPES),
    st.lists(st.one_of(PROPS, NOTES, ENCODINGS), max_size=4).map(tuple),
)


def pair(english: str, chinese: str, *remarks: Prop | Note, zh: str = "zh-CN", **attributes: str) -> Unit:
    """A unit of plain text."""
    return Unit((Variant("en", (english,)), Variant(zh, (chinese,))), tuple(attributes.items()), remarks)


def saved(path: Path, *units: Unit, header: Header | None = None) -> Path:
    """A memory of these units, at this path."""
    with path.open("wb") as stream:
        tmx.write(units, stream, header=header)
    return path


FEW = st.sampled_from(("tea", "soup", "rice"))
SMALL = st.builds(
    pair,
    FEW,
    st.sampled_from(("茶", "汤", "饭")),
    st.builds(Prop, st.just("x-score"), st.sampled_from(("0.1", "0.9")), st.just(())),
    changedate=st.sampled_from(("20240101T000000Z", "20250101T000000Z")),
    changeid=st.sampled_from(("eve", "bob")),
)
"""Units of a small world, so that texts meet again."""
