"""What ``duiyi align`` prints: its report as lines for people, or as JSON for programs."""

import shlex
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from align.model import Mode
from tmx.base.words import count as number
from tmx.bitext import MARK
from translate.documents.cleaning.report import explain

if TYPE_CHECKING:  # align.run loads numpy, which printing doesn't need
    from align.aligning import Weighing
    from align.documents import Source
    from align.request import Request
    from align.reviewing.keep import Decisions
    from align.run import Report

_MODES = {
    Mode.PARALLEL: "parallel: the texts translate each other",
    Mode.COMPARABLE: "comparable: the texts do not run parallel; only pairs that hold alone are aligned",
}


def report_json(report: "Report") -> dict[str, Any]:
    """The report as one JSON object.

    Keys: ``mode`` (parallel or comparable); ``strangers`` (true if the documents do not seem to be
    translations of each other; false where ``--mode`` is given); ``documents`` by language, each with
    ``path``, ``language`` (its tag), ``sentences``, ``left_out`` (sentences that aren't aligned) and
    ``cleaning`` (changes by step); ``in_doubt`` with ``matches``, ``weighed`` and ``reason`` (why not);
    ``crossing`` (pairs out of order); ``decisions`` (null without ``--keep``) with ``kept``, ``forced``,
    ``lost``, ``check`` and ``comments``; ``in_no_pair`` (sentences by language); ``outputs``, each with
    ``name``, ``path``, ``count``, ``note``.
    """
    weighing = report.weighing
    return {
        "mode": report.mode.value,
        "strangers": report.strangers,
        "documents": {source.lang: _document(source) for source in (report.en, report.zh)},
        "in_doubt": {"matches": weighing.count, "weighed": weighing.weighed, "reason": weighing.why_not},
        "crossing": sum(bead.crossing for bead in report.beads),
        "decisions": _decisions(report.decisions) if report.decisions else None,
        "in_no_pair": dict(zip(("en", "zh"), report.unpaired, strict=True)),
        "outputs": [
            {"name": output.what, "path": str(output.path), "count": output.count, "note": output.note}
            for output in report.outputs
        ],
    }


def report_lines(report: "Report", request: "Request", *, cleaning: bool = False) -> Iterator[str]:
    """The report as lines of text.

    :param cleaning: say how the documents were cleaned, too.
    """
    for source, language in ((report.en, "English"), (report.zh, "Chinese")):
        why = "empty lines" if source.blocks is None else "page numbers, dates, by-lines"
        left_out = f", {len(source.meta)} left out ({why})" if source.meta else ""
        yield f"{source.path}: {language} ({source.tag}), {number(len(source.texts), 'sentence')}{left_out}"
        if cleaning and source.document:
            yield from (f"  {line}" for line in explain(source.document))
    yield _mode(report, request)
    if report.strangers:
        few, different = report.convincing
        yield (
            "these two do not seem to be translations of each other:"
            f" {few:,} of {number(different, 'sentence')} with a convincing counterpart"
        )
    if request.careful is False:
        yield f"quick: {_in_doubt(report.weighing)}, not weighed by the translator"
    elif report.weighing.count:
        yield _weighing_line(report.weighing)
    if crossing := sum(bead.crossing for bead in report.beads):
        yield f"{number(crossing, 'pair crosses', 'pairs cross')} the others: flagged `crossing`"
    if report.decisions:
        yield from decision_lines(report.decisions)
    en, zh = report.unpaired
    yield f"in no pair: {en:,} English, {number(zh, 'Chinese sentence')}"
    width = max(len(str(output.path)) for output in report.outputs)
    for output in report.outputs:
        note = f"  {output.note}" if output.note else ""
        yield f"  {output.what:15} {output.path!s:{width}}  {output.count:6,}{note}"
    yield _next_step(report)


def _mode(report: "Report", request: "Request") -> str:
    if report.en.keys and report.zh.keys:
        return "parallel: texts of the same key, row, cue or turn translate each other"
    return _MODES[report.mode] if request.mode is Mode.AUTO else f"{report.mode}, as --mode says"


def _document(source: "Source") -> dict[str, Any]:
    changes = source.document.changes if source.document else ()
    return {
        "path": str(source.path),
        "language": source.tag,
        "sentences": len(source.texts),
        "left_out": len(source.meta),
        "cleaning": dict(Counter(change.step for change in changes)),
    }


def _decisions(decisions: "Decisions") -> dict[str, Any]:
    return {
        "kept": decisions.carried,
        "forced": decisions.forced,
        "lost": [item.line.as_json() | {"reason": item.why} for item in decisions.lost],
        "check": [item.line.as_json() | {"reason": item.why} for item in decisions.unsure],
        "comments": [{"line": line, "text": text} for line, text in decisions.comments],
    }


def decision_lines(decisions: "Decisions") -> Iterator[str]:
    """What became of earlier decisions; those that are lost with their texts."""
    carried = number(decisions.carried, "decision")
    yield f"{carried} kept, {decisions.forced:,} of them against the new alignment"
    for what, items in (("lost", decisions.lost), ("please check", decisions.unsure)):
        for line, why in items:
            flags = f" ({' '.join(line.pair.flags)})" if line.pair.flags else ""
            text = " | ".join(MARK.join(side) or "–" for side in (line.pair.en, line.pair.zh))
            yield f"  {what}, line {line.number}{flags}: {why}: {text}"
    for line_number, comment in decisions.comments:
        yield f"  comment not carried over, line {line_number}: {comment}"


def _next_step(report: "Report") -> str:
    """What a person does with the results."""
    outputs = {output.what: output for output in report.outputs}
    what = "pairs" if outputs["aligned memory"].count else "candidates"
    review = shlex.quote(str(outputs["review file"].path))
    return f"to review the {what} in a browser: duiyi review page {review}"


def _weighing_line(weighing: "Weighing") -> str:
    matches = _in_doubt(weighing)
    if weighing.weighed:
        return f"{matches}: weighed by the translator"
    if weighing.why_not:
        return f"{matches}, and not weighed: {weighing.why_not}"
    minutes = max(1, round(weighing.minutes))
    return f"{matches}; --careful lets the translator weigh them (about {minutes} min of one processor)"


def _in_doubt(weighing: "Weighing") -> str:
    return number(weighing.count, "possible match in doubt", "possible matches in doubt")
