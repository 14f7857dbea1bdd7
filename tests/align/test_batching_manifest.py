"""Manifests and folders: what they say, or one error that says where they go wrong."""

from pathlib import Path

import pytest
from batching_fixture import write_pair

from align.batching.entries import Entry, wrong_with
from align.batching.folders import match_by_name
from align.batching.manifest import read_manifest
from tmx.base.errors import InputError


def manifest(folder: Path, data: str | bytes, name: str = "pairs.tsv") -> Path:
    path = folder / "lists" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def listed(entries: list[Entry], folder: Path) -> list[tuple[str, str, str, int | None]]:
    here = str(folder / "lists") + "/"
    return [(e.name, e.first.removeprefix(here), e.second.removeprefix(here), e.line) for e in entries]


PLAIN = [("a-a", "a.en.txt", "a.zh.txt", 1), ("first", "b.en.txt", "../c.txt", 2)]


@pytest.mark.parametrize(
    ("data", "later"),
    [
        ("a.en.txt\ta.zh.txt\nb.en.txt\t../c.txt\tfirst\n", 0),
        ("a.en.txt\ta.zh.txt\nb.en.txt\t../c.txt\tfirst", 0),
        ("a.en.txt\ta.zh.txt\t\r\nb.en.txt\t../c.txt\tfirst\r\n", 0),
        ("\ufeffa.en.txt\ta.zh.txt\nb.en.txt\t../c.txt\tfirst\n", 0),
        ("a.en.txt\ta.zh.txt\nb.en.txt\t../c.txt\tfirst\n".encode("utf-16"), 0),
        ("en\tzh\tname\na.en.txt\ta.zh.txt\nb.en.txt\t../c.txt\tfirst\n", 1),
        ("# pairs\n\n  \na.en.txt\ta.zh.txt\nb.en.txt\t../c.txt\tfirst\n\n", 3),
        ('{"first": "a.en.txt", "second": "a.zh.txt"}\n{"zh": "../c.txt", "en": "b.en.txt", "name": "first"}', 0),  # noqa: E501
    ],
    ids=["plain", "no line end", "CRLF", "BOM", "UTF-16", "heads", "comments", "JSONL"],
)  # fmt: skip
def test_what_a_manifest_says(tmp_path: Path, data: str | bytes, later: int) -> None:
    entries = read_manifest(manifest(tmp_path, data))
    assert listed(entries, tmp_path) == [(n, f, s, line + later) for n, f, s, line in PLAIN]


def test_paths_are_relative_to_the_manifest_and_names_stay_inside(tmp_path: Path) -> None:
    rows = ["part/a.en.txt\tpart/a.zh.txt", f"../b.en.txt\t{tmp_path}/b.txt", f"{tmp_path}/c.md\td.zh"]
    entries = read_manifest(manifest(tmp_path, "\n".join(rows)))
    assert [entry.name for entry in entries] == ["part/a-a", "b-b", "c-d"]
    assert Path(entries[0].first) == tmp_path / "lists/part/a.en.txt"
    assert Path(entries[1].second) == tmp_path / "b.txt"


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("", None, "is empty"),
        ("\n# nothing\n", None, "lists no pair"),
        ("a.txt\tb.txt\nonly-one.txt\n", 2, "1 column"),
        ("a.txt\tb.txt\tc\td\n", 1, "4 columns"),
        ("a.txt\t\tname\n", 1, "an empty one"),
        ("a.txt b.txt\n", 1, "1 column"),
        ("a.txt\tb.txt\t../c\n", 1, "leads out of the output folder"),
        ("a.txt\tb.txt\tc/../../d\n", 1, "leads out of the output folder"),
        ("a.txt\tb.txt\t/etc/c\n", 1, "is absolute"),
        ("a.txt\tb.txt\tc//d\n", 1, "has an empty part"),
        ("a.txt\tb.txt\t./c\n", 1, "has an empty part"),
        ("a.txt\tb.txt\t.hidden\n", 1, "begins with a dot"),
        ("a.txt\tb.txt\tc\\d\n", 1, "backslash"),
        ("a.txt\tb.txt\tC:c\n", 1, "colon"),
        ("a.txt\tb.txt\tc\x1b[2Jd\n", 1, "control character"),
        (f"a.txt\tb.txt\t{'长' * 70}\n", 1, "longer than 200 bytes"),
        ("a.txt\tb.txt\n\nb.txt\ta.txt\tother\n", 3, "the same pair as"),
        ("a.txt\tb.txt\tx\nc.txt\td.txt\tx\n", 2, 'has the name "x"'),
        ("a.txt\tb.txt\tx\nc.txt\td.txt\tX\n", 2, 'has the name "X"'),
        ("a.txt\tb.txt\tcaf\u00e9\nc.txt\td.txt\tcafe\u0301\n", 2, "has the name"),
        ("a.txt\tb.txt\tx/y\nc.txt\td.txt\tx\n", 1, "would lie among those of"),
        ("x/a.txt\tx/b.txt\ny/a.txt\ty/b.txt\nx/a.en.txt\tx/b.md\n", 3, 'has the name "x/a-b"'),
        ('{"first": "a.txt"}\n', 1, "has other keys"),
        ('{"first": "a.txt", "second": "b.txt", "nam": "c"}\n', 1, "has other keys"),
        ('{"first": "a.txt", "en": "a.txt", "second": "b.txt"}\n', 1, "has other keys"),
        ('{"first": "a.txt", "second": 3}\n', 1, "not a text"),
        ('{"first": "a.txt", "second": "b.txt"}\n["a.txt", "b.txt"]\n', 2, "is not a JSON object"),
        ('{"first": "a.txt", "second": \n', 1, "is not JSON"),
        ('{"first": "a.txt", "second": "b.txt"}\n' + "[" * 100_000, 2, "is not JSON"),
        ("a\0.txt\tb.txt\n", 1, "NUL"),
        ('{"first": "a.txt", "second": "b\\u0000.txt"}', 1, "has a path that no file can have"),
        ('{"first": "a\\ud800", "second": "b"}', 1, "has a path that no file can have"),
        ('{"first": "a.txt", "second": "b.txt", "name": "c\\ud800"}', 1, "cannot stand in a file name"),
    ],
)  # fmt: skip
def test_one_error_with_file_and_line(
    tmp_path: Path, data: str | bytes, line: int | None, message: str
) -> None:
    path = manifest(tmp_path, data)
    with pytest.raises(InputError) as caught:
        read_manifest(path)
    assert caught.value.path == path
    assert caught.value.line == line
    assert message in str(caught.value)


