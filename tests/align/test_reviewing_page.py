"""The review page in real Chromium: judged by keyboard, saved, applied; and nothing is lost on the way."""

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_fixture import UNHURRIED, chromium, copied, encoded, needs_chromium, pairs, written

import tmx
from align.model import Bead, Span
from align.reviewing import reasons
from align.reviewing.apply import apply
from align.reviewing.files import read_review
from align.reviewing.page import bundle, page, write_page
from tmx import bitext
from tmx.base.errors import OutputError
from tmx.bitext import Pair

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium
COMPLAINTS: list[str] = []  # of the pages of one test


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium() as running:
        yield running


@pytest.fixture(autouse=True)
def no_complaints() -> Iterator[None]:
    """No script fails, and none is refused by the page's own policy."""
    COMPLAINTS.clear()
    yield
    assert COMPLAINTS == []


@pytest.fixture(scope="module")
def bare(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> "Page":
    """A page that lends its script to tests of the script alone."""
    return opened(
        browser, written(tmp_path_factory.mktemp("bare") / "x.bitext.tsv", [Pair("a", ("A.",), ("甲。",))])
    )


def opened(browser: "Browser", path: Path, **options: Any) -> "Page":
    """The page of a review file."""
    target = write_page(path, path.with_suffix(".html"), force=True)
    shown = browser.new_page(viewport={"width": 1400, "height": 900}, reduced_motion="reduce", **options)
    shown.on("pageerror", lambda error: COMPLAINTS.append(str(error)))
    shown.on("console", lambda message: COMPLAINTS.append(message.text) if message.type == "error" else None)
    shown.goto(target.as_uri())
    shown.wait_for_selector("article.current")
    return shown


def press(shown: "Page", *keys: str) -> None:
    for key in keys:
        shown.keyboard.press(key)


def saved(shown: "Page", path: Path) -> None:
    """Save by keyboard, over the file that the page was made of."""
    with shown.expect_download() as download:
        shown.keyboard.press("w")
    assert download.value.suggested_filename == path.name
    download.value.save_as(path)


def test_the_whole_way(browser: "Browser", tmp_path: Path) -> None:
    """Open, judge ten by keyboard, split one, merge two, undo, save, apply, compare the memory."""
    path = copied(tmp_path)
    before = read_review(path)
    shown = opened(browser, path)
    press(shown, *"aaaaa", "d", *"aaa")  # lines 1 to 9; the cursor goes on by itself
    press(shown, "j", "d")  # 10 is left, 11 dropped
    press(shown, "Home", *["j"] * 6)  # 7 is one English sentence, two Chinese
    press(shown, "ArrowRight", "ArrowRight", "s")
    press(shown, "z", "y")  # undone and done again
    press(shown, "End", "k", "m")  # the last two
    press(shown, "z", "m")
    saved(shown, path)
    after = read_review(path)
    assert [after.sentences("en"), after.sentences("zh")] == [before.sentences("en"), before.sentences("zh")]
    assert after.metadata == before.metadata
    decisions = [next((f for f in line.pair.flags if f in ("ok", "drop")), "") for line in after.lines]
    assert decisions[:12] == ["ok"] * 5 + ["drop", "", "", "ok", "ok", "", "drop"]
    seventh = before.lines[6].pair
    assert (after.lines[6].pair.zh, after.lines[7].pair.zh) == (seventh.zh[:1], seventh.zh[1:])
    assert [after.lines[6].pair.en, after.lines[7].pair.en] == [(), seventh.en]  # cut where lengths fit
    assert len(after.lines[-1].pair.en) == 2
    assert len(after.lines) == len(before.lines)
    applied = apply(path)
    assert applied.unchanged is True
    with tmx.read(applied.memory) as memory:
        units = list(memory)
    assert [u.prop("x-ConfirmationLevel") for u in units[:5]] == ["ApprovedTranslation"] * 5
    assert sum(u.prop("x-ConfirmationLevel") == "ApprovedTranslation" for u in units) == 7
    assert units[-1].prop("x-alignment-type") == "2-2"


def test_an_untouched_file_is_saved_byte_for_byte(browser: "Browser", tmp_path: Path) -> None:
    path = copied(tmp_path)
    before = path.read_bytes()
    shown = opened(browser, path)
    press(shown, "a", "z")
    saved(shown, path)
    assert path.read_bytes() == before


def test_unsaved_changes_outlive_the_window(browser: "Browser", tmp_path: Path) -> None:
    path = copied(tmp_path)
    before = path.read_bytes()
    context = browser.new_context(reduced_motion="reduce")
    target = write_page(path).as_uri()
    first = context.new_page()
    first.goto(target)
    press(first, *"aadm")
    first.wait_for_timeout(600)
    text = first.evaluate("duiyi.review.text")
    first.close(run_before_unload=False)
    second = context.new_page()
    second.goto(target)
    second.click("#restore")
    assert second.evaluate("duiyi.review.text") == text
    assert second.locator("#panel th").count() > 3  # reasons are still known
    press(second, "z")
    saved(second, path)
    assert path.read_bytes() == before
    second.reload()
    assert second.locator("#kept").is_hidden()
    context.close()


def test_move_and_edit(browser: "Browser", tmp_path: Path) -> None:
    lines = [
        Pair("a", ("One.",), ("一。", "二。"), "1-2", 0.9),
        Pair("b", ("Two.",), (), "1-0"),
        Pair("c", ("Three.",), ("三。",), "1-1", 0.95),
    ]
    path = written(tmp_path / "x.bitext.tsv", lines)
    shown = opened(browser, path)
    press(shown, "ArrowRight", "ArrowRight", "Shift+ArrowDown")  # 二。 goes to the next pair
    press(shown, "Shift+ArrowUp", "Shift+ArrowDown")  # back and forth: the cursor follows it
    press(shown, "j", "e")
    shown.wait_for_selector("#editor[open]")
    press(shown, "Control+a")
    shown.keyboard.insert_text("Three.\nAnd more \\t.")
    press(shown, "Control+Enter")
    press(shown, "a")
    saved(shown, path)
    assert [(line.pair.en, line.pair.zh, line.pair.flags) for line in read_review(path).lines] == [
        (("One.",), ("一。",), ("moved",)),
        (("Two.",), ("二。",), ("moved",)),
        (("Three.", "And more \t."), ("三。",), ("ok", "edited")),
    ]


def test_keys_where_nothing_is_shown(browser: "Browser", tmp_path: Path) -> None:
    """A review without a pair: no key fails (see ``COMPLAINTS``)."""
    shown = browser.new_page()
    shown.on("pageerror", lambda error: COMPLAINTS.append(str(error)))
    shown.goto(write_page(written(tmp_path / "none.bitext.tsv", [])).as_uri())
    shown.get_by_text("Nothing matches.").wait_for()
    press(shown, *"nadmsezy", "ArrowRight", "ArrowLeft", "Shift+ArrowDown", "End", "f", "p")
    assert shown.inner_text("#done") == "0 of 0 reviewed"


def test_decisions_as_people_type_them(browser: "Browser", tmp_path: Path) -> None:
    path = written(tmp_path / "x.bitext.tsv", [Pair("a", ("A.",), ("甲。",)), Pair("b", ("B.",), ("乙。",))])
    text = path.read_text("utf-8").replace("\t\tA.", "\tcandidate，OK\tA.").replace("\t\tB.", "\tＤrop\tB.")
    path.write_text(text, "utf-8")
    shown = opened(browser, path)
    assert shown.locator("article .verdict").all_inner_texts() == ["✓ accepted", "✕ dropped"]
    assert shown.evaluate("duiyi.review.text") == text


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_a_word_is_spelt_in_the_search_field(bare: "Page", key: str) -> None:
    """The keys of an input method are its own: Enter takes what was typed in Pinyin."""
    bare.keyboard.press("/")
    event = f"{{ key: '{key}', isComposing: true, bubbles: true }}"
    bare.evaluate(f"document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {event}))")
    assert bare.evaluate("document.activeElement.id") == "search"
    bare.keyboard.press(key)
    assert bare.evaluate("document.activeElement.id") != "search"


def test_filters_search_and_order(browser: "Browser", tmp_path: Path) -> None:
    path = copied(tmp_path)
    shown = opened(browser, path)
    review = read_review(path)

    def seen() -> list[str]:
        return shown.locator("article .number").all_inner_texts()

    shown.click("#filter-alone")
    alone = [str(line.number) for line in review.lines if not (line.pair.en and line.pair.zh)]
    assert seen() == alone
    shown.click("#filter-many")
    assert len(seen()) == sum(max(len(line.pair.en), len(line.pair.zh)) > 1 for line in review.lines)
    shown.click("#filter-unsure")
    unsure = set(seen())
    shown.click("#filter-all")
    shown.select_option("#order", "doubt")
    assert set(seen()[: len(unsure)]) == unsure
    press(shown, "/")
    shown.keyboard.insert_text("蜂蜜")
    assert len(seen()) == 2 and shown.locator("mark").count() == 2
    press(shown, "Escape", "a")
    shown.get_by_text("1 of 53 reviewed").wait_for()


def test_the_map_tells_of_gaps_and_goes_there(browser: "Browser", tmp_path: Path) -> None:
    lines = [Pair("", (f"Sentence {k}.",), () if 5 <= k < 9 else (f"第{k}句。",)) for k in range(30)]
    shown = opened(browser, written(tmp_path / "x.bitext.tsv", lines))
    shown.get_by_text("1 longer passages have no counterpart").wait_for()
    shown.click("#gaps button")
    assert shown.locator("article.current .number").inner_text() == "10"
    assert "Nothing crosses." in (shown.locator("#map").get_attribute("aria-label") or "")
    for plot in ("Ladder", "Dot plot", "Ladder"):
        shown.wait_for_selector(f"#map[aria-label^='{plot}']")
        shown.click("#map", position={"x": 20, "y": 5})  # the first sentences of both
        assert int(shown.locator("article.current .number").inner_text()) < 7
        press(shown, "p")


def test_crossing_pairs_stand_where_their_text_does(browser: "Browser", tmp_path: Path) -> None:
    order = [3, 0, 1, 2]
    lines = [
        Pair(f"{k}", (f"Sentence {k}.",), (f"第{j}句。",), "1-1", 0.9, () if k else ("crossing",))
        for k, j in enumerate(order)
    ]
    path = written(tmp_path / "x.bitext.tsv", lines)
    beads = [Bead(Span(k, k + 1), Span(j, j + 1), 0.9, {"meaning": 1.5}) for k, j in enumerate(order)]
    with (tmp_path / "x.reasons.tsv").open("wb") as stream:
        reasons.write(beads, lines, stream)
    shown = opened(browser, path)
    shown.get_by_text("1 pair crosses.").wait_for()
    assert "its Chinese stands elsewhere" in shown.locator("#panel").inner_text()
    where = shown.evaluate("duiyi.map.where.map((place) => place.zh[0])")
    assert where == order


def test_comparable_pairs_cross_and_do_not_merge(browser: "Browser", tmp_path: Path) -> None:
    lines = [Pair(f"{k}", (f"Sentence {k}.",), (f"第{k}句。",), "1-1", 0.7) for k in range(3)]
    path = written(tmp_path / "x.bitext.tsv", lines, mode="comparable")
    beads = [Bead(Span(k, k + 1), Span(9 - 2 * k, 10 - 2 * k), 0.7, {"meaning": 1.5}) for k in range(3)]
    with (tmp_path / "x.reasons.tsv").open("wb") as stream:
        reasons.write(beads, lines, stream)
    shown = opened(browser, path)
    shown.get_by_text("2 pairs cross.").wait_for()
    before = shown.evaluate("duiyi.review.text")
    press(shown, "m")
    assert "not neighbours" in shown.locator("#notice").inner_text()
    press(shown, "Shift+ArrowDown")
    assert shown.evaluate("duiyi.review.text") == before


def test_why_and_drafts(browser: "Browser", tmp_path: Path) -> None:
    shown = opened(browser, copied(tmp_path))
    press(shown, "j")
    panel = shown.locator("#panel")
    assert {"meaning", "words", "length"} <= set(panel.locator("th").all_inner_texts())
    assert panel.get_by_text("English → Chinese").is_visible()
    assert panel.locator("ins").count() > 1
    press(shown, "m")
    assert panel.locator("th").count() == 0  # nobody has scored what a person made
    assert panel.get_by_text("Arranged by hand").is_visible()


ATTACK = "</script><img src=x onerror=\"document.title='hit'\"><b>bold</b>{{DATA}} ${1} <!--"


def test_text_never_becomes_markup(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "a&lt;b.bitext.tsv"
    written(path, [Pair("a", (ATTACK,), (ATTACK,), "<b>x</b>", 0.5, ("length",)), Pair("b", ("x",), ("y",))])
    (tmp_path / "d.en-zh.mt.tmx").write_bytes(_memory(ATTACK, ATTACK + "!"))
    shown = opened(browser, path)
    assert shown.locator("article .sentence").first.inner_text() == ATTACK
    assert shown.locator("article b, article img, #panel img, h1 i").count() == 0
    assert shown.locator("h1").inner_text() == path.name
    press(shown, "e")
    assert shown.locator("#edit-en").input_value() == ATTACK
    press(shown, "Escape", "a")
    assert "hit" not in shown.title()
    saved(shown, path)
    assert read_review(path).lines[0].pair.en == (ATTACK,)


def _memory(en: str, zh: str) -> bytes:
    stream = BytesIO()
    tmx.write(bitext.units([Pair("a", (en,), (zh,))]), stream)
    return stream.getvalue()


def test_the_page_asks_for_nothing(browser: "Browser", tmp_path: Path) -> None:
    path = copied(tmp_path)
    write_page(path, tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text and "connect-src 'none'" in text
    shown = browser.new_page()
    requests: list[str] = []
    shown.on("request", lambda request: requests.append(request.url))
    shown.goto((tmp_path / "p.html").as_uri())
    shown.wait_for_selector("article.current")
    assert requests == [(tmp_path / "p.html").as_uri()]
    blocked = shown.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'blocked')")
    assert blocked == "blocked"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["list", "editor", "help", "narrow"])
def test_accessible(browser: "Browser", tmp_path: Path, scheme: str, state: str) -> None:
    """axe-core finds nothing, in light and dark, in the list and in both dialogs."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    shown = opened(browser, copied(tmp_path), color_scheme=scheme)
    if state == "narrow":
        shown.set_viewport_size({"width": 700, "height": 800})
    press(shown, "a", "d", "n", *{"editor": "e", "help": "?"}.get(state, ""))
    shown.wait_for_timeout(250)  # the cursor's colour fades in
    report = axe.Axe().run(shown)
    violations = [(v["id"], [node["html"] for node in v["nodes"]]) for v in report.response["violations"]]
    assert not violations, json.dumps(violations, indent=1)


def test_a_screen_reader_hears_what_happens(browser: "Browser", tmp_path: Path) -> None:
    shown = opened(browser, copied(tmp_path))
    assert (
        shown.evaluate("document.activeElement.getAttribute('aria-label')")
        == "Line 5, 1–1, score 1.00, not reviewed"
    )
    press(shown, "a")
    assert shown.locator("#said").inner_text().startswith("accepted. Line 6, 1–1")
    focused = shown.evaluate(
        "[...['aria-posinset', 'aria-setsize', 'tabindex']].map(n => document.activeElement.getAttribute(n))"
    )
    assert focused == ["2", "55", "0"]
    press(shown, "End", "m")
    assert shown.locator("#said").inner_text() == "There is no pair on that side."


def test_every_command_can_be_reached_without_a_mouse_and_is_shown(
    browser: "Browser", tmp_path: Path
) -> None:
    shown = opened(browser, copied(tmp_path))
    bar = shown.locator("#bar button").all_inner_texts()
    assert len(bar) == 10 and all(label.strip() for label in bar)
    press(shown, "?")
    assert shown.locator("#keys dt").count() == 23


def test_long_lists_draw_what_is_seen(browser: "Browser", tmp_path: Path) -> None:
    lines = [
        Pair(f"{k:x}", (f"Sentence {k}. " * (1 + k % 7),), (f"第{k}句。" * (1 + k % 5),), "1-1", 0.9)
        for k in range(3000)
    ]
    shown = opened(browser, written(tmp_path / "x.bitext.tsv", lines))
    assert_no_gaps(shown)
    for key, number in (("End", "3004"), ("Home", "5"), ("PageDown", "15"), ("PageUp", "5")):
        press(shown, key)
        assert shown.locator("article.current .number").inner_text() == number
        assert shown.locator("article.current").bounding_box()["y"] > 80  # type: ignore[index]
        assert shown.locator("article").count() < 60
        assert_no_gaps(shown)
    for _ in range(40):
        press(shown, "j")
    assert_no_gaps(shown)
    shown.set_viewport_size({"width": 1000, "height": 800})
    shown.wait_for_timeout(100)
    assert_no_gaps(shown)


def assert_no_gaps(shown: "Page") -> None:
    """Each row begins where the one before it ends."""
    tops = shown.evaluate(
        "[...document.querySelectorAll('article')].map(a => a.getBoundingClientRect())"
        ".map(box => [box.top, box.bottom])"
    )
    assert len(tops) > 5
    assert all(abs(a[1] - b[0]) < 1.5 for a, b in pairwise(tops)), tops


RUN = """([text, whole, commands]) => {
  const review = new duiyi.Review({ text, reasons: [], whole });
  const start = review.text;
  for (const row of review.rows) row.raw = undefined;
  const rewritten = review.text;
  let done = 0;
  for (const [name, at, side, k, up] of commands) {
    const n = at % review.rows.length, row = review.rows[n];
    try {
      if (name === "judge") review.judge(n, up ? "ok" : "drop");
      if (name === "merge") review.merge(n);
      if (name === "split") review.split(n, side, k % (row[side].length + 1));
      if (name === "move") review.move(n, side, k % (row[side].length || 1), up);
      done++;
    } catch (error) { if (!error.message) throw error; }
  }
  const after = review.text;
  while (review.done.length) review.undo();
  return { start, rewritten, after, back: review.text };
}"""

commands = st.lists(
    st.tuples(
        st.sampled_from(["judge", "merge", "split", "move"]),
        st.integers(0, 30),
        st.sampled_from(["en", "zh"]),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=12,
)


@settings(UNHURRIED, max_examples=150)
@given(lines=st.lists(pairs(), min_size=1, max_size=6), todo=commands)
def test_no_command_loses_a_sentence(bare: "Page", lines: list[Pair], todo: list[Any]) -> None:
    """The script reads and writes as Python does; commands keep every sentence; undo gives the bytes back."""
    text = encoded(lines).decode()
    result = bare.evaluate(RUN, [text, True, [list(command) for command in todo]])
    assert result["start"] == text
    assert pairs_in(result["rewritten"]) == pairs_in(text)
    assert result["back"] == result["rewritten"]
    after = pairs_in(result["after"])
    for side in ("en", "zh"):
        old, new = ([t for pair in pairs for t in getattr(pair, side)] for pairs in (lines, after))
        assert old == new
    assert all(pair.en or pair.zh for pair in after)


def pairs_in(text: str) -> list[Pair]:
    return list(bitext.read(BytesIO(text.encode())))


@UNHURRIED
@given(draft=st.text("ab 猫狗。1"), real=st.text("ab 猫狗。1"))
def test_a_difference_holds_both_texts(bare: "Page", draft: str, real: str) -> None:
    pieces = bare.evaluate("([a, b]) => duiyi.difference(a, b)", [draft, real])
    assert "".join(text for sign, text in pieces if sign != "+") == draft
    assert "".join(text for sign, text in pieces if sign != "-") == real


def test_comments_and_line_ends_survive(browser: "Browser", tmp_path: Path) -> None:
    text = encoded(
        [Pair("a", ("A.",), ("甲。",)), Pair("b", ("B.",), ("乙。",)), Pair("c", ("C.",), ("丙。",))]
    ).decode()
    lines = text.split("\n")
    odd = "\ufeff" + "\r\n".join([*lines[:5], "# a remark", "", *lines[5:-1], "# the end"])
    path = tmp_path / "x.bitext.tsv"
    path.write_bytes(odd.encode())
    shown = opened(browser, path)
    press(shown, "j", "a")
    saved(shown, path)
    changed = path.read_bytes().decode().split("\n")
    assert [line for line in changed if "\tok\t" not in line] == [
        line for line in odd.split("\n") if "b\t" not in line
    ]


def test_a_page_is_not_overwritten(tmp_path: Path) -> None:
    path = copied(tmp_path)
    assert write_page(path) == tmp_path / "lighthouse.html"
    with pytest.raises(OutputError, match="exists already"):
        write_page(path)


def test_the_page_is_the_same_each_time(tmp_path: Path) -> None:
    path = copied(tmp_path)
    assert page(path) == page(path)
    assert "import " not in bundle().replace("important", "")
