"""OpenDocument: what is text in it, what is read in which order, and what comes back."""

from formats_fixture import member, opened, rewritten
from odf_fixture import (
    BOX,
    COMMENT,
    FLOAT,
    NOTE,
    STRING,
    XMLNS,
    cell,
    content,
    document,
    odf,
    read,
    row,
    span,
    texts,
)

from translate.documents.seam import shown
from translate.model import BlockKind, Cell, Code

# a paragraph


def test_spans_links_and_line_ends_are_codes() -> None:
    body = (
        f"<text:p>The {span('Bold', 'red')} boat <text:a xlink:href='u'>left</text:a>"
        " us.<text:line-break/>Nobody<text:tab/>waved.</text:p>"
    )
    file = opened("a.odt", odf(body))
    assert texts(file) == ["The red boat left us. Nobody waved."]
    roles = [part.role for part in file.items[0].content if isinstance(part, Code)]
    assert roles == ["open", "close", "open", "close", "line", "line"]
    expected = content(odf(body))
    for words in ("The ", "red", " boat ", "left", " us.", "Nobody", "waved."):
        expected = expected.replace(f">{words}", f">{words.upper()}")
    assert content(rewritten(file)) == expected


def test_spans_that_nobody_sees_and_spans_that_look_alike_are_joined() -> None:
    looks = span("Bold", "big") + span("Bold2", "gest")
    body = f"<text:p>A b{span('Plain', 'oa')}t with {looks} sails</text:p>"
    file = opened("a.odt", odf(body))
    [item] = file.items
    assert [part for part in item.content if isinstance(part, str)] == ["A boat with ", "biggest", " sails"]
    assert f"<text:p>A BOAT WITH {span('Bold', 'BIGGEST')} SAILS</text:p>" in content(rewritten(file))


def test_a_paragraph_all_of_which_is_in_spans_looks_as_most_of_it() -> None:
    body = (
        f"<text:p>{span('Bold', 'Note')}{span('Red', ' that boats are red')}</text:p>"
        f"<text:p>{span('Red', 'Red alone')}</text:p>"
    )
    file = opened("a.odt", odf(body))
    assert [sum(isinstance(part, Code) for part in item.content) for item in file.items] == [2, 0]
    assert content(rewritten(file)) == content(odf(body)).replace("Note", "NOTE").replace(
        " that boats are red", " THAT BOATS ARE RED"
    ).replace("Red alone", "RED ALONE")


def test_spans_inside_others_and_links_inside_spans() -> None:
    link = "<text:a xlink:href='u'>{}</text:a>"
    red = span("Red", "red and " + span("Bold", "bold"))
    body = f"<text:p>See {red}, {span('Red', link.format('here'))}.</text:p>"
    file = opened("a.odt", odf(body))
    assert texts(file) == ["See red and bold, here."]
    written = content(rewritten(file))
    assert span("Red", "RED AND ") + span("Red", span("Bold", "BOLD")) in written
    assert link.format(span("Red", "HERE")) in written
    assert texts(opened("a.odt", rewritten(file))) == ["SEE RED AND BOLD, HERE."]


def test_white_space_is_what_a_reader_sees() -> None:
    spaces = '<text:s text:c="2"/>'
    body = f"<text:p>\n  Two  {span('Bold', ' spaces')},{spaces}kept</text:p>"
    file = opened("a.odt", odf(body))
    assert texts(file) == ["Two spaces,  kept"]
    again = rewritten(file)
    assert "SPACES</text:span>, <text:s/>KEPT</text:p>" in content(again)
    assert texts(opened("a.odt", again)) == ["TWO SPACES,  KEPT"]


def test_spaces_of_a_translation_stay() -> None:
    file = opened("a.odt", odf("<text:p>Words</text:p>"))
    written = file.write([(" a  b   c &<\n",)])
    assert '<text:p><text:s/>a <text:s/>b <text:s text:c="2"/>c &amp;&lt; </text:p>' in content(written)


