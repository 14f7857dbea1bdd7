"""OpenDocument (ODT, ODS, ODP, ODG), as packages and as flat XML: paragraphs, cells, slides.

ODF 1.3 Part 2 (packages) and Part 3 (the schema). Of text documents the headers and footers are read, too;
of spreadsheets the cells with text, but no formula, number or validation; of presentations the slides with
their notes, but no master pages. Charts have their titles and labels in parts of their own. Deleted text,
fields (which show their words) and formulas stay as they are; so does a paragraph with an element that has
words of its own and is not understood, which is counted.

To be aligned, a text is followed by the notes and frames that stand in it, and the title of a slide comes
first; comments, descriptions of pictures and charts are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from translate.documents.formats.drawingml import ordered
from translate.documents.formats.markup import decode_xml, tokens
from translate.documents.formats.odf_styles import Styles
from translate.documents.formats.odf_text import MARGIN, Placed, Walker
from translate.documents.formats.zipped import JOINT, Archive
from translate.documents.seam import Opened, Options, broken, native, packed, shown
from translate.model import BlockKind, Code

_WHAT = "an ODF document"
_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
_OBJECT = re.compile(r"[^/]+/content\.xml")
_KIND = re.compile(r"<office:(text|spreadsheet|presentation|drawing|chart)[\s>/]")
_TEXTS = re.compile(r"<office:(?:body|master-styles)[\s>]")
_FLAT, _HEAD = b"<office:document", 4096  # the root of flat XML, and how far in it stands at most
_TYPE = "application/vnd.oasis.opendocument."


def open_odf(data: bytes, options: Options) -> Opened:
    """A text document, spreadsheet, presentation or drawing.

    :raises InputError: if it isn't one, or is protected by a password.
    """
    document = _Document(data, options)
    return Opened(
        "odf",
        document.source,
        tuple(ordered(placed.item for placed in document.placed)),
        document.pack,
        tuple(document.walker.edits),
        passed_over=dict(sorted(document.walker.passed_over.items())),
    )


def read_odf(data: bytes, options: Options) -> Opened:
    """A document to be aligned, in the order of reading; see the module."""
    document = _Document(data, options)
    placed = sorted(
        (one for one in document.placed if not one.is_beside), key=lambda one: (one.slide, one.rank)
    )
    texts, items, start = [], [], 0
    for one in placed:
        text = shown(one.item.content)
        kind = BlockKind.META if one.rank == MARGIN else one.item.kind
        content = tuple(map(_short, one.item.content))
        items.append(
            replace(one.item, start=start, stop=start + len(text), content=content, write=native, kind=kind)
        )
        texts.append(text)
        start += len(text) + len(JOINT)
    passed_over = dict(sorted(document.walker.passed_over.items()))
    return Opened("odf", JOINT.join(texts), tuple(items), str.encode, passed_over=passed_over)


def _short(part: str | Code) -> str | Code:
    """A code without what it holds beside the text, such as a note or a picture."""
    if isinstance(part, Code) and part.role == "alone" and not part.shown and part.native.count("<") > 1:
        return Code(part.native.partition(">")[0].rstrip("/") + "/>", at=part.at)
    return part


class _Document:
    """The parts of a document as one text, and what has been placed in them.

    :raises InputError: as :func:`open_odf`.
    """

    def __init__(self, data: bytes, options: Options) -> None:
        styles = ""
        self.pack: Callable[[str], bytes]
        if _FLAT in data[:_HEAD] and not data.startswith(b"PK"):
            text, encoding = decode_xml(data, options)
            texts, self.pack = [text], packed(encoding)
        else:
            archive = _archive(data, options)
            members = [_CONTENT, *(name for name in (_STYLES, _META) if name in archive.names)]
            members += [name for name in archive.names if _OBJECT.fullmatch(name)]
            parts = [decode_xml(archive.read(name), options) for name in members]
            texts = [text for text, _ in parts]
            self.pack = archive.packer(members, [packed(encoding) for _, encoding in parts])
            styles = texts[1] if _STYLES in members else ""
        kind = _KIND.search(texts[0])
        if not kind:
            raise broken(options, f"is not {_WHAT} of text, cells or slides", hint="Check its suffix.")
        self.source = JOINT.join(texts)
        self.walker = Walker(kind[1], options)
        self.placed = list(self._placed(texts, styles))

    def _placed(self, texts: Iterable[str], styles: str) -> Iterator[Placed]:
        offset = 0
        for text in texts:
            own = Styles((one, tokens(one[: _styles_end(one)])) for one in (text, styles))
            yield from self.walker.texts(text, offset, own)
            offset += len(text) + len(JOINT)


def _archive(data: bytes, options: Options) -> Archive:
    """The package of a document."""
    archive = Archive(data, options, _WHAT)
    kind = archive.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in archive.names else ""
    if kind and not kind.startswith(_TYPE):
        raise broken(options, f"is not {_WHAT}: its type is {kind!r}", hint="Check its suffix.")
    if _CONTENT not in archive.names:
        raise broken(options, f"is not {_WHAT}: it has no {_CONTENT}", hint="Check its suffix.")
    if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
        raise broken(options, "is protected by a password", hint="Save it without one.")
    return archive


def _styles_end(text: str) -> int:
    """Where what can hold styles ends in the text of a part."""
    match = _TEXTS.search(text)
    return match.start() if match else len(text)
