"""One document in several formats, made by other programs: the same pairs come out of all."""

from pathlib import Path

import pytest
from programs import converted, printed

from align.documents import documents

TEXTS = {
    "en": (
        "The lighthouse",
        "The island has a lighthouse, a boat shed and eleven sheep. The keeper counts them every evening.",
        "The ferry leaves at <b>noon</b>. Nobody waits for it in winter, because the sea is too rough.",
        "Getting there",
        "Take the boat from the old harbour. Tickets cost four pounds, and dogs travel free of charge.",
    ),
    "zh": (
        "灯塔",
        "岛上有一座灯塔、一间船棚和十一只羊。看守人每天晚上都要数一遍。",
        "渡船<b>正午</b>开船。冬天没有人等它，因为海上风浪太大。",
        "交通",
        "从老港口乘船。船票每张四英镑，狗可以免费乘船。",
    ),
}


def page(lang: str) -> str:
    title, first, second, heading, last = TEXTS[lang]
    body = f"<h1>{title}</h1><p>{first}</p><p>{second}</p><h2>{heading}</h2><p>{last}</p>"
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"></head><body>{body}</body></html>'


def made(lang: str, kind: str, folder: Path) -> Path:
    """The document in a format, made by LibreOffice, Chromium or by hand."""
    source = folder / f"island.{lang}.html"
    source.write_text(page(lang), "utf-8")
    if kind == "html":
        return source
    if kind in ("txt", "md"):
        marks = ("# ", "", "", "## ", "") if kind == "md" else ("",) * 5
        bold = "**" if kind == "md" else ""
        lines = (mark + text for mark, text in zip(marks, TEXTS[lang], strict=True))
        text = "\n\n".join(lines).replace("<b>", bold).replace("</b>", bold)
        (folder / f"island.{lang}.{kind}").write_text(text, "utf-8")
        return folder / f"island.{lang}.{kind}"
    if kind == "chromium.pdf":
        return printed(source, folder)
    return converted(source, kind, folder, module="writer")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[str, ...], tuple[str, ...]]:
    folder = tmp_path_factory.mktemp("plain")
    en, zh = documents(made("en", "txt", folder), made("zh", "txt", folder))
    return en.texts, zh.texts


def test_the_plain_text(plain: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert [len(side) for side in plain] == [8, 8]


@pytest.mark.parametrize("kind", ["html", "md", "docx", "odt", "rtf", "pdf", "chromium.pdf"])
def test_the_same_sentences(
    kind: str, plain: tuple[tuple[str, ...], tuple[str, ...]], tmp_path: Path
) -> None:
    en, zh = documents(made("en", kind, tmp_path), made("zh", kind, tmp_path))
    assert (en.texts, zh.texts) == plain
    if not kind.endswith(("pdf", "rtf")):
        assert len(en.contents) == len(zh.contents) == 1


def test_the_two_sides_in_different_formats(
    plain: tuple[tuple[str, ...], tuple[str, ...]], tmp_path: Path
) -> None:
    en, zh = documents(made("en", "docx", tmp_path), made("zh", "md", tmp_path))
    assert (en.texts, zh.texts) == plain
