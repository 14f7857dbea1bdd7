"""Bilingual XML: XLIFF 1.2 and 2.x, and TMX whose variant is missing. Targets that are there stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import cast

from tmx.base.tags import agree, nearness, primary
from tmx.bitext import MACHINE
from tmx.forms.xliff import UNDONE, UNSURE
from tmx.model import Lang
from translate.documents.formats.markup import (
    Token,
    content,
    decode_xml,
    element_end,
    escape,
    is_protected,
    local,
    tokens,
)
from translate.documents.formats.messages import cased
from translate.documents.seam import Edit, Item, Opened, Options, broken, joined, native, packed, shown
from translate.model import Code, Content, Side, rules

_PAIRED = frozenset(("g", "pc", "mrk", "hi"))
_OPAQUE = frozenset(("ph", "bpt", "ept", "it", "ut", "x"))
_LANGS = {"source": ("source-language", "srcLang"), "target": ("target-language", "trgLang")}
_SURE = ' state="translated" state-qualifier="exact-match"'
_EPT = re.compile(r"<(?:ept|ex|ec)\b")
_BPT = re.compile(r"<(?:bpt|bx|sc)\b")


def open_xliff(data: bytes, options: Options) -> Opened:
    """A localization file: units without a target, or with one marked as new, get a draft."""
    text, encoding = decode_xml(data, options)
    stream = list(tokens(text))
    root = next((token for token in stream if token.kind == "open"), None)
    if root is None or local(root.name) != "xliff":
        raise broken(options, "is not an XLIFF file: its root element is not <xliff>")
    two = (root.get("version") or "1.2").startswith("2")
    files = [token for token in stream if local(token.name) == "file" and token.kind == "open"] or [root]
    names = ("srcLang", "trgLang") if two else ("source-language", "target-language")
    edits = [
        edit for token in ([root] if two else files or [root]) for edit in _tagged(token, names, options)
    ]
    items, done = [], 0
    for unit in _open_units(stream, "segment" if two else "trans-unit"):
        item = _unit(text, unit, two)
        if isinstance(item, Item):
            items.append(item)
        done += item is True
    return Opened("xliff", text, tuple(items), packed(encoding), tuple(edits), done, rules(options.src))


def read_xliff(data: bytes, options: Options) -> Opened:
    """A localization file to be aligned: source and target of each segment, with its unit's name as key."""
    text, encoding = decode_xml(data, options)
    stream = list(tokens(text))
    langs = {"source": "", "target": ""}
    items: list[Item] = []
    file = unit = ""
    number, two = 0, False
    for index, token in enumerate(stream):
        name = local(token.name)
        if token.kind != "open" or name not in ("xliff", "file", "unit", "trans-unit", "segment"):
            continue
        two = two or (name == "xliff" and (token.get("version") or "").startswith("2"))
        for part, names in _LANGS.items():
            langs[part] = next(filter(None, map(token.get, names)), langs[part])
        if name == "file":
            file = token.get("original") or token.get("id") or ""
        elif name in ("unit", "trans-unit"):
            unit, number = token.get("resname") or token.get("name") or token.get("id") or "", 0
        if name == ("segment" if two else "trans-unit"):
            whole = stream[index : element_end(stream, index)]
            items += _both(text, whole, langs, f"{file}\4{unit}\4{number}")
            number += 1
    if not items:
        raise broken(options, "is not an XLIFF file with English or Chinese text")
    last = next((lang for lang in ("zh", "en") if any(item.lang == lang for item in items)), None)
    named = primary(langs["target"])
    lang = named if any(item.lang == named for item in items) else last
    return Opened("xliff", text, tuple(items), packed(encoding), lang=cast(Side, lang))


def _both(text: str, unit: list[Token], langs: Mapping[str, str], key: str) -> Iterator[Item]:
    for part, tag in langs.items():
        element, lang = _child(unit, part), primary(tag)
        body = _content(text, element[1:-1]) if len(element) > 2 else ()
        if lang in ("en", "zh") and any(map(str.isalnum, shown(body))):
            start, stop = element[0].start, element[-1].stop
            yield Item(start, stop, body, native, key=key, lang=cast(Side, lang))


def _check_source(tag: str, attribute: str, options: Options) -> None:
    declared = primary(tag)
    if declared == options.src:
        return
    if declared == options.tgt:
        raise broken(
            options,
            f"has its source in the language asked for ({declared})",
            hint="Choose the other one with --to.",
        )
    if not tag:
        raise broken(options, f"has no {attribute}", hint="Add it to the file.")
    raise broken(options, f"has {attribute} {tag!r}", hint=f"Try --from {declared}.")


def _tagged(token: Token, names: tuple[str, str], options: Options) -> Iterator[Edit]:
    """The target language as an edit, where the element that should name both languages lacks it."""
    source, target = names
    _check_source(token.get(source) or "", source, options)
    declared = token.get(target)
    if declared is None:
        yield Edit(token.stop - 1, token.stop - 1, f' {target}="{options.tag}"')
    elif not agree(options.tag, declared):
        raise broken(options, f"names {declared!r} as its target language, not {options.tag}")


def _elements(stream: list[Token], name: str) -> Iterator[list[Token]]:
    index = 0
    while index < len(stream):
        end = index + 1
        if local(stream[index].name) == name and stream[index].kind == "open":
            end = element_end(stream, index)
            yield stream[index:end]
        index = end


def _open_units(stream: list[Token], name: str) -> Iterator[list[Token]]:
    """The units that are to be translated: ``translate="no"`` holds inside, until one says ``yes``."""
    open_ = [True]
    for index, token in enumerate(stream):
        if token.kind == "open":
            translate = (token.get("translate") or "").lower() if "translate" in token.attributes else ""
            open_.append(translate == "yes" if translate in ("yes", "no") else open_[-1])
            if local(token.name) == name and open_[-1]:
                yield stream[index : element_end(stream, index)]
        elif token.kind == "close":
            open_.pop()


