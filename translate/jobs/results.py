"""What became of the files of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tmx.base.errors import DuiyiError
from translate.jobs.sources import Source
from translate.language.terms import Use


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: an error, files written, or nothing to do."""

    path: Path
    error: DuiyiError | None = None
    written: tuple[Path, ...] = ()
    sentences: int = 0
    engines: tuple[str, ...] = ()
    flags: Mapping[str, int] = field(default_factory=dict)  # how many drafts have each
    cleaning: str = ""  # what reading did to the text, if it was asked for
    unchanged: bool = False  # the outputs of an earlier run are still right
    done: int = 0  # items that had a translation, and kept it
    guessed: int = 0  # inline codes that were placed by position alone
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """Paragraphs left as they are, by the element that is not understood."""
    remarks: tuple[str, ...] = ()  # what people should know of how the file was read
    unsaid: tuple[Use, ...] = ()  # terms that some draft does not say as the glossary has them


class Results:
    """The results of a run, as they come.

    :param sources: the files; each counts once.
    :param finished: called with each result.
    """

    def __init__(self, sources: Iterable[Source], finished: Callable[[Result], None] | None = None) -> None:
        self.sources = list({source.path: source for source in sources}.values())
        self._finished = finished
        self._results: dict[Path, Result] = {}

    def add(self, result: Result) -> None:
        """Note the result of a file."""
        self._results[result.path] = result
        if self._finished:
            self._finished(result)

    def missing(self, sources: Iterable[Source]) -> list[Source]:
        """Those of the files that have no result yet."""
        return [source for source in sources if source.path not in self._results]

    def in_order(self) -> list[Result]:
        """All results, in the order of the files."""
        return [self._results[source.path] for source in self.sources]
