"""Where the parts of a memory stand in its file."""

from pathlib import Path

from tmx.xml.locating import Locator

TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="en"><seg>Tea.</seg></tuv>
    <tuv xml:lang="zh-CN"><seg>茶。</seg></tuv></tu>
  <tu><tuv xml:lang="en"><seg>Soup.</seg></tuv></tu>
</body></tmx>
"""


def test_units_and_variants_by_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(TMX, "utf-8")
    with Locator(path) as locator:
        first, variant, second = locator.find(1), locator.find(1, variant=1), locator.find(2)
        assert first and (first.line, first.column) == (3, 1)
        assert variant and (variant.line, variant.column) == (4, 5)
        assert second and (second.line, second.column) == (5, 3)
        assert locator.find(3) is None


def test_where_a_file_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(TMX.replace("</tuv></tu>\n  <tu>", "</tu>\n  <tu>"), "utf-8")
    with Locator(path) as locator:
        place = locator.syntax_error()
    assert place and place.line == 4
