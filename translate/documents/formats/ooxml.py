"""The parts of Office files, which name others (ECMA-376 Part 2, Open Packaging Conventions).

A part is found by the relationships of the part that refers to it; its name is the same in small and in large
letters.
"""

from __future__ import annotations

import html
import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote

from translate.documents.formats.markup import Token, decode_xml, local, tokens
from translate.documents.formats.zipped import Archive
from translate.documents.seam import Options, broken

PROPERTIES = "docProps/core.xml"
"""Where the title of a document stands."""

_ROOTS = frozenset(("document", "presentation", "workbook"))
_REFERENCE = re.compile(r"[\w.-]+:id\s*=\s*[\"']([^\"']*)")


class Relation(NamedTuple):
    """What a part refers to: ``kind`` is the last word of the relationship's type."""

    id: str
    kind: str
    part: str


def related(archive: Archive, name: str, options: Options) -> list[Relation]:
    """The parts that a part refers to; those that the whole refers to, if it has no name."""
    folder, base = posixpath.split(name)
    listed = archive.called(posixpath.join(folder, "_rels", f"{base}.rels"))
    if not listed:
        return []
    text, _ = decode_xml(archive.read(listed), options)
    relations = []
    for token in tokens(text):
        if local(token.name) == "Relationship" and token.get("TargetMode") != "External":
            target = unquote(token.get("Target") or "")
            part = archive.called(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            if part:
                kind = (token.get("Type") or "").rpartition("/")[2]
                relations.append(Relation(token.get("Id") or "", kind, part))
    return relations


def main_part(archive: Archive, options: Options, what: str, otherwise: str, root: str) -> str:
    """The name of the part that holds the others together.

    :param what: what the file should be, such as "a DOCX".
    :param otherwise: the part's name where no relationship says it.
    :param root: what its root element is called.
    :raises InputError: if there is none, or it is that of another kind of file.
    """
    kinds = {relation.kind: relation.part for relation in related(archive, "", options)}
    main = kinds.get("officeDocument", "") or archive.called(otherwise)
    if not main:
        raise broken(options, f"is not {what}: it has no {otherwise}")
    text, _ = decode_xml(archive.read(main), options)
    first = next((local(token.name) for token in tokens(text) if token.name), "")
    if first in _ROOTS and first != root:
        raise broken(options, f"is not {what}: its main part is {main}", hint="Check its suffix.")
    return main


def reference(token: Token) -> str:
    """The relationship that an element names (``r:id``), beside an ``id`` of its own."""
    match = _REFERENCE.search(token.attributes)
    return html.unescape(match[1]) if match else ""
