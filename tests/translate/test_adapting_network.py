"""What torch computes is what CTranslate2 computes; what is written is what was read."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house import ROOT
from training_fixture import PIECES, random_decoder, random_model

from tmx.base.errors import InputError
from translate.adapting.binary import read_binary

torch: Any = pytest.importorskip("torch")
KINDS: dict[str, dict[str, Any]] = {
    "OpenNMT": {},
    "Marian": {"pre_norm": False, "activation": "SWISH", "shared": True},
    "Fairseq": {"pre_norm": False, "learned": True, "embedding_norm": True, "activation": "GELU"},
    "relative": {"relative": True},
    "gated": {"glu": True, "rms": True, "activation": "GELUTanh", "bias": False},
}
EXACT = 2e-5  # nats; float32 in another order of summing
ROUNDED = 0.5  # nats; CTranslate2 rounds what goes into int8 products, on weights as wild as these


def whole_sums() -> bool:
    """Whether the processor keeps sums of int8 products: one without VNNI cuts them at 16 bits, and those of
    weights as wild as these are larger."""
    facts = Path("/proc/cpuinfo")
    return facts.exists() and "_vnni" in facts.read_text()


def torch_scores(folder: Path, source: list[str], target: list[str]) -> list[float]:
    from translate.adapting.network import Network

    index = {piece: number for number, piece in enumerate(PIECES)}
    network = Network(read_binary(folder / "model.bin"), epsilon=epsilon(folder)).eval()
    ids = torch.tensor([[index[piece] for piece in [*source, "</s>"]]])
    wanted = [index[piece] for piece in [*target, "</s>"]]
    with torch.no_grad():
        known = torch.ones_like(ids, dtype=torch.bool)
        memory = network.encode(ids, known)
        states = network.decode(torch.tensor([[index["<s>"], *wanted[:-1]]]), memory, known)
        values = network.logits(states).log_softmax(-1)[0]
    return [float(values[place, piece]) for place, piece in enumerate(wanted)]


def epsilon(folder: Path) -> float | None:
    value: float | None = json.loads((folder / "config.json").read_text("utf-8"))["layer_norm_epsilon"]
    return value


def engine_scores(folder: Path, compute: str, source: list[str], target: list[str]) -> list[float]:
    import ctranslate2

    engine = ctranslate2.Translator(str(folder), compute_type=compute, intra_threads=1)
    return list(engine.score_batch([source], [target])[0].log_probs)


SOURCE, TARGET = ["p1", "p5", "p9", "p2", "p7", "p30"], ["p3", "p3", "p8", "p14", "p36"]


@pytest.mark.parametrize("quantization", [None, "float16", "bfloat16", "int16", "int8"])
@pytest.mark.parametrize("kind", KINDS)
def test_log_probabilities_are_those_of_ctranslate2(
    kind: str, quantization: str | None, tmp_path: Path
) -> None:
    folder = random_model(tmp_path / "model", quantization=quantization, **KINDS[kind])
    ours = torch_scores(folder, SOURCE, TARGET)
    assert ours == pytest.approx(engine_scores(folder, "float32", SOURCE, TARGET), abs=EXACT)
    if quantization == "int8" and whole_sums():
        assert ours == pytest.approx(engine_scores(folder, "int8", SOURCE, TARGET), abs=ROUNDED)


def test_padding_changes_nothing(tmp_path: Path) -> None:
    from translate.adapting.network import Network

    network = Network(read_binary(random_model(tmp_path / "model", relative=True) / "model.bin")).eval()
    ids = torch.tensor([[5, 6, 7, 0, 0], [5, 6, 7, 8, 9]])
    known = torch.tensor([[True] * 3 + [False] * 2, [True] * 5])
    with torch.no_grad():
        both = network.decode(torch.tensor([[1, 4], [1, 4]]), network.encode(ids, known), known)
        alone = network.decode(
            torch.tensor([[1, 4]]), network.encode(ids[:1, :3], known[:1, :3]), known[:1, :3]
        )
    assert torch.allclose(both[0], alone[0], atol=1e-5)


@pytest.mark.parametrize("quantization", [None, "int8"])
def test_the_decoder_alone(quantization: str | None, tmp_path: Path) -> None:
    import ctranslate2

    from translate.adapting.network import Network

    folder = random_decoder(tmp_path / "model", quantization=quantization)
    text = ["<s>", "p4", "p9", "p3", "p30", "p12", "p4", "p4"]
    engine = ctranslate2.Generator(str(folder), compute_type="float32", intra_threads=1)
    theirs = np.array(engine.forward_batch([text], return_log_probs=True))[0]
    network = Network(read_binary(folder / "model.bin"), epsilon=epsilon(folder)).eval()
    ids = torch.tensor([[PIECES.index(piece) for piece in text]])
    with torch.no_grad():
        ours = network.logits(network.decode(ids)).log_softmax(-1)[0].numpy()
    assert np.abs(ours - theirs).max() < EXACT


def test_the_embedded_translator() -> None:
    """The real one: its int8 products differ from torch's float32 by a tenth of a nat a piece or so."""
    import ctranslate2
    import sentencepiece

    from translate.adapting.network import Network
    from translate.engines import unpacking

    folder = unpacking.unpacked()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    text = ["<bos>", *pieces.encode("The ferry leaves at noon.\n中文：渡船中午开。", out_type=str), "<eos>"]
    network = Network(read_binary(folder / "model.bin"), epsilon=epsilon(folder)).eval()
    with torch.no_grad():
        ids = torch.tensor([[pieces.piece_to_id(piece) for piece in text]])
        ours = network.logits(network.decode(ids)).log_softmax(-1)[0].numpy()
    for compute, tolerance in (("float32", 1e-3), ("int8", 0.3)):
        engine = ctranslate2.Generator(str(folder), compute_type=compute)
        theirs = np.array(engine.forward_batch([text], return_log_probs=True))[0]
        apart = [abs(ours[i, ids[0, i + 1]] - theirs[i, ids[0, i + 1]]) for i in range(len(text) - 1)]
        assert np.mean(apart) < tolerance


