"""JSON and YAML locale files: values that are prose; keys, order, comments and layout stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from tmx.base.decode import decode
from tmx.base.tags import primary
from translate.documents.formats.messages import case, cased, spans
from translate.documents.seam import (
    Edit,
    Item,
    Opened,
    Options,
    broken,
    is_prose,
    joined,
    lined,
    native,
    packed,
)
from translate.model import Content

_JSON = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[{}\[\]:,]", re.DOTALL)
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")  # of a YAML node: an anchor that others point at, a type
_TECHNICAL = frozenset((
    "id", "key", "url", "uri", "href", "src", "type", "lang", "locale", "language", "icon", "color",
    "colour", "version", "path", "format", "class",
))  # fmt: skip


def open_json(data: bytes, options: Options) -> Opened:
    """A JSON file: all strings but keys, technical values, and values that don't look like prose."""
    decoded = decode(data, options.name)
    text = decoded.text
    bare = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    try:
        json.loads(bare)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise broken(options, f"is not JSON: {getattr(error, 'msg', 'too deep')}", line=line) from None
    return Opened(
        "json", text, tuple(_strings(text)), packed(decoded.encoding), tuple(_locale(text, options))
    )


def _locale(text: str, options: Options) -> Iterator[Edit]:
    """The edit of an ARB file's language, in the form that its tools write."""
    if match := re.search(r"(?<=\"@@locale\")(\s*:\s*)\"([\w-]+)\"", text):
        language = options.tgt if options.tag in ("en", "zh-CN") else options.tag.replace("-", "_")
        yield Edit(match.start(2), match.end(2), language)


def _strings(text: str) -> Iterator[Item]:
    matches = list(_JSON.finditer(text))
    keys: list[str] = []  # of the objects that are open
    ascii_only = text.isascii()
    for place, match in enumerate(matches):
        token = match[0]
        if token in "{[":
            keys.append("")
        elif token in "}]":
            keys.pop()
        elif token[0] == '"':
            value = json.loads(token, strict=False)
            if place + 1 < len(matches) and matches[place + 1][0] == ":":
                keys[-1] = value
            elif is_prose(value) and not any(key[:1] == "@" for key in keys) and not technical(keys):
                write = _json(ascii_only and "\\u" in text)
                texts = spans(token[1:-1])
                if texts is None:
                    yield Item(*match.span(), lined(value), write, in_place=True, key=_key(keys))
                for start, stop in texts or ():
                    for item in _case(token[1:-1][start:stop], match.start() + 1 + start, write):
                        yield replace(item, key=_key(keys))


def _case(raw: str, at: int, write: Callable[[Content], str]) -> Iterator[Item]:
    """A text of a message; ``#``, which stands for a number, is a code."""
    value = json.loads(f'"{raw}"', strict=False)
    if any(map(str.isalpha, value)):
        yield Item(
            at, at + len(raw), joined(case(lined(value))), lambda translation: write(translation)[1:-1]
        )


def _key(keys: Sequence[str]) -> str:
    """The path to a value; a language at its root, as Rails and vue-i18n have it, is not part of it."""
    rooted = len(keys) > 1 and primary(keys[0]) in ("en", "zh")
    return "/".join(keys[1:] if rooted else keys)


def technical(keys: list[str]) -> bool:
    """Whether the value of the innermost key is for programs."""
    return bool(keys) and keys[-1].lower() in _TECHNICAL


def _json(ascii_only: bool) -> Callable[[Content], str]:
    return lambda translation: json.dumps(native(translation), ensure_ascii=ascii_only)


