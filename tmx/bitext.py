"""The review file, ``*.bitext.tsv``: one pair a line, for people, diffs and merges.

Columns ``id type score flags en zh-CN``, parted by tabs; the last two are called by the tags of the texts,
such as ``zh-TW``. In text, tab, line feed, carriage return and backslash are written ``\\t``, ``\\n``,
``\\r`` and ``\\\\``. ``⏎`` parts the sentences of one side; one that belongs to the text is written ``\\⏎``.
Lines that begin with ``#`` are comments; those of the form ``# key: value`` above the first pair are
metadata.

The reviewer's verdict stands in ``flags``, parted by commas: ``ok`` approves a pair, ``drop`` takes it out of
the memory; capital letters, and the commas and letters of a Chinese keyboard, are taken for the plain ones.
Pairs that the aligner flags ``candidate`` stay out of it until they are approved. A word that isn't a flag
(:mod:`tmx.flags`) is an error: remarks go on lines of their own. What a spreadsheet makes of the file is
undone (:mod:`tmx.spreadsheets`).
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from tmx import flags as words
from tmx import spreadsheets
from tmx.base import tags
from tmx.base.errors import InputError
from tmx.base.files import opened
from tmx.base.words import count
from tmx.codes import Codes, segments
from tmx.identity import Identities
from tmx.model import Lang, Prop, Unit, Variant, plain

_FIXED = "#id\ttype\tscore\tflags"
EN, ZH = "en", "zh-CN"
COLUMNS = f"{_FIXED}\t{EN}\t{ZH}"
OK, DROP, CANDIDATE = words.OK, words.DROP, words.CANDIDATE
MARK = "\N{RETURN SYMBOL}"  # ⏎, parts sentences
Langs = tuple[Lang, Lang]
"""The tags of the English and the Chinese side."""
JOINTS: Mapping[Lang, str] = {EN: " ", ZH: ""}  # between the sentences of one segment

MACHINE = "MT!"  # who made a translation, if it was a machine: as Okapi, Weblate and OmegaT have it
_ORIGINS = {"mt": "MT", "tm": "TM"}  # flags, and what x-Origin says for them
ORIGINS = ("Alignment", *_ORIGINS.values())
"""What a review file can say of where a pair comes from."""
_APPROVED = ("ApprovedTranslation", "ApprovedSignOff", "Translated")

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", MARK: "\\" + MARK}
_ESCAPED = str.maketrans(_ESCAPES)
_PLAIN = {escaped: character for character, escaped in _ESCAPES.items()}
_ESCAPE = re.compile(r"\\.?", re.DOTALL)
_METADATA = re.compile(r"# ([\w-]+): (.*)")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the review file: sentences of both sides that translate each other; one side may be empty.

    :raises ValueError: if a field cannot be written: white space in ``id`` or a flag, an empty sentence.
    """

    id: str  # empty in a line that a person added; white space never
    en: tuple[str, ...]
    zh: tuple[str, ...]
    type: str = ""  # such as "2-1": sentences that the aligner saw on each side
    score: float | None = None  # probability that the pair is right; two decimals are kept
    flags: tuple[str, ...] = ()  # the verdict, and the tool's reasons

    def __post_init__(self) -> None:
        if self.id.startswith(("#", "\N{ZERO WIDTH NO-BREAK SPACE}")) or any(map(str.isspace, self.id)):
            raise ValueError(f"no id can be {self.id!r}")
        if any(map(str.isspace, self.type)):
            raise ValueError(f"no type can be {self.type!r}")
        if "" in self.en or "" in self.zh:
            raise ValueError("a sentence is empty")
        if self.score is not None and not math.isfinite(self.score):
            raise ValueError(f"no score can be {self.score}")
        for flag in self.flags:
            if not words.WORD.fullmatch(flag):
                raise ValueError(f"no flag can be {flag!r}")

    @property
    def kind(self) -> str:
        """Such as ``2-1``: sentences counted where they are told apart, else as ``type`` says."""
        if len(self.en) == len(self.zh) == 1 and self.type:
            return self.type
        return f"{len(self.en)}-{len(self.zh)}"

    @property
    def kept(self) -> bool:
        """Whether the pair belongs into the memory: two sides, no ``drop``, and no mere candidate."""
        refused = DROP in self.flags or (CANDIDATE in self.flags and OK not in self.flags)
        return bool(self.en and self.zh) and not refused


def format(pair: Pair) -> str:
    """The line of a pair, without its line end."""
    score = "" if pair.score is None else f"{pair.score:.2f}"
    return "\t".join(
        (pair.id, pair.type, score, ",".join(pair.flags), _format_side(pair.en), _format_side(pair.zh))
    )


def parse(line: str) -> Pair:
    """The pair of a line, given without its line end: ``parse(format(pair)) == pair``.

    :raises InputError: if it is none, saying why; path and line number are for the caller to add.
    """
    return _pair(line.split("\t"))


