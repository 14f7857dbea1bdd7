"""XML from strangers: every reader of it refuses the same tricks, and parsers are made in one place."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from formats_fixture import opened as document
from house import ROOT

from tmx.base import safe_xml
from tmx.base.errors import InputError
from tmx.forms import Settings, form
from tmx.xml.reading import read
from translate.language import terms

Read = Callable[[Path], object]

DOCTYPES = {
    "an entity": '<!DOCTYPE {root} [<!ENTITY a "b">]>',
    "laughter": '<!DOCTYPE {root} [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;&a;&a;">]>',
    "a file": '<!DOCTYPE {root} [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "a parameter": '<!DOCTYPE {root} [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>',
}
TMX = """<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t"
adminlang="en" srclang="en" datatype="plaintext"/><body><tu><tuv xml:lang="en"><seg>{text}</seg></tuv>
<tuv xml:lang="zh"><seg>b</seg></tuv></tu></body></tmx>"""
XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a"
source-language="en" target-language="zh-CN" datatype="plaintext"><body><trans-unit id="1">
<source>{text}</source><target>b</target></trans-unit></body></file></xliff>"""
TBX = """<TBX><body><entry><langGroup xml:lang="en"><termGrp><term>{text}</term></termGrp></langGroup>
<langGroup xml:lang="zh-CN"><termGrp><term>b</term></termGrp></langGroup></entry></body></TBX>"""
MARTIF = """<martif><text><body><termEntry><langSet xml:lang="en"><tig><term>{text}</term></tig></langSet>
<langSet xml:lang="zh"><tig><term>b</term></tig></langSet></termEntry></body></text></martif>"""
SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c t="inlineStr"><is><t>en</t></is></c><c t="inlineStr"><is><t>zh-CN</t></is></c></row><row r="2">
<c t="inlineStr"><is><t>{text}</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>
</sheetData></worksheet>"""
WORD = """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>
<w:t>{text}</w:t></w:r></w:p></w:body></w:document>"""


def _memory(path: Path) -> object:
    return list(read(path))


def _form(path: Path) -> object:
    module = form(path)
    assert module
    return list(module.read(path, Settings(), Counter()))


def _document(path: Path) -> object:
    return document(path.name, path.read_bytes())


def _glossary(path: Path) -> object:
    return terms.read(path)


READERS: dict[str, tuple[Read, str, str]] = {
    "memory.tmx": (_memory, "tmx", TMX),
    "form.xlf": (_form, "xliff", XLIFF),
    "form.tbx": (_form, "TBX", TBX),
    "form.xlsx": (_form, "worksheet", SHEET),
    "document.tmx": (_document, "tmx", TMX),
    "document.xlf": (_document, "xliff", XLIFF),
    "document.docx": (_document, "w:document", WORD),
    "glossary.tbx": (_glossary, "martif", MARTIF),
}


def _saved(path: Path, text: str) -> Path:
    part = {".xlsx": "xl/worksheets/sheet1.xml", ".docx": "word/document.xml"}.get(path.suffix)
    if part is None:
        path.write_text(text, encoding="utf-8")
        return path
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(part, text)
    return path


@pytest.mark.parametrize("name", READERS)
def test_what_is_harmless_is_read(name: str, tmp_path: Path) -> None:
    run, root, text = READERS[name]
    assert run(_saved(tmp_path / name, f"<!DOCTYPE {root}>{text.format(text='a')}"))


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("name", READERS)
def test_entities_are_refused(name: str, doctype: str, tmp_path: Path) -> None:
    run, root, text = READERS[name]
    path = _saved(tmp_path / name, DOCTYPES[doctype].format(root=root) + text.format(text="&a;"))
    with pytest.raises(InputError, match=r"declares entities|not well-formed"):
        run(path)


@pytest.mark.parametrize("name", READERS)
def test_a_dtd_elsewhere_is_not_loaded(name: str, tmp_path: Path) -> None:
    run, root, text = READERS[name]
    tmp_path.joinpath("a.dtd").write_text('<!ENTITY a "leaked">', encoding="utf-8")
    where = tmp_path.joinpath("a.dtd").as_uri()
    path = _saved(tmp_path / name, f'<!DOCTYPE {root} SYSTEM "{where}">{text.format(text="&a;")}')
    try:
        assert "leaked" not in repr(run(path))
    except InputError as error:
        assert "leaked" not in str(error)


@pytest.mark.parametrize("name", READERS)
def test_deep_nesting_is_refused(name: str, tmp_path: Path) -> None:
    run, _, text = READERS[name]
    path = _saved(tmp_path / name, text.format(text="<g>" * 5_000 + "a" + "</g>" * 5_000))
    with pytest.raises(InputError, match=r"too deep|cannot stand"):
        run(path)


def test_what_came_before_is_freed() -> None:
    data = f"<a>{'<b><c/></b>' * 1000}</a>".encode()
    before = [
        len(list(one.itersiblings(preceding=True))) for one in safe_xml.iterate(io.BytesIO(data), "a", "b")
    ]
    assert (len(before), max(before)) == (1000, 1)


_PARSERS = re.compile(
    r"\b(?:XMLParser|XMLPullParser|HTMLParser|iterparse|fromstring|etree\.parse|etree\.XML\b|minidom|ElementTree)\b"
)


def _lines() -> Iterator[tuple[str, str]]:
    for package in ("tmx", "translate", "align"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", line


def test_nobody_else_makes_a_parser() -> None:
    elsewhere = [
        place
        for place, line in _lines()
        if _PARSERS.search(line.replace("safe_xml.iterparse", ""))
        and not place.startswith("tmx/base/safe_xml.py")
    ]
    assert elsewhere == []
