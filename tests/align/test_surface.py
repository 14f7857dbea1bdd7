"""What the surface of sentences gives: lengths, ends, quotation marks, speech that goes on."""

import pytest

from align.evidence.surface import LONG_SPEECH, Surface, visible_length


def test_white_space_is_invisible() -> None:
    assert visible_length(" two\u3000words\n") == 8


@pytest.mark.parametrize(
    ("en", "zh"), [("Really?", "真的？"), ("No!", "不！"), ("Go.”", "走。”"), ("Wait...", "等.")]
)
def test_ends_are_compared_across_scripts(en: str, zh: str) -> None:
    surface = Surface([en, zh])
    assert surface.end[0] == surface.end[1]
    assert surface.strong[0] == surface.strong[1] == (en[-1] in "?!")


def test_running_totals_give_the_sums_of_spans() -> None:
    surface = Surface(["“One.”", "Two", "「三」"])
    assert surface.length_before.tolist() == [0, 6, 9, 12]
    assert surface.quotes_before.tolist() == [0, 2, 2, 4]


def test_an_empty_sentence_has_no_marks() -> None:
    surface = Surface(["", "“Yes”"])
    assert surface.opens.tolist() == [False, True]
    assert surface.closes.tolist() == [False, True]
    assert surface.end[0] == 0


@pytest.mark.parametrize(
    ("sentences", "inside"),
    [
        (["“It began.", "It went on.", "It ended.”", "Then silence."], [False, True, True, False]),
        (["“说来话长。", "你听。”", "他坐下。"], [False, True, False]),
        (["Don't go.", "It's late."], [False, False]),
        (["'Stay,' she said.", "He stayed."], [False, False]),
        (['She said "wait.', 'Now go."', "He went."], [False, True, False]),
    ],
    ids=["curly", "Chinese", "apostrophes", "single quotes", "straight"],
)
def test_speech_goes_on_until_it_is_closed(sentences: list[str], inside: list[bool]) -> None:
    assert Surface(sentences).inside.tolist() == inside


def test_a_quotation_that_never_closes_is_a_stray_mark() -> None:
    inside = Surface(["“A stray mark."] + ["It is quiet."] * (LONG_SPEECH + 5)).inside.tolist()
    assert inside == [False] + [True] * LONG_SPEECH + [False] * 5
