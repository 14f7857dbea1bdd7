"""Crossing beads: passages that stand elsewhere in the other text."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from align_fixture import GOLD, encoded, rungs, space, story
from house import duiyi
from hypothesis import given
from hypothesis import strategies as st

from align.ladder import read_ladder
from align.model import Bead, Span
from align.reviewing.files import read_review
from align.reviewing.lines import CROSSING
from align.search.moved import _merged, _rest, with_moved
from align.search.search import align_parallel
from tmx.bitext import OK, Pair, write

EN, ZH = story("en"), story("zh")


def moved(first: int, stop: int, to: int) -> list[int]:
    """The sentences of the Chinese story with some of them elsewhere: their old numbers, in the new order."""
    rest = [k for k in range(len(ZH.sentences)) if not first <= k < stop]
    return rest[:to] + list(range(first, stop)) + rest[to:]


def whole(beads: Sequence[Bead], n: int, m: int) -> bool:
    """Whether beads hold every sentence once, those of the source in order."""
    src = [k for bead in beads for k in range(*bead.src)]
    tgt = [k for bead in beads for k in range(*bead.tgt)]
    return src == list(range(n)) and sorted(tgt) == list(range(m))


@pytest.mark.parametrize(("first", "stop", "to"), [(8, 16, 30), (30, 40, 5), (20, 25, 0), (12, 20, 43)])
def test_a_moved_passage_is_aligned(first: int, stop: int, to: int) -> None:
    order = moved(first, stop, to)
    back = {old: new for new, old in enumerate(order)}
    text = ZH.take(order)
    before = align_parallel(EN, text, space())
    beads = with_moved(before, EN, text, space())
    assert whole(beads, len(EN.sentences), len(text.sentences))
    gold = {(src, tuple(sorted(back[k] for k in tgt))) for src, tgt in GOLD if src and tgt}
    crossing = rungs([bead for bead in beads if bead.crossing])
    assert len(crossing) >= 2 and set(crossing) <= gold
    assert len(gold & set(rungs(beads))) >= len(gold & set(rungs(before))) + len(crossing)


def test_a_text_in_order_stays_as_it_is() -> None:
    beads = align_parallel(EN, ZH, space())
    assert with_moved(beads, EN, ZH, space()) == beads


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The judge will hear the case next month.", "账目由一家独立机构审核。"),
        ("The vote was postponed twice.", "收据放在抽屉里。"),
        ("The museum is closed on Mondays.", "邮票贴在信封右上角。"),
        ("Her brother sold the bakery.", "天气预报说明天有雾。"),
    ],
)
def test_what_is_left_over_is_no_pair_for_that(left: str, right: str) -> None:
    """A sentence without a counterpart near the start, and one near the end."""
    firm = range(8, 14)
    src = encoded([left, *(EN.sentences[k] for k in firm)])
    tgt = encoded([*(ZH.sentences[k] for k in firm), right])
    beads = [Bead(Span(k + 1, k + 2), Span(k, k + 1), 1.0) for k in range(len(firm))]
    lone = [Bead(Span(0, 1), Span(0, 0)), *beads, Bead(Span(7, 7), Span(6, 7))]
    assert with_moved(lone, src, tgt, space()) == lone


def test_nothing_is_looked_for_in_nothing() -> None:
    empty = EN.take([])
    beads = align_parallel(empty, ZH, space())
    assert with_moved(beads, empty, ZH, space()) == beads


@given(st.data())
def test_every_sentence_keeps_one_place(data: st.DataObject) -> None:
    """Whatever is taken out of whatever beads and put elsewhere."""
    beads, i, j = [], 0, 0
    for a, b in data.draw(st.lists(st.sampled_from([(1, 1), (1, 0), (0, 1), (3, 2), (1, 4)]), min_size=1)):
        beads.append(Bead(Span(i, i + a), Span(j, j + b), 0.3))
        i, j = i + a, j + b
    for _ in range(3):
        free = [set(range(size)) for size in (i, j)]
        for bead in beads:
            if bead.score > 0.5:
                free[0] -= set(range(*bead.src))
                free[1] -= set(range(*bead.tgt))
        rows, columns = (sorted(data.draw(st.sets(st.sampled_from(sorted(f))))) if f else [] for f in free)
        sure = [Bead(Span(r, r + 1), Span(c, c + 1), 0.95) for r, c in zip(rows, columns, strict=False)]
        taken = {bead.src.start for bead in sure}, {bead.tgt.start for bead in sure}
        beads = _merged([part for bead in beads for part in _rest(bead, taken)], sure)
        assert whole(beads, i, j)
        straight = [bead.tgt.start for bead in beads if bead.paired and not bead.crossing]
        assert straight == sorted(straight)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The story, with a passage of the Chinese one elsewhere and an empty line in the English one."""
    english = [*EN.sentences[:3], "", *EN.sentences[3:]]
    (tmp_path / "story.en").write_text("\n".join(english) + "\n", "utf-8")
    chinese = [ZH.sentences[k] for k in moved(30, 40, 5)]
    (tmp_path / "story.zh").write_text("\n".join(chinese) + "\n", "utf-8")
    return tmp_path


