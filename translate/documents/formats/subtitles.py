"""SubRip and WebVTT: timing stays; a sentence that runs over several cues is translated whole and divided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tmx.base.decode import decode
from tmx.base.script import HAN, HAN_CHARACTER, is_wide
from translate.documents.seam import Edit, Item, Opened, Options, broken, joined, line_of, packed, shown
from translate.model import Code, Content

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
_CUE = re.compile(
    rf"^(?:[^\n]*\n)??[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*\n(?P<text>(?:[^\S\n]*\S[^\n]*(?:\n|\Z))*)",
    re.MULTILINE,
)
_LANGUAGE = re.compile(r"\N{ZERO WIDTH NO-BREAK SPACE}?WEBVTT\b(?:.+\n)*?.*\nLanguage:[ \t]*([\w-]+)")
"""The language in the head of a VTT file."""

_LEAD = re.compile(r"[^\n]*-->[^\n]*\n\Z")
_CODE = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z]+)[^<>\n]*>|<[\d:.]+>|\{\\[^{}\n]*\}")
_ENDED = re.compile(r"[.?!。？！…♪][\"'”’」』）)\]]*\s*$")
_GOES_ON = re.compile(r"[,，、;；:：\N{EM DASH}-]\s*$")
_TURN = re.compile(r"\n(?=[ \t]*(?:<v[ .]|(?:<[^<>\n]*>)*[-\N{EN DASH}\N{EM DASH}](?:[ \t]|[^\W\d_])))")
"""The end of a line before one that another speaker begins, with a dash or, in WebVTT, a voice."""

_DASH = re.compile(r"[ \t]*[-\N{EN DASH}\N{EM DASH}](?=[ \t]|[^\W\d_])[ \t]*")
_SPEAKER = re.compile(r"\s*(?:[-\N{EN DASH}\N{EM DASH}]|\[|\(|（|【|♪|[A-Z][A-Z ]+:)")

LINE_COLUMNS = 42
"""Columns of a line, Han counted twice: as Netflix's Timed Text Style Guide has it for English."""

_FAR_APART = 2.0  # seconds of silence, after which a new sentence is likely
_MOST_CUES = 5  # one sentence seldom runs over more


@dataclass(frozen=True, slots=True)
class _Cue:
    """The words of one speaker in a cue: two who share it have a line each."""

    start: int  # of its text
    stop: int
    begins: float
    ends: float
    content: Content
    speaks: bool  # first: a dash, a name or a sign says so


def open_subtitles(data: bytes, options: Options) -> Opened:
    """An SRT or VTT file."""
    decoded = decode(data, options.name)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    cues = list(_cues(text, options))
    if not cues:
        raise broken(options, "has no cue: no line such as 00:00:01,000 --> 00:00:02,000")
    items = [_item(text, group) for group in _groups(cues)]
    language = _LANGUAGE.match(text)
    edits = (Edit(*language.span(1), options.tag),) if language else ()
    return Opened("subtitles", text, tuple(items), packed(decoded.encoding), edits)


def _cues(text: str, options: Options) -> Iterator[_Cue]:
    matches = list(_CUE.finditer(text))
    if text.count("-->") > len(matches):
        seen = {text.index("-->", match.start()) for match in matches}
        for match in re.finditer("-->", text):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if match.start() not in seen and re.match(r"[\s\d:.,]*$", line):
                raise broken(
                    options, "has a timing line that cannot be read", line=line_of(text, match.start())
                )
    for match in matches:
        times = [_seconds(match.groups()[place : place + 4]) for place in (0, 4)]
        body = match["text"].rstrip("\n")
        turns = [0, *(turn.end() for turn in _TURN.finditer(body)), len(body) + 1]
        for start, after in pairwise(turns):
            line = body[start : after - 1]
            content = _content(line)
            if any(map(str.isalnum, shown(content))):
                at = match.start("text")
                speaks = _SPEAKER.match(_CODE.sub("", line)) is not None
                yield _Cue(at + start, at + after - 1, times[0], times[1], content, speaks)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def _content(body: str) -> Content:
    parts: list[str | Code] = []
    last = 0
    if dash := _DASH.match(body):
        parts, last = [Code(dash[0])], dash.end()
    for match in _CODE.finditer(body, last):
        parts.append(_one_line(body[last : match.start()]))
        paired = match["name"] is not None and match["name"].lower() != "v"
        parts.append(Code(match[0], ("close" if match["close"] else "open") if paired else "alone"))
        last = match.end()
    return joined([*parts, _one_line(body[last:])])


