"""The parts of a text that programs read: placeholders, templates, code spans, tags, addresses.

One definition for all who meet it: sentences are not cut inside (:mod:`translate.split`), and a translation
says it as the source does (:mod:`translate.drafting.protect`).
"""

import re
from collections.abc import Iterator

_NAME = r"(?:\"[^\"\n<>]{1,60}\"|[^\W\d_][\w.'’-]*(?:[ ][^\W\d_][\w.'’-]*){0,4})"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_WEB = r"(?:https?|ftp|file)://[^\s\N{IDEOGRAPHIC SPACE}<>\"“”，。；！？、（）》」』】]*[\w/=&#%~+-]"
_SITE = r"\bwww\.[\w-]+(?:\.[\w-]+)+(?:/[\w./?=&#%~+-]*[\w/=&#%~+-])?"
_PERSON = rf"{_NAME}[ ]?<{_MAIL}>(?:[ ]?\({_WEB}\))?"

# Typewriter quotes (`so') look like code spans; these close before a blank or mark, and after none.
CODE_SPAN = r"`[^`\s]+`|(?<![`\w])(?P<ticks>`+)(?![`\s]).{0,200}?(?<![`\s])(?P=ticks)(?![`\w])"

_TEMPLATES = (
    r"\{\{\{?(?:[^{}\n]|\{[^{}\n]*\}){0,200}\}\}\}?",  # {{ user.Name }}, {{{raw}}}
    r"\{%.{0,200}?%\}|<%.{0,200}?%>|<\?.{0,200}?\?>",  # Jinja, ERB, PHP
    r"[$#%]\{(?:[^{}\n]|\{[^{}\n]*\}){0,100}\}",  # ${a.B}, #{a.B}, %{a.B}
    # {Order.Id}, but no {prose. In braces}
    r"\{(?:[^{}\n.!?。！？]|[.!?。！？](?!\s)){0,100}\}",
    r"%\([A-Za-z_][\w.]*\)[-+#0]*\d*(?:\.\d+)?[A-Za-z]",
    r"\$t\([^()\n]{1,80}\)",  # i18next
    r"<![A-Za-z][^<>\n]{0,200}>",  # <!DOCTYPE html>
    # Tags. A name of an attribute has no dot at its end, so that no prose between < and > is one.
    r"</?[A-Za-z][\w:-]*(?:\s+[\w:@()\[\]#*-]+(?:\.[\w-]+)*"
    r"(?:\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'|\{[^<>]*\}|[^\s\"'<>]+))?)*+\s*/?>",
)
_OTHERS = (
    rf"{_WEB}|{_SITE}",
    rf"<(?:mailto:)?{_MAIL}>|(?:\bmailto:)?{_MAIL}",
    r"[\w.+-]+[ ]?[(\[]at[)\]][ ]?[\w-]+(?:(?:\.|[ ]?[(\[]dot[)\]][ ]?)[\w-]+)+",
    r"%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:ll|l|h|z)?[sdiufgxXc@](?![A-Za-z])|%%|%\d+(?![\d%])(?=\W|$)",
    r"%[A-Za-z_]\w*(?:\.\w+)*%(?!\w)",  # %user.name%
    r"&[A-Za-z]+;|&#\d+;",
    r"\$\w+\$|__\w+__|(?<![\w*])[A-Za-z]\w*(?:[_*]+\w+)+(?![\w*])",  # max_size, a*b
    r"(?<![\w:/.]):[A-Za-z_][\w+-]*:(?!\w)",  # :tada:
    r"(?<![^\s(\[\"“'（，。：]):[A-Za-z_]\w+(?:\.\w+)*(?![\w:])",  # :name, as Laravel has it
)
PLACEHOLDER = re.compile("|".join((CODE_SPAN, *_TEMPLATES)), re.ASCII)
"""What may hold full stops and blanks: a cut inside it would break it."""

INVARIANT = re.compile("|".join((CODE_SPAN, *_TEMPLATES, *_OTHERS)), re.ASCII)
"""The parts that a translation repeats from its source."""

ADDRESS = re.compile(f"{_WEB}|{_SITE}|{_MAIL}", re.ASCII)
"""A web or e-mail address."""

_PERSONS = re.compile(rf"\s*{_PERSON}(?:\s*[,;，；、]\s*{_PERSON})*\s*")
_TELLING = re.compile(r"[`{$]|%\(|<[!%?/A-Za-z]")


def placeholders(text: str) -> list[tuple[int, int]]:
    """The spans of placeholders, code spans and tags, half-open and in order."""
    if not _TELLING.search(text):  # most texts
        return []
    return [match.span() for match in PLACEHOLDER.finditer(text)]


def invariants(text: str) -> Iterator[tuple[int, int]]:
    """The spans that a translation says as they are; all of a text that names people with their addresses."""
    if "@" in text and (persons := _PERSONS.fullmatch(text)):
        yield persons.start() + len(text) - len(text.lstrip()), len(text.rstrip())
        return
    for match in INVARIANT.finditer(text):
        yield match.span()


def addresses(text: str) -> list[str]:
    """The web and e-mail addresses of a text, in order."""
    return ADDRESS.findall(text)


def without_addresses(text: str) -> str:
    """``text`` with a space in the place of each web and e-mail address."""
    return ADDRESS.sub(" ", text)
