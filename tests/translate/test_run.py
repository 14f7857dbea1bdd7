import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from formats_fixture import docx, epub, member
from typer.testing import CliRunner

import tmx
import tmx.bitext
from tmx.base.errors import InputError
from tmx.bitext import Pair
from translate.cli.translate import app
from translate.drafting.cache import default_path
from translate.jobs import streaming
from translate.jobs.patterns import root_of
from translate.jobs.request import Request
from translate.jobs.run import Batch
from translate.jobs.services import Services
from translate.jobs.sources import Source, gather

RUN = '<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>'
BOLD = "<w:rPr><w:b/></w:rPr>"


@pytest.fixture
def tree(tmp_path: Path, argos_installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of documents in several formats, an engine that answers word for word, and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "docs"
    (root / "sub" / ".hidden").mkdir(parents=True)
    (root / "a.en.md").write_text("# hello world\n\nthe **cat** love `x` water.\n", "utf-8")
    (root / "sub" / "b.html").write_text("<p>good <i>morning</i>, world!</p>", "utf-8")
    (root / "sub" / "c.docx").write_bytes(
        docx(f"<w:p>{RUN.format('', 'hello ')}{RUN.format(BOLD, 'world')}</w:p>")
    )
    (root / "sub" / ".hidden" / "d.txt").write_text("hello", "utf-8")
    (root / "sub" / "x.png").write_bytes(b"\x89PNG")
    (root / "done.zh.md").write_text("你好", "utf-8")
    return root


def run(*arguments: object, stdin: str | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["translate", *map(str, arguments)], input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, done.stdout, done.stderr


def test_a_folder_is_mirrored(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, text, _ = run(tree, "--to", "zh", "-o", out, "--tmx", "--review")
    assert code == 0, text
    assert (out / "a.zh.md").read_text("utf-8") == "# 你好世界\n\n这**猫**爱 `x`水。\n"
    assert (out / "sub" / "b.zh.html").read_text("utf-8") == "<p>好<i>早晨</i>，世界！</p>"
    assert RUN.format(BOLD, "世界") in member((out / "sub" / "c.zh.docx").read_bytes(), "word/document.xml")
    assert (out / "sub" / "c.en-zh.mt.tmx").exists()
    assert "3 of 3 files translated, 4 sentences" in text
    with tmx.bitext.read(out / "a.en-zh.bitext.tsv") as pairs:
        assert [(pair.en, pair.zh, pair.flags) for pair in pairs] == [
            (("hello world",), ("你好世界",), ("mt",)),
            (("the cat love x water.",), ("这猫爱 x水。",), ("mt",)),
        ]


def test_unchanged_files_are_skipped_and_changed_ones_are_not(tree: Path, tmp_path: Path) -> None:
    arguments = (tree, "--to", "zh", "-o", tmp_path / "out", "--json")
    run(*arguments)
    (tree / "a.en.md").write_text("good morning\n", "utf-8")
    code, text, _ = run(*arguments)
    assert code == 0
    report = json.loads(text)
    assert [file["unchanged"] for file in report["files"]] == [False, True, True]
    assert (tmp_path / "out" / "a.zh.md").read_text("utf-8") == "好早晨\n"
    assert report["origins"]["engine"] == 1


def test_another_order_of_the_review_file_is_another_output(tree: Path, tmp_path: Path) -> None:
    arguments = (tree / "a.en.md", "--to", "zh", "-o", tmp_path / "out", "--json", "--review")
    run(*arguments)
    for again, unchanged in (((), True), (("--worst-first",), False), (("--worst-first",), True)):
        _, text, _ = run(*arguments, *again)
        assert json.loads(text)["files"][0]["unchanged"] is unchanged


def test_an_output_that_a_person_edited_is_not_replaced(tree: Path, tmp_path: Path) -> None:
    run(tree, "--to", "zh", "-o", tmp_path / "out")
    edited = tmp_path / "out" / "a.zh.md"
    edited.write_text("mine", "utf-8")
    code, _, errors = run(tree, "--to", "zh", "-o", tmp_path / "out")
    assert code == 1
    assert "exists already" in errors
    assert edited.read_text("utf-8") == "mine"


def test_a_killed_run_goes_on_where_it_was(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import translate.jobs.run

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(translate.jobs.run, "write_results", killed)
        Batch(Services(Request("zh", folder=tmp_path / "out"))).run(gather([tree]))
    code, text, _ = run(tree, "--to", "zh", "-o", tmp_path / "out", "--json")
    assert code == 0
    origins = json.loads(text)["origins"]
    assert origins["engine"] == 0
    assert origins["cache"] > 0


def test_one_bad_file_does_not_stop_the_rest(tree: Path, tmp_path: Path) -> None:
    (tree / "bad.docx").write_bytes(b"nonsense")
    (tree / "bad.json").write_text('{"a": ', "utf-8")
    code, text, errors = run(tree, "--to", "zh", "-o", tmp_path / "out")
    assert code == 1
    assert "bad.docx: is not a DOCX" in errors
    assert "bad.json:1: is not JSON" in errors
    assert "3 of 5 files translated" in text
    assert "2 failed" in text


def test_patterns_and_manifests(tree: Path, tmp_path: Path) -> None:
    assert [source.path.name for source in gather([tree / "**" / "*.html"])] == ["b.html"]
    assert gather([tree / "**" / "*.html"])[0].folder == Path("sub")
    listed = tmp_path / "list.txt"
    listed.write_text("# two\ndocs/a.en.md\ndocs/sub/b.html\n", "utf-8")
    assert [source.path.name for source in gather([], manifest=listed)] == ["a.en.md", "b.html"]
    assert gather([tree / "a.en.md", tree / "a.en.md"]) == [Source(tree / "a.en.md")]
    with pytest.raises(InputError, match="fits no file"):
        gather([tree / "*.pdf"])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="holds no document"):
        gather([empty])


@pytest.fixture
def wood(tmp_path: Path) -> Path:
    """Folders in folders, with links to themselves and beside, hidden ones, and two of like names."""
    top = tmp_path / "wood"
    for name in ("a.md", "oak/a.md", "oak/deep/b.md", "oaks/c.md", ".hidden/d.md", "oak/.e.md"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("hello world.\n", "utf-8")
    for number in range(3):
        (top / "oak" / f"self{number}").symlink_to(".")
    (top / "elm").symlink_to("oaks")
    return top


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("*.md", ["a.md"]),
        ("*/*.md", ["elm/c.md", "oak/a.md"]),
        ("oak*/*.md", ["oak/a.md", "oaks/c.md"]),
        ("**/*.md", ["a.md", "oak/a.md", "oak/deep/b.md", "oaks/c.md"]),
        ("**", ["a.md", "oak/a.md", "oak/deep/b.md", "oaks/c.md"]),
        ("**/deep/?.md", ["oak/deep/b.md"]),
        ("o[a-b]ks/c.md", ["oaks/c.md"]),
        ("*/deep/b.md", ["oak/deep/b.md"]),
        (".*/*.md", [".hidden/d.md"]),
        ("*/.e.*", ["oak/.e.md"]),
        ("/".join(["oak", *["*"] * 30, "a.md"]), ["oak/self0/a.md"]),
        ("/".join([*["**"] * 500, "b.md"]), ["oak/deep/b.md"]),
        ("none/*.md", []),
        ("a.md/*", []),
    ],
)
def test_patterns_take_no_longer_than_a_walk(wood: Path, pattern: str, fits: list[str]) -> None:
    """Python's own ``glob`` follows the three links of a folder to itself in all ways: 3 to the 30th."""
    if not fits:
        with pytest.raises(InputError, match="fits no file"):
            gather([wood / pattern])
        return
    sources = gather([wood / pattern])
    assert {source.path.resolve() for source in sources} == {(wood / name).resolve() for name in fits}
    for source in sources:
        assert (root_of(wood / pattern) / source.folder / source.path.name).resolve() == source.path.resolve()


@pytest.mark.parametrize("pattern", ["*/../*/../*", "*/../../secret.md", "**/..", "oak/[ab]/../*.md"])
def test_a_pattern_does_not_lead_back(wood: Path, pattern: str) -> None:
    """Its results would lie beside the folder that was asked for, or above."""
    (wood.parent / "secret.md").write_text("hello world.\n", "utf-8")
    with pytest.raises(InputError, match=r"has \.\. after a wildcard\. Name that folder"):
        gather([wood / pattern])


@pytest.mark.parametrize("asked", ["", "*/*.md", "**/*.md"])
def test_a_folder_that_cannot_be_listed_is_an_error(
    wood: Path, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(look: Callable[[Path], object]) -> Callable[[Path], object]:
        def looking(place: Path) -> object:
            if Path(place) == wood / "oak":
                raise PermissionError(13, "Permission denied", str(place))
            return look(place)

        return looking

    monkeypatch.setattr(os, "scandir", closed(os.scandir))
    monkeypatch.setattr(os, "listdir", closed(os.listdir))
    with pytest.raises(InputError, match="wood/oak: cannot be read: Permission denied"):
        gather([wood / asked])


def test_lines_from_stdin(tree: Path) -> None:
    code, text, _ = run("-", "--to", "zh", stdin="hello world.\n\ngood morning.\n")
    assert code == 0
    assert text == "你好世界。\n\n好早晨。\n"


def test_no_files_at_all() -> None:
    assert run("--to", "zh")[0] == 2


def test_memories_come_first(tree: Path, tmp_path: Path) -> None:
    memory = tmp_path / "tm.tmx"
    memory.write_text(
        '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x"'
        ' adminlang="en" srclang="en" datatype="plaintext"/><body><tu><tuv xml:lang="en">'
        '<seg>hello world</seg></tuv><tuv xml:lang="zh-CN"><seg>世界，你好</seg></tuv></tu></body></tmx>',
        "utf-8",
    )
    code, text, _ = run(
        tree / "a.en.md", "--to", "zh", "-o", tmp_path / "out", "--tm", memory, "--tmx", "--json"
    )
    assert code == 0
    assert (tmp_path / "out" / "a.zh.md").read_text("utf-8").startswith("# 世界，你好\n")
    assert json.loads(text)["origins"]["memory"] == 1
    with tmx.read(tmp_path / "out" / "a.en-zh.mt.tmx") as units:
        assert [unit.prop("x-Origin") for unit in units] == ["TM", "MT"]


@pytest.mark.parametrize(
    ("level", "machine", "fuzzy"),
    [("", "", False), ("ApprovedTranslation", "MT!", False), ("Draft", "", True), ("", "MT!", True)],
)
def test_only_approved_matches_leave_a_catalogue_without_marks(
    level: str, machine: str, fuzzy: bool, tree: Path, tmp_path: Path
) -> None:
    memory, catalogue = tmp_path / "tm.tmx", tmp_path / "app.po"
    prop = f'<prop type="x-ConfirmationLevel">{level}</prop>' if level else ""
    by = f' creationid="{machine}"' if machine else ""
    memory.write_text(
        '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x"'
        f' adminlang="en" srclang="en" datatype="plaintext"/><body><tu>{prop}<tuv xml:lang="en">'
        f'<seg>hello world</seg></tuv><tuv xml:lang="zh-CN"{by}><seg>世界，你好</seg></tuv></tu>'
        "</body></tmx>",
        "utf-8",
    )
    catalogue.write_text('msgid "hello world"\nmsgstr ""\n\nmsgid "good morning"\nmsgstr ""\n', "utf-8")
    assert run(catalogue, "--to", "zh", "--tm", memory)[0] == 0
    first, second = (tmp_path / "app.zh.po").read_text("utf-8").split("\n\n")
    assert 'msgstr "世界，你好"' in first
    assert ("#, fuzzy" in first) == fuzzy
    assert "#, fuzzy" in second


def test_what_is_a_placeholder_alone_is_no_question(tree: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": "{name} {count}", "b": "hello {name}"}', "utf-8")
    code, text, _ = run(path, "--to", "zh", "--json", "--no-names")
    assert code == 0
    assert json.loads(text)["origins"]["copied"] == 1


def test_fuzzy_matches_are_offered_for_review(tree: Path, tmp_path: Path) -> None:
    memory = tmp_path / "tm.tmx"
    unit = '<tu><tuv xml:lang="{}"><seg>{}</seg></tuv><tuv xml:lang="{}"><seg>{}</seg></tuv></tu>'
    header = (
        'creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en"'
    )
    memory.write_text(
        f'<tmx version="1.4"><header {header} datatype="plaintext"/><body>'
        + unit.format("en", "good morning, you world", "zh-CN", "早上好，世界")
        + "</body></tmx>",
        "utf-8",
    )
    arguments = (tree / "sub" / "b.html", "--to", "zh", "--tm", memory, "--review", "-o", tmp_path / "out")
    assert run(*arguments, "--fuzzy", 60)[0] == 0
    with tmx.bitext.read(tmp_path / "out" / "b.en-zh.bitext.tsv") as pairs:
        drafted, offered = pairs
    assert drafted.flags[:2] == ("mt", "fuzzy:60%")
    assert (offered.zh, offered.flags) == (("早上好，世界",), ("drop", "offer"))
    assert run(*arguments, "--fuzzy", 95)[0] == 0
    with tmx.bitext.read(tmp_path / "out" / "b.en-zh.bitext.tsv") as pairs:
        assert len(list(pairs)) == 1


def test_glossary_keep_list_and_spacing(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "g.tsv").write_text("cat\t猫咪\n", "utf-8")
    (tmp_path / "k.txt").write_text("water\n", "utf-8")
    code, _, _ = run(
        tree / "a.en.md", "--to", "zh", "-o", tmp_path / "out", "--glossary", tmp_path / "g.tsv",
        "--keep", tmp_path / "k.txt", "--spacing",
    )  # fmt: skip
    assert code == 0
    text = (tmp_path / "out" / "a.zh.md").read_text("utf-8")
    assert "**猫咪**" in text
    assert " water" in text


def test_traditional_script(tree: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.md"
    path.write_text("the book love the computer\n", "utf-8")
    assert run(path, "--to", "zh-Hant", "--tmx")[0] == 0
    assert (tmp_path / "w.zh-Hant.md").read_text("utf-8") == "這書愛這電腦\n"
    with tmx.read(tmp_path / "w.en-zh-Hant.mt.tmx") as units:
        assert [variant.lang for unit in units for variant in unit.variants] == ["en", "zh-Hant"]


def test_alternatives_stand_in_the_review_file(tree: Path, tmp_path: Path) -> None:
    assert (
        run(tree / "a.en.md", "--to", "zh", "-o", tmp_path / "out", "--hypotheses", 3, "--worst-first")[0]
        == 0
    )
    with tmx.bitext.read(tmp_path / "out" / "a.en-zh.bitext.tsv") as pairs:
        lines = list(pairs)
    assert any(pair.flags == ("drop", "offer") for pair in lines)
    assert sum(pair.kept for pair in lines) == 2


@pytest.fixture
def large(tmp_path: Path, argos_installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A text that counts as large, with forty sentences, in pieces of two lines."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(streaming, "STREAM_FROM", 100)
    monkeypatch.setattr(streaming, "_PIECE", 50)
    path = tmp_path / "big.txt"
    path.write_text("hello world. good morning.\n" * 20, "utf-8")
    return path


def test_a_large_text_goes_through_in_pieces(large: Path, tmp_path: Path) -> None:
    services = Services(Request("zh", memory=True, review=True))
    report: list[tuple[int, int]] = []
    batch = Batch(services, on_progress=lambda stage, done, of: report.append((done, of)))
    [result] = batch.run([Source(large)])
    [again] = Batch(services).run([Source(large)])
    assert again.unchanged
    assert result.error is None
    assert result.sentences == report[-1][0] == 40
    assert all(35 <= of <= 45 for _, of in report)
    with tmx.bitext.read(tmp_path / "big.en-zh.bitext.tsv") as pairs:
        assert len({pair.id for pair in pairs}) == 40
    assert (tmp_path / "big.zh.txt").read_text("utf-8") == "你好世界。好早晨。\n" * 20
    with tmx.read(tmp_path / "big.en-zh.mt.tmx") as units:
        assert sum(1 for _ in units) == 40


def test_files_of_a_folder_that_are_not_read_are_named(tmp_path: Path, argos_installed: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("a.en.txt", "b.pdf", "c.PDF", "LICENSE", ".hidden", "d.zh.txt"):
        docs.joinpath(name).write_text("hello world.\n", "utf-8")
    options = ["--to", "zh", "-o", str(tmp_path / "out"), "--no-cache"]
    done = CliRunner().invoke(app, ["translate", str(docs), *options])
    assert done.exit_code == 0, done.output
    assert "not read: 3" in done.stderr
    assert [name for name in ("b.pdf", "c.PDF", "LICENSE", ".hidden") if name in done.stderr] == [
        "b.pdf",
        "c.PDF",
        "LICENSE",
    ]
    assert [path.name for path in tmp_path.joinpath("out").iterdir()] == ["a.zh.txt"]


def test_a_large_text_has_the_report_of_a_small_one(large: Path, tmp_path: Path) -> None:
    near = "good evening, world, and all of you people out there."
    large.write_text(f"hello world. {near}\n" * 20, "utf-8")
    memory = tmp_path / "near.tmx"
    pairs = [
        Pair("a", ("hello world.",), ("你好，世界。",)),
        Pair("b", (near.replace("all", "each"),), ("晚上好。",)),
    ]
    with memory.open("wb") as stream:
        tmx.write(tmx.bitext.units(pairs), stream)
    request = Request("zh", memories=(memory,), folder=tmp_path / "large")
    [streamed] = Batch(Services(request)).run([Source(large)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "STREAM_FROM", 1 << 20)
        services = Services(replace(request, folder=tmp_path / "small"))
        [whole] = Batch(services).run([Source(large)])
    assert (streamed.engines, streamed.flags) == (whole.engines, whole.flags)
    assert len(whole.engines) == 2
    assert set(whole.flags) >= {"fuzzy"}


def test_a_large_text_makes_the_same_files_as_a_small_one(large: Path, tmp_path: Path) -> None:
    request = Request("zh", folder=tmp_path / "large", memory=True, review=True)
    Batch(Services(request)).run([Source(large)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "STREAM_FROM", 1 << 20)
        Batch(Services(replace(request, folder=tmp_path / "small"))).run([Source(large)])
    for path in (tmp_path / "large").iterdir():
        assert path.read_bytes() == (tmp_path / "small" / path.name).read_bytes()


def test_the_worst_of_a_large_text_comes_first(large: Path, tmp_path: Path) -> None:
    with large.open("a") as stream:
        stream.write("some words that nobody knows here.\n" * 3)
    request = Request("zh", review=True, worst_first=True, hypotheses=2, beam=2)
    Batch(Services(request)).run([Source(large)])
    with tmx.bitext.read(tmp_path / "big.en-zh.bitext.tsv") as pairs:
        lines = list(pairs)
    scores = [pair.score for pair in lines if pair.score is not None]
    assert len(scores) == 43
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]
    assert lines[0].en[0].startswith("some words")
    assert lines[1].flags == ("drop", "offer")
    assert lines[1].en == lines[0].en


def test_dates_and_counters_are_copied_and_enter_no_memory(tree: Path, tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text("hello world\n2016-11-03 10:20\ngood morning, world. the cat love the water.\n", "utf-8")
    assert run(path, "--to", "zh", "--tmx")[0] == 0
    assert "2016-11-03 10:20" in (tmp_path / "post.zh.txt").read_text("utf-8")
    with tmx.read(tmp_path / "post.en-zh.mt.tmx") as units:
        assert not any("2016" in str(unit.variants) for unit in units)


def test_a_book(tree: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(epub("<h1>hello world</h1><p>the <em>cat</em> love you.</p>"))
    assert run(path, "--to", "zh")[0] == 0
    assert "这<em>猫</em>爱你。" in member((tmp_path / "a.zh.epub").read_bytes(), "OPS/text/one.xhtml")


def test_the_cache_lies_where_the_system_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_path() == tmp_path / "duiyi" / "drafts.sqlite"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert default_path() == Path.home() / ".cache" / "duiyi" / "drafts.sqlite"


@pytest.mark.parametrize("name", ["b.zh.txt", "b_zh.txt", "b-zh.txt", "b.zh_Hant.txt", "b.zh-CN.md"])
def test_translations_in_a_folder_are_not_translated_again(name: str, tmp_path: Path) -> None:
    for file in ("a.en.txt", name):
        (tmp_path / file).write_text("Hello there.\n", "utf-8")
    assert [source.path.name for source in gather([tmp_path], tgt="zh")] == ["a.en.txt"]
