"""``duiyi align`` and ``duiyi eval`` on bad and odd input: one clear line or the right result."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from batching_fixture import eventually
from house import CASES, duiyi, may, one_line

import tmx
from align.documents import documents
from align.ladder import read_ladder
from tmx.bitext import read

EN = "The ferry left at noon.\nIt rained all day on the island.\n\nNobody came ashore.\n"
ZH = "渡船中午开走了。\n岛上下了一整天雨。\n\n没有人上岸。\n"
DUIYI = (sys.executable, "-c", "from align.main import run; run()")
QUICK = ("--no-drafts", "-o", "out")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an English and a Chinese document."""
    (tmp_path / "a.en.txt").write_text(EN, "utf-8")
    (tmp_path / "a.zh.txt").write_text(ZH, "utf-8")
    return tmp_path


def as_json(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    """What a command prints with ``--json``, which must be all that it prints."""
    done = duiyi(*arguments, "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def nothing_left(folder: Path) -> bool:
    """Neither results nor parts of them are there."""
    return (
        not list(folder.rglob("*.part")) and not list(folder.rglob("*.tmx")) and not (folder / "out").exists()
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.zh.txt", None, "there is no such file"),
        ("empty.zh.txt", b"", "is empty"),
        ("blank.zh.txt", b" \n\n\t\n", "is empty"),
        ("digits.zh.txt", b"1 2 3\n", "no letter of English or Chinese"),
        ("binary.zh.txt", bytes(range(256)) * 40, "binary"),
        ("page.zh.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is not a sound PDF"),
        ("korean.txt", "섬에는 등대가 있고 양이 열한 마리 있다.".encode("euc_kr"), "is not UTF-8"),
        ("english.zh.txt", EN.encode(), "is English, and so is a.en.txt"),
        ("b.txt", EN.encode(), "is English, and so is"),
        ("russian.txt", "Паром ушёл в полдень. Весь день шёл дождь.".encode(), "neither in English"),
    ],
)  # fmt: skip
def test_a_bad_document(folder: Path, name: str, data: bytes | None, message: str) -> None:
    if data is not None:
        (folder / name).write_bytes(data)
    error = one_line(duiyi("align", "a.en.txt", name, *QUICK, cwd=folder))
    assert error.startswith(name)
    assert message in error
    assert nothing_left(folder)


def test_a_folder_for_a_document(folder: Path) -> None:
    assert "is a folder" in one_line(duiyi("align", "a.en.txt", ".", *QUICK, cwd=folder))


def test_a_text_beats_its_name(folder: Path) -> None:
    (folder / "x.en.txt").write_text(ZH, "utf-8")
    (folder / "x.zh.txt").write_text(EN, "utf-8")
    told = duiyi("align", "x.en.txt", "x.zh.txt", *QUICK, cwd=folder).stdout
    assert "x.zh.txt: English (en), 3 sentences" in told
    assert "x.en.txt: Chinese (zh-CN), 3 sentences" in told


def test_languages_given_by_hand(folder: Path) -> None:
    short = "Wi-Fi\nOK\n"  # in letters that do not tell
    (folder / "a.txt").write_text(short, "utf-8")
    (folder / "b.txt").write_text(short, "utf-8")
    assert "is English, and so is" in one_line(duiyi("align", "a.txt", "b.txt", *QUICK, cwd=folder))
    duiyi("align", "a.txt", "b.txt", *QUICK, "--lang", "zh-HK,en-GB", cwd=folder)
    memory = next((folder / "out").glob("*.bitext.tsv")).read_text("utf-8")
    assert "\ten-GB\tzh-HK\n" in memory
    duiyi("align", "a.zh.txt", "a.en.txt", *QUICK, "--force", "--lang", "en,zh-TW", cwd=folder)
    memory = (folder / "out/a-a.bitext.tsv").read_text("utf-8")
    assert "\ten\tzh-TW\n" in memory
    assert "isn't a tag of English and one of Chinese" in one_line(
        duiyi("align", "a.zh.txt", "a.en.txt", *QUICK, "--lang", "en,de", cwd=folder)
    )


def test_either_order_is_right(folder: Path) -> None:
    results = []
    for order in (("a.en.txt", "a.zh.txt"), ("a.zh.txt", "a.en.txt")):
        done = duiyi("align", *order, *QUICK, "--force", cwd=folder)
        assert done.returncode == 0, done.stderr
        results.append({path.name: path.read_bytes() for path in (folder / "out").iterdir()})
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("name", "tag"), [("a.zh.txt", "zh-TW"), ("a.zh_HK.txt", "zh-HK"), ("b.txt", "zh-TW")]
)
def test_a_traditional_document_is_called_that(folder: Path, name: str, tag: str) -> None:
    (folder / name).write_text("渡船中午開走了。\n島上下了一整天雨。\n\n沒有人上岸。\n", "utf-8")
    options = ("--mode", "parallel", "--sentences", "--quick")
    done = duiyi("align", "a.en.txt", name, *QUICK, *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    [review] = (folder / "out").glob("*.bitext.tsv")
    done = duiyi("review", "apply", review, "-o", "applied.tmx", cwd=folder)
    assert done.returncode == 0, done.stderr
    for memory in (review.with_name(review.name.replace("bitext.tsv", "tmx")), folder / "applied.tmx"):
        with tmx.read(memory) as units:
            assert {tuple(v.lang for v in unit.variants) for unit in units} == {("en", tag)}


def test_what_is_in_no_pair_is_counted(folder: Path) -> None:
    left_out = EN.replace("Nobody came", "My sister sells umbrellas in Lisbon.\nNobody came")
    folder.joinpath("a.en.txt").write_text(left_out, "utf-8")
    parallel = ("--mode", "parallel", "--sentences", "--quick")
    done = duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, *parallel, cwd=folder)
    assert "in no pair: 1 English, 0 Chinese" in done.stdout
    review = folder / "out" / "a-a.bitext.tsv"
    [alone] = [pair for pair in read(review) if not pair.zh]
    assert alone.en == ("My sister sells umbrellas in Lisbon.",)
    assert f"to review the pairs in a browser: duiyi review page out/{review.name}\n" in done.stdout

    review.write_text(review.read_text("utf-8").replace("1-0\t\t", "1-0\t\tok"), "utf-8")
    again = ("--keep", review, "--force", "--threshold", "1")
    report = as_json("align", "a.en.txt", "a.zh.txt", *QUICK, *parallel, *again, cwd=folder)
    assert report["in_no_pair"] == {"en": 1, "zh": 0}
    assert (report["decisions"]["kept"], report["decisions"]["lost"]) == (1, [])

    comparable = ("--mode", "comparable", "--force")
    report = as_json("align", "a.en.txt", "a.zh.txt", *QUICK, *comparable, cwd=folder)
    pairs = list(read(review))
    assert report["in_no_pair"] == {"en": 4 - len(pairs), "zh": 3 - len(pairs)}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_encodings_that_are_read(folder: Path, encoding: str) -> None:
    (folder / "a.zh.txt").write_text(ZH, encoding)
    done = duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert [pair.zh for pair in read(folder / "out" / "a-a.bitext.tsv")] == [
        (line,) for line in ZH.split("\n") if line
    ]


