"""Review files with their line numbers, and what they say about the documents they came from."""

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tmx.base import script, tags
from tmx.base.errors import InputError
from tmx.base.files import opened
from tmx.bitext import DROP, EN, OK, ZH, Langs, Pair, read
from tmx.identity import tuid
from translate.drafting.units import own_tag
from translate.model import Side

EDITED = "edited"  # a person changed the text of this line, on purpose
MOVED = "moved"  # a person split or merged this line, or moved a sentence into or out of it
SUFFIX = ".bitext.tsv"
HELD: dict[Side, str] = {"en": "en-lines", "zh": "zh-lines"}
"""The metadata with the digest of what a file holds of a side, where that is not the document as it is:
crossing beads stand out of its order, and empty lines are left out."""
SIDES: tuple[Side, Side] = ("en", "zh")

_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(?:\?xml|!|tmx)", re.IGNORECASE)
_TOLD = re.compile(r".*, (\d+) sentences, ([0-9a-f]{10})")


class Line(NamedTuple):
    """A pair and the line of the file it stands in, from 1."""

    number: int
    pair: Pair

    def as_json(self) -> dict[str, Any]:
        """The line for programs: its number, then what it holds; ``en`` and ``zh`` are lists of sentences."""
        pair = self.pair
        return {
            "line": self.number,
            "id": pair.id,
            "kind": pair.kind,
            "score": pair.score,
            "flags": list(pair.flags),
            "en": list(pair.en),
            "zh": list(pair.zh),
        }

    @property
    def judged(self) -> bool:
        """Whether a person has said ``ok`` or ``drop``."""
        return OK in self.pair.flags or DROP in self.pair.flags

    @property
    def edited(self) -> bool:
        """Whether it says that a person changed its text."""
        return EDITED in self.pair.flags

    @property
    def touched(self) -> bool:
        """Whether a person has judged the line, or says that its text or its sentences were changed.

        A line without an identifier, or with other sentences than its type counts, was made by hand, too.
        """
        pair = self.pair
        arranged = not pair.id or pair.type not in ("", f"{len(pair.en)}-{len(pair.zh)}")
        return self.judged or self.edited or MOVED in pair.flags or arranged


@dataclass(frozen=True)
class Review:
    """A review file, read as a whole."""

    path: Path
    metadata: dict[str, str]
    lines: tuple[Line, ...]
    remarks: tuple[tuple[int, str], ...] = ()  # comments of reviewers, with their line numbers
    spreadsheet: bool = False  # saved by one, which may have taken quotation marks away
    langs: Langs = (EN, ZH)  # the tags of both sides

    @property
    def whole(self) -> bool:
        """Whether every sentence of both documents should be in the file: they were aligned as parallel."""
        return "mode:comparable" not in self.metadata.get("signature", "")

    def sentences(self, side: Side) -> list[str]:
        """All sentences of one side, in the order of the file."""
        return [text for line in self.lines for text in side_of(line.pair, side)]

    def places(self, side: Side) -> list[int]:
        """For each sentence of one side, the index in ``lines`` of the line it stands in."""
        return [k for k, line in enumerate(self.lines) for _ in side_of(line.pair, side)]

    def digest_of(self, side: Side) -> str | None:
        """The digest of the document that was aligned, if the file says it."""
        told = _TOLD.fullmatch(self.metadata.get(side, ""))
        return told[2] if told else None

    def made_from(self, side: Side, sentences: Sequence[str]) -> bool:
        """Whether these are the sentences of the document that was aligned, by the file's own account."""
        return self.digest_of(side) == digest(sentences)

    def unchanged(self, side: Side) -> bool | None:
        """Whether one side is as it was aligned, sentence by sentence; None if the file cannot tell."""
        told = self.digest_of(side)
        if not told or not self.whole:
            return None
        return digest(self.sentences(side)) == self.metadata.get(HELD[side], told)


def held(pairs: Iterable[Pair], documents: tuple[Sequence[str], Sequence[str]]) -> dict[str, str]:
    """The metadata :data:`HELD` of an alignment, as far as there is a need.

    :param documents: all sentences of the English and of the Chinese document.
    """
    lines = list(pairs)
    found = {side: digest([text for pair in lines for text in side_of(pair, side)]) for side in SIDES}
    return {
        HELD[side]: found[side]
        for side, document in zip(SIDES, documents, strict=True)
        if found[side] != digest(document)
    }


def side_of(pair: Pair, side: Side) -> tuple[str, ...]:
    """The sentences of one side."""
    return pair.en if side == "en" else pair.zh


def read_review(path: Path) -> Review:
    """Read a review file.

    :raises InputError: with the line that is wrong; an unresolved merge conflict, or a memory instead of a
        review file, is called that.
    """
    _refuse_memory(path)
    with read(path) as reader:
        try:
            lines = tuple(Line(reader.line, pair) for pair in reader)
        except InputError as error:
            raise _conflict(path, error) from None
        remarks = tuple(reader.remarks)
        return Review(
            path, dict(reader.metadata), lines, remarks, reader.spreadsheet, _langs(reader.langs, lines)
        )


def _refuse_memory(path: Path) -> None:
    """Name a memory as such; its first line would only be called malformed.

    :raises InputError: if the file is a TMX.
    """
    with opened(path) as stream:
        start = stream.read(1000)
    if (path.name.endswith(".tmx.gz") and start.startswith(b"\x1f\x8b")) or _XML.match(
        start.replace(b"\0", b"")
    ):
        review = path.with_name(path.name.removesuffix(".gz").removesuffix(".tmx") + SUFFIX)
        command = f"duiyi tmx convert {shlex.quote(str(path))} -o {shlex.quote(str(review))}"
        raise InputError(
            "is a translation memory, not a review file",
            path=path,
            hint=f"Make a review file of it: {command}.",
        )


def unquoted(text: str) -> str:
    """A text without its plain quotation marks, of which a spreadsheet may take some away."""
    return text.replace('"', "")


def _langs(said: Langs, lines: Iterable[Line]) -> Langs:
    """The tags of both sides. A file that lost its head, or is of an earlier version, may be traditional."""
    text = "".join(sentence for line in lines for sentence in line.pair.zh)
    if tags.script(said[1]) == "Hans" and script.shows_traditional(*script.count(text)):
        return said[0], own_tag("zh", [text])
    return said


def digest(sentences: Sequence[str]) -> str:
    """What tells whether two documents have the same sentences in the same order: ten hexadecimal digits."""
    return tuid("\0".join(sentences))


def told(name: str, sentences: Sequence[str]) -> str:
    """What the metadata of a review file says of a document: ``letter.en.txt, 52 sentences, 0a1b…``."""
    return f"{' '.join(name.split())}, {len(sentences)} sentences, {digest(sentences)}"


def _conflict(path: Path, error: InputError) -> InputError:
    if error.line is None:
        return error
    with opened(path) as stream:
        line = stream.read().split(b"\n")[error.line - 1].decode(errors="replace")
    if not line.startswith(_CONFLICT):
        return error
    return InputError(
        "a merge conflict is not settled",
        path=path,
        line=error.line,
        hint="Keep one version of the lines between <<<<<<< and >>>>>>>, and delete the markers.",
    )
