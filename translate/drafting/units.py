"""Drafts, and from drafts to the units of a machine-translated memory."""

from collections.abc import Iterable, Iterator

from tmx.bitext import MACHINE
from tmx.identity import Identities
from tmx.model import Lang, Prop, Unit, Variant
from translate.language.detect import TAGS
from translate.language.placeholders import without_addresses
from translate.model import Draft, Side

COPY = "copy"
"""The engine of drafts that are their source: there was nothing to translate."""

MEMORY = "tm "
"""How the engine of drafts begins that a memory gave."""


def is_approved(draft: Draft) -> bool:
    """Whether it is, as it stands, a translation that people have approved: a full match of a memory."""
    return draft.engine.startswith(MEMORY) and not draft.flags


def kinds(draft: Draft) -> tuple[str, ...]:
    """Its flags without what they add: ``fuzzy`` of ``fuzzy:87%``."""
    return tuple(flag.split(":")[0] for flag in draft.flags)


def wordy(text: str) -> bool:
    """Whether there is anything to translate: a letter outside web and e-mail addresses."""

    return any(character.isalpha() for character in without_addresses(text))


def units(
    sources: Iterable[str],
    drafts: Iterable[Draft],
    *,
    src: str,
    tgt: Side,
    name: str = "",
    tag: Lang = "",
    source_tag: Lang = "",
    identities: Identities | None = None,
) -> Iterator[Unit]:
    """The units of a machine-translated memory, in order; English stands first, or else the source.

    Copies and empty drafts are left out: they would teach nothing. What the engine wants a reviewer to
    see (``loop``, ``number`` …) stands in ``x-flags``.

    :param name: the document, kept in ``x-document`` unless empty.
    :param tag: the language tag of the translations, that of the house unless given; ``source_tag`` of the
        sources.
    :param identities: those given so far, where a memory is written piece by piece.
    """
    identities = identities or Identities()
    for source, draft in zip(sources, drafts, strict=True):
        if draft.engine == COPY or not draft.text:
            continue
        machine = not draft.engine.startswith(MEMORY)
        creation = (("creationid", MACHINE),) if machine else ()
        sides = (
            Variant(source_tag or TAGS.get(src, src), (source,)),
            Variant(tag or TAGS[tgt], (draft.text,), creation),
        )
        properties = {
            "x-ConfirmationLevel": "Draft",
            "x-Origin": "MT" if machine else "TM",
            "x-document": name,
            "x-engine": draft.engine,
            "x-flags": " ".join(draft.flags),
        }
        yield Unit(
            sides[::-1] if tgt == "en" else sides,
            (("tuid", identities.of(source)),),
            tuple(Prop(type_, text) for type_, text in properties.items() if text),
        )