def test_pages_are_aligned_by_what_they_say(folder: Path) -> None:
    for lang, text in (("en", EN), ("zh", ZH)):
        body = "".join(f'<p class="x">{line}</p>\n' for line in text.split("\n") if line)
        page = f"<html><head><script>var page = 1;</script></head><body>{body}</body></html>"
        (folder / f"b.{lang}.html").write_text(page, "utf-8")
    for name, suffix in (("a", "txt"), ("b", "html")):
        done = duiyi("align", f"{name}.en.{suffix}", f"{name}.zh.{suffix}", *QUICK, cwd=folder)
        assert done.returncode == 0, done.stderr
    pairs = [list(read(folder / "out" / f"{name}-{name}.bitext.tsv")) for name in ("a", "b")]
    assert pairs[0] == pairs[1]


def test_one_sentence_each(folder: Path) -> None:
    (folder / "one.en.txt").write_text("The ferry left at noon.", "utf-8")
    (folder / "one.zh.txt").write_text("渡船中午开走了。", "utf-8")
    report = as_json("align", "one.en.txt", "one.zh.txt", *QUICK, cwd=folder)
    assert [document["sentences"] for document in report["documents"].values()] == [1, 1]
    assert units(folder / "out" / "one-one.tmx") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.en.txt", "a.zh.txt", "b.txt"),
        ("a.en.txt", "a.zh.txt", "--bogus"),
        ("a.en.txt", "a.zh.txt", "--mode", "diagonal"),
        ("a.en.txt", "a.zh.txt", "--threshold", "2"),
        ("a.en.txt", "a.zh.txt", "--threshold", "high"),
        ("a.en.txt", "a.zh.txt", "--careful", "--quick"),
        ("a.en.txt", "a.zh.txt", "--quick", "--careful"),
    ],
)
def test_usage_errors_exit_2(folder: Path, arguments: tuple[str, ...]) -> None:
    done = duiyi("align", *arguments, cwd=folder)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert nothing_left(folder)


