"""What memories, documents and glossaries read alike: PO, TBX."""

from collections import Counter
from pathlib import Path

import pytest
from formats_fixture import opened

from tmx.forms import Settings, po, tbx
from tmx.model import plain
from translate.documents.seam import shown
from translate.language import terms

CATALOGUE = r"""msgid ""
msgstr ""
"Language: zh_CN\n"
"Content-Type: text/plain; charset=UTF-8\n"

#, fuzzy-looking
msgid "a\qb \"c\"\t\\d"
msgstr "{}"
"""


def test_an_escape_that_gettext_does_not_know_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(CATALOGUE.replace("{}", "甲"), encoding="utf-8")
    (unit,) = po.read(path, Settings(), Counter())
    (item,) = opened("a.po", CATALOGUE.replace("{}", "")).items
    assert plain(unit.variants[0].segment) == 'a\\qb "c"\t\\d'
    assert shown(item.content) == 'a\\qb "c"\t\\d'


@pytest.mark.parametrize(
    ("comments", "fuzzy"),
    [
        ("#, fuzzy", True),
        ("#, c-format, fuzzy", True),
        ("#, fuzzywuzzy", False),
        ("# fuzzy", False),
        ("", False),
    ],
)
def test_fuzzy_is_a_word(comments: str, fuzzy: bool) -> None:
    assert po.is_fuzzy(comments) is fuzzy
    assert po.is_fuzzy(f"# a remark\n{comments}\n#: a.c:1") is fuzzy


GROUP = "<{group} xml:lang='{lang}'><x><term>{term}</term></x></{group}>"


@pytest.mark.parametrize(
    ("entry", "group"), [("entry", "langGroup"), ("termEntry", "langSet"), ("conceptEntry", "langSec")]
)
def test_every_dialect_of_tbx_is_read_by_both(entry: str, group: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tbx"
    sides = (("en", "ferry"), ("zh-CN", "渡船"))
    groups = "".join(GROUP.format(group=group, lang=lang, term=term) for lang, term in sides)
    path.write_text(f"<tbx><body><{entry}>{groups}</{entry}></body></tbx>", encoding="utf-8")
    (unit,) = tbx.read(path, Settings(), Counter())
    assert [plain(variant.segment) for variant in unit.variants] == ["ferry", "渡船"]
    assert [(term.en, term.zh) for term in terms.read(path)] == [("ferry", "渡船")]
