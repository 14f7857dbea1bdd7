"""From one form of a memory to another, counting what the other form cannot hold.

Forms go by file name: ``.tmx``, ``.bitext.tsv`` (or ``.tsv``) for the review file, and those of
:mod:`tmx.forms`. TMX to TMX gives the canonical layout, and so does a review file to itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from tmx import bitext, forms
from tmx.base import script, tags
from tmx.base.errors import DuiyiError, InputError, OutputError
from tmx.base.files import is_stdout, replacing
from tmx.forms import Settings, moses
from tmx.forms.rows import noted, other_scripts
from tmx.metadata import header as header_of
from tmx.metadata import metadata_of
from tmx.model import Header, Prop, Unit, plain
from tmx.xml import reading, writing
from tmx.xml.policy import Policy

_REMARKS = "comments of reviewers"
_SHOWN = frozenset(
    ("x-ConfirmationLevel", "x-Origin", "x-alignment-score", "x-alignment-type")
)  # what a review file shows, or makes again
_TAGGED = (".xlf", ".xliff")  # forms that must name their languages
_CLEARLY = 3  # characters that are in traditional script alone; a name in simplified text may have one


@dataclass(slots=True)
class Report:
    """What a conversion did: units or pairs written, and what was left behind, by reason."""

    written: int = 0
    left: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)  # what to look at


def convert(
    source: Path, target: Path, *, policy: Policy | None = None, settings: Settings | None = None
) -> Report:
    """Write ``target`` from ``source``; an existing file is replaced once all went well.

    :param policy: how strictly TMX is read.
    :param settings: languages and versions, for the forms that need them.
    :raises InputError: if ``source`` is none of the known forms, or is broken.
    :raises OutputError: if ``target`` is none of the known forms, or cannot be written.
    """
    settings = settings or Settings()
    report = Report()
    _known(source, InputError)
    if not is_stdout(target):
        _known(target, OutputError)
    if settings.encoding and source.suffix.lower() not in (".tmx", *forms.ENCODED):
        raise InputError(
            "says its encoding itself, or is always UTF-8", path=source, hint="Leave out --encoding."
        )
    with ExitStack() as stack:
        if _is_review(source) and _is_review(target):
            review = _review(source, report, stack)
            stream = stack.enter_context(replacing(target))
            report.written = bitext.write(review, stream, metadata=review.metadata, langs=review.langs)
        else:
            header, units = _read(source, settings, policy, report, stack)
            _write(header, units, target, settings, report)
    report.left = +report.left
    return report


def _read(
    path: Path, settings: Settings, policy: Policy | None, report: Report, stack: ExitStack
) -> tuple[Header, Iterator[Unit]]:
    """Header and units of any form."""
    if path.suffix.lower() == ".tmx":
        memory = stack.enter_context(reading.read(path, policy=policy))
        return memory.header, _counted(memory, report)
    if _is_review(path):
        review = _review(path, report, stack)
        units = bitext.units(_kept(review, report.left), langs=review.langs)
        return header_of(review.metadata), _in_their_script(units, path)
    form = moses if path.suffix.lower() == ".moses" else forms.form(path)
    assert form is not None
    units = form.read(path, settings, report.left)
    if path.suffix.lower() == ".jsonl":  # whose units have their variants in any order
        return Header((("srclang", settings.source),)), units
    if path.suffix.lower() not in _TAGGED:
        units = _in_their_script(units, path)
    first = next(units, None)
    lang = first.variants[0].lang if first else settings.source
    return Header((("srclang", lang),)), chain([first] if first else [], units)


def _review(path: Path, report: Report, stack: ExitStack) -> bitext.Reader:
    """A review file, opened; what of it goes nowhere is counted when it is closed."""
    review = stack.enter_context(bitext.read(path))
    stack.callback(lambda: report.left.update({_REMARKS: len(review.remarks)}))
    if review.spreadsheet:
        report.notes.append(
            f"{path}: a spreadsheet saved it, and its quoting was undone: look for missing quotation marks"
        )
    return review


def _in_their_script(units: Iterator[Unit], path: Path) -> Iterator[Unit]:
    """The units of a form that need not say its language.

    :raises InputError: at the end, if they are tagged as simplified Chinese and clearly traditional.
    """
    simplified = traditional = 0
    lang = ""
    for unit in units:
        for variant in unit.variants:
            if tags.script(variant.lang) == "Hans":
                lang = variant.lang
                counts = script.count(plain(variant.segment))
                simplified, traditional = simplified + counts[0], traditional + counts[1]
        yield unit
    if traditional >= _CLEARLY and traditional > simplified:
        raise InputError(
            f"its Chinese is in traditional script, and would be tagged {lang}",
            path=path,
            hint="Name the language in the file as zh-TW, or with --target zh-TW.",
        )


def _write(header: Header, units: Iterator[Unit], path: Path, settings: Settings, report: Report) -> None:
    if path.suffix.lower() == ".moses":
        report.written = moses.write_pair(units, path, settings, report.left)
        return
    with replacing(path) as stream:
        if path.suffix.lower() == ".tmx" or is_stdout(path):
            report.written = writing.write(units, stream, header=header, version=settings.version or "1.4")
        elif _is_review(path):
            langs = _columns(settings)
            pairs = bitext.pairs(_texts(units, langs, report.left), langs=langs)
            report.written = bitext.write(pairs, stream, metadata=metadata_of(header), langs=langs)
        else:
            form = forms.form(path)
            assert form is not None
            report.written = form.write(units, stream, settings, report.left)


def _known(path: Path, error: type[DuiyiError]) -> None:
    if path.suffix.lower() not in (".tmx", ".tsv", ".moses") and forms.form(path) is None:
        endings = ", ".join(f"*{ending}" for ending in forms.ENDINGS[2:])
        raise error(
            "the form of this file is unknown",
            path=path,
            hint=f"Name it *.tmx or *.bitext.tsv, or {endings}.",
        )


def _is_review(path: Path) -> bool:
    return path.suffix.lower() == ".tsv"


def _counted(memory: reading.Reader, report: Report) -> Iterator[Unit]:
    yield from memory
    report.left["units that break the standard, or lack a language"] += memory.skipped


def _columns(settings: Settings) -> bitext.Langs:
    """The tags of a review file's sides: those asked for, where they are English and Chinese."""
    asked = {tags.primary(lang): lang for lang in (settings.source, settings.target)}
    return asked.get("en", bitext.EN), asked.get("zh", bitext.ZH)


