"""Texts that are known to translate each other: beads stay within them, in whatever order they come."""

from pathlib import Path

import numpy as np
import pytest
from house import duiyi

from align.evidence.texts import Text
from align.evidence.vectors import Encoder
from align.search.groups import Groups
from align.search.search import search

EN = ["Sign in", "The ferry leaves at noon.", "Nobody waits for it.", "Log out"]
ZH = ["退出", "渡船正午开船，没有人等它。", "登录"]


@pytest.mark.parametrize(
    ("src", "tgt", "expected"),
    [
        ("abc", "abc", ([0, 1, 2], [0, 1, 2])),
        ("aab", "abb", ([0, 0, 1], [0, 1, 1])),
        ("ab", "xayb", ([1, 3], [0, 1, 2, 3])),
        ("abc", "c", ([0, 1, 2], [2])),
        ("", "ab", ([], [0, 1])),
    ],
)
def test_numbers(src: str, tgt: str, expected: tuple[list[int], list[int]]) -> None:
    groups = Groups.of(list(src), list(tgt))
    assert (groups.src.tolist(), groups.tgt.tolist()) == expected


def test_no_bead_reaches_over_the_end_of_a_group() -> None:
    encoder = Encoder()
    src, tgt = Text(EN, encoder.encode(EN)), Text(ZH, encoder.encode(ZH))
    groups = Groups(np.array([0, 1, 1, 2]), np.array([0, 1, 2]))  # wrong at both ends
    beads = search(src, tgt, encoder.space, groups).beads()
    for bead in beads:
        numbers = {*groups.src[slice(*bead.src)].tolist(), *groups.tgt[slice(*bead.tgt)].tolist()}
        assert len(numbers) == 1
    pair = next(bead for bead in beads if bead.src == (1, 3))
    assert pair.tgt == (1, 2)
    assert pair.score > 0.9


def test_an_unrelated_text_under_the_same_key_is_doubtful() -> None:
    encoder = Encoder()
    en, zh = ["Enter your password.", "Open the door."], ["岛上有十一只羊。", "打开门。"]
    groups = Groups(np.array([0, 1]), np.array([0, 1]))
    src, tgt = Text(en, encoder.encode(en)), Text(zh, encoder.encode(zh))
    beads = search(src, tgt, encoder.space, groups).beads()
    scores = {bead.src.start: bead.score for bead in beads if bead.src.size and bead.tgt.size}
    assert scores[1] > 0.9
    assert scores.get(0, 0) < 0.5


def test_a_bilingual_table_from_the_command_line(tmp_path: Path) -> None:
    rows = ["English,中文", "Log out,退出", "Sign in,登录", "The ferry leaves at noon.,渡船正午开船。"]
    (tmp_path / "words.csv").write_text("\n".join(rows), "utf-8")
    told = duiyi("align", "words.csv", "--no-drafts", "--quick", cwd=tmp_path).stdout
    assert "texts of the same key, row, cue or turn translate each other" in told
    lines = (tmp_path / "words/words.bitext.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t")[4:] for line in lines if not line.startswith("#")]
    assert pairs == [row.split(",") for row in rows[1:]]
    alone = duiyi("align", "words.csv", "words.csv", "--no-drafts", "--quick", "-o", "twice", cwd=tmp_path)
    assert alone.returncode == 0
