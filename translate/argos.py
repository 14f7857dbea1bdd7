"""Installed Argos packages: found, read and tokenized by ``argostranslate.package``, run by CTranslate2.

Of argostranslate nothing else is imported: its other modules want sentence splitters that weigh gigabytes.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from tmx.errors import MissingPackageError
from tmx.tags import primary
from translate.engine import Decoder, Output, Search, device, keep_memory, processors
from translate.model import Side, rules
from translate.portions import Portion

SEARCH = Search()
"""How a package is asked first: greedily, three times as fast as with the four beams of argostranslate.

``--beam 4`` asks for these; what is at fault in a greedy draft is asked for again with more in any case.
"""

GENERATOR = "duiyi-generator"
"""The type of a package that ``duiyi models adapt`` made of the embedded translator; Argos passes it over."""

TYPES = ("translate", GENERATOR)

LENGTH_PENALTY = 0.2  # as argostranslate.translate has it
MAX_PIECES = 200  # OpenNMT's default filter for training pairs: longer ones no package has seen
_BATCH_PIECES = 1024  # 512 to 4096 are alike within a tenth; measured on a package of real size
_STEP = 32  # pieces
_TRADITIONAL = "zt"  # Argos's own code for Chinese in traditional script
_SAMPLED = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class Package:
    """An installed Argos package that translates into English or Chinese."""

    path: Path
    src: str
    tgt: Side
    version: str
    handle: Any  # the argostranslate.package.Package: its tokenizer, its metadata

    @property
    def name(self) -> str:
        """As it stands in drafts: ``argos en-zh 1.9``."""
        maker = "duiyi-gemma" if self.handle.type == GENERATOR else "argos"
        return f"{maker} {self.src}-{self.tgt} {self.version or '?'}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder among the packages that is none, or not a whole one."""

    path: Path
    why: str


def package_folders() -> list[Path]:
    """Where Argos packages lie, the folder for new ones first: what ``argostranslate.settings`` says.

    ``ARGOS_PACKAGES_DIR`` is read at each call, so that a change takes effect.

    :raises MissingPackageError: if argostranslate cannot make its folders.
    """
    own = os.environ.get("ARGOS_PACKAGES_DIR")
    if own:
        return [Path(own)]
    settings = _argostranslate("settings")
    return [Path(folder) for folder in settings.package_dirs]


def _argostranslate(module: str) -> Any:
    """A module of argostranslate, which makes its folders in the user's home when it is imported."""
    try:
        return import_module(f"argostranslate.{module}")
    except OSError as error:
        raise MissingPackageError(
            f"argostranslate cannot make its folders: {error.strerror or error}",
            path=error.filename,
            hint="Set XDG_DATA_HOME, XDG_CONFIG_HOME and XDG_CACHE_HOME to folders that you may write to.",
        ) from error


def installed() -> tuple[list[Package], list[Broken]]:
    """The installed packages into English and Chinese, the newest of a direction first; and broken folders.

    Where argostranslate was never used nothing is imported and no folder is made.
    """
    packages: list[Package] = []
    broken: list[Broken] = []
    if _ever_used():
        for folder in package_folders():
            for path in sorted(folder.iterdir()) if folder.is_dir() else []:
                if path.is_dir():
                    found = read_package(path)
                    if isinstance(found, Broken):
                        broken.append(found)
                    elif found is not None:
                        packages.append(found)
    packages.sort(key=lambda package: (package.src, package.path.name))
    packages.sort(key=lambda package: _version(package.version), reverse=True)
    return packages, broken


def decoder_of(package: Package, *, threads: int = 0) -> Decoder:
    """A package ready to be asked, whichever kind it is of.

    :raises MissingPackageError: if it cannot be loaded.
    """
    if package.handle.type != GENERATOR:
        return ArgosDecoder(package, threads=threads)
    from translate.embedded import EmbeddedDecoder

    decoder = EmbeddedDecoder(
        rules(package.src), package.tgt, threads=threads, folder=package.path, name=package.name
    )
    decoder.fingerprint = fingerprint(package)
    return decoder


def installed_for(src: str, tgt: Side) -> Package | None:
    """The newest installed package for a direction."""
    return next((package for package in installed()[0] if (package.src, package.tgt) == (src, tgt)), None)


def read_package(path: Path) -> Package | Broken | None:
    """What lies in a folder: a package, a broken one, or (``None``) a whole one for other languages."""
    argos = _argostranslate("package")
    try:
        handle = argos.Package(path)
        src, tgt = language(handle.from_code), side(handle.to_code)
        version = str(handle.package_version)
    except FileNotFoundError:
        return Broken(path, "it has no metadata.json")
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        return Broken(path, f"its metadata.json cannot be read: {error}")
    if handle.type not in TYPES or not src or tgt is None or src == tgt:
        return None
    if not (path / "model" / "model.bin").is_file():
        return Broken(path, "it has no model/model.bin")
    if not hasattr(handle, "tokenizer"):
        return Broken(path, "it has neither sentencepiece.model nor bpe.model")
    return Package(path, src, tgt, version, handle)


def side(code: object) -> Side | None:
    """The language of the house that an Argos code names; ``zt`` (traditional script) is none of them."""
    return {"en": "en", "zh": "zh"}.get(primary(code)) if isinstance(code, str) else None  # type: ignore[return-value]


