import json
from typing import Any

import pytest
from formats_fixture import W, docx, epub, member, opened, rewritten, zipped
from house import CASES as LABELLED

from tmx.base.errors import InputError
from translate.documents.formats import Options, open_file
from translate.documents.seam import native, shown
from translate.model import Code

CASES = json.loads((LABELLED / "formats.json").read_text("utf-8"))
BOLD = "<w:rPr><w:b/></w:rPr>"


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_a_file_is_read_and_written_back(case: dict[str, Any]) -> None:
    file = opened(case["name"], case["source"])
    assert rewritten(file).decode() == case["written"]
    assert file.done == case.get("done", 0)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_what_is_not_translated_is_not_touched(case: dict[str, Any]) -> None:
    file = opened(case["name"], case["source"])
    assert file.write([None] * len(file.items)).decode() == case["source"]


def run(text: str, look: str = "") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_docx_keeps_looks_links_breaks_and_pictures() -> None:
    link = f'<w:hyperlink r:id="r1">{run("the site", BOLD)}</w:hyperlink>'
    body = (
        f"<w:p>{run('See ')}{run('bold', BOLD)}{run(' and ')}{link}{run(' or')}"
        f"<w:r><w:br/></w:r>{run('go &amp; ask')}"
        f"</w:p><w:tbl><w:tr><w:tc><w:p>{run('cell')}</w:p></w:tc></w:tr></w:tbl><w:p/>"
    )
    data = docx(body)
    file = opened("a.docx", data)
    assert [shown(item.content) for item in file.items] == ["See bold and the site or go & ask", "cell"]
    assert file.write([None, None]) == data
    result = rewritten(file)
    text = member(result, "word/document.xml")
    assert "GO &amp; ASK" in text
    assert text.count("<w:hyperlink") == text.count("</w:hyperlink>") == 1
    assert text.count("<w:br/>") == 1
    assert f'<w:r>{BOLD}<w:t xml:space="preserve">BOLD</w:t></w:r>' in text
    again = opened("a.docx", result)
    assert [shown(item.content) for item in again.items] == ["SEE BOLD AND THE SITE OR GO & ASK", "CELL"]
    assert member(result, "[Content_Types].xml") == member(data, "[Content_Types].xml")


def test_docx_joins_runs_that_look_alike() -> None:
    pieces = "".join(
        f'<w:r w:rsidR="{n}"><w:rPr><w:lang w:val="en-US"/></w:rPr><w:t>{c}</w:t></w:r>'
        for n, c in enumerate("word")
    )
    [item] = opened("a.docx", docx(f"<w:p>{pieces}</w:p>")).items
    assert item.content == ("word",)


def test_docx_keeps_blanks_that_the_translation_needs() -> None:
    body = f"<w:p><w:r><w:t>这</w:t></w:r>{run('大', BOLD)}</w:p>"
    file = opened("a.docx", docx(body), to="en")
    _, begin, _, end = file.items[0].content
    text = member(file.write([("so ", begin, "big", end)]), "word/document.xml")
    assert f'<w:t xml:space="preserve">so </w:t></w:r><w:r>{BOLD}<w:t xml:space="preserve">big</w:t>' in text


def test_docx_hyphens_are_text() -> None:
    pieces = "<w:t>well</w:t><w:noBreakHyphen/><w:t>known en</w:t><w:softHyphen/><w:t>gine</w:t>"
    [item] = opened("a.docx", docx(f"<w:p><w:r>{pieces}</w:r></w:p>")).items
    assert item.content == ("well\N{NON-BREAKING HYPHEN}known engine",)


def test_docx_leaves_deleted_text_and_field_codes() -> None:
    body = (
        f"<w:p>{run('Kept text')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run(" ends")}</w:p>'
    )
    file = opened("a.docx", docx(body))
    assert shown(file.items[0].content) == "Kept text ends"
    text = member(rewritten(file), "word/document.xml")
    assert "gone" in text
    assert text.count("<w:fldChar") == 2


BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing>"
    '<wp:docPr id="1" name="Box 1" descr="A yellow box"/>'
    "<wps:txbx><w:txbxContent><w:p>{0}</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p>{0}</w:p></w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize("around", [("Before ", " after"), ("Before ", ""), ("", " after"), ("", "")])
def test_docx_text_boxes_and_descriptions(around: tuple[str, str]) -> None:
    first, last = (run(text) if text else "" for text in around)
    data = docx(f"<w:p>{first}{BOX.format(run('inside the box', BOLD))}{last}</w:p>")
    file = opened("a.docx", data)
    outer = ["".join(around)] if any(around) else []
    assert sorted(shown(item.content) for item in file.items) == sorted(
        [*outer, "A yellow box", "inside the box", "inside the box"]
    )
    assert file.write([None] * len(file.items)) == data
    text = member(rewritten(file), "word/document.xml")
    expected = member(data, "word/document.xml")
    for words in (*filter(None, around), "A yellow box", "inside the box"):
        expected = expected.replace(words, words.upper())
    assert text == expected


