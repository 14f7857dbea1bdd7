"""Page numbers and running heads are set aside before lines are joined; numbers that are text are not."""

import textwrap

import pytest
from documents_fixture import read_text

from translate.documents.cleaning.report import explain
from translate.documents.cleaning.steps import ABOUT, PAGE
from translate.model import BlockKind, Side

ENGLISH = [
    "The mill stands below the weir, where the river bends towards the town. It has ground corn for "
    "three hundred years, and the wheel was last repaired when the miller was a boy.",
    "Nobody lives there in winter. The water rises to the second step, and the cellar is full of mud "
    "until the first warm days of April bring the swallows back.",
    "The miller keeps a book of the floods. He wrote the first line at the age of nine, and he has not "
    "left out a single spring since then, however busy he was.",
    "A school class comes in June. The children carry a sack up the stairs, watch the stones turn, and "
    "take home a small bag of flour for their mothers.",
    "In July the hay is brought over the bridge. The carts are wide, and whoever meets one has to walk "
    "back as far as the chapel to let it pass.",
    "There was once a plan to pull the mill down. A road was to lead across the meadow, but the money "
    "ran out before the first stone had been moved, and the surveyors went home.",
    "The bread of the village is baked from this flour. Strangers say that it tastes of smoke, and the "
    "baker, who heats his oven with old apple wood, does not deny it.",
    "On the last day of the year the wheel is stopped. The miller walks round the house with a lantern, "
    "shuts the sluice, and writes one more line in his book.",
]
CHINESE = [
    "磨坊在堰坝下面，河水从那里转弯流向小镇。三百年来它一直在磨粮食，最近一次修理水轮的时候，磨坊主还是个孩子。",
    "冬天没有人住在那里。河水会涨到第二级台阶，地窖里满是淤泥，一直要等到四月天气转暖、燕子飞回来的时候才干。",
    "磨坊主有一本记录洪水的册子。他九岁时写下了第一行，从那以后不管多忙，没有哪一年的春天被漏掉过。",
    "六月里有一班学生来参观。孩子们把一袋麦子扛上楼梯，看着石磨转动，然后各自带一小包面粉回家送给母亲。",
    "七月里干草要从桥上运过来。大车很宽，谁要是在桥上碰见一辆，就得一直退到小教堂那里才能让它过去。",
    "从前有人打算把磨坊拆掉。有一条公路要穿过那片草地，可是还没有搬动第一块石头，钱就用完了，测量员也都回家去了。",
    "村里的面包都是用这里的面粉烤的。外地人说面包有一股烟味，面包师用老苹果木烧炉子，他也并不否认这一点。",
    "一年的最后一天水轮要停下来。磨坊主提着灯笼绕着房子走一圈，关上水闸，然后在册子里再添上一行字。",
]
HEADS = {"en": "The Mill below the Weir", "zh": "堰坝下的磨坊"}
FEET = {
    "bare": "{}",
    "dashes": "- {} -",
    "centred": "                              {}",
    "of": "Page {} of 7",
    "share": "{}/7",
    "chinese": "第{}页 共7页",
    "named": "第 {} 页",
    "document": "24-07311          {}/7",
}


def wrapped(paragraph: str, lang: Side) -> list[str]:
    if lang == "en":
        return textwrap.wrap(paragraph, 66)
    lines = [""]
    for char in paragraph:
        if len(lines[-1]) >= 30 and char not in "，。、":
            lines.append("")
        lines[-1] += char
    return lines


def paged(lang: Side, foot: str, *, fed: bool, head: bool, gap: bool) -> str:
    """The text on short pages, as a program that reads PDF gives it."""
    lines: list[str] = []
    for paragraph in ENGLISH if lang == "en" else CHINESE:
        first, *rest = wrapped(paragraph, lang)
        lines += ["", first, *rest] if gap else [("    " if lang == "en" else "　　") + first, *rest]
    pages = [lines[i : i + 9] for i in range(0, len(lines), 9)]
    top = f"{HEADS[lang]}\n\n" if head else ""
    return ("\f" if fed else "\n").join(
        top + "\n".join([*page, "", foot.format(number), ""]) for number, page in enumerate(pages, 1)
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("fed", [True, False], ids=["form feeds", "none"])
@pytest.mark.parametrize("head", [True, False], ids=["heads", "bare"])
@pytest.mark.parametrize("gap", [True, False], ids=["blank lines", "indents"])
def test_sentences_are_whole_across_pages(lang: Side, foot: str, fed: bool, head: bool, gap: bool) -> None:
    document = read_text("mill.txt", paged(lang, FEET[foot], fed=fed, head=head, gap=gap), lang)
    texts = [block.text for block in document.blocks if block.kind is not BlockKind.META]
    title = [HEADS[lang]] if head else []
    assert texts == title + (ENGLISH if lang == "en" else CHINESE)
    aside = [block.text for block in document.blocks if block.kind is BlockKind.META]
    pages = len(aside) // 2 + 1 if head else len(aside)
    assert pages > 1
    assert aside.count(HEADS[lang]) == (pages - 1 if head else 0)
    assert sum(change.step in (PAGE, ABOUT) for change in document.changes) == len(aside)


def test_form_feeds_alone_show_a_running_head() -> None:
    first, second = ENGLISH[0].rsplit(" when ", 1)
    text = f"Mill News\n{ENGLISH[1]}\n{first} when\n\fMill News   2\n{second}\n{ENGLISH[2]}\n"
    document = read_text("mill.txt", text, "en")
    assert [block.text for block in document.blocks] == [
        "Mill News",
        ENGLISH[1],
        ENGLISH[0],
        "Mill News 2",
        ENGLISH[2],
    ]
    assert [block.kind for block in document.blocks].count(BlockKind.META) == 1
    assert "page furniture (1 time)" in "\n".join(explain(document))


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ["Open the book.", "Page 3", "Read the first line. Close it.", "Page 4", "Read it again."]),
        ("zh", ["翻开书本。", "第 3 页", "读第一行。然后合上书。", "第 4 页", "再读一遍。"]),
        ("en", ["Back", "Next", "Page 1 of 3", "Page 2 of 3", "Page 3 of 3", "Close"]),
    ],
    ids=["a lesson", "a Chinese lesson", "words of a program"],
)
def test_pages_that_the_text_names_are_text(lang: Side, lines: list[str]) -> None:
    document = read_text("a.txt", "\n".join(lines), lang)
    assert [block.text for block in document.blocks] == lines
    assert all(block.kind is not BlockKind.META for block in document.blocks)


def test_a_line_that_recurs_is_no_running_head_without_a_page() -> None:
    lines = ["The wheel turns", *ENGLISH[:2], "The wheel turns", *ENGLISH[2:4], "The wheel turns"]
    document = read_text("song.txt", "\n".join(lines), "en")
    assert [block.text for block in document.blocks] == lines
    assert all(block.kind is not BlockKind.META for block in document.blocks)
