"""What a model may learn from, and what is set aside; none of it needs torch."""

from pathlib import Path

import pytest
from adapt_fixture import memory, pairs, steps, unit, written

from tmx.base.errors import InputError
from tmx.model import Tag, Unit, Variant
from translate.adapting.memory import Approved, Pair, approved, divide


def read(path: Path, *units: Unit) -> Approved:
    return approved([written(units, path)], "en", "zh")


REED = unit("Oil the reed.", "给钢筘加油。")


def test_approved_pairs_of_a_memory(tmp_path: Path) -> None:
    learnable = approved([memory(tmp_path / "loom.tmx")], "zh", "en")
    english = {english for english, _, _ in pairs()}
    assert {pair.target for pair in learnable.pairs} == english
    assert learnable.units == 480
    assert len(learnable.pairs) + learnable.left_out["repeated"] == 480
    assert len({pair.document for pair in learnable.pairs}) == 12


@pytest.mark.parametrize(
    ("strange", "reason"),
    [
        (unit("Go.", "走。", x_ConfirmationLevel="Draft"), "drafts or candidates"),
        (unit("Go.", "走。", x_ConfirmationLevel="RejectedTranslation"), "drafts or candidates"),
        (unit("Go.", "走。", x_Origin="MT"), "machine translations"),
        (
            Unit((Variant("en", ("Go.",)), Variant("zh", ("走。",), (("creationid", "MT!"),)))),
            "machine translations",
        ),
        (Unit((Variant("en", ("Go.",)), Variant("de", ("Los.",)))), "without both languages"),
        (unit("Go.", (Tag("ph", (), ("<br/>",)),)), "empty"),
        (unit("Go. " * 200, "走。"), "too long"),
        (unit("Go.", "Go away."), "not in their language"),
        (unit("走开吧你们 a", "走。"), "not in their language"),
        (unit("Go.", "他们一行人在清晨的薄雾里沿着河岸慢慢地向北方走去。"), "too unlike in length"),
        (unit("Oil  the reed. ", "给钢筘加油。"), "repeated"),
    ],
)
def test_what_is_left_out_is_counted_by_its_reason(strange: Unit, reason: str, tmp_path: Path) -> None:
    learnable = read(tmp_path / "m.tmx", REED, strange)
    assert [pair[:2] for pair in learnable.pairs] == [("Oil the reed.", "给钢筘加油。")]
    assert learnable.left_out == {reason: 1}
    assert str(learnable) == f"1 of 2 units; left out: 1 {reason}"


def test_a_machine_translation_that_a_person_approved(tmp_path: Path) -> None:
    checked = unit("Go.", "走。", x_Origin="MT", x_ConfirmationLevel="ApprovedTranslation")
    assert len(read(tmp_path / "m.tmx", checked).pairs) == 1


def test_codes_are_stripped(tmp_path: Path) -> None:
    bold = (Tag("bpt", (("i", "1"),), ("<b>",)), "Oil", Tag("ept", (("i", "1"),), ("</b>",)), " the reed.")
    learnable = read(tmp_path / "m.tmx", unit(bold, "给钢筘加油。"))
    assert learnable.pairs[0].source == "Oil the reed."


def test_traditional_script_becomes_simplified(tmp_path: Path) -> None:
    learnable = read(
        tmp_path / "m.tmx", unit("The machine has been running for years.", "這個機器開了許多年。")
    )
    assert learnable.pairs[0].target == "这个机器开了许多年。"


def test_wrong_languages(tmp_path: Path) -> None:
    file = written([Unit((Variant("de", ("Los.",)), Variant("fr", ("Allez.",))))], tmp_path / "m.tmx")
    with pytest.raises(InputError, match=r"no unit in en and zh \(languages found: de, fr\)") as caught:
        approved([file], "en", "zh")
    assert caught.value.path == file


def test_no_memory(tmp_path: Path) -> None:
    (tmp_path / "m.tmx").write_text("not XML", "utf-8")
    with pytest.raises(InputError):
        approved([tmp_path / "m.tmx"], "en", "zh")


def test_whole_documents_are_set_aside(tmp_path: Path) -> None:
    learnable = approved([memory(tmp_path / "loom.tmx")], "en", "zh")
    parts = divide(learnable.pairs)
    sides = [{pair.document for pair in part} for part in (parts.learn, parts.choose, parts.test)]
    assert not sides[0] & sides[1] and not sides[0] & sides[2] and not sides[1] & sides[2]
    assert not {p.source for p in parts.learn} & {p.source for p in [*parts.choose, *parts.test]}
    assert min(len(parts.choose), len(parts.test)) >= 30
    assert divide(learnable.pairs) == parts
    assert divide(learnable.pairs, seed=2) != parts


def test_blocks_stand_for_documents_that_nobody_named(tmp_path: Path) -> None:
    nameless = [Unit(unit_.variants) for unit_ in steps()]
    learnable = read(tmp_path / "m.tmx", *nameless)
    parts = divide(learnable.pairs)
    places = {pair: place for place, pair in enumerate(learnable.pairs)}
    for part in (parts.choose, parts.test):
        assert {places[pair] // 10 for pair in part} <= {0, *range(16)}
        assert len(part) == 10 * len({places[pair] // 10 for pair in part})
    assert len(parts.learn) + len(parts.choose) + len(parts.test) == 160


def test_what_is_set_aside_is_not_learned_elsewhere() -> None:
    several = [
        Pair(f"Sentence {number % 50} here.", f"这里是第{number % 50}句。", f"d{number // 50}")
        for number in range(500)
    ]
    with pytest.raises(InputError, match="repeats itself"):
        divide(several)


@pytest.mark.parametrize("count", [0, 3, 39])
def test_too_few_pairs(count: int) -> None:
    few = [Pair(f"Sentence {number}.", f"第{number}句。", "d") for number in range(count)]
    with pytest.raises(
        InputError, match=f"too few approved pairs to learn from and measure with: {count}"
    ) as caught:
        divide(few)
    assert "40" in caught.value.hint


def test_one_pair_ten_thousand_times(tmp_path: Path) -> None:
    learnable = read(tmp_path / "m.tmx", *[REED] * 10_000)
    assert str(learnable) == "1 of 10000 units; left out: 9999 repeated"
    with pytest.raises(InputError, match=r"measure with: 1\."):
        divide(learnable.pairs)
