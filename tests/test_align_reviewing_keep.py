"""Decisions that outlive a new alignment; what changed between two files; how far a review has come."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from review_fixture import UNHURRIED, written

from align.model import Span
from align.reviewing import compare
from align.reviewing.compare import changes, described
from align.reviewing.files import read_review
from align.reviewing.keep import Kept, Placed, keep
from align.reviewing.stats import stats
from align.reviewing.stats import summary as progress
from tmx.bitext import Pair

EN = [f"English sentence number {n}." for n in range(8)]
ZH = [f"第{n}句中文的话。" for n in range(8)]


def placed(cuts: Sequence[tuple[int, int]], **flags: tuple[str, ...]) -> list[Placed]:
    """Beads of so many sentences on each side, one after the other."""
    entries, i, j = [], 0, 0
    for k, (a, b) in enumerate(cuts):
        src, tgt = Span(i, i + a), Span(j, j + b)
        en, zh = tuple(EN[i : i + a]), tuple(ZH[j : j + b])
        score = 0.8 if a and b else None
        pair = Pair(f"id{i}.{j}", en, zh, f"{a}-{b}", score, flags.get(f"f{k}", ()))
        entries.append(Placed(src, tgt, pair))
        i, j = i + a, j + b
    return entries


def kept(folder: Path, old: Sequence[Pair], new: Sequence[Placed], mode: str = "parallel") -> Kept:
    review = read_review(written(folder / "old.bitext.tsv", old, mode))
    return keep(review, new, EN, ZH, whole=mode == "parallel")


def texts(pairs: Sequence[Pair]) -> tuple[list[str], list[str]]:
    return [t for p in pairs for t in p.en], [t for p in pairs for t in p.zh]


def pairs_of(entries: Sequence[Placed]) -> list[Pair]:
    return [entry.pair for entry in entries]


ONES = [(1, 1)] * 8


def test_a_verdict_on_the_same_bead_is_carried(tmp_path: Path) -> None:
    old = pairs_of(placed(ONES, f2=("ok", "length"), f4=("drop",)))
    result = kept(tmp_path, old, placed(ONES))
    assert [pair.flags for pair in result.pairs] == [(), (), ("ok",), (), ("drop",), (), (), ()]
    assert (result.held, result.forced, result.lapsed) == (2, 0, ())


def test_a_decision_binds_the_new_alignment(tmp_path: Path) -> None:
    """The new bead 2-2 gives way to the approved 1-1; what is left of it becomes a candidate."""
    new = placed([(1, 1), (2, 2), *[(1, 1)] * 5])
    result = kept(tmp_path, pairs_of(placed(ONES, f1=("ok",))), new)
    assert [(pair.kind, pair.flags) for pair in result.pairs[:3]] == [
        ("1-1", ()),
        ("1-1", ("ok",)),
        ("1-1", ("candidate", "rest")),
    ]
    assert (result.held, result.forced) == (1, 1)
    assert texts(result.pairs) == (EN, ZH)


def test_an_edited_text_stays(tmp_path: Path) -> None:
    old = pairs_of(placed(ONES))
    old[3] = replace(old[3], zh=("第3句改过的中文的话。",), flags=("ok", "edited"))
    result = kept(tmp_path, old, placed(ONES))
    assert result.pairs[3].zh == ("第3句改过的中文的话。",)
    assert result.pairs[3].flags == ("ok", "edited")


def test_a_changed_document_lets_a_verdict_lapse(tmp_path: Path) -> None:
    old = pairs_of(placed(ONES))
    old[3] = replace(old[3], zh=("原来完全不同的内容",), flags=("ok",))
    result = kept(tmp_path, old, placed(ONES))
    assert [(lapse.line.number, lapse.why) for lapse in result.lapsed] == [
        (8, "its Chinese text is not in the document any more")
    ]
    assert result.pairs[3].flags == ()


def test_an_edit_nobody_flagged_stays_as_long_as_the_document_is_the_same(tmp_path: Path) -> None:
    aligned = pairs_of(placed(ONES))
    path = written(tmp_path / "old.bitext.tsv", aligned)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("第3句中文的话", "第3句改过的中文的话"), encoding="utf-8")
    result = keep(read_review(path), placed(ONES), EN, ZH, whole=True)
    assert (result.pairs[3].zh, result.pairs[3].flags) == (("第3句改过的中文的话。",), ("edited",))
    result = keep(read_review(path), placed(ONES), EN, [*ZH, "又一句。"], whole=True)
    assert result.pairs[3].zh == (ZH[3],)


def test_a_sentence_moved_in_an_editor_stays_moved(tmp_path: Path) -> None:
    """Its lines have other sentences than their types count: a person did that."""
    new = placed([(2, 1), (1, 2), *[(1, 1)] * 5])
    old = pairs_of(new)
    old[0], old[1] = replace(old[0], en=(EN[0],)), replace(old[1], en=(EN[1], EN[2]))
    result = kept(tmp_path, old, new)
    assert [(pair.en, pair.zh) for pair in result.pairs[:2]] == [
        ((EN[0],), (ZH[0],)),
        ((EN[1], EN[2]), (ZH[1], ZH[2])),
    ]
    assert result.forced == 2


def test_comparable_proposals_give_way(tmp_path: Path) -> None:
    old = [Pair("x", (EN[2],), (ZH[5],), "1-1", 0.9, ("ok",))]
    new = [
        Placed(Span(2, 3), Span(2, 3), Pair("n", (EN[2],), (ZH[2],), "1-1", 0.6)),
        Placed(Span(4, 5), Span(1, 2), Pair("m", (EN[4],), (ZH[1],), "1-1", 0.7)),
    ]
    result = kept(tmp_path, old, new, mode="comparable")
    assert [(pair.en, pair.zh) for pair in result.pairs] == [((EN[2],), (ZH[5],)), ((EN[4],), (ZH[1],))]


beads = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), min_size=1, max_size=16)


def whole(cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cuts that cover both texts, no more."""
    i = j = 0
    used = []
    for a, b in [*cuts, *[(1, 1)] * 8]:
        a, b = min(a, 8 - i), min(b, 8 - j)
        if a or b:
            used.append((a, b))
        i, j = i + a, j + b
    return used + [(1, 0)] * (8 - i) + [(0, 1)] * (8 - j)


