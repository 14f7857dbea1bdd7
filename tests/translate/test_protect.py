import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from engines import Saying
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.drafting.protect import DIVIDED, Guard, wishes
from translate.engines.argos import ArgosDecoder
from translate.engines.careful import CarefulEngine
from translate.engines.installed import read_package
from translate.engines.package import Package
from translate.language.losses import missing
from translate.language.terms import Glossary, Term
from translate.model import Ask, Side

KEPT = [
    "https://example.org/a?b=1&c=2#d", "www.example.org/x", "me.you@example.org", "{name}", "{{ user }}",
    "${PATH}", "%s", "%1$d", "%(count)d", "`make all`", "<b>", "</b>", "<br/>", "&nbsp;", "__init__", "%.2f",
    "%%", "$HOME$",
]  # fmt: skip


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize(
    "say", [str, lambda text: "译文", lambda text: text.replace("X1", "甲"), str.swapcase]
)
def test_what_must_be_kept_comes_out_as_it_went_in(kept: str, say: Callable[[str], str]) -> None:
    [draft] = Guard(Saying(say)).translate([Ask(f"Please use {kept} when you write to us.")])
    assert draft.text.count(kept) == 1


@given(st.lists(st.sampled_from(KEPT), min_size=1, max_size=4), st.sampled_from(["", "译", "X1 X2"]))
def test_several_are_all_kept_in_their_order(kept: list[str], output: str) -> None:
    text = " and then ".join(kept) + " at last"
    [draft] = Guard(Saying(lambda text: output)).translate([Ask(text)])
    at = 0
    for one in kept:
        at = draft.text.find(one, at)
        assert at >= 0
        at += len(one)


def test_a_lost_address_is_marked_and_put_back() -> None:
    engine = Saying(lambda text: f"访问{text.split()[1]}。" if "X1" in text else "访问网站。")
    [draft] = Guard(engine).translate([Ask("Visit https://example.org/a today")])
    assert draft.text == "访问https://example.org/a。"
    assert draft.flags == ()
    assert engine.asked[1] == ["Visit X1 today"]


def test_as_a_last_resort_the_text_is_divided() -> None:
    [draft] = Guard(Saying(lambda text: "译文。")).translate([Ask("Visit {site} today.")])
    assert draft.text == "译文{site}译文。"
    assert DIVIDED in draft.flags


def test_a_lost_number_is_asked_for_again() -> None:
    engine = Saying(lambda text: "他有X1只猫。" if "X1" in text else "他有很多猫。")
    [draft] = Guard(engine).translate([Ask("He has 37 cats.")])
    assert (draft.text, draft.flags) == ("他有37只猫。", ())


def test_a_number_that_stays_lost_is_flagged() -> None:
    [draft] = Guard(Saying(lambda text: "他有很多猫。")).translate([Ask("He has 37 cats.")])
    assert draft.flags == ("number",)


def test_what_codes_show_is_kept() -> None:
    [draft] = Guard(Saying(lambda text: "译文")).translate([Ask("Use foo here", ("foo",))])
    assert "foo" in draft.text


def test_terms_are_translated_as_the_glossary_has_them() -> None:
    terms = Glossary([Term("cloud service", "云服务"), Term("cloud", "云")], "en")
    engine = Saying(lambda text: text)
    [draft] = Guard(engine, terms=terms.find).translate([Ask("Our Cloud Services grow in the cloud.")])
    assert engine.asked[0] == ["Our 云服务 grow in the 云."]
    assert draft.text == "Our 云服务 grow in the 云."


def test_no_text_is_divided_for_a_name_that_nobody_asked_for() -> None:
    known = [Term("Lei Jun", "雷军", kind="name"), Term("cloud", "云")]
    engine = Saying(lambda text: f"「{re.sub('雷军|X1|X2|云', '', text)}」")
    lost, divided = Guard(engine, terms=Glossary(known, "en").find).translate(
        [Ask("Lei Jun waited."), Ask("Lei Jun saw a cloud.")]
    )
    assert (lost.text, lost.flags) == ("「 waited.」", ("term",))
    assert divided.text == "「 saw a 」云."
    assert divided.flags == ("divided", "term")


def test_a_lost_number_is_written_as_the_language_counts() -> None:
    texts = {
        "油箱里有230 万加仑油。": "The tank holds oil.",
        "油箱里有X1加仑油。": "The tank holds X1 gallons of oil.",
    }
    engine = Saying(lambda text: texts[text], "zh", "en")
    [draft] = Guard(engine).translate([Ask("油箱里有230 万加仑油。")])
    assert draft.text == "The tank holds 2.3 million gallons of oil."
    assert draft.flags == ()


def test_a_term_inside_an_address_is_none() -> None:
    terms = Glossary([Term("cloud", "云")], "en")
    chosen = wishes(Ask("See https://cloud.example.org for cloud."), terms.find)
    assert [wish.target for wish in chosen] == ["https://cloud.example.org", "云"]


def test_sound_drafts_cost_one_question() -> None:
    engine = Saying(lambda text: "好")
    Guard(engine).translate([Ask("Good morning."), Ask("Good night.")])
    assert engine.asked[0] == ["Good morning.", "Good night."]
    assert not any(engine.asked[1:])


TELLING: dict[Side, str] = {
    "zh": "Before you start, send {} to the people who asked for it.",
    "en": "开始之前，请把{}发给需要它的人。",
}


@pytest.mark.parametrize("tgt", ["zh", "en"])
def test_the_embedded_translator_changes_nothing_that_must_stay(
    tgt: Side, embedded_engines: dict[Side, CarefulEngine]
) -> None:
    kept = [*KEPT, "37", "4,096", "3.14", "2015"]
    texts = [TELLING[tgt].replace("{}", one) for one in kept]
    drafts = Guard(embedded_engines[tgt]).translate([Ask(text) for text in texts])
    for one, draft in zip(kept, drafts, strict=True):
        assert one in draft.text or ("number" in draft.flags and one[0].isdigit()), draft
    assert sum("number" in draft.flags for draft in drafts) <= 1


NUMBERS = ["37", "4,096", "3.14", "2015", "10:30", "99%", "1/2", "3.5 million"]


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["hello", "world", "good", "cat", *KEPT, *NUMBERS]), min_size=2, max_size=9))
def test_an_installed_package_changes_nothing_that_must_stay(toy_guard: Guard, words: list[str]) -> None:
    """Whatever stands beside it, in any order, as often as it comes."""
    text = " ".join(["water", *words]) + "."
    [draft] = toy_guard.translate([Ask(text)])
    for one in set(words) & set(KEPT):
        assert draft.text.count(one) >= words.count(one), draft
    lost = [one for one in words if one in NUMBERS and one.split()[0] not in draft.text]
    assert not lost or "number" in draft.flags or missing(text, draft.text) == (), draft


@pytest.fixture(scope="module")
def toy_guard(argos_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Guard:
    """A real package, tiny and exact, behind the guard."""
    folder = tmp_path_factory.mktemp("toy")
    with zipfile.ZipFile(argos_files["en_zh"]) as package:
        package.extractall(folder)
    chosen = read_package(next(folder.iterdir()))
    assert isinstance(chosen, Package)
    return Guard(CarefulEngine(ArgosDecoder(chosen)))
