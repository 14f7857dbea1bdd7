"""The two kinds of package that can be tuned: how they see a pair, and how they are asked afterwards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tmx.base.errors import InputError
from translate.adapting.binary import Binary, read_binary
from translate.engines.argos import ArgosDecoder
from translate.engines.embedded import EmbeddedDecoder, hinted
from translate.engines.engine import Decoder
from translate.engines.hints import Hint, dictionary
from translate.engines.installed import Broken, read_package
from translate.engines.package import Package
from translate.engines.prompt import PROMPTS
from translate.language.figures import rewritten
from translate.model import Side, rules

_HINTED = 110  # pieces of hints, beside the source
Hints = Callable[[str, Side], Sequence[Hint]]
"""The hints that a model is given with a source in a language."""


class Example(NamedTuple):
    """A pair as piece numbers.

    The encoder reads ``source``, empty where there is none. The part of ``target`` before ``begin`` is given,
    the rest is to be predicted.
    """

    source: list[int]
    target: list[int]
    begin: int

    @property
    def pieces(self) -> int:
        """How many pieces it has in all."""
        return len(self.source) + len(self.target)


class Base(Protocol):
    """A package, unpacked in a folder, that is tuned for one direction."""

    @property
    def name(self) -> str:
        """As it stands in drafts."""
        ...

    @property
    def folder(self) -> Path:
        """Where the package lies."""
        ...

    @property
    def model(self) -> Path:
        """The folder of its CTranslate2 model."""
        ...

    @property
    def longest(self) -> int:
        """How many pieces a side may have."""
        ...

    def examples(self, pairs: Sequence[tuple[str, str]]) -> list[Example]:
        """Pairs as the model sees them; those that are too long for it are left out."""
        ...

    def decoder(self, folder: Path) -> Decoder:
        """The package in ``folder``, a copy of this one, ready to be asked."""
        ...


@dataclass(frozen=True, slots=True)
class ArgosBase:
    """An installed Argos package."""

    package: Package
    longest: int = 200

    @property
    def name(self) -> str:
        """As it stands in drafts."""
        return self.package.name

    @property
    def folder(self) -> Path:
        """Where the package lies."""
        return self.package.path

    @property
    def model(self) -> Path:
        """The folder of its CTranslate2 model."""
        return self.package.model

    def examples(self, pairs: Sequence[tuple[str, str]]) -> list[Example]:
        """Pairs as the model sees them; those that are too long for it are left out."""
        binary = read_binary(self.model / "model.bin")
        config = configuration(self.model)
        sources, targets = _vocabulary(self.model, "source"), _vocabulary(self.model, "target")
        source_ids = {piece: number for number, piece in enumerate(sources)}
        target_ids = {piece: number for number, piece in enumerate(targets)}
        unknown, end = config.get("unk_token", "<unk>"), config.get("eos_token", "</s>")
        start = config.get("decoder_start_token") or config.get("bos_token", "<s>")
        before = [config.get("bos_token", "<s>")] if _flag(binary, config, "add_source_bos") else []
        after = [end] if _flag(binary, config, "add_source_eos") else []
        prefix = [self.package.handle.target_prefix] if self.package.handle.target_prefix else []
        read, write = self.package.handle.tokenizer, _target_tokenizer(self.package)
        examples = []
        for source, target in pairs:
            left, right = read.encode(source), write.encode(target)
            if 0 < len(left) <= self.longest and 0 < len(right) <= self.longest:
                examples.append(
                    Example(
                        [source_ids.get(p, source_ids[unknown]) for p in [*before, *left, *after]],
                        [target_ids.get(p, target_ids[unknown]) for p in [start, *prefix, *right, end]],
                        1 + len(prefix),
                    )
                )
        return examples

    def decoder(self, folder: Path) -> Decoder:
        """The package in ``folder``, a copy of this one, ready to be asked."""
        package = read_package(folder)
        if not isinstance(package, Package):
            raise InputError(package.why if isinstance(package, Broken) else "isn't a package", path=folder)
        return ArgosDecoder(package)


@dataclass(frozen=True, slots=True)
class EmbeddedBase:
    """The embedded translator, or one that was made from it: a decoder that is asked with a prompt."""

    package: Package
    longest: int = 120
    hints: Hints | None = None
    """The hints of the examples; unless given, all of them where the package was tuned to read hints."""

    @property
    def name(self) -> str:
        """As it stands in drafts."""
        return self.package.name

    @property
    def folder(self) -> Path:
        """Where the package lies."""
        return self.package.folder

    @property
    def model(self) -> Path:
        """The folder of its CTranslate2 model."""
        return self.package.model

    def examples(self, pairs: Sequence[tuple[str, str]]) -> list[Example]:
        """Pairs as the model sees them; those that are too long for it are left out."""
        import sentencepiece

        pieces: Any = sentencepiece.SentencePieceProcessor(
            model_file=str(self.folder / "sentencepiece.model")
        )
        prompt, src, tgt = PROMPTS[self.package.type], rules(self.package.src), self.package.tgt
        first, last = pieces.piece_to_id(prompt.begin), pieces.piece_to_id(prompt.ends[0])
        hints = self.hints or (dictionary().of if hinted(self.folder) else lambda text, src: ())
        examples = []
        for source, target in pairs:
            source = rewritten(source, src)
            question = [first, *pieces.encode(prompt.question(source, tgt, hints(source, src)))]
            answer = pieces.encode(prompt.leads[tgt] + target)
            if len(question) <= self.longest + _HINTED and 0 < len(answer) <= self.longest:
                examples.append(Example([], [*question, *answer, last], len(question)))
        return examples

    def decoder(self, folder: Path) -> Decoder:
        """The package in ``folder``, a copy of this one, ready to be asked."""
        return EmbeddedDecoder(replace(self.package, path=folder))


def configuration(model: Path) -> dict[str, Any]:
    """The ``config.json`` of a CTranslate2 model; old ones have none."""
    path = model / "config.json"
    try:
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", path=path) from error


def tuned_copy(base: Base, binary: Binary, folder: Path) -> Path:
    """A copy of the package in ``folder`` with another model; returns ``folder``."""
    if not folder.exists():
        shutil.copytree(base.folder, folder, ignore=shutil.ignore_patterns("model.bin"))
    binary.write(folder / base.model.relative_to(base.folder) / "model.bin")
    return folder


def _flag(binary: Binary, config: dict[str, Any], name: str) -> bool:
    """A setting of the model; old models have it as an attribute, under another name."""
    return bool(config[name]) if name in config else bool(binary.scalar(name.replace("add", "with"), 0))


def _vocabulary(model: Path, side: str) -> list[str]:
    for stem in (f"{side}_vocabulary", "shared_vocabulary"):
        for path in (model / f"{stem}.json", model / f"{stem}.txt"):
            if path.exists():
                text = path.read_text("utf-8")
                return (
                    list(json.loads(text)) if path.suffix == ".json" else text.removesuffix("\n").split("\n")
                )
    raise InputError(f"has no {side} vocabulary that duiyi knows", path=model)


def _target_tokenizer(package: Package) -> Any:
    """The tokenizer of the target side: like that of the source, with the other language's rules."""
    tokenizer = package.handle.tokenizer
    if hasattr(tokenizer, "bpe_source"):
        return type(tokenizer)(tokenizer.model_file, tokenizer.to_code, tokenizer.from_code)
    return tokenizer
