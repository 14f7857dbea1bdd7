"""Decisions that outlive a new alignment."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_fixture import UNHURRIED, written

from align.model import Bead, Span
from align.report import decision_lines
from align.reviewing.files import Review, read_review
from align.reviewing.keep import Decisions, PlacedPair, keep
from align.reviewing.reasons import reasons_of, write
from tmx.bitext import Pair, format
from tmx.identity import tuid

EN = [f"English sentence number {n}." for n in range(8)]
ZH = [f"第{n}句中文的话。" for n in range(8)]


def placed(cuts: Sequence[tuple[int, int]], **flags: tuple[str, ...]) -> list[PlacedPair]:
    """Beads of so many sentences on each side, one after the other."""
    entries, i, j = [], 0, 0
    for k, (a, b) in enumerate(cuts):
        src, tgt = Span(i, i + a), Span(j, j + b)
        en, zh = tuple(EN[i : i + a]), tuple(ZH[j : j + b])
        score = 0.8 if a and b else None
        pair = Pair(f"id{i}.{j}", en, zh, f"{a}-{b}", score, flags.get(f"f{k}", ()))
        entries.append(PlacedPair(src, tgt, pair))
        i, j = i + a, j + b
    return entries


def kept(folder: Path, old: Sequence[Pair], new: Sequence[PlacedPair], mode: str = "parallel") -> Decisions:
    review = read_review(written(folder / "old.bitext.tsv", old, mode))
    return keep(review, new, EN, ZH, whole=mode == "parallel")


def texts(pairs: Sequence[Pair]) -> tuple[list[str], list[str]]:
    return [t for p in pairs for t in p.en], [t for p in pairs for t in p.zh]


def pairs_of(entries: Sequence[PlacedPair]) -> list[Pair]:
    return [entry.pair for entry in entries]


ONES = [(1, 1)] * 8


def test_a_decision_on_the_same_bead_is_carried(tmp_path: Path) -> None:
    old = pairs_of(placed(ONES, f2=("ok", "length"), f4=("drop",)))
    result = kept(tmp_path, old, placed(ONES))
    assert [pair.flags for pair in result.pairs] == [(), (), ("ok",), (), ("drop",), (), (), ()]
    assert (result.carried, result.forced, result.lost) == (2, 0, ())


def test_a_decision_binds_the_new_alignment(tmp_path: Path) -> None:
    """The new bead 2-2 gives way to the approved 1-1; what is left of it becomes a candidate."""
    new = placed([(1, 1), (2, 2), *[(1, 1)] * 5])
    result = kept(tmp_path, pairs_of(placed(ONES, f1=("ok",))), new)
    assert [(pair.kind, pair.flags) for pair in result.pairs[:3]] == [
        ("1-1", ()),
        ("1-1", ("ok",)),
        ("1-1", ("candidate", "rest")),
    ]
    assert (result.carried, result.forced) == (1, 1)
    assert texts(result.pairs) == (EN, ZH)


def edited(folder: Path, edits: dict[int, Pair], *, reasons: bool) -> Review:
    """The review file of an alignment 1-1, a person's edits in it; with reasons beside it, or without."""
    aligned = pairs_of(placed(ONES))
    path = written(folder / "old.bitext.tsv", aligned)
    beads = [Bead(entry.src, entry.tgt, 0.8, {"length": 1.0}) for entry in placed(ONES)]
    if reasons:
        with reasons_of(path).open("wb") as stream:
            write(beads, aligned, stream)
    lines = path.read_text(encoding="utf-8").splitlines()
    head = len(lines) - len(aligned)
    for k, pair in edits.items():
        lines[head + k] = format(pair)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_review(path)


def line(k: int, *, en: str = "", zh: str = "", flags: tuple[str, ...] = ()) -> Pair:
    """A line with an edit; its identifier is the one that the tool gave."""
    return Pair(tuid(EN[k]), (en or EN[k],), (zh or ZH[k],), "1-1", 0.8, flags)


def test_an_edited_text_stays(tmp_path: Path) -> None:
    review = edited(tmp_path, {3: line(3, zh="第3句改过的中文的话。", flags=("ok", "edited"))}, reasons=False)
    result = keep(review, placed(ONES), EN, ZH, whole=True)
    assert result.pairs[3].zh == ("第3句改过的中文的话。",)
    assert result.pairs[3].flags == ("ok", "edited")


REVISED = {
    "en": [*EN[:6], "English sentence, the sixth.", EN[7]],
    "zh": [*ZH[:6], "第6句，另一个说法的话。", ZH[7]],
}
"""The documents after somebody changed the seventh sentence of each."""


@pytest.mark.parametrize("reasons", [True, False])
@pytest.mark.parametrize("flags", [(), ("ok",), ("edited",), ("drop",)])
@pytest.mark.parametrize(
    "edit", [{"zh": "第3句改过的中文的话。"}, {"zh": "全然不同。"}, {"en": "English sentence no. 3, mended."}]
)
def test_an_edit_survives_a_change_elsewhere(
    edit: dict[str, str], flags: tuple[str, ...], reasons: bool, tmp_path: Path
) -> None:
    review = edited(
        tmp_path, {3: line(3, en=edit.get("en", ""), zh=edit.get("zh", ""), flags=flags)}, reasons=reasons
    )
    new = [*placed(ONES)]
    en, zh = REVISED["en"], REVISED["zh"]
    new[6] = new[6]._replace(pair=replace(new[6].pair, en=(en[6],), zh=(zh[6],)))
    result = keep(review, new, en, zh, whole=True)
    assert (result.pairs[3].en, result.pairs[3].zh) == ((edit.get("en", EN[3]),), (edit.get("zh", ZH[3]),))
    assert set(result.pairs[3].flags) == {*flags, "edited"}
    assert (result.pairs[6].en, result.pairs[6].zh) == ((en[6],), (zh[6],))
    assert result.pairs[6].flags == ()
    assert (result.carried, result.lost) == (1, ())