@UNHURRIED
@given(first=beads, second=beads, data=st.data())
def test_keeping_never_loses_a_sentence(
    first: list[tuple[int, int]], second: list[tuple[int, int]], data: st.DataObject, tmp_path: Path
) -> None:
    old = pairs_of(placed(whole(first)))
    old = [replace(p, flags=data.draw(st.sampled_from([(), ("ok",), ("drop",)]))) for p in old]
    result = kept(tmp_path, old, placed(whole(second)))
    assert texts(result.pairs) == (EN, ZH)
    approved = [(p.en, p.zh) for p in old if "ok" in p.flags and p.en and p.zh]
    assert [(p.en, p.zh) for p in result.pairs if "ok" in p.flags and p.en and p.zh] == approved
    assert result.held + len(result.lapsed) == sum(bool(p.flags) for p in old)


def differences(folder: Path, old: Sequence[Pair], new: Sequence[Pair]) -> list[compare.Change]:
    first = read_review(written(folder / "old.bitext.tsv", old))
    return changes(first, read_review(written(folder / "new.bitext.tsv", new)))


def test_diff_names_what_happened(tmp_path: Path) -> None:
    old = pairs_of(placed(ONES))
    new = pairs_of(placed([(1, 1), (2, 2), (1, 1), (1, 1), (1, 1), (1, 0), (0, 1), (1, 1)]))
    new[0] = replace(new[0], flags=("ok",))
    new[2] = replace(new[2], zh=("第3句中文的话！",))
    new[3] = replace(new[3], flags=("drop",))
    found = differences(tmp_path, old, new)
    assert [change.kind for change in found] == ["accepted", "merged", "text edited", "dropped", "split"]
    lines = [line for change in found for line in described(change)]
    assert lines[0] == "line 5: accepted"
    assert "line 6–7 → 6: merged (2 lines)" in lines
    assert "  第3句中文的话[-。-]{+！+}" in lines
    assert compare.summary(found, 8).startswith("1 accepted, 1 merged, 1 text edited, 1 dropped, 1 split")


def test_diff_tells_of_lines_gone_and_new(tmp_path: Path) -> None:
    old = pairs_of(placed(ONES))
    found = differences(tmp_path, old, [*old[:3], *old[4:], Pair("", ("Quite another.",), ())])
    assert [(change.kind, len(change.old), len(change.new)) for change in found] == [
        ("removed", 1, 0),
        ("added", 0, 1),
    ]


@UNHURRIED
@given(cuts=beads)
def test_nothing_changed_is_told(cuts: list[tuple[int, int]], tmp_path: Path) -> None:
    lines = pairs_of(placed(whole(cuts)))
    found = differences(tmp_path, lines, lines)
    assert found == []
    assert compare.summary(found, len(lines)) == f"nothing changed in {len(lines)} lines"


def test_stats_expect_errors_by_the_scores(tmp_path: Path) -> None:
    lines = pairs_of(
        placed([*[(1, 1)] * 4, (1, 0), (0, 1), (2, 2)], f0=("ok",), f1=("drop",), f3=("candidate",))
    )
    lines[3] = replace(lines[3], score=0.3)
    lines[6] = replace(lines[6], score=None)
    found = stats(read_review(written(tmp_path / "x.bitext.tsv", lines)))
    assert (found.pairs, found.accepted, found.dropped, found.waiting, found.unpaired) == (5, 1, 1, 3, 2)
    assert abs(found.wrong - (0.2 + 0.5)) < 1e-9
    assert abs(found.missed - 0.3) < 1e-9
    assert [line.number for line in found.first] == [11, 8, 7]
    assert "errors to expect if you stop here: 0.7 wrong pairs" in "\n".join(progress(found))
