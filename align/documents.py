"""The two documents of an alignment, cut into sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tmx.base import tags
from tmx.base.errors import InputError
from tmx.model import Lang
from translate.documents.cleaning.sides import evened
from translate.documents.reading import read
from translate.documents.sentences import sentences as split_sentences
from translate.drafting.units import own_tag
from translate.language.detect import named_tag
from translate.language.naming import without_language
from translate.model import BlockKind, Content, Document, Side


@dataclass(frozen=True)
class Source:
    """A document on its way: its sentences, which of them are aligned, and the blocks they stand in."""

    path: Path
    lang: Side
    texts: tuple[str, ...]
    blocks: tuple[int, ...] | None
    meta: frozenset[int] = frozenset()  # dates, by-lines, empty lines: not aligned, not translated
    document: Document | None = None
    contents: Mapping[int, Content] = field(default_factory=dict)  # of the sentences with inline codes

    @property
    def name(self) -> str:
        """The file's name without its language and type: ``letter`` of ``letter.zh.txt``."""
        return without_language(self.path, self.lang)

    @property
    def tag(self) -> Lang:
        """The tag of its language; a traditional text has the one in the file's name, such as ``zh-HK``."""
        own = own_tag(self.lang, self.texts)
        named = named_tag(self.path)
        return named if named in ("zh-Hant", "zh-HK") and tags.agree(own, named) else own

    @property
    def used(self) -> list[int]:
        """The indexes of the sentences that are aligned."""
        return [k for k in range(len(self.texts)) if k not in self.meta]


def documents(
    first: Path, second: Path, *, sentences: bool = False, plain: bool = False
) -> tuple[Source, Source]:
    """The English and the Chinese one of two documents, given in either order, cut into sentences.

    :param sentences: each line is a sentence already.
    :param plain: leave out inline codes.
    :raises InputError: if one cannot be read, or both are in one language.
    """
    read_both = [read(path) for path in (first, second)]
    if read_both[0].lang == read_both[1].lang:
        language = {"en": "English", "zh": "Chinese"}[read_both[0].lang]
        raise InputError(
            f"is {language}, and so is {first}",
            path=second,
            hint="Give one English and one Chinese document.",
        )
    cut = _lines if sentences else _sentences
    en, zh = sorted(map(cut, (first, second), evened(*read_both)), key=lambda source: source.lang)
    return (replace(en, contents={}), replace(zh, contents={})) if plain else (en, zh)


def _lines(path: Path, document: Document) -> Source:
    """A document whose lines are sentences."""
    rows = document.source.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    texts = tuple(row.strip() for row in rows)
    empty = frozenset(k for k, text in enumerate(texts) if not text)
    return Source(path, document.lang, texts, None, empty, document)


def _sentences(path: Path, document: Document) -> Source:
    sentences = split_sentences(document)
    blocks = tuple(sentence.block for sentence in sentences)
    meta = frozenset(k for k, block in enumerate(blocks) if document.blocks[block].kind is BlockKind.META)
    texts = tuple(sentence.text for sentence in sentences)
    contents = {k: sentence.content for k, sentence in enumerate(sentences) if sentence.content}
    return Source(path, document.lang, texts, blocks, meta, document, contents)


def listed(texts: Sequence[str], lang: Side) -> Source:
    """Sentences that come from no file, as a document."""
    empty = frozenset(k for k, text in enumerate(texts) if not text.strip())
    return Source(Path(f"sentences.{lang}"), lang, tuple(texts), None, empty)
