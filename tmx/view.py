"""A memory as text for people: a block for each unit, a line for each language."""

from collections.abc import Iterable, Iterator

from tmx.model import Note, Prop, Segment, Unit

_LINE_ENDS = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def blocks(units: Iterable[Unit]) -> Iterator[str]:
    """The text of each unit, without its line end; blocks are meant to be parted by an empty line."""
    for unit in units:
        yield "\n".join(_lines(unit))


def _lines(unit: Unit) -> Iterator[str]:
    yield f"# {unit.attribute('tuid') or ''}".rstrip()
    for name, value in unit.attributes:
        if name != "tuid":
            yield f"  {name}={on_a_line(value)}"
    yield from map(_remark, unit.remarks)
    for variant in unit.variants:
        about = "".join([f" {name}={on_a_line(value)}" for name, value in variant.attributes])
        if about or variant.remarks:
            yield f"  {variant.lang}:{about}"
            yield from map(_remark, variant.remarks)
        yield f"{variant.lang}: {marked(variant.segment)}"


def on_a_line(text: str) -> str:
    """A text with its line ends and tabs as escapes: ``\\n``, ``\\t``, and a backslash ``\\\\``."""
    return text.translate(_LINE_ENDS)


def _remark(remark: Prop | Note) -> str:
    name = remark.type if isinstance(remark, Prop) else "note"
    return f"  {name}: {on_a_line(remark.text)}"


def marked(segment: Segment) -> str:
    """A segment on one line, with its codes in braces: ``Press {ph x=1|<br/>} now``."""
    parts = []
    for part in segment:
        if isinstance(part, str):
            parts.append(on_a_line(part))
        else:
            about = "".join([f" {name}={on_a_line(value)}" for name, value in part.attributes])
            content = f"|{marked(part.content)}" if part.content else ""
            parts.append(f"{{{part.name}{about}{content}}}")
    return "".join(parts)
