"""PDFs: their text in reading order, as it was before it was set."""

import random
import sys
import zlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2.raw as pdfium
import pytest
from pdf_fixture import (
    REPORT,
    SCAN,
    Placed,
    assembled,
    chromium_pdf,
    hand_pdf,
    office_pdf,
    report_fodt,
    report_html,
    report_sentences,
)

from tmx.base.errors import InputError
from translate.documents.formats import Opened, Options, open_file, pdf_glyphs
from translate.documents.formats.pdf import open_pages
from translate.documents.formats.pdf_pages import pages
from translate.documents.reading import document
from translate.documents.seam import shown
from translate.documents.sentences import sentences
from translate.jobs.request import Request
from translate.jobs.run import Batch
from translate.jobs.services import Services
from translate.jobs.sources import Source, gather
from translate.model import BlockKind, Cell, Code

OPTIONS = Options("a.pdf", "zh", "zh-CN", "en")
LINES = (
    "The ferry left the island at noon, and nobody on",
    "the pier waved, because all of them had gone on",
    "board to see the new engine for themselves, which",
    "ran so quietly that some asked when it would be",
    "started at last, and others fell asleep beside it.",
)
WEST, EAST = (tuple(f"{side} {line}" for line in LINES) for side in ("West,", "East,"))


def opened(data: bytes) -> Opened:
    return open_file(data, OPTIONS)


def texts(data: bytes, kind: BlockKind | None = None) -> list[str]:
    """What each item shows, of one kind or of all but running heads."""
    return [
        shown(item.content)
        for item in opened(data).items
        if (item.kind is kind if kind else item.kind is not BlockKind.META)
    ]


def column(lines: Sequence[str], left: float, top: float, size: float = 10, step: float = 12) -> list[Placed]:
    return [(left, top - step * k, size, line) for k, line in enumerate(lines)]


# as other programs set it


def _norm(text: str) -> str:
    """A text without the spaces that Chinese may have beside figures and Latin letters."""
    return text if text.isascii() else "".join(text.split())


