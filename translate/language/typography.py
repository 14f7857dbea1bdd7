"""Typography of drafts: Chinese with Chinese marks, English with English ones.

After GB/T 15834-2011 (use of punctuation marks) and W3C's Requirements for Chinese Text Layout. Numbers,
times and ratios, addresses, code spans, file names and placeholders aren't prose, and are left alone.
"""

import re
from collections.abc import Callable

from tmx.base.script import HALF_WIDTH, HAN
from translate.language.placeholders import ADDRESS, CODE_SPAN
from translate.model import Side

_MARKS = "，。！？：；、（）《》〈〉「」『』【】…\N{EM DASH}"  # full-width, and at home in Chinese only
_CURLY = "“”‘’"
_KEPT = "\ue000"  # stands for a span that is left alone

# Of placeholders only the shortest: a draft's braces and colons are mostly those of prose.
_PROSE_FREE = re.compile(
    "|".join(
        (
            _KEPT,
            CODE_SPAN,
            ADDRESS.pattern,
            r"\{\{?\w*\}?\}",
            r"%(?:\(\w+\))?[sd]\b",
            r"</?[A-Za-z][^<>]*>",
            r"(?<![^\W\d_])[:;]-?[)(DP](?![A-Za-z0-9])",  # smileys
            r"(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][\w.-]+){2,}[\\/]?",  # paths
            r"\b[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*\.[a-z][a-z0-9]{0,4}\b(?!\.?[A-Z])",  # file names
            r"\d+(?:[.,:/]\d+)+",
        )
    ),
    re.ASCII,
)

_FULL = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Inc|Ltd|Co|Corp|Bros|Mr|Mrs|Ms|Dr|St|Jr|Sr|No|vs|etc|al|e\.g|i\.e))$"
)
_HALF = HALF_WIDTH | {
    ord("。"): ".",
    ord("、"): ",",
    ord("【"): "[",
    ord("】"): "]",
}
_OPENS_AFTER = re.compile(rf"[\s(\[{{“‘（《「『{_MARKS}{HAN}]")


def polish(text: str, lang: Side) -> str:
    """``text`` in the typography of its language; polishing it again changes nothing.

    Chinese: full-width marks beside Han, ``“”`` and ``（）`` in pairs, ``——`` and ``……``, no white space
    between Han or beside full-width marks. English: half-width marks, one space after and none before
    them; quotes stay as they are, straight or curly.
    """
    step: Callable[[str], str] = _chinese if lang == "zh" else _english
    for _ in range(8):  # one rule may prepare another; in practice the second round changes nothing
        done = _around_kept(step, text.strip())
        if done == text:
            break
        text = done
    return text


def _around_kept(step: Callable[[str], str], text: str) -> str:
    """Apply ``step`` to ``text`` while the spans that are not prose stand aside."""
    kept = (match[0] for match in _PROSE_FREE.finditer(text))
    return re.sub(_KEPT, lambda _: next(kept), step(_PROSE_FREE.sub(_KEPT, text)))


def _chinese(text: str) -> str:
    if not re.search(f"[{HAN}]", text):
        return text
    text = _ellipses(text)
    text = _dashes(text)
    text = _quotes(text)
    text = _parentheses(text)
    text = _clause_marks(text)
    text = _full_stops(text)
    return _tight(text)


def _ellipses(text: str) -> str:
    near = rf"[{HAN}{_MARKS}{_CURLY}]"
    text = re.sub(rf"(?<={near})\s*\.{{3,}}|\.{{3,}}(?=\s*{near})", "……", text)
    return re.sub("…+|。{3,}", "……", text)


def _dashes(text: str) -> str:
    """One or two dashes beside Han are a Chinese dash; between digits they are a range and stay."""
    dash = r"\s*(?:-{2,3}|\N{EM DASH}{1,3}|\N{HORIZONTAL BAR}{1,2})\s*"
    beside = rf"[{HAN}，。！？；：（）《》…{_CURLY}]"
    return re.sub(rf"(?<={beside}){dash}(?!\d)|{dash}(?={beside})", "\N{EM DASH}" * 2, text)


