"""Bold words and links of documents come out in the memory, and in that of the review."""

from pathlib import Path

import docx
from house import duiyi

import tmx
from align.codes import segment
from tmx.model import Segment, Tag, plain
from translate.model import Code

OPEN, CLOSE = Code("<b>", "open"), Code("</b>", "close")
EN = (
    ("The ferry leaves at ", False),
    ("noon", True),
    (". Please ", False),
    ("do not", True),
    (" wait.", False),
)
ZH = (("渡船", False), ("正午", True), ("开船。请", False), ("不要", True), ("等候。", False))


def write(path: Path, runs: tuple[tuple[str, bool], ...]) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text, bold in runs:
        paragraph.add_run(text).bold = bold or None
    document.save(str(path))


def segments(path: Path) -> list[Segment]:
    return [variant.segment for unit in tmx.read(path) for variant in unit.variants]


def names(parts: Segment) -> list[str]:
    return [part if isinstance(part, str) else part.name for part in parts]


def test_pairs_codes_alone_and_line_ends() -> None:
    content = ("Press ", OPEN, "Save", CLOSE, Code("<br>", "line"), " or ", Code("`F2`", "alone", "F2"), ".")
    parts = segment(content)
    assert plain(parts) == "Press Save or F2."
    assert names(parts) == ["Press ", "bpt", "Save", "ept", "ph", " or ", "ph", "F2", "ph", "."]
    assert parts[1] == Tag("bpt", (("i", "1"), ("type", "bold")), ("<b>",))
    assert parts[4] == Tag("ph", (("type", "lb"),), ("<br>",))


def test_a_stretch_whose_other_end_is_elsewhere() -> None:
    assert segment(("Go ", OPEN, "now.")) == (
        "Go ",
        Tag("it", (("pos", "begin"), ("type", "bold")), ("<b>",)),
        "now.",
    )
    assert segment(("Now.", CLOSE))[-1] == Tag("it", (("pos", "end"),), ("</b>",))


def test_ends_of_cues_are_left_out() -> None:
    assert segment(("Wait for ", Code("\n00:00:02", "break"), "me.")) == ("Wait for me.",)


def test_a_word_document_keeps_its_bold_words(tmp_path: Path) -> None:
    write(tmp_path / "ferry.en.docx", EN)
    write(tmp_path / "ferry.zh.docx", ZH)
    duiyi("align", "ferry.en.docx", "ferry.zh.docx", "--no-drafts", "--quick", "-o", "out", cwd=tmp_path)
    memory = tmp_path / "out/ferry-ferry.tmx"
    made = memory.read_bytes()
    assert [names(parts) for parts in segments(memory)] == [
        ["The ferry leaves at ", "bpt", "noon", "ept", "."],
        ["渡船", "bpt", "正午", "ept", "开船。"],
        ["Please ", "bpt", "do not", "ept", " wait."],
        ["请", "bpt", "不要", "ept", "等候。"],
    ]
    review = tmp_path / "out/ferry-ferry.bitext.tsv"
    assert "<w:b/>" not in review.read_text("utf-8")
    duiyi("review", "apply", str(review))
    assert memory.read_bytes() == made

    review.write_text(review.read_text("utf-8").replace("请不要等候。", "请勿等候。"), "utf-8")
    duiyi("review", "apply", str(review))
    assert names(segments(memory)[3]) == ["请勿等候。"]  # edited: nobody knows where its codes stand
    assert "bpt" in names(segments(memory)[2])


def test_plain_leaves_them_out(tmp_path: Path) -> None:
    write(tmp_path / "ferry.en.docx", EN)
    write(tmp_path / "ferry.zh.docx", ZH)
    options = ("--no-drafts", "--quick", "-o", "out")
    duiyi("align", "ferry.en.docx", "ferry.zh.docx", *options, cwd=tmp_path)
    assert (tmp_path / "out/ferry-ferry.codes.jsonl").exists()
    duiyi("align", "ferry.en.docx", "ferry.zh.docx", *options, "--plain", "--force", cwd=tmp_path)
    assert all(
        isinstance(part, str) for parts in segments(tmp_path / "out/ferry-ferry.tmx") for part in parts
    )
    assert not (tmp_path / "out/ferry-ferry.codes.jsonl").exists()
