"""Plain text: a line in, a line out; what parts sentences stays; joined lines are told of."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from formats_fixture import opened

from translate.documents.formats.plain import UNWRAPPED
from translate.drafting.drafter import Drafter
from translate.drafting.passages import contents, drafted, passages
from translate.jobs import streaming
from translate.jobs.report import lines as report_lines
from translate.jobs.results import Result
from translate.model import Ask, Draft


def marked(asks: Sequence[Ask], *, on_progress: object = None) -> list[Draft]:
    """What a drafter would say that puts each text between angle brackets."""
    return [Draft(f"<{ask.text}>", "marking", 0.0) for ask in asks]


def translated(text: str, to: str = "zh") -> str:
    file = opened("a.txt", text, to=to)
    passages_ = passages(file, "en" if to == "zh" else "zh")
    filled = contents(file, drafted(passages_, marked([one.ask for one in passages_])), "zh")
    return file.write(filled).decode()


SENTENCES = (
    "The mill is old.",
    "Who lives there?",
    "Nobody, said the smith, since the flood took the bridge.",
)
WRAPPED = (
    "The bridge was closed on Monday because two of the oak beams have\n"
    "begun to rot. Nobody knows how long the work will take. The council\n"
    "has asked three carpenters for a price, and none of them has\n"
    "answered so far. They may be busy.\n"
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sentence_a_line_stays_so(end: str) -> None:
    text = end.join(SENTENCES * 30) + end
    assert translated(text) == end.join(f"<{line}>" for line in SENTENCES * 30) + end
    assert opened("a.txt", text).remark == ""


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("To buy:\n\n  - nails\n  - two boards\n", "<To buy:>\n\n  - <nails>\n  - <two boards>\n"),
        ("• nails\n* boards", "• <nails>\n* <boards>"),
        (
            "| Tool | Price |\n|---|---|\n| Saw  | 12    |\n",
            "| <Tool> | <Price> |\n|---|---|\n| <Saw>  | 12    |\n",
        ),
        ("Tool\tPrice\nSaw\t12\n", "<Tool>\t<Price>\n<Saw>\t12\n"),
        ("Tool      Price\nBig saw      12\n", "<Tool>      <Price>\n<Big saw>      12\n"),
        ("The Weir ........ 12\nPreface ....... iii\n", "<The Weir> ........ 12\n<Preface> ....... iii\n"),
        (
            "The stream is high,\nthe night is near,\n\nand I am home.",
            "<The stream is high,>\n<the night is near,>\n\n<and I am home.>",
        ),
        (
            "He wrote:\n\n> The boards are here.\n>> All of them?\n",
            "<He wrote:>\n\n> <The boards are here.>\n>> <All of them?>\n",
        ),
        (
            "\n\n  Share\nMay 2, 1922\n1922\n***\nBy Ann Reed\n\n\n",
            "\n\n  <Share>\n<May 2, 1922>\n1922\n***\n<By Ann Reed>\n\n\n",
        ),
        ("\N{ZERO WIDTH NO-BREAK SPACE}Go home.\n", "<Go home.>\n"),
    ],
    ids=[
        "items",
        "bullets",
        "bars",
        "tabs",
        "columns",
        "contents",
        "verse",
        "mail",
        "dates and words",
        "mark",
    ],
)
def test_what_parts_sentences_stays(text: str, want: str) -> None:
    assert translated(text) == want
    file = opened("a.txt", text)
    untouched = file.write([None] * len(file.items)).decode()
    assert untouched == text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def test_verses_of_equal_width_stay_lines() -> None:
    text = "桥下流水向东去\n岸上人家起炊烟\n船到城南天已晚\n一盏渔灯照客眠\n"
    assert translated(text, "en").count("\n") == 4


def test_lines_cut_at_a_width_are_joined_and_reported() -> None:
    rest = "- carts go round\n- children stay away\n\nTool      Price\nSaw       12\n"
    text = f"Notice\n\n{WRAPPED}\n{rest}\n{WRAPPED}"
    file = opened("a.txt", text)
    assert file.remark == UNWRAPPED
    result = Result(Path("a.txt"), remarks=(file.remark,))
    assert any(UNWRAPPED in line for line in report_lines(result))
    joined = " ".join(
        f"<{sentence}>"
        for sentence in (
            "The bridge was closed on Monday because two of the oak beams have begun to rot.",
            "Nobody knows how long the work will take.",
            "The council has asked three carpenters for a price, and none of them has answered so far.",
            "They may be busy.",
        )
    )
    assert translated(text) == (
        f"<Notice>\n\n{joined}\n\n- <carts go round>\n- <children stay away>\n\n"
        f"<Tool>      <Price>\n<Saw>       12\n\n{joined}\n"
    )


def test_markdown_in_a_text_file_keeps_its_markup() -> None:
    text = "# Notice\n\nSee [the plan](https://a.example/p).\n\n## Tools\n\n- [saw](https://a.example/s)\n"
    assert "(https://a.example/p)" in translated(text)
    assert translated(text).count("\n") == text.count("\n")


def test_a_large_text_keeps_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_PIECE", 64)
    path = tmp_path / "big.txt"
    lines = ["- The mill is old. It leaks.", "", "***", "1922", "Nobody lives there.", "  Share"] * 20
    path.write_bytes("\r\n".join(lines).encode())
    drafter = cast(Drafter, SimpleNamespace(src="en", tgt="zh", drafts=marked))
    remarks = set[str]()
    pieces = list(streaming.translated_pieces(path, drafter, remarks=remarks))
    lines_ = b"".join(content for content, _ in pieces).decode().split("\r\n")
    want = {line: line for line in lines} | {
        "- The mill is old. It leaks.": "- <The mill is old.> <It leaks.>",
        "Nobody lives there.": "<Nobody lives there.>",
        "  Share": "  <Share>",
    }
    assert lines_ == [want[line] for line in lines]
    assert sum(len(sentences) for _, sentences in pieces) == 80
    assert remarks == set()
