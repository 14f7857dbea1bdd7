"""A hand-aligned document of seven sentences, as the recipes in ``align/fitting`` read it."""

from pathlib import Path

from align_fixture import encoder

from align.fitting.weights import Case, _case  # what material() makes of one file, before it fits anything
from align.ladder import Rung, format_rung

EN = (
    "The bridge was closed on Monday.",
    "A crane had dropped a steel beam.",
    "It weighed four tonnes.",
    "Nobody was hurt.",
    "The mayor came by boat.",
    "Forty workers repaired the road.",
    "By Friday the buses ran again.",
)
ZH = (
    "周一大桥封闭了。",
    "一台吊车掉下一根钢梁，重达四吨。",
    "没有人受伤。",
    "四十名工人修好了路面。",
    "到周五，公交车又通了。",
    "票价没有变。",
)
GOLD: tuple[Rung, ...] = (
    ((0,), (0,)),
    ((1, 2), (1,)),
    ((3,), (2,)),
    ((4,), ()),
    ((5,), (3,)),
    ((6,), (4,)),
    ((), (5,)),
)


def write_document(folder: Path, name: str = "bridge") -> Path:
    """The document as a ladder with its two texts beside it; the ladder's path."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(f"{name}.en").write_text("\n".join(EN) + "\n", encoding="utf-8")
    folder.joinpath(f"{name}.zh").write_text("\n".join(ZH) + "\n", encoding="utf-8")
    ladder = folder / f"{name}.ladder"
    ladder.write_text("".join(f"{format_rung(rung)}\n" for rung in GOLD), encoding="utf-8")
    return ladder


def case(folder: Path, *, deep: bool = True) -> Case:
    """The document with its evidence on the whole lattice."""
    document = _case(write_document(folder), encoder())
    document.prepare(encoder(), deep=deep, ratio=3.2)
    return document
