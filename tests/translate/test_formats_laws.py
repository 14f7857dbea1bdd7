import json
from collections.abc import Callable

import pytest
import yaml
from formats_fixture import docx, epub, member, opened, rewritten, translated
from hypothesis import given
from hypothesis import strategies as st
from odf_fixture import odf
from ooxml_fixture import inline, presentation, row, shape, workbook

from translate.documents.formats.markup import escape
from translate.documents.formats.po import quoted, unquoted
from translate.documents.seam import Item, shown
from translate.drafting.passages import contents, drafted, passages
from translate.model import Code, Draft

WORD = st.text("abc Zé中文，。!?*_`[]()<>&\"'|#-~=$%{}\\:;/.0", min_size=1, max_size=24)
LINES = st.lists(WORD.map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=5)


def markdown(lines: list[str]) -> str:
    return "\n\n".join(["# Title", *lines, "- item **bold** and [link](u)"]) + "\n"


def html(lines: list[str]) -> str:
    return "<h1>Title</h1>" + "".join(f"<p>{escape(line)} <b>bold</b></p>" for line in lines)


def paragraphs(lines: list[str]) -> bytes:
    run = "<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t> bold</w:t></w:r></w:p>"
    return docx("".join(run.format(escape(line)) for line in lines))


def written(lines: list[str]) -> bytes:
    run = '<text:p>{} <text:span text:style-name="Bold">bold</text:span></text:p>'
    return odf("".join(run.format(escape(line)) for line in lines))


MAKERS: dict[str, Callable[[list[str]], bytes | str]] = {
    "a.md": markdown,
    "a.html": html,
    "a.docx": paragraphs,
    "a.odt": written,
    "a.pptx": lambda lines: presentation(
        "".join(shape(escape(line), "body") for line in lines) + shape("The title", "title")
    ),
    "a.xlsx": lambda lines: workbook(
        row(1, *(f'<c t="s"><v>{number}</v></c>' for number in range(len(lines))))
        + row(2, inline("A2", "One")),
        strings=[f"<r><t>{escape(line)}</t></r><r><rPr><b/></rPr><t> bold</t></r>" for line in lines],
    ),
    "a.epub": lambda lines: epub(html(lines)),
    "a.json": lambda lines: json.dumps({"k": lines, "title": "Some words"}),
    "a.yml": lambda lines: json.dumps({"k": lines, "title": "Some words"}, ensure_ascii=False, indent=1),
    "a.po": lambda lines: "".join(f'msgid {quoted(line)}\nmsgstr ""\n\n' for line in ["A word", *lines]),
    "a.srt": lambda lines: "".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line}\n\n"
        for n, line in enumerate(["Hello there.", *(line.replace("-->", "") or "x" for line in lines)], 1)
    ),
    "a.csv": lambda lines: (
        "en,zh\n" + "".join('"' + line.replace('"', '""') + '",\n' for line in ["One", *lines])
    ),
    "a.xlf": lambda lines: (
        '<xliff version="1.2"><file source-language="en"><body>'
        + "".join(f"<trans-unit><source>{escape(line)} <g>x</g></source></trans-unit>" for line in lines)
        + "</body></file></xliff>"
    ),
}


@pytest.mark.parametrize("name", MAKERS)
@given(lines=LINES)
def test_what_is_not_translated_is_the_same_byte_for_byte(name: str, lines: list[str]) -> None:
    data = MAKERS[name](lines)
    data = data.encode() if isinstance(data, str) else data
    file = opened(name, data)
    assert file.write([None] * len(file.items)) == data


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in ("a.po", "a.xlf", "a.csv", "a.srt")])
@given(lines=LINES)
def test_a_translation_into_itself_says_the_same(name: str, lines: list[str]) -> None:
    file = opened(name, MAKERS[name](lines))
    again = opened(name, rewritten(file, str))
    words_before, words_after = (
        ["".join(shown(item.content).split()) for item in one.items] for one in (file, again)
    )
    assert words_after == words_before  # but for blanks, which emphasis in Markdown may need


@pytest.mark.parametrize("name", MAKERS)
@given(lines=LINES)
def test_items_stand_in_order_and_codes_are_in_the_file(name: str, lines: list[str]) -> None:
    file = opened(name, MAKERS[name](lines))
    opened_items: list[Item] = []
    for item in file.items:
        while opened_items and opened_items[-1].stop <= item.start:
            opened_items.pop()
        assert not opened_items or item.stop <= opened_items[-1].stop  # apart, or inside
        opened_items.append(item)
    assert [item.start for item in file.items] == sorted(item.start for item in file.items)
    for item in file.items:
        codes = [part for part in item.content if isinstance(part, Code)]
        written = item.write(item.content).replace("_", "*")  # which are alike in Markdown
        assert all(code.native.replace("_", "*") in written for code in codes)


NESTED: dict[str, Callable[[list[str]], bytes | str]] = {
    "a.md": lambda lines: "".join(
        f'Go {"".join(filter(str.isalnum, line))} ![red fox](x.png "a fox") [there](u "a link") on.\n\n'
        for line in lines
    ),
    "a.html": lambda lines: "".join(
        f'<p title="a hint">Go {escape(line)} <img alt="red fox"> <b title="bold">there</b> on</p>'
        "<p>Take <select><option>one thing</select> now</p>"
        for line in lines
    ),
    "a.docx": lambda lines: docx(
        "".join(
            f"<w:p><w:r><w:t>Go {escape(line)} </w:t></w:r><w:r><w:drawing><wp:docPr descr='red fox'/>"
            "<w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></w:drawing></w:r>"
            "<w:r><w:t>on</w:t></w:r></w:p>"
            for line in lines
        )
    ),
}


