"""Which packages serve a direction: those installed come before the embedded translator."""

from collections.abc import Callable

from tmx.base.errors import MissingPackageError
from translate.engines.argos import ArgosDecoder
from translate.engines.careful import CarefulEngine
from translate.engines.embedded import EmbeddedDecoder
from translate.engines.engine import Decoder, Engine, Search
from translate.engines.installed import installed
from translate.engines.package import ARGOS, Package, embedded
from translate.engines.pivot import PivotEngine
from translate.engines.prompt import PROMPTS
from translate.model import Side

DECODERS: dict[str, Callable[..., Decoder]] = {
    ARGOS: ArgosDecoder,
    **dict.fromkeys(PROMPTS, EmbeddedDecoder),
}
"""What asks a package, by the type of the package: called with it and ``threads=``."""


def engine_for(src: str, tgt: Side, *, threads: int = 0, search: Search | None = None) -> Engine:
    """The engine for a direction: that of the newest installed package, else the embedded translator.

    From a third language it goes by way of English, unless a package is installed for the direction itself.

    :param threads: processor threads, 0 for as many as the process may use.
    :param search: how the models search; by default each in its own way.
    :raises MissingPackageError: if nothing serves the direction, or what serves it is broken.
    """
    engines = [
        CarefulEngine(decoder_of(package, threads=threads), search=search) for package in route(src, tgt)
    ]
    return engines[0] if len(engines) == 1 else PivotEngine(*engines)


def packages() -> list[Package]:
    """All that translate, in the order in which they are preferred: the installed ones, the newest first."""
    return [*installed()[0], embedded("en", "zh"), embedded("zh", "en")]


def route(src: str, tgt: Side) -> tuple[Package, ...]:
    """The packages that take a text from one language into another: one, or two by way of English.

    Loads no model.

    :raises MissingPackageError: if no packages lead from one to the other.
    """
    if src == tgt:
        raise MissingPackageError(
            f"nothing translates {src} into {tgt}", hint="The directions are en to zh and zh to en."
        )
    every = packages()
    ways: list[tuple[Package, ...]] = [
        (package,) for package in every if (package.src, package.tgt) == (src, tgt)
    ]
    if not ways and tgt == "zh":
        ways = [
            (package, *route("en", tgt)) for package in every if (package.src, package.tgt) == (src, "en")
        ]
    if not ways:
        raise MissingPackageError(
            f"nothing translates {src} into {tgt}",
            hint=f"Install the Argos package {src}_en"
            + (f", by way of English, or {src}_zh" if tgt == "zh" else "")
            + ": duiyi models install NAME-or-FILE",
        )
    return ways[0]


def decoder_of(package: Package, *, threads: int = 0) -> Decoder:
    """A package ready to be asked, of whichever type it is.

    :raises MissingPackageError: if it cannot be loaded.
    """
    return DECODERS[package.type](package, threads=threads)