def test_the_encoder_of_the_aligner() -> None:
    import ctranslate2
    import sentencepiece

    from translate.adapting.network import Network

    folder = ROOT / "align" / "models"
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    text = ["<s>", *pieces.encode("渡船中午开，岛上下雨。", out_type=str), "</s>"]
    engine = ctranslate2.Encoder(str(folder), compute_type="float32")
    theirs = np.array(engine.forward_batch([text]).last_hidden_state)
    network = Network(read_binary(folder / "model.bin"), epsilon=epsilon(folder)).eval()
    ids = torch.tensor([[pieces.piece_to_id(piece) for piece in text]])
    with torch.no_grad():
        ours = network.encode(ids, torch.ones_like(ids, dtype=torch.bool)).numpy()
    assert np.abs(ours - theirs).max() < 1e-4


@pytest.mark.parametrize("quantization", [None, "float16", "bfloat16", "int16", "int8"])
def test_what_is_not_tuned_is_written_byte_for_byte(quantization: str | None, tmp_path: Path) -> None:
    folder = random_model(tmp_path / "model", quantization=quantization, shared=True)
    binary = read_binary(folder / "model.bin")
    binary.write(tmp_path / "again.bin")
    assert (tmp_path / "again.bin").read_bytes() == (folder / "model.bin").read_bytes()


@pytest.mark.parametrize("quantization", [None, "float16", "bfloat16", "int16", "int8"])
def test_weights_come_back_in_the_type_that_they_had(quantization: str | None, tmp_path: Path) -> None:
    folder = random_model(tmp_path / "model", quantization=quantization, shared=True)
    binary = read_binary(folder / "model.bin")
    weights = binary.weights()
    again = binary.replaced(weights)
    kinds = {name: kind for name, (kind, _) in binary.variables.items()}
    assert {name: kind for name, (kind, _) in again.variables.items() if name in kinds} == kinds
    for name, weight in again.weights().items():
        assert np.abs(weight - weights[name]).max() <= 1e-6 * np.abs(weights[name]).max(), name


