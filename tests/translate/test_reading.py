"""Files as they come: encodings, languages, and errors that say what to do."""

from pathlib import Path

import pytest
from documents_fixture import read_text

from tmx.base.errors import InputError
from translate.documents.cleaning.report import explain
from translate.documents.reading import read
from translate.model import Side

CHINESE = "今天天气很好，我们去公园散步。孩子们在草地上跑来跑去，老人坐在树下下棋。\n大家都很高兴。\n"
ENGLISH = "The weather was fine, so we took a walk in the park.\nThe children ran about on the grass.\n"
TRADITIONAL = "今天天氣很好，我們去公園散步。孩子們在草地上跑來跑去，老人坐在樹下下棋。\n"


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    document = read(path)
    assert [block.text for block in document.blocks] == text.split("\n")[:-1]
    assert document.source.encode(document.encoding) == path.read_bytes()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}\n".encode(), "nothing but white space"),
        (b"%PDF-1.7\n...", "is a PDF, not text. Name it FILE.pdf"),
        (b"PK\x03\x04....", "is a zip file. Check its suffix"),
        (b"\x89PNG\r\n\x1a\n", "is a PNG image"),
        (b"one line\nab\x00c", ":2: is binary: it has a NUL byte at offset 11"),
        (b"12 + 34 = 46\n", "no letter of English or Chinese"),
        ("Это очень простой текст на русском языке.".encode(), "is in a language in Cyrillic letters"),
        (
            "これはとてもかんたんなぶんしょうです".encode(),
            "is in Japanese (ja), neither in English",
        ),
        ("島には灯台があり、羊が十一匹います。渡し船は正午に出ます。".encode("euc_jp"), "is not UTF-8"),
        ("섬에는 등대가 있고 양이 열한 마리 있다.".encode("euc_kr"), "is not UTF-8"),
        (ENGLISH.encode("utf-32"), "is UTF-32"),
        ((CHINESE * 3).encode() + b"\xff\xfe \n", ":7: is UTF-8 but for byte 0xff at offset 393"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(path)
    assert says in str(caught.value)
    assert "bad.txt" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        ("弟弟哭了一個鐘頭。", "gb18030"),
        ("弟弟哭了一個鐘頭。", "big5"),
        ("It is the company’s café – nothing more. “We met in Zürich,” he said.", "cp1252"),
    ],
)
def test_other_encodings_where_the_evidence_is_clear(text: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert " ".join(block.text for block in read(tmp_path / "a.txt").blocks) == text.strip()


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "given", "expected"),
    [
        ("a.txt", CHINESE, None, "zh"),
        ("a.txt", ENGLISH, None, "en"),
        ("a.en.txt", ENGLISH, None, "en"),
        ("a.zh-CN.txt", "小米 SU7 Ultra, Model 3, iPhone 17 Pro Max", None, "zh"),
        ("a.txt", "她用 Python、Rust 和 TypeScript 写程序。", None, "zh"),
        ("a.txt", "The poet Li Bai (李白) was born in 701.", None, "en"),
        ("a.txt", "李白 Li Bai", "en", "en"),
    ],
)
def test_languages(name: str, text: str, given: Side | None, expected: Side) -> None:
    assert read_text(name, text, given).lang == expected


@pytest.mark.parametrize(
    ("name", "text", "given", "expected"),
    [
        ("a.txt", CHINESE, "en", "en"),  # nobody knows better than who gives it
        ("a.en.txt", CHINESE, None, "zh"),
        ("a.zh.txt", ENGLISH, None, "en"),
        ("a.zh.txt", "OK", None, "zh"),
        ("a.en.txt", "渡船正午开船。", None, "zh"),
    ],
)
def test_text_beats_name_and_people_beat_both(
    name: str, text: str, given: Side | None, expected: Side
) -> None:
    assert read_text(name, text, given).lang == expected


