"""Documents paired by what they say, and those that have no counterpart."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from batching_fixture import LINES, Inline, write_pair
from house import CASES, duiyi

from align.batching.entries import Entry
from align.batching.matching import THRESHOLD, match_by_meaning, matched, sketch
from tmx.base.errors import InputError


def story(lang: str) -> list[str]:
    return [line for line in (CASES / f"align_story.{lang}").read_text("utf-8").split("\n") if line]


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Documents under names that say nothing: parts of a story and of the ferry; some on one side only."""
    for side, lang in enumerate(("en", "zh")):
        folder = tmp_path / lang
        folder.mkdir()
        ferry = [line[side] for line in LINES]
        parts = {"a": story(lang)[:15], "b": story(lang)[15:30], "d": ferry[:6], "e": ferry[6:]}
        parts |= {"c": story(lang)[30:]} if lang == "en" else {"f": ["今天的报纸没有来。", "邮局关门了。"]}
        names = dict(zip("abcdef", "uvwxyz", strict=True)) if lang == "en" else {}
        for name, texts in parts.items():
            (folder / f"{names.get(name, name)}.txt").write_text("\n\n".join(texts) + "\n", "utf-8")
    return tmp_path


def names(entries: Sequence[Entry]) -> set[tuple[str, str]]:
    return {(Path(entry.first).stem, Path(entry.second).stem) for entry in entries}


def test_documents_find_their_translations(folders: Path) -> None:
    pairing = match_by_meaning(folders / "en", folders / "zh", Inline())
    assert names(pairing.entries) == {("u", "a"), ("v", "b"), ("x", "d"), ("y", "e")}
    assert pairing.alone == [folders / "en/w.txt", folders / "zh/f.txt"]
    assert [entry.name for entry in pairing.entries] == ["u-a", "v-b", "x-d", "y-e"]


def test_one_folder_may_hold_both_languages(folders: Path) -> None:
    for path in (folders / "zh").iterdir():
        path.rename(folders / "en" / path.name)
    (folders / "zh" / "g.txt").write_text("完全不同的内容。", "utf-8")
    pairing = match_by_meaning(folders / "en", folders / "zh", Inline())
    assert names(pairing.entries) == {("u", "a"), ("v", "b"), ("x", "d"), ("y", "e")}
    assert [path.name for path in pairing.alone] == ["f.txt", "w.txt", "g.txt"]


def test_what_cannot_be_read_has_no_counterpart(folders: Path) -> None:
    (folders / "zh" / "a.txt").write_bytes(bytes(range(256)) * 9)
    errors: list[str] = []
    pairing = match_by_meaning(folders / "en", folders / "zh", Inline(), on_error=errors.append)
    assert names(pairing.entries) == {("v", "b"), ("x", "d"), ("y", "e")}
    assert folders / "zh/a.txt" in pairing.alone
    assert folders / "en/u.txt" in pairing.alone
    assert len(errors) == 1
    assert errors[0].startswith(f"{folders}/zh/a.txt:")


def test_one_language_alone(folders: Path) -> None:
    with pytest.raises(InputError, match="no document in the two folders is Chinese"):
        match_by_meaning(folders / "en", folders / "en", Inline())


def test_numbers_and_names_tell_apart_what_means_the_same() -> None:
    """Reports of one form: only the figures differ."""
    en = [
        sketch(f"{k}", "en", [f"In week {k} the shop sold {7 * k} lamps.", "All is well."])
        for k in range(20, 32)
    ]
    zh = [sketch(f"{k}", "zh", [f"第{k}周，商店卖出{7 * k}盏灯。", "一切都好。"]) for k in range(31, 19, -1)]
    best = matched(en, zh)
    assert {(en[m.en].path, zh[m.zh].path) for m in best} == {(f"{k}", f"{k}") for k in range(20, 32)}


def test_strangers_are_not_paired() -> None:
    en = [sketch("a", "en", story("en")[:12])]
    zh = [sketch("b", "zh", [line for _, line in LINES])]
    assert [match for match in matched(en, zh) if match.score >= THRESHOLD] == []


def test_the_command(tmp_path: Path) -> None:
    for number, (en, zh) in enumerate([write_pair(tmp_path, "a", 0, 6), write_pair(tmp_path, "b", 6, 6)]):
        en.rename(en.with_name(f"{number}.txt"))
        zh.rename(zh.with_name(f"文档{5 - number}.txt"))
    (tmp_path / "zh" / "独.txt").write_text("今天的报纸没有来。", "utf-8")
    done = duiyi("align-batch", "en", "zh", "--match", "-o", "out", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["finished"], summary["alone"]) == (2, ["zh/独.txt"])
    assert (tmp_path / "out/alone.txt").read_text("utf-8") == "zh/独.txt\n"
    assert {path.name for path in (tmp_path / "out/pairs").iterdir()} == {"0-文档5", "1-文档4"}
