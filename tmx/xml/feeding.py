"""A stream into parsed elements, chunk by chunk, with a limit on what is read without a unit."""

from collections.abc import Iterator
from typing import IO

from lxml import etree

from tmx.base import safe_xml
from tmx.rule import Rule
from tmx.xml.elements import NAMESPACE, Element, FlawError

CHUNK = 1 << 16  # bytes a read
_TAGS = [form for name in ("header", "tu", "body", "tmx") for form in (name, NAMESPACE + name)]


class Feed:
    """The elements of a memory in order, as the parser ends them.

    A prefix that the file doesn't declare is no reason to stop: it stays in the name of its element, which
    TMX doesn't know, so that it spoils one unit and not the memory.

    :ivar beginning: the first bytes of the file.
    :ivar root: the element given last, and the root at the end.
    :ivar since: bytes read since the last unit; the caller sets it back to 0.
    """

    def __init__(self, stream: IO[bytes], *, limit: int, encoding: str | None = None) -> None:
        self.beginning = b""
        self.root: Element = None
        self.since = 0
        self._stream = stream
        self._limit = limit
        self._parser = safe_xml.pull_parser(_TAGS, encoding=encoding)

    def __iter__(self) -> Iterator[Element]:
        while data := self._stream.read(CHUNK):
            self.beginning = self.beginning or data
            self.since += len(data)
            if self.since > self._limit:
                raise self._endless()
            yield from self._parsed(data)
        yield from self._parsed(None)

    def _parsed(self, data: bytes | None) -> Iterator[Element]:
        """The elements that end in ``data``, or at the end; what ended before an error comes first."""
        error = None
        try:
            if data is None:
                self.root = self._parser.close()
            else:
                self._parser.feed(data)
        except etree.XMLSyntaxError as caught:
            error = caught
        for _, element in self._parser.read_events():
            self.root = element
            yield element
        if error is not None and not self._prefixes_only():
            raise error

    def _prefixes_only(self) -> bool:
        """Whether the parser complains of undeclared prefixes and of nothing else."""
        complaints = list(self._parser.feed_error_log)
        return bool(complaints) and all(
            one.type == etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE for one in complaints
        )

    def _endless(self) -> FlawError:
        return FlawError(
            0,
            f"no unit ends within {self._limit:,} bytes",
            "If the file is sound, read it with a larger Policy.max_unit.",
            rule=Rule.SIZE,
        )
