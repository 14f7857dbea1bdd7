"""A memory against ``tmx14.dtd``, unit by unit, so that memory use does not grow with the file."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tmx.base import safe_xml
from tmx.base.files import opened


@cache
def _dtd() -> Any:
    return etree.DTD(str(Path(__file__).with_name("tmx14.dtd")))


def invalidities(path: Path) -> Iterator[tuple[int, str]]:
    """Line and message of all that a validating parser would say about the units and the frame around them.

    :raises InputError: if the file is not well-formed; check it first.
    """
    dtd = _dtd()
    try:
        with opened(path) as stream:
            events: Any = safe_xml.iterparse(stream, "tu")
            for _, tu in events:
                yield from _errors(dtd, tu)
                body = tu.getparent()
                tu.clear()
                while body is not None and tu.getprevious() is not None:
                    del body[0]
                tu.append(tu.makeelement("tuv", {safe_xml.XML_LANG: "en"}))
                tu[0].append(tu.makeelement("seg"))
            yield from _errors(dtd, events.root)
    except etree.XMLSyntaxError as error:
        raise safe_xml.malformed(error, path) from None


def _errors(dtd: Any, element: Any) -> Iterator[tuple[int, str]]:
    if not dtd.validate(element):
        for error in dtd.error_log.filter_from_errors():
            if "attribute xmlns:xml" not in error.message:  # lxml's own, on the root of a part
                yield error.line, error.message
