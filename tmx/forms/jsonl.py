"""JSON Lines: a unit a line, with all that TMX says of it; the only other form that loses nothing."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from tmx.base.errors import InputError
from tmx.base.files import opened
from tmx.forms import Settings
from tmx.model import Note, Prop, Segment, Tag, Unit, Variant
from tmx.xml.writing import NAME


def write(memory: Iterable[Unit], stream: IO[bytes], settings: Settings, left: Counter[str]) -> int:
    """Write the lines; returns their number."""
    count = 0
    for unit in memory:
        line = json.dumps(_plain(unit), ensure_ascii=False, separators=(",", ":"))
        stream.write(line.encode(errors="replace") + b"\n")
        count += 1
    return count


def read(path: Path, settings: Settings, left: Counter[str]) -> Iterator[Unit]:
    """Units of the lines."""
    with opened(path) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                try:
                    yield _unit(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                    raise InputError(
                        f"not a unit: {error}", path=path, line=number, hint="See what convert writes."
                    ) from None


def _plain(unit: Unit) -> dict[str, Any]:
    data: dict[str, Any] = {**_about(unit)}
    data["variants"] = [
        {"lang": v.lang, **_about(v), "segment": [_part(part) for part in v.segment]} for v in unit.variants
    ]
    return data


def _about(owner: Unit | Variant) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if owner.attributes:
        data["attributes"] = dict(owner.attributes)
    if owner.remarks:
        data["remarks"] = [_remark(remark) for remark in owner.remarks]
    return data


def _remark(remark: Prop | Note) -> dict[str, Any]:
    about = {"attributes": dict(remark.attributes)} if remark.attributes else {}
    if isinstance(remark, Prop):
        return {"prop": remark.type, "text": remark.text, **about}
    return {"note": remark.text, **about}


def _part(part: str | Tag) -> str | dict[str, Any]:
    if isinstance(part, str):
        return part
    data: dict[str, Any] = {"code": part.name}
    if part.attributes:
        data["attributes"] = dict(part.attributes)
    if part.content:
        data["content"] = [_part(inner) for inner in part.content]
    return data


def _unit(data: dict[str, Any]) -> Unit:
    variants = tuple(
        Variant(_text(v["lang"]), _segment(v["segment"]), _attributes(v, "xml:lang"), _remarks(v))
        for v in data["variants"]
    )
    if not variants:
        raise ValueError("no variants")
    return Unit(variants, _attributes(data), _remarks(data))


def _attributes(data: dict[str, Any], *taken: str) -> tuple[tuple[str, str], ...]:
    """The attributes beside those that TMX makes of other fields."""
    attributes = data.get("attributes", {})
    for name in attributes:
        if name in taken or not NAME.fullmatch(name):
            raise ValueError(f"no attribute can be called {name!r}")
    return tuple((name, _text(value)) for name, value in attributes.items())


def _remarks(data: dict[str, Any]) -> tuple[Prop | Note, ...]:
    return tuple(
        Prop(_text(one["prop"]), _text(one["text"]), _attributes(one, "type"))
        if "prop" in one
        else Note(_text(one["note"]), _attributes(one))
        for one in data.get("remarks", [])
    )


def _segment(parts: list[Any], depth: int = 50) -> Segment:
    if not depth:
        raise ValueError("codes nest too deep")
    return tuple(
        part
        if isinstance(part, str)
        else Tag(_code(part["code"]), _attributes(part), _segment(part.get("content", []), depth - 1))
        for part in parts
    )


def _code(name: str) -> Any:
    if name not in ("bpt", "ept", "it", "ph", "hi", "sub", "ut"):
        raise ValueError(f"no code is called {name!r}")
    return name


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} isn't text")
    return value
