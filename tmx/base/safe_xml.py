"""Elements of the XML forms, one at a time and safely: no entity is resolved, nothing else is opened."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tmx.base.errors import InputError
from tmx.base.files import opened

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def elements(path: Path, *names: str) -> Iterator[Any]:
    """Elements with these local names, whole, as they end; what came before one is freed.

    :raises InputError: if it is no XML, or declares entities.
    """
    from lxml import etree

    with opened(path) as stream:
        try:
            for _, element in etree.iterparse(
                stream,
                events=("end",),
                tag=[f"{{*}}{name}" for name in names],
                resolve_entities=False,
                no_network=True,
                remove_comments=True,
                remove_pis=True,
            ):
                declared = element.getroottree().docinfo.internalDTD
                if declared is not None and next(iter(declared.iterentities()), None) is not None:
                    raise InputError("the DOCTYPE declares entities", path=path, line=1)
                yield element
                element.clear(keep_tail=True)
                while (previous := element.getprevious()) is not None:
                    previous.getparent().remove(previous)
        except etree.XMLSyntaxError as error:
            raise InputError(f"not well-formed XML: {error.msg}", path=path, line=error.lineno) from None


def local(element: Any) -> str:
    """The name without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, *names: str) -> list[Any]:
    """Child elements with these local names."""
    return [child for child in element if local(child) in names]
