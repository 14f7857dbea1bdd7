"""All options of a run as one value: nothing changes it, and it goes to other processes as it is."""

import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from tmx.base.errors import InputError
from translate.jobs.request import Request
from translate.jobs.services import Services
from translate.jobs.sources import Source, output_place, outputs


def test_it_is_frozen_and_travels() -> None:
    request = Request("zh-TW", memories=(Path("m.tmx"),), review=True)
    assert pickle.loads(pickle.dumps(request)) == request
    assert len({request, Request("zh-TW", memories=(Path("m.tmx"),), review=True)}) == 1
    with pytest.raises(FrozenInstanceError):
        request.to = "en"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("to", "source", "expected"),
    [
        ("zh", "", ("en", "zh", "zh-CN", "zh", "")),
        ("en", "", ("zh", "en", "en", "en", "")),
        ("zh-TW", "", ("en", "zh", "zh-TW", "zh-TW", "s2twp")),
        ("zh", "de", ("de", "zh", "zh-CN", "zh", "")),
    ],
)
def test_languages(to: str, source: str, expected: tuple[str, ...]) -> None:
    request = Request(to, source=source)
    src, tgt, tag, short, script = expected
    assert (request.src, request.tgt, request.tag, request.short) == (src, tgt, tag, short)
    assert bool(request.script) == bool(script)


def test_a_language_that_is_not_written() -> None:
    with pytest.raises(InputError, match="duiyi does not translate into 'fr'"):
        Request("fr")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"fuzzy": 80}, False),
        ({"names": False}, False),
        ({"beam": 2}, False),
        ({"spacing": True}, False),
        ({"force": True}, True),
        ({"folder": Path("out")}, True),
        ({"workers": 2, "threads": 1}, True),
    ],
    ids=str,
)
def test_settings_change_with_what_drafts_depend_on(change: dict[str, object], same: bool) -> None:
    base, other = Services(Request("zh")), Services(Request("zh", **change))  # type: ignore[arg-type]
    assert (other.settings == base.settings) is same


def test_the_engine_is_part_of_the_settings(argos_installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = Services(Request("zh")).settings
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(argos_installed / "none"))
    assert Services(Request("zh")).settings != installed


ONE, TWO = [Source(Path("a.txt"))], [Source(Path("a.txt")), Source(Path("b.txt"))]


@pytest.mark.parametrize(
    ("output", "sources", "expected"),
    [
        (None, ONE, (None, None)),
        ("x.txt", ONE, (None, Path("x.txt"))),
        ("x.txt/", ONE, (Path("x.txt"), None)),
        ("x", ONE, (Path("x"), None)),
        ("x.txt", TWO, (Path("x.txt"), None)),
        ("-", ONE, (None, Path("-"))),
    ],
)
def test_where_output_points(
    output: str | None, sources: list[Source], expected: tuple[Path | None, Path | None]
) -> None:
    assert output_place(output, sources) == expected


def test_names_beside_a_named_file() -> None:
    request = Request("zh", file=Path("new/book.zh.txt"), memory=True, review=True)
    assert [path.name for path in outputs(Source(Path("a.en.txt")), request)] == [
        "book.zh.txt", "book.en-zh.mt.tmx", "book.en-zh.bitext.tsv",
    ]  # fmt: skip
