"""The little language of ``duiyi tmx filter``: ``score >= 0.8 and not user == "MT!"``.

A comparison names a field, an operator and a value; ``and``, ``or``, ``not`` and parentheses join them.
Fields: ``score``, ``date``, ``user``, ``origin``, ``level``, ``ratio``, ``length``, ``source``, ``target``,
``lang``, ``tuid``, and ``prop:TYPE``. Operators: ``== != < <= > >=``, ``~`` (a regular expression is found),
``in`` (one of a list in parentheses). Properties that are numbers are ordered as numbers. A unit that lacks
the field answers no, to ``!=`` as well;
``has score`` asks for that. Nothing is ever evaluated as Python.
"""

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from tmx import keys
from tmx.base.errors import InputError
from tmx.model import Lang, Unit, plain

Value = float | str


class Subject(NamedTuple):
    """A unit, and the language to look at it from."""

    unit: Unit
    lang: Lang


class Verdict(NamedTuple):
    """Whether a unit passes, and what decided: the comparison with the value found."""

    passes: bool
    because: str


Test = Callable[[Subject], Verdict]


def parse(text: str) -> Test:
    """The test that an expression is.

    :raises InputError: if it is none, with the place.
    """
    return _Parser(text).whole()


def _source(subject: Subject) -> str:
    return plain(keys.source(subject.unit, subject.lang).segment)


def _target(subject: Subject) -> str:
    source = keys.source(subject.unit, subject.lang)
    return " ".join(plain(variant.segment) for variant in keys.others(subject.unit, source))


def _ratio(subject: Subject) -> list[Value]:
    """Characters of the source to one of the target."""
    target = len(_target(subject))
    return [len(_source(subject)) / target] if target else []


def _score(subject: Subject) -> list[Value]:
    score = keys.score(subject.unit)
    return [] if score is None else [score]


def _text(value: str | None) -> list[Value]:
    return [value] if value else []


FIELDS: dict[str, Callable[[Subject], Sequence[Value]]] = {
    "score": _score,
    "date": lambda subject: _text(keys.date(subject.unit)),
    "user": lambda subject: sorted(keys.users(subject.unit)),
    "origin": lambda subject: _text(subject.unit.prop("x-Origin")),
    "level": lambda subject: _text(subject.unit.prop("x-ConfirmationLevel")),
    "ratio": _ratio,
    "length": lambda subject: [float(len(_source(subject)))],
    "source": lambda subject: [_source(subject)],
    "target": lambda subject: [_target(subject)],
    "lang": lambda subject: [variant.lang for variant in subject.unit.variants],
    "tuid": lambda subject: _text(subject.unit.attribute("tuid")),
}
_NUMBERS = frozenset(("score", "ratio", "length"))
_TOKEN = re.compile(
    r"\s*(?:(?P<op><=|>=|==|!=|[<>~(),])|(?P<text>\"[^\"]*\"|'[^']*')|(?P<word>[^\s<>=!~(),\"']+))"
)
_DATE = re.compile(r"(\d{4})-?(\d\d)?-?(\d\d)?(?:T(\d\d):?(\d\d)?:?(\d\d)?Z?)?")
_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]  # both are of the field's kind
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}
_DEPTH = 50  # of parentheses and nots
_SHOWN = 30  # characters before the place of an error


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    start: int


