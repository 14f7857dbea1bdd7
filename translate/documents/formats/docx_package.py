"""The parts of a DOCX, which its relationships name, and the fonts of its styles."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from tmx.base.script import EAST_ASIAN
from translate.documents.formats.markup import decode_xml, element_end, local, tokens
from translate.documents.formats.ooxml import main_part, related
from translate.documents.formats.zipped import Archive
from translate.documents.seam import Options

Fonts = Mapping[str, tuple[str, ...]]
"""The fonts of each style that has some, in small letters."""

_MAIN = "word/document.xml"
_FONTS = re.compile(
    r"\bw:(?:ascii|hAnsi)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
    r"|<a:(?:latin|sym)\b[^<>]*?\btypeface\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
)
_STYLE = re.compile(r"<w:[rp]Style\b[^<>]*?\bw:val\s*=\s*[\"']([^\"']*)")
_BEFORE = re.compile(r"<w:(rPrChange|pPrChange)\b.*?</w:\1>", re.DOTALL)
_SYMBOLS = re.compile(
    r"(?:symbol(?:mt| neu)?|wingdings(?:[ -]?[23]|-regular)?|webdings|marlett|mt extra"
    r"|(?:itc )?zapf ?dingbats.*|monotype sorts|bookshelf symbol 7|ms reference specialty|ms outlook"
    r"|euclid symbol|euclid extra|(?:open|star)symbol|font ?awesome.*|material (?:icons|symbols).*"
    r"|segoe (?:mdl2 assets|fluent icons)|glyphicons.*|dingbats)\Z"
)
# private characters, shapes, dingbats, and variation selectors
_SIGNS = re.compile("[\ue000-\uf8ff\u25a0-\u2775\u2794-\u27bf\u2b00-\u2bff\ufe0f]+\\Z")
_EAST_ASIAN = re.compile(f"[{EAST_ASIAN}]")
_FIXED = re.compile(
    r".*\b(?:mono|monospaced?|typewriter|terminal)\b|courier|consolas|lucida console|monaco|menlo|sf ?mono"
    r"|cascadia code|source code|fira code|inconsolata|fixedsys|letter gothic|ocr a|anonymous pro|hack\Z"
)


def parts(archive: Archive, options: Options) -> dict[str, str]:
    """The main part and those it refers to, each with its kind (``document``, ``header``, ``chart`` …).

    :raises InputError: if there is no main part.
    """
    main = main_part(archive, options, "a DOCX", _MAIN, "document")
    return {main: "document", **{one.part: one.kind for one in related(archive, main, options)}}


def style_fonts(archive: Archive, name: str, options: Options) -> Fonts:
    """The fonts of the styles that a part defines, with those a style inherits."""
    if name not in archive.names:
        return {}
    text, _ = decode_xml(archive.read(name), options)
    stream = list(tokens(text))
    own: dict[str, tuple[str, ...]] = {}
    based: dict[str, str] = {}
    for index, token in enumerate(stream):
        if token.kind == "open" and local(token.name) == "style":
            inner = stream[index : element_end(stream, index)]
            style = token.get("styleId") or ""
            own[style] = _own(text[token.start : inner[-1].stop])
            based[style] = next((one.get("val") or "" for one in inner if local(one.name) == "basedOn"), "")
    fonts: dict[str, tuple[str, ...]] = {}
    for style in own:
        above, chain = style, {""}
        while not own.get(above) and above not in chain:
            chain.add(above)
            above = based.get(above, "")
        if own.get(above):
            fonts[style] = own[above]
    return fonts


def fonts_of(properties: str, styles: Fonts, otherwise: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The fonts that the properties of a run or paragraph ask for, themselves or by their style."""
    style = _STYLE.search(properties)
    return _own(properties) or styles.get(style[1] if style else "", ()) or otherwise


def are_symbols(fonts: tuple[str, ...], text: str) -> bool:
    """Whether a text consists of symbols (boxes to tick, arrowheads), by its font or by itself."""
    signs = "".join(text.split())
    return bool(signs) and (bool(_SIGNS.match(signs)) or any(_SYMBOLS.match(font) for font in fonts))


def is_fixed(fonts: tuple[str, ...], text: str) -> bool:
    """Whether a text is in a fixed-width font; Han have a font of their own."""
    return any(_FIXED.match(font) for font in fonts[:1]) and not _EAST_ASIAN.search(text)


def _own(properties: str) -> tuple[str, ...]:
    matches = _FONTS.finditer(_BEFORE.sub("", properties))
    return tuple(html.unescape(match[match.lastindex or 0]).strip().lower() for match in matches)