def test_existing_results_are_replaced_only_with_force(folder: Path) -> None:
    (folder / "out").mkdir()
    there = folder / "out" / "a-a.bitext.tsv"
    there.write_text("mine", "utf-8")
    error = one_line(duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, cwd=folder))
    assert "exists already" in error
    assert "--force" in error
    assert there.read_text("utf-8") == "mine"
    assert [path.name for path in (folder / "out").iterdir()] == ["a-a.bitext.tsv"]
    assert duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, "--force", cwd=folder).returncode == 0
    assert there.read_text("utf-8").startswith("#")


def test_a_file_where_the_folder_should_be(folder: Path) -> None:
    (folder / "out").touch()
    error = one_line(duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, cwd=folder))
    assert error.startswith("out: isn't a folder")
    assert (folder / "out").read_bytes() == b""


@pytest.mark.skipif(not may("-rm"), reason="unshare -rm is not allowed here")
@pytest.mark.parametrize(
    ("options", "message"),
    [("size=4k", "No space left on device"), ("ro", "isn't a folder that can be written")],
)
def test_a_folder_that_takes_nothing(folder: Path, options: str, message: str) -> None:
    mount = f"mkdir -p out && mount -t tmpfs -o {options} none out"
    command = f"{mount} && \"$@\"; code=$?; find out -name '*.part'; exit $code"
    before = ("unshare", "-rm", "sh", "-c", command, "sh")
    done = duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, cwd=folder, before=before)
    assert message in one_line(done)