class _Parser:
    """Recursive descent: or, and, not, comparison."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._scan()
        self._place = 0
        self._depth = 0

    def whole(self) -> Test:
        test = self._any()
        if self._now().kind != "end":
            self._fail("nothing more was expected")
        return test

    def _scan(self) -> list[_Token]:
        tokens, place = [], 0
        while self._text[place:].strip():
            match = _TOKEN.match(self._text, place)
            if match is None:
                raise self._error("this cannot be read", place)
            tokens.append(
                _Token(match.lastgroup or "", match[match.lastgroup or 0], match.start(match.lastgroup or 0))
            )
            place = match.end()
        return [*tokens, _Token("end", "", len(self._text))]

    def _now(self) -> _Token:
        return self._tokens[self._place]

    def _next(self) -> _Token:
        token = self._now()
        self._place += 1
        return token

    def _taken(self, *texts: str) -> bool:
        token = self._now()
        if token.kind in ("op", "word") and token.text in texts:
            self._place += 1
            return True
        return False

    def _any(self) -> Test:
        tests = [self._all()]
        while self._taken("or"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda subject: _either(tests, subject)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._taken("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda subject: _both(tests, subject)

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > _DEPTH:
            self._fail("this nests too deep")
        try:
            if self._taken("not"):
                inner = self._one()
                return lambda subject: _negated(inner(subject))
            if self._taken("("):
                test = self._any()
                if not self._taken(")"):
                    self._fail("a closing parenthesis is missing")
                return test
            if self._taken("has"):
                return _has(*self._field())
            return self._comparison()
        finally:
            self._depth -= 1

    def _field(self) -> tuple[str, Callable[[Subject], Sequence[Value]]]:
        token = self._next()
        if token.kind == "word" and token.text.startswith("prop:"):
            type_ = token.text.removeprefix("prop:")
            return token.text, lambda subject: _text(subject.unit.prop(type_))
        if token.kind != "word" or token.text not in FIELDS:
            self._fail(f"a field was expected: {', '.join(FIELDS)} or prop:TYPE", token)
        return token.text, FIELDS[token.text]

    def _comparison(self) -> Test:
        name, values = self._field()
        operator = self._next()
        condition = f"{name} {operator.text}"
        if operator.text == "in":
            wanted = self._list(name)
            return _compared(f"{condition} {wanted}", name, values, lambda value: value in wanted)
        if operator.text == "~":
            pattern = self._pattern()
            return _compared(
                f"{condition} {pattern.pattern!r}", name, values, lambda v: pattern.search(str(v)) is not None
            )
        if operator.text not in _COMPARE or operator.kind != "op":
            self._fail("an operator was expected: == != < <= > >= ~ in", operator)
        compare, value = _COMPARE[operator.text], self._value(name)
        as_numbers = name.startswith("prop:") and operator.text not in ("==", "!=")
        fitted = _as_numbers if as_numbers else _as_long
        return _compared(
            f"{condition} {value}", name, values, lambda present: compare(*fitted(name, present, value))
        )

    def _list(self, name: str) -> list[Value]:
        if not self._taken("("):
            self._fail("a list in parentheses was expected")
        wanted = [self._value(name)]
        while self._taken(","):
            wanted.append(self._value(name))
        if not self._taken(")"):
            self._fail("a closing parenthesis is missing")
        return wanted

    def _pattern(self) -> re.Pattern[str]:
        token = self._next()
        if token.kind not in ("word", "text"):
            self._fail("a regular expression was expected", token)
        try:
            with warnings.catch_warnings(action="ignore", category=FutureWarning):  # of sets in sets
                return re.compile(_unquoted(token))
        except re.error as error:
            raise self._error(f"this isn't a regular expression: {error}", token.start) from None

    def _value(self, name: str) -> Value:
        token = self._next()
        if token.kind not in ("word", "text"):
            self._fail("a value was expected", token)
        text = _unquoted(token)
        if token.kind == "word" and text[0] in "“”‘’":
            self._fail('quotation marks are written straight, as in "MT!"', token)
        if name in _NUMBERS:
            try:
                return float(text)
            except ValueError:
                self._fail(f"{name} is compared with a number", token)
        if name == "date":
            match = _DATE.fullmatch(text)
            if match is None:
                self._fail("a date is written 2024-01-31 or 20240131T235959Z", token)
            parts = "".join(part or "" for part in match.groups())
            return f"{parts[:8]}T{parts[8:]}" if len(parts) > 8 else parts
        return text

    def _fail(self, what: str, token: _Token | None = None) -> NoReturn:
        raise self._error(what, (token or self._now()).start)

    def _error(self, what: str, place: int) -> InputError:
        before = self._text[:place].rstrip()
        where = f", after “{'…' * (len(before) > _SHOWN)}{before[-_SHOWN:]}”" if before else ""
        return InputError(
            f"in the expression, at character {place + 1}{where}: {what}",
            hint='An example: score >= 0.8 and not user == "MT!".',
        )


def _unquoted(token: _Token) -> str:
    return token.text[1:-1] if token.kind == "text" else token.text


def _as_long(name: str, left: Value, value: Value) -> tuple[Value, Value]:
    """What is compared: a date as long as the one it is compared with, so that a day equals all its hours."""
    if name == "date" and isinstance(left, str) and isinstance(value, str):
        return left[: len(value)], value
    return left, value


def _as_numbers(_: str, left: Value, value: Value) -> tuple[Value, Value]:
    """What is compared: numbers where both are some, so that 100 is more than 85."""
    try:
        return float(left), float(value)
    except ValueError:
        return left, value


def _compared(
    condition: str, name: str, values: Callable[[Subject], Sequence[Value]], test: Callable[[Value], bool]
) -> Test:
    def run(subject: Subject) -> Verdict:
        present = values(subject)
        passes = any(map(test, present))
        shown = ", ".join(f"{v:.4g}" if isinstance(v, float) else repr(v) for v in present) or "nothing"
        return Verdict(passes, f"{name} is {shown}" + ("" if passes else f", not {condition}"))

    return run


def _has(name: str, values: Callable[[Subject], Sequence[Value]]) -> Test:
    def run(subject: Subject) -> Verdict:
        passes = bool(values(subject))
        return Verdict(passes, f"{name} is {'there' if passes else 'missing'}")

    return run


def _both(tests: list[Test], subject: Subject) -> Verdict:
    """All of them; the first that fails is the reason."""
    reasons = []
    for test in tests:
        verdict = test(subject)
        if not verdict.passes:
            return verdict
        reasons.append(verdict.because)
    return Verdict(True, " and ".join(reasons))


def _either(tests: list[Test], subject: Subject) -> Verdict:
    """One of them; if none passes, all are the reason."""
    reasons = []
    for test in tests:
        verdict = test(subject)
        if verdict.passes:
            return verdict
        reasons.append(verdict.because)
    return Verdict(False, " and ".join(reasons))


def _negated(verdict: Verdict) -> Verdict:
    return Verdict(not verdict.passes, verdict.because)
