"""Caches are a help and never a reason to fail; temporary databases leave nothing."""

import sqlite3
from pathlib import Path

import pytest
from house import ROOT

from tmx.base.errors import OutputError
from tmx.base.store import Store, scratch

TABLES = {"words": "(key TEXT PRIMARY KEY, value TEXT)"}
QUERY = "SELECT value FROM words WHERE key IN ({})"


def opened(path: Path, version: int = 1) -> Store:
    return Store(path, TABLES, version=version)


def test_what_is_kept_is_there_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.sqlite"
    store = opened(path)
    store.insert("words", ((str(number), f"w{number}") for number in range(1200)))
    store.close()
    again = opened(path)
    assert len(again.select(QUERY, [str(number) for number in range(1500)])) == 1200
    assert again.select(QUERY, []) == []
    assert again.trouble == ""


def test_another_version_is_emptied(tmp_path: Path) -> None:
    opened(tmp_path / "a").insert("words", [("a", "b")])
    assert opened(tmp_path / "a").select(QUERY, ["a"]) == [("b",)]
    assert opened(tmp_path / "a", version=2).select(QUERY, ["a"]) == []


def test_a_job_that_fails_changes_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path / "a")

    def job(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO words VALUES ('a', 'b')")
        connection.execute("no SQL")

    store.apply(job)
    assert "cannot be used" in store.trouble
    assert opened(tmp_path / "a").select(QUERY, ["a"]) == []


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"no database " * 500)
    store = opened(path)
    assert str(path.with_suffix(".damaged")) in store.trouble
    store.insert("words", [("a", "b")])
    assert store.select(QUERY, ["a"]) == [("b",)]
    assert path.with_suffix(".damaged").read_bytes().startswith(b"no database")


def test_one_that_cannot_be_used_is_done_without(tmp_path: Path) -> None:
    tmp_path.joinpath("file").touch()
    store = opened(tmp_path / "file" / "a.sqlite")
    assert store.trouble.startswith(f"{tmp_path}/file/a.sqlite: the cache cannot be used")
    store.insert("words", [("a", "b")])
    assert store.select(QUERY, ["a"]) == []
    store.close()


def test_scratch_has_room_beyond_memory_and_says_when_there_is_none() -> None:
    with scratch("CREATE TABLE t (a BLOB)", limit=1) as database:
        database.executemany("INSERT INTO t VALUES (?)", ((bytes(100_000),) for _ in range(50)))
        assert database.execute("SELECT sum(length(a)) FROM t").fetchone() == (5_000_000,)
    with pytest.raises(OutputError, match="temporary files"), scratch("CREATE TABLE t (a)") as database:
        database.execute("INSERT INTO nothing VALUES (1)")


def test_sqlite_is_opened_in_one_place() -> None:
    openers = [
        str(path.relative_to(ROOT))
        for package in ("tmx", "translate", "align")
        for path in (ROOT / package).rglob("*.py")
        if "sqlite3.connect" in path.read_text("utf-8")
    ]
    assert openers == ["tmx/base/store.py"]
