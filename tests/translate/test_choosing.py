"""Packages: one list, in which the embedded translator is one like others."""

from dataclasses import replace
from pathlib import Path

import pytest

from tmx.base.errors import MissingPackageError
from translate.engines.choosing import DECODERS, decoder_of, packages, route
from translate.engines.package import ARGOS, TYPES, embedded
from translate.engines.prompt import GEMMA, GENERATOR, PROMPTS


def test_every_type_has_a_decoder() -> None:
    assert set(DECODERS) == set(TYPES) == {ARGOS, *PROMPTS}


def test_installed_packages_come_first(argos_installed: Path) -> None:
    listed = packages()
    assert [package.is_embedded for package in listed] == [False, False, True, True]
    assert route("en", "zh") == (next(p for p in listed if (p.src, p.tgt) == ("en", "zh")),)


def test_without_any_the_embedded_translator_serves(argos_folder: Path) -> None:
    assert route("en", "zh") == (embedded("en", "zh"),)
    with pytest.raises(MissingPackageError, match="nothing translates de into zh"):
        route("de", "zh")


def test_fingerprints(argos_installed: Path) -> None:
    """The embedded one is told by its name; of an installed one every file of the model counts."""
    assert embedded("en", "zh").fingerprint == embedded("zh", "en").fingerprint == embedded("en", "zh").name
    [package] = route("en", "zh")
    before = package.fingerprint
    assert before.startswith(package.name)
    with (package.model / "model.bin").open("ab") as stream:
        stream.write(b"\0")
    assert package.fingerprint != before


def test_another_architecture_is_a_prompt_and_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own words around the source reach the model, which here is the embedded one all the same."""
    curt = replace(GEMMA, cues={"zh": "\nX：", "en": "\nX:"}, longest=7)
    monkeypatch.setitem(PROMPTS, "curt", curt)
    monkeypatch.setitem(DECODERS, "curt", DECODERS[GENERATOR])
    package = replace(embedded("en", "zh"), type="curt", name="curt 1")
    decoder = decoder_of(package, threads=1)
    assert (decoder.name, decoder.max_pieces) == ("curt 1", 7)
    assert curt.question("Tea.", "zh") == "Tea.\nX："
    [(index, output)] = decoder.decode(["Good morning."], replace(decoder.search, beam=1, backwards=False))
    assert index == 0 and isinstance(output.text, str)
