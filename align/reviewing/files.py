"""Review files with their line numbers, and their metadata about the aligned documents."""

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
from translate.language.detect import tag_of
from translate.model import Side

EDITED = "edited"  # a person changed the text of this line, on purpose
MOVED = "moved"  # a person split or merged this line, or moved a sentence into or out of it
SUFFIX = ".bitext.tsv"
DIGEST_KEYS: dict[Side, str] = {"en": "en-lines", "zh": "zh-lines"}
"""The metadata key for the digest of a side's sentences as the file has them. It is written where these are
not those of the document in its order: crossing beads stand elsewhere, and empty lines are left out."""
SIDES: tuple[Side, Side] = ("en", "zh")

_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(?:\?xml|!|tmx)", re.IGNORECASE)
_DESCRIPTION = re.compile(r".*, (\d+) sentences, ([0-9a-f]{10})")


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
        """Whether it is flagged as a line whose text a person changed."""
        return EDITED in self.pair.flags

    @property
    def touched(self) -> bool:
        """Whether a person has judged the line, or changed its text or its sentences.

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
        """The digest of the document that was aligned; None if the file has none."""
        description = _DESCRIPTION.fullmatch(self.metadata.get(side, ""))
        return description[2] if description else None

    def is_from(self, side: Side, sentences: Sequence[str]) -> bool:
        """Whether these are the sentences of the document that was aligned, by the file's own account."""
        return self.digest_of(side) == digest(sentences)

    def unchanged(self, side: Side) -> bool | None:
        """Whether one side is as it was aligned, sentence by sentence; None if the file has no digest."""
        aligned = self.digest_of(side)
        if not aligned or not self.whole:
            return None
        return digest(self.sentences(side)) == self.metadata.get(DIGEST_KEYS[side], aligned)


def digests(pairs: Iterable[Pair], documents: tuple[Sequence[str], Sequence[str]]) -> dict[str, str]:
    """The digests of what the file holds of each side, by key, where that is not the whole document in order.

    :param documents: all sentences of the English and of the Chinese document.
    """
    lines = list(pairs)
    by_side = {side: digest([text for pair in lines for text in side_of(pair, side)]) for side in SIDES}
    return {
        DIGEST_KEYS[side]: by_side[side]
        for side, document in zip(SIDES, documents, strict=True)
        if by_side[side] != digest(document)
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


def _langs(named: Langs, lines: Iterable[Line]) -> Langs:
    """The tags of both sides, as the columns name them, unless the text is traditional and they don't say so.

    That happens to files that lost their head, or that an earlier version wrote.
    """
    text = "".join(sentence for line in lines for sentence in line.pair.zh)
    if tags.script(named[1]) == "Hans" and script.shows_traditional(*script.count(text)):
        return named[0], tag_of("zh", [text])
    return named


def digest(sentences: Sequence[str]) -> str:
    """A hash of sentences in their order: ten hexadecimal digits."""
    return tuid("\0".join(sentences))


def described(name: str, sentences: Sequence[str]) -> str:
    """The metadata of a review file about a document: ``letter.en.txt, 52 sentences, 0a1b…``."""
    return f"{' '.join(name.split())}, {len(sentences)} sentences, {digest(sentences)}"


def _conflict(path: Path, error: InputError) -> InputError:
    if error.line is None:
        return error
    with opened(path) as stream:
        line = stream.read().split(b"\n")[error.line - 1].decode(errors="replace")
    if not line.startswith(_CONFLICT):
        return error
    return InputError(
        "has a merge conflict that is not resolved",
        path=path,
        line=error.line,
        hint="Keep one version of the lines between <<<<<<< and >>>>>>>, and delete the markers.",
    )
