"""A format is one module and one entry: what is read, scanned for, shown and named comes from the entry."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from house import ROOT, duiyi

from tmx.base.errors import InputError
from translate.documents import formats
from translate.documents.formats import FORMATS, Format, Options, format_named, format_of, open_file
from translate.documents.seam import Item, Opened, native
from translate.drafting.passages import passages
from translate.jobs.sources import gather

TOY = Format("toy", (".toy",), "toy.open_toy", bilingual=True)


def open_toy(data: bytes, options: Options) -> Opened:
    """A file whose lines between stars are prose."""
    text = data.decode()
    spans = [match.span(1) for match in re.finditer(r"\*(.+?)\*", text)]
    items = tuple(Item(start, stop, (text[start:stop],), native) for start, stop in spans)
    return Opened("toy", text, items, str.encode)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("translate.documents.formats.toy")
    vars(module)["open_toy"] = open_toy
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, TOY))


@pytest.mark.usefixtures("toy")
def test_a_new_format_is_opened_and_put_back() -> None:
    opened = open_file(b"k = *Go. Stay.*\n", Options("a.toy", "zh", "zh-CN", "en"))
    assert [passage.text for passage in passages(opened, "en")] == ["Go. Stay."]
    assert opened.write([("去。留。",)]) == "k = *去。留。*\n".encode()


@pytest.mark.usefixtures("toy")
def test_a_new_format_is_scanned_for_and_named_in_messages(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.toy"):
        gather([tmp_path])
    with pytest.raises(InputError, match=r"\.toy"):
        open_file(b"x", Options("a.xyz", "zh", "zh-CN", "en"))
    (tmp_path / "a.toy").write_text("*Go.*")
    assert [source.path.name for source in gather([tmp_path])] == ["a.toy"]


def test_a_new_format_is_shown_in_help() -> None:
    code = """
from translate.documents import formats
formats.FORMATS = (*formats.FORMATS, formats.Format("toy", (".toy",), "toy.open_toy"))
from align.main import run
run()
"""
    assert ".toy" in duiyi("translate", "--help", code=code).stdout


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_declarations(one: Format) -> None:
    assert format_named(one.name) is one
    assert all(format_of(f"a{suffix}") is one for suffix in one.suffixes)
    with pytest.raises(InputError):
        open_file(b"\0\1\2", Options(f"a{one.suffixes[0]}", "zh", "zh-CN", "en"))


def test_no_suffix_is_declared_twice() -> None:
    declared = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(declared) == len(set(declared))


def test_the_table_of_the_docs_has_every_format() -> None:
    table = (ROOT / "translate/README.md").read_text("utf-8")
    shown = {
        suffix
        for line in table.splitlines()
        for suffix in re.findall(r"`(\.\w+)`", line.split("|")[1] if "|" in line else "")
    }
    assert shown <= set(formats.suffixes())
    assert [one.name for one in FORMATS if shown.isdisjoint(one.suffixes)] == []
