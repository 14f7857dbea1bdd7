"""Bytes to text: UTF-8, UTF-16, and where the evidence is clear GB 18030, Big5 and Windows-1252.

What anything else is, the error says.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from tmx.base.errors import InputError
from tmx.base.files import opened
from tmx.base.script import is_han

_MAGIC = (
    (b"%PDF-", "a PDF", "Name it FILE.pdf."),
    (b"PK\x03\x04", "a ZIP archive (also DOCX, XLSX, EPUB and ODT are)", "Save it as plain text first."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Save it as plain text first."),
    (b"{\\rtf", "an RTF document", "Save it as plain text first."),
    (b"\x89PNG", "a PNG image", "Give a text file."),
    (b"\xff\xd8\xff", "a JPEG image", "Give a text file."),
    (b"GIF8", "a GIF image", "Give a text file."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"\x7fELF", "a program", "Give a text file."),
    (b"MZ\x90", "a program", "Give a text file."),
    (b"SQLite format 3", "a database", "Give a text file."),
)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_GUESSES = (("big5", "Big5"), ("shift_jis", "Shift_JIS"), ("euc_kr", "EUC-KR"), ("cp1252", "Windows-1252"))
_WESTERN_FROM = 0.8  # of the bytes are ASCII
_EVERYDAY_FROM = 0.9  # of what is not ASCII, in the right encoding; in a wrong one under 0.8
_FEWEST = 4  # characters that are not ASCII; fewer prove nothing
_FOREIGN = re.compile(r".?[^\x00-\x7f].?", re.DOTALL)
_TYPOGRAPHIC = re.compile(
    r".?[‘’“”–—…\u00a0].?|[^A-Za-z]?[•€£©®°·×§½¼¾™].?|.?[€£©®°·×§½¼¾™](?:[^A-Za-z]|\Z)"
    r"|[A-Za-z]?[ß-öø-ÿœšž](?:[a-z’,.;:!?\s]|\Z)|[^a-z]?[À-ÖØ-ÞŒŠŽ][A-Za-zß-öø-ÿ]",
    re.DOTALL,
)
_KANA_FROM = 0.3  # of a Japanese text that is not ASCII; Chinese read as Japanese has under 0.05
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_SAVE = "Save it as UTF-8"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text.encode(encoding)`` gives the bytes back; a byte order mark stays as the first character."""

    text: str
    encoding: str  # a name of Python's codecs


def load(path: Path) -> bytes:
    """The bytes of a file.

    :raises InputError: if it is missing, a folder, not readable, or empty.
    """
    with opened(path) as stream:
        try:
            data = stream.read()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error
    if not data:
        raise InputError("is empty", path=path, hint="Give a file with text.")
    return data


def decode(data: bytes, name: str | Path) -> Decoded:
    """The text of a file's bytes, by its byte order mark, else by trial, strictest encoding first.

    :raises InputError: if it isn't text, or in an encoding that is not read; the error names it.
    """
    _refuse_known_binaries(data, name)
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(bom):
            return Decoded(_strictly(data, encoding, name), encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, name)
    if "\0" in text:
        return _with_nul(data, name)
    return Decoded(text, "utf-8")


def _refuse_known_binaries(data: bytes, name: str | Path) -> None:
    for magic, what, hint in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"is {what}, not text", path=name, hint=hint)
    if data.startswith(_UTF32):
        raise InputError("is UTF-32", path=name, hint=_conversion("UTF-32", name))


def _strictly(data: bytes, encoding: str, name: str | Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"starts like {encoding.upper()}, but breaks at byte {error.start}",
            path=name,
            hint=f"It may be cut short. {_SAVE}.",
        ) from None


def _with_nul(data: bytes, name: str | Path) -> Decoded:
    best = _utf16_without_bom(data)
    if best:
        return best
    line = data.count(b"\n", 0, data.index(b"\0")) + 1
    raise InputError(
        f"is binary: it has a NUL byte at offset {data.index(0)}",
        path=name,
        line=line,
        hint="Give a text file; export the text of a document first.",
    )


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str | Path) -> Decoded:
    if best := _utf16_without_bom(data) or _chinese(data) or _western(data):
        return best
    if b"\0" in data:
        return _with_nul(data, name)
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte 0x{data[error.start]:02x} at offset {error.start}"
    if _mostly_utf8(data):
        raise InputError(
            f"is UTF-8 but for {where}", path=name, line=line, hint=f"Mend that line, or {_repair(name)}"
        )
    likely = _likely(data)
    if likely:
        raise InputError(
            f"is not UTF-8, UTF-16 or GB 18030 ({where}); it looks like {likely}",
            path=name,
            line=line,
            hint=_conversion(likely, name),
        )
    raise InputError(
        f"is not UTF-8, UTF-16 or GB 18030 ({where})",
        path=name,
        line=line,
        hint=f"{_SAVE}, or if it isn't text, export its text first.",
    )


