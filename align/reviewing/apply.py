"""The memory that an edited review file makes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import tmx
import tmx.bitext
from align.codes import read_codes
from align.documents import documents
from align.reviewing.files import DIGEST_KEYS, SUFFIX, Review, read_review
from align.reviewing.proof import Proof, prove
from tmx.base.errors import DuiyiError, InputError
from tmx.base.files import exists_already, is_stdout, may_write, replacing
from tmx.base.words import count as number
from tmx.bitext import CANDIDATE, DROP, OK, Pair, units
from tmx.metadata import SIGNATURE, header
from tmx.model import Prop


@dataclass(frozen=True)
class Applied:
    """What became of a review file."""

    memory: Path
    units: int
    approved: int
    dropped: int
    candidates: int  # not in the memory: nobody has approved them
    unpaired: int
    proof: Proof | None  # against the documents, if these were given
    unchanged: bool | None  # both sides are as aligned, by the digests in the file; None: it has none
    in_order: bool  # and in the order of the documents, by the same digests
    spreadsheet: bool = False  # one has saved the review file


def apply(
    path: Path,
    output: Path | None = None,
    *,
    against: tuple[Path, Path] | None = None,
    sentences: bool = False,
    force: bool = False,
) -> Applied:
    """Make the memory of an edited review file; of an untouched one, the very bytes that ``align`` wrote.

    :param output: where the memory goes; by default ``NAME.tmx`` beside ``NAME.bitext.tsv``, where it
        replaces the one that the same alignment wrote.
    :param against: the documents: every sentence must stand in the file, and once.
    :param sentences: the documents have one sentence a line.
    :raises InputError: naming the line where a sentence is lost, doubled or foreign, or that is broken.
    :raises OutputError: if the output is there already and is not this review's memory.
    """
    review = read_review(path)
    memory = output or memory_of(path)
    _refuse_to_overwrite(memory, review, force)
    proof = None
    if against:
        en, zh = documents(*against, sentences=sentences)
        proof = prove(review, en.texts, zh.texts)
        proof.demand(review)
        known = frozenset(en.texts), frozenset(zh.texts)
        pairs = [_counted(line.pair, known) for line in review.lines]
    else:
        _refuse_what_a_spreadsheet_changed(review)
        pairs = [line.pair for line in review.lines]
    with replacing(memory) as stream:
        memory_units = units(pairs, langs=review.langs, codes=read_codes(codes_beside(path)))
        count = tmx.write(memory_units, stream, header=header(review.metadata))
    counts = Counter(_fate(pair) for pair in pairs)
    sides = {review.unchanged("en"), review.unchanged("zh")}
    unchanged = None if None in sides else sides == {True}
    approved = sum(pair.kept and OK in pair.flags for pair in pairs)
    return Applied(
        memory, count, approved,
        counts["drop"], counts["candidate"], counts["unpaired"], proof, unchanged,
        set(DIGEST_KEYS.values()).isdisjoint(review.metadata), review.spreadsheet,
    )  # fmt: skip


def memory_of(path: Path) -> Path:
    """The memory beside a review file: ``a.tmx`` of ``a.bitext.tsv``."""
    return path.with_name(path.name.removesuffix(SUFFIX) + ".tmx")


def codes_beside(path: Path) -> Path:
    """The inline codes beside a review file: ``a.codes.jsonl`` of ``a.bitext.tsv``."""
    return path.with_name(path.name.removesuffix(SUFFIX) + ".codes.jsonl")


def summary(applied: Applied) -> Iterator[str]:
    """What happened, for people."""
    left_out = [
        what
        for count, what in (
            (applied.dropped, f"{applied.dropped:,} dropped"),
            (applied.candidates, f"{number(applied.candidates, 'candidate')} not approved"),
            (applied.unpaired, f"{applied.unpaired:,} without a counterpart"),
        )
        if count
    ]
    where = "standard output" if is_stdout(applied.memory) else applied.memory
    yield f"{where}: {number(applied.units, 'unit')}, {applied.approved:,} of them approved"
    if left_out:
        yield "left out: " + ", ".join(left_out)
    if applied.spreadsheet:
        yield "a spreadsheet saved the review file: its quoting was undone" + (
            "; look whether quotation marks are missing where texts begin"
            if not applied.proof and applied.unchanged is None
            else ""
        )
    if applied.proof:
        proof = applied.proof
        yield (
            f"all {number(proof.sentences, 'sentence')} of the documents accounted for;"
            f" {proof.edited:,} edited, {proof.moved:,} out of order"
        )
        if proof.taken_out:
            numbers = ", ".join(map(str, proof.taken_out))
            yield f"flagged `edited`, and whole sentences of the documents are missing there: line {numbers}"
    elif applied.unchanged:
        order = " and in order" if applied.in_order else ""
        yield f"every sentence of both documents is there, once{order}"
    elif applied.unchanged is False:
        yield "text was changed since the alignment: --against A B shows that nothing else was"


def _fate(pair: Pair) -> str:
    if DROP in pair.flags:
        return "drop"
    if not (pair.en and pair.zh):
        return "unpaired"
    return "candidate" if CANDIDATE in pair.flags and OK not in pair.flags else "kept"


def _counted(pair: Pair, known: tuple[frozenset[str], frozenset[str]]) -> Pair:
    """The pair with its type counted anew where its sentences are sentences of the documents."""
    if len(pair.en) == len(pair.zh) == 1 and pair.en[0] in known[0] and pair.zh[0] in known[1]:
        return replace(pair, type="1-1")
    return pair


def _refuse_what_a_spreadsheet_changed(review: Review) -> None:
    if review.spreadsheet and False in (review.unchanged("en"), review.unchanged("zh")):
        raise InputError(
            "a spreadsheet saved it, and its text is not as it was aligned: quotation marks may be lost",
            path=review.path,
            hint="--against A B compares it with the documents.",
        )


def _refuse_to_overwrite(memory: Path, review: Review, force: bool) -> None:
    may_write(memory, force=True)
    if (
        force
        or is_stdout(memory)
        or not memory.exists()
        or _signature(memory) == review.metadata.get("signature", "")
    ):
        return
    detail = "this review did not make it"
    raise exists_already(memory, detail=detail, hint="Pass --force to replace it, or -o FILE.")


def _signature(memory: Path) -> str | None:
    try:
        with tmx.read(memory) as reader:
            remarks = reader.header.remarks
    except DuiyiError:
        return None
    return next((r.text for r in remarks if isinstance(r, Prop) and r.type == SIGNATURE), None)
