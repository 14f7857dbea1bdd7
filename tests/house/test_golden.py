"""``seeds/golden/`` is current, and its check sees what it must."""

import shutil
from pathlib import Path

import golden
import pytest
from house import MainJob


def test_golden_is_current(main_job: MainJob) -> None:
    differences = "\n".join(golden.differences(main_job.folder))
    assert not differences, (
        f"{differences}\n(uv run python tests/support/golden.py makes it anew; look at the diff)"
    )


def test_every_seed_is_there() -> None:
    assert [path.name for path in golden.seeds()] == [
        "book.zh.txt",
        "ecosystem.en.txt",
        "letter.zh.txt",
        "newspaper.zh.txt",
        "speech.zh.md",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("ecosystem-letter.bitext.tsv", "\t1-1\t0.0", "\t1-1\t0.9"),
        ("letter.zh-en.mt.tmx", "<tu tuid=", "<tu tuid='x' o="),
        ("letter.zh.sentences.txt", "我们", "他们"),
    ],
)
def test_a_change_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str
) -> None:
    changed = tmp_path / "golden"
    shutil.copytree(golden.GOLDEN, changed)
    text = (changed / name).read_text("utf-8")
    assert old in text
    if "tuid" in old:
        first = text.index(old) + len(old)
        text = text[: first + 1] + ("0" if text[first + 1] != "0" else "1") + text[first + 2 :]
    else:
        text = text.replace(old, new)
    (changed / name).write_text(text, "utf-8")
    monkeypatch.setattr(golden, "GOLDEN", changed)
    assert any(line.startswith(name) for line in golden.differences(golden.SEEDS / "golden"))
