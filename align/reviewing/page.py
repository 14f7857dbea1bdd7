"""One self-contained page to review in: the file, the reasons, the drafts; our own script and style.

Nothing of a document ever becomes markup: the data lies in a JSON block without a single ``<``, and the
script writes text nodes only. A content security policy allows this script and this style, by their
hashes, and no network.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import tmx
from align.reviewing.files import SIDES, SUFFIX, Review, read_review
from align.reviewing.reasons import FLAGS, PARTS, known
from tmx.base.errors import InputError
from tmx.base.files import may_write, opened, write_text
from tmx.model import Unit, plain

MODULES = ("text", "review", "words", "list", "map", "saving", "keys", "panel", "main")
"""The script, in the order in which its modules need each other; each name of theirs is unique."""

_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@dataclass(frozen=True)
class Saving:
    """Where the page saves: an address of its own origin, and the version of the file that it shows."""

    url: str
    version: str


def write_page(path: Path, output: Path | None = None, *, force: bool = False) -> Path:
    """Write the page of a review file; returns its path, by default ``NAME.html`` beside the file.

    :raises InputError: if the file isn't a review file.
    :raises OutputError: if the page is there already and ``force`` is not set.
    """
    target = output or path.with_name(path.name.removesuffix(SUFFIX) + ".html")
    may_write(target, force=force, hint="Pass --force to replace it, or -o FILE.")
    write_text(target, page(path))
    return target


def page(path: Path, *, saving: Saving | None = None) -> str:
    """The page as HTML.

    :param saving: where it saves; else the person downloads the file.
    :raises InputError: if the file isn't a review file.
    """
    web = files("align.reviewing") / "web"
    style, script = (web / "page.css").read_text(encoding="utf-8"), bundle()
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "connect-src 'self'" if saving else "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    with opened(path) as stream:
        text = stream.read().decode(errors="replace")
    content = {
        "POLICY": policy,
        "TITLE": _escaped(_name(path)),
        "STYLE": style,
        "DATA": json.dumps(data(path, text, saving), ensure_ascii=False).replace("<", "\\u003c"),
        "SCRIPT": script,
    }
    template = (web / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda name: content[name[1]], template)


def bundle() -> str:
    """All modules of the script as one: their imports taken out, their exports plain names."""
    web = files("align.reviewing") / "web"
    sources = [(web / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", source)) for source in sources)


def data(path: Path, text: str, saving: Saving | None) -> dict[str, Any]:
    """What the script gets to know."""
    review = read_review(path)
    if review.spreadsheet:
        plain_one = path.with_name(path.name.removesuffix(SUFFIX) + ".plain" + SUFFIX)
        raise InputError(
            "a spreadsheet saved it, in a form that the page cannot read",
            path=path,
            hint=f"Make a plain one: duiyi tmx convert {path} -o {plain_one}.",
        )
    return {
        "name": _name(path),
        "text": text,
        "whole": review.whole,
        "reasons": _reasons(path, review),
        "meanings": {"parts": PARTS, "flags": FLAGS},
        "drafts": drafts(path, review),
        "save": None if saving is None else {"url": saving.url, "version": saving.version},
    }


def drafts(path: Path, review: Review) -> dict[str, dict[str, str]]:
    """Machine translations of the file's sentences, by side and sentence, from the memories beside it."""
    drafted: dict[str, dict[str, str]] = {"en": {}, "zh": {}}
    for side, way in (("en", "en-zh"), ("zh", "zh-en")):
        wanted = frozenset(review.sentences("en" if side == "en" else "zh"))
        for memory in sorted(path.parent.glob(f"*.{way}.mt.tmx")):
            with tmx.read(memory) as units:
                for unit in units:
                    source, draft = _texts(unit)[:: 1 if side == "en" else -1]
                    if source in wanted and draft:
                        drafted[side].setdefault(source, draft)
    return drafted


def _texts(unit: Unit) -> tuple[str, str]:
    variants = (unit.variant(lang) for lang in SIDES)
    english, chinese = ("" if variant is None else plain(variant.segment) for variant in variants)
    return english, chinese


def _reasons(path: Path, review: Review) -> Sequence[Mapping[str, Any] | None]:
    return [
        None if reason is None else {"en": reason.src, "zh": reason.tgt, "parts": dict(reason.parts)}
        for reason in known(path, [line.pair for line in review.lines])
    ]


def _name(path: Path) -> str:
    """The file's name as UTF-8 can hold it."""
    return path.name.encode("utf-8", "replace").decode()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
