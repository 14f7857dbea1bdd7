"""Clips of web pages, as reading services and notebooks save them in Markdown: what stands around the text.

Marks out of balance, halves of tags and anchors are remains of markup wherever they stand in Markdown; tags,
dates and links of the service are set aside as furniture.
"""

import html
import re
from collections.abc import Sequence

from translate.documents.cleaning import steps
from translate.documents.cleaning.lines import is_finished, width
from translate.documents.cleaning.mapped import Log, Mapped
from translate.model import Code, Content

_HALF_TAG = re.compile(
    r"^[\w-]{1,60}[\"'][ \t]*/?>(?=[^\s>])"
    r"|<[A-Za-z][\w-]*(?:[ \t]+[\w-]+=(?:\"[^\"<>\n]*\"?|[^\s<>]*))+[ \t]*$",
    re.MULTILINE,
)
_BACKLINK = re.compile(
    r"[ \t]{0,9}[⤴↩↑⏎]\N{VARIATION SELECTOR-16}?(?=[ \t]*(?:\^[0-9A-Za-z-]{4,})?[ \t]*$)", re.MULTILINE
)
_ANCHOR = re.compile(r"[ \t]{1,9}\^[0-9A-Za-z-]{4,}[ \t]*$", re.MULTILINE)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]\n|]*\|)?([^\[\]\n|]+)\]\]")
_OUT_OF_BALANCE = re.compile(
    r"\*{2,}|(?<![=\s])={2,}|={2,}(?![=\s])|~~|(?<![\w_])_{2,}(?=[^\s_])|(?<=[^\s_])_{2,}(?![\w_])"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SECTION_MARK = re.compile(r"^[ \t]*[▍▌▎▏❙┃]+[ \t]*", re.MULTILINE)
_BARE_DASH = re.compile(r"^-(?=[^\s\d-])", re.MULTILINE)
_FURNITURE = re.compile(
    r"(?:Read on \w+|Read Original|View Original|Source|Original|原文(?:链接)?|阅读原文|查看原文)"
    r"|#[A-Za-z]\w*|#[^\s#]+(?:[ \t]+#[^\s#]+)+"  # tags; one of Han may be a heading
    r"|(?:date_\w+|url|source|author|tags|created|updated|published|saved)::?[ \t].*"
    r"|Full (?:Content|Text)[ \t]*[:：]?"
    r"|<?https?://[^\s<>]+>?"
)
_LINKED = re.compile(r"Read on|Read Original|View Original|Source$|Original$|原文|阅读原文|查看原文")
_TITLE = re.compile(
    r"^\(\d[^()]*(?:私信|消息|通知|unread|notifications?)[^()]*\)\s*|\s*[-_|–—]\s*(?:知乎|简书|豆瓣|CSDN博客|新浪网|搜狐|腾讯网|Medium)$"
)
_HEADING_UP_TO = 60  # columns


def without_remains(text: Mapped, log: Log) -> Mapped:
    """A text, a paragraph a line, without what is left of markup that is no markup any more."""
    for pattern, step in (
        (_HALF_TAG, steps.TAG),
        (_BACKLINK, steps.FOOTNOTE),
        (_ANCHOR, steps.FOOTNOTE),
        (_OUT_OF_BALANCE, steps.EMPHASIS),
        (_SECTION_MARK, steps.MARKER),
    ):
        text = text.sub(pattern, "", step, log)
    text = text.sub(_BARE_DASH, "- ", steps.MARKER, log)  # an item, as with its space
    text = text.sub(_ENTITY, lambda match: html.unescape(match[0]), steps.ESCAPE, log)
    return text.unwrap(_WIKI_LINK, steps.LINK, log)


def is_furniture(text: str, content: Content) -> bool:
    """Whether a paragraph belongs to the service that saved the text: its link, its tags, its dates."""
    if not _FURNITURE.fullmatch(text):
        return False
    return not _LINKED.match(text) or bool(content and isinstance(content[0], Code))


def plain_title(title: Mapped, log: Log) -> Mapped:
    """The title without the reader's unread messages and the name of the site."""
    plain = title.sub(_TITLE, "", steps.FURNITURE, log).stripped()
    return plain if plain.text else title


def is_heading(text: str, content: Content) -> bool:
    """Whether a short paragraph is bold from end to end, as headings often are."""
    if not content or not (_is_bold(content[0]) and _is_bold(content[-1])):
        return False
    return width(text) <= _HEADING_UP_TO and (not is_finished(text) or text[-1] in "？?！!")


def _is_bold(part: str | Code) -> bool:
    return isinstance(part, Code) and part.native == "**"


def quoted(source: str, places: Sequence[int]) -> list[bool]:
    """For each place in a Markdown file, whether its line is a quotation."""
    starts = (source.rfind("\n", 0, place) + 1 for place in places)
    return [source[start:place].lstrip().startswith(">") for start, place in zip(starts, places, strict=True)]
