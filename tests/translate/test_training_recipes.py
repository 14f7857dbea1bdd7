"""The recipes of the embedded models in miniature, and tuning of what they make."""

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from adapt_fixture import memory, pairs
from house import ROOT, duiyi
from training_fixture import random_decoder, random_encoder, tokenizer

from tmx.base.errors import InputError
from translate.adapting.adapt import base_of
from translate.adapting.binary import read_binary
from translate.engines.choosing import engine_for, route
from translate.engines.embedded import EmbeddedDecoder, hinted
from translate.engines.package import embedded
from translate.engines.unpacking import VERSION
from translate.packages import installing
from translate.training.corpus import ALIGNMENT, Line, read_corpus

torch: Any = pytest.importorskip("torch")
TEXTS = [text for english, chinese, _ in pairs() for text in (english, chinese)]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    file = tmp_path / "pairs.tsv"
    rows = dict.fromkeys(f"nce234\t{english}\t{chinese}\n" for english, chinese, _ in pairs())
    file.write_text("".join(rows), "utf-8")
    return file


@pytest.fixture
def decoder(tmp_path: Path) -> Path:
    """A folder like that of the embedded translator, small and untrained."""
    marks = ("<bos>", "<eos>")
    model, pieces = tokenizer(
        [*TEXTS, "\n中文：\nEnglish:"],
        model_type="char",
        add_dummy_prefix=False,
        pad_id=0,
        eos_id=1,
        bos_id=2,
        unk_id=3,
        bos_piece=marks[0],
        eos_piece=marks[1],
        user_defined_symbols=["\n"],
    )
    folder = random_decoder(tmp_path / "decoder", pieces=pieces, marks=marks, quantization="int8")
    (folder / "sentencepiece.model").write_bytes(model)
    (folder / "NOTICE").write_text("On what terms.\n", "utf-8")
    return folder


