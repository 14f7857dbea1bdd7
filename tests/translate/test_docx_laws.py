"""Whatever becomes of the words of a Word document, nothing that stands between them is lost or torn."""

from collections.abc import Callable

from docx_fixture import AROUND, BOLD, COURIER, MARKS, check, run, translated
from formats_fixture import package
from hypothesis import given
from hypothesis import strategies as st

WORDS = st.lists(
    st.sampled_from(["The", "old", "harbour.", "Gulls", "cry;", "Tea", "3", "boats", "leave", "at", "noon!"]),
    min_size=1,
    max_size=6,
).map(" ".join)
TEXTS = st.builds(run, WORDS.map(lambda text: f" {text} "), st.sampled_from(["", "", "", BOLD, COURIER]))
PIECES = st.recursive(
    TEXTS | st.sampled_from(sorted(MARKS.values())),
    lambda inner: st.builds(
        lambda around, pieces: around.replace("{}", "".join(pieces)),
        st.sampled_from(sorted(AROUND.values())),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=9,
)
PARAGRAPHS = st.lists(PIECES, min_size=1, max_size=7).map("".join)

SAYINGS: dict[str, Callable[[str], str]] = {
    "the same": str,
    "nothing": lambda text: "",
    "Chinese": lambda text: "".join("渡船中午开走了"[len(word) % 7] * 2 for word in text.split()),
    "the other way round": lambda text: " ".join(reversed(text.split())),
    "more": lambda text: f"{text} & <{text}>",
    "one word": lambda text: "渡船",
}


@given(PARAGRAPHS, PARAGRAPHS, st.sampled_from(sorted(SAYINGS)))
def test_nothing_between_words_is_lost(first: str, second: str, saying: str) -> None:
    data = package(f"<w:p><w:pPr><w:jc w:val='left'/></w:pPr>{first}</w:p><w:p>{second}</w:p>")
    file, result = translated(data, SAYINGS[saying])
    check(data, result)
    assert not file.passed_over