def _check_report(data: bytes, lang: str) -> None:
    file = document(data, f"report.{lang}.pdf")
    report = REPORT[lang]
    prose = [one.text for one in sentences(file) if file.blocks[one.block].kind is not BlockKind.META]
    notes = [_norm(note) for note in report["notes"]]
    body = [text for text in map(_norm, prose) if text not in notes]
    expected = list(map(_norm, report_sentences(lang)))
    matches = SequenceMatcher(None, expected, body, autojunk=False).get_matching_blocks()
    same = sum(match.size for match in matches)
    assert same >= 0.97 * len(expected), set(expected) - set(body)
    assert len(body) <= len(expected) / 0.97
    assert [text for text in map(_norm, prose) if text in notes] == notes
    aside = [block.text for block in file.blocks if block.kind is BlockKind.META]
    assert aside.count(report["head"]) >= 2
    assert any(any(map(str.isdecimal, text)) for text in aside)
    headings = [block.text for block in file.blocks if block.kind is BlockKind.HEADING]
    assert headings == [report["title"], *(section["heading"] for section in report["sections"])]
    marks = [part.native for block in file.blocks for part in block.content if isinstance(part, Code)]
    assert sorted(map(str.strip, marks)) == sorted("12341234")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_of_chromium(lang: str, tmp_path: Path) -> None:
    _check_report(chromium_pdf(report_html(lang), tmp_path), lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_of_libreoffice(lang: str, tmp_path: Path) -> None:
    _check_report(office_pdf(report_fodt(lang), tmp_path), lang)


PAGE = """<html lang=zh><meta charset=utf-8><style>
@page { size: A4; margin: 20mm } body { font: 11pt/1.6 "Noto Serif CJK SC" }
table { border-spacing: 24pt 4pt }
li::marker { content: "• " }
</style><h1>码头的规矩</h1>
<p>每个乘客可以带两件<ruby>行<rt>xíng</rt>李<rt>li</rt></ruby>，活的动物要提前一天报告船长。</p>
<ul><li>自行车放在船尾，用绳子系好。</li><li>鱼筐不要放在过道上，下雨天尤其不要。</li></ul>
<table><tr><th>班次</th><th>开船时间</th><th>备注</th></tr>
<tr><td>头班</td><td>早上七点</td><td>冬天停开</td></tr>
<tr><td>末班</td><td>晚上六点</td><td>大雾时提前</td></tr></table>
<p>规矩由岛民大会通过，船长负责解释。</p></html>"""


def test_lists_tables_and_readings(tmp_path: Path) -> None:
    items = opened(chromium_pdf(PAGE, tmp_path)).items
    assert [(item.kind, shown(item.content)) for item in items if item.cell is None] == [
        (BlockKind.HEADING, "码头的规矩"),
        (BlockKind.PARAGRAPH, "每个乘客可以带两件行李，活的动物要提前一天报告船长。"),
        (BlockKind.ITEM, "• 自行车放在船尾，用绳子系好。"),
        (BlockKind.ITEM, "• 鱼筐不要放在过道上，下雨天尤其不要。"),
        (BlockKind.PARAGRAPH, "规矩由岛民大会通过，船长负责解释。"),
    ]
    cells = {item.cell: shown(item.content) for item in items if item.cell}
    assert [cells[Cell(0, k // 3, k % 3)] for k in range(9)] == (
        ["班次", "开船时间", "备注", "头班", "早上七点", "冬天停开", "末班", "晚上六点", "大雾时提前"]
    )


# by hand


def test_columns_below_a_title() -> None:
    title = (72.0, 780.0, 18.0, "A title that crosses both of the columns")
    data = hand_pdf([*column(WEST, 72, 740), *column(EAST, 345, 740), title])
    assert texts(data) == [title[3], " ".join(WEST), " ".join(EAST)]


def test_lines_drawn_row_by_row_are_read_by_column() -> None:
    rows = zip(column(WEST, 72, 740), column(EAST, 345, 740), strict=True)
    assert texts(hand_pdf([line for row in rows for line in row])) == [" ".join(WEST), " ".join(EAST)]


def test_a_last_paragraph_below_the_end_of_the_next_column_stays_in_its_own() -> None:
    west = [*column(WEST[:2], 72, 740), *column(WEST[2:4], 72, 700), *column(WEST[4:], 72, 660)]
    east = [*column(EAST[:2], 345, 740), *column(EAST[2:4], 345, 700)]
    order = texts(hand_pdf([*west, *east]))
    assert [text[:5] for text in order] == ["West,"] * 3 + ["East,"] * 2


def test_a_sentence_goes_on_over_column_and_page_but_not_over_notes_and_numbers() -> None:
    first = [*column(LINES[:2], 72, 740), (72, 60, 7, "1 A note in small type."), (290, 30, 9, "7")]
    first.insert(0, (72, 800, 8, "The Ferry Times"))
    second = [*column(LINES[2:], 72, 740), (290, 30, 9, "8"), (72, 800, 8, "The Ferry Times")]
    data = hand_pdf(first, second)
    assert texts(data) == [" ".join(LINES), "A note in small type."]
    assert texts(data, BlockKind.META) == ["The Ferry Times", "7", "The Ferry Times", "8"]
    assert opened(data).remark == "running heads and page numbers set aside: 4"


def test_what_stands_at_an_edge_once_is_text() -> None:
    first = [(72, 800, 8, "A motto of one page"), *column(LINES, 72, 740)]
    second = [*column(LINES, 72, 740), (72, 60, 10, "12 men came.")]
    data = hand_pdf(first, second)
    assert texts(data, BlockKind.META) == []
    assert "A motto of one page" in texts(data)
    assert "12 men came." in texts(data)


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("Nobody could under-", "stand the engine."), "Nobody could understand the engine."),
        (("It was a well-", "known old engine."), "It was a well-known old engine."),
        (("The by-pass and the by-", "pass are the same."), "The by-pass and the by-pass are the same."),
        (("Over 40 per-", "Cent signs."), "Over 40 per- Cent signs."),
    ],
)
def test_words_divided_at_the_end_of_a_line(lines: Sequence[str], whole: str) -> None:
    assert texts(hand_pdf(column(lines, 72, 740))) == [whole]


def test_paragraphs_begin_where_lines_say_so() -> None:
    short = [*LINES[:2], "board.", *LINES[3:]]  # the first word of the next line would have fitted
    assert len(texts(hand_pdf(column(short, 72, 740)))) == 2
    indented = column(LINES, 72, 740)
    indented[3] = (84, *indented[3][1:])
    indented[2] = (*indented[2][:3], "board to see the new engine for themselves there.")
    assert len(texts(hand_pdf(indented))) == 2
    gap = [*column(LINES[:3], 72, 740), *column(LINES[3:], 72, 692)]
    assert len(texts(hand_pdf(gap))) == 2
    assert len(texts(hand_pdf(column(LINES, 72, 740)))) == 1


