"""The two documents of an alignment, cut into sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tmx.base import tags
from tmx.base.errors import InputError
from tmx.model import Lang
from translate.documents.bilingual import own_side, sides
from translate.documents.cleaning.sides import evened
from translate.documents.reading import read
from translate.documents.sentences import sentences as split_sentences
from translate.language.detect import likely, tag_of
from translate.language.naming import without_language
from translate.model import BlockKind, Content, Document, Side

SHARED_FROM = 1 / 3
"""Of the keys of the document with fewer, how many must stand in both for texts to be matched by them."""


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
    given: Lang = ""  # the tag that a person gave its language
    keys: tuple[str, ...] = ()  # of the sentences, where texts of the same key translate each other

    @property
    def name(self) -> str:
        """The file's name without its language and type: ``letter`` of ``letter.zh.txt``."""
        return without_language(self.path, self.lang)

    @property
    def tag(self) -> Lang:
        """The tag of its language: as given, else by its characters and the file's name."""
        return tag_of(self.lang, self.texts, self.path, self.given)

    def take(self, order: Sequence[int]) -> "Source":
        """All of the sentences in another order."""
        to = {old: new for new, old in enumerate(order)}
        return replace(
            self,
            texts=tuple(self.texts[k] for k in order),
            blocks=None if self.blocks is None else tuple(self.blocks[k] for k in order),
            meta=frozenset(to[k] for k in self.meta),
            contents={to[k]: content for k, content in self.contents.items()},
            keys=tuple(self.keys[k] for k in order),
        )

    @property
    def used(self) -> list[int]:
        """The indexes of the sentences that are aligned."""
        return [k for k in range(len(self.texts)) if k not in self.meta]


def documents(
    first: Path,
    second: Path | None = None,
    *,
    sentences: bool = False,
    plain: bool = False,
    langs: Sequence[Lang] = (),
) -> tuple[Source, Source]:
    """The English and the Chinese one of two documents, given in either order, cut into sentences.

    Where both name their texts (messages, keys), the Chinese ones are in the order of the English.

    :param second: left out, or the same as ``first``, if that holds both languages.
    :param sentences: each line is a sentence already.
    :param plain: leave out inline codes.
    :param langs: the tags of both languages; else they are found out.
    :raises InputError: if one cannot be read, or both are in one language.
    """
    if second is None or second == first:
        cut = _blocks if sentences else _sentences
        en, zh = (cut(first, side) for side in sides(read(first, lang="en" if langs else None)))
    else:
        read_both = _both(first, second, [tags.primary(lang) for lang in langs])
        if read_both[0].lang == read_both[1].lang:
            language = {"en": "English", "zh": "Chinese"}[read_both[0].lang]
            raise InputError(
                f"is {language}, and so is {first}",
                path=second,
                hint="Give one English and one Chinese document.",
            )
        cut = _lines if sentences else _sentences
        en, zh = sorted(map(cut, (first, second), evened(*read_both)), key=lambda source: source.lang)
    en, zh = (
        replace(side, given=next((lang for lang in langs if tags.primary(lang) == side.lang), ""))
        for side in _by_keys(en, zh)
    )
    return (replace(en, contents={}), replace(zh, contents={})) if plain else (en, zh)


def _both(first: Path, second: Path, langs: Sequence[str]) -> list[Document]:
    """Both documents, in the languages given; the other way round if the letters of both say so."""
    if not langs:
        return [own_side(read(path)) for path in (first, second)]
    given: list[Side] = ["en", "zh"] if langs[0] == "en" else ["zh", "en"]
    read_both = [own_side(read(path, lang=lang)) for path, lang in zip((first, second), given, strict=True)]
    shown = [likely("\n".join(block.text for block in document.blocks)) for document in read_both]
    if shown == given[::-1]:
        return [read(path, lang=lang) for path, lang in zip((first, second), shown, strict=True)]
    return read_both


def _by_keys(en: Source, zh: Source) -> tuple[Source, Source]:
    """The documents, the Chinese in the order of the English keys; without keys if few are shared."""
    shared = set(en.keys) & set(zh.keys)
    if not shared or len(shared) < SHARED_FROM * min(len(set(en.keys)), len(set(zh.keys))):
        return replace(en, keys=()), replace(zh, keys=())
    place = {key: place for place, key in enumerate(dict.fromkeys(en.keys))}
    last, places = -1, []
    for key in zh.keys:  # what has no counterpart stays behind what it stood behind
        last = place.get(key, last)
        places.append(last)
    order = sorted(range(len(places)), key=lambda k: (places[k], zh.keys[k] not in shared))
    return en, zh.take(order)


def _lines(path: Path, document: Document) -> Source:
    """A document whose lines are sentences."""
    rows = document.source.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    texts = tuple(row.strip() for row in rows)
    empty = frozenset(k for k, text in enumerate(texts) if not text)
    return Source(path, document.lang, texts, None, empty, document)


def _blocks(path: Path, document: Document) -> Source:
    """A side of a document in both languages, whose blocks are sentences."""
    texts = tuple(block.text for block in document.blocks)
    keys = tuple(block.key for block in document.blocks)
    return Source(path, document.lang, texts, tuple(range(len(texts))), document=document, keys=keys)


def _sentences(path: Path, document: Document) -> Source:
    sentences = split_sentences(document)
    blocks = tuple(sentence.block for sentence in sentences)
    meta = frozenset(k for k, block in enumerate(blocks) if document.blocks[block].kind is BlockKind.META)
    texts = tuple(sentence.text for sentence in sentences)
    contents = {k: sentence.content for k, sentence in enumerate(sentences) if sentence.content}
    keys = tuple(document.blocks[block].key for block in blocks)
    keys = keys if all(keys) else ()
    return Source(path, document.lang, texts, blocks, meta, document, contents, keys=keys)


def listed(texts: Sequence[str], lang: Side) -> Source:
    """Sentences that come from no file, as a document."""
    empty = frozenset(k for k, text in enumerate(texts) if not text.strip())
    return Source(Path(f"sentences.{lang}"), lang, tuple(texts), None, empty)
