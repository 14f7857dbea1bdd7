"""The five seeds come out clean. To look at a document, from the folder ``tests``:

python -c "import test_documents_seeds as t; print(t.shown('book.zh.txt'))"
"""

import re
from functools import cache

import pytest
from house import SEEDS

from translate.documents.cleaning.report import explain
from translate.documents.reading import read
from translate.model import BlockKind, Document

ENDED = re.compile(r"[。！？：；…][”’）]*$")
LEFT_BY_THE_SOURCE = {  # words are missing in the PDF's own text
    "手机是小米的",
    "芯片项目在经历了早期“松果”的探索与挫折后，小米选择了更成熟的时",
}


@cache
def seed(name: str) -> Document:
    return read(SEEDS / name)


def shown(name: str) -> str:
    """The blocks of a seed with their kinds, a line each."""
    return "\n".join(f"[{block.kind}] {block.text}" for block in seed(name).blocks)


def texts(name: str, *kinds: BlockKind) -> list[str]:
    return [block.text for block in seed(name).blocks if not kinds or block.kind in kinds]


@pytest.mark.parametrize("name", ["letter.zh.txt", "book.zh.txt", "speech.zh.md", "newspaper.zh.txt"])
def test_paragraphs_end_like_sentences(name: str) -> None:
    cut = [text for text in texts(name, BlockKind.PARAGRAPH) if not ENDED.search(text)]
    assert set(cut) <= LEFT_BY_THE_SOURCE


@pytest.mark.parametrize("name", ["letter.zh.txt", "book.zh.txt", "speech.zh.md", "newspaper.zh.txt"])
def test_nothing_starts_or_closes_without_its_opening(name: str) -> None:
    for text in texts(name):
        assert not re.match(r"[，。、；：！？”’）》]", text)
        for opening, closing in ("“”", "（）", "《》", "「」"):
            assert text.count(opening) == text.count(closing), text


def test_letter() -> None:
    (text,) = texts("letter.zh.txt")
    assert text.startswith("讯（王潘）11月3日消息，小米科技创始人雷军（微博）今日在")
    assert "还有……对，" in text
    assert "叫“加一联创”，OneMore，你们看，" in text
    assert " " not in text


@pytest.mark.parametrize(
    "text",
    [
        "这样的认识是绝对错误的。一家公司怎么可能没有边界？没有边界的组织必将走向盲目和混乱。",
        "解决这个问题的关键就是“对表”，从上到下统一思路，既要有统一的专注目标，还要进行“校验”，时时检查保证不走偏。",
        "把加号改成乘号，是首先突出核心业务，同时强调不再是“简单相加”，而是乘数效应。",
        "口碑如同流云，因势变幻莫测，风云际会就是风起云涌；口碑如同涧水，一开始静水流深，汇聚入海就是澎湃巨浪。",
        "2011年，有几位微软的高管来小米跟我交流，他们百思不得其解：“你们的MIUI操作系统是怎么做到每周更新的？”",
        "从商业角度看，专注就是要“把鸡蛋尽量放在一个篮子里”。这听起来似乎有些不合理，大家的第一反应可能是"
        "“风险会不会太大？”，但事实上，这往往才是正确的选择。",
        "尽管早期我们并没有引入类似IPD（Integrated Product Development，集成产品开发）的管理体系，",
        "然后说：“我们的工作就是做四个伟大的产品，每格一个。”",
        "《孙子兵法》中谈“风林火山”，就强调“其疾如风”，要靠超高的机动性，抢先赢得战机。",
    ],
)
def test_book_sentences_are_whole(text: str) -> None:
    assert any(text in block for block in texts("book.zh.txt"))


def test_book_headings_and_items() -> None:
    headings = texts("book.zh.txt", BlockKind.HEADING, BlockKind.CAPTION)
    assert {
        "边界在哪儿：清晰的使命、愿景",
        "全局“对表”，实时校验",
        "任天堂为什么是“世界的主宰”",
        "销量第二，口碑第一",
        "小心“信息茧房”",
        "有时候局部的慢才是全局的快",
        "快",
        "小米手机4在业内率先采用了难度极高的不锈钢中框工艺",
    } <= set(headings)
    items = texts("book.zh.txt", BlockKind.ITEM)
    assert "口碑既是品牌策略，也是增长策略。产品/服务有口碑，就能自传播、自转化。" in items
    assert len(items) == 23


def test_speech() -> None:
    blocks = texts("speech.zh.md")
    assert blocks[0] == "如何看待雷军2023年8月14日「成长」为主题的年度演讲，有哪些值得关注的点？"
    assert "我在图书馆里看了一本书，《硅谷之火》，建立了自己一生的梦想。" in blocks
    assert any(text.startswith("几年前，我在知乎上还看到了一段汇编语言的代码") for text in blocks)
    assert not re.search(
        r"\*\*|==|▍|\]\(|https?:|\^[0-9a-f]{8}|Omnivore|Highlights|date_saved",
        "\n".join(texts("speech.zh.md", *set(BlockKind) - {BlockKind.META})),
    )
    assert blocks[-4] == "谢谢大家！"
    assert {"2,212", "雷军", "01", "收起"} <= set(texts("speech.zh.md", BlockKind.META))
    assert "repeats text above (36 times)" in "\n".join(explain(seed("speech.zh.md")))


def test_newspaper() -> None:
    assert texts("newspaper.zh.txt", BlockKind.TITLE, BlockKind.HEADING) == [
        "同时闯进手机、芯片、汽车三大领域，且都做到头部",
        "小米为何总能上桌？",
        "五年逆天“抢镜”三大领域",
        "一套打法“通吃”三个战场",
        "小米模式其他公司可学？",
    ]
    blocks = texts("newspaper.zh.txt")
    assert "第三个故事，关于手机：从“全面对标”到“局部超越”。" in blocks
    assert any(text.startswith("汽车项目于2021年宣布入局、") for text in blocks)
    assert texts("newspaper.zh.txt", BlockKind.META) == ["重庆商报综合定焦One、财经网"]
    assert texts("newspaper.zh.txt", BlockKind.CAPTION) == ["小米17系列手机", "玄戒O1"]


def test_ecosystem() -> None:
    title, date, text = seed("ecosystem.en.txt").blocks
    assert (title.kind, date.kind, text.kind) == (BlockKind.TITLE, BlockKind.META, BlockKind.PARAGRAPH)
    assert "chain enterprises? What’s your answer? Alibaba? Tencent? Huawei? Admittedly," in text.text
    assert not re.search(r"[a-z][.?!][”’]?[A-Z]", text.text)
