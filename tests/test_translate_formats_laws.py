import json
from collections.abc import Callable

import pytest
from formats_fixture import docx, epub, opened, said
from hypothesis import given
from hypothesis import strategies as st

from translate.formats.markup import escape
from translate.formats.po import quoted, unquoted
from translate.formats.seam import Code, shown

WORD = st.text("abc Zé中文，。!?*_`[]()<>&\"'|#-~=$%{}\\:;/.0", min_size=1, max_size=24)
LINES = st.lists(WORD.map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=5)


def markdown(lines: list[str]) -> str:
    return "\n\n".join(["# Title", *lines, "- item **bold** and [link](u)"]) + "\n"


def html(lines: list[str]) -> str:
    return "<h1>Title</h1>" + "".join(f"<p>{escape(line)} <b>bold</b></p>" for line in lines)


def paragraphs(lines: list[str]) -> bytes:
    run = "<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t> bold</w:t></w:r></w:p>"
    return docx("".join(run.format(escape(line)) for line in lines))


MAKERS: dict[str, Callable[[list[str]], bytes | str]] = {
    "a.md": markdown,
    "a.html": html,
    "a.docx": paragraphs,
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
    again = opened(name, said(file, str))
    assert [shown(item.content).strip() for item in again.items] == [
        shown(item.content).strip() for item in file.items
    ]


@pytest.mark.parametrize("name", MAKERS)
@given(lines=LINES)
def test_items_stand_in_order_and_codes_are_in_the_file(name: str, lines: list[str]) -> None:
    file = opened(name, MAKERS[name](lines))
    edges = [edge for item in file.items for edge in (item.start, item.stop)]
    assert edges == sorted(edges)
    for item in file.items:
        codes = [part for part in item.content if isinstance(part, Code)]
        written = item.write(item.content)
        assert all(code.native in written for code in codes)


@given(st.text())
def test_po_strings_come_back(text: str) -> None:
    assert unquoted(quoted(text) + "\n") == text
