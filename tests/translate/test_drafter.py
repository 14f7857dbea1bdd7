import multiprocessing
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from engines import Saying
from hypothesis import given
from hypothesis import strategies as st
from processes import fill

from tmx.base.errors import InputError
from tmx.base.script import is_traditional
from translate.drafting.cache import Cache, digest
from translate.drafting.drafter import Drafter, Match, taken, with_numbers
from translate.drafting.estimate import estimate, odd_length
from translate.drafting.units import wordy
from translate.language import variants
from translate.language.losses import amended
from translate.language.terms import Glossary, Term, names, read, read_kept, usage
from translate.model import Ask, Draft


class Shelf:
    """A memory that has what it is given."""

    def __init__(self, *matches: Match) -> None:
        self.by_text = {match.source: match for match in matches}

    def matches(self, texts: Sequence[str]) -> list[Match | None]:
        first = next(iter(self.by_text.values()), None)
        return [
            self.by_text.get(text) or (first if first and text[:5] == first.source[:5] else None)
            for text in texts
        ]


def upper(text: str) -> str:
    return f"译{len(text)}"


def test_memory_comes_first_and_each_draft_says_its_origin() -> None:
    drafter = Drafter(Saying(upper), memory=Shelf(Match("Good morning 3.", "早上好3。", 90.0, "m")))
    texts = ["Good morning 3.", "Good morning 8.", "Good night.", "12:30", "Good evening."]
    drafts = drafter.drafts([Ask(text) for text in texts])
    assert [draft.text for draft in drafts] == ["早上好3。", "早上好8。", "译11", "12:30", "译13"]
    assert [draft.engine for draft in drafts] == ["tm m", "tm m 90%", "saying 1", "copy", "saying 1"]
    assert drafts[2].flags == ("fuzzy:90%",)
    assert drafts[2].alternatives == ("早上好3。",)
    assert (drafter.tally.memory, drafter.tally.engine, drafter.tally.copied) == (2, 2, 1)


def test_equal_texts_are_asked_once_and_wordless_ones_copied() -> None:
    engine, done = Saying(str.upper), list[int]()
    texts = ["one", "***", "two", "one", "12.5", "https://example.org/page", ""]
    drafts = Drafter(engine).drafts(
        [Ask(text) for text in texts], on_progress=lambda _, count, total: done.append(count)
    )
    assert engine.asked[0] == ["one", "two"]
    assert not any(engine.asked[1:])
    assert [draft.text for draft in drafts] == ["ONE", "***", "TWO", "ONE", "12.5", texts[5], ""]
    assert [draft.engine for draft in drafts] == ["saying 1", "copy"] + ["saying 1"] * 2 + ["copy"] * 3
    assert done[-1] == len(texts) and done == sorted(done)


@given(st.lists(st.text("ab1 ?", max_size=4)))
def test_a_draft_for_each_text_in_order(texts: list[str]) -> None:
    drafts = Drafter(Saying(str.upper)).drafts([Ask(text) for text in texts])
    assert [draft.text for draft in drafts] == [text.upper() if wordy(text) else text for text in texts]


@pytest.mark.parametrize(
    ("source", "target", "text", "expected"),
    [
        ("Page 3 of 10", "第3页，共10页", "Page 4 of 12", "第4页，共12页"),
        ("Page 3", "第三页", "Page 4", None),
        ("Page 3 of 3", "第3页，共3页", "Page 1 of 2", None),
        ("Page 3", "第3页", "Pages 4", None),
        ("At 10:30 on 2020-01-02", "2020-01-02 10:30", "At 11:45 on 2021-03-04", "2021-03-04 11:45"),
    ],
)
def test_numbers_make_a_match_whole(source: str, target: str, text: str, expected: str | None) -> None:
    assert with_numbers(source, target, text) == expected


def test_a_match_without_the_code_is_not_taken() -> None:
    assert taken(Ask("Run x", ("x",)), Match("Run x", "运行", 100.0)) is None


