"""What a block is: title, caption, or one of the lines that say something about the document (META)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from translate.documents.lines import is_finished, must_go_on, width
from translate.model import Block, BlockKind

_META_UP_TO = 60  # columns
_TITLE_UP_TO = 120  # columns
_LABELS_UP_TO = 3  # lines such as a name and a post between counters
_LETTER = re.compile(r"[^\W\d_]")
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
_BYLINE = re.compile(
    r"^(?:作者|来源|责任?编辑|编辑|记者|通讯员|文|图|摄影|翻译|校对|出处|标签|分类)\s*[:：/｜|]\s*\S.{0,40}$"
    r"|^\S{1,10}(?:报|网|社|台|刊|客户端)综合\S.{1,30}$"
    r"|^(?:By|Author|Source|Editor|Tags?|Category|Photo)\s*:\s*\S.{0,60}$|^By [A-Z]\S*(?: [A-Z]\S*){0,3}$"
)
_COUNTERS = re.compile(
    r"^(?:关注者?|被浏览|亲自答|收起|展开|分享|收藏|喜欢|举报|赞同|评论|点赞|阅读|转发|阅读全文|展开阅读全文"
    r"|此回答由.{2,12}撰写|\d[\d,，.]*\s*[万亿]?\s*人?(?:赞同了?该?回答|赞同|评论|阅读|浏览|点赞|关注|喜欢|收藏)"
    r"|(?:赞同|阅读|评论|点赞|浏览)\s*\d.{0,20}"
    r"|(?:Follow(?:ers|ing)?|Share|Like|Comments?|Views?|Subscribe|Read more|Sign in)"
    r"|[\d,.]+[KkMm]?\s*(?:views|likes|comments|followers|shares|claps))$"
)
_CAPTION = re.compile(
    r"(?:图|截图|照片|海报|示意图)$|（(?:图?[左右上下中]+[一二三四]?|资料图|图片来源.*)）|^(?:图|表|Figure|Fig\.|Table)\s*\d"
)


def is_meta(text: str) -> bool:
    """Whether a line gives a date, a by-line, a source or a counter, rather than a sentence."""
    if not _LETTER.search(text):
        return True
    if width(text) > _META_UP_TO or is_finished(text):
        return False
    return bool(_BYLINE.match(text) or _COUNTERS.match(text)) or _is_date(text)


def _is_date(text: str) -> bool:
    if not _DATE.search(text):
        return False
    rest = _DATE_REST.sub("", _DATE_WORDS.sub("", _DATE.sub("", text)))
    return width(rest) <= _DATE_REST_UP_TO


def named(blocks: list[Block]) -> list[Block]:
    """The blocks with titles, captions and META told from their text and place."""
    kinds = [_kind(block) for block in blocks]
    for start, stop in _runs_between_meta(kinds):
        if stop - start <= _LABELS_UP_TO and all(_is_label(block.text) for block in blocks[start:stop]):
            kinds[start:stop] = [BlockKind.META] * (stop - start)
    first = next((i for i, kind in enumerate(kinds) if kind is not BlockKind.META), None)
    if first is not None and BlockKind.TITLE not in kinds and _is_title(blocks, kinds, first):
        kinds[first] = BlockKind.TITLE
    return [
        block if block.kind is kind else Block(block.text, kind, block.positions)
        for block, kind in zip(blocks, kinds, strict=True)
    ]


def _kind(block: Block) -> BlockKind:
    if block.kind is not BlockKind.TITLE and is_meta(block.text):
        return BlockKind.META
    if block.kind is BlockKind.HEADING and _CAPTION.search(block.text):
        return BlockKind.CAPTION
    return block.kind


def _runs_between_meta(kinds: list[BlockKind]) -> Iterator[tuple[int, int]]:
    """Where paragraphs lie between one META block and the next."""
    meta = [i for i, kind in enumerate(kinds) if kind is BlockKind.META]
    for left, right in pairwise(meta):
        if right - left > 1 and set(kinds[left + 1 : right]) == {BlockKind.PARAGRAPH}:
            yield left + 1, right


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


def _is_label(text: str) -> bool:
    return width(text) <= _META_UP_TO // 2 and not is_finished(text)
