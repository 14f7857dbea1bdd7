"""Lines about the document are set aside on evidence only, and on both sides of a pair or on none."""

import pytest
from documents_fixture import read_text

from translate.documents.cleaning.sides import evened
from translate.documents.cleaning.steps import ABOUT
from translate.model import BlockKind, Document, Side

EN = (
    "The Old Weir\n{}\nThe weir was built of oak before the railway came, and it has never been moved.\n"
    "Every spring a board or two is lost, and the miller puts in new ones before the summer.\n{}"
)
ZH = (
    "老堰坝\n{}\n这座堰坝是在铁路修通之前用橡木造的，从那时起一直没有挪过地方，镇上的人都认得它。\n"
    "每年春天总会冲走一两块木板，磨坊主在夏天到来之前会换上新的，有时候孩子们也来帮忙。\n{}"
)


def aside(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind is BlockKind.META]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Home\nShare\nLike\nComments\nViews\nSign in\nFollow\nRead more\nLog out"),
        ("zh", "首页\n分享\n喜欢\n评论\n登录\n收藏\n关注\n阅读全文\n3 条评论"),
        ("en", "12 views\n5 comments\nShare\nLike\nAre you sure?\nYour work was saved."),
        ("zh", "甲：你喜欢什么？\n乙：\n喜欢\n分享\n评论\n甲：……\n乙：！\n编辑：他走了"),
        ("en", "Author: one who writes\nSource: where it comes from\nTags: small labels\nA spoon: a tool"),
        ("zh", "作者：写书的人\n来源：出处\n编辑：改稿的人\n翻译：换一种语言\n勺子：工具"),
        (
            "en",
            "March 5, 1921\nThe weir breaks.\n1 April 1921\nThe weir is mended.\nMay 2, 1922\nAll is well.",
        ),
        ("zh", "1921年3月5日\n堰坝决口。\n1921年4月1日\n堰坝修复。\n1922年5月2日\n一切安好。"),
        ("en", "From: Ann Reed\nDate: Tue, 14 Jan 2025\nSubject: boards\nDear Tom,\nThe boards are here."),
        (
            "en",
            "Getting There\nBy Train\nIt leaves at six and stops at every village on the way to the coast.",
        ),
    ],
    ids=[
        *("words", "Chinese words", "counters of a program", "dialogue", "glossary", "Chinese glossary"),
        *("chronology", "Chinese chronology", "mail", "headings"),
    ],
)
def test_ordinary_lines_are_text(lang: Side, text: str) -> None:
    assert aside(read_text("a.txt", text, lang)) == []


@pytest.mark.parametrize(
    ("lang", "head", "foot"),
    [
        ("en", "By Ann Reed\nMarch 4, 2021", ""),
        ("en", "Published March 4, 2021", "12.5K views\n38 comments\nShare\nLike"),
        ("en", "", "Source: The Weir Gazette"),
        ("zh", "作者：李安", "编辑：王磊"),
        ("zh", "发布于 2021年3月4日", "1.2万 阅读\n38 评论\n分享\n喜欢"),
    ],
)
def test_by_lines_and_the_clutter_of_clips_are_set_aside(lang: Side, head: str, foot: str) -> None:
    document = read_text("a.txt", (EN if lang == "en" else ZH).format(head, foot), lang)
    lines = [line for line in (*head.split("\n"), *foot.split("\n")) if line]
    assert aside(document) == lines
    assert [change.before for change in document.changes if change.step == ABOUT] == lines


@pytest.mark.parametrize(
    ("en", "zh", "stays"),
    [
        (("By Ann Reed", ""), ("作者：安·里德", ""), True),
        (("By Ann Reed", ""), ("安·里德", ""), False),
        (("1921", ""), ("1921", ""), True),
        (("1921", ""), ("1921年", ""), False),
        (("Published March 4, 2021", ""), ("2021年3月4日", ""), False),
        (("", "12K views\n5 comments\nLike"), ("", "1.2万 阅读\n5 评论\n喜欢"), True),
        (("", "12K views\n5 comments\nLike"), ("", "看过的人很多\n说话的人很少\n喜欢"), False),
    ],
)
def test_no_line_is_set_aside_on_one_side_alone(
    en: tuple[str, str], zh: tuple[str, str], stays: bool
) -> None:
    one, other = read_text("a.txt", EN.format(*en), "en"), read_text("b.txt", ZH.format(*zh), "zh")
    assert aside(one)
    for first, second in ((one, other), (other, one)):
        pair = evened(first, second)
        assert all(bool(aside(document)) is stays for document in pair)
        assert [len(document.blocks) for document in pair] == [len(first.blocks), len(second.blocks)]


def test_what_can_have_no_counterpart_stays_aside() -> None:
    one = read_text("a.txt", EN.format("By Ann Reed", ""), "en")
    other = read_text("b.txt", "这座堰坝是用橡木造的。每年春天总会冲走一两块木板。", "zh")
    assert aside(evened(one, other)[0]) == ["By Ann Reed"]
