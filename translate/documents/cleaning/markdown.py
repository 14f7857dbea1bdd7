"""Markdown: headings, paragraphs, items, quotes and tables as blocks; what is not text goes."""

import re
from dataclasses import dataclass

from translate.documents.cleaning import inline, steps
from translate.documents.cleaning.lines import Line, is_finished, width
from translate.documents.cleaning.mapped import Log, Mapped
from translate.documents.cleaning.paragraphs import block
from translate.documents.cleaning.repeats import drop_repeats
from translate.documents.cleaning.spacing import insert_missing_spaces, join_segmented
from translate.documents.cleaning.wrapped import glued
from translate.model import Block, BlockKind, Side

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FENCE = re.compile(
    r"^[ ]{0,3}(`{3,}+|~{3,}+)[^\n]*\n.*?(?:^[ ]{0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.{0,9999}?-->|%%[^%\n]*%%", re.DOTALL)
_RULE = re.compile(r"^[ \t]*(?:\*[ \t]*){3,}$|^[ \t]*(?:_[ \t]*){3,}$", re.MULTILINE)
_CONTAINER = re.compile(r"^[ \t]*:{3,}.*$|(?<=>)[ \t]*\[![A-Za-z-]+\][+-]?[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\]\n^][^\]\n]*\]:[ \t]*\S+.*$", re.MULTILINE)

_FURNITURE = re.compile(
    r"^\[(?:Read on \w+|Read Original|View Original|Source|Original|原文(?:链接)?|阅读原文|查看原文)\]"
    r"\([^\n]*\)[ \t]*$"
    r"|^#[A-Za-z]\w*[ \t]*$|^#[^\s#]+(?:[ \t]+#[^\s#]+)+[ \t]*$"  # tags; one of Han may be a heading
    r"|^(?:date_\w+|url|source|author|tags|created|updated|published|saved)::?[ \t][^\n]*$"
    r"|^#{1,6}[ \t]*Full (?:Content|Text)[ \t]*[:：]?[ \t]*$"
    r"|^[ \t]*<?https?://[^\s<>]+>?[ \t]*$",
    re.MULTILINE,
)
_TITLE_FURNITURE = re.compile(
    r"^\(\d[^()]*(?:私信|消息|通知|unread|notifications?)[^()]*\)\s*|\s*[-_|–—]\s*(?:知乎|简书|豆瓣|CSDN博客|新浪网|搜狐|腾讯网|Medium)$"
)
_BOLD_LINE = re.compile(r"^\*\*(?!\\)(?:(?!\*\*)[^\n]){1,80}\*\*[ \t]*$", re.MULTILINE)
_SECTION_MARK = re.compile(r"^[ \t]*[▍▌▎▏❙┃]+[ \t]*", re.MULTILINE)

_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?)+")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|(?=[^\s#]))|[ ]{0,3}(#{1,6})[ \t]*$")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r"[ \t]*(=+|-{2,})[ \t]*$")
_DASHES = re.compile(r"[ \t]*(?:-[ \t]*){3,}$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,3}[.)][ \t]+)")
_BARE_DASH = re.compile(r"[ \t]*-(?=[^\s\d-])")
_NUMBER = re.compile(r"[ \t]*\d")
_NOTE = re.compile(r"[ ]{0,3}\[\^[^\]\n]+\]:[ \t]*")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_ROW_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?$")
_CELL = re.compile(r"(?<!\\)\|")
_MARKUP = re.compile(
    r"^#{1,6} \S|\[[^\[\]\n]+\]\([^)\s]{1,2000}\)|^> |^(?:```|~~~)|\*\*[^*\n]+\*\*|^[ ]{0,3}[-*+] \S"
    r"|^\d+\. \S",
    re.MULTILINE,
)
_STRONG_MARKUP = re.compile(r"^#{1,6} \S|\[[^\[\]\n]+\]\([^)\s]{1,2000}\)|^(?:```|~~~)", re.MULTILINE)


@dataclass(slots=True)
class _Open:
    """The block that lines are being added to."""

    lines: list[Line]
    kind: BlockKind
    quoted: bool


def looks_like(text: str) -> bool:
    """Whether a text without a telling suffix is Markdown: a front matter, or headings, links and fences."""
    head = text[:100_000]
    if _FRONT_MATTER.match(head) and _STRONG_MARKUP.search(head):
        return True
    kinds = {match[0][:1] for match in _MARKUP.finditer(head)}
    return len(_STRONG_MARKUP.findall(head)) >= 3 and len(kinds) >= 2


def blocks(text: Mapped, lang: Side, log: Log) -> list[Block]:
    """The blocks of a Markdown text whose characters are clean."""
    for pattern, step in (
        (_FRONT_MATTER, steps.FRONT_MATTER),
        (_FENCE, steps.CODE),
        (_COMMENT, steps.COMMENT),
        (_RULE, steps.MARKER),
        (_CONTAINER, steps.MARKER),
        (_REFERENCE, steps.LINK),
        (_FURNITURE, steps.FURNITURE),
    ):
        text = text.sub(pattern, "", step, log)
    bold = _bold_lines(text)
    text = inline.clean(text, log).sub(_SECTION_MARK, "", steps.MARKER, log)
    text = join_segmented(text, log) if lang == "zh" else insert_missing_spaces(text, log)
    blocks_: list[tuple[Block, bool]] = []
    for opened in _Reader(log).read(text):
        block_ = block(glued(opened.lines, steps.UNWRAPPED, None, log), opened.kind, log)
        if not block_.text:
            continue
        if (
            block_.kind is BlockKind.PARAGRAPH
            and block_.positions[0] in bold
            and _is_short_heading(block_.text)
        ):
            block_ = Block(block_.text, BlockKind.HEADING, block_.positions)
        blocks_.append(
            (_plain_title(block_, log) if block_.kind is BlockKind.TITLE else block_, opened.quoted)
        )
    return drop_repeats(blocks_, log)


