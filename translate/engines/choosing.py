"""Which engine serves a direction: an installed package, else the embedded translator."""

from typing import NamedTuple

from tmx.base.errors import MissingPackageError
from translate.engines import unpacking
from translate.engines.argos import ArgosDecoder
from translate.engines.careful import CarefulEngine
from translate.engines.embedded import EmbeddedDecoder
from translate.engines.engine import Decoder, Engine, Search
from translate.engines.installed import GENERATOR, Package, fingerprint, installed_for
from translate.engines.pivot import PivotEngine
from translate.model import Side, rules


def engine_for(src: str, tgt: Side, *, threads: int = 0, search: Search | None = None) -> Engine:
    """The engine for a direction: the Argos package that is installed for it, else the embedded one.

    From a third language it goes by way of English, unless a package is installed for the direction itself.

    :param threads: processor threads, 0 for as many as the process may use.
    :param search: how the models are asked; as suits them best unless given.
    :raises MissingPackageError: if nothing serves the direction, or what serves it is broken.
    """

    def careful(step: Step) -> CarefulEngine:
        decoder: Decoder = (
            decoder_of(step.package, threads=threads)
            if step.package
            else EmbeddedDecoder(rules(step.src), step.tgt, threads=threads)
        )
        return CarefulEngine(decoder, search=search)

    engines = [careful(step) for step in steps(src, tgt)]
    return engines[0] if len(engines) == 1 else PivotEngine(*engines)


class Step(NamedTuple):
    """A direction and the installed package that serves it; ``None`` for the embedded translator."""

    src: str
    tgt: Side
    package: Package | None

    @property
    def engine(self) -> str:
        """The name of what serves it."""
        return self.package.name if self.package else f"{unpacking.NAME} {unpacking.VERSION}"


def steps(src: str, tgt: Side) -> tuple[Step, ...]:
    """How a text gets from one language into another: one step, or two by way of English. Loads no model.

    :raises MissingPackageError: if there is no way.
    """
    if src == tgt:
        raise MissingPackageError(
            f"nothing translates {src} into {tgt}", hint="The directions are en to zh and zh to en."
        )
    package = installed_for(src, tgt)
    if package or src in ("en", "zh"):
        return (Step(src, tgt, package),)
    to_english = installed_for(src, "en") if tgt == "zh" else None
    if to_english is None:
        raise MissingPackageError(
            f"nothing translates {src} into {tgt}",
            hint=f"Install the Argos package {src}_en"
            + (f", by way of English, or {src}_zh" if tgt == "zh" else "")
            + ": duiyi models install NAME-or-FILE",
        )
    return (Step(src, "en", to_english), *steps("en", tgt))


def decoder_of(package: Package, *, threads: int = 0) -> Decoder:
    """A package ready to be asked, whichever kind it is of.

    :raises MissingPackageError: if it cannot be loaded.
    """
    if package.handle.type != GENERATOR:
        return ArgosDecoder(package, threads=threads)
    decoder = EmbeddedDecoder(
        rules(package.src), package.tgt, threads=threads, folder=package.path, name=package.name
    )
    decoder.fingerprint = fingerprint(package)
    return decoder