def test_cells_of_several_lines() -> None:
    rows = (
        ("Committee", "It never sleeps,", "It meets on"),
        ("", "all at once.", "Thursdays only."),
        ("Family", "It lives there,", "It grows up and"),
        ("", "and it has a dog.", "moves to town."),
    )
    heights = (700, 688, 666, 654)
    table = [
        (x, y, 10.0, cell)
        for y, row in zip(heights, rows, strict=True)
        for x, cell in zip((72.0, 160.0, 300.0), row, strict=True)
        if cell
    ]
    cells = {item.cell: shown(item.content) for item in opened(hand_pdf(table)).items}
    assert cells == {
        Cell(0, 0, 0): "Committee",
        Cell(0, 0, 1): "It never sleeps, all at once.",
        Cell(0, 0, 2): "It meets on Thursdays only.",
        Cell(0, 1, 0): "Family",
        Cell(0, 1, 1): "It lives there, and it has a dog.",
        Cell(0, 1, 2): "It grows up and moves to town.",
    }


def test_rows_of_a_table_of_two_languages_are_no_columns() -> None:
    heights = (700, 688, 666, 654, 632, 620)
    west = [(72.0, float(y), 10.0, line) for y, line in zip(heights, (*LINES, LINES[0]), strict=True)]
    east = [(345.0, float(y), 10.0, line) for y, line in zip(heights, (*LINES, LINES[0]), strict=True)]
    cells = [item.cell for item in opened(hand_pdf([*west, *east])).items]
    assert cells == [Cell(0, row, column) for row in range(3) for column in range(2)]


def test_lists_and_numbered_lines_are_no_tables() -> None:
    marks = [(72.0, 700.0 - 14 * k, 10.0, f"{k + 1}.") for k in range(3)]
    lines = [(96.0, 700.0 - 14 * k, 10.0, line) for k, line in enumerate(("Bread.", "Milk.", "Fish."))]
    file = opened(hand_pdf([*marks, *lines]))
    assert [(item.kind, item.cell, shown(item.content)) for item in file.items] == [
        (BlockKind.ITEM, None, "1. Bread."),
        (BlockKind.ITEM, None, "2. Milk."),
        (BlockKind.ITEM, None, "3. Fish."),
    ]


def test_words_of_a_stretched_line_are_one_line() -> None:
    words = [
        (72.0 + 60 * k, 716.0, 10.0, word) for k, word in enumerate(("whose", "names", "every", "child"))
    ]
    lines = [*column(LINES[:2], 72, 740), *words, (72.0, 704.0, 10.0, "knows.")]
    assert texts(hand_pdf(lines)) == [f"{LINES[0]} {LINES[1]} whose names every child knows."]


def test_centred_lines_are_one_caption() -> None:
    halves = ("Figure 1: The pier in the", "autumn of 1911")
    [page] = pages(hand_pdf(column(halves, 0, 600)), OPTIONS)
    caption = [(180 - piece.right / 2, piece.base, 10.0, piece.text) for piece in page.pieces]
    assert texts(hand_pdf([*column(LINES, 72, 740), *caption]))[1:] == [
        "Figure 1: The pier in the autumn of 1911"
    ]


def test_raised_numbers_that_count_up_are_marks() -> None:
    lines = column(LINES[:3], 72, 740)
    [page] = pages(hand_pdf(lines), OPTIONS)
    marks = [
        (piece.right + 1, piece.base + 4, 6.0, mark) for piece, mark in zip(page.pieces, "127", strict=True)
    ]
    [item] = opened(hand_pdf([*lines, *marks])).items
    assert [part.native for part in item.content if isinstance(part, Code)] == ["1", "2"]
    assert "7" in shown(item.content)


def test_text_laid_on_its_side_is_turned_and_marks_in_the_margin_are_left_out() -> None:
    shown_lines = "\n".join(
        f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * k} 72 Tm ({line}) Tj ET" for k, line in enumerate(LINES)
    )
    across = "BT /F1 30 Tf 1 0 0 1 72 700 Tm (DRAFT) Tj ET"
    file = opened(assembled([f"{shown_lines}\n{across}"]))
    assert [shown(item.content) for item in file.items] == [" ".join(LINES)]
    assert file.remark == "stretches of text that run another way, left out: 1"


def test_pages_without_a_text_layer_are_named() -> None:
    data = assembled([SCAN, "BT /F1 10 Tf 72 700 Td (The ferry left.) Tj ET"])
    assert opened(data).remark == "pages without a text layer, left out: 1"


def test_the_source_is_the_text() -> None:
    file = opened(hand_pdf([*column(LINES, 72, 740), (72, 600, 16, "A heading")]))
    assert file.source == f"{' '.join(LINES)}\n\nA heading"
    assert [file.source[item.start : item.stop] for item in file.items] == texts(
        hand_pdf([*column(LINES, 72, 740), (72, 600, 16, "A heading")])
    )


# what can't be read