def test_mixed_languages_are_left_where_they_are_right_already() -> None:
    drafts = Drafter(Saying(upper)).drafts(
        [Ask("这一句已经是中文了。"), Ask("Say 你好 to all the people here.")]
    )
    assert [draft.engine for draft in drafts] == ["copy", "saying 1"]


def test_the_cache_is_asked_before_the_engine(tmp_path: Path) -> None:
    engine = Saying(upper)
    asks = [Ask("one"), Ask("two"), Ask("one")]
    with Cache(tmp_path / "c.sqlite") as cache:
        first = Drafter(engine, cache=cache).drafts(asks)
    with Cache(tmp_path / "c.sqlite") as cache:
        second = Drafter(engine, cache=cache, settings="").drafts(asks)
        assert second == first
        asked = len(engine.asked)
        Drafter(engine, cache=cache, settings="other").drafts(asks)
        Drafter(engine, cache=cache, glossary=Glossary([Term("one", "壹")], "en")).drafts(asks)
    assert engine.asked[0] == ["one", "two"]
    assert asked == 3  # the first run's question, and its two empty rounds
    assert ["one", "two"] in engine.asked[asked:]
    assert ["壹"] in engine.asked[asked:]


def test_several_processes_may_share_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "c.sqlite"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=fill, args=(path, 25 * number)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    with Cache(path) as cache:
        drafts = cache.drafts([f"k{number}" for number in range(100)])
    assert len(drafts) == 100
    assert drafts["k7"] == Draft("译7", "e", -0.5, ("loop",), ("甲",))


def test_a_damaged_cache_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"this is no database " * 100)
    with Cache(path) as cache:
        assert cache.drafts(["a"]) == {}
        assert "damaged" in cache.trouble
    assert (tmp_path / "c.damaged").exists()


def test_a_cache_of_another_format_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    fill(path, 0)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with Cache(path) as cache:
        assert cache.drafts(["k0"]) == {}


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Cache(tmp_path / "file" / "c.sqlite") as cache:
        cache.keep({"a": Draft("b", "e", 0.0)})
        assert cache.drafts(["a"]) == {}
        assert "cannot be used" in cache.trouble


def test_digests_tell_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def test_a_glossary_in_tsv(tmp_path: Path) -> None:
    path = tmp_path / "g.tsv"
    path.write_text("# mine\nzh\ten\n云\tcloud\n\n", "utf-8")
    assert read(path) == [Term("cloud", "云")]
    path.write_text("cloud\t云\nno tab here\n", "utf-8")
    with pytest.raises(InputError, match="a glossary line") as caught:
        read(path)
    assert caught.value.line == 2


def test_a_glossary_in_tbx(tmp_path: Path) -> None:
    path = tmp_path / "g.tbx"
    path.write_text(
        '<martif><text><body><termEntry><langSet xml:lang="en-US"><tig><term>cloud</term></tig></langSet>'
        '<langSet xml:lang="zh-CN"><tig><term>云</term></tig></langSet></termEntry></body></text></martif>',
        "utf-8",
    )
    assert read(path) == [Term("cloud", "云")]
    path.write_text("<a><b></a>", "utf-8")
    with pytest.raises(InputError, match="not well-formed"):
        read(path)


@pytest.mark.parametrize("head", ["en\tzh-TW\n", "en\tzh-Hant-HK\n", "en\tzh\n", ""])
def test_traditional_terms_enter_no_simplified_text(tmp_path: Path, head: str) -> None:
    path = tmp_path / "g.tsv"
    path.write_text(f"{head}mouse\t滑鼠\ncloud drive\t雲端硬碟\n", "utf-8")
    terms = [Term("mouse", "滑鼠"), Term("cloud drive", "雲端硬碟")]
    assert read(path, "zh-TW") == read(path, "en") == terms
    with pytest.raises(InputError, match="traditional script"):
        read(path, "zh-CN")


