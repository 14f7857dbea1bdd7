"""RTF, to be aligned: paragraphs, cells of tables, notes behind their paragraphs, headers and footers.

Rich Text Format Specification 1.9.1. Text comes in the code page of the document, in that of a font, or in
Unicode with a replacement for old readers. Hidden and deleted text, comments, pictures, formulas and what
only programs read are left out. A translation can't be put back.
"""

from __future__ import annotations

import codecs
import re
from copy import copy

from translate.documents.formats.rtf_story import BODY_LEVEL, Block, State, Story
from translate.documents.formats.rtf_tokens import Token, Tokens, code_page, encoding_of
from translate.documents.seam import Item, Opened, Options, broken, native, shown
from translate.model import BlockKind, Cell, Code

_DEEPEST = 1000  # groups in groups; Word writes some dozens
_PARTED = "\n"
_PAGES = {"ansi": "cp1252", "mac": "mac-roman", "pc": "cp437", "pca": "cp850"}
_MARGINS = frozenset(f"{kind}{pages}" for kind in ("header", "footer") for pages in ("", "l", "r", "f"))
_STORIES = _MARGINS | {"footnote", "shptxt", "dptxbxtext"}
_MUTE = frozenset(("fonttbl", "stylesheet", "nesttableprops", "shp", "shpinst", "do", "object", "upr"))
_LISTED = frozenset(("listtext", "pntext"))
_PASSED = _LISTED | frozenset(
    re.findall(
        r"\w+",
        "annotation atnid atnauthor atnref atndate atrfstart atrfend author bkmkstart bkmkend colortbl "
        "comment datafield doccomm falt filetbl fldinst fname ftncn ftnsep ftnsepc info keywords "
        "listtable nonesttables objdata pict private rxe shppict nonshppict shprslt sp subject tc "
        "template themedata txe xe",
    )
)
_SIGNS = {
    "emdash": "\N{EM DASH}",
    "endash": "\N{EN DASH}",
    "lquote": "\N{LEFT SINGLE QUOTATION MARK}",
    "rquote": "\N{RIGHT SINGLE QUOTATION MARK}",
    "ldblquote": "\N{LEFT DOUBLE QUOTATION MARK}",
    "rdblquote": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "bullet": "\N{BULLET}",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "\N{NO-BREAK SPACE}": "\N{NO-BREAK SPACE}",
    "\N{NON-BREAKING HYPHEN}": "\N{NON-BREAKING HYPHEN}",
}
_KINDS = (
    (re.compile(r"heading|(?:sub)?title\b|标题", re.IGNORECASE), BlockKind.HEADING),
    (re.compile(r"caption|题注", re.IGNORECASE), BlockKind.CAPTION),
    (re.compile(r"list\b|列表", re.IGNORECASE), BlockKind.ITEM),
)


def open_rtf(data: bytes, options: Options) -> Opened:
    """A text in RTF.

    :raises InputError: if it isn't one, is cut short, or its groups nest too deep.
    """
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise broken(options, "is not RTF", hint="Check its suffix.")
    reader = _Reader(data, options)
    blocks = reader.blocks()
    items, start = [], 0
    for block in blocks:
        stop = start + len(shown(block.content))
        items.append(Item(start, stop, block.content, native, block.kind, cell=block.cell))
        start = stop + len(_PARTED)
    source = _PARTED.join(shown(block.content) for block in blocks)
    return Opened("rtf", source, tuple(items), str.encode, remark=reader.remark)