def _quotes(text: str) -> str:
    text = _straight(text)
    doubles = re.findall("[“”]", text)
    if len(doubles) % 2 == 0 and len(set(doubles)) == 1:  # ”小米”: the same one at both ends
        sides = iter("“”" * (len(doubles) // 2))
        text = re.sub("[“”]", lambda _: next(sides), text)
    single = rf"(?<![A-Za-z0-9{_KEPT}])'([^']*[{HAN}][^']*)'(?![A-Za-z0-9{_KEPT}])"
    return re.sub(single, r"‘\1’", text)


def _straight(text: str) -> str:
    """Straight double quotes as curly ones, if they come in pairs; inches (``6.5"``) aren't quotes."""
    parts, opened = [], False
    for place, character in enumerate(text):
        if character == '"' and (opened or not text[max(0, place - 1) : place].replace(_KEPT, "0").isdigit()):
            parts.append("”" if opened else "“")
            opened = not opened
        else:
            parts.append(character)
    return text if opened else "".join(parts)


def _parentheses(text: str) -> str:
    """Parentheses around Chinese, or right after it, are full-width; both of a pair, or none."""
    characters = list(text)
    opened: list[int] = []
    for place, character in enumerate(text):
        if character in "(（":
            opened.append(place)
        elif character in ")）" and opened:
            start = opened.pop()
            before, inside = text[:start].rstrip()[-1:], text[start + 1 : place]
            beside = re.search(rf"[{HAN}{_MARKS}”’]", before + inside)
            if beside or text[start] != "(" or character != ")":
                characters[start], characters[place] = "（", "）"
    return "".join(characters)


def _clause_marks(text: str) -> str:
    """Half-width ``, ; : ? !`` beside Chinese as full-width ones."""
    beside = rf"{HAN}{_MARKS}{_CURLY}"
    pair = rf'[{beside}")\]%]'
    text = re.sub(rf"(?<=[{beside})\]])\s*([,;:])\s*", lambda m: m[1].translate(_FULL), text)
    text = re.sub(rf"(?<=[\w%{_KEPT}])([,;:])\s*(?=[{HAN}“‘「『《（])", lambda m: m[1].translate(_FULL), text)
    text = re.sub(rf"(?<={pair})\s*([?!]+)\s*", lambda m: m[1].translate(_FULL), text)
    return re.sub(
        rf"(?<=[A-Za-z0-9{_KEPT}])([?!]+)(?=\s*$|[”’」』）]|\s+[{HAN}])",
        lambda m: m[1].translate(_FULL),
        text,
    )


def _full_stops(text: str) -> str:
    """A point that ends a Chinese sentence, not one of a number, an abbreviation or a list item."""
    text = re.sub(rf"(?<=[{HAN}”’）》」』])\s*\.(?=\s|$|[”’」』）{HAN}])", "。", text)
    text = re.sub(r"(?<!。)。。(?!。)", "。", text)

    def ended(match: re.Match[str]) -> str:
        before = text[: match.start()]
        listed = re.fullmatch(r"\s*[(（]?\w{1,3}", before) is not None and match.end() < len(text)
        return "." if listed or ABBREVIATION.search(before) else "。"

    return re.sub(rf"(?<=[A-Za-z0-9%{_KEPT}])(?<!\.)\.(?=\s*$|[”’」』）]|\s+[{HAN}“])", ended, text)


def _tight(text: str) -> str:
    """No white space between Han, nor beside full-width marks."""
    wide = rf"{HAN}{_MARKS}"
    text = re.sub(rf"(?<=[{wide}])\s+(?=[{wide}])", "", text)
    text = re.sub(rf"(?<=[{_MARKS}“‘])\s+|\s+(?=[{_MARKS}”])", "", text)
    text = re.sub(rf"(?<=[{HAN}”])\s+(?=“)|(?<=”)\s+(?=[{HAN}])", "", text)
    text = re.sub(r"([，、；：])\1+", r"\1", text)
    return re.sub(r"\s+", " ", text)


def _english(text: str) -> str:
    text = re.sub('([，、；：！？。，])(?=\\w|[“‘"(（])', r"\1 ", text)
    text = re.sub("（", " (", text) if re.search(r"\w（", text) else text
    text = re.sub(r"）(?=\w)", ") ", text)
    text = re.sub(r"…{2,}", "…", text.translate(_HALF))
    text = re.sub(r"\s*\N{EM DASH}{2,}\s*", "\N{EM DASH}", text)
    text = re.sub(r"\s+(?=[,;:!?](?:\s|$|[\"”’)]))", "", text)
    text = re.sub(r"(?<=[\w)”\"’%\ue000])\s+(?=\.(?:\s|$))", "", text)
    text = re.sub(r"(?<=[A-Za-z\ue000]),(?=[A-Za-z\ue000])", ", ", text)
    text = re.sub(r"(?<=[a-z)”])([;!?])(?=[A-Za-z])", r"\1 ", text)
    text = re.sub(r"(?<![\w.])([a-z]+)\.(?=[A-Z][a-z]*[\s,])", r"\1. ", text)
    text = re.sub(r"(?<=[(\[])\s+|(?<=\S)\s+(?=[)\]])", "", text)
    return re.sub(r"\s+", " ", text).strip()
