"""A memory against ``tmx14.dtd``, unit by unit, so that memory use does not grow with the file."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tmx.base.errors import InputError


@cache
def _dtd() -> Any:
    return etree.DTD(str(Path(__file__).with_name("tmx14.dtd")))


def invalidities(path: Path) -> Iterator[tuple[int, str]]:
    """Line and message of all that a validating parser would say about the units and the frame around them.

    :raises InputError: if the file is no XML; check it first.
    """
    dtd = _dtd()
    try:
        events = etree.iterparse(
            str(path), events=("end",), tag="tu", resolve_entities=False, no_network=True, huge_tree=False
        )
        for _, tu in events:
            yield from _errors(dtd, tu)
            body = tu.getparent()
            tu.clear()
            while body is not None and tu.getprevious() is not None:
                del body[0]
            tu.append(tu.makeelement("tuv", {"{http://www.w3.org/XML/1998/namespace}lang": "en"}))
            tu[0].append(tu.makeelement("seg"))
        yield from _errors(dtd, events.root)
    except etree.XMLSyntaxError as error:
        raise InputError("not well-formed XML", path=path, line=error.lineno) from None


def _errors(dtd: Any, element: Any) -> Iterator[tuple[int, str]]:
    if not dtd.validate(element):
        for error in dtd.error_log.filter_from_errors():
            if "attribute xmlns:xml" not in error.message:  # lxml's own, on the root of a part
                yield error.line, error.message
