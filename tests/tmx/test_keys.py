"""What units are compared by."""

from dataclasses import replace

from tmx.keys import context, date, full_key, pair_key, score, source, source_language, text_key, users
from tmx.model import Header, Note, Prop, Unit, Variant

EN, ZH = Variant("en", ("Tea is hot.",)), Variant("zh-CN", ("茶很热。",))
UNIT = Unit((EN, ZH))


def test_pairs_are_equal_in_any_order_and_with_any_remarks() -> None:
    assert pair_key(Unit((ZH, EN))) == pair_key(UNIT)
    assert pair_key(replace(UNIT, remarks=(Note("draft"),))) == pair_key(UNIT)
    assert pair_key(Unit((EN, Variant("zh-CN", ("茶很烫。",))))) != pair_key(UNIT)
    assert full_key(replace(UNIT, remarks=(Note("draft"),))) != full_key(UNIT)
    assert text_key(EN) != text_key(ZH)


def test_the_source_is_the_side_of_the_language_else_the_first() -> None:
    assert source(UNIT, "zh-CN") is ZH
    assert source(UNIT, "fr") is EN
    assert source_language(Header((("srclang", "zh-CN"),))) == "zh-CN"


def test_dates_users_scores_and_contexts() -> None:
    one = Unit(
        (EN, replace(ZH, attributes=(("changedate", "20250301T000000Z"), ("changeid", "Mei")))),
        (("creationdate", "20240131T235959Z"), ("creationid", "Ann")),
        (Prop("x-alignment-score", "high"), Prop("x-alignment-score", "0.83"), Prop("x-context", "menu")),
    )
    assert date(one) == "20250301T000000Z"
    assert users(one) == {"Ann", "Mei"}
    assert score(one) == 0.83
    assert score(UNIT) is None
    assert context(UNIT) == ()
