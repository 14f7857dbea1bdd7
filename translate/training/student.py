"""A small Argos package for one direction, trained from a corpus, or from a translator's outputs for it.

    python -m translate.training.student --from en --to zh --corpus pairs.tsv.xz --out en_zh.argosmodel
    python -m translate.training.student … --spm ENCODER/sentencepiece.model --start ENCODER

Encoder and decoder, post-norm, learned places, GELU: the layout of multilingual-e5-small, so that both can
begin with the aligner's encoder (``--start``): its layers spread over the new ones, the attention to the
source begun with attention to itself. Without, weights are random and the vocabulary is made from the corpus.
"""

from __future__ import annotations

import io
import json
import tempfile
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from translate.adapting.bases import ArgosBase
from translate.adapting.binary import Binary, Weights, read_binary
from translate.engines.installed import read_package
from translate.engines.package import Package
from translate.model import Side
from translate.training.corpus import Line
from translate.training.recipe import (
    add_epochs,
    add_training,
    card_of,
    lines_of,
    options,
    plan_of,
    run,
    state_of,
    tell,
    write_card,
)

_PLACES = 256
_NAMES: dict[Side, str] = {"en": "English", "zh": "Chinese"}


class Shape(NamedTuple):
    """How large a student is."""

    size: int = 384
    heads: int = 12
    feed: int = 1536
    encoder: int = 6
    decoder: int = 3


def train(
    lines: Sequence[Line],
    src: Side,
    tgt: Side,
    out: Path,
    shape: Shape,
    *,
    spm: bytes = b"",
    start: Binary | None = None,
    vocabulary: int = 8000,
    held_out: int = 200,
    **plan: Any,
) -> dict[str, Any]:
    """Train a student on ``lines`` and write it to ``out`` (``.argosmodel``), in int8; returns its figures.

    :param spm: the sentencepiece model; made from the lines unless given.
    :param start: an encoder whose weights it begins with; random ones unless given.
    :param plan: fields of :class:`~translate.adapting.tuning.Plan`.
    """
    import torch

    from translate.adapting.network import Network
    from translate.adapting.packing import write_package
    from translate.adapting.tuning import Plan, Tuning

    spm = spm or pieces_of([text for line in lines for text in line], vocabulary)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as work:
        folder = blank(Path(work) / "package", spm, src, tgt, shape, seed=plan.get("seed", 1))
        package = read_package(folder)
        assert isinstance(package, Package)
        base = ArgosBase(package)
        binary = read_binary(base.model / "model.bin")
        if start is not None:
            binary = binary.replaced(begun(binary, start))
        texts = [
            (line.english, line.chinese) if src == "en" else (line.chinese, line.english) for line in lines
        ]
        network = Network(binary, dropout=0.1)
        network.to("cuda" if torch.cuda.is_available() else "cpu")
        tuning = Tuning(
            network,
            base.examples(texts[held_out:]),
            base.examples(texts[:held_out]),
            Plan(**{"warmup": 400, "smoothing": 0.1, **plan}),
        )
        state = tuning.run(checkpoint=state_of(out), watch=tell())
        binary.replaced(network.changed(binary.weights())).quantized().write(base.model / "model.bin")
        write_package(folder, out)
    state_of(out).unlink(missing_ok=True)
    return {
        "pairs": len(lines) - held_out,
        "steps": state.step,
        "minutes": round(state.seconds / 60, 2),
        "held-out loss, nats a piece": round(state.held_out, 4),
    }


def pieces_of(texts: Sequence[str], count: int) -> bytes:
    """A sentencepiece model of about so many pieces (BPE, full-width marks kept), made from ``texts``."""
    import sentencepiece

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=trained,
        model_type="bpe",
        vocab_size=count,
        hard_vocab_limit=False,
        character_coverage=0.9998,
        normalization_rule_name="identity",
        input_sentence_size=1_000_000,
        minloglevel=2,
    )
    return trained.getvalue()


