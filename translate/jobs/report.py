"""The report of a run, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tmx.base.words import count as number
from translate.drafting.drafter import Tally
from translate.jobs.results import Result


def lines(result: Result) -> Iterator[str]:
    """A file's result for people; the error of one that failed is for the caller to show."""
    if result.cleaning:
        yield result.cleaning
    if result.unchanged:
        yield f"{result.path}: unchanged, nothing to do"
        return
    engines = ", ".join(result.engines) or "no engine"
    flags = ", ".join(f"{flag} {count}" for flag, count in result.flags.items()) or "none"
    yield f"{result.path}: {number(result.sentences, 'sentence')} by {engines}; flags: {flags}"
    yield from (f"  {remark}" for remark in result.remarks)
    if result.done:
        yield f"  {number(result.done, 'translation')} kept as found in the file"
    if result.passed_over:
        count = number(sum(result.passed_over.values()), "paragraph")
        elements = ", ".join(result.passed_over)
        yield f"  {count} left untranslated: duiyi does not understand their elements ({elements})"
    if result.guessed:
        codes = number(result.guessed, "inline code was", "inline codes were")
        yield f"  {codes} placed by position alone (flag: codes)"
    for use in result.unsaid:
        share = f"{use.kept} of {number(use.asked, 'draft')}"
        yield f"  {use.term} is said as {use.target} in {share} (flag: term)"
    yield from (f"  {path}" for path in result.written)


def summary(results: Sequence[Result], tally: Tally | None, seconds: float) -> str:
    """One line on all files."""
    translated = [result for result in results if not (result.error or result.unchanged)]
    sentences = sum(result.sentences for result in translated)
    parts = [
        f"{len(translated)} of {number(len(results), 'file')} translated, {number(sentences, 'sentence')}"
    ]
    unchanged = sum(result.unchanged for result in results)
    failed = sum(result.error is not None for result in results)
    parts += [f"{unchanged} unchanged"] * bool(unchanged) + [f"{failed} failed"] * bool(failed)
    if tally:
        counts = asdict(tally).items()
        parts.append(" ".join(f"{name} {count}" for name, count in counts if count) or "nothing to draft")
    rate = f"{sentences / seconds:.1f} sentences/s" if seconds > 0 and sentences else ""
    return "; ".join([*parts, *([rate] if rate else [])])


def as_json(results: Sequence[Result], tally: Tally | None) -> dict[str, Any]:
    """The same for programs."""
    return {
        "files": [
            {
                "path": str(result.path),
                "error": str(result.error) if result.error else None,
                "written": [str(path) for path in result.written],
                "sentences": result.sentences,
                "engines": list(result.engines),
                "flags": result.flags,
                "unchanged": result.unchanged,
                "remarks": list(result.remarks),
                "kept_translations": result.done,
                "codes_by_position": result.guessed,
                "passed_over": dict(result.passed_over),
                "terms_unsaid": [asdict(use) for use in result.unsaid],
            }
            for result in results
        ],
        "origins": asdict(tally) if tally else {},
    }