def align(folder: Path, *more: str) -> Path:
    """Align the story there; returns the review file."""
    given = ("story.en", "story.zh", "--sentences", "--quick", "--no-drafts", "--mode", "parallel", *more)
    done = duiyi("align", *given, "-o", "out", "--force", cwd=folder)
    assert done.returncode == 0 and "pairs cross the others: flagged `crossing`" in done.stdout, done.stderr
    return folder / "out" / "story-story.bitext.tsv"


def test_crossing_pairs_in_the_files(folder: Path) -> None:
    path = align(folder, "--ladder", "story.ladder")
    review = read_review(path)
    crossing = [line.pair for line in review.lines if CROSSING in line.pair.flags]
    assert len(crossing) >= 2
    rungs = list(read_ladder(folder / "story.ladder"))
    assert sorted(k for src, _ in rungs for k in src) == list(range(len(EN.sentences) + 1))
    assert sorted(k for _, tgt in rungs for k in tgt) == list(range(len(ZH.sentences)))
    memory = path.with_name("story-story.tmx").read_bytes()
    done = duiyi("review", "apply", "story-story.bitext.tsv", cwd=path.parent)
    assert "every sentence of both documents is there, once\n" in done.stdout  # not in order
    assert path.with_name("story-story.tmx").read_bytes() == memory
    given = ("--against", "../story.en", "../story.zh", "--sentences")
    proved = duiyi("review", "apply", "story-story.bitext.tsv", *given, cwd=path.parent)
    assert "all 91 sentences of the documents accounted for; 0 edited" in proved.stdout, proved.stderr


def test_decisions_about_crossing_pairs_are_kept(folder: Path) -> None:
    path = align(folder)
    review = read_review(path)
    pairs = [line.pair for line in review.lines]
    at = next(k for k, pair in enumerate(pairs) if CROSSING in pair.flags)
    other = next(k for k in range(at - 1, -1, -1) if pairs[k].type == pairs[k - 1].type == "1-1")
    judged = {at: _with(pairs[at], OK), len(pairs) - 1: _with(pairs[-1], OK)}
    merged = Pair(
        "", pairs[other - 1].en + pairs[other].en, pairs[other - 1].zh + pairs[other].zh, "2-2", None, (OK,)
    )  # a person joined two lines: a decision that the new alignment has otherwise
    rows = [judged.get(k, pair) for k, pair in enumerate(pairs)]
    rows[other - 1 : other + 1] = [merged]
    old = folder / "old.bitext.tsv"
    with old.open("wb") as stream:
        write(rows, stream, metadata=review.metadata)
    again = read_review(align(folder, "--keep", str(old)))
    kept = [line.pair for line in again.lines]
    assert [pair.en for pair in kept if OK in pair.flags] == [merged.en, pairs[at].en, pairs[-1].en]
    assert any(pair.zh == pairs[at].zh and {OK, CROSSING} <= set(pair.flags) for pair in kept)
    assert sorted(text for pair in kept for text in pair.zh) == sorted(ZH.sentences)
    assert [text for pair in kept for text in pair.en] == EN.sentences


def test_a_decision_outlives_a_passage_that_was_put_back(folder: Path) -> None:
    path = align(folder)
    review = read_review(path)
    rows = [_with(line.pair, OK) if CROSSING in line.pair.flags else line.pair for line in review.lines]
    old = folder / "old.bitext.tsv"
    with old.open("wb") as stream:
        write(rows, stream, metadata=review.metadata)
    (folder / "story.zh").write_text("\n".join(ZH.sentences) + "\n", "utf-8")
    given = ("story.en", "story.zh", "--sentences", "--quick", "--no-drafts", "--keep", str(old))
    done = duiyi("align", *given, "-o", "out", "--force", cwd=folder)
    assert done.returncode == 0, done.stderr
    kept = [line.pair for line in read_review(path).lines]
    decided = {(pair.en, pair.zh) for pair in kept if OK in pair.flags}
    assert len(decided) >= 2 and decided <= {(pair.en, pair.zh) for pair in rows if OK in pair.flags}
    assert not any(CROSSING in pair.flags for pair in kept)
    assert f"{len(decided)} decisions kept, 0 of them against" in done.stdout


def _with(pair: Pair, flag: str) -> Pair:
    return Pair(pair.id, pair.en, pair.zh, pair.type, pair.score, (flag, *pair.flags))
