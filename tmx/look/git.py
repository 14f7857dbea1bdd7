"""Memories in git: diffs that show pairs, word by word, Han character by character.

``install`` writes the repository's own configuration (``.git/config``) and its ``.gitattributes``; ``undo``
takes out what it wrote and nothing else.
"""

import os
import subprocess
from pathlib import Path

from tmx.base.errors import InputError, MissingExtraError
from tmx.base.files import replacing

# Words of Latin letters and digits; every other character alone. Matched bytewise where the locale is C, so
# that a lead byte takes its followers along. [[:alnum:]]+ would make a whole clause of Han one word.
_WORDS = b"[A-Za-z0-9_]+|[\xc0-\xff][\x80-\xbf]+|[^[:space:]]"
_SECTIONS = ("diff.tmx", "diff.bitext")
_ATTRIBUTES = (b"*.tmx text eol=lf diff=tmx", b"*.bitext.tsv text eol=lf diff=bitext")
_BEGIN, _END = b"# duiyi: memories", b"# duiyi: end"


def install(folder: Path, *, command: str = "duiyi tmx cat --textconv") -> Path:
    """Make ``git diff`` of the repository show memories as text; doing it again changes nothing.

    :param command: what turns a memory, named after it, into text.
    :returns: the top folder of the repository.
    :raises InputError: if there is no repository.
    """
    top = _top(folder)
    undo(top)
    _config(top, "diff.tmx.textconv", command)
    _config(top, "diff.tmx.cachetextconv", "true")
    _config(top, "diff.tmx.xfuncname", "^# (.*)$")
    for section in _SECTIONS:
        _config(top, f"{section}.wordRegex", _WORDS)
    path = top / ".gitattributes"
    before = path.read_bytes() if path.exists() else b""
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    _write(path, before + gap + b"\n".join((_BEGIN, *_ATTRIBUTES, _END, b"")))
    return top


def undo(folder: Path) -> Path:
    """Take out what :func:`install` wrote.

    :returns: the top folder of the repository.
    :raises InputError: if there is no repository.
    """
    top = _top(folder)
    for section in _SECTIONS:
        _git(top, "config", "--local", "--remove-section", section, check=False)
    path = top / ".gitattributes"
    if path.exists():
        before = path.read_bytes()
        after = _without_block(before)
        if not after:
            path.unlink()
        elif after != before:
            _write(path, after)
    return top


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as stream:
        stream.write(content)


def _without_block(text: bytes) -> bytes:
    begin, end = text.find(_BEGIN + b"\n"), text.find(_END + b"\n")
    if begin < 0 or end < begin:
        return text
    return text[:begin] + text[end + len(_END) + 1 :]


def _top(folder: Path) -> Path:
    result = _git(folder, "rev-parse", "--show-toplevel", check=False)
    if result.returncode:
        raise InputError("this isn't a git repository", path=folder, hint="Run git init first.")
    return Path(os.fsdecode(result.stdout.removesuffix(b"\n")))


def _config(top: Path, name: str, value: str | bytes) -> None:
    _git(top, "config", "--local", name, value)


def _git(folder: Path, *arguments: str | bytes, check: bool = True) -> "subprocess.CompletedProcess[bytes]":
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise MissingExtraError("git cannot be run", hint="Install git.") from error
    if check and done.returncode:
        raise InputError(f"git says: {done.stderr.decode(errors='replace').strip()}", path=folder)
    return done
