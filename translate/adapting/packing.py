"""A tuned package as a file: its metadata, its card, tried before it is written, whole or not at all."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tmx.base.errors import OutputError
from tmx.base.files import replacing
from translate.adapting.bases import Base, EmbeddedBase, tuned_copy
from translate.adapting.binary import Binary
from translate.engines.prompt import GENERATOR
from translate.model import Side
from translate.packages import trial
from translate.packages.archive import check_archive

CARD = "adapted.json"
_NAMES: dict[Side, str] = {"en": "English", "zh": "Chinese"}


def laid_out(base: Base, binary: Binary, folder: Path, src: Side, tgt: Side) -> Path:
    """The package with a tuned model in ``folder``, as it will be installed; returns ``folder``.

    The embedded translator gets the layout of an Argos package, of a kind that argostranslate passes over:
    it has no encoder, so Argos could not run it.

    :raises OutputError: if it cannot be written.
    """
    try:
        tuned_copy(base, binary, folder)
        if isinstance(base, EmbeddedBase) and base.model == base.folder:
            (folder / "model").mkdir(exist_ok=True)
            for name in ("model.bin", "config.json", "vocabulary.json"):
                if (folder / name).exists():
                    (folder / name).replace(folder / "model" / name)
        metadata = _metadata(base, src, tgt)
        (folder / "metadata.json").write_text(json.dumps(metadata, indent=2, ensure_ascii=False), "utf-8")
        return folder
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=error.filename) from error


def describe(folder: Path, card: Mapping[str, Any]) -> None:
    """Write the card into a package that is laid out: for machines, and as the head of its README."""
    (folder / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False), "utf-8")
    figures = "\n".join(
        f"| {name} | {value} |" for name, value in card.items() if not isinstance(value, dict)
    )
    notice = (
        "\nIts weights were changed. `NOTICE` says on what terms they are.\n"
        if (folder / "NOTICE").exists()
        else ""
    )
    text = f"# Adapted by `duiyi models adapt`\n\n| | |\n|---|---|\n{figures}\n{notice}"
    readme, before = folder / "README.md", folder / "README.base.md"
    if readme.exists() and not before.exists():
        shutil.copy(readme, before)
    if before.exists():
        text += "\nThe README of the package before stands in `README.base.md`.\n"
    readme.write_text(text, "utf-8")


def write_package(folder: Path, output: Path) -> None:
    """Let the package in ``folder`` translate a sentence, then write it to ``output``.

    The bytes depend on the content alone.

    :raises DuiyiError: if it does not translate.
    :raises OutputError: if it cannot be written.
    """
    trial.translation(folder)
    metadata = json.loads((folder / "metadata.json").read_text("utf-8"))
    version = re.sub(r"\W", "_", metadata["package_version"])
    top = f"translate-{metadata['from_code']}_{metadata['to_code']}-{version}"
    whole = folder.with_suffix(".zip")
    with replacing(whole) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{top}/{file.relative_to(folder).as_posix()}")
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with file.open("rb") as content, package.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(content, target, 1 << 20)
    check_archive(whole)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        whole.replace(output)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=output) from error


def _metadata(base: Base, src: Side, tgt: Side) -> dict[str, Any]:
    """The metadata of the base with a version above its own."""
    path = base.folder / "metadata.json"
    if path.exists():
        metadata: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return {**metadata, "package_version": _next(str(metadata["package_version"]))}
    return {
        "package_version": _next(base.name.rsplit(" ", 1)[-1]),
        "argos_version": "1.9",
        "type": GENERATOR,
        "from_code": src,
        "from_name": _NAMES[src],
        "to_code": tgt,
        "to_name": _NAMES[tgt],
    }


def _next(version: str) -> str:
    """A version above ``version`` and below the next official one: 1.9 → 1.9.0.1 → 1.9.0.2."""
    match = re.fullmatch(r"(\d+(?:\.\d+)*)\.0\.(\d+)", version)
    return f"{match[1]}.0.{int(match[2]) + 1}" if match else f"{version}.0.1"
