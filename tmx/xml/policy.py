"""How strictly a memory is read: each leniency has a name, and the default is none."""

from dataclasses import dataclass
from typing import Literal

from tmx.model import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a reader does about what it does not expect; what is skipped is counted.

    :param bad_unit: a unit that breaks the standard (no ``<seg>``, a property after it, an unknown element
        or attribute …) is an error, or is left out.
    :param bad_header: a header that lacks a required attribute or has an unknown one is an error, or is
        taken as it is (the writer fills in defaults).
    :param langs: languages that each unit must have, as :mod:`tmx.base.tags` matches them; none by default.
    :param missing_variant: a unit that lacks one of ``langs`` is an error, or is left out.
    :param encoding: read the bytes in this encoding, whatever the file says of itself.
    :param max_unit: bytes; a file that goes on longer than this without a whole unit is refused.
    :param max_depth: how deep inline codes may nest.
    """

    bad_unit: Literal["raise", "skip"] = "raise"
    bad_header: Literal["raise", "accept"] = "raise"
    langs: tuple[Lang, ...] = ()
    missing_variant: Literal["raise", "skip"] = "raise"
    encoding: str | None = None
    max_unit: int = (
        2_000_000  # tools take segments of 2,000 to 8,000 characters; as objects, 100 MiB at worst
    )
    max_depth: int = 50  # real memories stay below 4


LENIENT = Policy(bad_unit="skip", bad_header="accept", missing_variant="skip")
"""Read what can be read; count the rest."""
