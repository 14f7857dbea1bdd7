"""Quote marks of mail: ``> `` before each line of what is quoted is markup."""

import re
from collections.abc import Sequence
from dataclasses import replace

from translate.documents.cleaning import steps
from translate.documents.cleaning.lines import Line, width
from translate.documents.cleaning.mapped import Log

QUOTE = re.compile(r">(?:[ \t]*>)*[ \t]*")
_WORD = re.compile(r"[“‘\"'(（「『《]?[^\W\d_]")


def unquote(lines: Sequence[Line], log: Log) -> list[Line]:
    """The lines without their quote marks; what is quoted, and what is not, are parted as by a blank line.

    Evidence: two lines in a row begin so, or one that goes on with a word.
    """
    quoted = [QUOTE.match(line.string) for line in lines]
    bare_lines: list[Line] = []
    depth, gap = 0, False
    for i, (line, quote) in enumerate(zip(lines, quoted, strict=True)):
        beside = (not line.gap and i > 0 and quoted[i - 1]) or (
            i + 1 < len(lines) and not lines[i + 1].gap and quoted[i + 1]
        )
        if quote and not (beside or _WORD.match(line.string, quote.end())):
            quote = None
        deep = quote[0].count(">") if quote else 0
        gap = gap or line.gap or deep != depth
        depth = deep
        rest = line.text
        if quote:
            line.text.slice(0, quote.end()).dropped(steps.QUOTED, log)
            rest = line.text.slice(quote.end(), len(line.text))
        if not rest.text:
            gap = True
            continue
        if quote or gap != line.gap:
            line = replace(line, text=rest, width=width(rest.text), gap=gap and bool(bare_lines))
        bare_lines.append(line)
        gap = False
    return bare_lines
