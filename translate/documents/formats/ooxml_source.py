"""What is read of an Office file, part by part, until it is a text with items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from translate.documents.formats.docx_paragraphs import Part
from translate.documents.formats.drawingml import DRAWN, descriptions, drawing, names, ordered, paragraphs
from translate.documents.formats.markup import Token, decode_xml, tokens
from translate.documents.formats.ooxml import related
from translate.documents.formats.zipped import JOINT, Archive
from translate.documents.seam import Item, Opened, Options, packed

Change = Callable[[dict[str, str]], dict[str, str]]
"""What becomes of the texts of parts, by their names."""


class Source:
    """What has been read of a file so far: the texts of its parts, and the items in them.

    :param reading: to be aligned, so that its texts need not be whole parts.
    :param named: what charts call their series is a text of theirs, not of a sheet of the file.
    """

    def __init__(self, archive: Archive, options: Options, *, reading: bool, named: bool) -> None:
        self.archive, self.options, self.reading = archive, options, reading
        self._named = named
        self._packs: dict[str, Callable[[str], bytes]] = {}
        self._texts: list[str] = []
        self.items: list[Item] = []
        self.passed_over: Counter[str] = Counter()
        self.offset = 0

    def part(self, name: str) -> Part | None:
        """A part that has not been read before."""
        if name in self._packs:
            return None
        text, encoding = decode_xml(self.archive.read(name), self.options)
        self._packs[name] = packed(encoding)
        return Part(text, self.offset, drawing(text), {})

    def add(self, text: str, items: Iterable[Item]) -> None:
        """Go on with a text that has items, whose places are those in the text of the file."""
        self.items += ordered(items)
        self._texts.append(text)
        self.offset += len(text) + len(JOINT)

    def take(self, name: str, find: Callable[[Part, list[Token]], Iterable[Item]]) -> None:
        """A part with the items that ``find`` finds in it; nothing if it has been read before."""
        if part := self.part(name):
            self.add(part.text, find(part, list(tokens(part.text))))

    def take_drawing(self, name: str) -> None:
        """A chart, the data or the drawing of SmartArt, or that of a sheet, with those in it."""
        self.take(name, self._drawn)
        for _, kind, part in related(self.archive, name, self.options):
            if kind in DRAWN and not (self.reading and kind == "diagramDrawing"):
                self.take(part, self._drawn)

    def _drawn(self, part: Part, stream: list[Token]) -> Iterator[Item]:
        yield from paragraphs(part, stream, self.passed_over)
        if not self.reading:
            yield from descriptions(part.text, stream, part.offset, "cNvPr")
            yield from names(part.text, stream, part.offset) if self._named else ()

    def texts(self) -> dict[str, str]:
        """The texts of the parts, by their names."""
        return dict(zip(self._packs, self._texts, strict=True))

    def opened(self, format_: str, change: Change | None = None, remark: str = "") -> Opened:
        """The file, opened.

        :param change: what becomes of the texts of the parts before they are written.
        """
        members = list(self._packs)
        write = self.archive.packer(members, list(self._packs.values()))

        def pack(text: str) -> bytes:
            if change:
                texts = dict(zip(members, text.split(JOINT), strict=True))
                text = JOINT.join(change(texts)[name] for name in members)
            return write(text)

        passed_over = dict(sorted(self.passed_over.items()))
        source = JOINT.join(self._texts)
        if self.reading:  # its texts are in another order, and not written
            return Opened(format_, source, tuple(self.items), str.encode, passed_over=passed_over)
        return Opened(format_, source, tuple(self.items), pack, passed_over=passed_over, remark=remark)