@pytest.mark.parametrize("name", ["a.toml", "a.PY", "a.doc", "a.ipynb"])
def test_a_format_that_is_not_read_is_not_taken_for_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\n你好，世界。\n", "utf-8")
    with pytest.raises(InputError, match="is in a format that duiyi cannot read") as caught:
        read(path)
    assert path.suffix.lower() in str(caught.value)


def test_a_memory_is_not_aligned(tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text("<tmx version='1.4'><header/><body/></tmx>")
    with pytest.raises(InputError, match="is a translation memory: its texts are aligned already"):
        read(tmp_path / "a.tmx")


@pytest.mark.parametrize(
    "name", ["story.zh", "story.zh-TW", "README", "minutes 2024.11.30", "to Mr. Li", "a.TXT"]
)
def test_a_name_without_a_type_is_that_of_a_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("你好，世界。", "utf-8")
    assert [block.text for block in read(tmp_path / name).blocks] == ["你好，世界。"]


@pytest.mark.parametrize("name", ["my-en-route.txt", "deal_en-zh.txt", "chen.txt", "zhou-zhou.txt"])
def test_what_is_no_language_in_a_name(name: str) -> None:
    assert read_text(name, CHINESE).lang == "zh"
    assert read_text(name, ENGLISH).lang == "en"


def test_markdown_is_known_by_its_content() -> None:
    text = "# Title\n\nSee [this](https://example.org) and [that](https://example.org).\n\n## More\n"
    assert [block.text for block in read_text("a.txt", text).blocks] == [
        "Title",
        "See this and that.",
        "More",
    ]


def test_report() -> None:
    report = "\n".join(explain(read_text("a.txt", "They came.We left.Nobody spoke.Who cares?", "en")))
    assert report.splitlines()[0] == "a.txt: en, utf-8, 1 block"
    assert "missing spaces (3 times): a sentence that starts right after" in report
    assert "line 1: ey came.[ → ␣]We left." in report
    assert list(explain(read_text("a.txt", "All is well.")))[1] == "  nothing to clean"


PAGE = (
    "<!DOCTYPE html>\n<html><head><title>渡船</title><style>p { margin: 0 }</style>"
    '<script>var words = "more English words than the page has of Chinese ones";</script></head>'
    '<body class="main content of the page"><h1>渡船</h1>'
    "<p>渡船中午<b>开走</b>了，\n看<code>ferry.py</code>。</p><!-- no word -->"
    "<ul><li>岛上下了雨&amp;雪。<li>没有人上岸。</ul><select><option>甲<option>乙</select></body></html>"
)


def test_a_page_is_read_without_its_markup(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    document = read(path)
    assert document.lang == "zh"
    assert [(block.kind.value, block.text) for block in document.blocks] == [
        ("title", "渡船"),
        ("heading", "渡船"),
        ("paragraph", "渡船中午开走了，看ferry.py。"),
        ("item", "岛上下了雨&雪。"),
        ("item", "没有人上岸。"),
        ("paragraph", "甲"),
        ("paragraph", "乙"),
    ]
    for block in document.blocks:
        assert document.source[block.positions[0]] == block.text[0]


def test_a_page_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><script>var a;</script><p> </p></html>", "utf-8")
    with pytest.raises(InputError, match="has no text beside markup"):
        read(path)


@pytest.mark.parametrize("tag", ["select", "svg"])
def test_a_page_that_nests_too_deep(tmp_path: Path, tag: str) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>The ferry left.</p>" + f"<{tag}>" * 3_000 + "words", "utf-8")
    with pytest.raises(InputError, match="nests too deep"):
        read(path)


def test_report_of_a_page() -> None:
    page = "<p>The ferry left.</p><p>It rained　all day.</p>"
    report = list(explain(read_text("a.html", page, "en", markup="html")))
    assert report[0] == "a.html: en, html, 2 blocks"
    assert report[-1].startswith("    paragraph 2: t rained[")
