"""Zip files from strangers: every reader of them refuses the same tricks, in the same words."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from formats_fixture import opened as document

from tmx.base import safe_zip
from tmx.base.errors import InputError
from tmx.forms import Settings, xlsx
from translate.packages.archive import check_archive

READERS: dict[str, Callable[[Path], object]] = {
    "a.xlsx": lambda path: list(xlsx.read(path, Settings(), Counter())),
    "a.docx": lambda path: document(path.name, path.read_bytes()),
    "a.epub": lambda path: document(path.name, path.read_bytes()),
    "a.argosmodel": check_archive,
}


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("top/part", bytes(safe_zip.SAFE_BYTES + 1))
    return stream.getvalue()


def locked() -> bytes:
    """A zip whose member says that it is encrypted."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("top/part", b"abc")
    data = bytearray(stream.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb(), "has a part that unpacks to over 200 times its size: 'top/part'"),
        (locked(), "is protected by a password"),
        (bomb()[:100], "is not an? .*: File is not a zip file"),
    ],
    ids=["bomb", "locked", "cut short"],
)
def test_what_is_refused(name: str, data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason) as caught:
        READERS[name](path)
    assert Path(str(caught.value.path)).name == name


@pytest.mark.parametrize("limit", ["MAX_MEMBERS", "max_bytes"])
def test_what_is_too_large_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for number in range(3):
            package.writestr(str(number), b"abc")
    if limit == "MAX_MEMBERS":
        monkeypatch.setattr(safe_zip, limit, 2)
    with pytest.raises(InputError, match="too large: 3 files, 9 bytes"):
        safe_zip.opened(stream, "a.zip", what="a zip", max_bytes=8 if limit == "max_bytes" else 9)


@pytest.mark.parametrize("name", ["../a", "/a", "a\\b", "c:a"])
def test_names_that_lead_elsewhere_are_refused_where_they_are_unpacked(name: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(name, b"abc")
    assert safe_zip.opened(stream, "a.zip", what="a zip").namelist() == [name]
    with pytest.raises(InputError, match="unsafe entry"):
        safe_zip.opened(stream, "a.zip", what="a zip", to_disk=True)


def test_a_broken_member() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("part", b"abc" * 100)
    data = stream.getvalue().replace(b"abcabc", b"abcabd", 1)
    with (
        safe_zip.opened(data, "a.zip", what="a zip") as archive,
        pytest.raises(InputError, match="part is broken"),
    ):
        safe_zip.read(archive, "part", "a.zip", what="a zip")
