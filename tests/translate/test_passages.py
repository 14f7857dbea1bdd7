"""What is asked of the engine: sentences that end where lines end, and words that stay apart."""

import time

import pytest
from formats_fixture import docx, opened

from translate.drafting.passages import contents, drafted, passages
from translate.model import Code, Draft

POEM = "Roses are red,{0}violets are blue.{0}Name: Li Wei{0}Born in Harbin"
SENTENCES = ["Roses are red, violets are blue.", "Name: Li Wei", "Born in Harbin"]


def runs(end: str) -> str:
    """A paragraph of DOCX whose lines end with an element."""
    texts = POEM.split("{0}")
    return f"<w:p>{f'<w:r>{end}</w:r>'.join(f'<w:r><w:t>{text}</w:t></w:r>' for text in texts)}</w:p>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", f"<p>{POEM.format('<br>')}</p>"),
        ("a.html", f"<p>{POEM.format('<BR/>')}</p>"),
        ("a.md", POEM.format("  \n") + "\n"),
        ("a.md", POEM.format("\\\n") + "\n"),
        ("a.md", POEM.format("<br>") + "\n"),
        ("a.docx", docx(runs("<w:br/>"))),
        ("a.docx", docx(runs("<w:tab/>"))),
    ],
)
def test_sentences_end_with_their_lines(name: str, data: str | bytes) -> None:
    assert [passage.text for passage in passages(opened(name, data), "en")] == SENTENCES


def test_chinese_lines_need_no_space() -> None:
    file = opened("a.html", "<p>床前明月光，<br>疑是地上霜。<br>姓名：李薇</p>", to="en")
    assert [passage.text for passage in passages(file, "zh")] == ["床前明月光，疑是地上霜。", "姓名：李薇"]


def test_no_space_is_left_before_the_end_of_a_line() -> None:
    file = opened("a.html", "<p>姓名：李薇<br>生于哈尔滨</p>", to="en")
    parts = passages(file, "zh")
    drafts = [draft("Name: Li Wei"), draft("Born in Harbin")]
    sentences = drafted(parts, drafts)
    filled = contents(file, sentences, "en")
    assert file.write(filled) == b"<p>Name: Li Wei<br>Born in Harbin</p>"
    assert [one.guessed for one in sentences] == [0, 0]
    assert isinstance(file.items[0].content[1], Code)


def draft(text: str) -> Draft:
    """What an engine says."""
    return Draft(text, "an engine", 0.0)


def test_a_long_paragraph_is_put_together_at_once() -> None:
    file = opened("a.html", "<p>" + "It <!-- --> rains. " * 12_000 + "</p>")
    parts = passages(file, "en")
    began = time.perf_counter()
    filled = contents(file, drafted(parts, [draft("下雨了。")] * len(parts)), "zh")
    assert time.perf_counter() - began < 5  # a minute when each sentence looked at all before it
    assert filled[0] is not None
