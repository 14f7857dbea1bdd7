"""Folders, patterns and manifests into the files to translate, and where their results go."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tmx.base.decode import decode, load
from tmx.base.errors import InputError, OutputError
from tmx.base.files import is_stdout, may_write
from tmx.base.tags import primary
from translate.documents.formats import format_of, suffixes
from translate.jobs.patterns import files_like, is_pattern, root_of, unreadable
from translate.jobs.request import Request
from translate.language.detect import named_tag
from translate.language.naming import file_type, without_language

SHOWN = 10  # files that are named one by one where many are passed over
_OUTPUT = re.compile(r"\.[a-z]{2,3}(?:-\w+)?-(?:en|zh)(?:-\w+)?\.(?:mt\.tmx|bitext\.tsv)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to translate, and its place in the tree that ``--output`` mirrors."""

    path: Path
    folder: Path = Path()  # relative


def gather(
    paths: Iterable[Path],
    *,
    manifest: Path | None = None,
    tgt: str = "",
    unread: Callable[[Path], None] = lambda path: None,
) -> list[Source]:
    """The files that paths mean, each once: files as they are, folders with all they hold, patterns.

    In a folder only formats that are written back count; hidden files, earlier outputs and files named as
    being in the language asked for are passed over.

    :param manifest: a text file with a path on each line, relative to it; ``#`` begins a comment.
    :param tgt: the language asked for.
    :param unread: called with each file in a folder whose format is not written back.
    :raises InputError: if a folder or pattern has no file, or one of them or the manifest cannot be read.
    """
    sources: dict[Path, Source] = {}
    for path in (*paths, *(_listed(manifest) if manifest else ())):
        for source in _sources(path, tgt, unread):
            sources.setdefault(source.path.resolve(), source)
    return list(sources.values())


def _listed(manifest: Path) -> Iterator[Path]:
    for number, line in enumerate(decode(load(manifest), manifest).text.lstrip("\ufeff").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            path = manifest.parent / line.strip()
            try:
                path.resolve().exists()
            except (OSError, ValueError) as error:  # too long, or with a NUL
                raise InputError(f"names no file: {error}", path=manifest, line=number) from None
            yield path


def _sources(path: Path, tgt: str, unread: Callable[[Path], None]) -> Iterator[Source]:
    if path.is_dir():
        sources = list(_within(path, tgt, unread))
        if not sources:
            raise InputError(
                "holds no document", path=path, hint=f"These are read: {' '.join(suffixes(written=True))}."
            )
        yield from sources
    elif not path.exists() and is_pattern(path):
        files = files_like(path)
        if not files:
            raise InputError("fits no file", path=path)
        root = root_of(path)
        yield from (Source(file, file.parent.relative_to(root)) for file in files)
    else:
        yield Source(path)


def passed_over(paths: Sequence[Path]) -> str:
    """What a scan of a folder did not read, in a line."""
    names = ", ".join(str(path) for path in paths[:SHOWN])
    more = f" and {len(paths) - SHOWN:,} more" if len(paths) > SHOWN else ""
    return f"passed over, of formats that are not read: {len(paths):,} ({names}{more})"


def _within(root: Path, tgt: str, unread: Callable[[Path], None]) -> Iterator[Source]:
    for base, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or _OUTPUT.search(name) or _is_translation(name, tgt):
                continue
            format_ = format_of(name)
            if file_type(name) and format_ and format_.written:
                yield Source(Path(base) / name, Path(base).relative_to(root))
            else:
                unread(Path(base) / name)


def _is_translation(name: str, tgt: str) -> bool:
    return bool(tgt) and primary(named_tag(name)) == tgt


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that a translation is written to; ``None`` for those not asked for."""

    text: Path
    memory: Path | None
    review: Path | None

    def __iter__(self) -> Iterator[Path]:
        return iter(path for path in (self.text, self.memory, self.review) if path)


def outputs(source: Source, request: Request) -> Outputs:
    """Where the results go: of ``NAME.en.html`` is made ``NAME.zh.html``, and so on."""
    name = without_language(source.path, request.src)
    place = request.folder / source.folder if request.folder else source.path.parent
    suffix = source.path.suffix if file_type(source.path) and format_of(source.path) else ".txt"
    suffix = ".po" if suffix.lower() == ".pot" else suffix  # a template filled in is a catalogue
    if request.file and not is_stdout(request.file):
        name = without_language(request.file, request.short)
        place = request.file.parent
    direction = f"{request.src}-{request.short}"
    return Outputs(
        request.file or place / f"{name}.{request.short}{suffix}",
        place / f"{name}.{direction}.mt.tmx" if request.memory else None,
        place / f"{name}.{direction}.bitext.tsv" if request.review else None,
    )


def output_place(output: str | None, sources: Sequence[Source]) -> tuple[Path | None, Path | None]:
    """The folder and the file that ``--output`` means; neither if it is not given.

    It means a file for one source alone, and only if it is ``-`` or a name with an extension that is no
    folder; ``NAME/`` is a folder whether or not it is there.

    :raises OutputError: if it is standard output and there are several files to write.
    """
    if output is None:
        return None, None
    path = Path(output)
    one = len(sources) == 1
    if is_stdout(path):
        if not one:
            raise OutputError("takes one file", path=output, hint="Choose a folder with -o.")
        return None, path
    folder = output.endswith(("/", os.sep)) or path.is_dir() or not path.suffix
    return (None, path) if one and not folder else (path, None)


class Reserved:
    """Reserves output paths: no two inputs share one, and files that we didn't write are not overwritten."""

    def __init__(self, *, force: bool) -> None:
        self._force = force
        self._taken: dict[Path, Path] = {}

    def take(self, outputs: Outputs, source: Path, own: Sequence[Path] = ()) -> None:
        """Reserve the places of a file's results.

        :param own: outputs that are known to come from an earlier run, untouched since.
        :raises OutputError: if another file has one of them, or something is there.
        """
        for output in outputs:
            if is_stdout(output):
                continue
            if os.path.realpath(output) == os.path.realpath(source):
                raise OutputError(
                    "would replace its own source", path=output, hint="Choose a folder with -o."
                )
            if other := self._taken.get(output):
                raise OutputError(
                    f"would be written for {other} and for {source}",
                    path=output,
                    hint="Choose a folder for each with -o.",
                )
            free = self._force or output in own
            may_write(output, force=free, hint="Pass --force to replace it, or -o FOLDER.")
        self._taken.update(dict.fromkeys(outputs, source))