def test_notes_stand_in_the_sentence_and_are_texts_behind_it() -> None:
    body = f"<text:p>The ferry{NOTE.format('An old one.')} left.</text:p><text:p>Then it rained.</text:p>"
    file = opened("a.odt", odf(body))
    assert texts(file) == ["The ferry left.", "An old one.", "Then it rained."]
    assert content(rewritten(file)) == content(odf(body)).replace("The ferry", "THE FERRY").replace(
        " left.", " LEFT."
    ).replace("An old one.", "AN OLD ONE.").replace("Then it rained.", "THEN IT RAINED.")
    only = file.write([("渡船", file.items[0].content[1], "开了。"), None, None])
    assert f"<text:p>渡船{NOTE.format('An old one.')}开了。</text:p>" in content(only)
    assert texts(read("a.odt", odf(body))) == texts(file)


def test_comments_frames_and_descriptions_are_texts_of_their_own() -> None:
    aside = f"{COMMENT.format('Is this so?')}<text:bookmark text:name='b'/>"
    body = f"<text:p>One {aside}box {BOX.format('Inside')} here</text:p>"
    data = odf(body)
    file = opened("a.odt", data)
    assert texts(file) == ["One box  here", "Is this so?", "Inside", "A yellow box"]
    written = content(rewritten(file))
    assert COMMENT.format("IS THIS SO?") in written
    assert BOX.format("INSIDE").replace("A yellow box", "A YELLOW BOX") in written
    assert written.count("<text:bookmark text:name='b'/>") == 1
    assert texts(read("a.odt", data)) == ["One box  here", "Inside"]


def test_fields_show_their_words_and_stay() -> None:
    page = '<text:page-number text:select-page="current">12</text:page-number>'
    title, hidden = "<text:title>The Harbour</text:title>", "<text:hidden-text>gone</text:hidden-text>"
    body = f"<text:p>See page {page} of {title}{hidden}.</text:p>"
    file = opened("a.odt", odf(body))
    assert texts(file) == ["See page 12 of The Harbour."]
    written = content(rewritten(file))
    assert f"SEE PAGE {page} OF {title}" in written
    assert hidden in written


def test_a_phonetic_guide_is_its_base() -> None:
    ruby = "<text:ruby><text:ruby-base>{}</text:ruby-base><text:ruby-text>dù</text:ruby-text></text:ruby>"
    file = opened("a.odt", odf(f"<text:p>坐{ruby.format('渡')}船去</text:p>"), to="en")
    assert texts(file) == ["坐渡船去"]
    _, begin, _, end, _ = file.items[0].content
    assert f"<text:p>By {ruby.format('ferry')} out</text:p>" in content(
        file.write([("By ", begin, "ferry", end, " out")])
    )


def test_code_and_signs_stay() -> None:
    code, signs = span("Code", "set_sail()"), span("Signs", "lm")
    body = f"<text:p>Call {code} now {signs}</text:p>"
    file = opened("a.odt", odf(body))
    assert texts(file) == ["Call set_sail() now "]
    written = content(rewritten(file))
    assert f"{code} NOW" in written
    assert signs in written


def test_deleted_text_is_none_and_marks_of_changes_stay() -> None:
    body = (
        '<text:tracked-changes><text:changed-region xml:id="c"><text:deletion><text:p>never</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>Kept<text:change text:change-id="c"/> text</text:p>'
    )
    file = opened("a.odt", odf(body))
    assert texts(file) == ["Kept text"]
    assert '<text:p>KEPT<text:change text:change-id="c"/> TEXT</text:p>' in content(rewritten(file))


def test_a_paragraph_that_is_not_understood_stays_and_is_counted() -> None:
    data = odf("<text:p>One <loext:riddle>two</loext:riddle></text:p><text:p>Three</text:p>")
    file = opened("a.odt", data)
    assert texts(file) == ["Three"]
    assert file.passed_over == {"loext:riddle": 1}
    deep = "<text:span>" * 60 + "deep words" + "</text:span>" * 60
    assert opened("a.odt", odf(f"<text:p>{deep}</text:p>")).passed_over == {"text:span": 1}


# a text document


