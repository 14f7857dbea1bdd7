"""Complex fields of DOCX (ECMA-376 Part 1, 17.16.18): begin, instruction, separate, result, end.

A field is one mark that shows its result, which its program makes anew; a link is a pair around its words.
Of a field that goes over several paragraphs only the parts before and after a paragraph's words can stay
where they are; others are left for the caller to find (:func:`is_torn`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from translate.documents.formats.docx_nodes import (
    Around,
    Mark,
    Markup,
    Node,
    NotUnderstoodError,
    Opening,
    Words,
    leaves,
    parts_of,
    written,
)
from translate.model import Code

_SENTENCES = re.compile(r"[.!?][\"'”’)]*\s+\S+\s+\S+\s|[。！？][”’」』）]*\S")

_HOLDS_ITEMS = re.compile(r"<w:txbxContent\b|:docPr\b")  # which must stay where they are in the source


def folded(text: str, nodes: Sequence[Node], markup: Markup, offset: int) -> list[Node]:
    """Nodes of one level, with the fields among them whole.

    :param offset: where ``text`` begins in the text of its file.
    """
    whole: list[Node] = []
    begins: list[int] = []
    for node in nodes:
        whole.append(node)
        part = node.field if isinstance(node, Mark) else ""
        if part == "begin":
            begins.append(len(whole) - 1)
        elif part == "end" and begins:
            at = begins.pop()
            whole[at:] = [_field(text, whole[at:], markup, offset)]
    return whole


def is_torn(nodes: Sequence[Node]) -> bool:
    """Whether the nodes hold only some parts of a field."""
    return any(isinstance(node, Mark) and node.field for node in leaves(nodes))


def is_link(instruction: str) -> bool:
    """Whether a field leads somewhere from words that its writer chose."""
    return instruction.upper().split()[:1] == ["HYPERLINK"]


def result(nodes: Sequence[Node]) -> str:
    """The visible text of a field; empty if it is too long for a sentence."""
    shown = "".join(
        leaf.text if isinstance(leaf, Words) else " " if leaf.code.role == "line" else leaf.code.shown
        for leaf in leaves(nodes)
    )
    shown = " ".join(shown.split())
    return "" if _SENTENCES.search(shown) else shown


def _field(text: str, nodes: Sequence[Node], markup: Markup, offset: int) -> Node:
    """A field from its begin to its end, which are the first and the last of ``nodes``."""
    parts = [node.field if isinstance(node, Mark) else "" for node in nodes]
    after = parts.index("separate") + 1 if "separate" in parts else len(nodes) - 1
    inside = nodes[after:-1]
    start, stop = nodes[0].start, nodes[-1].stop
    instruction = "".join(
        html.unescape(re.sub(r"<[^<>]*>", "", node.code.native))
        for node in nodes[:after]
        if isinstance(node, Mark) and node.field == "instruction"
    )
    torn = "part" if "part" in parts or is_torn([node for node in nodes if isinstance(node, Around)]) else ""
    if is_link(instruction) and any(isinstance(leaf, Words) for leaf in leaves(inside)):
        begin, begin_at = _whole(text, nodes[:after], markup, offset)
        end, _ = _whole(text, nodes[-1:], markup, offset)
        opening = Opening(begin, "open", at=begin_at, end=end)
        return Around(
            start=start,
            stop=stop,
            first=nodes[0].first,
            last=nodes[-1].last,
            code=opening,
            nodes=tuple(inside),
            is_element=False,
        )
    native, at = _whole(text, nodes, markup, offset)
    return Mark(
        start=start,
        stop=stop,
        first=nodes[0].first,
        last=nodes[-1].last,
        code=Code(native, "alone", result(inside), at),
        field=torn,
    )


def _whole(text: str, nodes: Sequence[Node], markup: Markup, offset: int) -> tuple[str, int]:
    """Nodes as they stand between runs, and their place in the source; -1 if they share a run with others."""
    if nodes[0].first and nodes[-1].last:
        return text[nodes[0].start : nodes[-1].stop], offset + nodes[0].start
    marks = [leaf for leaf in leaves(nodes) if isinstance(leaf, Mark)]
    if any(_HOLDS_ITEMS.search(mark.code.native) for mark in marks):
        raise NotUnderstoodError(markup.tag("fldChar"))
    riders = "".join(mark.code.native for mark in marks if mark.rides)
    return written(markup, "", parts_of(nodes, None)) + riders, -1