def recipe(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"translate.training.{name}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_student_becomes_a_package(corpus: Path, tmp_path: Path, argos_folder: Path) -> None:
    out = tmp_path / "student.argosmodel"
    shape = [
        "--size",
        "32",
        "--heads",
        "4",
        "--feed",
        "64",
        "--encoder",
        "1",
        "--decoder",
        "1",
        "--held",
        "40",
        "--vocabulary",
        "300",
    ]
    speed = ["--epochs", "6", "--batch-pieces", "600", "--rate", "5e-3"]
    done = recipe("student", "--from", "en", "--to", "zh", "--corpus", corpus, "--out", out, *shape, *speed)
    assert done.returncode == 0, done.stderr
    card = json.loads((tmp_path / "student.json").read_text("utf-8"))
    assert card["recipe"] == "student"
    assert card["held-out loss, nats a piece"] < 5.0  # as likely as any of 300 pieces: 5.7
    assert set(card["versions"]) >= {"torch", "ctranslate2", "sentencepiece", "numpy"}
    package = installing.install(out)
    kinds = {
        kind
        for kind, value in read_binary(package.path / "model" / "model.bin").variables.values()
        if value.ndim == 2
    }
    assert kinds == {0, 1}  # places in float32, weights in int8
    [draft] = engine_for("en", "zh").translate(["Never clean the reed with solvent."])
    assert draft.text
    assert not list(tmp_path.glob("*.npz"))


def test_a_student_begins_as_an_encoder(tmp_path: Path) -> None:
    from translate.training.student import Shape, begun, blank

    model, pieces = tokenizer(TEXTS)
    encoder = read_binary(random_encoder(tmp_path / "encoder", pieces=pieces) / "model.bin")
    folder = blank(tmp_path / "student", model, "en", "zh", Shape(16, 4, 32, 2, 1), seed=1)
    student = read_binary(folder / "model" / "model.bin")
    weights = begun(student, encoder)
    whole = student.replaced(weights).weights()
    own = encoder.weights()
    name = "encoder/layer_1/ffn/linear_0/weight"
    assert np.array_equal(whole[name], own[name])
    query = own["encoder/layer_1/self_attention/linear_0/weight"][:16]
    assert np.array_equal(whole["decoder/layer_0/attention/linear_0/weight"], query)
    assert whole["decoder/projection/weight"].shape == (len(pieces), 16)


def test_the_translator_goes_on(corpus: Path, decoder: Path, tmp_path: Path) -> None:
    out = tmp_path / "tuned"
    given: list[str | Path] = [
        "--corpus",
        corpus,
        "--start",
        decoder,
        "--out",
        out,
        "--epochs",
        "2",
        "--rate",
        "3e-3",
    ]
    done = recipe("translator", *given, "--limit", "300")
    assert done.returncode == 0, done.stderr
    card = json.loads((tmp_path / "tuned.json").read_text("utf-8"))
    before, after = card["held-out loss before, nats a piece, by target"], card["held-out loss after"]
    assert after["zh"] < before["zh"] and after["en"] < before["en"]
    assert (out / "NOTICE").exists()
    assert hinted(out) and not hinted(decoder)
    with zipfile.ZipFile(tmp_path / "tuned.zip") as archive:
        assert archive.read("model.bin") == (out / "model.bin").read_bytes()
    text = EmbeddedDecoder(replace(embedded("en", "zh"), path=out), threads=1)
    assert len(list(text.decode(["Oil the reed."], text.search))) == 1
    layer = read_binary(out / "model.bin").variables["decoder/layer_0/ffn/linear_0/weight"][1]
    assert len(np.unique(layer)) <= 127


def test_the_embedded_translator_is_adapted(
    decoder: Path, tmp_path: Path, argos_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes out has the form of a package, which Argos passes over and ``duiyi`` uses."""
    monkeypatch.setattr("translate.engines.unpacking.unpacked", lambda: decoder)
    output = tmp_path / "mine.argosmodel"
    code = f"""
from pathlib import Path
from translate.engines import unpacking
from translate.adapting import adapt, tuning
unpacking.unpacked = lambda: Path({str(decoder)!r})
adapt.plan_for = lambda base: tuning.Plan(rate=1e-2, epochs=6, batch_pieces=1500, keeping=0.5)
from align.main import run; run()
"""
    given = ("--from", "en", "--to", "zh", "--tm", memory(tmp_path / "m.tmx"), "-o", output, "--force")
    done = duiyi("models", "adapt", *given, env={"OMP_NUM_THREADS": "1"}, code=code)
    assert done.returncode == 0, done.stderr
    report = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    before, after = map(float, re.findall(r"\d+\.\d", report["held-out"])[:2])
    assert after > before
    assert done.stdout.endswith("argostranslate cannot run it\n")
    package = installing.install(output)
    assert package.name == f"duiyi-gemma en-zh {VERSION}.0.1"
    assert engine_for("en", "zh").name == package.name
    assert engine_for("en", "zh").translate(["Never clean the reed with solvent."])[0].text
    assert (package.path / "NOTICE").exists()
    assert "weights were changed" in (package.path / "README.md").read_text("utf-8")
    assert base_of("en", "zh").model == package.path / "model"  # to be adapted further
    assert [problem for name, _, problem in installing.verify() if name == package.name] == [""]
    look = "from argostranslate import package; print([one.type for one in package.get_installed_packages()])"
    plain = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert (
        plain.stdout.strip() == "['duiyi-generator']"
    )  # of a type that argostranslate.translate passes over
    installing.remove(package.path.name)
    assert route("en", "zh")[0].is_embedded


def test_the_encoder_learns_what_belongs_together(corpus: Path, tmp_path: Path) -> None:
    ids = {"bos_id": 0, "pad_id": 1, "eos_id": 2, "unk_id": 3}
    model, pieces = tokenizer(TEXTS, **ids)
    start = random_encoder(tmp_path / "start", pieces=pieces)
    (start / "sentencepiece.model").write_bytes(model)
    np.savez(tmp_path / "space.npz", rarity=np.linspace(0.1, 2, len(pieces)))
    out = tmp_path / "tuned"
    given: list[str | Path] = [
        "--corpus",
        corpus,
        "--start",
        start,
        "--rarity",
        tmp_path / "space.npz",
        "--out",
        out,
    ]
    done = recipe(
        "encoder", *given, "--steps", "60", "--pairs", "16", "--joins", "4", "--rate", "5e-3", "--held", "60"
    )
    assert done.returncode == 0, done.stderr
    card = json.loads((out / "card.json").read_text("utf-8"))
    for kind in ("mean vectors", "tokens"):
        assert card["after"][f"loss, {kind}"] < card["before"][f"loss, {kind}"]
    import ctranslate2

    outputs = ctranslate2.Encoder(str(out)).forward_batch([["<s>", *pieces[5:9], "</s>"]])
    assert np.array(outputs.last_hidden_state).shape == (1, 6, 16)


@pytest.mark.parametrize("name", ["encoder", "translator"])
def test_without_torch(name: str, corpus: Path, tmp_path: Path) -> None:
    run = f"runpy.run_module('translate.training.{name}', run_name='__main__')"
    code = f"import runpy, sys; sys.modules['torch'] = None; {run}"
    given = ("--corpus", corpus, "--start", tmp_path, "--out", tmp_path / "out")
    done = duiyi(*given, code=code)
    assert done.returncode == 1
    assert done.stderr == "duiyi: it needs torch. Install it: pip install 'duiyi[train]'\n"


def test_an_encoder_goes_on_and_becomes_the_same(tmp_path: Path) -> None:
    from translate.adapting.network import Network
    from translate.training.contrast import Tuner
    from translate.training.plans import Contrast

    draw = np.random.default_rng(1)
    sides = tuple([draw.integers(4, 30, 6).tolist() for _ in range(40)] for _ in range(2))
    folder = random_encoder(tmp_path / "start", pieces=[f"p{number}" for number in range(30)])
    plan = Contrast(steps=9, pairs=6, joins=2, warmup=2)
    held_out = [(0,), (1,), (2, 3)]

    def weights(stops: tuple[int, ...]) -> dict[str, Any]:
        state = tmp_path / f"{len(stops)}.npz"
        for stop in (*stops, 99):
            network = Network(read_binary(folder / "model.bin"), dropout=0.1)
            tuner = Tuner(network, (sides[0], sides[1]), torch.ones(30), plan)

            def watch(now: Any, stop: int = stop) -> None:
                if now.step == stop:
                    raise KeyboardInterrupt

            try:
                tuner.run(held_out, checkpoint=state, watch=watch)
            except KeyboardInterrupt:
                continue
        return network.changed()

    whole, resumed = weights(()), weights((3, 8))
    assert whole.keys() == resumed.keys() and whole
    assert max(np.abs(whole[name] - resumed[name]).max() for name in whole) < 1e-3  # sums round otherwise


def test_a_corpus_is_thinned_by_source(tmp_path: Path) -> None:
    file = tmp_path / "c.tsv"
    rows = [
        f"{source}\tSentence {n} is here today.\t这是第{n}句。\n"
        for source in ("lctt", "x")
        for n in range(500)
    ]
    file.write_text("".join(rows), "utf-8")
    values = read_corpus(file, ALIGNMENT, others=0.0, words=(5, 45), limit=0, seed=1)
    assert 240 < len(values) < 360 and len(set(values)) == len(values)
    assert values == read_corpus(file, ALIGNMENT, others=0.0, words=(5, 45), limit=0, seed=1)
    assert values != read_corpus(file, ALIGNMENT, others=0.0, words=(5, 45), limit=0, seed=2)
    assert len(read_corpus(file, {}, others=1.0, words=(1, 9), limit=10, seed=1)) == 10
    assert isinstance(values[0], Line)


@pytest.mark.parametrize(
    ("content", "message"), [("a\tb\n", "has 2 columns"), ("", "no pair"), ("x\ta b\t甲\n", "no pair")]
)
def test_what_is_no_corpus(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "c.tsv").write_text(content, "utf-8")
    with pytest.raises(InputError, match=message):
        read_corpus(tmp_path / "c.tsv", ALIGNMENT, others=0.0, words=(5, 45), limit=0, seed=1)


def test_a_recipe_without_its_corpus_says_one_line(decoder: Path, tmp_path: Path) -> None:
    done = recipe(
        "translator", "--corpus", tmp_path / "absent.xz", "--start", decoder, "--out", tmp_path / "o"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("duiyi: ") and done.stderr.count("\n") == 1


def test_what_is_selected_is_prose_whose_sides_say_the_same(tmp_path: Path) -> None:
    from translate.training.corpus import Row
    from translate.training.selection import most_alike, plain

    prose = Row("nce234", "He had never seen so many boats in one place.", "他从没在一个地方见过这么多船。")
    assert plain(prose)
    code = prose._replace(english="He had never set {name} in one place.")
    number = prose._replace(english="He had never seen 1,250 boats in one place.")
    short = prose._replace(chinese="从没见过。")
    assert not any(map(plain, (code, number, short)))
    free = [prose, prose._replace(source="tvsub"), prose, prose._replace(source="tvsub")]
    assert most_alike(free, np.array([0.9, 0.3, 0.8, 0.2], np.float32), 0.5) == free[:2]


def test_the_selection_is_a_corpus(tmp_path: Path) -> None:
    rows = [
        ("nce234", "The ferry leaves from the old pier at seven.", "渡轮七点从老码头开出。"),
        ("nce234", "Nobody had told the children about the dog.", "谁也没跟孩子们说起那条狗。"),
        ("nce234", "She keeps her letters in a blue tin box.", "湖面上结了一层薄薄的冰，风很大。"),
        ("nce234", "The lake freezes over before the first snow.", "初雪之前湖就封冻了。"),
        ("unknown", "A sentence of a source that is not named here.", "来自这里没有提到的来源的句子。"),
    ]
    given, out = tmp_path / "pairs.tsv", tmp_path / "chosen.tsv"
    given.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
    done = recipe(
        "selection", "--corpus", given, "--encoder", ROOT / "align/models", "--out", out, "--share", ".75"
    )
    assert (done.returncode, done.stdout) == (0, "3 pairs of 4 plain ones\n"), done.stderr
    english = [line.english for line in read_corpus(out, {}, others=1.0, words=(1, 60), limit=0, seed=1)]
    assert sorted(english) == sorted(row[1] for row in rows if row[0] == "nce234" and "tin box" not in row[1])