def test_a_changed_weight_is_what_the_engine_uses(tmp_path: Path) -> None:
    folder = random_model(tmp_path / "model", quantization="int8", shared=True)
    before = engine_scores(folder, "float32", SOURCE, TARGET)
    binary = read_binary(folder / "model.bin")
    name = "decoder/layer_1/ffn/linear_1/weight"
    binary.replaced({name: binary.weight(name) * 3}).write(folder / "model.bin")
    after = engine_scores(folder, "float32", SOURCE, TARGET)
    assert after != pytest.approx(before, abs=0.01)
    assert torch_scores(folder, SOURCE, TARGET) == pytest.approx(after, abs=EXACT)


def test_what_is_equal_by_chance_is_tuned_apart(tmp_path: Path) -> None:
    """CTranslate2 stores equal norms once; a change of one must not change the other."""
    import ctranslate2

    folder = random_model(tmp_path / "model")
    binary = read_binary(folder / "model.bin")
    ones = {name: np.ones_like(weight) for name, weight in binary.weights().items() if name.endswith("gamma")}
    first, second = sorted(ones)[:2]
    same = binary.replaced(ones)
    chance = type(same)(same.version, same.spec, same.revision, dict(same.variables), dict(same.aliases))
    chance.aliases[second] = first
    del chance.variables[second]
    apart = chance.replaced({first: ones[first] * 2})
    assert np.array_equal(apart.weight(second), ones[second])
    apart.write(folder / "model.bin")
    ctranslate2.Translator(str(folder), compute_type="float32")


def test_an_unknown_architecture_is_refused_by_name(tmp_path: Path) -> None:
    from translate.adapting.network import Network

    binary = read_binary(random_model(tmp_path / "model") / "model.bin")
    binary.variables["decoder/layer_0/conv/weight"] = (0, np.zeros((2, 2), np.float32))
    with pytest.raises(InputError, match="does not support: it has 'decoder/layer_0/conv/weight'"):
        Network(binary)
    del binary.variables["decoder/layer_0/conv/weight"]
    binary.variables["decoder/alibi"] = (1, np.array(1, np.int8))
    with pytest.raises(InputError, match="decoder/alibi"):
        Network(binary)


@pytest.mark.parametrize("content", [b"", b"\6\0\0\0", b"no model at all", b"\x09\0\0\0\2\0x\0\1\0\0\0"])
def test_what_is_no_model(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(InputError, match="not a CTranslate2 model"):
        read_binary(tmp_path / "model.bin")


def test_attributes_of_old_models(tmp_path: Path) -> None:
    """Before its fifth revision a Transformer had one number of heads, for both sides."""
    from translate.adapting.network import Network

    binary = read_binary(random_model(tmp_path / "model") / "model.bin")
    whole = Network(binary)
    for name in ("num_heads", "pre_norm", "activation"):
        binary.variables[name] = binary.variables.pop(f"encoder/{name}")
        binary.variables.pop(f"decoder/{name}", None)
        binary.aliases.pop(f"decoder/{name}", None)
    old = Network(binary)
    assert (old.encoder, old.decoder) == (whole.encoder, whole.decoder)


def test_the_loss_of_a_pair_is_what_the_package_says(argos_installed: Path) -> None:
    """From text to nats: pieces, marks at the ends, unknown pieces and padding are the package's own."""
    import ctranslate2

    from translate.adapting.bases import ArgosBase
    from translate.adapting.network import Network
    from translate.adapting.tuning import loss_of
    from translate.engines.choosing import route

    package = route("en", "zh")[0]
    base = ArgosBase(package)
    pairs = [
        ("hello world.", "你好世界。"),
        ("i love the book ⚓ today.", "我爱这书⚓今天。"),
        ("water", "水"),
    ]
    engine = ctranslate2.Translator(str(base.model), compute_type="float32")
    encode = package.handle.tokenizer.encode
    scored = engine.score_batch(
        [encode(source) for source, _ in pairs], [encode(target) for _, target in pairs]
    )
    network = Network(read_binary(base.model / "model.bin")).eval()
    with torch.no_grad():
        loss, count = loss_of(network, base.examples(pairs))
    assert count == sum(len(result.log_probs) for result in scored)
    assert float(loss) == pytest.approx(-sum(sum(result.log_probs) for result in scored), rel=1e-4)
