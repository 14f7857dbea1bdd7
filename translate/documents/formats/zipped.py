"""Zip files that hold documents (Office files, EPUB): opened without trust, written back member by member."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from tmx.base import safe_xml, safe_zip
from tmx.base.errors import InputError
from translate.documents.seam import Options, broken

_OLE = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of encrypted new ones
JOINT = "\0"
"""Parts the members' texts where they form one source; no XML can hold it."""

_STREAMS = {"WordDocument": "Word", "Workbook": "Excel", "Book": "Excel", "PowerPoint Document": "PowerPoint"}


class Archive:
    """The members of a zip file.

    :raises InputError: if it isn't a zip file, or is encrypted, truncated or a bomb.
    """

    def __init__(self, data: bytes, options: Options, what: str) -> None:
        self._options, self._what = options, what
        if data.startswith(_OLE):
            raise _old_office(data, options, what)
        self._zip = safe_zip.opened(data, options.name, what=what, hint="It may be cut short or misnamed.")
        self._called = {name.casefold(): name for name in self._zip.namelist()}

    @property
    def names(self) -> list[str]:
        """The members' names in their order."""
        return self._zip.namelist()

    def called(self, name: str) -> str:
        """The member with a name in small or large letters, as its file has it; empty if there is none."""
        return self._called.get(name.casefold(), "")

    def read(self, name: str) -> bytes:
        """A member's bytes.

        :raises InputError: if it is missing or broken.
        """
        return safe_zip.read(self._zip, name, self._options.name, what=self._what)

    def packer(
        self, members: Sequence[str], pack: Sequence[Callable[[str], bytes]]
    ) -> Callable[[str], bytes]:
        """Makes the zip anew, with the texts of ``members``, parted by :data:`JOINT`, in their places."""

        def write(text: str) -> bytes:
            texts = text.split(JOINT) if members else []
            new = {name: to_bytes(part) for name, to_bytes, part in zip(members, pack, texts, strict=True)}
            for name, content in new.items():
                self._prove(name, content)
            return self._written(new)

        return write

    def _prove(self, name: str, content: bytes) -> None:
        """Check that a member is well-formed XML before it is written.

        :raises InputError: if it is not; every program would refuse the file.
        """
        try:
            safe_xml.tree(content, self._options.name, huge=True, part=name)
        except InputError as error:
            raise InputError(
                f"cannot be put back: {error.what}",
                path=self._options.name,
                hint="Nothing was written; this is a fault of duiyi, please report it.",
            ) from None

    def _written(self, new: Mapping[str, bytes]) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as target:
            for info in self._zip.infolist():
                copy = zipfile.ZipInfo(info.filename, info.date_time)
                copy.compress_type = info.compress_type
                copy.external_attr = info.external_attr
                target.writestr(copy, new.get(info.filename) or self.read(info.filename))
        return stream.getvalue()


def _old_office(data: bytes, options: Options, what: str) -> InputError:
    """What to say of a file in the container of old Office files, by the names of its streams."""
    if _has_stream(data, "EncryptedPackage"):
        return broken(options, "is protected by a password", hint="Save it without one.")
    program = next((one for name, one in _STREAMS.items() if _has_stream(data, name)), "")
    kind = f"it is an old {program} file" if program else "an old Office file, or one with a password"
    return broken(
        options,
        f"is not {what}: {kind}",
        hint=f"Open it in its program and save it as {what}{'' if program else ' without a password'}.",
    )


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory of the container names a stream."""
    return f"{name}\0".encode("utf-16-le") in data
