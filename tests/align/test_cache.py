"""Vectors from the cache are those that are made anew, and a cache in trouble stops nothing."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from align_fixture import encoder, sentences
from engines import Saying
from house import duiyi

from align.evidence.cache import CachedDrafts, EvidenceCache
from align.evidence.vectors import Encoder, Vector, Vectors
from align.request import Models, Request
from align.run import align_files
from translate.engines.likelihood import Likelihood
from translate.model import Draft, OnProgress, Side

TEXTS = [*sentences("en")[:6], *sentences("zh")[:6], "word " * 700]


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Encoder]:
    """The shared encoder, with a cache for one test."""
    cache = EvidenceCache(tmp_path / "evidence.sqlite")
    monkeypatch.setattr(encoder(), "cache", cache)
    yield encoder()
    cache.close()


def same(left: Vectors, right: Vectors) -> bool:
    def parts(of: Vectors) -> list[bytes]:
        arrays = (of.sentences, of.tokens.values, of.tokens.scales, of.starts, of.weights, of.pieces)
        return [array.tobytes() for array in arrays]

    return parts(left) == parts(right)


def test_a_text_has_its_vectors_whatever_stands_beside_it() -> None:
    together = encoder().encode(TEXTS)
    for k, text in enumerate(TEXTS):
        assert same(together.take([k]), encoder().encode([text])), text[:40]


def test_only_what_is_new_is_encoded(cached: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Encoder(threads=1).encode([*TEXTS, "A new line."])
    cached.encode(TEXTS)
    read: list[int] = []
    forward = cached._forward

    def counted(rows: list[list[int]]) -> Vector:
        read.append(len(rows))
        return forward(rows)

    monkeypatch.setattr(cached, "_forward", counted)
    steps: list[int] = []
    again = cached.encode([*TEXTS, "A new line."], on_progress=lambda _, done, total: steps.append(done))
    assert read == [1]
    assert steps[-1] == len(TEXTS) + 1
    assert same(again, bare)


def test_another_encoder_finds_nothing(cached: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.encode(TEXTS[:2])
    assert cached.cache
    before = cached.cache._store._connection
    assert before
    monkeypatch.setattr(cached, "_digest", "another")
    cached.encode(TEXTS[:2])
    assert before.execute("SELECT count(*) FROM evidence").fetchone() == (4,)


def test_a_record_of_the_wrong_size_is_replaced(cached: Encoder) -> None:
    right = cached.encode(TEXTS[:3])
    assert cached.cache
    assert cached.cache._store._connection
    with cached.cache._store._connection as connection:
        connection.execute("UPDATE evidence SET record = substr(record, 1, 50)")
    assert same(cached.encode(TEXTS[:3]), right)


def test_a_damaged_cache_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "evidence.sqlite"
    path.write_bytes(b"no database at all " * 500)
    cache = EvidenceCache(path)
    assert "damaged" in cache.trouble
    assert path.with_suffix(".damaged").exists()
    cache.keep({b"key": b"record"})
    assert cache.records([b"key", b"other"]) == {b"key": b"record"}
    cache.close()


def test_a_cache_that_cannot_be_opened_stops_nothing(tmp_path: Path) -> None:
    tmp_path.joinpath("file").write_text("in the way")
    cache = EvidenceCache(tmp_path / "file" / "evidence.sqlite")
    assert "cannot be used" in cache.trouble
    cache.keep({b"key": b"record"})
    assert cache.records([b"key"]) == {}


def test_the_cache_forgets_the_oldest(tmp_path: Path) -> None:
    cache = EvidenceCache(tmp_path / "evidence.sqlite", largest=200_000)
    for number in range(60):
        cache.keep({f"{number} {k}".encode(): bytes(2_000) for k in range(5)})
    assert (cache._store.apply(cache._size) or 0) <= 200_000
    assert cache.records([b"59 4"])
    assert not cache.records([b"0 0"])
    cache.close()


def test_several_at_once(tmp_path: Path) -> None:
    def use(worker: int) -> bool:
        cache = EvidenceCache(tmp_path / "evidence.sqlite")
        for k in range(20):
            cache.keep({f"{worker} {k}".encode(): b"record" * 100})
        records = cache.records([f"{worker} {k}".encode() for k in range(20)])
        cache.close()
        return len(records) == 20 and not cache.trouble

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(use, range(4)))


def test_processes_that_begin_the_same_file(tmp_path: Path) -> None:
    """Each sets the journal of the new file, for which SQLite itself does not wait."""
    code = """
