"""Counts of a memory."""

from tmx.look.counting import count
from tmx.model import Prop, Tag, Unit, Variant


def unit(score: str | None, *variants: Variant) -> Unit:
    return Unit(variants, (), () if score is None else (Prop("x-alignment-score", score),))


def test_units_variants_codes_and_scores() -> None:
    code = Tag("ph", (), ("<br/>",))
    stats = count(
        [
            unit("1", Variant("en", ("Tea.",)), Variant("zh-CN", ("茶。", code, code))),
            unit("0.93", Variant("en", ("Soup.",)), Variant("zh-CN", ("汤。",))),
            unit(None, Variant("en", ("Rice.",))),
        ]
    )
    assert (stats.units, stats.coded) == (3, 1)
    assert stats.variants == {"en": 3, "zh-CN": 2}
    assert stats.characters["zh-CN"] == 4
    assert stats.scores == {"0.9": 2}
