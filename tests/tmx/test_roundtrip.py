"""The laws of reading and writing: nothing is lost, writing is a fixed point, what is written conforms."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from house import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tmx_strategies import HEADERS, UNITS, Attributes

import tmx
from tmx.model import Encoding, Header, Note, Prop, Tag, Unit, Variant
from tmx.xml.policy import LENIENT

DTD = etree.DTD(str(Path(tmx.__file__).parent / "xml" / "tmx14.dtd"))
CORPUS = SHARED / "tmx" / "corpus"


def written(units: list[Unit], header: Header | None = None) -> bytes:
    stream = io.BytesIO()
    tmx.write(units, stream, header=header)
    return stream.getvalue()


def plainly(value: Any) -> Any:
    """The value as XML can hold it: illegal characters replaced, attributes without an order."""
    if isinstance(value, str):
        return re.sub(
            "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", value
        )
    if isinstance(value, Tag):
        return value.name, unordered(value.attributes), plainly(value.content)
    if isinstance(value, Prop):
        return "prop", plainly(value.type), plainly(value.text), unordered(value.attributes)
    if isinstance(value, Note):
        return "note", plainly(value.text), unordered(value.attributes)
    if isinstance(value, Variant):
        return (
            plainly(value.lang),
            plainly(value.segment),
            unordered(value.attributes),
            plainly(value.remarks),
        )
    if isinstance(value, Unit):
        return plainly(value.variants), unordered(value.attributes), plainly(value.remarks)
    if isinstance(value, Encoding):
        return unordered(value.attributes), [unordered(one) for one in value.maps]
    return [plainly(one) for one in value]


def unordered(attributes: Attributes) -> dict[str, str]:
    return {name: plainly(value) for name, value in attributes}


@given(st.lists(UNITS, max_size=3), HEADERS)
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost(units: list[Unit], header: Header) -> None:
    data = written(units, header)
    reader = tmx.read(io.BytesIO(data))
    assert plainly(list(reader)) == plainly(units)
    assert plainly(reader.header.remarks) == plainly(header.remarks)
    assert unordered(reader.header.attributes).items() >= unordered(header.attributes).items()


@given(st.lists(UNITS, max_size=3), HEADERS)
@settings(max_examples=50, deadline=None)
def test_writing_what_was_read_is_a_fixed_point(units: list[Unit], header: Header) -> None:
    data = written(units, header)
    reader = tmx.read(io.BytesIO(data))
    assert written(list(reader), reader.header) == data


@given(st.lists(UNITS, max_size=3), HEADERS)
@settings(max_examples=50, deadline=None)
def test_what_is_written_conforms_to_the_dtd(units: list[Unit], header: Header) -> None:
    assert DTD.validate(etree.fromstring(written(units, header))), DTD.error_log


# real memories, where they are at hand

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real memories is not here")
TEXTUAL = ("seg", "prop", "note", "bpt", "ept", "it", "ph", "hi", "sub", "ut")


def corpus(kind: str) -> list[Any]:
    return [pytest.param(path, id=path.name) for path in sorted((CORPUS / kind).glob("*"))] or [
        pytest.param(None)
    ]


def shape(element: Any) -> Any:
    """An element as an independent parser sees it, without layout; ``lang`` of a variant is ``xml:lang``."""
    name = etree.QName(element).localname
    attributes = {etree.QName(key).localname: value for key, value in element.attrib.items()}
    if name not in TEXTUAL:
        return name, attributes, [shape(child) for child in element]
    inside = [(shape(child), child.tail or "") for child in element]
    return name, attributes, element.text or "", inside


def parsed(source: Any) -> Any:
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True)
    root = etree.parse(source, parser).getroot()
    return [shape(child) for child in root]


@needs_corpus
@pytest.mark.parametrize("path", corpus("valid"))
def test_a_real_memory_is_written_as_it_was(path: Path) -> None:
    with tmx.read(path) as reader:
        data = written(list(reader), reader.header)
    assert parsed(io.BytesIO(data)) == parsed(str(path))
    again = tmx.read(io.BytesIO(data))
    assert written(list(again), again.header) == data
    assert DTD.validate(etree.fromstring(data)), DTD.error_log


@needs_corpus
@pytest.mark.parametrize("path", corpus("broken"))
def test_a_broken_real_memory_gives_one_error_or_counted_skips(path: Path) -> None:
    with pytest.raises(tmx.DuiyiError) as caught:
        list(tmx.read(path))
    assert caught.value.line
    try:
        reader = tmx.read(path, policy=LENIENT)
        kept = sum(1 for _ in reader)
    except tmx.DuiyiError as error:
        assert error.line
    else:
        units = len(re.findall(b"<tu[ >]", path.read_bytes().replace(b"\0", b"")))
        strays = sum(
            "cannot stand in <body>" in flaw.what or "between" in flaw.what for flaw in reader.problems
        )
        assert kept + reader.skipped == units + strays
