"""From one form of a memory to another, counting what the other form cannot hold.

Forms go by file name: ``.tmx``, and ``.bitext.tsv`` (or ``.tsv``) for the review file. TMX to TMX gives the
canonical layout, and so does a review file to itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tmx import bitext, reading, writing
from tmx.errors import InputError, OutputError
from tmx.files import replacing
from tmx.model import Header, Prop, Unit
from tmx.policy import Policy

_METADATA = "x-duiyi-"  # a header property of this type and key is a metadata line of the review file


@dataclass(slots=True)
class Report:
    """What a conversion did: units or pairs written, and what was left behind, by reason."""

    written: int = 0
    left: Counter[str] = field(default_factory=Counter)


def convert(source: Path, target: Path, *, policy: Policy | None = None) -> Report:
    """Write ``target`` from ``source``; an existing file is replaced once all went well.

    :param policy: how strictly TMX is read.
    :raises InputError: if ``source`` is none of the known forms, or is broken.
    :raises OutputError: if ``target`` is none of the known forms, or cannot be written.
    """
    report = Report()
    from_tmx, to_tmx = _is_tmx(source, InputError), _is_tmx(target, OutputError)
    if from_tmx:
        with reading.read(source, policy=policy) as memory, replacing(target) as stream:
            if to_tmx:
                report.written = writing.write(memory, stream, header=memory.header)
            else:
                pairs = bitext.pairs(_texts(memory, report.left))
                report.written = bitext.write(pairs, stream, metadata=_metadata(memory.header))
            report.left["units that break the standard, or lack a language"] += memory.skipped
    else:
        with bitext.read(source) as review, replacing(target) as stream:
            if to_tmx:
                units = bitext.units(_kept(review, report.left))
                report.written = writing.write(units, stream, header=_header(review.metadata))
            else:
                report.written = bitext.write(review, stream, metadata=review.metadata)
    return report


def _is_tmx(path: Path, error: type[InputError] | type[OutputError]) -> bool:
    if path.suffix.lower() not in (".tmx", ".tsv"):
        raise error("the form of this file is unknown", path=path, hint="Name it *.tmx or *.bitext.tsv.")
    return path.suffix.lower() == ".tmx"


def _texts(units: Iterable[Unit], left: Counter[str]) -> Iterator[Unit]:
    """The same units; counts what of them a review file cannot hold."""
    for unit in units:
        parts = [part for variant in unit.variants for part in variant.segment]
        left["units with inline codes, which were taken out"] += any(
            not isinstance(part, str) for part in parts
        )
        left["variants in other languages"] += len(unit.variants) - sum(
            unit.variant(lang) is not None for lang in (bitext.EN, bitext.ZH)
        )
        yield unit


def _kept(pairs: Iterable[bitext.Pair], left: Counter[str]) -> Iterator[bitext.Pair]:
    """The pairs that go into a memory; counts the others."""
    for pair in pairs:
        if pair.kept:
            yield pair
        else:
            left[_reason(pair)] += 1


def _reason(pair: bitext.Pair) -> str:
    if bitext.DROP in pair.flags:
        return "pairs marked drop"
    return "pairs with an empty side" if not (pair.en and pair.zh) else "candidates nobody approved"


def _metadata(header: Header) -> dict[str, str]:
    props = (remark for remark in header.remarks if isinstance(remark, Prop))
    return {p.type.removeprefix(_METADATA): p.text for p in props if p.type.startswith(_METADATA)}


def _header(metadata: dict[str, str]) -> Header:
    return Header(remarks=tuple(Prop(_METADATA + key, value) for key, value in sorted(metadata.items())))