def test_docx_notes_headers_and_comments() -> None:
    body = f"<w:p>{run('Main text')}</w:p>"
    parts = ("header1", "footer2", "footnotes", "endnotes", "comments")
    note = f"<w:{{}} {W}><w:p><w:r><w:footnoteRef/></w:r>{run('words of {}')}</w:p></w:{{}}>"
    more = {f"word/{name}.xml": note.format(name, name, name) for name in parts}
    text = member(docx(body), "word/document.xml")
    file = opened("a.docx", zipped({"word/document.xml": text, **more}))
    result = rewritten(file)
    for name in parts:
        assert f"WORDS OF {name.upper()}" in member(result, f"word/{name}.xml")
        assert "<w:footnoteRef/>" in member(result, f"word/{name}.xml")


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
CHART = (
    f'<c:chartSpace {C} {A}><c:chart><c:title><c:tx><c:rich><a:p><a:pPr><a:defRPr sz="1400"/></a:pPr>'
    '<a:r><a:rPr lang="en-GB"/><a:t>Sheep </a:t></a:r><a:r><a:rPr lang="de-DE"/><a:t>by </a:t></a:r>'
    '<a:r><a:rPr lang="en-GB" b="1"/><a:t>island</a:t></a:r>'
    '<a:r><a:rPr lang="en-GB"/><a:t> now</a:t></a:r></a:p></c:rich></c:tx></c:title>'
    "<c:ser><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="
    '"1"/><c:pt idx="0"><c:v>Last year</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    '<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>Gull Rock</c:v></c:pt></c:strCache></c:strRef></c:cat>'
    "<c:val><c:numRef><c:numCache><c:formatCode>General</c:formatCode>"
    '<c:pt idx="0"><c:v>1e5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:chart></c:chartSpace>'
)
POINT = (
    "<dgm:dataModel xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram' "
    f"{A}><dgm:pt><dgm:t><a:bodyPr/><a:p><a:r><a:rPr lang='en-GB'/><a:t>Light the lamp on </a:t></a:r>"
    "<a:fld type='slidenum'><a:rPr/><a:t>page 7</a:t></a:fld></a:p></dgm:t></dgm:pt></dgm:dataModel>"
)
CORE = (
    "<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>The lamp &amp; the log</dc:title>"
    "<dc:subject>Island life</dc:subject><dc:creator>Mei Chen</dc:creator></cp:coreProperties>"
)


def test_docx_charts_smartart_and_properties() -> None:
    text = member(docx(f"<w:p>{run('Main text')}</w:p>"), "word/document.xml")
    parts = {
        "docProps/core.xml": CORE,
        "word/document.xml": text,
        "word/charts/chart1.xml": CHART,
        "word/charts/style1.xml": "<cs:style xmlns:cs='s'><a:t xmlns:a='a'>not this</a:t></cs:style>",
        "word/diagrams/data1.xml": POINT,
        "word/diagrams/drawing1.xml": POINT,
    }
    data = zipped(parts)
    file = opened("a.docx", data)
    assert [shown(item.content) for item in file.items] == [
        *("The lamp & the log", "Island life", "Main text", "Sheep by island now", "Last year", "Gull Rock"),
        *("Light the lamp on page 7", "Light the lamp on page 7"),
    ]
    assert file.write([None] * len(file.items)) == data
    result = rewritten(file)
    inside = [shown(item.content) for item in file.items[1:]]
    for name, before in parts.items():
        for words in (*inside, "Sheep ", "by ", "island", " now", "Light the lamp on "):
            before = before.replace(f">{words}<", f">{words.upper()}<")
        before = before.replace("The lamp &amp; the log", "THE LAMP &amp; THE LOG")
        alike = '</a:t></a:r><a:r><a:rPr lang="de-DE"/><a:t>'  # between runs that look alike: they become one
        assert member(result, name) == before.replace(f"SHEEP {alike}BY ", "SHEEP BY ")


def test_text_before_a_head_does_not_swallow_it() -> None:
    page = "<html>loose words<head><title>The ferry</title></head>more words</html>"
    result = rewritten(opened("a.html", page)).decode()
    assert result == "<html>LOOSE WORDS<head><title>THE FERRY</title></head>MORE WORDS</html>"


def test_full_matches_of_an_approved_memory_are_not_fuzzy() -> None:
    def written(source: str, name: str = "a.po") -> str:
        file = opened(name, source)
        return file.write([("译文",)] * len(file.items), approved={0}).decode()

    plain = 'msgid "Open"\nmsgstr ""\n'
    assert written(plain) == 'msgid "Open"\nmsgstr "译文"\n'
    for unsure in (
        f'msgctxt "menu"\n{plain}',
        'msgid "a b"\nmsgid_plural "c d"\nmsgstr[0] ""\nmsgstr[1] ""\n',
    ):
        header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n;\\n"\n\n'
        assert "#, fuzzy" in written(header + unsure)
    unit = "<trans-unit><source>Open</source></trans-unit>"
    file = f'<xliff version="1.2"><file source-language="en" target-language="zh">{unit}</file></xliff>'
    assert '<target state="translated" state-qualifier="exact-match">译文</target>' in written(file, "a.xlf")
    memory = '<tmx version="1.4"><body><tu><tuv xml:lang="en"><seg>Open</seg></tuv></tu></body></tmx>'
    assert '<tuv xml:lang="zh-CN"><seg>译文</seg></tuv>' in written(memory, "a.tmx")


