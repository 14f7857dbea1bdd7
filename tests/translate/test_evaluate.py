from pathlib import Path

import pytest
from engines import Saying

from tmx.base.errors import InputError
from translate.cli.translate import eval_mt_command
from translate.packages.evaluate import mt


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    src, ref, hyp = tmp_path / "src", tmp_path / "ref", tmp_path / "hyp"
    src.write_text("Good morning.\nThe book is good.\n", "utf-8")
    ref.write_text("早上好。\n这本书很好。\n", "utf-8")
    hyp.write_text("早上好。\n这本书很好。\n", "utf-8")
    return src, ref, hyp


def test_a_perfect_translation_has_100(files: tuple[Path, Path, Path]) -> None:
    src, ref, hyp = files
    evaluation = mt(src, ref, to="zh", hyp=hyp)
    assert [(score.name, round(score.value, 6)) for score in evaluation.scores] == [
        ("chrF2", 100),
        ("BLEU", 100),
    ]
    assert "tok:zh" in evaluation.scores[1].signature
    assert "chrF2 100.00" in str(evaluation.scores[0])


def test_an_engine_is_asked(files: tuple[Path, Path, Path]) -> None:
    src, ref, _ = files
    evaluation = mt(src, ref, to="zh", engine=Saying(lambda text: "早上好。"), limit=1)
    assert (evaluation.system, evaluation.segments) == ("saying 1", 1)
    assert evaluation.scores[0].value == pytest.approx(100)


def test_files_of_different_length(files: tuple[Path, Path, Path]) -> None:
    src, ref, _ = files
    ref.write_text("早上好。\n", "utf-8")
    with pytest.raises(InputError, match="has 1 line, but"):
        mt(src, ref, to="zh")


def test_the_command_prints_scores_and_signatures(
    files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    src, ref, hyp = files
    eval_mt_command(src, ref, "zh", hyp)
    output = capsys.readouterr().out
    assert output.startswith("hyp: 2 segments\n  chrF2 100.00  (")
    assert "BLEU 100.00" in output