def blank(folder: Path, spm: bytes, src: Side, tgt: Side, shape: Shape, *, seed: int) -> Path:
    """An Argos package with an untrained model, laid out in ``folder``; returns ``folder``."""
    import sentencepiece
    from ctranslate2.specs import common_spec, transformer_spec

    draw = np.random.default_rng(seed)
    spread = shape.size**-0.5
    processor = sentencepiece.SentencePieceProcessor(model_proto=spm)
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    kind: dict[str, Any] = {
        "pre_norm": False,
        "activation": common_spec.Activation.GELU,
        "layernorm_embedding": True,
    }
    spec = transformer_spec.TransformerSpec(
        transformer_spec.TransformerEncoderSpec(shape.encoder, shape.heads, **kind),
        transformer_spec.TransformerDecoderSpec(shape.decoder, shape.heads, **kind),
    )

    def linear(layer: Any, rows: int, columns: int) -> None:
        layer.weight = draw.normal(0, spread, (rows, columns)).astype(np.float32)
        layer.bias = np.zeros(rows, np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(shape.size, np.float32), np.zeros(shape.size, np.float32)

    def attention(layer: Any, rows: Sequence[int]) -> None:
        norm(layer.layer_norm)
        for one, count in zip(layer.linear, rows, strict=True):
            linear(one, count, shape.size)

    table = draw.normal(0, spread, (len(pieces), shape.size)).astype(np.float32)
    for stack in (spec.encoder, spec.decoder):
        stack.scale_embeddings = False
        (stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings).weight = table
        stack.position_encodings.encodings = draw.normal(0, spread, (_PLACES, shape.size)).astype(np.float32)
        norm(stack.layernorm_embedding)
        for layer in stack.layer:
            attention(layer.self_attention, [3 * shape.size, shape.size])
            if hasattr(layer, "attention"):
                attention(layer.attention, [shape.size, 2 * shape.size, shape.size])
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, shape.feed, shape.size)
            linear(layer.ffn.linear_1, shape.size, shape.feed)
    spec.decoder.projection.weight, spec.decoder.projection.bias = table, np.zeros(len(pieces), np.float32)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.add_source_eos, spec.config.decoder_start_token = True, "<s>"
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = "<unk>", "<s>", "</s>"
    spec.validate()
    spec.optimize()
    (folder / "model").mkdir(parents=True)
    spec.save(str(folder / "model"))
    (folder / "sentencepiece.model").write_bytes(spm)
    metadata = {
        "package_version": "1.0",
        "argos_version": "1.9",
        "from_code": src,
        "from_name": _NAMES[src],
        "to_code": tgt,
        "to_name": _NAMES[tgt],
    }
    (folder / "metadata.json").write_text(json.dumps(metadata, indent=2), "utf-8")
    return folder


def begun(student: Binary, encoder: Binary) -> Weights:
    """Weights of a student that begins as ``encoder``, whose vocabulary it has: layers evenly spread."""
    theirs, ours = encoder.weights(), student.weights()
    deep = 1 + max(int(name.split("/")[1][6:]) for name in theirs if "/layer_" in name)
    weights: Weights = {}
    for side in ("encoder", "decoder"):
        count = 1 + max(int(n.split("/")[1][6:]) for n in ours if n.startswith(f"{side}/layer_"))
        for place in range(count):
            taken = (
                round(place * (deep - 1) / max(1, count - 1))
                if side == "encoder"
                else deep - 2 * (count - place) + 1
            )
            for name, weight in theirs.items():
                if name.startswith(f"encoder/layer_{taken}/"):
                    weights[f"{side}/layer_{place}/" + name.split("/", 2)[2]] = weight
            if side == "decoder":
                weights |= _turned(
                    theirs, f"encoder/layer_{taken}/self_attention", f"decoder/layer_{place}/attention"
                )
        for kind in ("layernorm_embedding/gamma", "layernorm_embedding/beta"):
            weights[f"{side}/{kind}"] = theirs[f"encoder/{kind}"]
        weights[f"{side}/position_encodings/encodings"] = theirs["encoder/position_encodings/encodings"][
            :_PLACES
        ]
    for name in ("encoder/embeddings_0/weight", "decoder/embeddings/weight", "decoder/projection/weight"):
        weights[name] = theirs["encoder/embeddings_0/weight"]
    return weights


def _turned(theirs: Weights, own: str, cross: str) -> Weights:
    """Attention to the source, begun with attention to itself: query, keys and values, output."""
    weights: Weights = {}
    for kind in ("weight", "bias"):
        q, k, v = np.split(theirs[f"{own}/linear_0/{kind}"], 3)
        weights |= {f"{cross}/linear_0/{kind}": q, f"{cross}/linear_1/{kind}": np.concatenate([k, v])}
        weights[f"{cross}/linear_2/{kind}"] = theirs[f"{own}/linear_1/{kind}"]
    for kind in ("gamma", "beta"):
        weights[f"{cross}/layer_norm/{kind}"] = theirs[f"{own}/layer_norm/{kind}"]
    return weights


def main() -> None:
    """The command line."""
    parser = options(__doc__)
    parser.add_argument("--from", dest="src", choices=["en", "zh"], required=True)
    parser.add_argument("--to", dest="tgt", choices=["en", "zh"], required=True)
    parser.add_argument("--spm", type=Path, help="a sentencepiece model; else made from the corpus")
    parser.add_argument("--start", type=Path, help="the folder of an encoder to begin with")
    for name, value in Shape()._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--vocabulary", type=int, default=8000, help="pieces, where they are made")
    add_training(parser, rate=1e-3)
    add_epochs(parser, batch_pieces=2500, accelerated=60_000)
    given: Namespace = parser.parse_args()
    figures = train(
        lines_of(given),
        given.src,
        given.tgt,
        given.out,
        Shape(given.size, given.heads, given.feed, given.encoder, given.decoder),
        spm=given.spm.read_bytes() if given.spm else b"",
        start=read_binary(given.start / "model.bin") if given.start else None,
        vocabulary=given.vocabulary,
        held_out=given.held,
        **plan_of(given),
    )
    write_card(card_of(given.out), "student", vars(given), figures)


if __name__ == "__main__":
    run(main)