def test_a_manifest_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_manifest(tmp_path / "none.tsv")


@pytest.mark.parametrize("name", ["a", "a/b", "中文/第一章", "a b", "a..b", "caf\u00e9"])
def test_names_that_can_be_folders(name: str) -> None:
    assert wrong_with(name) == ""


def test_folders_are_matched_by_place_and_name(tmp_path: Path) -> None:
    write_pair(tmp_path, "b", 1)
    write_pair(tmp_path, "part/a", 2)
    write_pair(tmp_path, "part", 3)
    (tmp_path / "en" / "alone.md").write_text("Alone.", "utf-8")
    (tmp_path / "zh" / "part" / "b.zh.txt").write_text("单独", "utf-8")
    (tmp_path / "zh" / ".hidden.txt").write_text("单独", "utf-8")
    (tmp_path / "zh" / "picture.png").write_bytes(b"\x89PNG")
    unread: list[Path] = []
    pairing = match_by_name(tmp_path / "en", tmp_path / "zh", unread=unread.append)
    assert unread == [tmp_path / "zh" / "picture.png"]
    assert [entry.name for entry in pairing.entries] == ["b-b", "part-part", "part/a-a"]
    assert [Path(entry.second).name for entry in pairing.entries] == ["b.zh.txt", "part.zh.txt", "a.zh.txt"]
    assert pairing.alone == [tmp_path / "en/alone.md", tmp_path / "zh/part/b.zh.txt"]


@pytest.mark.parametrize(
    ("en", "zh"), [("a.en-GB.txt", "a.zh-CN.md"), ("a_en.txt", "a_zh.txt"), ("a-en.html", "a.zh_TW.txt")]
)
def test_folders_are_matched_by_any_way_to_name_a_language(tmp_path: Path, en: str, zh: str) -> None:
    for folder, name in (("en", en), ("zh", zh)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("…", "utf-8")
    [entry] = match_by_name(tmp_path / "en", tmp_path / "zh").entries
    assert entry.name == "a-a"


def test_folders_that_cannot_be_matched(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "zh").mkdir()
    with pytest.raises(InputError, match="holds no document"):
        match_by_name(tmp_path / "en", tmp_path / "zh")
    (tmp_path / "en" / "a.txt").write_text("One.", "utf-8")
    (tmp_path / "zh" / "b.txt").write_text("二", "utf-8")
    with pytest.raises(InputError, match="no document has the name of one in"):
        match_by_name(tmp_path / "en", tmp_path / "zh")
    (tmp_path / "en" / "a.md").write_text("One.", "utf-8")
    with pytest.raises(InputError, match="has the same name as"):
        match_by_name(tmp_path / "en", tmp_path / "zh")
