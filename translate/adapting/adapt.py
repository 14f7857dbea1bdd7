"""``duiyi models adapt``: a package tuned on the approved pairs of memories, written only if it is better."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tmx.base.errors import DuiyiError, InputError, MissingExtraError, OutputError
from tmx.base.files import may_write, write_text
from translate.adapting.bases import ArgosBase, Base, EmbeddedBase, configuration
from translate.adapting.binary import read_binary
from translate.adapting.memory import Pair, Parts, approved, divide
from translate.engines.careful import CarefulEngine
from translate.engines.choosing import route
from translate.engines.package import ARGOS
from translate.model import OnProgress, Side
from translate.packages.evaluate import scores, segments

if TYPE_CHECKING:
    from translate.adapting.keeping import Past
    from translate.adapting.network import Network
    from translate.adapting.tuning import Plan, State

SHARES = (1.0, 0.85, 0.7, 0.4)
"""How far from the base towards the tuned weights, tried in this order where general quality falls."""

_KEPT = ("state.npz", "figures.json", "outputs.json")  # the state of an interrupted run
_GENERAL_LOSS = 0.5  # chrF; a hundred sentences cannot tell this from nothing
_GENERAL_LINES = 100  # for each half: to choose by, to measure with

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The job: a package for a direction, from memories.

    :param general: texts of a general kind and their references, a segment a line; quality there must not
        fall.
    :param force: write the package though it is not better, and replace one of that name.
    :param plan: how to tune; by default in the way that suits the base.
    """

    src: Side
    tgt: Side
    memories: tuple[Path, ...]
    output: Path
    general: tuple[Path, Path] | None = None
    minutes: float = 20.0
    force: bool = False
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """chrF of a package on sentences it was not tuned on, 0 to 100."""

    held_out: float
    general: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a job."""

    before: Figures
    after: Figures
    share: float  # of the tuning that was kept
    written: bool
    for_argos: bool  # whether argostranslate can run it; not if made from the embedded translator

    @property
    def better(self) -> bool:
        """Whether held-out pairs are translated better, and general texts no worse."""
        return self.after.held_out > self.before.held_out and _holds(self.before, self.after)


def adapt(job: Job, *, say: Say = lambda _: None, on_progress: OnProgress | None = None) -> Report:
    """Tune the package that serves the direction; write ``job.output`` if that made it better.

    The state is kept in a hidden folder beside the output, where a run that was killed continues.

    :param say: called with each line of the report as it comes.
    :param on_progress: called with the steps of tuning that are done, and those that the time will allow.
    :raises MissingExtraError: if torch is not installed.
    :raises InputError: if the memories or the package are of no use.
    :raises OutputError: if something cannot be written, or exists already.
    """
    _needed()
    may_write(job.output, force=job.force)
    pairs = approved(job.memories, job.src, job.tgt)
    say(f"memory    {pairs}")
    parts = divide(pairs.pairs)
    say(f"divided   {len(parts.learn)} to learn, {len(parts.choose)} to choose, {len(parts.test)} to measure")
    base = base_of(job.src, job.tgt)
    say(f"base      {base.name}  {base.folder}")
    general = _general(job.general) if job.general else None
    plan = replace(job.plan or plan_for(base), minutes=job.minutes)
    with _working(job.output, _mark(base, parts, general, plan), say) as work:
        report = _Adapting(job, base, parts, general, plan, work, say).run(on_progress)
        if report.written:
            shutil.rmtree(work, ignore_errors=True)
        return report


def base_of(src: Side, tgt: Side) -> Base:
    """The base to tune for a direction: the installed package, else the embedded translator."""
    [package] = route(src, tgt)
    return ArgosBase(package) if package.type == ARGOS else EmbeddedBase(package)


def plan_for(base: Base) -> Plan:
    """How each kind of package is tuned: as measured by ``tests/bench/adapt.py``."""
    from translate.adapting.tuning import Plan

    if isinstance(base, EmbeddedBase):
        return Plan(rate=1e-4, epochs=2, warmup=5, frozen=0.5, batch_pieces=700, keeping=2.0)
    return Plan(rate=5e-4, epochs=30, batch_pieces=800, keeping=1.0)


class _Adapting:
    """One job, with all that it works on at hand."""

    def __init__(
        self,
        job: Job,
        base: Base,
        parts: Parts,
        general: Parts | None,
        plan: Plan,
        work: Path,
        say: Say,
    ) -> None:
        self._job, self._base, self._parts, self._general = job, base, parts, general
        self._plan, self._work, self._say = plan, work, say
        self._binary = read_binary(base.model / "model.bin")

    def run(self, on_progress: OnProgress | None) -> Report:
        from translate.adapting.packing import describe, write_package

        network = self._network()
        chosen_before, before = self._before()
        state = self._tune(network, on_progress)
        share, folder = self._choose(network, chosen_before)
        after = self._figures(folder, 1)
        self._say(_line("held-out", len(self._parts.test), before.held_out, after.held_out))
        if before.general is not None and after.general is not None and self._general:
            self._say(_line("general", len(self._general.test), before.general, after.general))
        report = Report(before, after, share, False, not isinstance(self._base, EmbeddedBase))
        if not report.better and not self._job.force:
            return report
        describe(folder, self._card(report, state))
        write_package(folder, self._job.output)
        return replace(report, written=True)

    def _network(self) -> Network:
        import torch

        from translate.adapting.network import Network

        epsilon = configuration(self._base.model).get("layer_norm_epsilon")
        dropout = 0.0 if isinstance(self._base, EmbeddedBase) else 0.1
        try:
            network = Network(self._binary, epsilon=epsilon, dropout=dropout)
        except InputError as error:
            raise InputError(error.what, path=self._base.model, hint="It cannot be tuned.") from error
        wanted = os.environ.get("DUIYI_DEVICE") or ("cuda" if torch.cuda.is_available() else "cpu")
        network.to(wanted)
        return network

    def _tune(self, network: Network, on_progress: OnProgress | None) -> State:
        from translate.adapting.tuning import Tuning

        learn, held_out = (
            self._base.examples([pair[:2] for pair in part])
            for part in (self._parts.learn, self._parts.choose)
        )
        if left_out := len(self._parts.learn) - len(learn):
            self._say(f"too long  {left_out} pairs for this model")
        if not learn or not held_out:
            raise InputError("no pair is short enough for this model", path=self._base.folder)
        past = self._past(network)

        def watch(state: State) -> None:
            share = max(state.step / state.steps, state.seconds / state.limit)
            if on_progress and share:
                on_progress("tuning", state.step, round(state.step / share))

        tuning = Tuning(network, learn, held_out, self._plan, distance=past.distance if past else None)
        state = tuning.run(checkpoint=self._work / "state.npz", watch=watch)
        self._say(f"tuned     {state.step} of {state.steps} steps, {state.seconds / 60:.1f} minutes")
        return state

    def _past(self, network: Network) -> Past | None:
        """The base's outputs for general sentences, which it should keep giving."""
        from translate.adapting.keeping import Past, general_sentences, translated

        if not self._plan.keeping:
            return None
        stored = self._work / "outputs.json"
        if not stored.exists():
            outputs = translated(self._base, general_sentences(self._job.src))
            write_text(stored, json.dumps(outputs, ensure_ascii=False))
        examples = self._base.examples(
            [(text, output) for text, output in json.loads(stored.read_text("utf-8"))]
        )
        if not examples:
            return None
        return Past(network, examples, pieces=self._plan.batch_pieces // 2, seed=self._plan.seed)

    def _before(self) -> tuple[Figures, Figures]:
        """The figures of the base to choose by and to compare with; measured once for a job."""
        stored = self._work / "figures.json"
        if stored.exists():
            first, second = json.loads(stored.read_text("utf-8"))
            return Figures(**first), Figures(**second)
        both = self._figures(self._base.folder, 0), self._figures(self._base.folder, 1)
        write_text(stored, json.dumps([asdict(figures) for figures in both]))
        return both

    def _choose(self, network: Network, before: Figures) -> tuple[float, Path]:
        """The largest share of the tuning that keeps general quality; the folder with that package."""
        from translate.adapting.packing import laid_out

        base, tuned = self._binary.weights(), network.changed()
        folder = self._work / "package"
        for share in SHARES:
            mixed = {
                name: base[name] + np.float32(share) * (weight - base[name]) for name, weight in tuned.items()
            }
            laid_out(self._base, self._binary.replaced(mixed), folder, self._job.src, self._job.tgt)
            if self._general is None:
                break
            figures = self._figures(folder, 0)
            self._say(
                f"share     {share:.2f}: held-out {figures.held_out:.1f}, general {figures.general:.1f}"
            )
            if _holds(before, figures):
                break
        return share, folder

    def _figures(self, folder: Path, half: int) -> Figures:
        """chrF of the package in ``folder``, decoded as the house does; half 0 is to choose, 1 to measure."""
        engine = CarefulEngine(self._base.decoder(folder))
        pairs, general = (
            [] if parts is None else (parts.choose, parts.test)[half]
            for parts in (self._parts, self._general)
        )
        drafts = [draft.text for draft in engine.translate([pair.source for pair in [*pairs, *general]])]
        held_out = _chrf(drafts[: len(pairs)], pairs, self._job.tgt)
        return Figures(held_out, _chrf(drafts[len(pairs) :], general, self._job.tgt) if general else None)

    def _card(self, report: Report, state: State) -> dict[str, Any]:
        return {
            "base": self._base.name,
            "direction": f"{self._job.src}-{self._job.tgt}",
            "memories": ", ".join(path.name for path in self._job.memories),
            "pairs learned": len(self._parts.learn),
            "pairs held out": len(self._parts.choose) + len(self._parts.test),
            "steps": state.step,
            "held-out loss, nats a piece": round(state.held_out, 4),
            "share of the tuning kept": report.share,
            "held-out chrF before": round(report.before.held_out, 2),
            "held-out chrF after": round(report.after.held_out, 2),
            "general chrF before": report.before.general and round(report.before.general, 2),
            "general chrF after": report.after.general and round(report.after.general, 2),
            "plan": asdict(self._plan),
            "versions": {name: version(name) for name in ("torch", "ctranslate2", "sacrebleu", "duiyi")},
        }


def _chrf(drafts: Sequence[str], pairs: Sequence[Pair], tgt: Side) -> float:
    return scores(drafts, [pair.target for pair in pairs], tgt)[0].value


def _holds(before: Figures, after: Figures) -> bool:
    """Whether general quality did not fall, as far as so many lines can tell."""
    return before.general is None or after.general is None or after.general >= before.general - _GENERAL_LOSS


def _line(name: str, count: int, before: float, after: float) -> str:
    return f"{name:<10}chrF {before:.1f} → {after:.1f}  ({after - before:+.1f}; {count} segments)"


def _general(paths: tuple[Path, Path]) -> Parts:
    """Lines spread over the files, every other one to choose by and to measure with."""
    sources, references = segments(*paths)
    pairs = [Pair(s, r, "") for s, r in zip(sources, references, strict=True) if s.strip() and r.strip()]
    if len(pairs) < 20:
        raise InputError(f"has {len(pairs)} segments; at least 20 are needed", path=paths[0])
    every = max(1, len(pairs) // (2 * _GENERAL_LINES))
    spread = pairs[::every]
    return Parts([], spread[0::2][:_GENERAL_LINES], spread[1::2][:_GENERAL_LINES])


def _mark(base: Base, parts: Parts, general: object, plan: Plan) -> str:
    """A hash of the job: an interrupted run can only be continued by one with the same hash."""
    checksum = hashlib.sha256((base.model / "model.bin").read_bytes())
    settled = {**asdict(plan), "minutes": None}
    checksum.update(repr((base.name, parts, general, sorted(settled.items(), key=str))).encode())
    return checksum.hexdigest()


def workplace(output: Path) -> Path:
    """The hidden folder beside ``output`` in which a run that was killed continues."""
    return output.parent / f".{output.name}.adapting"


@contextmanager
def _working(output: Path, mark: str, say: Say) -> Iterator[Path]:
    """The folder to work in, for this run alone; files of another job in it are not used."""
    work = workplace(output)
    try:
        work.mkdir(parents=True, exist_ok=True)
        with _alone(work):
            kept = (work / "mark").read_bytes().decode("utf-8", "replace") if (work / "mark").exists() else ""
            if kept == mark:
                say("resumed   an earlier run of this job")
            elif kept:
                say("resumed   nothing: the earlier run here was another job")
                for name in _KEPT:
                    (work / name).unlink(missing_ok=True)
            shutil.rmtree(work / "package", ignore_errors=True)  # may be half a copy
            write_text(work / "mark", mark)
            try:
                yield work
            finally:
                if not any((work / name).exists() for name in _KEPT):  # refused: nothing to go on from
                    shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            path=error.filename or work,
            hint="It needs a few times the size of the package there; run it again to go on.",
        ) from error


@contextmanager
def _alone(work: Path) -> Iterator[None]:
    """No two runs work on one output."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DuiyiError("another run works on this package already", path=work) from error
        yield


def _needed() -> None:
    try:
        import sacrebleu  # noqa: F401
        import torch  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"tuning needs {error.name}", hint="Install it: pip install 'duiyi[train]'"
        ) from error