def _texts(units: Iterable[Unit], langs: bitext.Langs, left: Counter[str]) -> Iterator[Unit]:
    """The units that a review file has a place for; counts those it has not, and what it cannot hold."""
    for unit in units:
        present = [lang for lang in langs if unit.side(lang)]
        if not present:
            left[f"units in neither {' nor '.join(langs)}"] += 1
            continue
        left.update(other_scripts(unit, langs))
        parts = [part for variant in unit.variants for part in variant.segment]
        left["units with inline codes, which were taken out"] += any(
            not isinstance(part, str) for part in parts
        )
        left["variants in other languages"] += len(unit.variants) - len(present)
        shown = sum(isinstance(remark, Prop) and remark.type in _SHOWN for remark in unit.remarks)
        shown += unit.attribute("segtype") is not None
        shown -= unit.prop("x-Origin") not in (None, *bitext.ORIGINS)
        left["notes, properties and attributes"] += noted(unit) - shown
        yield unit


def _kept(pairs: Iterable[bitext.Pair], left: Counter[str]) -> Iterator[bitext.Pair]:
    """The pairs that go into a memory; counts the others."""
    for pair in pairs:
        if pair.kept:
            yield pair
        else:
            left[_why_not(pair)] += 1


def _why_not(pair: bitext.Pair) -> str:
    if bitext.DROP in pair.flags:
        return "pairs marked drop"
    return "candidates without ok" if pair.en and pair.zh else "pairs with an empty side"
