"""Whole documents into the other language: read, split, draft, write; one bad file does not stop the rest."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tmx.xml
from tmx.errors import DuiyiError, InputError, OutputError
from tmx.files import replacing, write_text
from translate.documents import explain, read
from translate.drafts import Translator, units
from translate.engine import Engine, engine_for
from translate.model import Document, Draft, Sentence, Side
from translate.split import sentences


@dataclass(frozen=True, slots=True)
class Job:
    """A document on its way: what was read, and where its translation goes."""

    path: Path
    document: Document
    sentences: tuple[Sentence, ...]
    text_file: Path
    memory_file: Path | None  # None: no memory is asked for


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: an error, or files written."""

    path: Path
    error: DuiyiError | None = None
    written: tuple[Path, ...] = ()
    sentences: int = 0
    engines: tuple[str, ...] = ()
    flags: dict[str, int] = field(default_factory=dict)  # how many drafts have each
    cleaning: str = ""  # what reading did to the text, if it was asked for


def translate_files(
    paths: Sequence[Path],
    *,
    to: Side,
    folder: Path | None = None,
    memory: bool = False,
    force: bool = False,
    explained: bool = False,
    engine: Callable[[Side, Side], Engine] = engine_for,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Translate documents in one batch; the results stand in the order of ``paths``.

    Of ``NAME.en.txt`` is made ``NAME.zh.txt``, and with ``memory`` also ``NAME.en-zh.mt.tmx``.

    :param folder: where the translations go; beside each document unless given.
    :param force: overwrite what is there.
    :param progress: called with the number of sentences newly done, and that of all.
    :raises MissingPackageError: if nothing translates into ``to``.
    """
    jobs: dict[Path, Job] = {}
    failures: dict[Path, DuiyiError] = {}
    taken: dict[Path, Path] = {}
    for path in dict.fromkeys(paths):
        try:
            jobs[path] = _prepare(path, to, folder, memory, force, taken)
        except DuiyiError as error:
            failures[path] = error
    drafts = _drafts(jobs.values(), to, engine, progress) if jobs else {}
    return [
        Result(path, failures[path]) if path in failures else _finish(jobs[path], drafts[path], explained)
        for path in dict.fromkeys(paths)
    ]


def outputs(path: Path, src: Side, tgt: Side, folder: Path | None = None) -> tuple[Path, Path]:
    """Where the translation of a document goes: its text file, its memory."""
    name = re.sub(rf"\.{src}$", "", path.stem, flags=re.IGNORECASE) or path.stem
    place = folder or path.parent
    return place / f"{name}.{tgt}.txt", place / f"{name}.{src}-{tgt}.mt.tmx"


def _prepare(
    path: Path, to: Side, folder: Path | None, memory: bool, force: bool, taken: dict[Path, Path]
) -> Job:
    document = read(path)
    if document.lang == to:
        raise InputError(
            f"is in the language asked for ({to})", path=path, hint="Choose the other one with --to."
        )
    text_file, memory_file = outputs(path, document.lang, to, folder)
    for output in (text_file, memory_file) if memory else (text_file,):
        if other := taken.get(output):
            raise OutputError(
                f"would be written for {other} and for {path}",
                path=output,
                hint="Choose a folder for each with -o.",
            )
        if output.exists() and not force:
            raise OutputError("exists already", path=output, hint="Pass --force to replace it, or -o FOLDER.")
        taken[output] = path
    return Job(path, document, tuple(sentences(document)), text_file, memory_file if memory else None)


def _drafts(
    jobs: Iterable[Job],
    to: Side,
    engine: Callable[[Side, Side], Engine],
    progress: Callable[[int, int], None] | None,
) -> dict[Path, list[Draft]]:
    """The drafts of all documents, made in one batch."""
    jobs = list(jobs)
    texts = [sentence.text for job in jobs for sentence in job.sentences]
    report = (lambda done: progress(done, len(texts))) if progress else None
    made = iter(Translator(engine("en" if to == "zh" else "zh", to)).drafts(texts, progress=report))
    return {job.path: [next(made) for _ in job.sentences] for job in jobs}


def _finish(job: Job, drafts: list[Draft], explained: bool) -> Result:
    src = job.document.lang
    tgt: Side = "zh" if src == "en" else "en"
    try:
        written = [job.text_file]
        write_text(job.text_file, translated_text(job.sentences, drafts, lang=tgt))
        if job.memory_file:
            made = units(
                [sentence.text for sentence in job.sentences], drafts, src=src, tgt=tgt, name=job.path.name
            )
            with replacing(job.memory_file) as stream:
                tmx.xml.write(made, stream)
            written.append(job.memory_file)
    except DuiyiError as error:
        return Result(job.path, error)
    return Result(
        job.path,
        written=tuple(written),
        sentences=len(job.sentences),
        engines=tuple(sorted({draft.engine for draft in drafts})),
        flags=dict(sorted(Counter(flag for draft in drafts for flag in draft.flags).items())),
        cleaning="\n".join(explain(job.document)) if explained else "",
    )


def translated_text(sentences: Sequence[Sentence], drafts: Sequence[Draft], *, lang: Side) -> str:
    """The drafts as a text: the sentences of a block in one paragraph, a blank line between blocks."""
    blocks: dict[int, list[str]] = {}
    for sentence, draft in zip(sentences, drafts, strict=True):
        blocks.setdefault(sentence.block, []).append(draft.text)
    gap = "" if lang == "zh" else " "
    return "\n\n".join(gap.join(filter(None, texts)) for _, texts in sorted(blocks.items())) + "\n"
