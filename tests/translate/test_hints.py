"""Hints: what a dictionary says of the rarer words of a sentence, and how the embedded translator is told."""

import gzip
import json
from pathlib import Path

import pytest

from tmx.base.errors import MissingPackageError
from translate.engines.embedded import HINTED, hinted
from translate.engines.hints import Dictionary, Hint, dictionary, line_of, stem
from translate.engines.prompt import GEMMA

ENTRIES = """\
en\tferry\t9.0\t渡轮
en\tlighthous\t9.5\t灯塔
en\tlighthous keeper\t12.0\t守塔人
en\tthe\t0.5\t
en\thous\t3.0\t房子
zh\t灯塔\t9.5\tlighthouse
zh\t守\t6.0\tguard
zh\t塔\t6.5\ttower/pagoda
zh\t守塔人\t12.5\tlighthouse keeper
zh\t研究\t4.0\tresearch
zh\t研究生\t8.0\tpostgraduate
zh\t生命\t4.4\tlife
zh\t起源\t9.0\torigin
"""


@pytest.fixture
def small(tmp_path: Path) -> Dictionary:
    path = tmp_path / "d.tsv.gz"
    path.write_bytes(gzip.compress("".join(sorted(ENTRIES.splitlines(keepends=True))).encode()))
    return Dictionary(path)


def test_the_longest_english_term_is_a_hint(small: Dictionary) -> None:
    hints = small.of("The lighthouse keeper watched the ferries and the house.", "en")
    assert hints == [Hint("lighthouse keeper", "守塔人"), Hint("ferries", "渡轮")]


def test_common_words_need_no_hint(small: Dictionary) -> None:
    assert small.of("The house.", "en") == []
    assert small.of("研究", "zh") == []


def test_chinese_is_divided_as_is_likeliest(small: Dictionary) -> None:
    assert small.of("研究生命起源", "zh") == [Hint("起源", "origin")]  # research, life; not a postgraduate
    assert small.of("守塔人走上灯塔。", "zh") == [
        Hint("守塔人", "lighthouse keeper"),
        Hint("灯塔", "lighthouse"),
    ]


def test_a_term_is_a_hint_once(small: Dictionary) -> None:
    assert small.of("灯塔，灯塔！", "zh") == [Hint("灯塔", "lighthouse")]


def test_a_sentence_gets_its_rarest(tmp_path: Path) -> None:
    words = [
        "abbey",
        "badger",
        "cactus",
        "dahlia",
        "easel",
        "fjord",
        "goblet",
        "harp",
        "ibis",
        "jackal",
        "kiosk",
        "lentil",
        "magpie",
        "oboe",
    ]
    words += ["pear", "quarry", "raven", "sleet", "thimble", "urchin"]
    lines = [f"en\t{stem(word)}\t{9 + k}\t词{k}\n" for k, word in enumerate(words)]
    (tmp_path / "d").write_bytes(gzip.compress("".join(lines).encode()))
    assert [hint.term for hint in Dictionary(tmp_path / "d").of(" ".join(words), "en")] == words[2:]


@pytest.mark.parametrize(
    "words",
    [
        "lion lions lion's Lions", "make makes making", "stop stops stopped stopping", "city cities",
        "box boxes", "church churches", "study studies studied", "bus", "glass", "move moved moving",
    ],
)  # fmt: skip
def test_inflected_words_have_one_stem(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


def test_well_known_names_are_hints(small: Dictionary) -> None:
    assert small.of("小米和灯塔。", "zh") == [Hint("小米", "Xiaomi"), Hint("灯塔", "lighthouse")]
    assert small.of("Lei Jun took the ferry.", "en") == [Hint("Lei Jun", "雷军"), Hint("ferry", "渡轮")]
    assert Hint("小米", "Xiaomi") not in dictionary().of("他每天早上喝小米粥。", "zh")


def test_how_the_model_is_asked() -> None:
    hints = [Hint("狮子", "lion"), Hint("海牙", "The Hague")]
    assert line_of(()) == ""
    assert GEMMA.question("狮子在海牙。", "en") == "狮子在海牙。\nEnglish:"
    assert (
        GEMMA.question("狮子在海牙。", "en", hints) == "狮子在海牙。\n(狮子=lion; 海牙=The Hague)\nEnglish:"
    )


@pytest.mark.parametrize("settings", [None, "{", "[]", "{}", '{"hints": false}'])
def test_a_package_gets_hints_only_if_it_learned_to_read(tmp_path: Path, settings: str | None) -> None:
    if settings is not None:
        (tmp_path / "config.json").write_text(settings)
    assert not hinted(tmp_path)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text(json.dumps({HINTED: True}))
    assert hinted(tmp_path)


@pytest.mark.parametrize(
    "content", [None, b"", b"no gzip", gzip.compress(b"x\n", mtime=0), gzip.compress(b"en\tx\t1\n", mtime=0)]
)
def test_a_broken_dictionary_says_so(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "d").write_bytes(content)
    with pytest.raises(MissingPackageError, match="dictionary of the embedded translator"):
        Dictionary(tmp_path / "d")


def test_the_dictionary_that_is_embedded() -> None:
    hints = dictionary().of("The glaciers of Iceland are melting, a volcanologist said.", "en")
    assert {"glaciers": "冰川", "Iceland": "冰岛"}.items() <= {h.term: h.translation for h in hints}.items()
    assert Hint("海牙", "The Hague") in dictionary().of("他住在海牙。", "zh")
