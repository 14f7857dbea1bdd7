import json
from pathlib import Path

import pytest
from house import CASES as LABELLED
from hypothesis import given
from hypothesis import strategies as st

from align.ladder import Rung, f1, format_rung, parse, read_ladder, strict_recall_by_kind
from tmx.base.errors import InputError

indexes = st.lists(st.integers(0, 10**6), max_size=5).map(tuple)
rungs = st.tuples(indexes, indexes).filter(lambda rung: bool(rung[0] or rung[1]))
CASES = json.loads((LABELLED / "align_ladder.json").read_text("utf-8"))


@given(rungs, st.none() | st.floats(-1e6, 1e6))
def test_parse_undoes_format(rung: Rung, score: float | None) -> None:
    assert parse(format_rung(rung, score)) == rung


@pytest.mark.parametrize(
    ("line", "rung"),
    [
        ("[0]:[0]", ((0,), (0,))),
        (" [0, 1] : [2] ", ((0, 1), (2,))),
        ("[0,1]:[]", ((0, 1), ())),
        ("[]:[7]:0.5310", ((), (7,))),
    ],
)
def test_lines_as_others_write_them(line: str, rung: Rung) -> None:
    assert parse(line) == rung


@pytest.mark.parametrize("line", ["[]:[]", "0:0", "[0][0]", "[a]:[0]", "[-1]:[0]", "[0]:[0] 0.5"])
def test_lines_that_are_no_rungs(line: str) -> None:
    with pytest.raises(ValueError, match=r"empty|form"):
        parse(line)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.ladder"
    path.write_text("[0]:[0]\n\n[1]-[1]\n", "utf-8")
    with pytest.raises(InputError, match="not of the form") as caught:
        list(read_ladder(path))
    assert (caught.value.path, caught.value.line) == (path, 3)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.ladder"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as a ladder"):
        list(read_ladder(path))


def read(lines: list[str]) -> list[Rung]:
    return [parse(line) for line in lines]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_scores_reckoned_by_hand(case: dict[str, list[str] | dict[str, float]]) -> None:
    gold, measured = (read(case[side]) for side in ("gold", "found"))  # type: ignore[arg-type]
    scores = f1([(gold, measured)])
    expected = case["scores"]
    assert isinstance(expected, dict)
    for name, value in expected.items():
        assert getattr(scores, name) == pytest.approx(value), name


@given(st.lists(rungs, max_size=8, unique=True))
def test_gold_against_itself_is_perfect(gold: list[Rung]) -> None:
    scores = f1([(gold, gold)])
    full = any(rung[0] and rung[1] for rung in gold)
    assert scores.strict == scores.lax == (1.0 if full else 0.0)


@given(st.lists(rungs, max_size=8), st.lists(rungs, max_size=8))
def test_lax_forgives_what_strict_does_not(gold: list[Rung], measured: list[Rung]) -> None:
    scores = f1([(gold, measured)])
    assert 0 <= scores.strict_precision <= scores.lax_precision <= 1
    assert 0 <= scores.strict_recall <= scores.lax_recall <= 1


def test_documents_are_summed() -> None:
    right, wrong = [((0,), (0,))], [((0,), (1,))]
    scores = f1([(right, right), (right, wrong)])
    assert (scores.strict_precision, scores.strict_recall, scores.gold) == (0.5, 0.5, 2)


def test_recall_by_kind() -> None:
    gold = read(["[0]:[0]", "[1]:[1]", "[2, 3]:[2]"])
    measured = read(["[0]:[0]", "[1]:[]", "[2, 3]:[2]"])
    assert strict_recall_by_kind([(gold, measured)]) == {"1-1": (1, 2), "2-1": (1, 1)}
