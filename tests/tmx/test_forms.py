"""Other forms: what comes back, what is counted, what spreadsheets must not run."""

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from tmx_strategies import UNITS, pair, saved

import tmx
from tmx.base.errors import DuiyiError
from tmx.change.converting import Report, convert
from tmx.forms import Settings, jsonl, po
from tmx.forms.rows import guarded, unguarded
from tmx.model import Note, Prop, Tag, Unit, Variant, plain

PLAIN = ("csv", "xlsx", "po", "xlf", "jsonl", "tbx", "moses")
LAW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=("Cc", "Cs"))
TEXTS = st.text(CHARACTERS, min_size=1)
ODD = st.sampled_from(
    ("=1+1", "+a", "-a", "@a", "'=a", "''-a", '"', "\\n", "a\nb", "\ta", "_x0041_", "<b>&", " a ", "𠮷")
)
PAIRS = st.lists(st.tuples(st.one_of(TEXTS, ODD), st.one_of(TEXTS, ODD)), max_size=4)


def there_and_back(folder: Path, ending: str, units: list[Unit]) -> tuple[list[Unit], Report]:
    report = convert(saved(folder / "a.tmx", *units), folder / f"b.{ending}")
    convert(folder / f"b.{ending}", folder / "c.tmx")
    return list(tmx.read(folder / "c.tmx")), report


@pytest.mark.parametrize("ending", PLAIN)
@LAW
@given(PAIRS)
@example([("Tea", "茶"), ("=cmd|' /C calc'!A0", "'=1")])
def test_texts_come_back(tmp_path: Path, ending: str, texts: list[tuple[str, str]]) -> None:
    units = [pair(en, zh, tuid=f"u{number}") for number, (en, zh) in enumerate(texts)]
    result, _ = there_and_back(tmp_path, ending, units)
    back = [tuple(plain(variant.segment) for variant in unit.variants) for unit in result]
    if ending == "moses":
        texts = [(" ".join(en.splitlines()), " ".join(zh.splitlines())) for en, zh in texts]
    else:
        assert [unit.attribute("tuid") for unit in result] == [f"u{number}" for number in range(len(texts))]
    assert back == texts


@LAW
@given(st.lists(UNITS, max_size=3))
def test_json_lines_lose_nothing(tmp_path: Path, units: list[Unit]) -> None:
    canonical = list(tmx.read(saved(tmp_path / "a.tmx", *units)))
    path = tmp_path / "b.jsonl"
    with path.open("wb") as stream:
        jsonl.write(canonical, stream, Settings(), Counter())
    assert list(jsonl.read(path, Settings(), Counter())) == canonical


@given(st.text())
def test_guarding_is_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


CODED = Unit(
    (
        Variant("en", ("Press ", Tag("bpt", (("i", "1"),), ("<b>",)), "the ", Tag("hi", (), ("key",)),
                       Tag("ept", (("i", "1"),), ("</b>",)), Tag("ph", (), ("<br/>",)))),
        Variant("zh-CN", ("按", Tag("it", (("pos", "begin"),), ("<i>",)), "键", Tag("ph", (), ("<br/>",)))),
    ),
    (("tuid", "a1"),),
    (Note("for the menu"),),
)  # fmt: skip


@pytest.mark.parametrize("version", ["1.2", "2.1", None])
def test_xliff_keeps_codes_and_notes(tmp_path: Path, version: str | None) -> None:
    result, report = there_and_back(tmp_path, "xlf", [CODED])
    assert result == [CODED]
    convert(tmp_path / "a.tmx", tmp_path / "d.xliff", settings=Settings(version=version))
    convert(tmp_path / "d.xliff", tmp_path / "e.tmx")
    assert list(tmx.read(tmp_path / "e.tmx")) == [CODED]
    assert report.left == {}
    with pytest.raises(DuiyiError, match=r"3\.0 is not written"):
        convert(tmp_path / "a.tmx", tmp_path / "f.xlf", settings=Settings(version="3.0"))