def test_headings_lists_captions_and_indexes() -> None:
    body = (
        '<text:h text:outline-level="1">Boats</text:h><text:p text:style-name="P1">Nets</text:p>'
        "<text:list><text:list-item><text:p>Row</text:p></text:list-item></text:list>"
        '<text:p text:style-name="P2">Picture of a boat</text:p>'
        "<text:section><text:p>Sail</text:p></text:section>"
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>Contents"
        "</text:index-title-template></text:table-of-content-source><text:index-body>"
        "<text:p>Boats<text:tab/>3</text:p></text:index-body></text:table-of-content>"
    )
    file = opened("a.odt", odf(body))
    assert [(item.kind, shown(item.content)) for item in file.items] == [
        (BlockKind.HEADING, "Boats"),
        (BlockKind.HEADING, "Nets"),
        (BlockKind.ITEM, "Row"),
        (BlockKind.CAPTION, "Picture of a boat"),
        (BlockKind.PARAGRAPH, "Sail"),
        (BlockKind.PARAGRAPH, "Boats 3"),
    ]


def test_cells_know_their_place() -> None:
    inner = f"<table:table><table:table-row>{cell('In')}</table:table-row></table:table>"
    body = (
        f'<table:table><table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{cell("Name")}{cell("Town")}'
        f"</table:table-row><table:table-row>{cell('Ann')}{cell('hid', name='covered-table-cell')}"
        f"<table:table-cell>{inner}<text:p>Out</text:p></table:table-cell></table:table-row></table:table>"
        f"<table:table><table:table-row>{cell('Next')}</table:table-row></table:table><text:p>End</text:p>"
    )
    file = opened("a.odt", odf(body))
    assert [(shown(item.content), item.cell) for item in file.items] == [
        ("Name", Cell(0, 3, 2)),
        ("Town", Cell(0, 3, 3)),
        ("Ann", Cell(0, 4, 0)),
        ("In", Cell(1, 0, 0)),
        ("Out", Cell(0, 4, 2)),
        ("Next", Cell(2, 0, 0)),
        ("End", None),
    ]


def test_headers_and_footers_are_read_last() -> None:
    masters = (
        "<style:header><text:p>The head</text:p></style:header>"
        '<style:header-left style:display="false"><text:p>Unseen</text:p></style:header-left>'
        '<style:footer><text:p>The <text:span text:style-name="Red">foot</text:span></text:p></style:footer>'
    )
    data = odf("<text:p>Main text</text:p>", masters=masters)
    file = opened("a.odt", data)
    assert texts(file) == ["Main text", "The head", "The foot"]
    assert {item.kind for item in file.items} == {BlockKind.PARAGRAPH}
    assert file.items[-1].content == ("The foot",)  # red in the text is another style than in the margins
    assert "<text:p>THE HEAD</text:p>" in member(rewritten(file), "styles.xml")
    assert [item.kind for item in read("a.odt", data).items] == [
        BlockKind.PARAGRAPH, BlockKind.META, BlockKind.META,
    ]  # fmt: skip


def test_title_and_charts() -> None:
    chart = (
        "<chart:chart><chart:title><text:p>Boats a month</text:p></chart:title>"
        f"<table:table>{row(cell('May', STRING), cell('12', FLOAT))}</table:table></chart:chart>"
    )
    title = "<office:meta><dc:title>The harbour</dc:title></office:meta>"
    meta = f"<office:document-meta {XMLNS}>{title}</office:document-meta>"
    members = {"meta.xml": meta, "Object 1/content.xml": document(chart, kind="chart")}
    data = odf("<text:p>Main text</text:p>", **members)
    file = opened("a.odt", data)
    assert texts(file) == ["Main text", "The harbour", "Boats a month", "May"]
    assert "<dc:title>THE HARBOUR</dc:title>" in member(rewritten(file), "meta.xml")
    assert "<text:p>BOATS A MONTH</text:p>" in member(rewritten(file), "Object 1/content.xml")
    assert texts(read("a.odt", data)) == ["Main text"]
    sheet = odf("", "spreadsheet", **members)
    assert texts(opened("a.ods", sheet)) == ["The harbour", "Boats a month"]
