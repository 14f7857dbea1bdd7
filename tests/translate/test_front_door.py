"""``import translate``: what a program needs, with doctests that run."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import translate
from tmx.base.errors import InputError


def test_the_examples_run() -> None:
    result = doctest.testmod(translate)
    assert result.failed == 0
    assert result.attempted >= 4


def test_a_text_keeps_its_lines(argos_installed: Path) -> None:
    draft = translate.translate("hello world. good morning.\n\n12:30\nthe cat love the water.", to="zh")
    assert draft.text == "你好世界。好早晨。\n\n12:30\n这猫爱这水。"
    assert draft.engine == "argos en-zh 1.9"
    assert draft.score <= 0


def test_the_other_script(argos_installed: Path) -> None:
    assert translate.translate("hello world.", to="zh-TW").text == "你好世界。"
    assert translate.translate("the cat love x.", to="zh-TW").text.startswith("這貓愛")


def test_nothing_to_translate(argos_installed: Path) -> None:
    draft = translate.translate("", to="zh")
    assert (draft.text, draft.engine, draft.flags) == ("", "copy", ())


def test_a_language_that_is_not_written() -> None:
    with pytest.raises(InputError, match="duiyi does not translate into 'fr'"):
        translate.translate("Tea.", to="fr")


def test_importing_loads_nothing_heavy() -> None:
    heavy = ("ctranslate2", "sentencepiece", "numpy", "lxml", "rapidfuzz", "argostranslate")
    code = f"import sys, translate; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
