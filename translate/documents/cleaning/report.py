"""A report on how a document was cleaned: each step, why, how often, and examples."""

from collections import defaultdict
from collections.abc import Iterator

from tmx.base.words import count
from translate.documents.cleaning.steps import REASONS
from translate.model import Change, Document

_EXAMPLES = 3
_CONTEXT = 8  # characters on each side
_LONGEST = 60  # characters of an example's side
_VISIBLE = str.maketrans({"\n": "⏎", "\t": "⇥", "\r": "␍", "\f": "␌"})


def explain(document: Document) -> Iterator[str]:
    """Lines of a report: per step its name, count and reason, and up to three examples with their places.

    An example shows the source around a change, and in brackets its text before → after.
    """
    by_step: dict[str, list[Change]] = defaultdict(list)
    for change in document.changes:
        by_step[change.step].append(change)
    how = document.encoding or document.format
    yield f"{document.name}: {document.lang}, {how}, {count(len(document.blocks), 'block')}"
    if document.remark:
        yield f"  {document.remark}"
    for element, number in document.passed_over.items():
        yield f"  passed over: {count(number, 'paragraph')} with {element}"
    place = "line" if document.format == "text" else "paragraph"
    if not by_step:
        yield "  nothing to clean"
    for step in sorted(by_step, key=list(REASONS).index):
        changes = by_step[step]
        yield f"  {step} ({count(len(changes), 'time')}): {REASONS[step]}"
        for change in _examples(changes):
            line = document.source.count("\n", 0, change.start) + 1
            yield f"    {place} {line}: {_shown(change, document.source)}"


def _examples(changes: list[Change]) -> list[Change]:
    """Changes that differ in what they change, else from the start, the middle and the end."""
    different = {(change.before, change.after): change for change in reversed(changes)}
    spread = [changes[i * (len(changes) - 1) // 2] for i in range(_EXAMPLES)]
    chosen = list(dict.fromkeys([*list(different.values())[::-1][:_EXAMPLES], *spread]))[:_EXAMPLES]
    return sorted(chosen, key=lambda change: change.start)


def _shown(change: Change, source: str) -> str:
    left = source[max(0, change.start - _CONTEXT) : change.start].rpartition("\n")[2]
    right = source[change.stop : change.stop + _CONTEXT].partition("\n")[0]
    return f"{left}[{_clipped(change.before)} → {_clipped(change.after)}]{right}".translate(_VISIBLE)


def _clipped(text: str) -> str:
    if text.isspace():
        return text.replace(" ", "␣")
    shown = text if text.isprintable() or "\n" in text else text.encode("unicode_escape").decode()
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST // 2]} … {shown[-_LONGEST // 3 :]}"
