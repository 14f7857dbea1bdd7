import ctypes
import socket
from pathlib import Path

import pytest
from engines import Scripted

from tmx.base.errors import MissingPackageError
from translate.engines.careful import CarefulEngine
from translate.engines.choosing import engine_for
from translate.engines.embedded import EmbeddedDecoder
from translate.engines.engine import Output
from translate.engines.package import embedded
from translate.machine import hardware
from translate.packages import installing

EMBEDDED = embedded("en", "zh").name


LOOP = "的成功，" * 6


def test_a_sound_answer_is_asked_once() -> None:
    decoder = Scripted({"Good morning.": ["早上好。"], "Good night.": ["晚安。"]})
    drafts = CarefulEngine(decoder).translate(["Good morning.", "Good night."])
    assert [(draft.text, draft.flags) for draft in drafts] == [("早上好。", ()), ("晚安。", ())]
    assert len(decoder.asked) == 1


def test_a_loop_is_asked_again() -> None:
    decoder = Scripted({"Success!": [LOOP, "成功！"], "Hello.": ["你好。"]})
    drafts = CarefulEngine(decoder).translate(["Success!", "Hello."])
    assert [(draft.text, draft.flags) for draft in drafts] == [("成功！", ()), ("你好。", ())]
    assert [texts for texts, _ in decoder.asked] == [["Success!", "Hello."], ["Success!"]]
    assert decoder.asked[1][1].repetition_penalty > 1


def test_when_all_tries_loop_the_best_is_trimmed_and_flagged() -> None:
    decoder = Scripted({"It was a success.": [LOOP, "这是我们的成功，的成功，的成功，", LOOP]})
    [draft] = CarefulEngine(decoder).translate(["It was a success."])
    assert draft.text == "这是我们的成功。"
    assert draft.flags == ("loop",)
    assert len(decoder.asked) == 3


@pytest.mark.parametrize(
    ("output", "flag"),
    [("", "empty"), ("this is all the same", "copied"), (Output("就是这", -0.1, cut=True), "cut")],
)
def test_faults_are_flags(output: str | Output, flag: str) -> None:
    decoder = Scripted({"this is all the same": [output] * 3})
    [draft] = CarefulEngine(decoder).translate(["this is all the same"])
    assert flag in draft.flags


def test_long_texts_go_in_parts_and_lose_nothing() -> None:
    first, second = " ".join(["one"] * 15) + ",", " ".join(["two"] * 15) + "."
    decoder = Scripted({first: ["甲。"], second: ["乙。"]})
    done: list[tuple[int, int]] = []
    [draft] = CarefulEngine(decoder).translate(
        [f"{first} {second}"], on_progress=lambda _, *counts: done.append(counts)
    )
    assert (draft.text, draft.flags) == ("甲，乙。", ("parts",))
    assert done == [(1, 1)]


def test_lost_numbers_are_flagged() -> None:
    text = "We sold 350 at www.example.org."
    [draft] = CarefulEngine(Scripted({text: ["我们卖了。"]})).translate([text])
    assert draft.flags == ("url", "number")


def test_line_breaks_and_blanks_never_reach_the_model() -> None:
    decoder = Scripted({"one two": ["一二"]})
    drafts = CarefulEngine(decoder).translate(["one\n two ", "", "\n"])
    assert [draft.text for draft in drafts] == ["一二", "", ""]
    assert CarefulEngine(decoder).translate([]) == []


@pytest.mark.parametrize(
    ("source", "output", "expected"),
    [
        ("他来了。", "he came", "He came."),
        ("他来了！", "he came", "He came!"),
        ("标题", "A heading.", "A heading"),
        ("标题", "heading", "heading"),
        ("iPhone很好。", "iPhone is good.", "iPhone is good."),
        ("“好。”", "“good.”", "“Good.”"),
        ("小米公司", "Xiaomi Inc.", "Xiaomi Inc."),
    ],
)
def test_ends_and_capitals(source: str, output: str, expected: str) -> None:
    [draft] = CarefulEngine(Scripted({source: [output] * 3}, "zh", "en")).translate([source])
    assert draft.text == expected


def test_the_engine_for_a_direction(argos_files: dict[str, Path], argos_folder: Path) -> None:
    installing.install(argos_files["zh_en"])
    assert engine_for("zh", "en").name == "argos zh-en 1.9"
    assert engine_for("en", "zh").name == EMBEDDED
    with pytest.raises(MissingPackageError, match="nothing translates en into en"):
        engine_for("en", "en")


def test_no_socket_is_opened(
    argos_files: dict[str, Path], argos_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    installing.install(argos_files["en_zh"])
    assert engine_for("en", "zh").translate(["hello"])[0].text == "你好"
    assert engine_for("zh", "en").translate(["谢谢。"])[0].text


@pytest.mark.parametrize(
    ("asked", "gpus", "expected"), [("", 0, "cpu"), ("", 1, "cuda"), ("cpu", 1, "cpu"), ("cuda", 0, "cuda")]
)
def test_a_gpu_is_used_where_there_is_one(
    asked: str, gpus: int, expected: str, argos_installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both decoders hand the device on to CTranslate2, which is not loaded here."""
    devices: list[str] = []

    def loaded(*_: object, device: str, **__: object) -> None:
        devices.append(device)

    monkeypatch.setenv("DUIYI_DEVICE", asked)
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: gpus)
    monkeypatch.setattr("ctranslate2.Translator", loaded)
    monkeypatch.setattr("ctranslate2.Generator", loaded)
    engine_for("en", "zh")
    EmbeddedDecoder(embedded("zh", "en"))
    assert devices == [expected, expected]


def test_memory_is_kept_where_the_allocator_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buffers of a few megabytes, again and again: once they are kept, no page of them is new."""
    resource = pytest.importorskip("resource")
    if not hasattr(ctypes.CDLL(None), "mallopt"):
        pytest.skip("another C library than glibc")
    hardware.keep_ram()
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]

    def use() -> None:
        place = libc.malloc(16 << 20)
        ctypes.memset(place, 1, 16 << 20)
        libc.free(place)

    use()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        use()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 4096  # one use has 4,096 pages
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    hardware.keep_ram()  # nothing to be done there
