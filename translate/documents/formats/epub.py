"""EPUB: the chapters, the titles of the table of contents, the book's title and description; EPUB 2 and 3."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote

from translate.documents.formats import web
from translate.documents.formats.markup import decode_xml, labels, local, tokens
from translate.documents.formats.zipped import JOINT, Archive
from translate.documents.seam import Edit, Item, Opened, Options, broken, packed

_PAGES = (".xhtml", ".html", ".htm", ".ncx", ".opf")
_LABELS = ("text",)
_OF_THE_BOOK = ("title", "description")  # dc:title, dc:description
_LANGUAGE = re.compile(r"(<dc:language[^>]*>)([^<]+)(?=</dc:language>)")


def open_epub(data: bytes, options: Options) -> Opened:
    """A book."""
    return _opened(data, options, web.items)


def read_epub(data: bytes, options: Options) -> Opened:
    """A book to be aligned: the text of its chapters, without the words in attributes."""
    return _opened(data, options, web.flow, beside=False)


def _opened(
    data: bytes, options: Options, page: Callable[[str, int], Iterator[Item]], *, beside: bool = True
) -> Opened:
    """A book.

    :param page: the prose of a page that begins at a place.
    :param beside: with the titles that stand beside the chapters, in the table of contents and the package.
    """
    archive = Archive(data, options, "an EPUB")
    if "META-INF/container.xml" not in archive.names:
        raise broken(options, "is not an EPUB: it has no META-INF/container.xml")
    if "META-INF/encryption.xml" in archive.names and b"EncryptedData" in archive.read(
        "META-INF/encryption.xml"
    ):
        _refuse_encrypted_text(archive, options)
    members = [name for name in _ordered(archive, options, beside=beside) if name.lower().endswith(_PAGES)]
    texts, packs = [], []
    items: list[Item] = []
    edits: list[Edit] = []
    offset = 0
    for name in members:
        text, encoding = decode_xml(archive.read(name), options)
        if name.endswith(".ncx"):
            items += labels(text, list(tokens(text)), _LABELS, offset)
        elif name.endswith(".opf"):
            items += labels(text, list(tokens(text)), _OF_THE_BOOK, offset)
            for match in _LANGUAGE.finditer(text):
                edits.append(Edit(offset + match.start(2), offset + match.end(2), options.tag))
        else:
            prose = list(page(text, offset))
            items += prose
            edits += web.edits(text, offset, options, prose)
        texts.append(text)
        packs.append(packed(encoding))
        offset += len(text) + len(JOINT)
    return Opened("epub", JOINT.join(texts), tuple(items), archive.packer(members, packs), tuple(edits))


def _ordered(archive: Archive, options: Options, *, beside: bool) -> list[str]:
    """The members, those of the spine first and in its order.

    :param beside: with those that are not in the spine.
    """
    container = archive.read("META-INF/container.xml").decode("utf-8", "replace")
    match = re.search(r"full-path\s*=\s*[\"']([^\"']+)", container)
    package = match[1] if match else ""
    if package not in archive.names:
        raise broken(options, f"is a broken EPUB: its package file {package!r} is missing")
    text, _ = decode_xml(archive.read(package), options)
    hrefs: dict[str, str] = {}
    spine: list[str] = []
    for token in tokens(text):
        if local(token.name) == "item" and token.kind != "close":
            href = unquote(unescape(token.get("href") or ""))
            hrefs[token.get("id") or ""] = posixpath.normpath(
                posixpath.join(posixpath.dirname(package), href)
            )
        elif local(token.name) == "itemref":
            spine.append(hrefs.get(token.get("idref") or "", ""))
    chapters = [name for name in spine if name in archive.names]
    return [*chapters, *[name for name in archive.names if name not in spine]] if beside else chapters


def _refuse_encrypted_text(archive: Archive, options: Options) -> None:
    """Refuse a book with encrypted text (digital rights management); fonts may be obfuscated."""
    listed = archive.read("META-INF/encryption.xml").decode("utf-8", "replace")
    if re.search(r"CipherReference[^>]+URI\s*=\s*[\"'][^\"']+\.x?html?[\"']", listed):
        raise broken(options, "is encrypted (DRM)", hint="Only books without it can be read.")