class _Reader:
    """Reads the tokens of a file.

    ``remark`` says, at the end, what could not be told.
    """

    def __init__(self, data: bytes, options: Options) -> None:
        self._tokens, self._options = Tokens(data), options
        self._state = State()
        self._outer: list[State] = []
        self._stories = [Story("", 0)]
        self._margins: list[Block] = []
        self._page, self._font = "cp1252", -1
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, tuple[BlockKind, int, bool]] = {}
        self._name: list[str] = []  # of a style
        self._bytes, self._encoding = bytearray(), ""
        self._replaced = 0  # characters of a replacement that are still to come
        self._high = 0  # the first half of a character
        self._tables = self._unknown = 0
        self._starred = self._begins = False

    @property
    def remark(self) -> str:
        """What is to be said of bytes that mean nothing; nothing if there are none."""
        count = self._unknown
        return f"{count} character{'s' * (count != 1)} could not be told" if count else ""

    def blocks(self) -> list[Block]:
        """The paragraphs, in the order of reading."""
        for token in self._tokens:
            if token.kind == "bytes":
                self._take(token.bytes)
            elif token.kind == "word":
                self._word(token)
            elif token.kind == "open":
                self._open()
            else:
                self._close()
            self._begins = token.kind == "open" or (self._begins and token.word == "*")
        if not self._tokens.is_whole:
            raise broken(self._options, "is cut short: a group never ends", hint="Export it again.")
        self._end_paragraph()
        return [*self._stories[0].blocks, *self._margins]

    def _open(self) -> None:
        if self._tokens.depth > _DEEPEST:
            raise broken(self._options, "has groups in groups, too deep", hint="Save it anew in its program.")
        self._outer.append(copy(self._state))
        self._replaced = 0

    def _close(self) -> None:
        self._replaced = 0
        if self._state.into == "stylesheet":
            self._end_style()
        self._flush()
        if len(self._stories) > 1 and self._stories[-1].depth > self._tokens.depth:
            self._end_paragraph()
            story = self._stories.pop()
            if story.name in _MARGINS:
                there = {one.content for one in self._margins}
                self._margins += [one for one in story.blocks if one.content not in there]
            else:
                self._stories[-1].behind += story.blocks
        self._state = self._outer.pop() if self._outer else State()

    def _word(self, token: Token) -> None:
        word, number = token.word, token.number
        starred, self._starred = self._starred, word == "*"
        if self._replaced and word in _SIGNS:
            self._replaced -= 1
            return
        self._replaced = 0
        if (self._begins and self._destination(word, starred)) or word == "*":
            return
        if self._state.into == "fonttbl":
            self._font_word(word, number)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word == "u":
            self._unicode(number or 0)
        elif word in ("par", "page", "sect", "cell", "row", "nestcell", "nestrow"):
            self._end(word)
        elif word in ("line", "tab"):
            self._say(Code(f"\\{word} ", "line"))
        else:
            self._look(word, number)

    def _destination(self, word: str, starred: bool) -> bool:
        """Whether a group's first word says that its text isn't that of the paragraph around it."""
        state = self._state
        if word in _STORIES:
            self._flush()
            self._stories.append(Story(word, self._tokens.depth))
            state.into, state.is_mute, state.is_hidden, state.is_deleted = "", False, False, False
            state.paragraph()
        elif word in _PASSED or (starred and word not in _MUTE and word != "ud"):
            self._stories[-1].is_listed |= word in _LISTED
            self._tokens.pass_over()
            self._state = self._outer.pop()
        elif word in _MUTE:
            state.was_mute = state.is_mute if word == "upr" else state.was_mute
            state.into, state.is_mute = word, True
        elif word == "ud":
            state.is_mute = state.was_mute
        elif word == "result":
            state.into, state.is_mute = "", False
        else:
            return False
        return True

    def _font_word(self, word: str, number: int | None) -> None:
        if word == "f":
            self._state.font = number or 0
            self._fonts.setdefault(self._state.font, self._page)
        elif word == "fcharset":
            self._fonts[self._state.font] = encoding_of(number or 0, self._page)
        elif word == "cpg" and number:
            self._fonts[self._state.font] = _known(code_page(number))

    def _look(self, word: str, number: int | None) -> None:
        """What a word says of the characters and paragraphs that follow."""
        state, is_on = self._state, number != 0
        match word:
            case "b":
                self._flush()
                state.is_bold = is_on
            case "i":
                self._flush()
                state.is_italic = is_on
            case "ab" | "ai" if state.is_wide:
                self._look(word[1:], number)
            case "plain":
                self._flush()
                state.plain(self._font)
            case "pard":
                state.paragraph()
            case "f":
                state.font, state.is_wide = number or 0, False
            case "af" if state.is_wide:
                state.wide_font = number or 0
            case "dbch" | "loch" | "hich":
                state.is_wide = word == "dbch"
            case "uc":
                state.unicode_skip = max(0, number if number is not None else 1)
            case "v":
                state.is_hidden = is_on
            case "deleted":
                state.is_deleted = is_on
            case "s":
                state.style = number or 0
            case "outlinelevel":
                state.outline = number or 0
            case "ls":
                state.is_listed = is_on
            case "intbl":
                state.level = max(state.level, 1)
            case "itap":
                state.level = max(0, number or 0)
            case "deff":
                self._font = state.font = number or 0
            case "ansicpg" if number:
                self._page = _known(code_page(number))
            case "ansi" | "mac" | "pc" | "pca":
                self._page = _PAGES[word]

    def _take(self, data: bytes) -> None:
        """Bytes of text, some of which may be replacements for Unicode."""
        if self._replaced:
            count = min(self._replaced, len(data))
            self._replaced -= count
            data = data[count:]
        state = self._state
        if data and (not self._is_silent() or state.into == "stylesheet"):
            font = state.wide_font if state.is_wide and state.wide_font >= 0 else state.font
            encoding = self._fonts.get(font, self._page)
            if encoding == "cp1252" != self._page:  # fonts that say nothing, in a Chinese document
                encoding = self._page
            if encoding != self._encoding:
                self._flush()
                self._encoding = encoding
            self._bytes += data

    def _flush(self) -> None:
        """Characters out of the bytes that have come; those of symbols are none."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        if self._encoding:
            text = data.decode(self._encoding, "replace")
            self._unknown += text.count("\N{REPLACEMENT CHARACTER}")
            self._put(text)

    def _unicode(self, number: int) -> None:
        """A character by its number, or half of one; what replaces it follows."""
        self._replaced = self._state.unicode_skip
        number %= 1 << 16
        if 0xD800 <= number < 0xDC00:
            self._high = number
            return
        if 0xDC00 <= number < 0xE000:
            high, self._high = self._high, 0
            number = 0x10000 + ((high - 0xD800) << 10) + (number - 0xDC00) if high else 0xFFFD
        self._say(chr(number))

    def _say(self, part: str | Code) -> None:
        if not self._is_silent() or self._state.into == "stylesheet":
            self._flush()
            self._put(part)

    def _put(self, part: str | Code) -> None:
        if self._state.into == "stylesheet":
            self._name.append(part if isinstance(part, str) else " ")
        else:
            self._stories[-1].say(part, self._state.look)

    def _is_silent(self) -> bool:
        return self._state.is_mute or self._state.is_hidden or self._state.is_deleted

    def _end_style(self) -> None:
        self._flush()
        name, self._name = "".join(self._name).strip(" ;"), []
        if name:
            kind = next((kind for pattern, kind in _KINDS if pattern.match(name)), BlockKind.PARAGRAPH)
            self._styles[self._state.style] = (kind, self._state.outline, self._state.is_listed)

    def _end(self, word: str) -> None:
        """The end of a paragraph, or of a cell or a row with it."""
        if self._state.is_mute and word != "nestrow":
            return
        story, tables = self._stories[-1], self._stories[-1].tables
        in_table = {"cell": 1, "row": 1, "nestcell": 2, "nestrow": 2}.get(word, 0)
        level = max(self._state.level, in_table) if in_table != 1 else 1
        if word in ("page", "sect"):
            level = 0 if word == "sect" else level
        self._end_paragraph(level)
        if in_table and tables:
            table = tables[-1]
            table[1:] = [table[1] + 1, 0] if word.endswith("row") else [table[1], table[2] + 1]
        story.is_listed = False

    def _end_paragraph(self, level: int = 0) -> None:
        """Make a block of what has been said, in a table of that level."""
        self._flush()
        story = self._stories[-1]
        level = min(level, _DEEPEST)
        del story.tables[level:]
        while len(story.tables) < level:
            story.tables.append([self._tables, 0, 0])
            self._tables += 1
        content = story.paragraph()
        if any(map(str.isalnum, shown(content))):
            cell = Cell(*story.tables[-1]) if story.tables else None
            story.blocks.append(Block(content, self._kind(story), cell))
        story.blocks += story.behind
        story.behind = []

    def _kind(self, story: Story) -> BlockKind:
        """What a paragraph is, by its style, its level in the outline, and bullets."""
        state = self._state
        kind, outline, is_listed = self._styles.get(state.style, (BlockKind.PARAGRAPH, BODY_LEVEL, False))
        if story.name in _MARGINS:
            return BlockKind.META
        if kind is BlockKind.HEADING or min(state.outline, outline) < BODY_LEVEL:
            return BlockKind.HEADING
        if state.is_listed or story.is_listed or is_listed:
            return BlockKind.ITEM
        return kind


def _known(encoding: str) -> str:
    """An encoding, or that of Western Windows where there is none of the name."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
