"""Word documents: what stands between words stays whole, and what is not understood is left and counted."""

import re
from pathlib import Path

import pytest
from docx_fixture import (
    AROUND,
    COURIER,
    MARKS,
    WINGDINGS,
    box,
    check,
    field,
    formula,
    inside,
    instruct,
    ruby,
    run,
    translated,
)
from formats_fixture import W, docx, epub, member, opened, package, zipped

from tmx.base.errors import InputError
from translate.documents.seam import shown
from translate.drafting.passages import passages
from translate.jobs.report import as_json, lines
from translate.jobs.results import Result
from translate.jobs.run import translate_files
from translate.model import Code, Draft, OnProgress


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of a document, without what says that blanks count."""
    text = member(data, "word/document.xml").replace(' xml:space="preserve"', "")
    return re.findall(r"<w:p>(.*?)</w:p>", text, re.DOTALL)


def paragraph_of(body: str, draft: str, *, to: str = "zh") -> str:
    """What a paragraph became whose one sentence became ``draft``."""
    data = package(f"<w:p>{body}</w:p>")
    _, after = translated(data, lambda text: draft, to=to)
    check(data, after)
    [paragraph] = paragraphs(after)
    return paragraph


def bare(text: str) -> str:
    return text.replace(' xml:space="preserve"', "")


@pytest.mark.parametrize(
    "body",
    [
        ruby("重", "zhòng") + run("要的会议明天上午开始。"),
        run("她住在") + ruby("番禺", "pān yú") + run("，在那里教书。"),
        run("她住在") + ruby("番禺", "pān yú"),
        run("她住在") + ruby("番", "pān") + ruby("禺", "yú") + run("。"),
        AROUND["link"].format(run("她住在") + ruby("番禺", "pān yú")) + run("。"),
        run("她住在") + AROUND["insertion"].format(ruby("番禺", "pān yú")) + run("。"),
    ],
)
def test_a_paragraph_with_readings_stays_and_is_counted(body: str) -> None:
    data = package(f"<w:p>{body}</w:p><w:p>{run('茶凉了。')}</w:p>")
    file, after = translated(data, lambda text: "The tea is cold.", to="en")
    assert file.passed_over == {"w:ruby": 1}
    assert paragraphs(after) == [bare(body), bare(run("The tea is cold."))]
    check(data, after)


def test_readings_in_a_cell_or_a_box_leave_their_neighbours_alone() -> None:
    cell = "<w:tc><w:p>{}</w:p></w:tc>"
    boxed = box("").replace(run(""), ruby("番禺", "pān yú") + run("到了"))
    body = (
        f"<w:tbl><w:tr>{cell.format(ruby('番禺', 'pān yú'))}{cell.format(run('茶凉了。'))}</w:tr></w:tbl>"
        f"<w:p>{run('门开了。')}{boxed}</w:p>"
    )
    file = opened("a.docx", package(body), to="en")
    assert [shown(item.content) for item in file.items] == ["茶凉了。", "门开了。", "A red kite"]
    assert file.passed_over == {"w:ruby": 3}


@pytest.mark.parametrize(
    ("body", "element"),
    [
        (run("A boat") + f"<w:later>{run(' with words')}</w:later>" + run(" sails"), "w:later"),
        (inside("<w:t>A boat</w:t>", "<w:later><w:t> with words</w:t></w:later>"), "w:later"),
        (
            run("A boat")
            + f"<mc:AlternateContent><mc:Choice>{run(' sails')}</mc:Choice></mc:AlternateContent>",
            "mc:AlternateContent",
        ),
        (inside("<w:t>A boat<!-- and a comment --> sails</w:t>"), "w:t"),
    ],
)
def test_an_unknown_element_with_words_leaves_its_paragraph_as_it_is(body: str, element: str) -> None:
    data = package(f"<w:p>{body}</w:p><w:p>{run('The tea is cold.')}</w:p>")
    file, after = translated(data, lambda text: "茶凉了。")
    assert file.passed_over == {element: 1}
    assert paragraphs(after) == [bare(body), bare(run("茶凉了。"))]


@pytest.mark.parametrize("unknown", ['<w:later w:val="1"/>', "<w:later><w:x/></w:later>", "<!-- x -->"])
def test_an_unknown_element_without_words_stays_whole(unknown: str) -> None:
    expected = bare(f"{run('一条船')}{unknown}{run('开走了')}")
    [paragraph] = paragraphs(
        translated(
            package(f"<w:p>{run('A boat. ')}{unknown}{run('It sails.')}</w:p>"),
            lambda text: {"A boat.": "一条船", "It sails.": "开走了"}[text],
        )[1]
    )
    assert paragraph == expected


@pytest.mark.parametrize("around", sorted(AROUND))
def test_what_stands_around_words_stays_around_them(around: str) -> None:
    whole = AROUND[around].replace("{}", "{0}")
    for first, last, draft, expected in (
        ("", " leaves at noon.", "渡船中午开走。", ("{渡船}", "中午开走。")),
        ("At noon leaves ", "", "中午开走渡船", ("中午开走", "{渡船}")),
    ):
        body = f"{run(first) if first else ''}{whole.format(run('渡船'))}{run(last) if last else ''}"
        parts = [whole.format(run(part[1:-1])) if part.startswith("{") else run(part) for part in expected]
        assert paragraph_of(body, draft) == bare("".join(parts))


def test_what_stands_around_a_whole_sentence_is_not_touched() -> None:
    for around in AROUND.values():
        whole = around.replace("{}", "{0}")
        assert paragraph_of(whole.format(run("The ferry")), "渡船") == bare(whole.format(run("渡船")))


def test_an_insertion_of_several_sentences_holds_them_all() -> None:
    link, insertion = AROUND["link"], AROUND["insertion"]
    body = run("Go. ") + insertion.format(link.format(run("Read. Then")) + run(" leave. Do")) + run(" it.")
    data = package(f"<w:p>{body}</w:p>")
    _, after = translated(data, lambda text: "".join("走读离做"[len(word) % 4] for word in text.split()))
    check(data, after)


@pytest.mark.parametrize(
    ("mark", "draft", "expected"),
    [
        ("reference", "结果在Table 3里，查了两遍。", "结果在{}里，查了两遍。"),
        ("page number", "结果在7里，查了两遍。", "结果在{}里，查了两遍。"),
        ("simple field", "结果在3里，查了两遍。", "结果在{}里，查了两遍。"),
        ("nested", "结果在near里，查了两遍。", "结果在{}里，查了两遍。"),
        ("formula", "结果在E=mc里，查了两遍。", "结果在{}里，查了两遍。"),
    ],
)
def test_fields_and_formulas_are_words_that_stay(mark: str, draft: str, expected: str) -> None:
    whole = MARKS[mark]
    before, after = expected.split("{}")
    body = run("The results stand in ") + whole + run(" and were checked twice.")
    assert paragraph_of(body, draft) == bare(run(before) + whole + run(after))


def test_an_engine_is_asked_to_keep_what_fields_show() -> None:
    file = opened("a.docx", package(f"<w:p>{run('See ')}{MARKS['reference']}{run(' and ')}{formula('a+b')}"
                                    f"{run(' there.')}</w:p>"))  # fmt: skip
    [passage] = passages(file, "en")
    assert passage.ask.text == "See Table 3 and a+b there."
    assert passage.ask.kept == ("Table 3", "a+b")


def test_a_field_begins_a_sentence_but_not_one_in_another_column() -> None:
    number, ref = field("SEQ n", run("3")), MARKS["reference"]
    for body, text in (
        (ref + run(" shows it."), "Table 3 shows it."),
        (number + MARKS["tab"] + run("The harbour"), "The harbour"),
        (run("The harbour") + MARKS["tab"] + number, "The harbour"),
    ):
        [item] = opened("a.docx", package(f"<w:p>{body}</w:p>")).items
        assert shown(item.content) == text


def test_a_field_that_shows_sentences_is_no_word() -> None:
    quote = field("QUOTE", run("We sail at dawn. Then we all come home."))
    [item] = opened("a.docx", package(f"<w:p>{run('She said: ')}{quote}{run(' and left')}</w:p>")).items
    assert shown(item.content) == "She said:  and left"
    assert [part.native for part in item.content if isinstance(part, Code)] == [quote]


def test_a_table_of_contents_is_translated_line_by_line() -> None:
    begin = inside('<w:fldChar w:fldCharType="begin"/>') + inside(instruct("TOC \\o"))
    begin += inside('<w:fldChar w:fldCharType="separate"/>')
    end = inside('<w:fldChar w:fldCharType="end"/>')
    line = '<w:hyperlink w:anchor="_T{0}">{1}' + MARKS["tab"] + field("PAGEREF _T{0}", run("{0}"))
    line += "</w:hyperlink>"
    texts = ["The harbour", "The boats"]
    body = [begin + line.format(1, run(texts[0])), line.format(2, run(texts[1])), end]
    _, after = translated(
        package("".join(f"<w:p>{one}</w:p>" for one in body)),
        lambda text: {"The harbour": "海港", "The boats": "船"}[text],
    )
    expected = [begin + line.format(1, run("海港")), line.format(2, run("船")), end]
    assert paragraphs(after) == [bare(one) for one in expected]


def test_a_field_that_is_torn_in_a_sentence_leaves_the_paragraph_as_it_is() -> None:
    begin = inside('<w:fldChar w:fldCharType="begin"/>') + inside(instruct("INCLUDETEXT u"))
    separate, end = (inside(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("separate", "end"))
    inserted = AROUND["insertion"].format(begin)
    body = [
        run("Before ") + begin + separate + run("within"),
        run("still within") + end + run(" and after"),
        run("See ") + inserted + separate + run("Table 3") + end + run(" here"),
    ]
    data = package("".join(f"<w:p>{one}</w:p>" for one in body))
    file, after = translated(data, lambda text: "不")
    assert file.passed_over == {"w:fldChar": 3}
    assert after == data


def test_a_field_that_shares_its_run_with_words_is_whole() -> None:
    expected = (
        "<w:r><w:t>在第</w:t></w:r>"
        + inside(
            '<w:fldChar w:fldCharType="begin"/>',
            instruct("PAGE"),
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>7</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
        + "<w:r><w:t>页完</w:t></w:r>"
    )
    assert paragraph_of(MARKS["one run"], "在第7页完") == bare(expected)


def test_words_in_a_field_that_shares_its_run_leave_the_paragraph_as_it_is() -> None:
    first = inside("<w:t>See </w:t>", '<w:fldChar w:fldCharType="begin"/>', instruct("SHAPE"),
                   '<w:fldChar w:fldCharType="separate"/>')  # fmt: skip
    body = first + box("in a box") + inside('<w:fldChar w:fldCharType="end"/>')
    file = opened("a.docx", package(f"<w:p>{body}</w:p>"))
    assert [shown(item.content) for item in file.items] == ["A red kite", "in a box", "in a box"]
    assert file.passed_over == {"w:fldChar": 1}


@pytest.mark.parametrize(
    "sign",
    [
        MARKS["check mark"],
        MARKS["symbol"],
        MARKS["private sign"],
        run("\N{BALLOT BOX}"),
        run("A", WINGDINGS.replace("Wingdings", "Symbol")),
        run("A", WINGDINGS.replace('"', "'").replace("Wingdings", "Webdings")),
        run("P", '<w:rPr><w:rStyle w:val="Tick"/></w:rPr>'),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run(chr(0x2610))}</w:sdtContent></w:sdt>",
    ],
)
def test_signs_stay_in_their_own_run(sign: str) -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="Sign"><w:rPr><w:rFonts w:hAnsi="Wingdings 2"/></w:rPr></w:style>'
        '<w:style w:styleId="Tick"><w:basedOn w:val="Sign"/></w:style></w:styles>'
    )
    body = [
        sign + run(" The pump is ready."),
        run("The pump is ready ") + sign,
        f"{run('Go.')}{sign}{run('Run.')}",
    ]
    data = package("".join(f"<w:p>{one}</w:p>" for one in body), styles=styles)
    words = {"The pump is ready.": "泵好了。", "The pump is ready": "泵好了", "Go.": "走。", "Run.": "跑。"}
    _, after = translated(data, lambda text: words.get(text, "走。跑。"))
    check(data, after)
    first, second, third = paragraphs(after)
    assert first == bare(sign + run(" 泵好了。"))
    assert second == bare(run("泵好了 ") + sign)
    assert bare(sign) in third
    assert "".join(re.findall("[泵好了走跑]", third)) == "走跑"


@pytest.mark.parametrize(
    ("body", "draft"),
    [
        (
            run("Set ") + run("time", COURIER) + MARKS["spelling"] + run("out", COURIER) + run(" now."),
            "改timeout。",
        ),
        (run("Set") + run(" timeout ", COURIER) + run("now."), "改timeout。"),
        (run("timeout", COURIER) + run(" is short."), "timeout很短。"),
        (run("Set ") + run("timeout", COURIER.replace("Courier New", "Fira Mono")) + run("."), "改timeout。"),
    ],
)
def test_words_in_a_fixed_width_font_beside_others_are_code(body: str, draft: str) -> None:
    [passage] = passages(opened("a.docx", package(f"<w:p>{body}</w:p>")), "en")
    assert passage.ask.kept == ("timeout",)
    font = "Fira Mono" if "Fira" in body else "Courier New"
    code = f"<w:r>{COURIER.replace('Courier New', font)}<w:t>timeout</w:t></w:r>"
    before, after = (bare(run(text)) if text else "" for text in draft.split("timeout"))
    assert paragraph_of(body, draft).replace(MARKS["spelling"], "") == before + code + after


def test_prose_in_a_fixed_width_font_is_translated() -> None:
    letter = run("The boats leave the old harbour at noon.", COURIER)
    for body in (letter, run("Note: ") + letter):
        [passage] = passages(opened("a.docx", package(f"<w:p>{body}</w:p>")), "en")
        assert passage.ask.kept == ()
    chinese = COURIER.replace("/></w:rPr>", ' w:eastAsia="SimSun"/></w:rPr>')
    body = run("船") + run("中午开走", chinese)
    [passage] = passages(opened("a.docx", package(f"<w:p>{body}</w:p>"), to="en"), "zh")
    assert passage.ask.kept == ()


def test_other_fonts_do_not_part_words() -> None:
    arial = COURIER.replace("Courier New", "Arial")
    [item] = opened("a.docx", package(f"<w:p>{run('Tea ')}{run('with milk', arial)}</w:p>")).items
    assert item.content == ("Tea with milk",)


def test_hyphens_of_words_stay_elements() -> None:
    body = inside("<w:t>The well</w:t>", "<w:noBreakHyphen/>", "<w:t>known har</w:t>", "<w:softHyphen/>",
                  "<w:t>bour</w:t>")  # fmt: skip
    assert paragraph_of(body, "海\N{NON-BREAKING HYPHEN}港") == (
        "<w:r><w:t>海</w:t><w:noBreakHyphen/><w:t>港</w:t></w:r><w:r><w:softHyphen/></w:r>"
    )


def test_a_tab_keeps_the_look_of_its_run() -> None:
    look = '<w:rPr><w:u w:val="single"/></w:rPr>'
    body = run("Name: ") + inside(look, "<w:tab/>") + run("Town: ")
    assert inside(look, "<w:tab/>") in paragraph_of(body, "名")


# parts


@pytest.mark.parametrize("main", ["word/document2.xml", "main.xml", "a/b/text.xml"])
def test_the_main_part_is_the_one_that_relationships_name(main: str) -> None:
    data = package(f"<w:p>{run('The tea is cold.')}</w:p>", main)
    _, after = translated(data, lambda text: "茶凉了。")
    assert "茶凉了。" in member(after, main)


def test_parts_are_those_that_the_main_part_refers_to() -> None:
    note = f"<w:{{}} {W}><w:p>{run('words of {}')}</w:p></w:{{}}>"
    parts = {kind: note.format(root, kind, root) for kind, root in (
        ("header", "hdr"), ("footer", "ftr"), ("footnotes", "footnotes"), ("comments", "comments"),
        ("settings", "settings"),
    )}  # fmt: skip
    _, after = translated(package(f"<w:p>{run('The tea is cold.')}</w:p>", **parts), str.upper)
    kinds = [kind for kind in parts if f"WORDS OF {kind.upper()}" in member(after, f"word/a-{kind}.xml")]
    assert kinds == ["header", "footer", "footnotes", "comments"]


def test_a_missing_main_part_is_reported() -> None:
    data = package(f"<w:p>{run('Tea')}</w:p>")
    less = {name: member(data, name) for name in ("[Content_Types].xml", "_rels/.rels")}
    with pytest.raises(InputError, match=r"no word/document\.xml"):
        opened("a.docx", zipped(less))


# what is said


class Fake:
    """Says the same for all."""

    def __init__(self, src: str, tgt: str) -> None:
        self.src, self.tgt = src, tgt

    def translate(self, texts: list[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
        return [Draft("The tea is cold.", "fake", -0.1) for _ in texts]


def result(folder: Path, data: bytes) -> Result:
    path = folder / "a.zh.docx"
    path.write_bytes(data)
    [one] = translate_files([path], to="en", engine=Fake)  # type: ignore[arg-type]
    return one


def test_paragraphs_that_were_left_are_reported(tmp_path: Path) -> None:
    reading, torn = ruby("番禺", "pān yú"), run("看") + inside('<w:fldChar w:fldCharType="end"/>') + run("了")
    body = [run("茶凉了。"), reading + run("到了。"), reading, torn]
    one = result(tmp_path, package("".join(f"<w:p>{text}</w:p>" for text in body)))
    [line] = [line for line in lines(one) if "untranslated" in line]
    assert "3 paragraphs" in line
    assert "w:fldChar, w:ruby" in line
    assert as_json([one], None)["files"][0]["passed_over"] == {"w:fldChar": 1, "w:ruby": 2}


def test_a_document_of_nothing_else_is_copied_and_reported(tmp_path: Path) -> None:
    data = package(f"<w:p>{ruby('番禺', 'pān yú')}</w:p>")
    one = result(tmp_path, data)
    assert one.passed_over == {"w:ruby": 1}
    assert [path.read_bytes() for path in one.written] == [data]


def test_a_document_with_nothing_left_says_nothing_of_it(tmp_path: Path) -> None:
    one = result(tmp_path, package(f"<w:p>{run('茶凉了。')}</w:p>"))
    assert not any("untranslated" in line for line in lines(one))


@pytest.mark.parametrize("name", ["a.docx", "a.epub"])
def test_what_is_not_well_formed_is_never_written(name: str) -> None:
    data = docx(f"<w:p>{run('Tea')}</w:p>") if "docx" in name else epub("<p>Tea</p>")
    file = opened(name, data)
    with pytest.raises(InputError, match="not well-formed"):
        file.pack(file.source.replace("Tea", "<b>Tea"))
