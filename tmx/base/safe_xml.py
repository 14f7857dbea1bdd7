"""XML from strangers: the one place where parsers are made.

No entity is resolved, no DTD loaded, neither disk nor network touched; depth and size have limits. A DOCTYPE
that only names a DTD is ignored; one that declares entities is refused.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tmx.base.errors import InputError
from tmx.base.files import opened

if TYPE_CHECKING:
    from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ENTITIES = "declares entities, which can hide files or explode"
HINT = "Remove the <!ENTITY …> lines."
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False}


def pull_parser(names: Iterable[str], *, encoding: str | None = None) -> "etree.XMLPullParser":
    """A parser that is fed and gives the elements with these names as they end; comments are left out.

    The caller asks :func:`declares_entities` about the first one.

    :raises LookupError: if there is no such encoding.
    """
    from lxml import etree

    return etree.XMLPullParser(
        events=("end",),
        tag=list(names),
        encoding=encoding,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        **_SAFE,
    )


def iterparse(stream: IO[bytes], *names: str) -> "etree.iterparse":
    """The events of elements that end, as lxml gives them; :func:`iterate` does more of the work.

    :param names: local names, or ``{namespace}name``.
    """
    from lxml import etree

    return etree.iterparse(
        stream,
        events=("end",),
        tag=[name if name.startswith("{") else f"{{*}}{name}" for name in names],
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        **_SAFE,
    )


def tree(data: bytes, path: str | Path, *, huge: bool = False, part: str = "", hint: str = "") -> Any:
    """The root of a whole document.

    :param path: what errors call the file.
    :param huge: allow texts beyond 10 MB and 2,048 levels instead of 256.
    :param part: the member of an archive that it is, for errors.
    :param hint: what to do about a file that is not well-formed.
    :raises InputError: if it is not well-formed, or declares entities.
    """
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(huge_tree=huge, **_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise malformed(error, path, part=part, hint=hint) from None
    _refuse_entities(root, path, part)
    return root


def iterate(
    stream: IO[bytes], path: str | Path, *names: str, part: str = "", hint: str = ""
) -> Iterator[Any]:
    """Elements with these names, whole, as they end; what came before one is freed.

    :param names: local names, or ``{namespace}name``.

    :raises InputError: if it is not well-formed, or declares entities; also while iterating.
    """
    from lxml import etree

    try:
        for _, element in iterparse(stream, *names):
            _refuse_entities(element, path, part)
            yield element
            element.clear(keep_tail=True)
            while (previous := element.getprevious()) is not None:
                previous.getparent().remove(previous)
    except etree.XMLSyntaxError as error:
        raise malformed(error, path, part=part, hint=hint) from None


def elements(path: Path, *names: str) -> Iterator[Any]:
    """Elements of a file; see :func:`iterate`.

    :raises InputError: also if it cannot be opened.
    """
    with opened(path) as stream:
        yield from iterate(stream, path, *names)


def declares_entities(element: Any) -> bool:
    """Whether the document of an element declares entities of its own."""
    declared = element.getroottree().docinfo.internalDTD
    return declared is not None and next(iter(declared.iterentities()), None) is not None


def _refuse_entities(element: Any, path: str | Path, part: str) -> None:
    if declares_entities(element):
        raise InputError(f"{part} {ENTITIES}".lstrip(), path=path, line=None if part else 1, hint=HINT)


def malformed(error: Exception, path: str | Path, *, part: str = "", hint: str = "") -> InputError:
    """What to raise for an error of the parser."""
    what = f"{part} is not well-formed XML: {reason(error)}".lstrip()
    return InputError(what, path=path, line=getattr(error, "lineno", None), hint=hint)


def reason(error: Exception) -> str:
    """What the parser says, without the place (named apart) and its advice to programmers."""
    message = str(getattr(error, "msg", error) or "the parser gives no reason").split(", line ")[0]
    if message.startswith("Excessive depth"):
        return "elements nest too deep"
    return message.split(", use XML_")[0].split(", try XML_")[0]


def local(element: Any) -> str:
    """The name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, *names: str) -> list[Any]:
    """Child elements with these local names."""
    return [child for child in element if local(child) in names]