def _unit(text: str, unit: list[Token], two: bool) -> Item | bool:
    """The item of a unit; ``True`` if it has a translation, ``False`` if there is nothing to translate."""
    source, target = _child(unit, "source"), _child(unit, "target")
    if len(source) < 3:  # nothing between its tags
        return False
    body = _content(text, source[1:-1])
    if not any(map(str.isalnum, shown(body))):
        return False
    state = (target[0].get("state") if target else None) or (unit[0].get("state") if two else None)
    if _says(text, target) and state not in UNDONE:
        return True
    after = _child(unit, "seg-source") or source
    prefix = source[0].name.rpartition("source")[0]
    start, stop = (target[0].start, target[-1].stop) if target else (after[-1].stop, after[-1].stop)
    unsure, sure = ("", "") if two else (UNSURE, _SURE)
    lead = "" if target else re.search(r"\s*\Z", text[: source[0].start])[0]  # type: ignore[index]

    def write(translation: Content, mark: str = unsure) -> str:
        return f"{lead}<{prefix}target{mark}>{native(translation, escape)}</{prefix}target>"

    return Item(start, stop, body, write, write_approved=partial(write, mark=sure))


def _child(unit: list[Token], name: str) -> list[Token]:
    """The first element of that name, with its tags; alternatives (``alt-trans``) are not looked into."""
    index = 0
    while index < len(unit):
        token = unit[index]
        if token.kind == "open" and local(token.name) in ("alt-trans", "matches", "notes", "note"):
            index = element_end(unit, index)
        elif local(token.name) == name and token.kind in ("open", "empty"):
            return unit[index : element_end(unit, index)] if token.kind == "open" else [token]
        else:
            index += 1
    return []


def _content(text: str, inner: list[Token]) -> Content:
    """Codes that begin and end a stretch in two elements (bpt and ept, sc and ec) pair like tags."""
    parts = _marked(content(text, inner, opaque=_OPAQUE, paired=_PAIRED, collapse=False))
    paired = tuple(
        part
        if isinstance(part, str) or part.role != "alone" or part.shown
        else replace(
            part,
            role="open" if _BPT.match(part.native) else "close" if _EPT.match(part.native) else "alone",
        )
        for part in parts
    )
    return cased(paired, escape)


def _marked(body: Content) -> Content:
    """A content in which all between two marks of XLIFF 2 that protect it (``sm``, ``em``) is one code."""
    parts: list[str | Code] = []
    rest = list(body)
    while rest:
        part = rest.pop(0)
        tag = _tag(part, "sm")
        if isinstance(part, Code) and tag and is_protected(tag):
            ends = (
                place
                for place, other in enumerate(rest, 1)
                if (end := _tag(other, "em")) and end.get("startRef") == tag.get("id")
            )
            stop = next(ends, 0)
            inner, rest = tuple(rest[:stop]), rest[stop:]
            raw = part.native + native(inner, escape)
            part = Code(raw, "alone", shown(inner).strip(), part.at)
        parts.append(part)
    return joined(parts)


def _tag(part: str | Code, name: str) -> Token | None:
    """The tag that a code is, if it has that name."""
    tag = next(tokens(part.native), None) if isinstance(part, Code) and f"{name} " in part.native else None
    return tag if tag and local(tag.name) == name else None


def open_tmx(data: bytes, options: Options) -> Opened:
    """A memory: units that lack the language asked for get a variant of it."""
    text, encoding = decode_xml(data, options)
    stream = list(tokens(text))
    if not any(local(token.name) == "tmx" for token in stream):
        raise broken(options, "is not a TMX file: its root element is not <tmx>")
    items, done = [], 0
    for unit in _elements(stream, "tu"):
        variants = {tuv[0].get("lang") or "": tuv for tuv in _elements(unit, "tuv")}
        source = _nearest(variants, options.src)
        target = _nearest({tag: tuv for tag, tuv in variants.items() if agree(options.tag, tag)}, options.tag)
        if target and _says(text, _child(target, "seg")):
            done += 1
        elif source and (item := _variant(text, source, target, options)):
            items.append(item)
    return Opened("tmx", text, tuple(items), packed(encoding), (), done, rules(options.src))


def _nearest(variants: dict[str, list[Token]], lang: Lang) -> list[Token] | None:
    """The variant that serves best for a language, if any does."""
    tag = max(variants, key=lambda tag: nearness(lang, tag), default="")
    return variants[tag] if nearness(lang, tag) else None


def _says(text: str, element: list[Token]) -> bool:
    """Whether there is text in an element, not only codes."""
    return any(
        text.startswith("<![CDATA[", token.start)
        or (token.kind == "text" and bool(text[token.start : token.stop].strip()))
        for token in element[1:-1]
    )


def _variant(text: str, source: list[Token], target: list[Token] | None, options: Options) -> Item | None:
    body = _content(text, _child(source, "seg")[1:-1])
    if not any(map(str.isalnum, shown(body))):
        return None
    start, stop = (target[0].start, target[-1].stop) if target else (source[-1].stop, source[-1].stop)
    lead = "" if target else re.search(r"\s*\Z", text[: source[0].start])[0]  # type: ignore[index]
    named = "xml:lang" if re.search(r"\bxml:lang\s*=", source[0].attributes) else "lang"  # as in TMX 1.1

    def write(translation: Content, mark: str = f' creationid="{MACHINE}"') -> str:
        return f'{lead}<tuv {named}="{options.tag}"{mark}><seg>{native(translation, escape)}</seg></tuv>'

    return Item(start, stop, body, write, write_approved=partial(write, mark=""))