XLIFF = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh">
<file id="f"><unit id="1"><originalData><data id="d1">&lt;b></data></originalData>
<segment><source>A <pc id="1" dataRefStart="d1">b</pc>.</source><target>甲<x/></target></segment>
<ignorable><source> </source></ignorable><segment><source>C.</source><target>丙</target></segment></unit>
<unit id="2"><segment><source>D</source></segment></unit>
<unit id="3">
<segment><source>E. </source><target>戊。</target></segment><segment><source>F.</source></segment>
</unit></file></xliff>"""


def test_xliff_of_others(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(XLIFF, encoding="utf-8")
    report = convert(path, tmp_path / "b.tmx")
    (unit,) = tmx.read(tmp_path / "b.tmx")
    assert unit.variants[0].segment == (
        "A ", Tag("bpt", (("i", "1"),), ("<b>",)), "b", Tag("ept", (("i", "1"),)), ". C.",
    )  # fmt: skip
    assert unit.variants[1].lang == "zh"
    assert unit.variants[1].segment == ("甲", Tag("ph"), " 丙")
    assert report.left == {"units with an empty side": 2}


@pytest.mark.parametrize("ending", [*PLAIN, "bitext.tsv"])
def test_what_is_left_behind_is_counted(tmp_path: Path, ending: str) -> None:
    extra = Unit(
        (*CODED.variants, Variant("fr", ("c",))), CODED.attributes, (*CODED.remarks, Prop("x-a", "b"))
    )
    memory = saved(tmp_path / "a.tmx", extra, Unit((Variant("en", ("alone",)),)))
    left = convert(memory, tmp_path / f"b.{ending}").left
    if ending == "jsonl":
        assert not left
        return
    assert left["notes, properties and attributes"] == (2 if ending == "bitext.tsv" else 1)
    assert left["variants in other languages"] == 1
    if ending != "xlf":
        assert left["units with inline codes, which were taken out"] == 1
    if ending != "bitext.tsv":
        assert left["units without both languages"] == 1


def test_older_tmx(tmp_path: Path) -> None:
    memory = saved(tmp_path / "a.tmx", pair("Tea", "茶"))
    for version in ("1.1", "1.2", "1.3"):
        path = tmp_path / "b.tmx"
        convert(memory, path, settings=Settings(version=version))
        assert f'<tmx version="{version}">' in path.read_text(encoding="utf-8")
        assert (" lang=" in path.read_text(encoding="utf-8")) is (version == "1.1")
        assert [[v.lang for v in unit.variants] for unit in tmx.read(path)] == [["en", "zh-CN"]]
    with pytest.raises(DuiyiError, match=r"TMX 2\.0 is not written"):
        convert(memory, tmp_path / "c.tmx", settings=Settings(version="2.0"))


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    memory = saved(tmp_path / "a.tmx", pair("=1+1", "@SUM(1)"))
    convert(memory, tmp_path / "b.csv")
    (_, row) = csv.reader(io.StringIO((tmp_path / "b.csv").read_text(encoding="utf-8-sig")))
    assert row[1:3] == ["'=1+1", "'@SUM(1)"]
    convert(memory, tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert all(etree.fromstring(book.read(name)) is not None for name in book.namelist())
    cells = sheet.findall(".//{*}c")
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    assert [cell.get("s") for cell in cells[-4:]] == [None, "1", "1", None]
    assert not sheet.findall(".//{*}f")


def test_forms_are_deterministic(tmp_path: Path) -> None:
    memory = saved(tmp_path / "a.tmx", CODED)
    for ending in PLAIN[:-1]:
        first, second = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
        convert(memory, first)
        convert(memory, second)
        assert first.read_bytes() == second.read_bytes()


PO = """msgid ""
msgstr "Language: zh\\n"

#. a note
#: file.c:3
#, fuzzy, c-format
msgid ""
"two "
"parts\\n"
msgstr "两"

