"""Markup inside lines: images, links, tags, emphasis and escapes go, what they enclose stays."""

import html
import re
from functools import partial

from translate.documents.cleaning import steps
from translate.documents.cleaning.mapped import Log, Mapped

_ADDRESS = r"\((?:<[^>\n]*>|[^()\s]*(?:\([^()\n]*\)[^()\s]*)*)(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\)"
_IMAGE = re.compile(rf"(?<!\\)!\[[^\[\]\n]*\]{_ADDRESS}")
_LINK = re.compile(rf"(?<![\\!])\[([^\[\]\n]*)\]{_ADDRESS}")
_LINK_BY_NAME = re.compile(r"(?<!\\)\[([^\[\]\n]+)\]\[[^\[\]\n]*\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]\n|]*\|)?([^\[\]\n|]+)\]\]")
_BACKLINK = re.compile(rf"[ \t]{{0,9}}\[[⤴↩↑⏎\N{{UPWARDS ARROW}}^]+\]{_ADDRESS}")
_ANCHOR = re.compile(r"[ \t]{1,9}\^[0-9A-Za-z-]{4,}[ \t]*$", re.MULTILINE)
_FOOTNOTE_CALL = re.compile(r"\[\^[^\[\]\s]+\](?!:)")
_CODE = r"(?<![`\\])`[^`\n]+`(?!`)"
_BREAK_TAG = re.compile(rf"{_CODE}|<br[ \t]*/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    rf"{_CODE}|</?(?:p|div|center|section|details|summary|table|tr|t[dh]|[uod]l|li|d[td]|h[1-6]|blockquote|fig(?:ure|caption))"
    r"(?:[ \t][^<>\n]*)?>",
    re.IGNORECASE,
)
_TAG = re.compile(
    rf"{_CODE}|"
    r"</?[A-Za-z][\w:-]*(?:[ \t]+[\w:@-]+(?:[ \t]*=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'<>]+))?)*[ \t]*/?>"
)
_HALF_TAG = re.compile(
    r"^[\w-]{1,60}[\"'][ \t]*/?>(?=[^\s>])"
    r"|<[A-Za-z][\w-]*(?:[ \t]+[\w-]+=(?:\"[^\"<>\n]*\"?|[^\s<>]*))+[ \t]*$",
    re.MULTILINE,
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_DOUBLE_MARKS = re.compile(
    r"(?<!\\)\*{2,}|(?<![\\=\s])={2,}|(?<!\\)={2,}(?![=\s])|~~|(?<![\w\\_])_{2,}(?=[^\s_])|(?<=[^\s_\\])_{2,}(?![\w_])"
)
_STAR = re.compile(r"(?<![\\*\d])\*(?=[^\s*])([^*\n]*?[^\s*\\])\*(?!\*)")
_UNDERSCORE = re.compile(r"(?<![\\\w])_(?=[^\s_])([^_\n]*?[^\s_\\])_(?!\w)")
_CODE_SPAN = re.compile(r"(?<![`\\])`([^`\n]+)`(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def clean(text: Mapped, log: Log) -> Mapped:
    """All steps for markup inside lines, in order."""
    for step in (drop_images, drop_anchors, unwrap_links, drop_tags, drop_emphasis, resolve_escapes):
        text = step(text, log)
    return text


def drop_images(text: Mapped, log: Log) -> Mapped:
    """Without images; a picture that is a link leaves a link without text behind."""
    return text.sub(_IMAGE, "", steps.IMAGE, log)


def drop_anchors(text: Mapped, log: Log) -> Mapped:
    """Without the arrows and names by which notebooks point at lines, and without calls of footnotes."""
    for pattern in (_BACKLINK, _ANCHOR, _FOOTNOTE_CALL):
        text = text.sub(pattern, "", steps.FOOTNOTE, log)
    return text


def unwrap_links(text: Mapped, log: Log) -> Mapped:
    """Links as their text."""
    for pattern in (_WIKI_LINK, _LINK, _LINK_BY_NAME):
        text = text.unwrap(pattern, steps.LINK, log)
    return text


def drop_tags(text: Mapped, log: Log) -> Mapped:
    """Without HTML tags, whole ones and halves at the start or end of a line; those of blocks part blocks."""
    for pattern, instead in ((_BREAK_TAG, "\n"), (_BLOCK_TAG, "\n\n"), (_TAG, "")):
        text = text.sub(pattern, partial(_unless_code, instead), steps.TAG, log)
    return text.sub(_HALF_TAG, "", steps.TAG, log)


def _unless_code(instead: str, match: re.Match[str]) -> str:
    """What takes the place of a tag; one in a code span is its text."""
    return match[0] if match[0][0] == "`" else instead


def drop_emphasis(text: Mapped, log: Log) -> Mapped:
    """Without marks of bold, highlight and strike-through, each by itself: many are out of balance."""
    text = text.unwrap(_CODE_SPAN, steps.EMPHASIS, log)
    text = text.sub(_DOUBLE_MARKS, "", steps.EMPHASIS, log)
    return text.unwrap(_STAR, steps.EMPHASIS, log).unwrap(_UNDERSCORE, steps.EMPHASIS, log)


def resolve_escapes(text: Mapped, log: Log) -> Mapped:
    """Backslash escapes and entities as the characters they stand for."""
    text = text.unwrap(_ESCAPE, steps.ESCAPE, log)
    return text.sub(ENTITY, lambda match: html.unescape(match[0]), steps.ESCAPE, log)
