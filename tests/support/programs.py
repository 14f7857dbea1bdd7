"""Other programs, in tests of what they make and open; where one is not installed, its tests are skipped."""

import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OFFICE = shutil.which("soffice")


def converted(path: Path, to: str, folder: Path, *, module: str = "") -> Path:
    """A file as LibreOffice converts it.

    :param to: a suffix, and the name of a filter behind a colon if need be.
    :param module: the part of LibreOffice that opens it, such as ``writer``, where the suffix leaves it open.
    """
    if not OFFICE:
        pytest.skip("LibreOffice is not installed")
    result = folder / f"{path.stem}.{to.partition(':')[0]}"
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    modules = [f"--{module}"] if module else []
    command = [
        OFFICE,
        profile,
        "--headless",
        *modules,
        "--convert-to",
        to,
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, capture_output=True, timeout=240, check=True)
    if not result.exists():
        pytest.skip(f"LibreOffice has no part that converts {path.suffix} to {to}")
    return result


def printed(page: Path, folder: Path) -> Path:
    """A page as Chromium prints it, as PDF."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    result = folder / f"{page.stem}.pdf"
    profile = f"--user-data-dir={folder / 'profile'}"
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", profile)
    command = [CHROMIUM, *flags, f"--print-to-pdf={result}", page.as_uri()]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    return result
