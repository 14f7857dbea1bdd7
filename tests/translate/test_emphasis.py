"""Emphasis in Markdown: what is bold in the source is bold in the translation, for whoever reads Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from translate.documents.formats.emphasis import flanked
from translate.documents.formats.markdown import content
from translate.documents.seam import joined, native
from translate.model import Code, Content

BOLD, END = Code("**", "open"), Code("**", "close")


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ((BOLD, "注意：", END, "按下键。"), "**注意**：按下键。"),
        ((BOLD, "价格。", END, "很低。"), "**价格**。很低。"),
        ((BOLD, "注意：", END, " Press"), "**注意：** Press"),
        ((BOLD, "注意：", END), "**注意：**"),
        (("他说", BOLD, "“你好”", END, "来着。"), "他说 **“你好”** 来着。"),
        (("他说：", BOLD, "“你好”", END, "。"), "他说：**“你好”**。"),
        (("你好", BOLD, END, "。"), "你好。"),
        (("这很", Code("_", "open"), "重要", Code("_", "close"), "，真的"), "这很*重要*，真的"),
        (("这 ", Code("_", "open"), "重要", Code("_", "close"), "，真的"), "这 _重要_，真的"),
        (
            ("见", BOLD, Code("[", "open"), "地图", Code("](a.png)", "close"), END, "吧"),
            "见 **[地图](a.png)** 吧",
        ),
        (("很", BOLD, " 重要 ", END, "的"), "很 **重要** 的"),
        ((BOLD, "！？", END, "什么"), "**！？** 什么"),
    ],
)
def test_marks_count(content: Content, written: str) -> None:
    assert native(flanked(content)) == written


TEXTS = st.text(st.sampled_from("好a 1，。“”：.!("), min_size=1, max_size=4)


@given(TEXTS, TEXTS.filter(str.strip), TEXTS)
def test_what_is_bold_stays_bold(before: str, inner: str, after: str) -> None:
    text = native(flanked(joined((before, BOLD, inner, END, after)))).strip()
    shown = MarkdownIt().renderInline(text)
    bold = re.findall("<strong>(.*?)</strong>", shown)
    assert len(bold) == 1, (text, shown)
    assert "*" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "**Note:** Press *it* now.",
        "A **b** c",
        "snake_case and _this_ one",
        "~~gone~~ now",
        "2 * 3 * 4",
        "**a**b",
    ],
)
def test_what_reads_well_is_left(text: str) -> None:
    assert native(flanked(content(text))) == text