import sys, time
from pathlib import Path
from align.evidence.cache import EvidenceCache, CachedDrafts
from align.request import Models, Request
from align.run import align_files
for k in range(60):
    time.sleep(max(0, float(sys.argv[2]) + k / 40 - time.time()))
    cache = EvidenceCache(Path(sys.argv[1]) / f"{k}.sqlite")
    cache.keep({sys.argv[3].encode(): b"record"})
    assert not cache.trouble, cache.trouble
    cache.close()
"""
    together = str(time.time() + 2)
    several = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), together, str(k)], stderr=subprocess.PIPE, text=True
        )
        for k in range(4)
    ]
    assert [one.communicate()[1] for one in several] == [""] * 4


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes without a cache, with an empty one, with a full one, and with a broken one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kept = tmp_path / "cache" / "duiyi" / "evidence.sqlite"
    for lang in ("en", "zh"):
        tmp_path.joinpath(f"a.{lang}.txt").write_text("\n".join(sentences(lang)[:8]), "utf-8")

    def align(*options: str) -> dict[str, bytes]:
        arguments = ("align", "a.en.txt", "a.zh.txt", "--no-drafts", "-o", "out", "--force", *options)
        done = duiyi(*arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert ("damaged" in done.stderr) == broken
        return {path.name: path.read_bytes() for path in tmp_path.joinpath("out").iterdir()}

    broken = False
    bare = align("--no-cache")
    assert not kept.exists()
    assert align() == bare
    assert kept.exists()
    assert align() == bare
    broken = True
    kept.write_bytes(b"broken " * 5_000)
    assert align() == bare


def test_drafts_are_kept_and_say_names_as_everybody_does(tmp_path: Path) -> None:
    """What was drafted once is not asked again; 小米 in a source is Xiaomi before the engine sees it."""
    (tmp_path / "a.en.txt").write_text("Lei Jun waited.\n\nThe ferry was late.\n")
    (tmp_path / "a.zh.txt").write_text("小米的雷军在等。\n\n渡船来晚了。\n", "utf-8")
    asked: list[str] = []

    class Echo(Saying):
        def translate(self, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> list[Draft]:
            asked.extend(texts)
            return super().translate(texts, on_progress=on_progress)

    def echo(src: Side, tgt: Side) -> Echo:
        return Echo(lambda text: f"{text} 好 ok", src, tgt)

    def align(folder: str) -> bytes:
        cache = EvidenceCache(tmp_path / "evidence.sqlite")
        align_files(
            tmp_path / "a.en.txt",
            tmp_path / "a.zh.txt",
            tmp_path / folder,
            request=Request(drafts=True, careful=False),
            models=Models(
                encoder,
                lambda src, tgt: Echo(lambda text: f"{text} 好 ok", src, tgt),
                known=CachedDrafts(cache),
            ),
        )
        cache.close()
        return (tmp_path / folder / "a.zh-en.mt.tmx").read_bytes()

    first = align("first")
    wanted = ["雷军 waited.", "The ferry was late.", "Xiaomi的Lei Jun在等。", "渡船来晚了。"]
    assert asked == wanted
    asked.clear()
    assert align("again") == first
    assert asked == []
    with sqlite3.connect(tmp_path / "evidence.sqlite") as damaged:
        damaged.execute("UPDATE evidence SET record = x'5b31'")
    assert align("anew") == first
    assert asked == wanted


def test_answers_without_a_valid_record_are_asked_again() -> None:
    class Broken:
        def records(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
            return dict.fromkeys(keys, b"?")

        def keep(self, records: Mapping[bytes, bytes]) -> None:
            assert all(len(record) == 8 for record in records.values())

    pairs = [("Nobody came ashore.", "没有人上岸。")]
    assert Likelihood(threads=1, cache=Broken()).of(pairs, "zh") == Likelihood(threads=1).of(pairs, "zh")