_CODES = "BT /F1 12 Tf 72 700 Td <00120034005600780079> Tj ET"
_UNMAPPED = (
    "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+X/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType2/BaseFont/ABCDEF+X"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    "/FontDescriptor<</Type/FontDescriptor/FontName/ABCDEF+X/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
    "/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>]>>"
)
_LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/O({'a' * 32})/U({'b' * 32})/P -4>>/ID[<00><00>]"
SOUND = hand_pdf(column(LINES, 72, 740))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (assembled([SCAN, SCAN]), "has no text layer: it is scanned. Run OCR first"),
        (assembled([""]), "has no text"),
        (assembled([_CODES], _UNMAPPED), "can't be read out: its fonts don't say which characters they show"),
        (assembled([_CODES], trailer=_LOCK), "is protected by a password"),
        (SOUND[:120], "is not a sound PDF"),
        (b"The ferry left at noon.", "is not a sound PDF"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is not a sound PDF"),
        (b"", "is empty"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        opened(data)
    assert str(caught.value).startswith("a.pdf: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_document_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_glyphs, "_MOST_PAGES", 2)
    with pytest.raises(InputError, match="has 3 pages; up to 2 are read"):
        list(pdf_glyphs.read(hand_pdf(*[column(LINES, 72, 740)] * 3)))
    monkeypatch.setattr(pdf_glyphs, "_MOST_CHARACTERS", 100)
    with pytest.raises(InputError, match="has over 100 characters"):
        list(pdf_glyphs.read(SOUND))


@pytest.mark.skipif(sys.platform == "win32", reason="needs bounds for processes")
def test_a_page_that_asks_for_all_memory_is_refused() -> None:
    deflate = zlib.compressobj(1)
    bomb = b"".join([*(deflate.compress(b" " * (1 << 20)) for _ in range(1 << 10)), deflate.flush()])
    content = f"<</Filter/FlateDecode/Length {len(bomb)}>>stream\n{bomb.decode('latin-1')}\nendstream"
    sound = "BT /F1 10 Tf 72 700 Td (The ferry left.) Tj ET"
    data = assembled([sound, "q Q"]).replace(
        b"<</Length 3>>stream\nq Q\nendstream", content.encode("latin-1")
    )
    with pytest.raises(InputError, match="page 2 takes too much time or memory"):
        opened(data)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_crash_in_the_middle_of_an_answer_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho '[[], 0, false, 0, 0]'\nprintf '[[[\"half'\nkill -SEGV $$\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(InputError, match="page 2 takes too much time or memory"):
        opened(SOUND)


def test_broken_bytes_raise_nothing_else() -> None:
    chance = random.Random(5)
    sound = hand_pdf([*column(WEST, 72, 740), *column(EAST, 345, 740)], column(LINES, 72, 740))
    for _ in range(300):
        data = bytearray(sound)
        for _ in range(chance.choice((1, 2, 8, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            open_pages(pdf_glyphs.read(bytes(data)), OPTIONS)
        except InputError as error:
            assert "\n" not in str(error)


def test_handles_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    balance = dict.fromkeys(("Document", "Page", "TextPage"), 0)

    def counted(name: str, kind: str, step: int) -> None:
        function = getattr(pdfium, name)

        def call(*arguments: object) -> object:
            balance[kind] += step
            return function(*arguments)

        monkeypatch.setattr(pdfium, name, call)

    for kind, opener, closer in (
        ("Document", "FPDF_LoadMemDocument64", "FPDF_CloseDocument"),
        ("Page", "FPDF_LoadPage", "FPDF_ClosePage"),
        ("TextPage", "FPDFText_LoadPage", "FPDFText_ClosePage"),
    ):
        counted(opener, kind, 1)
        counted(closer, kind, -1)
    pages = pdf_glyphs.read(hand_pdf(*[column(LINES, 72, 740)] * 3))
    assert next(pages).characters
    assert balance == {"Document": 1, "Page": 0, "TextPage": 0}
    pages.close()  # type: ignore[attr-defined]
    assert balance == {"Document": 0, "Page": 0, "TextPage": 0}


# translating


def test_a_pdf_is_not_translated(tmp_path: Path, argos_installed: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(SOUND)
    request = Request("zh", folder=tmp_path / "out", cached=False)
    [result] = Batch(Services(request)).run([Source(path)])
    assert str(result.error) == (
        f"{path}: is in a format that is read for aligning, but not written back yet (.pdf). "
        "Save it as DOCX, and translate that."
    )
    assert not (tmp_path / "out").exists()


def test_a_pdf_in_a_folder_to_translate_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SOUND)
    (tmp_path / "b.txt").write_text("The ferry left.\n", "utf-8")
    passed: list[Path] = []
    assert [source.path.name for source in gather([tmp_path], unread=passed.append)] == ["b.txt"]
    assert [path.name for path in passed] == ["a.pdf"]