@pytest.mark.parametrize("flags", [(), ("ok",), ("edited",)])
def test_an_edit_whose_own_source_changed_is_listed_with_its_text(
    flags: tuple[str, ...], tmp_path: Path
) -> None:
    review = edited(tmp_path, {6: line(6, zh="第6句改过的中文的话。", flags=flags)}, reasons=True)
    new = placed(ONES)
    en = REVISED["en"]
    new[6] = new[6]._replace(pair=replace(new[6].pair, en=(en[6],)))
    result = keep(review, new, en, ZH, whole=True)
    assert (result.pairs[6].en, result.pairs[6].zh, result.pairs[6].flags) == ((en[6],), (ZH[6],), ())
    [(lost, why)] = result.lost
    assert (lost.number, lost.pair.zh) == (11, ("第6句改过的中文的话。",))
    assert "English" in why


@pytest.mark.parametrize("reasons", [True, False])
def test_a_document_that_changed_is_no_edit(reasons: bool, tmp_path: Path) -> None:
    """A person edited one line; another, which the document has otherwise now, is as the document has it."""
    review = edited(tmp_path, {3: line(3, zh="第3句改过的中文的话。")}, reasons=reasons)
    new, zh = placed(ONES), [*ZH[:5], "第5句新的中文的话。", *ZH[6:]]
    new[5] = new[5]._replace(pair=replace(new[5].pair, zh=(zh[5],)))
    result = keep(review, new, EN, zh, whole=True)
    assert [pair.zh for pair in result.pairs[2:6]] == [
        (ZH[2],), ("第3句改过的中文的话。",), (ZH[4],), ("第5句新的中文的话。",),
    ]  # fmt: skip
    assert (result.lost, result.unsure) == ((), ())


def test_where_nothing_tells_who_changed_a_text_it_stays_and_is_listed(tmp_path: Path) -> None:
    """Line 3 was edited, and its sentence changed in the document, too: no digest comes true."""
    old = {3: line(3, zh="第3句改过的中文的话。"), 5: line(5, zh="第5句改过的中文的话。")}
    review = edited(tmp_path, old, reasons=False)
    new, zh = placed(ONES), [*ZH[:3], "第3句在文件里改了的话。", *ZH[4:]]
    new[3] = new[3]._replace(pair=replace(new[3].pair, zh=(zh[3],)))
    result = keep(review, new, EN, zh, whole=True)
    assert [result.pairs[k].zh for k in (3, 5)] == [old[3].zh, old[5].zh]
    assert [item.line.number for item in result.unsure] == [8, 10]
    assert result.lost == ()


def test_a_sentence_put_on_a_line_of_its_own_may_stand_alone_again(tmp_path: Path) -> None:
    new = placed([(1, 2), *[(1, 1)] * 6, (1, 0)])
    old = [
        replace(new[0].pair, zh=(ZH[0],), flags=("ok",)),
        Pair("", (), (ZH[1],), "", None),
        *pairs_of(new[1:]),
    ]
    result = kept(tmp_path, old, new)
    assert [(pair.en, pair.zh) for pair in result.pairs[:2]] == [((EN[0],), (ZH[0],)), ((), (ZH[1],))]
    assert (result.carried, result.lost) == (2, ())


def test_what_cannot_be_kept_is_listed_in_full(tmp_path: Path) -> None:
    text = "第6句改过的中文的话，" * 12 + "到这里才完。"
    review = edited(tmp_path, {6: line(6, zh=text)}, reasons=False)
    review = replace(review, remarks=((9, "# ask Ann about this"),))
    result = keep(review, placed([*ONES[:6]]), EN[:6], ZH[:6], whole=True)
    lines = list(decision_lines(result))
    assert any(text in shown and "line 11" in shown for shown in lines)
    assert any("# ask Ann about this" in shown for shown in lines)


def test_a_decision_is_lost_with_its_text(tmp_path: Path) -> None:
    old = pairs_of(placed(ONES))
    old[3] = replace(old[3], zh=("原来完全不同的内容",), flags=("ok",))
    result = kept(tmp_path, old, placed(ONES))
    assert [(notice.line.number, notice.why) for notice in result.lost] == [
        (8, "its Chinese text is not in the document any more")
    ]
    assert result.pairs[3].flags == ()


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
        PlacedPair(Span(2, 3), Span(2, 3), Pair("n", (EN[2],), (ZH[2],), "1-1", 0.6)),
        PlacedPair(Span(4, 5), Span(1, 2), Pair("m", (EN[4],), (ZH[1],), "1-1", 0.7)),
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
    assert result.carried + len(result.lost) == sum(bool(p.flags) for p in old)