def open_yaml(data: bytes, options: Options) -> Opened:
    """A YAML file; where it has one top key, a language, as Rails has it, that is changed as well."""
    import yaml

    decoded = decode(data, options.name)
    text = decoded.text
    try:
        roots = [root for root in yaml.compose_all(text, Loader=yaml.SafeLoader) if root is not None]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise broken(options, f"is not YAML: {reason}", line=mark.line + 1 if mark else None) from None
    shift = int(text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"))
    items: dict[int, Item] = {}
    edits: list[Edit] = []
    for root in roots:
        for keys, node in _scalars(root, [], set()):
            start, stop = node.start_mark.index + shift, node.end_mark.index + shift
            named = _PROPERTIES.match(text, start, stop)
            start = named.end() if named else start
            if is_prose(node.value) and not technical(keys):
                items[start] = Item(
                    start,
                    stop,
                    cased(lined(node.value)),
                    _yaml(text[start:stop], node),
                    in_place=True,
                    key=_key(keys),
                )
        edits += _language(root, options, shift)
    ordered = tuple(items[start] for start in sorted(items))
    return Opened("yaml", text, ordered, packed(decoded.encoding), tuple(edits))


def _scalars(node: Any, keys: list[str], seen: set[int]) -> Iterator[tuple[list[str], Any]]:
    import yaml

    if id(node) in seen:  # an anchor that is used again, which may hold itself
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, [*keys, str(key.value)], seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value, keys, seen)
    elif node.tag == "tag:yaml.org,2002:str" and node.start_mark.index < node.end_mark.index:
        yield keys, node


def _language(root: Any, options: Options, shift: int) -> Iterator[Edit]:
    import yaml

    if isinstance(root, yaml.MappingNode) and len(root.value) == 1:
        key = root.value[0][0]
        if primary(str(key.value)) == options.src:
            yield Edit(key.start_mark.index + shift, key.end_mark.index + shift, options.tag)


def _yaml(raw: str, node: Any) -> Callable[[Content], str]:
    """Writes a scalar in the style of the one it replaces, if it can be read back so."""

    def write(translation: Content) -> str:
        text = native(translation)
        if node.style in ("|", ">"):
            return _block(raw, node.value, text)
        if node.style == "'" and _reads(quoted := "'" + text.replace("'", "''") + "'", text):
            return quoted
        if node.style is None and "\n" not in text and _reads(text, text):
            return text
        return json.dumps(text, ensure_ascii=False)

    return write


def _reads(scalar: str, text: str) -> bool:
    """Whether a scalar on one line reads back as a text, between brackets and after a key."""
    import yaml

    try:
        return "\n" not in scalar and yaml.safe_load(f"a: {scalar}\n") == {"a": text} == {
            "a": yaml.safe_load(f"[{scalar}]")[0]
        }
    except (yaml.YAMLError, TypeError, IndexError):
        return False


def _block(raw: str, value: str, text: str) -> str:
    """A block scalar, literal or folded as the one it replaces; quoted if it could not be read back.

    The indentation is that of the first line that is not blank, without the blanks that belong to its text.
    """
    import yaml

    head, _, body = raw.partition("\n")
    ending = re.search(r"\n(?:[ \t]*\n)*\Z", raw)
    tail = ending[0] if ending else ""
    first = next((line for line in body.split("\n") if line.strip()), "")
    own = next((line for line in value.split("\n") if line.strip()), "")
    depth = _blanks(first) - _blanks(own)
    number = re.search(r"[1-9]", head.partition("#")[0])
    bare = int(number[0]) if number else max(depth, 1)  # below a key that is not indented itself
    for style in dict.fromkeys((head, head.replace(">", "|", 1))):
        lines = (_folded if style.startswith(">") else str)(text.rstrip("\n")).split("\n")
        try:
            if depth > 0 and yaml.safe_load(f"a: {_indented(style, lines, bare)}{tail}") == {"a": text}:
                return _indented(style, lines, depth) + tail
        except yaml.YAMLError:
            pass
    return json.dumps(text, ensure_ascii=False) + tail


def _blanks(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def _indented(head: str, lines: list[str], depth: int) -> str:
    return "\n".join((head, *(" " * depth + line if line else "" for line in lines)))


def _folded(text: str) -> str:
    """A text as a folded block has it: a blank line more between lines, but beside indented ones."""
    return re.sub(r"(?<=[^\n])(\n+)(?=[^\n])", lambda ends: ends[1] + "\n" * _folds(text, ends), text)


def _folds(text: str, ends: re.Match[str]) -> bool:
    """Whether line ends are between two lines that are not indented."""
    before = text[text.rfind("\n", 0, ends.start()) + 1]
    return not before.isspace() and not text[ends.end()].isspace()