msgctxt "menu"
msgid "one"
msgid_plural "many"
msgstr[0] "一"
msgstr[1] "多"

#. of what is gone
#, fuzzy
#~ msgid "old"
#~ msgstr "旧"

#~ msgid "older"
#~ msgstr "更旧"

msgid "none"
msgstr ""

msgid "here"
msgstr "在"
"""


def test_po_of_others(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(PO, encoding="utf-8")
    left: Counter[str] = Counter()
    first, second, third = po.read(path, Settings(), left)
    assert plain(first.variants[0].segment) == "two parts\n"
    assert first.remarks == (Prop("x-ConfirmationLevel", "Draft"), Note("a note"))
    assert second.attribute("tuid") == "menu"
    assert plain(second.variants[1].segment) == "一"
    assert third.remarks == ()
    assert +left == {"obsolete entries": 2, "plural forms beyond the first": 1, "rows with an empty side": 1}


BROKEN = {
    "a.csv": b'id,en,zh-CN\n1,"a',
    "b.csv": b"id,en\n",
    "c.csv": b"id,en,zh-CN\n1,\xff,b\n",
    "a.xlsx": b"PK",
    "a.po": b"hello\n",
    "a.xlf": b"<xliff>",
    "b.xlf": b'<!DOCTYPE xliff [<!ENTITY a SYSTEM "file:///etc/hosts">]><xliff><unit><source>&a;</source></unit></xliff>',
    "a.jsonl": b'{"variants": []}\n',
    "b.jsonl": b'{"variants": [{"lang": "en", "segment": [{"code": "b"}]}]}\n',
    "a.tbx": b"<TBX",
    "a.moses": b"",
    "a.txt": b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    with pytest.raises(DuiyiError) as caught:
        convert(path, tmp_path / "b.tmx")
    assert caught.value.path
    assert not (tmp_path / "b.tmx").exists()


@pytest.mark.parametrize("ending", PLAIN)
def test_the_source_language_of_what_is_converted(tmp_path: Path, ending: str) -> None:
    settings = Settings(source="zh-CN", target="en-GB")
    units = [Unit((Variant("zh-CN", ("茶",)), Variant("en-GB", ("Tea",))))]
    convert(saved(tmp_path / "a.tmx", *units), tmp_path / f"b.{ending}", settings=settings)
    convert(tmp_path / f"b.{ending}", tmp_path / "c.tmx", settings=settings)
    with tmx.read(tmp_path / "c.tmx") as memory:
        assert memory.header.attribute("srclang") == "zh-CN"


def test_an_xliff_says_its_source_language_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(XLIFF.replace('"en"', '"zh"').replace('trgLang="zh"', 'trgLang="en"'), encoding="utf-8")
    convert(path, tmp_path / "b.tmx")
    with tmx.read(tmp_path / "b.tmx") as memory:
        assert memory.header.attribute("srclang") == "zh"


def test_terms_with_marks_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.tbx"
    groups = "".join(
        f'<langSet xml:lang="{lang}"><tig><term>{term}</term></tig></langSet>'
        for lang, term in (("en", "H<hi>2</hi>O level"), ("zh", "水位"))
    )
    path.write_text(f'<martif><termEntry id="1">{groups}</termEntry></martif>', encoding="utf-8")
    convert(path, tmp_path / "b.tmx")
    assert [plain(unit.variants[0].segment) for unit in tmx.read(tmp_path / "b.tmx")] == ["H2O level"]


def test_the_file_of_a_pair_that_is_at_fault(tmp_path: Path) -> None:
    (tmp_path / "a.en").write_bytes(b"Tea\nSoup\n")
    (tmp_path / "a.zh-CN").write_bytes(b"\xb2\xe8\n")
    with pytest.raises(DuiyiError, match=r"a\.zh-CN:1: is not UTF-8"):
        convert(tmp_path / "a.moses", tmp_path / "b.tmx")
    with pytest.raises(DuiyiError, match=r"a\.zh-CN:2: the files do not have the same number of lines"):
        convert(tmp_path / "a.moses", tmp_path / "b.tmx", settings=Settings(encoding="gb18030"))


def test_a_missing_workbook_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DuiyiError, match="there is no such file"):
        convert(tmp_path / "a.xlsx", tmp_path / "b.tmx")


def test_units_that_a_review_file_has_no_place_for(tmp_path: Path) -> None:
    memory = saved(
        tmp_path / "a.tmx", Unit((Variant("fr", ("thé",)), Variant("de", ("Tee",)))), pair("Tea", "茶")
    )
    report = convert(memory, tmp_path / "a.bitext.tsv")
    assert (report.written, report.left) == (1, {"units in neither en nor zh-CN": 1})


STATES = """<xliff version="1.2">
<file source-language="en" target-language="zh" original="a" datatype="x"><body>
<trans-unit id="1"><source>Tea</source><target state="final">茶</target></trans-unit>
<trans-unit id="2"><source>Soup</source><target state="needs-review-translation">汤</target></trans-unit>
<trans-unit id="3"><source>Rice</source><target state="needs-translation">Rice</target></trans-unit>
</body></file></xliff>"""


def test_what_an_xliff_says_of_its_targets(tmp_path: Path) -> None:
    (tmp_path / "a.xlf").write_text(STATES, encoding="utf-8")
    report = convert(tmp_path / "a.xlf", tmp_path / "b.tmx")
    assert report.left == {"units that say they are not translated yet": 1}
    first, second = tmx.read(tmp_path / "b.tmx")
    assert (first.remarks, second.remarks) == ((), (Prop("x-ConfirmationLevel", "Draft"),))
    convert(tmp_path / "b.tmx", tmp_path / "c.xlf", settings=Settings(version="1.2"))
    text = (tmp_path / "c.xlf").read_text(encoding="utf-8")
    assert "<target>茶</target>" in text
    assert '<target state="needs-review-translation">汤</target>' in text


@pytest.mark.parametrize(
    ("head", "row", "source"),
    [
        ("id,en-US,zh-TW,zh-CN", "1,Tea,臺,茶", "en-US"),
        ("English,注,Chinese", "Tea,1,茶", "en"),
        ("EN,zh_TW,zh-cn", "Tea,臺,茶", "en"),
        ("中文,英文", "茶,Tea", "en"),
    ],
)
def test_columns_as_people_call_them(tmp_path: Path, head: str, row: str, source: str) -> None:
    (tmp_path / "a.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    convert(tmp_path / "a.csv", tmp_path / "b.tmx")
    (unit,) = tmx.read(tmp_path / "b.tmx")
    sides = [(variant.lang, plain(variant.segment)) for variant in unit.variants]
    assert sides == [(source, "Tea"), ("zh-CN", "茶")]


KNOWN = (
    Unit(
        (Variant("en", ("The gate is open.",)), Variant("zh-CN", ("大门开着。",))),
        (("tuid", "k1"), ("creationdate", "20240102T030405Z"), ("changeid", "ann")),
    ),
    Unit(
        (Variant("en", ("Mind the step.",)), Variant("zh-CN", ("小心台阶。",), (("creationid", "MT!"),))),
        (("tuid", "k2"),),
        (
            Prop("x-ConfirmationLevel", "Draft"),
            Prop("x-Origin", "MT"),
            Prop("x-document", "=signs.txt"),
            Prop("x-engine", "careful 2"),
            Prop("x-flags", "number loop"),
        ),
    ),
    Unit(
        (Variant("en", ("Wait here. It will not take long.",)), Variant("zh-CN", ("请稍候。",))),
        (("tuid", "k3"), ("segtype", "paragraph")),
        (
            Prop("x-ConfirmationLevel", "ApprovedTranslation"),
            Prop("x-Origin", "Alignment"),
            Prop("x-alignment-score", "0.50"),
            Prop("x-alignment-type", "2-1"),
        ),
    ),
)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_says_who_made_a_unit_and_what_it_is_worth(tmp_path: Path, ending: str) -> None:
    result, report = there_and_back(tmp_path, ending, list(KNOWN))
    assert result == list(tmx.read(tmp_path / "a.tmx"))
    assert report.left == {}


def test_a_workbook_opens_elsewhere_and_comes_back(tmp_path: Path) -> None:
    convert(saved(tmp_path / "a.tmx", *KNOWN), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    (sheet,) = book.worksheets
    names = [cell.value for cell in sheet[1]]
    assert names[:7] == ["id", "en", "zh-CN", "note", "status", "score", "type"]
    assert sheet.freeze_panes == "A2"
    assert sheet["B2"].alignment.wrap_text
    assert sheet.column_dimensions["B"].width > 40
    column = {name: place for place, name in enumerate(names, 1)}
    assert sheet.cell(4, column["score"]).value == 0.5
    sheet.cell(3, column["status"]).value = "ok"
    sheet.cell(4, column["zh-CN"]).value = "请在这里稍候。"
    book.save(tmp_path / "b.xlsx")
    convert(tmp_path / "b.xlsx", tmp_path / "b.tmx")
    human, machine, aligned = tmx.read(tmp_path / "b.tmx")
    assert human.prop("x-ConfirmationLevel") is None
    assert human.attribute("changeid") == "ann"
    assert machine.prop("x-ConfirmationLevel") == "ApprovedTranslation"
    assert (aligned.prop("x-alignment-score"), aligned.prop("x-alignment-type")) == ("0.50", "2-1")
    assert plain(aligned.variants[1].segment) == "请在这里稍候。"


def test_what_a_spreadsheet_makes_of_a_score_and_a_type(tmp_path: Path) -> None:
    rows = ["en,zh-CN,score,type,status", "Tea,茶,0.5,1-Jan,draft", 'Soup,汤,"0,93000000000000005",2-1,',
            "Rice,米饭,high,,OK"]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    report = convert(tmp_path / "a.csv", tmp_path / "b.tmx")
    scores = [
        tuple(unit.prop(f"x-{name}") for name in ("alignment-score", "alignment-type", "ConfirmationLevel"))
        for unit in tmx.read(tmp_path / "b.tmx")
    ]
    assert scores == [
        ("0.50", None, "Draft"), ("0.93", "2-1", None), (None, None, "ApprovedTranslation")
    ]  # fmt: skip
    assert report.left == {"scores that are no numbers": 1}


def test_a_person_s_pair_is_no_draft_after_a_review_file(tmp_path: Path) -> None:
    convert(saved(tmp_path / "a.tmx", *KNOWN), tmp_path / "b.bitext.tsv")
    convert(tmp_path / "b.bitext.tsv", tmp_path / "c.tmx")
    about = [
        tuple(unit.prop(f"x-{name}") for name in ("ConfirmationLevel", "Origin", "alignment-type"))
        for unit in tmx.read(tmp_path / "c.tmx")
    ]
    assert about == [
        ("ApprovedTranslation", None, None),
        ("Draft", "MT", None),
        ("ApprovedTranslation", "Alignment", "2-1"),
    ]


HANS, HANT = (
    pair("Printer", "打印机", tuid="a"),
    pair("Please close the folder.", "請關閉資料夾。", zh="zh-TW", tuid="b"),
)


@pytest.mark.parametrize("ending", [*PLAIN, "bitext.tsv"])
@pytest.mark.parametrize(
    ("target", "there"), [("zh-CN", HANS), ("zh-TW", HANT), ("zh-HK", HANT), ("zh", HANS)]
)
def test_each_form_holds_one_script(tmp_path: Path, ending: str, target: str, there: Unit) -> None:
    if ending == "jsonl":
        return  # all languages
    memory, asked = saved(tmp_path / "a.tmx", HANS, HANT), Settings(target=target)
    report = convert(memory, tmp_path / f"b.{ending}", settings=asked)
    assert [number for why, number in report.left.items() if "another script" in why] == [1]
    convert(tmp_path / f"b.{ending}", tmp_path / "c.tmx", settings=asked)
    (unit,) = tmx.read(tmp_path / "c.tmx")
    assert [(v.lang, plain(v.segment)) for v in unit.variants] == [
        ("en", plain(there.variants[0].segment)), (target, plain(there.variants[1].segment)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("Language: zh_TW", "zh-TW"), ("Language: zh_Hant_HK", "zh-Hant-HK"), ("Language: de", "de"),
        ("Language: zh_TW.UTF-8", "zh-TW"), ("language:zh-tw", "zh-TW"), ("Language: zh_CN", "zh-CN"),
        ("Language: ", "zh-CN"), ("X-Generator: none", "zh-CN"),
    ],
)  # fmt: skip
def test_a_catalogue_is_in_the_language_that_its_head_says(tmp_path: Path, header: str, tag: str) -> None:
    catalogue = f'msgid ""\nmsgstr ""\n"Project-Id-Version: x\\n"\n"{header}\\n"\n\nmsgid "Tea"\nmsgstr "X"\n'
    (tmp_path / "a.po").write_text(catalogue, "utf-8")
    convert(tmp_path / "a.po", tmp_path / "b.tmx")
    (unit,) = tmx.read(tmp_path / "b.tmx")
    assert [variant.lang for variant in unit.variants] == ["en", tag]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.po", 'msgid "Please close the folder."\nmsgstr "請關閉資料夾。"\n'),
        ("a.csv", "English,中文\nPlease close the folder.,請關閉資料夾。\n"),
        ("a.csv", "en,zh\nPlease close the folder.,請關閉資料夾。\n"),
    ],
)
def test_a_traditional_text_is_not_taken_for_simplified(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(DuiyiError, match="traditional script"):
        convert(tmp_path / name, tmp_path / "b.tmx")
    assert not (tmp_path / "b.tmx").exists()


def test_columns_that_are_left_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "en-US,zh_TW,Remark,zh-CN,de-DE\nPrinter,印表機,x,打印机,Drucker\n", "utf-8"
    )
    for target, text in (("zh-CN", "打印机"), ("zh-TW", "印表機"), ("de", "Drucker")):
        report = convert(tmp_path / "a.csv", tmp_path / "b.tmx", settings=Settings(target=target))
        (unit,) = tmx.read(tmp_path / "b.tmx")
        tag = "de-DE" if target == "de" else target
        assert [(v.lang, plain(v.segment)) for v in unit.variants] == [("en-US", "Printer"), (tag, text)]
        ((why, number),) = report.left.items()
        assert number == 3
        assert "Remark" in why
    (tmp_path / "a.csv").write_text("English,繁體中文\nPrinter,印表機\n", "utf-8")
    with pytest.raises(DuiyiError, match="no column is called zh-CN"):
        convert(tmp_path / "a.csv", tmp_path / "b.tmx")


def test_a_glossary_entry_in_both_scripts(tmp_path: Path) -> None:
    terms = {"en-US": "printer", "zh-TW": "印表機", "zh-CN": "打印机", "de": "Drucker"}
    sets = "".join(
        f'<langSet xml:lang="{tag}"><tig><term>{x}</term></tig></langSet>' for tag, x in terms.items()
    )
    text = f'<martif><text><body><termEntry id="1">{sets}</termEntry></body></text></martif>'
    (tmp_path / "a.tbx").write_text(text, "utf-8")
    for target, term in (("zh-CN", "打印机"), ("zh-HK", "印表機")):
        report = convert(tmp_path / "a.tbx", tmp_path / "b.tmx", settings=Settings(target=target))
        (unit,) = tmx.read(tmp_path / "b.tmx")
        assert plain(unit.variants[1].segment) == term
        assert report.left["variants in other languages"] == 2
