"""Small models with random weights, of every architecture that is read: for torch beside CTranslate2."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SIZE, HEADS, FEED, LAYERS = 16, 4, 32, 2
PIECES = ["<unk>", "<s>", "</s>", *(f"p{number}" for number in range(37))]


def random_model(
    folder: Path,
    *,
    quantization: str | None = None,
    pre_norm: bool = True,
    activation: str = "RELU",
    glu: bool = False,
    rms: bool = False,
    relative: bool = False,
    learned: bool = False,
    embedding_norm: bool = False,
    shared: bool = False,
    bias: bool = True,
    seed: int = 1,
) -> Path:
    """Write a Transformer as OpenNMT, Marian or Fairseq have it, with random weights."""
    from ctranslate2.specs import Activation
    from ctranslate2.specs.transformer_spec import (
        TransformerDecoderSpec,
        TransformerEncoderSpec,
        TransformerSpec,
    )

    draw = np.random.default_rng(seed)
    options: dict[str, Any] = {
        "pre_norm": pre_norm,
        "activation": Activation[activation],
        "ffn_glu": glu,
        "rms_norm": rms,
        "relative_position": relative,
        "layernorm_embedding": embedding_norm,
    }
    spec = TransformerSpec(
        TransformerEncoderSpec(LAYERS, HEADS, **options), TransformerDecoderSpec(LAYERS, HEADS, **options)
    )

    def matrix(rows: int, columns: int) -> Any:
        return draw.normal(0, 0.4, (rows, columns)).astype(np.float32)

    def linear(layer: Any, rows: int, columns: int) -> None:
        layer.weight = matrix(rows, columns)
        if bias:
            layer.bias = draw.normal(0, 0.2, rows).astype(np.float32)

    def norm(layer: Any, size: int = SIZE) -> None:
        layer.gamma = draw.uniform(0.5, 1.5, size).astype(np.float32)
        if hasattr(layer, "beta"):
            layer.beta = draw.normal(0, 0.2, size).astype(np.float32)

    def attention(layer: Any) -> None:
        norm(layer.layer_norm)
        rows = [3 * SIZE] if len(layer.linear) == 2 else [SIZE, 2 * SIZE]
        for one, count in zip(layer.linear, [*rows, SIZE], strict=True):
            linear(one, count, SIZE)
        if hasattr(layer, "relative_position_keys"):
            layer.relative_position_keys = matrix(7, SIZE // HEADS)
            layer.relative_position_values = matrix(7, SIZE // HEADS)

    for stack in (spec.encoder, spec.decoder):
        table = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        table.weight = matrix(len(PIECES), SIZE)
        if learned:
            stack.position_encodings.encodings = matrix(50, SIZE)
        if hasattr(stack, "layer_norm"):
            norm(stack.layer_norm)
        if embedding_norm:
            norm(stack.layernorm_embedding)
        for layer in stack.layer:
            attention(layer.self_attention)
            if hasattr(layer, "attention"):
                attention(layer.attention)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, FEED, SIZE)
            linear(layer.ffn.linear_1, SIZE, FEED)
            if glu:
                linear(layer.ffn.linear_0_noact, FEED, SIZE)
    linear(spec.decoder.projection, len(PIECES), SIZE)
    if shared:
        spec.decoder.embeddings.weight = spec.encoder.embeddings[0].weight
        spec.decoder.projection.weight = spec.encoder.embeddings[0].weight
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"
    spec.register_source_vocabulary(PIECES)
    spec.register_target_vocabulary(PIECES)
    return _saved(spec, folder, quantization)


def random_decoder(
    folder: Path,
    *,
    quantization: str | None = None,
    pieces: Sequence[str] = PIECES,
    marks: tuple[str, str] = ("<s>", "</s>"),
    seed: int = 1,
) -> Path:
    """Write a small decoder built as the embedded translator is (Gemma 3), with random weights."""
    from ctranslate2.specs import Activation
    from ctranslate2.specs.transformer_spec import TransformerDecoderModelSpec, TransformerDecoderSpec

    draw = np.random.default_rng(seed)
    head = 8
    decoder = TransformerDecoderSpec(
        LAYERS,
        HEADS,
        activation=Activation.GELUTanh,
        ffn_glu=True,
        rms_norm=True,
        with_encoder_attention=False,
        rotary_dim=head,
        rotary_interleave=False,
        head_dim=head,
        num_heads_kv=1,
        sliding_window=512,
        pre_post_layer_norm=True,
        qk_norm=True,
    )

    def matrix(rows: int, columns: int) -> Any:
        return draw.normal(0, 0.3, (rows, columns)).astype(np.float32)

    def norm(layer: Any, size: int = SIZE) -> None:
        layer.gamma = draw.normal(0, 0.2, size).astype(np.float32)
        layer.layer_norm_use_residual = np.dtype("int8").type(1)

    decoder.embeddings.weight, decoder.projection.weight = (
        matrix(len(pieces), SIZE),
        matrix(len(pieces), SIZE),
    )
    norm(decoder.layer_norm)
    for number, layer in enumerate(decoder.layer):
        attention = layer.self_attention
        attention.rotary_base = np.dtype("float32").type(1e6 if number else 1e4)
        attention.linear[0].weight = matrix((HEADS + 2) * head, SIZE)
        attention.linear[1].weight = matrix(SIZE, HEADS * head)
        norm(attention.q_norm, head)
        norm(attention.k_norm, head)
        for name in ("input", "post_attention", "pre_feedforward", "post_feedforward"):
            norm(getattr(layer, f"{name}_layer_norm"))
        layer.ffn.linear_0.weight, layer.ffn.linear_0_noact.weight = matrix(FEED, SIZE), matrix(FEED, SIZE)
        layer.ffn.linear_1.weight = matrix(SIZE, FEED)
    spec = TransformerDecoderModelSpec(decoder)
    spec.config.unk_token, (spec.config.bos_token, spec.config.eos_token) = "<unk>", marks
    spec.register_vocabulary(list(pieces))
    return _saved(spec, folder, quantization)


def random_encoder(folder: Path, *, pieces: Sequence[str], seed: int = 1) -> Path:
    """Write a small encoder built as the aligner's is (e5: post-norm, learned places), all random."""
    from ctranslate2.specs import Activation
    from ctranslate2.specs.transformer_spec import TransformerEncoderModelSpec, TransformerEncoderSpec

    draw = np.random.default_rng(seed)
    encoder = TransformerEncoderSpec(
        LAYERS, HEADS, pre_norm=False, activation=Activation.GELU, layernorm_embedding=True
    )

    def linear(layer: Any, rows: int, columns: int) -> None:
        layer.weight = draw.normal(0, 0.25, (rows, columns)).astype(np.float32)
        layer.bias = np.zeros(rows, np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(SIZE, np.float32), np.zeros(SIZE, np.float32)

    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = draw.normal(0, 1, (len(pieces), SIZE)).astype(np.float32)
    encoder.position_encodings.encodings = draw.normal(0, 0.1, (200, SIZE)).astype(np.float32)
    norm(encoder.layernorm_embedding)
    for layer in encoder.layer:
        linear(layer.self_attention.linear[0], 3 * SIZE, SIZE)
        linear(layer.self_attention.linear[1], SIZE, SIZE)
        linear(layer.ffn.linear_0, FEED, SIZE)
        linear(layer.ffn.linear_1, SIZE, FEED)
        norm(layer.self_attention.layer_norm)
        norm(layer.ffn.layer_norm)
    spec = TransformerEncoderModelSpec(encoder)
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = "<unk>", "<s>", "</s>"
    spec.register_vocabulary(list(pieces))
    return _saved(spec, folder, "int8")


def tokenizer(texts: Iterable[str], *, size: int = 400, **options: Any) -> tuple[bytes, list[str]]:
    """A sentencepiece model made from ``texts``, and its pieces."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=size,
        hard_vocab_limit=False,
        normalization_rule_name="identity",
        minloglevel=2,
        **options,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return model.getvalue(), [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def _saved(spec: Any, folder: Path, quantization: str | None) -> Path:
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True)
    spec.save(str(folder))
    return folder