def _one_line(text: str) -> str:
    """Lines joined: by nothing where Han meet, else by a space."""
    return re.sub(rf"(?<=[{HAN}，。！？、])\s*\n\s*(?=[{HAN}])", "", text).replace("\n", " ")


def _groups(cues: list[_Cue]) -> Iterator[list[_Cue]]:
    group = [cues[0]]
    for cue in cues[1:]:
        if len(group) < _MOST_CUES and _continues(group[-1], cue):
            group.append(cue)
        else:
            yield group
            group = [cue]
    yield group


def _continues(cue: _Cue, following: _Cue) -> bool:
    """Whether a sentence goes on: a cue without end mark, and a next one that begins like a middle."""
    before, after = shown(cue.content).strip(), shown(following.content).strip()
    if _ENDED.search(before) or following.speaks or following.begins - cue.ends > _FAR_APART:
        return False
    return bool(_GOES_ON.search(before)) or after[:1].islower()


def _item(text: str, group: list[_Cue]) -> Item:
    parts: list[str | Code] = []
    for place, cue in enumerate(group):
        if place:
            gap = "" if _han(parts) and _han(list(cue.content)) else " "
            parts += [gap, Code(text[group[place - 1].stop : cue.start], "break")]
        parts += cue.content
    return Item(group[0].start, group[-1].stop, joined(parts), _write)


def _han(parts: list[str | Code]) -> bool:
    return HAN_CHARACTER.search(shown(tuple(parts))[-40:]) is not None


def _write(translation: Content) -> str:
    """Cues between the breaks, each in lines that a screen can hold."""
    cues: list[list[str]] = [[]]
    breaks: list[str] = []
    for part in translation:
        if isinstance(part, Code) and part.role == "break":
            breaks.append(part.native)
            cues.append([])
        else:
            cues[-1].append(part if isinstance(part, str) else part.native)
    texts = [wrapped("".join(parts).strip()) or "\N{NO-BREAK SPACE}" for parts in cues]
    return texts[0] + "".join(lead + text for lead, text in zip(breaks, texts[1:], strict=True))


def wrapped(text: str, columns: int = LINE_COLUMNS, width: Callable[[str], int] | None = None) -> str:
    """``text`` in two lines of like width if it is wider than one; more where two do not hold it."""
    width = width or _width
    total = width(_CODE.sub("", text))
    rows = -(-total // columns)
    if rows < 2:
        return text
    lines: list[str] = []
    rest, left = text, total
    for row in range(rows, 1, -1):
        cut = _cut(rest, left / row)
        lines.append(rest[:cut].rstrip())
        following = rest[cut:].lstrip()
        left -= width(_CODE.sub("", rest[: len(rest) - len(following)]))
        rest = following
    return "\n".join(filter(None, (*lines, rest)))


def _cut(text: str, wanted: float) -> int:
    """Where to end a line about ``wanted`` columns wide: at a space or between Han, after marks rather."""
    codes = _CODE.finditer(text)
    code = next(codes, None)
    best, cost, column = len(text), float("inf"), 0
    for place, character in enumerate(text):
        if code and place >= code.end():
            code = next(codes, None)
        if code and place >= code.start():
            continue
        if column - wanted > cost + 4:  # all that follows is farther off
            break
        before = text[place - 1 : place]
        free = character == " " or (
            place and (_width(before) == 2 and (character.isalnum() or character in "《“（"))
        )
        away = abs(column - wanted) - (4 if before and before in "，。！？；、,.;:?!" else 0)
        if free and place and away < cost:
            best, cost = place, away
        column += _width(character)
    return best


def _width(text: str) -> int:
    return sum(2 if is_wide(character) else 1 for character in text)
