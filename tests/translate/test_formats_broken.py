import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from formats_fixture import docx, epub, member, opened, rewritten, zipped
from house import duiyi
from ooxml_fixture import inline, presentation, row, shape, workbook

from tmx.base.errors import InputError
from translate.documents.seam import shown
from translate.jobs.request import Request
from translate.jobs.run import Batch
from translate.jobs.services import Services
from translate.jobs.sources import Source

PARAGRAPH = "<w:p><w:r><w:t>Hello there</w:t></w:r></w:p>"
XLIFF = '<xliff version="1.2"><file source-language="en"><body>{}</body></file></xliff>'

BOOK = workbook(row(1, inline("A1", "Hello there")))
SHOW = presentation(shape("Hello there"))


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", b" " * (20 << 20))
    return stream.getvalue()


def locked() -> bytes:
    """A zip whose members are marked as encrypted."""
    data = bytearray(docx(PARAGRAPH))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as source:
        offsets = [info.header_offset for info in source.infolist()]
    for offset in offsets:
        data[offset + 6] |= 1
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


BROKEN = [
    *(
        (name, b"The <b>red</b> door is shut.", "is in a format that duiyi cannot read")
        for name in (
            "a.xml",
            "a.sdlxliff",
            "a.ass",
            "a.rst",
            "a.toml",
            "a.strings",
            "a.mdx",
            "a.XYZ",
        )
    ),
    ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a password"),
    ("a.docx", locked(), "protected by a password"),
    ("a.docx", bomb(), "unpacks to over 200 times"),
    ("a.docx", docx(PARAGRAPH)[:300], "is not a DOCX"),
    ("a.docx", zipped({"a.txt": "x"}), "no word/document.xml"),
    ("a.docx", docx("<w:p><w:r>"), "not well-formed XML"),
    ("a.docx", epub("<p>x</p>"), "no word/document.xml"),
    *(
        (f"a.{kind}", data, message)
        for kind, data, message in (
            (
                "xlsx",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
                "an old Office file, or one with a password",
            ),
            (
                "pptx",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
                "an old Office file, or one with a password",
            ),
            ("xlsx", locked(), "protected by a password"),
            ("pptx", bomb(), "unpacks to over 200 times"),
            ("xlsx", BOOK[: len(BOOK) // 2], "is not an XLSX"),
            ("pptx", SHOW[: len(SHOW) // 2], "is not a PPTX"),
            ("xlsx", SHOW, "is not an XLSX: its main part is ppt/presentation.xml"),
            ("pptx", BOOK, "is not a PPTX: its main part is xl/workbook.xml"),
            ("docx", BOOK, "is not a DOCX: its main part is xl/workbook.xml"),
            ("xlsx", workbook("<row>"), "not well-formed XML"),
            ("pptx", presentation("<p:sp>"), "not well-formed XML"),
        )
    ),
    ("a.epub", docx(PARAGRAPH), "no META-INF/container.xml"),
    (
        "a.epub",
        zipped({"META-INF/container.xml": '<c full-path="no.opf"/>'}),
        "package file 'no.opf' is missing",
    ),
    (
        "a.epub",
        epub("<p>x", **{"META-INF/encryption.xml": '<EncryptedData><CipherReference URI="a.xhtml"/>'}),
        "DRM",
    ),
    ("a.epub", epub("<p>x"), "not well-formed XML"),
    ("a.txt", docx(PARAGRAPH), "is a zip file"),
    ("a.txt", b"", "is empty"),
    ("a.md", b" \n\n", "is empty"),
    ("a.srt", b"Just a text.\n", "has no cue"),
    ("a.srt", b"1\n00:00:01,000 --> 00:00\nHi\n\n2\n00:00:03,000 --> 00:00:04,000\nYou\n", "cannot be read"),
    ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\ncaf\x81 au lait\n", "is not UTF-8"),
    ("a.po", b"hello: world\n", "has a line that is not PO"),
    ("a.po", b'msgid "a"\n', "without msgid or msgstr"),
    ("a.po", b'msgid "caf\x81 au lait"\nmsgstr ""\n', "is not UTF-8"),
    ("a.json", b'{"a": "b"', "is not JSON"),
    ("a.json", b"<p>Hello</p>", "is not JSON"),
    ("a.json", b"[" * 100_000, "is not JSON"),
    ("a.yml", b"a: [b\nc: d", "is not YAML"),
    ("a.yml", b"a: b\n\tc: d\n", "is not YAML"),
    ("a.xlf", b"<html></html>", "is not an XLIFF file"),
    ("a.xlf", XLIFF.format("<trans-unit><source>a").encode(), "not well-formed XML"),
    ("a.xlf", XLIFF.replace('"en"', '"fr"').format("").encode(), "has source-language 'fr'"),
    ("a.xlf", XLIFF.replace('"en"', '"zh"').format("").encode(), "in the language asked for"),
    (
        "a.xlf",
        XLIFF.replace('"en"', '"en" target-language="de"').format("").encode(),
        "names 'de' as its target language",
    ),
    ("a.tmx", b"<xliff/>", "is not a TMX file"),
    ("a.tmx", b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>', "declares entities"),
    ("a.xlf", b'<?xml version="1.0" encoding="no-such"?><xliff/>', "not well-formed|not in no-such"),
    ("a.csv", b"id,name,note\n1,2,3\n", "does not say which column"),
    ("a.csv", b"en\n", "no row below its first"),
    ("a.csv", b'en,zh\n"never closed,\nx,\n', "does not end"),
]


@pytest.mark.parametrize(("name", "data", "message"), BROKEN, ids=[f"{n} {m}" for n, _, m in BROKEN])
def test_what_is_broken_is_one_clear_error(name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        opened(name, data)
    assert str(caught.value).startswith(name)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.md", "🎉🎉🎉\n", "has no text"),
        ("a.html", "<p></p>", "has no text"),
        ("a.json", '{"id": "x_y"}', "has no text"),
        ("a.md", "这一篇是中文的文章。\n", "is in the language asked for"),
        ("a.html", "<p>one" + "<b> more" * 3000 + "</b>" * 3000, "nests too deep"),
        ("a.html", "<p>Добрый день, дорогие друзья</p>", "neither in English nor in Chinese"),
    ],
)
def test_nothing_to_translate(
    name: str, text: str, message: str, tmp_path: Path, argos_installed: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    [result] = Batch(Services(Request("zh", folder=tmp_path / "out", cached=False))).run([Source(path)])
    assert message in str(result.error)
    assert path.read_text("utf-8") == text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_odd_texts_come_through(name: str, tmp_path: Path, argos_installed: Path) -> None:
    long = " ".join(["hello world"] * 200)
    text = f"{long}\n\n🎉🎉🎉\n\n这一句已经是中文了。\n\ngood morning.\n"
    path = tmp_path / name
    path.write_text(text.replace("\n\n", "<br><p>") if name.endswith("html") else text, "utf-8")
    before = path.read_bytes()
    [result] = Batch(Services(Request("zh", folder=tmp_path / "out", cached=False))).run([Source(path)])
    assert result.error is None
    output = result.written[0].read_text("utf-8")
    assert output.count("你好") == 200
    assert "🎉🎉🎉" in output
    assert "这一句已经是中文了。" in output
    assert "好早晨。" in output
    assert path.read_bytes() == before


def test_a_file_that_is_translated_already_comes_back_as_it_is(tmp_path: Path, argos_installed: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text('msgid "Yes"\nmsgstr "是"\n', "utf-8")
    [result] = Batch(Services(Request("zh", folder=tmp_path / "out", cached=False))).run([Source(path)])
    assert (result.error, result.done, result.sentences) == (None, 1, 0)
    assert result.written[0].read_bytes() == path.read_bytes()


def test_other_encodings_are_read_and_utf8_is_written() -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>早上好</p></body></html>'
    output = rewritten(opened("a.html", page.encode("gb18030"), to="en"), lambda _: "morning")
    assert output.decode() == page.replace("gb2312", "utf-8").replace("早上好", "morning")
    memory = '<?xml version="1.0" encoding="gb2312"?><tmx version="1.4"><body/></tmx>'
    assert b'encoding="UTF-8"' in opened("a.tmx", memory.encode("gb18030")).write([])
    wide = "1\n00:00:01,000 --> 00:00:02,000\nHello\n".encode("utf-16")
    assert rewritten(opened("a.srt", wide)).decode("utf-16").endswith("HELLO\n")


def test_an_alias_that_holds_itself_ends() -> None:
    file = opened("a.yml", "a: &x\n  b: some words\n  c: *x\n")
    assert [shown(item.content) for item in file.items] == ["some words"]


def test_empty_cells_stay_empty() -> None:
    assert (
        rewritten(opened("a.csv", "en,zh\n,\nOne thing,\n,二\n")).decode()
        == "en,zh\n,\nOne thing,ONE THING\n,二\n"
    )


def test_a_folder_of_broken_files_through_the_command_line(tmp_path: Path, argos_installed: Path) -> None:
    """Each has its line, the sound one its translation, and no source is touched."""
    root, out = tmp_path / "docs", tmp_path / "out"
    files = {}
    for number, (name, data, message) in enumerate(BROKEN):
        path = root / f"{number:02}" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        files[path] = (data, message)
    sound = root / "sound.md"
    sound.write_text("hello world\n", "utf-8")
    done = duiyi("translate", *files, sound, "--to", "zh", "-o", out, "--no-cache", env={"COLUMNS": "80"})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    for path, (data, message) in files.items():
        [line] = [line for line in lines if line.startswith(f"duiyi: {path}")]
        assert re.search(message, line)
        assert path.read_bytes() == data
    assert len(lines) == len(files)
    assert [path.name for path in out.rglob("*")] == ["sound.zh.md"]
    assert f"1 of {len(files) + 1} files translated" in done.stdout
    assert f"{len(files)} failed" in done.stdout


ODD = "hello world " * 200 + "\n\n🎉🎉🎉 👍\n\n这一句已经是中文了。\n\ngood morning, 世界.\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ODD.split("\n\n")))),
        ("a.epub", epub("".join(f"<p>{line}</p>" for line in ODD.split("\n\n")))),
        ("a.pptx", presentation("".join(shape(line) for line in ODD.split("\n\n")))),
        ("a.xlsx", workbook("".join(row(n, inline(f"A{n}", line))
                                    for n, line in enumerate(ODD.split("\n\n"), 1)))),
        ("a.srt", "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line.strip()}\n\n"
                          for n, line in enumerate(ODD.split("\n\n"), 1)).encode()),
        ("a.po", "".join(f'msgid "{line.strip()}"\nmsgstr ""\n\n' for line in ODD.split("\n\n")).encode()),
        ("a.json", json.dumps(ODD.split("\n\n")).encode()),
        ("a.yml", json.dumps({"en": ODD.split("\n\n")}, ensure_ascii=False).encode()),
        ("a.csv", ("en,zh\n" + "".join(f'"{line.strip()}",\n' for line in ODD.split("\n\n"))).encode()),
        ("a.tsv", ("en\tzh\n" + "".join(f"{line.strip()}\t\n" for line in ODD.split("\n\n"))).encode()),
        ("a.xlf", XLIFF.format("".join(f"<trans-unit><source>{line}</source></trans-unit>"
                                       for line in ODD.split("\n\n"))).encode()),
    ],
)  # fmt: skip
def test_long_lines_emoji_and_mixed_languages_in_every_format(
    name: str, data: bytes, tmp_path: Path, argos_installed: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    [result] = Batch(Services(Request("zh", folder=tmp_path / "out", cached=False))).run([Source(path)])
    assert result.error is None
    output = result.written[0].read_bytes()
    inside = {
        "a.docx": "word/document.xml",
        "a.epub": "OPS/text/one.xhtml",
        "a.pptx": "ppt/slides/slide1.xml",
        "a.xlsx": "xl/worksheets/page1.xml",
    }.get(name)
    text = member(output, inside) if inside else output.decode()
    text = "".join(json.loads(text)) if name == "a.json" else text.replace("\n", "")
    assert text.count("你好") == 200
    assert "早晨" in text
    assert "🎉" in text
    assert "这一句已经是中文了。" in text
    assert path.read_bytes() == data