def _pair(columns: list[str]) -> Pair:
    while len(columns) > 6 and not columns[-1].strip():  # what a spreadsheet, or a hand, adds at the end
        columns.pop()
    if len(columns) != 6:
        raise InputError(
            f"{count(len(columns), 'column')} instead of 6",
            hint=r"Columns are parted by single tabs, also around empty ones; a tab in text is written \t.",
        )
    id_, type_, score, flags, en, zh = columns
    try:
        value = float(score) if score.strip() else None
    except ValueError:
        raise InputError(
            f"the score {score!r} isn't a number", hint="Write one such as 0.93, or nothing."
        ) from None
    try:
        return Pair(id_, _parse_side(en), _parse_side(zh), type_, value, tuple(words.parse(flags)))
    except ValueError as error:
        raise InputError(str(error), hint="See the lines around it for the form.") from None


def write(
    pairs: Iterable[Pair],
    stream: IO[bytes],
    *,
    metadata: Mapping[str, str] | None = None,
    langs: Langs = (EN, ZH),
) -> int:
    """Write a review file, as the pairs come.

    :param metadata: written above the pairs, one ``# key: value`` a line.
    :param langs: the tags of both sides, which the columns are called after.
    :returns: the number of pairs.
    """
    for key, value in (metadata or {}).items():
        line = f"# {key}: {value}"
        if not _METADATA.fullmatch(line):
            raise ValueError(f"metadata must fit on a line: {line!r}")
        stream.write(_encode(f"{line}\n"))
    stream.write("\t".join((_FIXED, *langs)).encode() + b"\n")
    count = 0
    for pair in pairs:
        stream.write(_encode(f"{format(pair)}\n"))
        count += 1
    return count


def read(source: str | Path | IO[bytes]) -> "Reader":
    """The pairs of a review file, one at a time.

    :param source: a path, or a binary stream, which stays open.
    :raises InputError: with line number and what to do, if it is none; also while iterating.
    """
    return Reader(source)


