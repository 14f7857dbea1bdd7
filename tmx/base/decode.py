"""Bytes to text: UTF-8, UTF-16 and GB 18030 are read; what anything else is, the error says."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from tmx.base.errors import InputError
from tmx.base.files import opened

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
    candidates = [d for d in (_utf16_without_bom(data), _gb18030(data)) if d]
    if candidates:
        return candidates[0]
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


def _gb18030(data: bytes) -> Decoded | None:
    """As GB 18030, if nine tenths of what is not ASCII are everyday Han and Chinese marks."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [c for c in text[:200_000] if not c.isascii()]
    good = bool(foreign) and sum(map(_everyday, foreign)) > 0.9 * len(foreign)
    return Decoded(text, "gb18030") if good and "\0" not in text and text.encode("gb18030") == data else None


def _plain_share(text: str) -> float:
    sample = text[:200_000]
    plain = sum((c.isascii() and (c.isprintable() or c in "\t\r\n\f")) or _everyday(c) for c in sample)
    return plain / len(sample) if sample else 0.0


def _everyday(char: str) -> bool:
    """Whether GB 2312 has it among its marks and signs, or among the 3755 Han of its first level."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return char in "\N{ZERO WIDTH NO-BREAK SPACE}\N{EM DASH}\N{BULLET}\N{NO-BREAK SPACE}\N{EN DASH}"
    return lead <= 0xA3 or 0xB0 <= lead <= 0xD7


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
