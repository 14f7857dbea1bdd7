"""Files that name their texts: what has the same name translates each other, in whatever order it comes."""

from pathlib import Path

import pytest
from house import duiyi

from align.documents import documents
from tmx.base.errors import InputError

PO = """msgid ""
msgstr ""
"Language: zh_CN\\n"

msgid "Log out"
msgstr "退出"

msgctxt "menu"
msgid "Open"
msgstr "打开"

#, fuzzy
msgid "Delete"
msgstr "移除"
"""
TEMPLATE = """msgid "Delete"
msgstr ""

msgctxt "menu"
msgid "Open"
msgstr ""

msgid "Log out"
msgstr ""
"""
XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="app" source-language="en" target-language="zh-CN" datatype="plaintext"><body>
<trans-unit id="1"><source>Log <g id="1">out</g></source><target><g id="1">退出</g></target></trans-unit>
<trans-unit id="2"><source>Open the file</source></trans-unit>
</body></file></xliff>"""
FILES = {
    "po": (TEMPLATE, PO),
    "json": (
        '{"menu": {"open": "Open the file", "quit": "Log out"}, "only": "Only here"}',
        '{"extra": "多出来的一句话", "menu": {"quit": "退出", "open": "打开文件"}}',
    ),
    "arb": ('{"@@locale": "en", "quit": "Log out"}', '{"@@locale": "zh", "quit": "退出"}'),
    "yml": ("en:\n  quit: Log out\n  open: Open the file\n", "zh:\n  open: 打开文件\n  quit: 退出\n"),
}


def keyed(en: Path, zh: Path | None = None) -> dict[str, tuple[str, ...]]:
    """For each key, its texts."""
    pairs: dict[str, tuple[str, ...]] = {}
    for side in documents(en, zh):
        for key, text in zip(side.keys, side.texts, strict=True):
            pairs[key] = (*pairs.get(key, ()), text)
    return pairs


@pytest.mark.parametrize("kind", FILES)
def test_two_files(kind: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"app.{lang}.{kind}" for lang in ("en", "zh")]
    for path, text in zip(paths, FILES[kind], strict=True):
        path.write_text(text, "utf-8")
    pairs = {texts for texts in keyed(*paths).values() if len(texts) == 2}
    known = {("Log out", "退出"), ("Open the file", "打开文件"), ("Open", "打开")}
    assert ("Log out", "退出") in pairs
    assert pairs <= known
    en, zh = documents(*paths)
    order = [key for key in en.keys if key in zh.keys]
    assert [key for key in zh.keys if key in en.keys] == order


@pytest.mark.parametrize(("name", "text"), [("app.po", PO), ("app.xlf", XLIFF)])
def test_one_file_with_both_languages(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    pairs = list(keyed(tmp_path / name).values())
    assert ("Log out", "退出") in pairs
    assert [texts for texts in pairs if "移除" in texts] == []  # fuzzy: nobody stands behind it


def test_a_catalogue_serves_as_its_chinese_side(tmp_path: Path) -> None:
    (tmp_path / "app.zh.xlf").write_text(XLIFF, "utf-8")
    (tmp_path / "app.en.xlf").write_text(XLIFF, "utf-8")
    en, zh = documents(tmp_path / "app.en.xlf", tmp_path / "app.zh.xlf")
    assert (en.texts, zh.texts) == (("Log out", "Open the file"), ("退出",))


def test_keys_that_are_not_shared_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.en.json").write_text('{"a": "Log out", "b": "Open"}', "utf-8")
    (tmp_path / "a.zh.json").write_text('{"c": "退出", "d": "打开"}', "utf-8")
    assert [side.keys for side in documents(tmp_path / "a.en.json", tmp_path / "a.zh.json")] == [(), ()]


def test_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "app.po").write_text(PO, "utf-8")
    told = duiyi("align", "app.po", "--no-drafts", "--quick", cwd=tmp_path).stdout
    assert "texts of the same key, row, cue or turn translate each other" in told
    lines = (tmp_path / "app/app.bitext.tsv").read_text("utf-8").splitlines()
    assert [line.split("\t")[4:] for line in lines if not line.startswith("#")] == [
        ["Log out", "退出"],
        ["Open", "打开"],
        ["Delete", ""],
    ]


def test_an_xliff_of_other_languages(tmp_path: Path) -> None:
    (tmp_path / "a.xlf").write_text(XLIFF.replace('"en"', '"de"').replace("zh-CN", "fr"), "utf-8")
    with pytest.raises(InputError, match="is not an XLIFF file with English or Chinese text"):
        documents(tmp_path / "a.xlf")


def test_what_nobody_translated_stays_out_of_the_memory(tmp_path: Path) -> None:
    (tmp_path / "a.en.json").write_text('{"quit": "Log out", "help": "Press ? to show this help"}', "utf-8")
    (tmp_path / "a.zh.json").write_text('{"quit": "退出", "help": "Press ? to show this help"}', "utf-8")
    duiyi("align", "a.en.json", "a.zh.json", "--no-drafts", "--quick", "-o", "out", cwd=tmp_path)
    lines = (tmp_path / "out/a-a.bitext.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [row[2:4] for row in rows if row[4].startswith("Press")] == [["0.00", "candidate,untranslated"]]
    assert "Press" not in (tmp_path / "out/a-a.tmx").read_text("utf-8")
