"""The recipe of the dictionary of the hints."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from house import ROOT

from tmx.errors import InputError
from translate.hints import Dictionary, Hint
from translate.training.corpus import Row
from translate.training.hinting import counted, divided, glosses
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
"""


@pytest.fixture
def cedict(tmp_path: Path) -> Path:
    path = tmp_path / "cedict.txt"
    path.write_text(CEDICT, "utf-8")
    return path


def test_glosses_are_what_can_stand_in_a_sentence(cedict: Path) -> None:
    found = {word: [gloss.english for gloss in senses] for word, senses in glosses(cedict).items()}
    assert found == {
        "灯塔": ["lighthouse", "beacon"],
        "海牙": ["The Hague"],
        "渡轮": ["ferry", "ferry boat"],
        "老": ["old"],
        "跑": ["run", "escape", "paw"],
        "亚当": [],
    }


def test_what_is_no_dictionary(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("nothing of the kind\n")
    with pytest.raises(InputError, match="no entry of CC-CEDICT"):
        glosses(tmp_path / "x")


def test_terms_are_counted_where_they_meet(cedict: Path) -> None:
    pairs = [Row("x", "The beacons are old.", "灯塔很老。"), Row("x", "He ran.", "他跑了。")]
    counts = counted(pairs, glosses(cedict))
    assert counts.both["灯塔", "beacon"] == counts.both["老", "old"] == 1
    assert counts.chinese["跑"] == 1 and counts.both["跑", "run"] == 0
    assert list(divided("老灯塔跑渡轮", glosses(cedict), 4)) == ["老", "灯塔", "跑", "渡轮"]


def test_the_corpus_decides_between_senses(cedict: Path, tmp_path: Path) -> None:
    corpus, out = tmp_path / "pairs.tsv", tmp_path / "d.tsv.gz"
    beacon = "x\tThe beacon was dark.\t灯塔漆黑一片。\n" * 60
    corpus.write_text(beacon + "x\tThe kettle was empty.\t水壶是空的。\n" * 5000, "utf-8")
    given = ("--corpus", str(corpus), "--cedict", str(cedict), "--out", str(out))
    made = subprocess.run(
        [sys.executable, "-m", "translate.training.hinting", *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    terms = Dictionary(out)
    assert terms.of("灯塔旁停着渡轮。", "zh") == [Hint("渡轮", "ferry")]  # one in 84 sentences is not rare
    assert terms.of("Ferries go to The Hague.", "en") == [Hint("Ferries", "渡轮"), Hint("The Hague", "海牙")]
    assert "zh\t灯塔\t4.4\tbeacon" in _lines(out)
    before = out.read_bytes()
    subprocess.run(made.args, cwd=ROOT, check=True, capture_output=True)
    assert out.read_bytes() == before


def _lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def test_a_model_that_learns_is_told_some() -> None:
    hints = [Hint(str(number), "") for number in range(10)]
    told = some_of(lambda text, src: hints, seed=1)
    many = [told("x", "en") for _ in range(400)]
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
