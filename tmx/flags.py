"""The words of the column ``flags`` in a review file: those that people write, and those of the tool."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from unicodedata import normalize

from tmx.base.errors import InputError

OK, DROP = "ok", "drop"
CANDIDATE = "candidate"  # the tool's: too improbable for the memory unless a person says ok
REVIEWERS = (OK, DROP, "edited", "moved")
ALIGNER = (CANDIDATE, "length", "items", "marks", "crossing", "meta", "untranslated", "rest")
TRANSLATOR = (
    "mt", "tm", "copy", "offer", "unapproved", "numbers", "fuzzy",
    "empty", "copied", "loop", "language", "cut", "number", "url", "term", "divided", "codes", "parts",
)  # fmt: skip
KNOWN = frozenset((*REVIEWERS, *ALIGNER, *TRANSLATOR))

WORD = re.compile(r"[^\s,;，；、]+")
_MATCH = re.compile(r"(?:tm|fuzzy):\d{1,3}%")
_MEANT = {
    OK: "okay yes y accept accepted approve approved good right fine true ✓ ✔ 好 对 對 是 可以 通过 通過",
    DROP: "delete deleted remove removed reject rejected no bad wrong false x ✗ 删 删除 刪除 不要 错 錯",
    "edited": "edit changed 改 修改",
}


def parse(text: str) -> Iterator[str]:
    """The flags of a cell, parted by any comma or space; ``OK``, ``Drop`` and ``ｏｋ`` are the plain words.

    :raises InputError: naming a word that is none, and what was probably meant.
    """
    for word in WORD.findall(text):
        flag = normalize("NFKC", word).lower()
        if flag not in KNOWN and not _MATCH.fullmatch(flag):
            meant = _meant(flag)
            raise InputError(
                f"no flag is called {word!r}" + (f"; probably {meant!r} is meant" if meant else ""),
                hint=f"People write {', '.join(REVIEWERS)}; a remark goes on a line of its own, after #.",
            )
        yield flag


def _meant(flag: str) -> str | None:
    meanings = (known for known, words in _MEANT.items() if flag.strip(".!?。！？") in words.split())
    bare = flag.strip(".!?:()[]'\"。！？：（）")
    near = get_close_matches(bare, (*REVIEWERS, *ALIGNER, *TRANSLATOR), n=1)
    return bare if bare in KNOWN else next(meanings, None) or next(iter(near), None)
