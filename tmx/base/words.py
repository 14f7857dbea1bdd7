"""Counts with their nouns, for messages."""

_ONE = {  # phrases in which more than the noun follows the number
    "dates that are not as TMX writes them": "date that is not as TMX writes it",
    "notes, properties and attributes": "note, property or attribute",
    "scores that aren't numbers": "score that isn't a number",
    "units that break the standard, or lack a language": "unit that breaks the standard, or lacks a language",
    "units that say they are not translated yet": "unit that says it is not translated yet",
}


def count(number: int, noun: str, plural: str = "") -> str:
    """A count with its noun.

    >>> count(1, "unit"), count(1200, "unit"), count(0, "entry", "entries")
    ('1 unit', '1,200 units', '0 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def count_of(number: int, phrase: str) -> str:
    """A count with a phrase in the plural, such as the reasons by which conversions count.

    >>> count_of(1, "rows with an empty side"), count_of(2, "entries"), count_of(1, "entries")
    ('1 row with an empty side', '2 entries', '1 entry')
    """
    return f"{number:,} {phrase if number != 1 else _ONE.get(phrase) or _singular(phrase)}"


def _singular(phrase: str) -> str:
    """The phrase with its first plural in the singular: ``line breaks`` becomes ``line break``."""
    words = phrase.split(" ")
    for place, word in enumerate(words):
        bare = word.rstrip(",:")
        if bare.endswith("s"):
            one = f"{bare[:-3]}y" if bare.endswith("ies") else bare[:-1]
            return " ".join([*words[:place], one + word[len(bare) :], *words[place + 1 :]])
    return phrase
