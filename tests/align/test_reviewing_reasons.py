"""The file with what each score is made of."""

from pathlib import Path

import pytest

from align.model import Bead, Span
from align.reviewing.lines import LIMITS
from align.reviewing.reasons import FLAGS, PARTS, known, match, read, reasons_of, write
from tmx.base.errors import InputError
from tmx.bitext import Pair

BEADS = [
    Bead(Span(0, 1), Span(0, 2), 0.9, {"meaning": 2.5, "length": -0.25}),
    Bead(Span(1, 2), Span(2, 3), 0.4, {"meaning": 1.0}),
]
PAIRS = [
    Pair("a", ("It snowed.",), ("下雪了。", "很冷。"), "1-2", 0.9),
    Pair("b", ("Stay.",), ("留下。",), "1-1", 0.4),
]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.reasons.tsv"
    with path.open("wb") as stream:
        assert write(BEADS, PAIRS, stream) == 2
    reasons = list(match(PAIRS, read(path)))
    assert [(r.src, r.tgt, dict(r.parts)) for r in reasons if r] == [
        (bead.src, bead.tgt, bead.parts) for bead in BEADS
    ]


def test_equal_pairs_have_their_own_reasons_in_order(tmp_path: Path) -> None:
    path = tmp_path / "x.reasons.tsv"
    with path.open("wb") as stream:
        write(BEADS, [PAIRS[1], PAIRS[1]], stream)
    first, second, none = match([PAIRS[1]] * 3, read(path))
    assert first and second and (first.src, second.src) == (Span(0, 1), Span(1, 2))
    assert none is None


def test_an_edited_pair_loses_its_reasons(tmp_path: Path) -> None:
    review = tmp_path / "x.bitext.tsv"
    assert known(review, PAIRS) == [None, None]
    with reasons_of(review).open("wb") as stream:
        write(BEADS, PAIRS, stream)
    edited = Pair("b", ("Stay!",), ("留下。",), "1-1", 0.4)
    assert [bool(reasons) for reasons in known(review, [PAIRS[0], edited])] == [True, False]


@pytest.mark.parametrize(
    "line", ["key\t0:1", "key\t0:1\t0:x\t1.0", "key\t0:1\t0:1\tmuch", "key\t0:1:2\t0:1\t1.0"]
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.reasons.tsv"
    path.write_text(f"#key\ten\tzh\tmeaning\n{line}\n", "utf-8")
    with pytest.raises(InputError, match=r"x\.reasons\.tsv:2: "):
        read(path)


def test_every_flag_of_the_aligner_is_explained() -> None:
    assert {"length", "items", "marks", "crossing", "meta"} <= FLAGS.keys()
    assert LIMITS.keys() <= PARTS.keys()
