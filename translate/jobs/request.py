"""All options of one run of ``duiyi translate``."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from translate.language.variants import target
from translate.model import Side, other


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for, beside the files: the command line's options, which nothing changes later.

    :raises InputError: if ``to`` names no language that is written here.
    """

    to: str  # as --to says it: zh, zh-TW …
    _: KW_ONLY
    source: str = ""  # the language that is read, by primary subtag; by default the other one of en and zh
    # how drafts are made
    memories: tuple[Path, ...] = ()
    fuzzy: int = 75  # percent of similarity from which a unit of a memory is offered
    glossaries: tuple[Path, ...] = ()
    untranslated: tuple[Path, ...] = ()  # lists of what stays as it is
    names: bool = True  # the names that come with the tool
    beam: int = 0  # 0: the model's default
    hypotheses: int = 1  # drafts for each sentence
    spacing: bool = False  # between Han and Latin
    column: str | None = None  # of a table
    # what is written
    folder: Path | None = None  # where results go; beside each file by default
    file: Path | None = None  # where the translation of the only file goes, ``-`` for standard output
    memory: bool = False
    review: bool = False
    worst_first: bool = False  # the review file's order: by estimated quality, instead of the document's
    force: bool = False  # replace what is there
    explain: bool = False  # say how texts were cleaned
    # how the run is done
    cached: bool = True  # keep drafts, and skip files whose outputs are still right
    cache: Path | None = None  # in the user's cache folder by default
    threads: int = 0  # 0: as many as the process may use
    workers: int = 0  # processes; 0: by number and size of the files

    def __post_init__(self) -> None:
        target(self.to)

    @property
    def tgt(self) -> Side:
        """The language that is written."""
        return target(self.to)[0]

    @property
    def src(self) -> str:
        """The language that is read."""
        return self.source or other(self.tgt)

    @property
    def tag(self) -> str:
        """The full tag of the language that is written."""
        return target(self.to)[1]

    @property
    def script(self) -> str:
        """The conversion into another script of Chinese, empty where none is needed."""
        return target(self.to)[2]

    @property
    def short(self) -> str:
        """The language as it stands in file names: without a region where that goes without saying."""
        return self.tgt if self.tag in ("en", "zh-CN") else self.tag