def _utf16_without_bom(data: bytes) -> Decoded | None:
    """As UTF-16, if that makes plain English or Chinese of it."""
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _plain_share(text) > 0.95:
            return Decoded(text, encoding)
    return None


def _chinese(data: bytes) -> Decoded | None:
    """As GB 18030 or Big5, whichever makes more everyday Han of it: nine tenths of what is not ASCII."""
    best, most = None, _EVERYDAY_FROM
    if _is_korean(data) or _is_japanese(data):
        return None
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        foreign = [c for c in text[:200_000] if not c.isascii()]
        share = sum(map(_everyday, foreign)) / max(1, len(foreign))
        if len(foreign) >= _FEWEST and share > most and "\0" not in text and _same(text, encoding, data):
            best, most = Decoded(text, encoding), share
    return best


def _is_korean(data: bytes) -> bool:
    """Whether EUC-KR makes Hangul and marks of all that is not ASCII; of Chinese it makes Han, too."""
    try:
        foreign = [c for c in data.decode("euc_kr")[:200_000] if not c.isascii()]
    except UnicodeDecodeError:
        return False
    hangul = sum("\uac00" <= c <= "\ud7a3" for c in foreign)
    return 2 * hangul > len(foreign) >= _FEWEST and not any(map(is_han, foreign))


def _is_japanese(data: bytes) -> bool:
    """Whether EUC-JP makes much kana of it."""
    try:
        text = data.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    foreign = sum(not c.isascii() for c in text)
    return len(_KANA.findall(text)) > _KANA_FROM * foreign


def _western(data: bytes) -> Decoded | None:
    """As Windows-1252, if it has typographic quotes and dashes or accents in words, and nothing odd."""
    if sum(byte < 0x80 for byte in data[:200_000]) <= _WESTERN_FROM * min(len(data), 200_000):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    odd = any(not _TYPOGRAPHIC.fullmatch(match[0]) for match in _FOREIGN.finditer(text))
    return None if odd else Decoded(text, "cp1252")


def _same(text: str, encoding: str, data: bytes) -> bool:
    try:
        return text.encode(encoding) == data
    except UnicodeEncodeError:
        return False


def _plain_share(text: str) -> float:
    sample = text[:200_000]
    plain = sum((c.isascii() and (c.isprintable() or c in "\t\r\n\f")) or _everyday(c) for c in sample)
    return plain / len(sample) if sample else 0.0


def _everyday(char: str) -> bool:
    """Whether GB 2312 or Big5 has it among its marks and signs, or among the Han of its first level."""
    for encoding, signs, first, last in (("gb2312", 0xA3, 0xB0, 0xD7), ("big5", 0xA3, 0xA4, 0xC6)):
        try:
            lead = char.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if lead <= signs or first <= lead <= last:
            return True
    return char in "\N{ZERO WIDTH NO-BREAK SPACE}\N{EM DASH}\N{BULLET}\N{NO-BREAK SPACE}\N{EN DASH}"


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(not c.isascii() for c in text[:200_000]) - broken
    return whole > 9 * broken


def _likely(data: bytes) -> str | None:
    western = sum(byte < 0x80 for byte in data[:200_000]) > _WESTERN_FROM * min(len(data), 200_000)
    for encoding, name in reversed(_GUESSES) if western else _GUESSES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(c.isprintable() or c.isspace() for c in text):
            return name
    return None


def _conversion(encoding: str, name: str | Path) -> str:
    return f"{_SAVE}, such as with: iconv -f {encoding.upper()} -t UTF-8 {name} > NEW"


def _repair(name: str | Path) -> str:
    return f"leave out what is broken with: iconv -c -f UTF-8 -t UTF-8 {name} > NEW"