class Reader(Iterator[Pair]):
    """The pairs of a review file, once, in order. Also a context manager, which closes a file early."""

    metadata: dict[str, str]
    """The ``# key: value`` lines above the first pair."""
    langs: Langs
    """The tags of both sides, as the columns are called."""
    line: int
    """The number of the line read last, from 1."""
    remarks: list[tuple[int, str]]
    """Comments of reviewers: the number of each line so far, and the line."""
    spreadsheet: bool
    """Whether a spreadsheet has saved the file; quotation marks where texts begin may be lost then."""

    def __init__(self, source: str | Path | IO[bytes]) -> None:
        self.metadata = {}
        self.langs = EN, ZH
        self.line = 0
        self.remarks = []
        self._path: str | Path | None = None
        self._opened: IO[bytes] | None = None
        stream: IO[bytes]
        if isinstance(source, str | Path):
            self._path = source
            stream = self._opened = opened(Path(source))
        else:
            name = getattr(source, "name", None)
            self._path = name if isinstance(name, str) else None
            stream = source
        try:
            self._layout = spreadsheets.layout(stream)
        except InputError as error:
            self.close()
            raise InputError(error.what, path=self._path or "<stream>", hint=error.hint) from None
        self.spreadsheet = self._layout.saved
        pairs = self._parse(stream)
        self._pairs = chain([first for first in [next(pairs, None)] if first], pairs)  # reads the metadata

    def __next__(self) -> Pair:
        return next(self._pairs)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, if this reader opened it."""
        if self._opened is not None:
            self._opened.close()

    def _parse(self, stream: IO[bytes]) -> Iterator[Pair]:
        above = True
        rows = self._rows(stream)
        while True:
            try:
                cells = next(rows, None)
                if cells is None:
                    break
                if cells[0].startswith("#"):
                    self._comment("\t".join(cells), above)
                    continue
                pair = _pair(cells)
            except UnicodeDecodeError:
                raise self._error("not UTF-8", "Save the file as UTF-8.") from None
            except InputError as error:
                self.line = error.line or self.line
                raise self._error(error.what, error.hint) from None
            above = False
            yield pair
        self.close()

    def _rows(self, stream: IO[bytes]) -> Iterator[list[str]]:
        """The cells of each line that has any; ``line`` is kept up with it."""
        if self.spreadsheet:
            for number, cells in spreadsheets.rows(stream, self._layout):
                self.line = number
                yield cells
            return
        for self.line, data in enumerate(stream, 1):
            line = data.decode("utf-8-sig" if self.line == 1 else "utf-8").rstrip("\r\n")
            if line.strip(" "):
                yield line.split("\t")

    def _comment(self, line: str, above: bool) -> None:
        if line.startswith("#id\t"):
            self._name_columns(line)
        if above and (match := _METADATA.fullmatch(line)):
            self.metadata[match[1]] = match[2]
        elif not line.startswith("#id\t") and line.strip("# "):
            self.remarks.append((self.line, line))

    def _name_columns(self, line: str) -> None:
        *fixed, en, zh = line.split("\t")
        if "\t".join(fixed) != _FIXED or (tags.primary(en), tags.primary(zh)) != ("en", "zh"):
            hint = f"They must be: {COLUMNS.replace(chr(9), ' ')}; other tags of the two languages will do."
            raise InputError("unknown columns", hint=hint)
        self.langs = en, zh

    def _error(self, what: str, hint: str) -> InputError:
        return InputError(what, path=self._path or "<stream>", line=self.line, hint=hint)


def units(
    pairs: Iterable[Pair], *, origin: str = "Alignment", langs: Langs = (EN, ZH), codes: Codes | None = None
) -> Iterator[Unit]:
    """The memory that a review file makes: a unit for each pair that is :attr:`~Pair.kept`.

    The sentences of a side are joined, English by a space, Chinese by nothing; such a unit is marked
    ``segtype="paragraph"``, and one-to-one pairs go by the header's ``sentence``.

    :param langs: the tags of both sides, as :attr:`Reader.langs` has them.
    :param codes: the inline codes of sentences.
    """
    identities = Identities()
    for pair in pairs:
        if not pair.kept:
            continue
        id_ = identities.of(JOINTS[EN].join(pair.en))
        en, zh = segments(pair.en, pair.zh, (JOINTS[EN], JOINTS[ZH]), codes or {})
        attributes = (("tuid", pair.id or id_),)
        if pair.kind != "1-1":
            attributes += (("segtype", "paragraph"),)  # type: ignore[assignment]
        remarks = [
            Prop("x-ConfirmationLevel", "ApprovedTranslation" if OK in pair.flags else "Draft"),
            *[Prop("x-Origin", name) for name in [_origin(pair, origin)] if name],
            *([] if pair.score is None else [Prop("x-alignment-score", f"{pair.score:.2f}")]),
            *([Prop("x-alignment-type", pair.kind)] if pair.type else []),
        ]
        yield Unit((Variant(langs[0], en), Variant(langs[1], zh)), attributes, tuple(remarks))


def _origin(pair: Pair, origin: str) -> str:
    """Where a pair comes from: its flags say it, or the type that an aligner gave it; else nobody knows."""
    names = (_ORIGINS[word] for flag in pair.flags if (word := flag.split(":")[0]) in _ORIGINS)
    return next(names, origin if pair.type else "")


def pairs(units: Iterable[Unit], *, langs: Langs = (EN, ZH)) -> Iterator[Pair]:
    """The review lines of a memory's units; those that lack one of the languages have an empty side.

    Text only: inline codes, notes and other properties have no place in a review file.
    """
    for unit in units:
        en, zh = (_text(unit, lang) for lang in langs)
        paired = bool(en and zh)
        counted = "" if paired else f"{len(en)}-{len(zh)}"
        came = [flag for flag, name in _ORIGINS.items() if unit.prop("x-Origin") == name]
        yield Pair(
            _word(unit.attribute("tuid")),
            en,
            zh,
            _word(unit.prop("x-alignment-type")) or counted,
            _number(unit.prop("x-alignment-score")),
            ((OK,) if paired and _approved(unit) else ()) + tuple(came),
        )


def _approved(unit: Unit) -> bool:
    """Whether people stand behind a unit: it says so, or says nothing and no machine made it."""
    level = unit.prop("x-ConfirmationLevel")
    attributes = (unit.attributes, *(variant.attributes for variant in unit.variants))
    machine = any(("creationid", MACHINE) in about for about in attributes)
    return level in _APPROVED or (level is None and not machine)


def _word(text: str | None) -> str:
    """The text as an id or type can be: without white space, and not like a comment."""
    return "".join((text or "").split()).lstrip("#\N{ZERO WIDTH NO-BREAK SPACE}")


def _text(unit: Unit, lang: Lang) -> tuple[str, ...]:
    variant = unit.side(lang)
    text = "" if variant is None else plain(variant.segment)
    return (text,) if text else ()


def _number(text: str | None) -> float | None:
    try:
        return None if text is None or not math.isfinite(float(text)) else float(text)
    except ValueError:
        return None


def _encode(line: str) -> bytes:
    """UTF-8; a lone surrogate, which has none, becomes U+FFFD as in TMX."""
    try:
        return line.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", line).encode()


def _format_side(sentences: tuple[str, ...]) -> str:
    return MARK.join([sentence.translate(_ESCAPED) for sentence in sentences])


def _parse_side(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple([_ESCAPE.sub(_unescape, sentence) for sentence in _split(text)])


def _split(text: str) -> list[str]:
    """The sentences of a side, still escaped: parted at each ⏎ that no backslash covers."""
    if MARK not in text:
        return [text]
    sentences = [""]
    for piece in re.split(rf"(\\.|{MARK})", text, flags=re.DOTALL):
        if piece == MARK:
            sentences.append("")
        else:
            sentences[-1] += piece
    return sentences


def _unescape(match: re.Match[str]) -> str:
    try:
        return _PLAIN[match[0]]
    except KeyError:
        raise InputError(
            f"{match[0]} means nothing",
            hint=r"Known are \t \n \r \⏎ and \\; a backslash of the text is written \\.",
        ) from None