def _bold_lines(text: Mapped) -> frozenset[int]:
    """The source positions of lines that are bold from end to end, as headings often are."""
    return frozenset(
        position
        for match in _BOLD_LINE.finditer(text.text)
        for position in text.positions[slice(*match.span())]
    )


def _is_short_heading(text: str) -> bool:
    return width(text) <= 60 and (not is_finished(text) or text[-1] in "？?！!")


def _plain_title(title: Block, log: Log) -> Block:
    clean = Mapped(title.text, title.positions).sub(_TITLE_FURNITURE, "", steps.FURNITURE, log).stripped()
    return Block(clean.text, title.kind, clean.positions) if clean.text else title


class _Reader:
    """Lines into blocks, one after the other."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._done: list[_Open] = []
        self._open: _Open | None = None
        self._titled = False

    def read(self, text: Mapped) -> list[_Open]:
        """The blocks' lines, markers taken off."""
        start = 0
        for raw in text.text.split("\n"):
            self._take(text.slice(start, start + len(raw)))
            start += len(raw) + 1
        self._close()
        return self._done

    def _take(self, line: Mapped) -> None:
        line, quoted = self._cut(line, _QUOTE)
        if not line.text.strip():
            self._close()
            self._drop(line)
        elif self._is_underline(line.text):
            self._underline(line)
        elif _ROW_RULE.match(line.text) or _DASHES.match(line.text):
            self._close()
            self._drop(line)
        elif match := _HEADING.match(line.text):
            self._heading(line, len(match[1] or match[2]), quoted)
        elif _ROW.match(line.text):
            self._row(line, quoted)
        elif _ITEM.match(line.text) or _BARE_DASH.match(line.text):
            self._start(self._item(line), BlockKind.ITEM, quoted)
        elif _NOTE.match(line.text):
            self._start(self._cut(line, _NOTE)[0], BlockKind.PARAGRAPH, quoted)
        else:
            self._continue(line, quoted)

    def _cut(self, line: Mapped, pattern: re.Pattern[str]) -> tuple[Mapped, bool]:
        match = pattern.match(line.text)
        if not match:
            return line, False
        self._drop(line.slice(0, match.end()))
        return line.slice(match.end(), len(line)), True

    def _drop(self, line: Mapped) -> None:
        line.stripped().dropped(steps.MARKER, self._log)

    def _is_underline(self, text: str) -> bool:
        return bool(_UNDERLINE.match(text) and self._open and self._open.kind is BlockKind.PARAGRAPH)

    def _underline(self, line: Mapped) -> None:
        assert self._open
        self._open.kind = self._heading_kind(1 if "=" in line.text else 2)
        self._close()
        self._drop(line)

    def _heading_kind(self, level: int) -> BlockKind:
        if level > 1 or self._titled:
            return BlockKind.HEADING
        self._titled = True
        return BlockKind.TITLE

    def _heading(self, line: Mapped, level: int, quoted: bool) -> None:
        line = self._cut(line, _HEADING)[0].sub(_CLOSING_HASHES, "", steps.MARKER, self._log)
        if line.text.strip():
            self._start(line, self._heading_kind(level), quoted)
        self._close()

    def _row(self, line: Mapped, quoted: bool) -> None:
        ends = [match.start() for match in _CELL.finditer(line.text)]
        for left, right in zip(ends, [*ends[1:], len(line)], strict=True):
            self._drop(line.slice(left, left + 1))
            if line.text[left + 1 : right].strip():
                self._start(line.slice(left + 1, right), BlockKind.ITEM, quoted)
        self._close()

    def _item(self, line: Mapped) -> Mapped:
        if _NUMBER.match(line.text):
            return line
        return self._cut(line, _ITEM if _ITEM.match(line.text) else _BARE_DASH)[0]

    def _continue(self, line: Mapped, quoted: bool) -> None:
        broken = line.text.endswith("\\") and len(line) > 1
        if broken:
            self._drop(line.slice(len(line) - 1, len(line)))
            line = line.slice(0, len(line) - 1)
        if self._open is None or (self._open.quoted is not quoted and quoted):
            self._start(line, BlockKind.PARAGRAPH, quoted)
        else:
            self._open.lines.append(_line(line))
        if broken or line.text.endswith("  "):  # a hard line break
            self._close()

    def _start(self, line: Mapped, kind: BlockKind, quoted: bool) -> None:
        self._close()
        if line.text.strip():
            self._open = _Open([_line(line)], kind, quoted)

    def _close(self) -> None:
        if self._open:
            self._done.append(self._open)
        self._open = None


def _line(text: Mapped) -> Line:
    text = text.stripped()
    return Line(text, width(text.text), gap=False, indent=False)
