"""What the user can choose from; light, so that the command line can name the choices at once."""

from enum import StrEnum


class Keep(StrEnum):
    """Which of several translations of the same source text stays; the first of those that are equal."""

    ALL = "all"  # every different translation; of equal ones the newest
    NEWEST = "newest"
    BEST = "best"  # by score, then newest
    USER = "user"  # those of one user, then newest


class By(StrEnum):
    """How a memory is split."""

    LANG = "lang"
    ORIGIN = "origin"


class Order(StrEnum):
    """What a memory is sorted by."""

    SOURCE = "source"
    TARGET = "target"
    TUID = "tuid"
    DATE = "date"
    SCORE = "score"
