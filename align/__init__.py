"""Aligning English and Chinese: sentences, documents, whole folders.

``align`` takes two lists of sentences and gives pairs; ``align_files`` takes two documents and writes what
``duiyi align`` writes. Models are loaded when they are needed, not on import.

>>> from align import align
>>> en = ["The ferry left at noon.", "It rained all day on the island.", "Nobody came ashore."]
>>> zh = ["渡船中午开走了。", "岛上下了一整天雨，没有人上岸。"]
>>> for pair in align(en, zh):
...     print(pair.type, pair.en, pair.zh)
1-1 ('The ferry left at noon.',) ('渡船中午开走了。',)
2-1 ('It rained all day on the island.', 'Nobody came ashore.') ('岛上下了一整天雨，没有人上岸。',)

From two lists of sentences to a memory:

>>> import tmx, tmx.bitext
>>> tmx.write(tmx.bitext.units(align(en, zh)), "ferry.tmx")
2
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from align.documents import listed
from align.model import Bead, Mode
from tmx.bitext import Pair

if TYPE_CHECKING:
    from align.request import Models, Request
    from align.run import Report
    from translate.model import OnProgress

__all__ = ["Bead", "Mode", "Pair", "align", "align_files"]


def align(
    en: Sequence[str],
    zh: Sequence[str],
    *,
    mode: Mode | str = Mode.PARALLEL,
    threshold: float | None = None,
    careful: bool | None = None,
    models: "Models | None" = None,
) -> list[Pair]:
    """Align English with Chinese sentences.

    :param mode: ``parallel``: both are in order, and each sentence stands in one pair, alone if need be;
        ``comparable``: the few pairs that hold alone, anywhere; ``auto``: find out which.
    :param threshold: probability below which a pair is flagged ``candidate``; .5, and .95 if comparable.
    :param careful: whether the embedded translator weighs pairs in doubt; by default if that takes no more
        than a few minutes.
    :returns: pairs with ``score`` (0 to 1, the probability that it is exactly right; ``None`` for sentences
        without a counterpart), ``en`` and ``zh`` (tuples of sentences), ``type`` (such as ``2-1``) and
        ``flags``.
    :raises DuiyiError: if a model can't be loaded.
    """
    from align.aligning import align_documents
    from align.request import Models, Request
    from align.run import review_lines

    request = Request(mode=Mode(mode), threshold=threshold, careful=careful, drafts=False, sentences=True)
    aligned = align_documents(listed(en, "en"), listed(zh, "zh"), request, models or Models())
    return list(review_lines(aligned).pairs)


def align_files(
    first: str | Path,
    second: str | Path,
    folder: str | Path | None = None,
    *,
    request: "Request | None" = None,
    models: "Models | None" = None,
    on_progress: "OnProgress | None" = None,
) -> "Report":
    """Align two documents and write the memory, the review file and the rest (:func:`align.run.align_files`).

    >>> from align.request import Request
    >>> report = align_files("story.en.txt", "story.zh.txt", "out", request=Request(drafts=False))
    >>> [output.path.name for output in report.outputs][:2]
    ['story-story.tmx', 'story-story.bitext.tsv']
    """
    from align import run

    place = None if folder is None else Path(folder)
    return run.align_files(
        Path(first), Path(second), place, request=request, models=models, on_progress=on_progress
    )
