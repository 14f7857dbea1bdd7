"""The kinds of blocks: title, caption, or a line about the document (META)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from translate.documents.cleaning import steps
from translate.documents.cleaning.lines import is_finished, must_go_on, width
from translate.documents.cleaning.mapped import Log
from translate.model import Block, BlockKind

_META_UP_TO = 60  # columns
_TITLE_UP_TO = 120  # columns
_LABELS_UP_TO = 3  # lines such as a name and a post between counters
_TELLING_FROM = 2  # counters that only a clip has; one where there is markup of a page, too
_PARAGRAPHS_FROM = 2  # of prose, that a clip without markup is about; the words of a program have none
_PARAGRAPH_FROM = 40  # columns
_HEAD = 5  # blocks at the start of a document where a by-line stands
_FOOT = 3  # blocks at its end
_SIGNATURE_UP_TO = 4  # by-lines and dates together
_LETTER = re.compile(r"[^\W\d_]")
_SPOKEN = re.compile(r"[!?！？…]|\.\.")
_DATE = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},? (?:19|20)\d\d"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (?:19|20)\d\d",
)
_DATE_REST = re.compile(r"[\d\s:：/.,，|·・_-]+")
_DATE_WORDS = re.compile(
    r"\b(?:By|on|at|am|pm|posted|published|updated|date|saved|comments?|views?|min|read"
    r"|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"
    r"|发布于|编辑于|更新于|发表于|时间|日期|作者|来源|阅读|评论|星期[一二三四五六日天]|IP ?属地"
    r"|[日时分秒上下午]",
    re.IGNORECASE,
)
_DATE_REST_UP_TO = 8  # columns of further words, such as a name
_PUBLISHED = re.compile(
    r"\b(?:by|posted|published|updated|saved|comments?|views?|min read)\b"
    r"|发布于|编辑于|更新于|发表于|作者|来源|阅读|评论|IP ?属地",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:作者|来源|责任?编辑|编辑|记者|通讯员|文|图|摄影|翻译|校对|出处|标签|分类)\s*[:：/｜|]\s*\S.{0,40}$"
    r"|^(?:By|Author|Source|Editor|Tags?|Category|Photo)\s*:\s*\S.{0,60}$|^By [A-Z]\S*(?: [A-Z]\S*){1,3}$"
)
_CREDIT = re.compile(
    r"^\S{1,10}(?:报|网|社|台|刊|客户端)综合\S.{1,30}$"
)  # of a newspaper, wherever it stands
_LABELLED = re.compile(r"^[^\s:：/｜|][^:：/｜|]{0,20}\s*[:：/｜|]")
_TELLING = re.compile(
    r"^(?:此回答由.{2,12}撰写|展开阅读全文|阅读全文|(?:赞同|阅读|评论|点赞|浏览)\s*\d.{0,20}"
    r"|\d[\d,，.]*\s*[万亿]?\s*人?(?:赞同了?该?回答|赞同|评论|阅读|浏览|点赞|关注|喜欢|收藏)"
    r"|[\d,.]+[KkMm]?\s*(?:views|likes|comments|followers|shares|claps))$|IP ?属地"
)
_COUNTER = re.compile(
    r"^(?:关注者?|被浏览|亲自答|收起|展开|分享|收藏|喜欢|举报|赞同|评论|点赞|阅读|转发"
    r"|Follow(?:ers|ing)?|Share|Like|Comments?|Views?|Subscribe|Read more|Sign in)$"
)
_CAPTION = re.compile(
    r"(?:图|截图|照片|海报|示意图)$|（(?:图?[左右上下中]+[一二三四]?|资料图|图片来源.*)）|^(?:图|表|Figure|Fig\.|Table)\s*\d"
)


class Sort(StrEnum):
    """The kinds of facts that a line about the document gives."""

    NUMBER = "number"
    DATE = "date"
    BYLINE = "by-line"
    COUNTER = "counter"
    LABEL = "label"  # a name or a post between counters


def sort_of(text: str) -> Sort | None:
    """The kind of fact a line gives if it is about the document; None for one that can only be text."""
    if not _LETTER.search(text):
        return None if _SPOKEN.search(text) else Sort.NUMBER
    if width(text) > _META_UP_TO or is_finished(text):
        return None
    if _BYLINE.match(text) or _CREDIT.match(text):
        return Sort.BYLINE
    if _TELLING.search(text) or _COUNTER.match(text):
        return Sort.COUNTER
    return Sort.DATE if _is_date(text) else None


def _is_date(text: str) -> bool:
    if not _DATE.search(text):
        return False
    rest = _DATE_REST.sub("", _DATE_WORDS.sub("", _DATE.sub("", text)))
    return width(rest) <= _DATE_REST_UP_TO


def named(blocks: list[Block], log: Log, *, markup: bool = False) -> list[Block]:
    """The blocks with titles, captions and META recognised by their text and place.

    A number alone is META. By-lines are, with their dates, at the start and the end of prose; and dates,
    counters and the names between them where the document shows that it is the clip of a web page. The same
    words in a list, a form or a dialogue are text.

    :param markup: the document has links or pictures, as a page has.
    """
    sorts = [None if block.kind is BlockKind.TITLE else sort_of(block.text) for block in blocks]
    about = {i for i, sort in enumerate(sorts) if sort is Sort.NUMBER}
    about |= set(_bylines(blocks, sorts))
    if _is_clip(blocks, markup=markup):
        about |= set(_clutter(blocks, sorts))
    kinds = [BlockKind.META if i in about else _kind(block) for i, block in enumerate(blocks)]
    first = next((i for i, kind in enumerate(kinds) if kind is not BlockKind.META), None)
    if first is not None and BlockKind.TITLE not in kinds and _is_title(blocks, kinds, first):
        kinds[first] = BlockKind.TITLE
    return _with_kinds(blocks, kinds, log)


def without_numbers(blocks: list[Block], log: Log) -> list[Block]:
    """The blocks with numbers alone as META."""
    kinds = [BlockKind.META if sort_of(block.text) is Sort.NUMBER else block.kind for block in blocks]
    return _with_kinds(blocks, kinds, log)


def _with_kinds(blocks: list[Block], kinds: Sequence[BlockKind], log: Log) -> list[Block]:
    for block, kind in zip(blocks, kinds, strict=True):
        if kind is BlockKind.META and block.kind is not BlockKind.META:
            log.add(steps.ABOUT, block.source(0, len(block.text)), block.text, "")
    return [
        block if block.kind is kind else replace(block, kind=kind)
        for block, kind in zip(blocks, kinds, strict=True)
    ]


def _kind(block: Block) -> BlockKind:
    if block.kind is BlockKind.HEADING and _CAPTION.search(block.text):
        return BlockKind.CAPTION
    return block.kind


def _bylines(blocks: Sequence[Block], sorts: Sequence[Sort | None]) -> Iterator[int]:
    """By-lines before and after prose, and the dates beside them; none in a form, a glossary or a play."""
    last = len(blocks)
    prose = [i for i, block in enumerate(blocks) if _is_prose(block)]
    if not prose:
        return
    places = {*range(min(_HEAD, prose[-1])), *range(max(prose[0] + 1, last - _FOOT), last)}
    bylines = {i for i in places if sorts[i] is Sort.BYLINE and _is_signature(blocks, sorts, i)}
    bylines |= {i for i in places if sorts[i] is Sort.DATE and _PUBLISHED.search(blocks[i].text)}
    bylines |= {i for i, block in enumerate(blocks) if sorts[i] and _CREDIT.match(block.text)}
    dates = {i for i in places if sorts[i] is Sort.DATE and bylines & {i - 1, i + 1}}
    yield from bylines | dates


def _is_prose(block: Block) -> bool:
    return is_finished(block.text) and width(block.text) >= _PARAGRAPH_FROM


def _is_signature(blocks: Sequence[Block], sorts: Sequence[Sort | None], i: int) -> bool:
    """Whether a by-line stands by itself or among a few others, rather than in a list of labels."""
    start, stop = i, i + 1
    while start and _LABELLED.match(blocks[start - 1].text):
        start -= 1
    while stop < len(blocks) and _LABELLED.match(blocks[stop].text):
        stop += 1
    return stop - start <= _SIGNATURE_UP_TO and all(sorts[start:stop])


def _is_clip(blocks: Sequence[Block], *, markup: bool) -> bool:
    """Whether a document shows that a web page was saved: counters that only such a one has, around prose."""
    telling = sum(
        width(block.text) <= _META_UP_TO and not is_finished(block.text) and bool(_TELLING.search(block.text))
        for block in blocks
    )
    if markup:
        return telling > 0 and any(is_finished(block.text) for block in blocks)
    return telling >= _TELLING_FROM and sum(map(_is_prose, blocks)) >= _PARAGRAPHS_FROM


def _clutter(blocks: Sequence[Block], sorts: Sequence[Sort | None]) -> Iterator[int]:
    """Counters and dates of a clip that stand together, and the few short lines between them."""
    labels = [i for i, sort in enumerate(sorts) if sort]
    start = 0
    for k in range(1, len(labels) + 1):
        if k < len(labels) and _are_labels(blocks[labels[k - 1] + 1 : labels[k]]):
            continue
        together = labels[start:k]
        if _is_cluttered([blocks[i].text for i in together], [sorts[i] for i in together]):
            yield from range(together[0], together[-1] + 1)
        start = k


def _are_labels(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= _LABELS_UP_TO and all(
        block.kind is BlockKind.PARAGRAPH
        and width(block.text) <= _META_UP_TO // 2
        and not is_finished(block.text)
        for block in blocks
    )


def _is_cluttered(texts: Sequence[str], sorts: Sequence[Sort | None]) -> bool:
    """Whether lines together are counters: one that only a clip has, or words with their numbers."""
    counters = Sort.COUNTER in sorts
    return any(map(_TELLING.search, texts)) or (counters and (Sort.NUMBER in sorts or Sort.DATE in sorts))


def _is_title(blocks: list[Block], kinds: list[BlockKind], i: int) -> bool:
    """Whether the first block names the document: a heading, or a line above a date or a longer paragraph."""
    text = blocks[i].text
    if (
        kinds[i] is not BlockKind.PARAGRAPH
        or width(text) > _TITLE_UP_TO
        or is_finished(text)
        or must_go_on(text)
    ):
        return kinds[i] is BlockKind.HEADING
    following = i + 1 < len(blocks) and blocks[i + 1]
    if not following:
        return False
    return kinds[i + 1] is BlockKind.META or (
        is_finished(following.text) and len(following.text) > 2 * len(text)
    )