def test_a_disk_that_is_full(folder: Path) -> None:
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)); from align.main import run; run()"
    error = one_line(duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, cwd=folder, code=limit))
    assert "cannot be written" in error
    assert list((folder / "out").iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_standard_output_that_takes_nothing(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*DUIYI, "align", "a.en.txt", "a.zh.txt", *QUICK],
            cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "duiyi: standard output: No space left on device\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_that_are_closed(folder: Path, closed: str) -> None:
    before = ("sh", "-c", f'"$@" {closed}', "sh")
    done = duiyi("align", "a.en.txt", "a.zh.txt", *QUICK, cwd=folder, before=before)
    assert done.returncode == 0
    assert (folder / "out" / "a-a.tmx").exists()


@pytest.mark.parametrize("arguments", [("--help",), ("align", "a.en.txt", "a.zh.txt", *QUICK)])
def test_a_pipe_that_is_closed(folder: Path, arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*DUIYI, *arguments],
        cwd=folder, stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.stderr == ""
    assert done.returncode in (0, 1)


def test_an_interrupt_leaves_nothing_half_written(folder: Path) -> None:
    (folder / "a.en.txt").write_text(EN * 60, "utf-8")
    (folder / "a.zh.txt").write_text(ZH * 60, "utf-8")
    process = subprocess.Popen(
        [*DUIYI, "align", "a.en.txt", "a.zh.txt", *QUICK],
        cwd=folder, env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    eventually(lambda: (folder / "cache/duiyi/evidence.sqlite").exists() or None)
    time.sleep(0.8)  # the encoder is imported and loaded now
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=120)
    assert (process.returncode, error) == (130, "duiyi: interrupted\n")
    assert nothing_left(folder)


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"},
    ],
    ids=lambda env: " ".join(env),
)
def test_chinese_file_names_in_a_plain_locale(folder: Path, env: dict[str, str]) -> None:
    for lang in ("en", "zh"):
        (folder / f"a.{lang}.txt").rename(folder / f"渡船.{lang}.txt")
    done = duiyi("align", "渡船.en.txt", "渡船.zh.txt", "--no-drafts", "-o", "结果", cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
    assert (folder / "结果" / "渡船-渡船.bitext.tsv").exists()
    done = duiyi("align", "没有.en.txt", "渡船.zh.txt", "-o", "别的", cwd=folder, env=env)
    assert "there is no such file" in one_line(done)


def test_a_broken_package_is_refused(folder: Path) -> None:
    (folder / "bad.argosmodel").write_bytes(b"PK\x03\x04 and then nothing")
    error = one_line(duiyi("models", "install", "bad.argosmodel", cwd=folder))
    assert error.startswith("bad.argosmodel: is not an Argos package")


def test_a_direction_that_nothing_serves(folder: Path) -> None:
    """The embedded package cannot be unpacked: no engine, and no results without their drafts."""
    env = {"XDG_DATA_HOME": str(folder / "a.en.txt")}
    error = one_line(duiyi("align", "a.en.txt", "a.zh.txt", "-o", "out", cwd=folder, env=env))
    assert "embedded translator cannot be unpacked" in error
    assert nothing_left(folder)


def test_sentences_as_they_stand(folder: Path) -> None:
    """With ``--sentences``, line numbers stay: the gold ladder of the story can be compared."""
    for lang in ("en", "zh"):
        lines = [line for line in (CASES / f"align_story.{lang}").read_text("utf-8").split("\n") if line]
        (folder / f"story.{lang}").write_text("\n".join(lines) + "\n", "utf-8")
    options = ("--sentences", "--no-drafts", "--ladder", "mine.ladder", "--mode", "parallel", "-o", "out")
    report = as_json("align", "story.en", "story.zh", *options, cwd=folder)
    rungs = list(read_ladder(folder / "mine.ladder"))
    assert [i for rung in rungs for i in rung[0]] == list(range(45))
    assert [j for rung in rungs for j in rung[1]] == list(range(45))
    assert report["in_doubt"]["matches"] > 0 and report["in_doubt"]["weighed"]
    scores = as_json("eval", "ladder", CASES / "align_story.ladder", "mine.ladder", cwd=folder)
    assert scores["strict"]["precision"] >= 0.9
    (folder / "bad.ladder").write_text("[0]:[0]\nzero:zero\n", "utf-8")
    error = one_line(duiyi("eval", "ladder", "bad.ladder", "mine.ladder", cwd=folder))
    assert error.startswith("bad.ladder:2: not of the form")


def test_folders_of_ladders(folder: Path) -> None:
    """Summed over all beads; a ladder that only one side has is an error."""
    for name, lines in {
        "gold/a": "[0]:[0]\n[1, 2]:[1]\n",
        "gold/b": "[0]:[0, 1]\n",
        "mine/a": "[0]:[0]\n",
    }.items():
        path = folder / f"{name}.ladder"
        path.parent.mkdir(exist_ok=True)
        path.write_text(lines, "utf-8")
    error = one_line(duiyi("eval", "ladder", "gold", "mine", cwd=folder))
    assert error.startswith("mine: has no b.ladder, which gold has")
    (folder / "mine/b.ladder").write_text("[0]:[0]\n", "utf-8")
    scores = as_json("eval", "ladder", "gold", "mine", cwd=folder)
    assert scores["strict"] == pytest.approx({"precision": 1 / 2, "recall": 1 / 3, "f1": 2 / 5})
    assert scores["lax"] == pytest.approx({"precision": 1, "recall": 2 / 3, "f1": 4 / 5})
    assert scores["by_kind"] == {
        "1-1": {"hits": 1, "gold": 1},
        "2-1": {"hits": 0, "gold": 1},
        "1-2": {"hits": 0, "gold": 1},
    }
    assert scores["documents"] == 2
    assert scores["signature"].startswith("docs:2|sum:micro|nulls:vecalign|v:")
    done = duiyi("eval", "ladder", "gold", "mine", cwd=folder)
    assert done.stdout.startswith("strict  P 0.5000  R 0.3333  F1 0.4000\n")
    error = one_line(duiyi("eval", "ladder", "gold", "mine/a.ladder", cwd=folder))
    assert error.startswith("mine/a.ladder: is compared with a folder")


def test_many_sentences(folder: Path) -> None:
    """Several hundred here; what a hundred thousand cost stands in the README."""
    for lang in ("en", "zh"):
        lines = [line for line in (CASES / f"align_story.{lang}").read_text("utf-8").split("\n") if line]
        many = [f"{k}: {line}" for k in range(5) for line in lines]
        (folder / f"many.{lang}").write_text("\n".join(many) + "\n", "utf-8")
    done = duiyi(
        "align",
        "many.en",
        "many.zh",
        "--sentences",
        "--no-drafts",
        "--mode",
        "parallel",
        "-o",
        "out",
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    pairs = list(read(folder / "out" / "many-many.bitext.tsv"))
    assert sum(len(pair.en) for pair in pairs) == sum(len(pair.zh) for pair in pairs) == 5 * 45


def test_empty_lines_keep_their_numbers(folder: Path) -> None:
    """They are in no line of the review file, but what comes after them is numbered as in the documents."""
    arguments = (
        "align",
        "a.en.txt",
        "a.zh.txt",
        "--sentences",
        "--mode",
        "parallel",
        "--ladder",
        "ladder",
        *QUICK,
    )
    report = as_json(*arguments, cwd=folder)
    english = report["documents"]["en"]
    assert (english["path"], english["sentences"], english["left_out"]) == ("a.en.txt", 4, 1)
    assert ((3,), (3,)) in list(read_ladder(folder / "ladder"))
    assert [len(pair.en) + len(pair.zh) for pair in read(folder / "out" / "a-a.bitext.tsv")] == [2, 2, 2]


def aligned(folder: Path, en: str, zh: str, *options: str) -> tuple[dict[str, Any], Path]:
    """The report of ``duiyi align`` on two texts, and the memory that it writes."""
    (folder / "b.en.txt").write_text(en, "utf-8")
    (folder / "b.zh.txt").write_text(zh, "utf-8")
    report = as_json("align", "b.en.txt", "b.zh.txt", *QUICK, *options, cwd=folder)
    return report, folder / "out" / "b-b.tmx"


def units(memory: Path) -> int:
    with tmx.read(memory) as reader:
        return len(list(reader))


def test_the_same_document_twice(folder: Path) -> None:
    error = one_line(duiyi("align", "a.en.txt", "a.en.txt", *QUICK, cwd=folder))
    assert "is in English alone. Give the document in the other language, too." in error
    assert nothing_left(folder)


def test_nothing_in_common(folder: Path) -> None:
    """Two texts of which neither translates a sentence of the other: nothing enters the memory."""
    en = "Peel the potatoes.\nBoil them in salted water.\nAdd butter and a little milk.\nServe them hot.\n"
    zh = "昨天夜里卫星进入了轨道。\n工程师们整晚没有合眼。\n信号在黎明时分终于传了回来。\n大家都鼓起掌来。\n"
    report, memory = aligned(folder, en, zh)
    assert report["mode"] == "comparable"
    assert units(memory) == 0


def test_a_hundred_equal_sentences_on_both_sides(folder: Path) -> None:
    report, memory = aligned(
        folder, "It rained all day.\n" * 100, "下了一整天雨。\n" * 100, "--mode", "parallel"
    )
    assert [document["sentences"] for document in report["documents"].values()] == [100, 100]
    assert units(memory) <= 100


def test_one_sentence_of_50_kilobytes_on_one_side(folder: Path) -> None:
    report, memory = aligned(folder, "and then it rained " * 2_700, ZH, "--sentences")
    assert report["documents"]["en"]["sentences"] == 1
    assert units(memory) <= 1


def test_no_line_is_left_out_of_one_document_alone(tmp_path: Path) -> None:
    prose = "The ferry left at noon, and the rain did not stop until the next morning.\n"
    en, zh = tmp_path / "a.en.txt", tmp_path / "a.zh.txt"
    en.write_text(f"The Ferry\nBy Ann Reed\n{prose}Share\n", "utf-8")
    for byline, left_out in (("作者：安·里德", [1]), ("安·里德", [])):
        zh.write_text(f"渡船\n{byline}\n渡船中午开走了，雨一直下到第二天早晨才停。\n分享\n", "utf-8")
        for pair in (documents(en, zh), documents(zh, en)):
            assert [sorted(source.meta) for source in pair] == [left_out, left_out]
            assert [len(source.texts) for source in pair] == [4, 4]


def test_documents_that_do_not_belong_together(tmp_path: Path) -> None:
    (tmp_path / "lease.en.txt").write_text(
        "The tenant pays the rent on the first of the month.\nPets need the landlord's consent.\n"
        "The stairs are swept every Saturday.\nNotice is given three months ahead.\n"
        "The keys are handed back on the last day.\n",
        "utf-8",
    )
    (tmp_path / "match.zh.txt").write_text(
        "主队在雨中以二比一获胜。\n门将扑出了两个点球。\n球迷唱歌一直唱到半夜。\n"
        "教练称赞了年轻的中场球员。\n下一轮将在广州举行。\n",
        "utf-8",
    )
    pair = ("align", "lease.en.txt", "match.zh.txt", *QUICK, "--quick")
    done = duiyi(*pair, cwd=tmp_path)
    assert done.returncode == 0
    assert "these two do not seem to be translations of each other: 0 of 5 sentences" in done.stdout
    report = as_json(*pair, "--force", cwd=tmp_path)
    assert (report["mode"], report["strangers"]) == ("comparable", True)
    assert report["outputs"][0]["count"] == 0
    (tmp_path / "pairs.tsv").write_text("lease.en.txt\tmatch.zh.txt\tlease\n", "utf-8")
    batch = ("align-batch", "pairs.tsv", "-o", "many")
    done = duiyi(*batch, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 pair: the two do not seem to be translations of each other\n    lease\n" in done.stdout
    assert as_json(*batch, cwd=tmp_path)["strangers"] == ["lease"]


def test_documents_that_belong_together_are_no_strangers(folder: Path) -> None:
    report = as_json("align", "a.en.txt", "a.zh.txt", *QUICK, "--quick", cwd=folder)
    assert (report["mode"], report["strangers"]) == ("parallel", False)
