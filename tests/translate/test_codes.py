from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.documents.codes import cut, place, stretches
from translate.documents.formats.markdown import content as markdown
from translate.documents.seam import joined, native, shown
from translate.model import Code, Content

OPEN, CLOSE = Code("<b>", "open"), Code("</b>", "close")


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Text with codes that nest, some without their other half, each with a name of its own."""
    parts: list[str | Code] = []
    depth = 0
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(["text", "open", "close", "alone", "shown", "break"]))
        if kind == "text":
            parts.append(draw(st.text("ab cd。，好", min_size=1, max_size=8)))
        elif kind == "shown":
            parts.append(Code(f"<{number}s>", "alone", f"x{number}"))
        elif kind != "close" or depth or draw(st.booleans()):
            parts.append(Code(f"<{number}{kind}>", kind))  # type: ignore[arg-type]
            depth += {"open": 1, "close": -1}.get(kind, 0)
    return joined(parts)


def codes(content: Content) -> list[Code]:
    return [part for part in content if isinstance(part, Code)]


@given(contents(), st.text("ab cd。，好x1234", max_size=30))
def test_no_code_is_lost_or_doubled(content: Content, draft: str) -> None:
    result, guesses = place(content, draft, {})
    assert sorted(map(str, codes(result))) == sorted(map(str, codes(content)))
    assert 0 <= guesses <= len(codes(content))
    spans = {part.shown for part in codes(content) if part.shown}
    if not spans:
        assert shown(result) == draft


@given(contents())
def test_an_unchanged_text_gets_its_codes_where_they_were(content: Content) -> None:
    assert place(content, shown(content), {}) == (content, 0)


@given(contents(), st.data())
def test_pieces_joined_are_the_content(content: Content, data: st.DataObject) -> None:
    size = len(shown(content))
    ends = sorted(data.draw(st.lists(st.integers(0, size), max_size=3)))
    edges = [0, *ends, size]
    pieces = cut(content, [b - a for a, b in pairwise(edges)])
    assert joined([part for piece in pieces for part in piece]) == content


@pytest.mark.parametrize(
    ("source", "draft", "known", "expected", "guesses"),
    [
        ("Press **Save** now.", "现在请按保存。", {"Save": "保存。"}, "现在请按**保存**。", 0),
        ("Run `make all` now.", "现在运行make all。", {}, "现在运行`make all`。", 0),
        ("See [Xiaomi](u) here.", "Xiaomi在这里。", {}, "[Xiaomi](u)在这里。", 0),
        ("**All of it.**", "全部。", {}, "**全部。**", 0),
        ("a [*b*](u) c", "甲 乙 丙", {"b": "乙"}, "甲 [*乙*](u) 丙", 0),
        ("one **two** three four", "一二三四五六", {}, "一**二**三四五六", 2),
        ("雷军办了[小米公司](u)。", "Lei Jun founded Xiaomi here.", {"小米公司": "Xiaomi company"},
         "Lei Jun founded [Xiaomi](u) here.", 0),
        ("Go to the [project folder](u).", "到文件夹里去。", {"project folder": "项目文件夹"},
         "到[文件夹](u)里去。", 0),
        ("**Note:** see [this](a) and [that](b).", "注意：参见这个和那个。",
         {"Note:": "注意：", "this": "这个", "that": "那个"}, "**注意：**参见[这个](a)和[那个](b)。", 0),
        ("The `tool`'s name is old.", "这个tool's 的名字很旧。", {}, "这个`tool`'s 的名字很旧。", 0),
        ("Call `list` or '`dict`'.", "调用'dict'或list。", {}, "调用'`dict`'或`list`。", 0),
        ("Write `a+b*(c)[0]` and `x|y`.", "写上x|y和a+b*(c)[0]。", {}, "写上`x|y`和`a+b*(c)[0]`。", 0),
        ("先用`foo`再用`bar`。", "Use foo, then bar.", {}, "Use `foo`, then `bar`.", 0),
        ("`x` and `x` and [x](u)", "x、x、x", {}, "`x`、`x`、[x](u)", 0),
        ("**a** then a", "a 然后 a", {}, "**a** 然后 a", 1),  # which of the two it is, nobody knows
        ("the word a, then `a`", "这个词 a，然后 a", {}, "这个词 a，然后 `a`", 1),
        ("Press **Go** to go", "按走来走", {"Go": "走"}, "按**走**来走", 1),
        ("The file `log` grows", "catalog在变大", {}, "cata`log`在变大", 1),  # found, but in another word
        ("The key `a` is set", "The value", {}, "The `a`value", 1),
        ("[1](#n) A wind blew", "起风了", {}, "[1](#n)起风了", 2),  # the number of a note stays
        ("A wind [*](#n) blew", "起风了", {}, "起风[*](#n)了", 2),
        ("He has **3** cats", "他有三只猫", {}, "他有三****只猫", 2),  # said in words: not said again
    ],
)  # fmt: skip
def test_places(source: str, draft: str, known: dict[str, str], expected: str, guesses: int) -> None:
    result, guessed = place(markdown(source), draft, known)
    assert native(result) == expected
    assert guessed == guesses


def test_stretches_are_what_short_pairs_hold() -> None:
    assert stretches(markdown("Press **Save** or [go *back*](u) now.")) == ["Save", "go back", "back"]
    assert stretches(markdown("**All of it.**")) == []


def test_a_code_whose_text_is_gone_comes_back() -> None:
    result, guesses = place(markdown("Run `x` now"), "现在运行", {})
    assert native(result).count("`x`") == 1
    assert guesses == 1


def test_closing_codes_stay_with_the_sentence_they_close() -> None:
    first, second = cut((OPEN, "One. ", CLOSE, "Two."), [5, 4])
    assert first == (OPEN, "One. ", CLOSE)
    assert second == ("Two.",)


SMALL = [
    ("10<sup>6</sup> cells", "106个细胞", "10<sup>6</sup>个细胞"),
    ("H<sub>2</sub>O boils", "H2O沸腾", "H<sub>2</sub>O沸腾"),
    ("CO<sub>2</sub> and H<sub>2</sub>O", "H2O和CO2", "H<sub>2</sub>O和CO<sub>2</sub>"),
    ("It is 20 m<sup>2</sup>.", "有20 m2。", "有20 m<sup>2</sup>。"),
    ("from 10<sup>6</sup> to 10<sup>8</sup> to 10<sup>6</sup>", "从106到108到106",
     "从10<sup>6</sup>到10<sup>8</sup>到10<sup>6</sup>"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "draft", "expected"), SMALL)
def test_small_figures_are_found_inside_words(source: str, draft: str, expected: str) -> None:
    result, guesses = place(markdown(source), draft, {})
    assert (native(result), guesses) == (expected, 0)


def test_an_exponent_in_the_unit_is_not_repeated() -> None:
    result, guesses = place(markdown("It is 20 m<sup>2</sup> big"), "有20平方米", {})
    assert shown(result) == "有20平方米"
    assert guesses == 2
