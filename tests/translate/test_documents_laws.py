"""Laws of cleaning, on the seeds and on any text: nothing is lost, every position is right."""

from pathlib import Path

import pytest
from documents_fixture import read_text
from house import SEEDS
from hypothesis import given, settings
from hypothesis import strategies as st

from tmx.base.decode import decode
from tmx.base.errors import InputError
from translate.documents.cleaning.report import explain
from translate.documents.cleaning.steps import REASONS
from translate.documents.reading import read
from translate.model import Document

TEXTS = sorted(path for path in SEEDS.iterdir() if path.suffix in {".txt", ".md"})

PIECES = [
    *("小米", "的生态", "一", "。", "，", "“", "”", "（", "）", "……", "？", "、", "\N{IDEOGRAPHIC SPACE}"),
    *(" ", "  ", "\n", "\n\n", "\r\n", "\f", "\N{ZERO WIDTH SPACE}", "\N{NO-BREAK SPACE}", "\N{SOFT HYPHEN}"),
    *(
        "the",
        "Word",
        "end.Next",
        "3.5",
        "SU7 Ultra",
        "e\N{COMBINING ACUTE ACCENT}",
        "ＳＵ７",
        "-",
        "•",
        "1. ",
    ),
    *("**", "==", "[", "](http://a.b/c)", "![", "#", "\n# ", "\n> ", "\n- ", "`", "<b>", "\\*", "&amp;", "|"),
    *("\n---\n", "\n===\n", "_", "~~", "<!--", "-->", "```\n"),
]
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=80).map("".join), st.text(max_size=200))
wrapped = st.lists(
    st.sampled_from(["山", "水", "一", "，", "。", "“", "”", "人", "家", "来", "去"]),
    min_size=80,
    max_size=600,
)


def check_laws(document: Document) -> None:
    source = document.source
    covered, changed = bytearray(len(source) + 1), bytearray(len(source) + 1)
    for change in document.changes:
        assert 0 <= change.start <= change.stop <= len(source)
        assert change.step in REASONS
        assert change.before != change.after
        covered[change.start : change.stop] = b"\1" * (change.stop - change.start)
        low = max(0, change.start - 1)
        changed[low : change.stop + 1] = b"\1" * (min(len(source), change.stop) + 1 - low)
    for block in document.blocks:
        assert block.text
        assert block.text == block.text.strip()
        assert "\n" not in block.text
        assert len(block.text) == len(block.positions)
        for char, position in zip(block.text, block.positions, strict=True):
            assert char == source[position] or changed[position]
            covered[position] = 1
    assert all(covered[i] or char.isspace() for i, char in enumerate(source))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_seeds_keep_the_laws(path: Path) -> None:
    document = read(path)
    check_laws(document)
    if document.format == "text":
        assert document.source.encode(document.encoding) == path.read_bytes()


@pytest.mark.parametrize("markup", ["text", "markdown", "html"])
@given(text=texts)
@settings(max_examples=150, deadline=None)
def test_any_text_keeps_the_laws(markup: str, text: str) -> None:
    for lang in ("en", "zh"):
        try:
            document = read_text("any", text, lang, markup=markup)
        except InputError:
            continue
        check_laws(document)
        assert list(explain(document))


@given(chars=wrapped, width=st.integers(8, 30), cuts=st.lists(st.integers(0, 600), max_size=8))
@settings(max_examples=80, deadline=None)
def test_wrapped_text_keeps_the_laws(chars: list[str], width: int, cuts: list[int]) -> None:
    text = "".join(chars)
    lines = [text[i : i + width] for i in range(0, len(text), width)]
    for cut in cuts:  # lines in the wrong order, as page layouts leave them
        i = cut % len(lines)
        lines.insert(i, lines.pop(min(i + 1, len(lines) - 1)))
    check_laws(read_text("wrapped", "山水人家" + "\n".join(lines), "zh", markup="text"))


@given(text=texts)
@settings(max_examples=100, deadline=None)
def test_cleaning_a_clean_plain_text_changes_nothing(text: str) -> None:
    lines = [
        line
        for line in (
            "她走了。今天天气很好。",
            "我们也走。",
            "好吧！",
            text.replace("\n", "")[:15],  # so that most letters are Han
        )
        if line.isprintable()
    ]
    first = read_text("first", "\n".join(lines), "zh", markup="text")
    clean = "\n".join(block.text for block in first.blocks)
    again = read_text("again", clean, "zh", markup="text")
    assert "\n".join(block.text for block in again.blocks) == clean


@given(text=st.text(min_size=1, max_size=100))
def test_utf8_decodes_to_what_was_written(text: str) -> None:
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        return
    try:
        assert decode(text.encode(), "any").text == text
    except InputError as error:
        assert "is " in str(error)
