"""The recipe of the dictionary of the hints."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from house import ROOT

from tmx.base.errors import InputError
from translate.engines.hints import Dictionary, Hint
from translate.training.corpus import Row
from translate.training.hinting import counted, divided, glosses, parted
from translate.training.lexicon import learned
from translate.training.selection import likest, wanted_lines
from translate.training.translator import some_of

CEDICT = """\
# CC-CEDICT
燈塔 灯塔 [deng1 ta3] /lighthouse/beacon (fig.)/CL:座[zuo4]/
海牙 海牙 [Hai3 ya2] /The Hague/
渡輪 渡轮 [du4 lun2] /ferry; ferry boat/
老 老 [lao3] /(prefix) old/to be of the older sort of sb or sth/
跑 跑 [pao3] /to run/to escape/
跑 跑 [pao2] /(of an animal) to paw (the ground)/
亞當 亚当 [Ya4 dang1] /Adam, the first man/
3P 3P [san1 P] /threesome/
海員 海员 [hai3 yuan2] /sailor/
"""


@pytest.fixture
def cedict(tmp_path: Path) -> Path:
    path = tmp_path / "cedict.txt"
    path.write_text(CEDICT, "utf-8")
    return path


def test_glosses_are_what_can_stand_in_a_sentence(cedict: Path) -> None:
    terms = {word: [gloss.english for gloss in senses] for word, senses in glosses(cedict).items()}
    assert terms == {
        "灯塔": ["lighthouse", "beacon"],
        "海牙": ["The Hague"],
        "渡轮": ["ferry", "ferry boat"],
        "老": ["old"],
        "跑": ["run", "escape", "paw"],
        "亚当": [],
        "海员": ["sailor"],
    }


def test_what_is_no_dictionary(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("nothing of the kind\n")
    with pytest.raises(InputError, match="no entry of CC-CEDICT"):
        glosses(tmp_path / "x")


def test_terms_are_counted(cedict: Path) -> None:
    pairs = [Row("x", "Beacons are old.", "灯塔很老。"), Row("x", "The old ferry boat left.", "渡轮开走了。")]
    counts, terms = counted(pairs, glosses(cedict))
    assert terms == [
        (["beacon", "are", "old"], ["灯塔", "老"]),
        (["the", "old", "ferry boat", "left"], ["渡轮"]),
    ]
    assert counts.terms["en"]["old"] == 2 and counts.terms["zh"]["灯塔"] == 1
    assert counts.spellings["beacon"] == {"beacons": 1}  # no capital of a sentence
    assert counts.surprisal("en", "old") < counts.surprisal("en", "beacon") < counts.surprisal("en", "x")


def test_the_longest_terms_are_taken(cedict: Path) -> None:
    assert list(divided("老灯塔跑渡轮", glosses(cedict), 4)) == ["老", "灯塔", "跑", "渡轮"]
    words = ["Two", "ferry", "boats", "met"]
    assert list(parted(words, {"ferry boat", "boat"})) == [
        ("two", "Two"), ("ferry boat", "ferry boats"), ("met", "met"),
    ]  # fmt: skip


def test_a_lexicon_is_learned() -> None:
    pairs = [
        (["the", "lighthouse"], ["这", "灯塔"]),
        (["the", "ferry"], ["这", "渡轮"]),
        (["the", "old", "ferry"], ["这", "老", "渡轮"]),
        (["an", "old", "lighthouse"], ["老", "灯塔"]),
    ] * 3
    links = {(link.english, link.chinese): link for link in learned(pairs)}
    best = {
        english: max((link for key, link in links.items() if key[0] == english), key=lambda o: o.into_chinese)
        for english in ("the", "lighthouse", "ferry", "old")
    }
    assert {english: link.chinese for english, link in best.items()} == {
        "the": "这", "lighthouse": "灯塔", "ferry": "渡轮", "old": "老",
    }  # fmt: skip
    assert all(0.5 < link.into_chinese <= 1 and 0.5 < link.into_english <= 1 for link in best.values())
    assert 4 < best["old"].met <= 6.01


@pytest.mark.parametrize("pairs", [[], [([], ["老"])], [(["old"], [])]])
def test_nothing_is_learned_from_nothing(pairs: list[tuple[list[str], list[str]]]) -> None:
    assert list(learned(pairs)) == []


def run_recipe(corpus: Path, cedict: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """The recipe, run on a corpus."""
    given = ("--corpus", str(corpus), "--cedict", str(cedict), "--out", str(out))
    return subprocess.run(
        [sys.executable, "-m", "translate.training.hinting", *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_corpus_decides_what_a_term_means(cedict: Path, tmp_path: Path) -> None:
    corpus, out = tmp_path / "pairs.tsv", tmp_path / "d.tsv.gz"
    beacon = "nce234\tThe beacon was dark.\t灯塔漆黑一片。\n" * 60
    verbs = {"sing": "唱", "sleep": "睡", "row": "划", "eat": "吃", "laugh": "笑", "pray": "求", "wait": "等"}
    seamen = "".join(
        f"nce234\tSeamen {verb}.\t海员{verb_in_chinese}。\n" * 2 for verb, verb_in_chinese in verbs.items()
    )
    plain = "nce234\tThe kettle was empty.\t水壶是空的。\n" * 5000
    corpus.write_text(beacon + seamen + plain, "utf-8")
    done = run_recipe(corpus, cedict, out)
    assert done.returncode == 0, done.stderr
    terms = Dictionary(out)
    assert terms.of("灯塔旁停着渡轮。", "zh") == [Hint("渡轮", "ferry")]  # one in 84 is not rare
    assert terms.of("Ferries go to The Hague.", "en") == [Hint("Ferries", "渡轮"), Hint("The Hague", "海牙")]
    assert terms.of("Seamen are sailors.", "en") == [Hint("Seamen", "海员"), Hint("sailors", "海员")]
    assert terms.of("海员", "zh") == [Hint("海员", "seamen")]  # as the corpus, which has no sailor
    assert "en\tbeacon\t4.4\t灯塔" in _lines(out)
    before = out.read_bytes()
    subprocess.run(done.args, cwd=ROOT, check=True, capture_output=True)
    assert out.read_bytes() == before


def test_a_corpus_of_nothing(cedict: Path, tmp_path: Path) -> None:
    (tmp_path / "none.tsv").touch()
    done = run_recipe(tmp_path / "none.tsv", cedict, tmp_path / "d")
    assert done.returncode == 1 and "none.tsv: has no pair to learn from" in done.stderr
    assert not (tmp_path / "d").exists()


def _lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_a_model_that_learns_gets_some_hints() -> None:
    hints = [Hint(str(number), "") for number in range(10)]
    some_hints = some_of(lambda text, src: hints, seed=1)
    many = [some_hints("x", "en") for _ in range(400)]
    assert 60 < sum(not some for some in many) < 140  # a quarter gets none
    assert 0.85 < sum(map(len, many)) / sum(10 for some in many if some) < 0.95
    again = some_of(lambda text, src: hints, seed=1)
    assert [again("x", "en") for _ in range(400)] == many


def test_pairs_like_a_text_are_taken_first() -> None:
    rows = [
        Row("x", "click the button to close the window", "点击按钮关闭窗口"),
        Row("x", "the minister spoke to reporters", "部长对记者讲话"),
        Row("x", "click the menu", "点击菜单"),
        Row("x", "reporters asked the minister", "记者询问部长"),
    ]
    assert likest(rows, ["The minister met reporters."], 2) == [rows[1], rows[3]]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"", "只有中文。\n".encode()])
def test_texts_that_nothing_can_be_like(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.en").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.en"):
        wanted_lines(tmp_path / "x.en")
