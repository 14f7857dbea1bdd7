"""What a review file says of itself on its first lines, and the header of the memory that goes with it."""

from collections.abc import Mapping

from tmx.model import Header, Prop

_PREFIX = "x-duiyi-"
SIGNATURE = f"{_PREFIX}signature"
"""The property that says how an alignment was made."""


def header(metadata: Mapping[str, str]) -> Header:
    """The header of the memory that goes with a review file: each of its metadata as a property."""
    return Header(remarks=tuple(Prop(f"{_PREFIX}{key}", text) for key, text in sorted(metadata.items())))


def metadata_of(header: Header) -> dict[str, str]:
    """The metadata of the review file that a memory came from: what :func:`header` made properties of."""
    props = (remark for remark in header.remarks if isinstance(remark, Prop))
    return {prop.type.removeprefix(_PREFIX): prop.text for prop in props if prop.type.startswith(_PREFIX)}
