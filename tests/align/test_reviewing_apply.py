"""``duiyi review apply``: the memory of an edited file, and the proof that nothing is lost or doubled."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_fixture import UNHURRIED, copied, encoded, pairs, written

import tmx
from align.reviewing.apply import apply, summary
from align.reviewing.files import Review, read_review
from align.reviewing.page import page
from align.reviewing.proof import prove
from align.reviewing.reasons import FLAGS
from tmx import bitext, flags
from tmx.base.errors import InputError, OutputError
from tmx.bitext import Pair
from tmx.change.converting import convert
from tmx.metadata import header
from translate.drafting.drafter import FUZZY, UNAPPROVED
from translate.drafting.estimate import _WORTH
from translate.drafting.passages import CODES
from translate.drafting.protect import DIVIDED

STORY = (
    Pair("a", ("It rained.",), ("下雨了。",), "1-1", 0.97),
    Pair("b", ("The boat was late.", "We waited."), ("船晚点了，我们一直等。",), "2-1", 0.81),
    Pair("c", ("Nobody complained.",), (), "1-0"),
    Pair("d", ("At noon it came.",), ("中午船来了。",), "1-1", 0.44, ("candidate",)),
    Pair("e", ("We went aboard.",), ("我们上了船，", "找了座位。"), "1-2", 0.9),
)
EN = [text for pair in STORY for text in pair.en]
ZH = [text for pair in STORY for text in pair.zh]


def proved(folder: Path, lines: list[Pair]) -> list[tuple[int, str]]:
    review = read_review(written(folder / "x.bitext.tsv", lines))
    return [(problem.line, problem.what) for problem in prove(review, EN, ZH).problems]


@UNHURRIED
@given(lines=st.lists(pairs(), max_size=8))
def test_untouched_file_gives_the_same_memory(lines: list[Pair], tmp_path: Path) -> None:
    path, memory = tmp_path / "x.bitext.tsv", tmp_path / "aligned.tmx"
    path.write_bytes(encoded(lines))
    review = read_review(path)
    with memory.open("wb") as stream:
        tmx.write(bitext.units(lines), stream, header=header(review.metadata))
    applied = apply(path, force=True)
    assert applied.memory.read_bytes() == memory.read_bytes()
    assert applied.unchanged is True


@UNHURRIED
@given(lines=st.lists(pairs(), min_size=1, max_size=8), data=st.data())
def test_a_lost_sentence_is_a_problem(lines: list[Pair], data: st.DataObject, tmp_path: Path) -> None:
    """Whatever line is taken out of a file, the proof fails; and it holds for the whole file."""
    en = [text for pair in lines for text in pair.en]
    zh = [text for pair in lines for text in pair.zh]
    path = tmp_path / "x.bitext.tsv"
    assert not prove(read_review(written(path, lines)), en, zh).problems
    gone = data.draw(st.integers(0, len(lines) - 1))
    rest = [pair for k, pair in enumerate(lines) if k != gone]
    lost = lines[gone]
    if all(not text.strip() for text in (*lost.en, *lost.zh)):
        return
    assert prove(Review(path, {}, _numbered(rest)), en, zh).problems
    assert prove(Review(path, {}, _numbered([*lines, lost])), en, zh).problems


def _numbered(lines: list[Pair]) -> tuple:  # type: ignore[type-arg]
    from align.reviewing.files import Line

    return tuple(Line(k, pair) for k, pair in enumerate(lines, 1))


@UNHURRIED
@given(cuts=st.lists(st.integers(0, 6), min_size=3, max_size=3), data=st.data())
def test_any_rearrangement_is_proved(cuts: list[int], data: st.DataObject, tmp_path: Path) -> None:
    """Split, merge and move as you like: as long as every sentence stands once, the proof holds."""
    points = st.lists(st.integers(0, 6), min_size=3, max_size=3).map(sorted)
    rows, columns = [0, *data.draw(points), len(EN)], [0, *data.draw(points), len(ZH)]
    lines = [
        Pair("", tuple(EN[a:b]), tuple(ZH[c:d]))
        for a, b, c, d in zip(rows, rows[1:], columns, columns[1:], strict=False)
    ]
    assert proved(tmp_path, [line for line in lines if line.en or line.zh]) == []


def test_a_line_deleted_is_named(tmp_path: Path) -> None:
    [(line, what)] = proved(tmp_path, [*STORY[:2], *STORY[3:]])
    assert line == 6
    assert "English sentence 4 lost" in what and "Nobody complained." in what


def test_a_sentence_doubled_is_named(tmp_path: Path) -> None:
    doubled = replace(STORY[2], zh=("船晚点了，我们一直等。",))
    (line, what), *others = proved(tmp_path, [*STORY[:2], doubled, *STORY[3:]])
    assert not others
    assert (line, "also in line 7" in what) == (6, True)


def test_a_foreign_sentence_is_named_unless_the_line_says_edited(tmp_path: Path) -> None:
    foreign = replace(STORY[3], zh=("完全是另一回事",))
    lines = [*STORY[:3], foreign, STORY[4]]
    assert {line for line, _ in proved(tmp_path, lines)} >= {8}
    assert proved(tmp_path, [*STORY[:3], replace(foreign, flags=("ok", "edited")), STORY[4]]) == []


def test_a_sentence_taken_out_on_purpose_is_reported(tmp_path: Path) -> None:
    shorter = replace(STORY[1], en=STORY[1].en[:1], flags=("ok", "edited"))
    review = read_review(written(tmp_path / "x.bitext.tsv", [STORY[0], shorter, *STORY[2:]]))
    proof = prove(review, EN, ZH)
    assert (proof.problems, proof.taken_out) == ((), (6,))


def test_an_edit_that_keeps_the_sentence_recognisable_needs_no_flag(tmp_path: Path) -> None:
    edited = replace(STORY[0], en=("It had rained.",))
    review = read_review(written(tmp_path / "x.bitext.tsv", [edited, *STORY[1:]]))
    proof = prove(review, EN, ZH)
    assert (proof.edited, proof.moved, proof.problems) == (1, 0, ())


def test_cutting_sentences_otherwise_is_no_loss(tmp_path: Path) -> None:
    cut = replace(STORY[1], en=("The boat was late. We waited.",))
    assert proved(tmp_path, [STORY[0], cut, *STORY[2:]]) == []


def test_comparable_texts_may_leave_sentences_out_but_not_double_them(tmp_path: Path) -> None:
    path = written(tmp_path / "x.bitext.tsv", [STORY[4], STORY[0]], mode="comparable")
    assert not prove(read_review(path), EN, ZH).problems
    path = written(tmp_path / "x.bitext.tsv", [STORY[4], STORY[0], STORY[0]], mode="comparable")
    assert len(prove(read_review(path), EN, ZH).problems) == 2


def test_decisions_say_what_enters_the_memory(tmp_path: Path) -> None:
    lines = [
        replace(STORY[0], flags=("ok",)),
        replace(STORY[1], flags=("drop",)),
        STORY[2],
        replace(STORY[3], flags=("ok", "candidate")),
        STORY[4],
    ]
    applied = apply(written(tmp_path / "x.bitext.tsv", lines))
    with tmx.read(applied.memory) as memory:
        levels = {unit.attribute("tuid"): unit.prop("x-ConfirmationLevel") for unit in memory}
    assert levels == {"a": "ApprovedTranslation", "d": "ApprovedTranslation", "e": "Draft"}
    assert list(summary(applied))[:2] == [
        f"{applied.memory}: 3 units, 2 of them approved",
        "left out: 1 dropped, 1 without a counterpart",
    ]


def test_against_documents(tmp_path: Path) -> None:
    documents = tmp_path / "a.en.txt", tmp_path / "a.zh.txt"
    for document, texts in zip(documents, (EN, ZH), strict=True):
        document.write_text("\n".join(texts) + "\n", encoding="utf-8")
    path = written(tmp_path / "x.bitext.tsv", list(STORY))
    applied = apply(path, against=documents, sentences=True)
    assert applied.proof and applied.proof.sentences == len(EN) + len(ZH)
    written(path, [*STORY[:2], *STORY[3:]])
    before = applied.memory.read_bytes()
    with pytest.raises(InputError) as caught:
        apply(path, against=documents, sentences=True)
    assert (caught.value.path, caught.value.line) == (path, 6)
    assert applied.memory.read_bytes() == before


def test_types_are_counted_anew_against_the_documents(tmp_path: Path) -> None:
    """A 2-1 bead of which a person moved one sentence away is 1-1 in the memory."""
    lines = [
        STORY[0],
        replace(STORY[1], en=STORY[1].en[:1]),
        replace(STORY[2], en=(STORY[1].en[1], *STORY[2].en)),
    ]
    documents = tmp_path / "a.en.txt", tmp_path / "a.zh.txt"
    for document, texts in zip(documents, (EN, ZH), strict=True):
        document.write_text("\n".join(texts), encoding="utf-8")
    applied = apply(
        written(tmp_path / "x.bitext.tsv", [*lines, *STORY[3:]]), against=documents, sentences=True
    )
    with tmx.read(applied.memory) as memory:
        kinds = {unit.attribute("tuid"): unit.prop("x-alignment-type") for unit in memory}
    assert kinds["b"] == "1-1"


def test_a_memory_of_other_origin_is_not_replaced(tmp_path: Path) -> None:
    path = copied(tmp_path)
    memory = apply(path).memory
    apply(path)  # its own: replaced without asking
    memory.write_bytes(memory.read_bytes().replace(b"x-duiyi-signature", b"x-other"))
    with pytest.raises(OutputError, match="exists already"):
        apply(path)
    apply(path, force=True)


def test_an_unsettled_conflict_is_called_that(tmp_path: Path) -> None:
    path = copied(tmp_path)
    text = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*text[:5], "<<<<<<< HEAD\n", *text[5:]]), encoding="utf-8")
    with pytest.raises(InputError, match="merge conflict") as caught:
        read_review(path)
    assert caught.value.line == 6


QUOTED = (
    Pair("q", ('"Sit down," said Ann.',), ("“坐下，”安说。",), "1-1", 0.97),
    Pair("r", ('"Why?" he asked.', "She pointed."), ("“为什么？”他问。她用手一指。",), "2-1", 0.9),
    Pair("s", ("Then it rained.",), ("接着下雨了。",), "1-1", 0.97),
)


def saved_by_a_spreadsheet(path: Path, lines: list[Pair]) -> Path:
    """The review file of these lines, as a spreadsheet writes it that read them as they are."""
    rows = [line.split("\t") for line in encoded(QUOTED).decode().splitlines() if line.startswith("#")]
    rows += [bitext.format(pair).split("\t") for pair in lines]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t").writerows([row + [""] * (6 - len(row)) for row in rows])
    return path


def test_quotation_marks_that_a_spreadsheet_doubled_are_single_in_the_memory(tmp_path: Path) -> None:
    plain = apply(written(tmp_path / "x.bitext.tsv", list(QUOTED))).memory.read_bytes()
    applied = apply(saved_by_a_spreadsheet(tmp_path / "y.bitext.tsv", list(QUOTED)))
    assert applied.memory.read_bytes() == plain
    assert b'"Sit down," said Ann.' in plain
    assert any("spreadsheet" in line for line in summary(applied))


def test_quotation_marks_that_a_spreadsheet_lost_are_missed(tmp_path: Path) -> None:
    documents = tmp_path / "a.en.txt", tmp_path / "a.zh.txt"
    sides = [t for pair in QUOTED for t in pair.en], [t for pair in QUOTED for t in pair.zh]
    for document, texts in zip(documents, sides, strict=True):
        document.write_text("\n".join(texts), encoding="utf-8")
    lines = [replace(pair, en=tuple(text.replace('"', "") for text in pair.en)) for pair in QUOTED]
    path = saved_by_a_spreadsheet(tmp_path / "y.bitext.tsv", lines)
    with pytest.raises(InputError, match="spreadsheet"):
        apply(path)
    with pytest.raises(InputError, match="quotation marks") as caught:
        apply(path, against=documents, sentences=True)
    assert caught.value.line == 5
    plain = written(tmp_path / "z.bitext.tsv", lines)  # nothing but the loss itself tells of a spreadsheet
    with pytest.raises(InputError, match="quotation marks"):
        apply(plain, against=documents, sentences=True)
    wanted = [replace(lines[0], flags=("edited",)), replace(lines[1], flags=("edited",)), lines[2]]
    applied = apply(saved_by_a_spreadsheet(path, wanted), against=documents, sentences=True)
    assert applied.proof and applied.proof.edited == 2


def test_a_spreadsheet_s_file_has_no_page_until_it_is_plain(tmp_path: Path) -> None:
    path = saved_by_a_spreadsheet(tmp_path / "y.bitext.tsv", list(QUOTED))
    with pytest.raises(InputError, match="spreadsheet"):
        page(path)
    report = convert(path, tmp_path / "plain.bitext.tsv")
    assert report.notes
    assert "Sit down" in page(tmp_path / "plain.bitext.tsv")


def test_every_flag_has_its_meaning_or_is_of_the_translator() -> None:
    assert set(FLAGS) == {*flags.REVIEWERS, *flags.ALIGNER}
    assert {*_WORTH, FUZZY, UNAPPROVED, CODES, DIVIDED} <= flags.KNOWN


@pytest.mark.parametrize("head", ["#id\ttype\tscore\tflags\ten\tzh-CN\n", ""])
def test_a_traditional_review_file_that_does_not_say_so(tmp_path: Path, head: str) -> None:
    """As an earlier version wrote them, or as an editor leaves them that sorts the first line away."""
    path = tmp_path / "x.bitext.tsv"
    path.write_text(f"{head}a\t1-1\t0.90\t\tNobody went ashore.\t沒有人從這邊上岸。\n", "utf-8")
    applied = apply(path)
    with tmx.read(applied.memory) as memory:
        assert [[variant.lang for variant in unit.variants] for unit in memory] == [["en", "zh-TW"]]
    with pytest.raises(InputError, match="traditional script"):
        convert(path, tmp_path / "converted.tmx")
