import subprocess
import sys
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tmx.base.errors import MissingPackageError, OutputError
from translate.engines import unpacking
from translate.engines.careful import CarefulEngine
from translate.engines.embedded import _batches, _circles
from translate.engines.engine import Search
from translate.engines.likelihood import Likelihood
from translate.engines.package import embedded
from translate.engines.unpacking import unpacked
from translate.model import Side

EMBEDDED = embedded("en", "zh").name


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An archive like the embedded one, without the weight."""
    path = tmp_path / "small.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("NOTICE", "It is what it is.\n")
        package.writestr("model.bin", bytes(200_000))
    return path


def test_both_directions(embedded_engines: dict[Side, CarefulEngine]) -> None:
    [zh] = embedded_engines["zh"].translate(["The cat is drinking water."])
    [en] = embedded_engines["en"].translate(["我明天去北京。"])
    assert "猫" in zh.text
    assert zh.text.endswith("。")
    assert "Beijing" in en.text
    assert en.text.endswith(".")
    assert zh.engine == en.engine == EMBEDDED
    assert -5 < zh.score <= 0


def test_order_numbers_and_lengths(embedded_engines: dict[Side, CarefulEngine]) -> None:
    texts = [f"Room {number} is free." for number in (305, 412)] + ["Thank you.", ""]
    done: list[int] = []
    drafts = embedded_engines["zh"].translate(texts, on_progress=lambda _, count, total: done.append(count))
    assert "305" in drafts[0].text
    assert "412" in drafts[1].text
    assert "谢" in drafts[2].text
    assert drafts[3].text == ""
    assert done == [1, 2, 3, 4]


def test_the_same_texts_give_the_same_drafts(embedded_engines: dict[Side, CarefulEngine]) -> None:
    texts = ["We met in a small town by the sea.", "It rained all day."]
    assert embedded_engines["zh"].translate(texts) == embedded_engines["zh"].translate(texts)


def test_what_is_too_long_is_translated_in_parts(
    embedded_engines: dict[Side, CarefulEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_engines["en"]._decoder, "max_pieces", 8)
    [draft] = embedded_engines["en"].translate(["今天下午我们在公园里散步，晚上我们一起在家里看电影。"])
    assert draft.flags == ("parts",)
    assert "park" in draft.text
    assert "movie" in draft.text or "film" in draft.text


def test_unpacked_once_with_its_notice(small: Path, tmp_path: Path) -> None:
    home = unpacked(small, folder=tmp_path / "models")
    assert sorted(path.name for path in home.iterdir()) == ["NOTICE", "model.bin"]
    before = (home / "model.bin").stat().st_ino
    assert unpacked(small, folder=tmp_path / "models") == home
    assert (home / "model.bin").stat().st_ino == before
    assert list((tmp_path / "models").iterdir()) == [home]


def test_half_a_package_is_never_used(small: Path, tmp_path: Path) -> None:
    home = unpacked(small, folder=tmp_path / "models")
    (home / "model.bin").write_bytes(b"torn")
    assert unpacked(small, folder=tmp_path / "models") == home
    assert (home / "model.bin").stat().st_size == 200_000
    (home / "NOTICE").unlink()
    unpacked(small, folder=tmp_path / "models")
    assert (home / "NOTICE").exists()
    assert list((tmp_path / "models").iterdir()) == [home]


def test_many_at_once(small: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        homes = set(pool.map(lambda _: unpacked(small, folder=tmp_path / "models"), range(40)))
    assert len(homes) == 1
    assert list((tmp_path / "models").iterdir()) == list(homes)


def test_two_processes_at_once(small: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from translate.engines.unpacking import unpacked\n"
        "print(unpacked(Path(sys.argv[1]), folder=Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", code, str(small), str(tmp_path / "models")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = {process.communicate()[0].strip() for process in running}
    assert [process.returncode for process in running] == [0] * 4
    assert answers == {str(unpacked(small, folder=tmp_path / "models"))}
    assert len(list((tmp_path / "models").iterdir())) == 1


def test_a_changed_archive_gets_its_own_folder(small: Path, tmp_path: Path) -> None:
    first = unpacked(small, folder=tmp_path / "models")
    with zipfile.ZipFile(small, "a") as package:
        package.writestr("more", "x")
    assert unpacked(small, folder=tmp_path / "models") != first


def test_no_place_to_unpack(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be unpacked") as caught:
        unpacked(small, folder=tmp_path / "file" / "models")
    assert "XDG_DATA_HOME" in caught.value.hint


def test_a_broken_or_missing_archive(tmp_path: Path) -> None:
    with pytest.raises(MissingPackageError, match="missing or broken"):
        unpacked(tmp_path / "none.zip", folder=tmp_path / "models")
    (tmp_path / "junk.zip").write_text("junk", "utf-8")
    with pytest.raises(MissingPackageError, match="missing or broken"):
        unpacked(tmp_path / "junk.zip", folder=tmp_path / "models")


def test_broken_content(small: Path, tmp_path: Path) -> None:
    content = bytearray(small.read_bytes())
    content[100] ^= 255
    small.write_bytes(content)
    with pytest.raises(MissingPackageError, match="missing or broken"):
        unpacked(small, folder=tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert unpacking.data_folder() == tmp_path / "duiyi"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")  # the standard says: ignore it
    assert unpacking.data_folder() == Path.home() / ".local" / "share" / "duiyi"


def test_batches_hold_everything_once() -> None:
    lengths = [5, 90, 7, 300, 5, 6, 80]
    batches = list(_batches(lengths, 100))
    assert sorted(index for batch in batches for index in batch) == list(range(7))
    assert batches[0] == [3]  # longer than the room, alone
    assert all(len(batch) == 1 or lengths[batch[0]] * len(batch) <= 100 for batch in batches)


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ([1, 2, 3], False),
        ([9] * 14, False),
        ([9] * 15, True),
        ([7, 8] + [1, 2, 3] * 5, True),
        ([7, 8] + [1, 2, 3] * 4, False),
        (list(range(100)), False),
        (list(range(12)) * 5, True),
        ([1, 2, 3] * 5 + [4], False),
    ],
)
def test_circles(tokens: list[int], expected: bool) -> None:
    assert _circles(tokens) is expected


def test_the_output_from_which_the_source_can_be_got_back_comes_first(
    embedded_engines: dict[Side, CarefulEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = embedded_engines["zh"]._decoder
    source = "Nobody had told the children about the old dog in the yard."
    wide = Search(beam=4, hypotheses=4)
    monkeypatch.setattr("translate.engines.embedded._BACKWARDS", 1e6)
    [(_, plain)], [(_, back)] = (
        list(decoder.decode([source], search)) for search in (wide, replace(wide, backwards=True))
    )
    outputs = [plain.text, *plain.others]
    assert sorted(outputs) == sorted([back.text, *back.others]) and len(set(outputs)) == 4
    likely = Likelihood(threads=1).of([(text, source) for text in outputs], "en")
    assert back.text == outputs[likely.index(max(likely))]
    [(_, one)] = decoder.decode([source], Search(beam=4, backwards=True))
    assert (one.text, one.others) == (back.text, ())


class Known(dict[bytes, bytes]):
    """What is kept, in memory: at first it is empty, and thus false."""

    def records(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {key: self[key] for key in keys if key in self}

    keep = dict.update


def test_what_was_asked_once_is_kept_even_where_nothing_is_known_yet() -> None:
    known, pair = Known(), ("The kettle is on the stove.", "水壶在炉子上。")
    likelihood = Likelihood(threads=1, cache=known)
    [first] = likelihood.of([pair], "zh")
    assert len(known) == 1
    assert likelihood.of([pair, pair], "zh") == [first, first] and len(known) == 1
