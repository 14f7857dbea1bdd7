"""Pieces of Word's paragraphs, and what must be true of a document whatever its words became."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable

import docx as python_docx
from formats_fixture import opened
from lxml import etree

from translate.documents.seam import Opened
from translate.drafting.passages import contents, drafted, passages
from translate.model import Draft

WINGDINGS = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
COURIER = '<w:rPr><w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/></w:rPr>'
BOLD = "<w:rPr><w:b/></w:rPr>"


def run(text: str, look: str = "") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def inside(*elements: str) -> str:
    """Elements in a run."""
    return f"<w:r>{''.join(elements)}</w:r>"


def field(instruction: str, *result: str) -> str:
    """A complex field, as Word writes it."""
    middle = [inside('<w:fldChar w:fldCharType="separate"/>'), *result] if result else []
    return "".join(
        [
            inside('<w:fldChar w:fldCharType="begin"/>'),
            instruction if instruction.startswith("<") else inside(instruct(instruction)),
            *middle,
            inside('<w:fldChar w:fldCharType="end"/>'),
        ]
    )


def instruct(text: str) -> str:
    return f'<w:instrText xml:space="preserve"> {text} </w:instrText>'


def ruby(base: str, reading: str) -> str:
    return inside(
        f"<w:ruby><w:rubyPr><w:hps w:val='10'/></w:rubyPr><w:rt>{run(reading)}</w:rt>"
        f"<w:rubyBase>{run(base)}</w:rubyBase></w:ruby>"
    )


def formula(text: str) -> str:
    return f"<m:oMath><m:r><m:t>{text}</m:t></m:r></m:oMath>"


def box(text: str) -> str:
    """A drawing that holds a paragraph."""
    return inside(
        "<mc:AlternateContent><mc:Choice><w:drawing><wp:docPr id='1' name='n' descr='A red kite'/>"
        f"<wps:txbx><w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent></v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent>"
    )


MARKS = {
    "bookmark": '<w:bookmarkStart w:id="1" w:name="b"/><w:bookmarkEnd w:id="1"/>',
    "comment": '<w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/>'
    + inside('<w:commentReference w:id="1"/>'),
    "permission start": '<w:permStart w:id="2" w:edGrp="everyone"/>',
    "permission end": '<w:permEnd w:id="2"/>',
    "spelling": '<w:proofErr w:type="spellStart"/>',
    "spelling end": '<w:proofErr w:type="spellEnd"/>',
    "moved from": f'<w:moveFrom w:id="3" w:author="a">{run("far away")}</w:moveFrom>',
    "move start": '<w:moveToRangeStart w:id="3" w:name="m"/>',
    "move end": '<w:moveToRangeEnd w:id="3"/>',
    "deleted": '<w:del w:id="4" w:author="a"><w:r><w:delText>no longer</w:delText></w:r></w:del>',
    "subdocument": '<w:subDoc r:id="r9"/>',
    "note": inside('<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>', '<w:footnoteReference w:id="5"/>'),
    "symbol": inside('<w:sym w:font="Wingdings" w:char="F0FC"/>'),
    "break": inside("<w:br/>"),
    "tab": inside("<w:tab/>"),
    "page": inside("<w:lastRenderedPageBreak/>"),
    "soft hyphen": inside("<w:t>har</w:t>", "<w:softHyphen/>", "<w:t>bour</w:t>"),
    "tab in a run": inside("<w:t>left </w:t>", "<w:tab/>", "<w:t> right</w:t>"),
    "check mark": run("\N{LATIN SMALL LETTER U WITH DIAERESIS}", WINGDINGS),
    "private sign": run("\uf0fc"),
    "box": box("Inside a box"),
    "picture": inside("<w:t>kite</w:t>", "<w:drawing><wp:docPr id='7' name='p' descr='A kite'/></w:drawing>"),
    "control": '<w:sdt><w:sdtPr><w:id w:val="8"/></w:sdtPr><w:sdtContent><w:r><w:br/></w:r></w:sdtContent>'
    "</w:sdt>",
    "page number": field("PAGE", run("7")),
    "index entry": field('XE "harbour"'),
    "reference": field("REF _Ref1 \\h", run("Table "), run("3", BOLD)),
    "simple field": f'<w:fldSimple w:instr=" SEQ Table ">{run("3")}</w:fldSimple>',
    "one run": inside(
        "<w:t>On page </w:t>",
        '<w:fldChar w:fldCharType="begin"/>',
        instruct("PAGE"),
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>7</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        "<w:t> it ends</w:t>",
    ),
    "half runs": inside("<w:t>On page </w:t>", '<w:fldChar w:fldCharType="begin"/>')
    + inside(instruct("PAGE"), '<w:fldChar w:fldCharType="separate"/>')
    + run("7")
    + inside('<w:fldChar w:fldCharType="end"/>', "<w:t> it ends</w:t>"),
    "half of an index entry": inside("<w:t>The kite</w:t>", '<w:fldChar w:fldCharType="begin"/>')
    + inside(instruct('XE "kite"'))
    + inside('<w:fldChar w:fldCharType="end"/>', "<w:br/>"),
    "nested": field(
        inside(instruct("IF"))
        + field("MERGEFIELD Town", run("Leeds"))
        + inside(instruct('= "Leeds" "near" "far"')),
        run("near"),
    ),
    "formula": formula("E=mc"),
}
"""What stands between words and is not translated."""

AROUND = {
    "link": '<w:hyperlink r:id="r1">{}</w:hyperlink>',
    "insertion": '<w:ins w:id="5" w:author="a">{}</w:ins>',
    "moved to": '<w:moveTo w:id="6" w:author="a">{}</w:moveTo>',
    "smart tag": '<w:smartTag w:element="city"><w:smartTagPr><w:attr w:name="n" w:val="v"/></w:smartTagPr>{}'
    "</w:smartTag>",
    "custom XML": '<w:customXml w:element="c"><w:customXmlPr/>{}</w:customXml>',
    "bdo": '<w:bdo w:val="rtl">{}</w:bdo>',
    "dir": '<w:dir w:val="ltr">{}</w:dir>',
    "control": '<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtEndPr/><w:sdtContent>{}</w:sdtContent>'
    "</w:sdt>",
    "simple link": "<w:fldSimple w:instr='HYPERLINK \"u\"'>{}</w:fldSimple>",
    "link field": field('HYPERLINK "https://example.org/a"', "{}"),
}
"""What stands around words."""


def translated(data: bytes, say: Callable[[str], str], *, to: str = "zh") -> tuple[Opened, bytes]:
    """A document whose sentences became what ``say`` makes of them, and the file that was read."""
    file = opened("a.docx", data, to=to)
    parts = passages(file, "en" if to == "zh" else "zh")
    drafts = [Draft(say(passage.text), "x", 0.0) for passage in parts]
    filled = contents(file, drafted(parts, drafts), "zh" if to == "zh" else "en")
    return file, file.write(filled)


def check(before: bytes, after: bytes) -> None:
    """That a document opens, and has all that the one it was made of has, but for words and their runs."""
    python_docx.Document(io.BytesIO(after))
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        for name in old.namelist():
            if name.startswith("word/"):
                was, now = etree.fromstring(old.read(name)), etree.fromstring(new.read(name))
                assert _elements(now) == _elements(was)
                assert _fields(now) == _fields(was)
                assert _signs(now) == _signs(was)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _elements(root: etree._Element) -> Counter[str]:
    """Elements that are no texts, runs, looks of runs or descriptions, with their attributes."""
    elements = (
        etree.tostring(_bare(element))
        for element in root.iter()
        if _local(element) not in ("t", "r", "rPr", "noBreakHyphen", "docPr")
        and not any(_local(above) == "rPr" for above in element.iterancestors())
    )
    return Counter(re.sub(r"\sxmlns:\w+=\"[^\"]*\"", "", text.decode()) for text in elements)


def _bare(element: etree._Element) -> etree._Element:
    bare = etree.Element(element.tag, {str(key): str(value) for key, value in element.attrib.items()})
    if _local(element) == "instrText":
        bare.text = element.text
    return bare


def _fields(root: etree._Element) -> Counter[str]:
    """What fields say and show, but for the words of links."""
    opened_fields: list[str] = []
    whole: Counter[str] = Counter()
    for element in root.iter():
        kind = next((value for key, value in element.attrib.items() if str(key).endswith("fldCharType")), "")
        if kind == "begin":
            opened_fields.append("")
        elif kind == "end":
            field_ = opened_fields.pop()
            if "HYPERLINK" in field_:
                field_ = re.sub(r"\|.*", "", field_)
            whole[field_] += 1
            if opened_fields:
                opened_fields[-1] += f"{{{field_}}}"
        elif kind == "separate":
            opened_fields[-1] += "|"
        elif opened_fields and _local(element) in ("t", "instrText"):
            opened_fields[-1] += element.text or ""
    assert not opened_fields
    return whole


def _signs(root: etree._Element) -> Counter[str]:
    """The texts of runs in fonts of signs, and of private characters."""
    return Counter(
        text
        for one in root.iter("{*}r")
        if (text := "".join(word.text or "" for word in one.iterchildren("{*}t")))
        and (text >= "\ue000" or one.find("{*}rPr/{*}rFonts[@{*}ascii='Wingdings']") is not None)
    )
