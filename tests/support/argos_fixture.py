"""Builds real, tiny Argos packages whose translation is exact: word for word, by a wired Transformer.

One encoder and one decoder layer, float32. Embeddings are random signs; attention is wired so that target
step t looks at source position t, and the output projection maps each source piece to its target piece, or
to itself. The end mark maps to itself, so that the length is exact too.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

WORDS = {
    "hello": "你好", "world": "世界", "good": "好", "morning": "早晨", "book": "书", "cat": "猫",
    "water": "水", "today": "今天", "i": "我", "you": "你", "love": "爱", "is": "是", "the": "这",
    "computer": "电脑", ".": "。", ",": "，", "?": "？", "!": "！",
}  # fmt: skip
_TOKEN, _PLACE = 256, 64  # dimensions that say which piece it is, and at which place it stands
_PLACES = 600


class Size(NamedTuple):
    """How large a model is: what is said is the same for all sizes, what it costs is not."""

    layers: int = 1
    feed: int = 8
    token: int = _TOKEN
    place: int = _PLACE
    quantization: str | None = None


def build_package(
    path: Path,
    src: str = "en",
    tgt: str = "zh",
    *,
    version: str = "1.9",
    words: Mapping[str, str] = WORDS,
    prefix: str = "",
    metadata: Mapping[str, Any] | None = None,
    size: "Size | None" = None,
) -> Path:
    """Write a package to ``path`` (``.argosmodel``) in argospm's format; returns ``path``.

    :param words: English to Chinese; turned round for ``src="zh"``.
    :param prefix: a target prefix that the package asks for; the model says it like any piece.
    :param size: as large as real packages are, for measuring; as small as can be unless given.
    """
    pairs = dict(words) if src == "en" else {chinese: english for english, chinese in words.items()}
    mapping = {_piece(a): _piece(b) for a, b in pairs.items()}
    top = f"translate-{src}_{tgt}-{version.replace('.', '_')}"
    described = {
        "package_version": version,
        "argos_version": "1.9.0",
        "from_code": src,
        "from_name": {"en": "English", "zh": "Chinese"}.get(src, src),
        "to_code": tgt,
        "to_name": {"en": "English", "zh": "Chinese"}.get(tgt, tgt),
        **({"target_prefix": prefix} if prefix else {}),
        **(metadata or {}),
    }
    with tempfile.TemporaryDirectory() as work:
        tokenizer, pieces = _tokenizer([*mapping, *mapping.values(), *([prefix] if prefix else [])])
        _model(pieces, mapping, Path(work) / "model", size or Size())
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(f"{top}/metadata.json", json.dumps(described, indent=2))
            package.writestr(f"{top}/README.md", "# A toy\n\nMade by a test.\n")
            package.writestr(f"{top}/sentencepiece.model", tokenizer)
            for file in sorted((Path(work) / "model").iterdir()):
                package.write(file, f"{top}/model/{file.name}")
    return path


def _piece(word: str) -> str:
    """A word as a piece: Latin words begin with the mark of a space."""
    return f"▁{word}" if word[0].isascii() and word[0].isalnum() else word


def _tokenizer(symbols: Sequence[str]) -> tuple[bytes, list[str]]:
    import sentencepiece

    characters = [chr(code) for code in range(33, 127)] + list("。，？！")
    whole = sorted(set(symbols))  # taken as they are: full-width marks would become half-width ones
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(characters)] * 4 + [" ".join(whole)] * 4),
        model_writer=model,
        model_type="char",
        vocab_size=8000 + len(whole),
        hard_vocab_limit=False,
        character_coverage=1.0,
        user_defined_symbols=whole,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return model.getvalue(), [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def _model(pieces: Sequence[str], mapping: Mapping[str, str], folder: Path, dimensions: Size) -> None:
    import ctranslate2

    random = np.random.default_rng(0)
    token, place = dimensions.token, dimensions.place
    size, feed = token + place, dimensions.feed
    index = {piece: number for number, piece in enumerate(pieces)}
    tokens = random.choice([-1.0, 1.0], size=(len(pieces), token)).astype(np.float32)
    places = random.choice([-1.0, 1.0], size=(_PLACES, place)).astype(np.float32)
    spec = ctranslate2.specs.TransformerSpec.from_config(
        (dimensions.layers, dimensions.layers), 1, pre_norm=True, activation=ctranslate2.specs.Activation.RELU
    )
    encoder, decoder = spec.encoder, spec.decoder
    encoder.scale_embeddings = decoder.scale_embeddings = False
    encoder.embeddings[0].weight = np.pad(tokens, ((0, 0), (0, place)))
    decoder.embeddings.weight = np.zeros((len(pieces), size), np.float32)  # it does not hear itself
    for stack in (encoder, decoder):
        stack.position_encodings.encodings = np.pad(places, ((0, 0), (token, 0)))
        _norm(stack.layer_norm, size)
        for layer in stack.layer:
            _norm(layer.self_attention.layer_norm, size)
            _linear(layer.self_attention.linear[0], np.zeros((3 * size, size)))
            _linear(layer.self_attention.linear[1], np.zeros((size, size)))
            _norm(layer.ffn.layer_norm, size)
            _linear(layer.ffn.linear_0, np.zeros((feed, size)))
            _linear(layer.ffn.linear_1, np.zeros((size, feed)))
    for layer in decoder.layer[1:]:  # they work, and add nothing
        _norm(layer.attention.layer_norm, size)
        _linear(layer.attention.linear[0], np.zeros((size, size)))
        _linear(layer.attention.linear[1], np.zeros((2 * size, size)))
        _linear(layer.attention.linear[2], np.zeros((size, size)))
    is_token = np.diag([1.0] * token + [0.0] * place)
    is_place = np.eye(size) - is_token
    cross = decoder.layer[0].attention
    _norm(cross.layer_norm, size)
    _linear(cross.linear[0], is_place * 8.0)  # a sharp look at the same place …
    _linear(cross.linear[1], np.concatenate([is_place, is_token]))  # … tells which piece stands there
    _linear(cross.linear[2], is_token * 4.0)
    projection = np.zeros((len(pieces), size), np.float32)
    for piece, number in index.items():
        projection[index[mapping.get(piece, piece)], :token] += tokens[number]
    _linear(decoder.projection, projection)
    spec.config.add_source_eos = True
    spec.config.add_source_bos = False
    spec.config.decoder_start_token = "<s>"
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = "<unk>", "<s>", "</s>"
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    spec.validate()
    spec.optimize(quantization=dimensions.quantization)
    folder.mkdir(parents=True)
    spec.save(str(folder))


def _linear(layer: Any, weight: Any) -> None:
    layer.weight = np.ascontiguousarray(weight, np.float32)
    layer.bias = np.zeros(layer.weight.shape[0], np.float32)


def _norm(layer: Any, size: int) -> None:
    layer.gamma, layer.beta = np.ones(size, np.float32), np.zeros(size, np.float32)
