"""Amounts, dates and times, as the other language writes them, and how the embedded translator is asked."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.engines.embedded import EmbeddedDecoder
from translate.engines.package import embedded
from translate.language.figures import figures, rewritten, written
from translate.model import Side

CHINESE = [
    ("油箱装着230 万加仑原油", "230 万", "2.3 million"),
    ("有30余万人来看", "30余万", "more than 300,000"),
    ("三万五千人", "三万五千", "35,000"),
    ("三万五", "三万五", "35,000"),
    ("一千零五十名学生", "一千零五十", "1,050"),
    ("２０００亿元", "２０００亿", "200 billion"),
    ("价值2万亿元", "2万亿", "2 trillion"),
    ("花了 23 亿美元", "23 亿美元", "$2.3 billion"),
    ("每张300 欧元", "300 欧元", "€300"),
    ("那是10 月 7 日的事", "10 月 7 日", "October 7"),
    ("1759年9月24日签了约", "1759年9月24日", "September 24, 1759"),
    ("二〇二三年八月十四日", "二〇二三年八月十四日", "August 14, 2023"),
    ("2023年12月开业", "2023年12月", "December 2023"),
    ("到了6 月", "6 月", "June"),
    ("20 世纪 70 年代的歌", "20 世纪 70 年代", "1970s"),
    ("二十世纪八十年代", "二十世纪八十年代", "1980s"),
    ("1990年代", "1990年代", "1990s"),
    ("十九世纪的信", "十九世纪", "19th century"),
    ("二十一世纪", "二十一世纪", "21st century"),
    ("早上 5 点起床", "早上 5 点", "5 a.m."),
    ("下午3点半开会", "下午3点半", "3:30 p.m."),
    ("晚上23点", "晚上23点", "11 p.m."),
    ("11 点 29 分左右", "11 点 29 分", "11:29"),
    ("百分之二十五的人", "百分之二十五", "25%"),
    ("百分之 3.5", "百分之 3.5", "3.5%"),
    ("四分之三的票", "四分之三", "three quarters"),
]
ENGLISH = [
    ("a tank of 2.3 million gallons", "2.3 million", "230万"),
    ("US$1.1 billion was paid", "US$1.1 billion", "11亿美元"),
    ("a ticket costs £4.50", "£4.50", "4.50英镑"),
    ("1.1 billion was paid", "1.1 billion", "11亿"),
    ("a 35-million-dollar house", "35-million", "3500万"),
    ("two hundred and fifty thousand came", "two hundred and fifty thousand", "25万"),
    ("Three trillion stars", "Three trillion", "3万亿"),
    ("On October 7, 2023, it rained", "October 7, 2023", "2023年10月7日"),
    ("since 24th of September 1759", "24th of September 1759", "1759年9月24日"),
    ("on Sept. 11 they met", "Sept. 11", "9月11日"),
    ("in March 2000", "March 2000", "2000年3月"),
    ("songs of the 1970s", "the 1970s", "20世纪70年代"),
    ("a 19th-century letter", "19th-century", "19世纪"),
    ("two-thirds of the votes", "two-thirds", "三分之二"),
    ("One quarter of us", "One quarter", "四分之一"),
]


@pytest.mark.parametrize(("text", "figure", "rendering"), CHINESE)
def test_chinese_figures(text: str, figure: str, rendering: str) -> None:
    assert [(text[start:stop], words) for start, stop, words in figures(text, "zh")] == [(figure, rendering)]


@pytest.mark.parametrize(("text", "figure", "rendering"), ENGLISH)
def test_english_figures(text: str, figure: str, rendering: str) -> None:
    assert [(text[start:stop], words) for start, stop, words in figures(text, "en")] == [(figure, rendering)]


PLAIN = [
    "千万不要忘记", "我有几十万个问题", "七八百人", "请翻到第三百页", "五个月以后", "三点建议", "5点建议",
    "2005年", "走了5千米", "一共3千克", "13月40日", "十分感谢", "一般来说",
    "有10-20万人", "大约3至5万元", "比例尺是五万分之一", "二十分之一", "百分之四十五点五",
    "1亿5千万人", "3万2千块",
]  # fmt: skip
ALSO_PLAIN = [
    "hundreds of thousands of people", "you may 5 times", "twenty-five letters", "in May", "a third man",
    "three quarters later", "the 1900s", "55,000 barrels", "on March 45", "At 11:29, it began",
    "nineteen eighty-four", "10 Downing Street", "at 9:30 am local time", "$HOME", "pays $5m", "$1.5m",
    "10-20 million people", "3 to 5 million people", "$10–20 million", "a million",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_chinese_figure(text: str) -> None:
    assert figures(text, "zh") == []
    assert rewritten(text, "zh") == text


@pytest.mark.parametrize("text", ALSO_PLAIN)
def test_what_is_no_english_figure(text: str) -> None:
    assert figures(text, "en") == []
    assert rewritten(text, "en") == text


def test_a_text_is_rewritten() -> None:
    assert rewritten("10 月 7 日漏了 230 万加仑。", "zh") == "October 7 漏了 2.3 million 加仑。"
    assert rewritten("在20世纪，三分之一", "zh") == "在 20th century ， one third"
    assert rewritten("On May 5 2.3 million came.", "en") == "On 5月5日 230万 came."
    assert rewritten("  nothing  here", "en") == "  nothing  here"


@given(
    st.text(
        st.sampled_from("一二十百千万亿两零〇年月日点分之世纪代半0123456789.,: 份早上下午amp thMarchofillon"),
        max_size=30,
    )
)
def test_figures_are_in_order_and_apart(text: str) -> None:
    sides: tuple[Side, ...] = ("en", "zh")
    for src in sides:
        spans = figures(text, src)
        assert all(0 <= one.start < one.stop <= len(text) and one.written for one in spans)
        assert all(one.stop <= other.start for one, other in itertools.pairwise(spans))


def test_both_ends_of_a_range_with_scales_of_their_own() -> None:
    assert rewritten("有5万至10万人", "zh") == "有 50,000 至 100,000 人"
    assert rewritten("from 2 million to 3 million", "en") == "from 200万 to 300万"
    assert rewritten("2020年10月1日至7日", "zh") == "October 1, 2020 至7日"


def test_numbers_as_the_languages_count() -> None:
    assert [written(value, "zh") for value in (12, 1e4, 3.5e7, 1.1e8, 2e12)] == [
        "12",
        "1万",
        "3500万",
        "1.1亿",
        "2万亿",
    ]
    assert [written(value, "en") for value in (12, 35_000, 3.5e7, 1.1e9)] == [
        "12",
        "35,000",
        "35 million",
        "1.1 billion",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("抗议者希望征集 120 万个签名。", "1.2 million"),
        ("油箱可以装 230 万加仑原油。", "2.3 million"),
        ("去年有三千五百万人去看了展览。", "35 million"),
    ],
)
def test_the_embedded_translator_writes_large_numbers(text: str, expected: str) -> None:
    decoder = EmbeddedDecoder(embedded("zh", "en"), threads=1)
    [(_, output)] = decoder.decode([text], decoder.search)
    assert expected in output.text