def test_every_file_in_an_xliff_says_its_languages() -> None:
    unit = "<trans-unit><source>Open</source></trans-unit>"
    one = f'<file source-language="en"><body>{unit}</body></file>'
    result = rewritten(opened("a.xlf", f'<xliff version="1.2">{one}{one}</xliff>')).decode()
    assert result.count('<file source-language="en" target-language="zh-CN">') == 2
    foreign = one.replace('"en"', '"fr"')
    with pytest.raises(InputError, match="source-language 'fr'"):
        opened("a.xlf", f'<xliff version="1.2">{one}{foreign}</xliff>')


def test_epub_keeps_its_order_and_says_its_new_language() -> None:
    data = epub("<h1>One</h1><p>It was a <em>dark</em> night.</p>")
    file = opened("a.epub", data)
    assert file.write([None] * len(file.items)) == data
    result = rewritten(file)
    assert result[30:38] == b"mimetype"
    assert "IT WAS A <em>DARK</em> NIGHT." in member(result, "OPS/text/one.xhtml")
    assert '<html lang="zh-CN">' in member(result, "OPS/text/one.xhtml")
    assert "<text>CHAPTER ONE</text>" in member(result, "OPS/toc.ncx")
    assert "<dc:language>zh-CN</dc:language>" in member(result, "OPS/book.opf")
    assert "<dc:title>A BOOK</dc:title>" in member(result, "OPS/book.opf")


def test_a_bracket_before_many_pictures_is_looked_at_once() -> None:
    row = "![a](b)" * 60  # each of which could be read in two ways: with 60, for ever
    file = opened("a.md", f"See [words {row} and more.\n")
    assert shown(file.items[0].content) == "See [words  and more."
    linked = opened("a.md", f"See [words {row}](there) and more.\n")
    assert "](there)" in [part.native for part in linked.items[0].content if isinstance(part, Code)]


def test_a_code_span_shows_what_it_says() -> None:
    [item] = opened("a.md", "Run `make` now.").items
    assert item.content == ("Run ", Code("`make`", "alone", "make"), " now.")
    assert native(item.content) == "Run `make` now."


def test_a_column_may_be_named_or_numbered() -> None:
    table = "a,b\none,two\n"
    assert [item.content for item in opened("t.csv", table, column="b").items] == [("two",)]
    assert [item.content for item in opened("t.csv", table, column="1").items] == [("one",)]


def test_the_dash_of_a_speaker_is_no_text() -> None:
    file = opened("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n- Are you coming?\n-No.\n<i>- Go,</i>\n")
    assert [shown(item.content) for item in file.items] == ["Are you coming?", "No.", "- Go,"]


def test_chinese_subtitles_are_wrapped_by_width() -> None:
    cue = "1\n00:00:01,000 --> 00:00:05,000\nA rather long line.\n"
    result = rewritten(
        opened("a.srt", cue), lambda _: "这是一行相当长的字幕，在屏幕上放不下，所以要分成两行来显示。"
    ).decode()
    lines = result.splitlines()[2:]
    assert len(lines) == 2
    assert max(map(len, lines)) <= 21


HANT = {
    "a.po": 'msgid ""\nmsgstr ""\n"Language: zh_TW\\n"\n\nmsgid "Tea"\nmsgstr ""\n',
    "a.xlf": '<xliff version="1.2"><file source-language="en" target-language="zh-Hant"><body>'
    '<trans-unit id="1"><source>Tea</source></trans-unit></body></file></xliff>',
}


@pytest.mark.parametrize("name", HANT)
def test_a_file_for_one_script_is_not_filled_in_the_other(name: str) -> None:
    with pytest.raises(InputError, match="not zh-CN"):
        opened(name, HANT[name])
    traditional = Options(name, "zh", "zh-HK", "en")
    assert len(open_file(HANT[name].encode(), traditional).items) == 1


def test_a_memory_gets_the_script_that_it_lacks() -> None:
    sides = "".join(
        f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in (("en", "Book"), ("zh-TW", "書"))
    )
    memory = f'<tmx version="1.4"><header/><body><tu>{sides}</tu></body></tmx>'
    file = opened("a.tmx", memory)
    assert file.done == 0
    result = rewritten(file, lambda _: "书").decode()
    assert "<seg>書</seg></tuv>" in result
    assert '<tuv xml:lang="zh-CN" creationid="MT!"><seg>书</seg></tuv>' in result
    assert open_file(memory.encode(), Options("a.tmx", "zh", "zh-HK", "en")).done == 1


def test_a_column_of_the_other_script_is_left_alone() -> None:
    table = "en,zh-TW\nBook,書\nTea,\n"
    result = rewritten(opened("a.csv", table), lambda _: "X").decode()
    assert result == "en,zh-TW,zh\nBook,書,X\nTea,,X\n"
