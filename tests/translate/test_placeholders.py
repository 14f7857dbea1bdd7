"""Placeholders: no sentence is cut inside, no translation changes them, in any format."""

import json
import time
from itertools import accumulate

import pytest
from engines import Saying
from formats_fixture import Saying as Engine
from formats_fixture import docx, member, opened, translated

from translate.documents.seam import is_prose
from translate.drafting.drafter import Drafter
from translate.drafting.passages import contents, drafted, passages
from translate.drafting.protect import Guard
from translate.language.placeholders import invariants, placeholders
from translate.model import Ask, Side
from translate.split import split

DOTTED = [
    "{{user.Name}}", "{{ .Site.Title }}", "{{contact.First Name:default=Dear Friend. Hello}}",
    "{{{page.Body}}}",
    "${cart.Total}", "#{shop.Owner}", "%{user.Name}", "%(user.Name)s", "{Order.Id}", "{user?.Name}",
    "{t('home.Title')}", "<%= user.Name %>", "<% if user.Admin? %>", "<?= page.Title ?>",
    "{% if Site.Open %}",
    "$t(menu.Home)", "`list.Append`", "``list.Append``", "`open. Then close`", "<!DOCTYPE html>",
    "<img alt='One. Two' src=\"a.B\">",
]  # fmt: skip
PLAIN = ["max_size", "a*b",
         "%1$s", "%(count)d", "%d%%", "{0}", ":name", "%user.name%", ":tada:", "mailto:ann@example.org",
         "<ann@example.org>", "ann (at) example.org", "ann [at] example [dot] org"]  # fmt: skip


@pytest.mark.parametrize("one", DOTTED)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_sentence_is_cut_inside(one: str, lang: Side) -> None:
    text = f"Hello {one} You may come in. Welcome, {one}. Here it is! 你好{one}。请进，{one}看看。"
    cuts = set(accumulate(map(len, split(text, lang))))
    spans = placeholders(text)
    assert [text[start:stop] for start, stop in spans] == [one] * 4
    assert not any(start < cut < stop for cut in cuts for start, stop in spans)
    assert len(cuts) >= 5  # the sentences around are cut as ever


@pytest.mark.parametrize("one", [*DOTTED, *PLAIN])
@pytest.mark.parametrize("tgt", ["en", "zh"])
def test_a_translation_that_lost_one_gets_it_back(one: str, tgt: Side) -> None:
    src: Side = "zh" if tgt == "en" else "en"
    text = f"Please take {one} to the people" if src == "en" else f"请把 {one} 交给大家"
    [draft] = Guard(Saying(lambda text: "words" if tgt == "en" else "译文", src, tgt)).translate([Ask(text)])
    assert draft.text.count(one) == 1


@pytest.mark.parametrize("one", DOTTED)
def test_they_come_out_of_every_format_as_they_went_in(one: str) -> None:
    text = f"Hello {one} You may come in."
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    files: dict[str, str | bytes] = {
        "a.json": json.dumps({"text": text}),
        "a.yml": f"text: {json.dumps(text)}\n",
        "a.po": f'msgid {json.dumps(text)}\nmsgstr ""\n',
        "a.csv": 'en,zh\n"' + text.replace('"', '""') + '",\n',
        "a.html": f"<p>{escaped}</p>",
        "a.docx": docx(f"<w:p><w:r><w:t>{escaped}</w:t></w:r></w:p>"),
        "a.xlf": '<xliff version="1.2"><file source-language="en" target-language="zh"><body><trans-unit>'
        f"<source>{escaped}</source></trans-unit></body></file></xliff>",
    }
    for name, data in files.items():
        output = translated_text(name, data)
        wanted = (
            one if name not in ("a.html", "a.docx", "a.xlf") else escaped[6 : 6 + escaped.index(" You") - 6]
        )
        wanted = json.dumps(one)[1:-1] if name in ("a.json", "a.yml", "a.po") else wanted
        wanted = wanted.replace('"', '""') if name == "a.csv" else wanted
        assert wanted in output, name
        assert "译文" in output, name


def translated_text(name: str, data: str | bytes) -> str:
    """The text of a file after an engine that loses everything."""
    file = opened(name, data)
    passages_ = passages(file, "en")
    drafts = Drafter(Engine(lambda text: "译文", "en", "zh")).drafts([passage.ask for passage in passages_])
    translations = contents(file, drafted(passages_, drafts), "zh")
    written = file.write(translations)
    return member(written, "word/document.xml") if name == "a.docx" else written.decode()


PROSE = [
    ("“`Come in. The door is open,' he said. `I will.' She smiled.", 4),
    ("``He left. She stayed.'' ``Then he came back.'' It rained.", 4),
    ("It holds if a <b so far. But c> d is wrong.", 2),
    ("{He left. She stayed.} It rained.", 3),
    ("The set {1. 2} is small. The other is not.", 2),
]


@pytest.mark.parametrize(("text", "count"), PROSE)
def test_quotes_and_signs_of_prose_are_no_placeholders(text: str, count: int) -> None:
    assert len(split(text, "en")) >= count - 1
    assert list(invariants(text)) == []


PEOPLE = [
    "Ann Roe <ann@example.org>", '"Roe, Ann" <ann@example.org>', "李明 <li.ming@example.cn>",
    "Ann Roe <ann@example.org>, Bob van Dyk <bob@example.org>", "Ann Roe <ann@example.org> (https://example.org/)",
]  # fmt: skip


@pytest.mark.parametrize("people", PEOPLE)
def test_names_with_their_addresses_stay(people: str) -> None:
    data = json.dumps({"author": people}, ensure_ascii=False)
    assert translated("a.json", data, lambda text: "译文") == (data, 0)


def test_parts_keep_the_brackets_at_their_edges() -> None:
    engine = Saying(lambda text: "译文")
    [draft] = Guard(engine).translate([Ask('Ask Ann Roe (<a@b.org>) or press "{key}" (twice) now')])
    assert draft.text == '译文 (<a@b.org>)译文 "{key}"译文'
    [draft] = Guard(Saying(lambda text: "words", "zh", "en")).translate([Ask("查看（{a}）和“{b}”。")])
    assert draft.text == "words ({a}) words “{b}”."


def test_a_word_that_is_kept_may_stand_as_often_as_in_the_source() -> None:
    engine = Saying(lambda text: "Go is named after go, and Go is fast.", "zh", "en")
    [draft] = Guard(engine).translate([Ask("Go以go得名，而Go很快。", ("Go",))])
    assert len(engine.asked[0]) == 1
    assert draft.flags == ()
    [draft] = Guard(Saying(lambda text: "It may go on a way.", "zh", "en")).translate(
        [Ask("变量a的值", ("a",))]
    )
    assert draft.flags == ()


@pytest.mark.parametrize(
    "pattern", ["MMM d, yyyy", "h:mm a", "EEEE, d MMMM", "yyyy年M月d日", "d MMM 'at' HH:mm"]
)
def test_patterns_of_dates_are_no_prose(pattern: str) -> None:
    assert not is_prose(pattern)


@pytest.mark.parametrize("words", ["Made", "Has", "Add", "See me", "A day", "Hmm, yes", "AM", "Mad dad"])
def test_words_are_prose(words: str) -> None:
    assert is_prose(words)


@pytest.mark.parametrize(
    "piece", ["`a ", "<a b ", "{", "{a.", "{{", "%{", "<%", "``", "<a b=c", "$t(", "A b@"]
)
def test_time_is_linear(piece: str) -> None:
    text = piece * 20_000
    began = time.perf_counter()
    split(text, "en")
    list(invariants(text))
    assert time.perf_counter() - began < 5