def test_an_entry_gives_the_term_of_the_script_first(tmp_path: Path) -> None:
    sets = "".join(
        f'<langSet xml:lang="{tag}"><tig><term>{term}</term></tig></langSet>'
        for tag, term in (("en", "mouse"), ("zh-CN", "鼠标"), ("zh-TW", "滑鼠"))
    )
    path = tmp_path / "g.tbx"
    path.write_text(f"<martif><text><body><termEntry>{sets}</termEntry></body></text></martif>", "utf-8")
    assert read(path, "zh-CN") == [Term("mouse", "鼠标")]
    assert read(path, "zh-HK")[0] == Term("mouse", "滑鼠")


def test_what_is_not_translated(tmp_path: Path) -> None:
    path = tmp_path / "keep.txt"
    path.write_text("# brands\nFooBar\n", "utf-8")
    assert read_kept(path) == [Term("FooBar", "FooBar")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小米发布了新手机。", ["Xiaomi"]), ("他早上喝小米粥。", []), ("雷军说得对。", ["Lei Jun"]),
        ("阿里巴巴和腾讯", ["Alibaba", "Tencent"]),
    ],
)  # fmt: skip
def test_xiaomi_is_no_millet(text: str, expected: list[str]) -> None:
    assert [wish.target for wish in Glossary(names(), "zh").find(text)] == expected


def test_how_terms_were_translated() -> None:
    glossary = Glossary([Term("cloud", "云")], "en")
    [use] = usage(
        glossary, ["A cloud.", "The cloud."], [Draft("一朵云。", "e", 0.0), Draft("天。", "e", 0.0)]
    )
    assert (use.target, use.asked, use.kept) == ("云", 2, 1)


def test_estimates_fall_with_what_is_wrong() -> None:
    source = "This is a sentence of some length."
    good = estimate(source, Draft("这是一个有些长度的句子。", "e", -0.3), "zh")
    assert 0.7 < good < 0.8
    assert estimate(source, Draft("这是一个有些长度的句子。", "e", -0.3, ("loop",)), "zh") < good
    assert estimate(source, Draft("这是一个有些长度的句子。", "e", -1.5), "zh") < good
    assert odd_length(source, "这" * 90, "zh")
    assert estimate(source, Draft("x", "tm a", 0.0), "zh") == 1.0


def test_scripts_of_chinese() -> None:
    assert variants.converted("软件的网络", "s2twp") == "軟體的網路"
    assert variants.converted("發展後來", "t2s") == "发展后来"
    assert variants.target("zh-Hant") == ("zh", "zh-Hant", "s2t")
    assert is_traditional("我們來說這個")
    assert not is_traditional("我们来说这个")
    with pytest.raises(InputError, match="'fr'"):
        variants.target("fr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("用Python写2行", "用 Python 写 2 行"), ("已有 1 个", "已有 1 个"), ("好。OK", "好。OK")],
)
def test_spacing(text: str, expected: str) -> None:
    assert variants.spaced(text) == expected


@pytest.mark.parametrize(
    ("source", "draft", "tgt", "expected"),
    [
        ("It sold 35 million phones.", "它卖出了35万台手机。", "zh", "它卖出了3500万台手机。"),
        ("In 2015 it sold 7.", "2016年它卖出7台。", "zh", "2015年它卖出7台。"),
        ("卖出3.5亿台。", "It sold 35 million of them.", "en", "It sold 350 million of them."),
        ("It has 7 and 8.", "它有3和4。", "zh", "它有3和4。"),
        ("It has 7.", "它没有。", "zh", "它没有。"),
    ],
)  # fmt: skip
def test_one_wrong_number_is_put_right(source: str, draft: str, tgt: str, expected: str) -> None:
    assert amended(source, draft, tgt) == expected  # type: ignore[arg-type]