def language(code: object) -> str:
    """The language that an Argos code names, by primary subtag; empty if it names none that is read here."""
    found = primary(code) if isinstance(code, str) else ""
    return found if re.fullmatch("[a-z]{2,3}", found) and found != _TRADITIONAL else ""


def _ever_used() -> bool:
    """Whether argostranslate can have packages: its folder, its settings or its variables are there."""
    if os.environ.get("ARGOS_PACKAGES_DIR") or "SNAP" in os.environ:
        return True
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return (data / "argos-translate").is_dir() or (config / "argos-translate" / "settings.json").exists()


def _version(text: str) -> Any:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return Version("0")


def fingerprint(package: Package) -> str:
    """The name of the package and a hash of it: its metadata, and size, beginning and end of its model."""
    model = package.path / "model" / "model.bin"
    made = sha256((package.path / "metadata.json").read_bytes())
    try:
        with model.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            for start in (0, max(0, size - _SAMPLED)):
                stream.seek(start)
                made.update(size.to_bytes(8, "big") + stream.read(_SAMPLED))
    except OSError as error:
        raise MissingPackageError(f"its model cannot be read: {error}", path=package.path) from error
    return f"{package.name} {made.hexdigest()[:16]}"


class ArgosDecoder:
    """An installed Argos package, asked in one batch for a whole document.

    :param threads: processor threads, 0 for as many as the process may use.
    :param batch_pieces: how many pieces go through the model at once.
    :raises MissingPackageError: if the package cannot be loaded.
    """

    search = SEARCH
    max_pieces = MAX_PIECES

    def __init__(self, package: Package, *, threads: int = 0, batch_pieces: int = _BATCH_PIECES) -> None:
        import ctranslate2

        self.name = package.name
        self.fingerprint = fingerprint(package)
        self.src, self.tgt = package.src, package.tgt
        self._tokenizer: Any = package.handle.tokenizer
        self._prefix: str = package.handle.target_prefix or ""
        self._batch_pieces = batch_pieces
        workers = threads or processors()
        self.portion = Portion(calls=workers + 1)  # none waits while drafts are looked through
        keep_memory()
        try:
            self._tokenizer.encode("a")
            self._translator: Any = ctranslate2.Translator(
                str(package.path / "model"),
                device=device(),
                inter_threads=workers,
                intra_threads=1,
            )
        except Exception as error:  # each tokenizer, and CTranslate2, has errors of its own
            raise MissingPackageError(
                f"the Argos package cannot be loaded: {error}",
                path=package.path,
                hint=f"Install it anew, or take it away: duiyi models remove {package.path.name}",
            ) from error

    def pieces(self, text: str) -> int:
        """How many pieces the package's tokenizer makes of ``text``."""
        return len(self._tokenizer.encode(text))

    def decode(self, texts: Sequence[str], search: Search) -> Iterator[tuple[int, Output]]:
        """Translate ``texts``, longest first; CTranslate2 makes the batches."""
        encoded = [self._tokenizer.encode(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda index: (-len(encoded[index]), index))
        calls: list[tuple[list[int], int, Any]] = []
        for limit, group in groupby(order, key=lambda index: _limit(len(encoded[index]))):
            some = list(group)
            calls.append((some, limit, self._ask([encoded[index] for index in some], limit, search)))
        for some, limit, results in calls:
            for index, pending in zip(some, results, strict=True):
                result = pending.result()
                pieces = result.hypotheses[0]
                score = result.scores[0] * max(1, len(pieces)) ** (LENGTH_PENALTY - 1)
                others = tuple(self._text(said, texts[index]) for said in result.hypotheses[1:])
                yield index, Output(self._text(pieces, texts[index]), score, len(pieces) >= limit, others)

    def _ask(self, sources: list[list[str]], limit: int, search: Search) -> Any:
        """The outputs of ``sources``, the longest of which comes first, as they will be there."""
        return self._translator.translate_batch(
            sources,
            target_prefix=[[self._prefix]] * len(sources) if self._prefix else None,
            max_batch_size=max(len(sources[0]), self._batch_pieces),
            batch_type="tokens",
            beam_size=max(search.beam, search.hypotheses),
            num_hypotheses=search.hypotheses,
            repetition_penalty=search.repetition_penalty,
            length_penalty=LENGTH_PENALTY,
            replace_unknowns=True,
            return_scores=True,
            max_input_length=0,
            max_decoding_length=limit,
            asynchronous=True,
        )

    def _text(self, pieces: list[str], source: str) -> str:
        text: str = self._tokenizer.decode(pieces)
        if "_" in source and hasattr(self._tokenizer, "lazy_processor"):  # argostranslate makes it a space
            text = (
                self._tokenizer.lazy_processor()
                .decode_pieces(pieces)
                .replace("\N{LOWER ONE EIGHTH BLOCK}", " ")
            )
        return text.strip().removeprefix(self._prefix).strip()


def _limit(source: int) -> int:
    """How long an output may grow, in pieces: 2.5 times the source, in steps, and a little.

    It is the text's own, whatever stands beside it; steps let many texts share a call.
    """
    return int(2.5 * _STEP * -(-source // _STEP)) + 16
