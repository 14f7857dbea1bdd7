"""The pages of a PDF, read in a process of its own: a hostile file may hang it or crash it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

from translate.documents.formats.pdf_glyphs import Page, Piece
from translate.documents.seam import Options, broken


def pages(data: bytes, options: Options) -> Iterator[Page]:
    """The pages of a PDF, one at a time.

    :raises InputError: if it is no sound PDF, protected by a password, or takes too much time or memory.
    """
    command = (sys.executable, "-P", "-m", "translate.documents.formats.pdf_glyphs")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert process.stdin is not None and process.stdout is not None
            _give(process.stdin, data)
            number = 0
            for line in process.stdout:
                if not line.endswith(b"\n"):  # it was ended in the middle
                    break
                yield _page(json.loads(line), options)
                number += 1
            if process.wait():
                raise broken(
                    options,
                    f"has a page that can't be read: page {number + 1} takes too much time or memory",
                    hint="Print it into a new PDF.",
                )
        finally:
            process.kill()


def _give(stream: IO[bytes], data: bytes) -> None:
    try:
        stream.write(data)
        stream.close()
    except BrokenPipeError:  # it has ended already, and its status says how
        pass


def _page(answer: list[list[list[str]]] | dict[str, str], options: Options) -> Page:
    if isinstance(answer, dict):
        raise broken(options, answer["what"], hint=answer["hint"])
    pieces, *rest = answer
    return Page(tuple(Piece(*piece) for piece in pieces), *rest)  # type: ignore[arg-type]