NESTED["a.odt"] = lambda lines: odf(
    "".join(
        f"<text:p>Go {escape(line)} <draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box>"
        "<svg:desc>red fox</svg:desc></draw:frame><text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>a note</text:p></text:note-body></text:note> on</text:p>"
        for line in lines
    )
)
PROSE = {"a.docx": "word/document.xml", "a.odt": "content.xml"}


@pytest.mark.parametrize("name", NESTED)
@given(lines=LINES, left=st.integers(0, 30))
def test_what_lies_inside_codes_is_translated_once_and_no_code_is_lost(
    name: str, lines: list[str], left: int
) -> None:
    file = opened(name, NESTED[name](lines))
    words = [f"SAID{number}X" for number in range(len(file.items))]
    output = file.write(
        [
            None if number == left else tuple(p if isinstance(p, Code) else w for p in item.content)
            for number, (item, w) in enumerate(zip(file.items, words, strict=True))
        ]
    )
    text = member(output, PROSE[name]) if name in PROSE else output.decode()
    source = file.source
    for number, (item, word) in enumerate(zip(file.items, words, strict=True)):
        texts = sum(isinstance(part, str) for part in item.content)
        assert text.count(word) == (0 if number == left else texts)
    for mark in (
        "<img",
        "<b ",
        "</b>",
        "<select>",
        "</select>",
        "x.png",
        "(u ",
        "<w:drawing>",
        "<w:txbxContent>",
        "<draw:frame>",
        "</text:note>",
        "<svg:desc>",
    ):
        assert text.count(mark) == source.count(mark)


@given(st.text())
def test_po_strings_come_back(text: str) -> None:
    assert unquoted(quoted(text) + "\n") == text


YAML = """en:
  - >

    First of {0}. Then more
    of it.

    Another paragraph

      * one thing
      * one more

    The end of {0}.

  - |2-

      Far in the first line.
    Less far.
  - |+  # a note
    Kept to the end.


  - >-
    One line {0}


    Two lines on.
  - 'It''s quoted

    and {0} goes on.


    To the end.'
  - plain words
    over two lines

    and a paragraph
"""


@pytest.mark.parametrize("word", ["words", "a: b", "# c", "- d", 'it\'s "e"', "两个词"])
def test_yaml_scalars_are_read_back_with_all_their_lines(word: str) -> None:
    source = YAML.replace("{0}", "things")
    old = yaml.safe_load(source)["en"]
    written, _ = translated(
        "a.yml", source, lambda text: text.replace("things", word).replace("line", "zeile")
    )
    new = yaml.safe_load(written)["zh-CN"]
    assert new == [text.replace("things", word).replace("line", "zeile") for text in old]


def test_yaml_unchanged_is_the_same_byte_for_byte() -> None:
    source = YAML.replace("{0}", "things")
    assert translated("a.yml", source)[0] == source.replace("en:", "zh-CN:")


def test_yaml_keeps_its_styles_where_it_can() -> None:
    written, _ = translated("a.yml", "a: >\n\n  one {x}. Two.\n\n  Three.\nb: |-\n  four\n", str.upper)
    assert written == "a: >\n\n  ONE {x}. TWO.\n\n  THREE.\nb: |-\n  FOUR\n"


@pytest.mark.parametrize("name", ["a.json", "a.yml", "a.po", "a.csv"])
def test_lines_of_a_text_stay_lines(name: str) -> None:
    text = "First line\n  Second line\n\nlast paragraph\n  * one thing\n- other things"
    data = {
        "a.json": json.dumps({"a": text}),
        "a.yml": f"a: {json.dumps(text)}\n",
        "a.po": f'msgid {quoted(text)}\nmsgstr ""\n',
        "a.csv": f'en,zh\n"{text}",\n',
    }[name]
    written, guesses = translated(name, data, str.upper)
    wanted = quoted(text.upper()) if name == "a.po" else json.dumps(text.upper())
    assert (text.upper() if name == "a.csv" else wanted) in written
    assert guesses == 0


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.json", "a.yml"])
@given(lines=LINES)
def test_a_copy_is_the_same_byte_for_byte(name: str, lines: list[str]) -> None:
    data = MAKERS[name](lines)
    assert isinstance(data, str)
    file = opened(name, data)
    passages_ = passages(file, "en")
    drafts = [Draft(passage.text, "copy", 0.0) for passage in passages_]
    sentences = drafted(passages_, drafts)
    copies = contents(file, sentences, "zh")
    assert file.write(copies).decode() == data
    assert not any(one.guessed for one in sentences)


@given(lines=LINES)
def test_markdown_that_changes_says_what_it_is_given(lines: list[str]) -> None:
    """Marks that the source escapes are marks in the translation, too."""
    marks = "\\*_`[]<>#|~$"
    source = "\n\n".join(
        "Go " + "".join(f"\\{mark}" if mark in marks else mark for mark in line if mark not in "&=:")
        for line in lines
    )
    file = opened("a.md", source)
    again = opened("a.md", rewritten(file, lambda text: text.replace("Go ", "Went ", 1)))
    before = [shown(item.content).replace("Go ", "Went ", 1) for item in file.items]
    assert ["".join(shown(item.content).split()) for item in again.items] == [
        "".join(t.split()) for t in before
    ]
