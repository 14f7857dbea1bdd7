"""Zip files that hold documents (DOCX, EPUB): opened without trust, written back member by member."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from tmx.base.errors import InputError
from translate.documents.seam import Options, broken

MAX_BYTES = 1 << 30  # unpacked
MAX_MEMBERS = 20_000
MAX_RATIO = 200  # unpacked to packed; XML shrinks to a twentieth
_SAFE_BYTES = 8 << 20  # below this size a ratio says nothing
_OLE = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of encrypted new ones
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    ValueError,
    KeyError,
)

JOINT = "\0"
"""Parts the members' texts where they form one source; no XML can hold it."""


class Archive:
    """The members of a zip file.

    :raises InputError: if it is none, is encrypted, truncated or a bomb.
    """

    def __init__(self, data: bytes, options: Options, what: str) -> None:
        self._options, self._what = options, what
        if data.startswith(_OLE):
            raise broken(
                options,
                f"is no {what}: an old Office file, or one with a password",
                hint=f"Open it in its program and save it as {what} without a password.",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ERRORS as error:
            raise broken(options, f"is no {what}: {error}", hint="It may be cut short or misnamed.") from None
        self._check()

    @property
    def names(self) -> list[str]:
        """The members' names in their order."""
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """A member's bytes.

        :raises InputError: if it is missing or broken.
        """
        try:
            return self._zip.read(name)
        except (*_ERRORS, RuntimeError) as error:
            raise broken(self._options, f"is a broken {self._what}: {name}: {error}") from None

    def packer(
        self, members: Sequence[str], pack: Sequence[Callable[[str], bytes]]
    ) -> Callable[[str], bytes]:
        """Makes the zip anew, with the texts of ``members``, parted by :data:`JOINT`, in their places."""

        def write(text: str) -> bytes:
            texts = text.split(JOINT)
            new = {name: to_bytes(part) for name, to_bytes, part in zip(members, pack, texts, strict=True)}
            for name, content in new.items():
                self._prove(name, content)
            return self._written(new)

        return write

    def _prove(self, name: str, content: bytes) -> None:
        """That a member is well-formed XML before it is written.

        :raises InputError: if it is not; every program would refuse the file.
        """
        from lxml import etree

        try:
            etree.fromstring(
                content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            )
        except (etree.XMLSyntaxError, ValueError) as error:
            raise InputError(
                f"cannot be put back: {name} would be no well-formed XML: {error}",
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

    def _check(self) -> None:
        entries = self._zip.infolist()
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_MEMBERS or total > MAX_BYTES:
            raise broken(self._options, f"is too large: {len(entries)} files, {total} bytes unpacked")
        for entry in entries:
            if entry.flag_bits & 1:
                raise broken(self._options, "is protected by a password", hint="Save it without one.")
            if entry.file_size > _SAFE_BYTES and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
                raise InputError(
                    f"has a part that unpacks to over {MAX_RATIO} times its size: {entry.filename!r}",
                    path=self._options.name,
                    hint="Do not trust this file.",
                )
