"""A memory of a trade that no general model knows, made by grammar: a manual for looms, in documents.

Each pair joins a sentence pattern with a part of the loom. No joint of the two stands in two documents, so
what is held out by document was never seen as it stands.
"""

import random
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from argos_fixture import WORDS, Size, build_package

from tmx import write
from tmx.model import Prop, Segment, Unit, Variant

PARTS = {
    "heddle": "综丝", "shuttle": "梭子", "warp beam": "经轴", "cloth roller": "卷布辊", "reed": "钢筘",
    "treadle": "踏板", "picking stick": "打梭棒", "dobby": "多臂机", "let-off motion": "送经装置",
    "take-up motion": "卷取装置", "warp stop motion": "断经自停装置", "weft fork": "纬纱叉", "temple": "边撑",
    "harness frame": "综框", "lease rod": "分绞棒", "tension spring": "张力弹簧", "crankshaft": "曲轴",
    "tappet": "开口凸轮", "drive belt": "传动皮带", "oil cup": "油杯", "shuttle box": "梭箱",
    "race board": "走梭板", "back rest": "后梁", "breast beam": "胸梁", "brake band": "制动带",
}  # fmt: skip
FAULTS = {
    "warp breakage": "断经", "a slack selvedge": "布边松弛", "a missed pick": "缺纬", "a reed mark": "筘痕",
    "a float": "跳花", "weft curling": "纬缩",
}  # fmt: skip
PATTERNS = [
    ("Check the {part} every {n} hours of running.", "{part}每运转{n}小时检查一次。"),
    ("Stop the loom before you touch the {part}.", "触碰{part}之前必须先停机。"),
    ("A worn {part} is a common cause of {fault}.", "{part}磨损是造成{fault}的常见原因。"),
    ("If the {part} vibrates, tighten its {n} bolts crosswise.", "若{part}振动，应将其{n}只螺栓对角拧紧。"),
    ("Oil the {part} lightly at the start of each shift.", "每班开车前给{part}加少量润滑油。"),
    ("The gap at the {part} must not exceed {n} millimetres.", "{part}处的间隙不得大于{n}毫米。"),
    ("Replace the {part} after {n} thousand metres of cloth.", "每织造{n}千米坯布更换一次{part}。"),
    ("Wipe lint off the {part} with a dry brush.", "用干毛刷清除{part}上的飞花。"),
    ("When {fault} appears, look at the {part} first.", "出现{fault}时，首先检查{part}。"),
    ("Never clean the {part} with solvent.", "严禁用溶剂清洗{part}。"),
    ("The weaver sets the {part} by hand before tying in a warp.", "接经之前由挡车工手动校正{part}。"),
    ("Order a spare {part} under number {n}.", "备用{part}按{n}号件订购。"),
    ("The {part} runs true if the pointer stays within {n} marks.", "指针偏摆不超过{n}格，{part}即为平正。"),
    ("To prevent {fault}, keep the {part} at an even tension.", "为防止{fault}，应使{part}张力均匀。"),
]  # fmt: skip


def pairs(documents: int = 12, each: int = 40, seed: int = 1) -> list[tuple[str, str, str]]:
    """``(English, Chinese, document)`` of that many documents."""
    draw = random.Random(seed)
    joints = [(pattern, part) for pattern in range(len(PATTERNS)) for part in PARTS]
    draw.shuffle(joints)
    lines = []
    for number, (pattern, part) in enumerate((joints * 3)[: documents * each]):
        document = number % len(joints) * documents // min(len(joints), documents * each)
        english, chinese = PATTERNS[pattern]
        count, fault = draw.choice([2, 3, 4, 6, 8, 12, 24, 50]), draw.choice(list(FAULTS))
        lines.append(
            (
                english.format(part=part, n=count, fault=fault),
                chinese.format(part=PARTS[part], n=count, fault=FAULTS[fault]),
                f"loom-{document:02}.en.txt",
            )
        )
    return lines


def unit(english: str | Segment, chinese: str | Segment, **props: str) -> Unit:
    """A unit of a memory with these properties."""
    remarks = tuple(Prop(name.replace("_", "-"), text) for name, text in props.items())
    sides = [(side,) if isinstance(side, str) else side for side in (english, chinese)]
    return Unit((Variant("en", sides[0]), Variant("zh-CN", sides[1])), (), remarks)


def written(units: Iterable[Unit], path: Path) -> Path:
    """A memory of ``units`` at ``path``."""
    with path.open("wb") as stream:
        write(units, stream)
    return path


def memory(path: Path, documents: int = 12, each: int = 40, seed: int = 1) -> Path:
    """Write the manual as a reviewed memory; returns ``path``."""
    return written(
        (
            unit(english, chinese, x_ConfirmationLevel="ApprovedTranslation", x_Document=document)
            for english, chinese, document in pairs(documents, each, seed)
        ),
        path,
    )


TERMS = {
    "shuttle": "梭子", "reed": "钢筘", "temple": "边撑", "dobby": "多臂机", "treadle": "踏板",
    "heddle": "综丝", "warp": "经纱", "weft": "纬纱",
}  # fmt: skip
VERBS = {"check": "检查", "oil": "润滑", "clean": "清洁", "replace": "更换", "tighten": "拧紧"}
TIMES = {"today": "今天", "daily": "每天", "first": "首先", "twice": "两次"}


def steps(documents: int = 10) -> list[Unit]:
    """160 numbered steps, word for word, as the toy package can say them once it knows the terms."""
    joints = [(verb, term, time) for verb in VERBS for term in TERMS for time in TIMES]
    random.Random(1).shuffle(joints)
    return [
        unit(
            f"{number % 9 + 1} {verb} the {term} {time}.",
            f"{number % 9 + 1}{VERBS[verb]}这{TERMS[term]}{TIMES[time]}。",
            x_Document=f"steps {number * documents // len(joints)}",
        )
        for number, (verb, term, time) in enumerate(joints)
    ]


def install_ignorant(folder: Path) -> Path:
    """Install a toy package that takes each term of the trade for another; returns where it lies."""
    names = list(TERMS)
    wrong = {name: TERMS[names[(place + 1) % len(names)]] for place, name in enumerate(names)}
    known = {**WORDS, **VERBS, **TIMES, **wrong}
    file = build_package(folder.parent / "ignorant.argosmodel", words=known, size=Size(quantization="int8"))
    with zipfile.ZipFile(file) as package:
        package.extractall(folder)
    file.unlink()
    return next(folder.iterdir())


_ARGOS = """
import sys, types
for name in ("stanza", "spacy"):
    sys.modules[name] = types.ModuleType(name)
sbd = sys.modules["minisbd"] = types.ModuleType("minisbd")
sbd.models = types.SimpleNamespace(cache_dir="", list_models=lambda: [])
sbd.SBDetect = object
import argostranslate.translate as argos

class Whole:
    def split_sentences(self, text):
        return [text]

found = argos.get_installed_languages()
print([str(one) for language in found for one in language.translations_from])
texts = sys.stdin.read().splitlines()
if texts:
    translation = argos.get_translation_from_codes("en", "zh")
    translation.underlying.sentencizer = Whole()
    for text in texts:
        print(translation.translate(text))
"""


def argostranslate_says(texts: Sequence[str]) -> list[str]:
    """What plain argostranslate lists, and its translation of each text, in a process of its own.

    Its sentence splitters are not there: each text is one sentence.
    """
    done = subprocess.run(
        [sys.executable, "-c", _ARGOS], input="\n".join(texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.splitlines()
