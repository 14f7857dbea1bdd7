"""Which of the two languages a document is in, in which script, and whether it is in one of them at all."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tmx.base import tags
from tmx.base.errors import InputError
from tmx.base.script import HAN_RUN, count
from tmx.model import Lang
from translate.language.naming import language_tag
from translate.model import Side

TAGS: dict[str, Lang] = {"en": "en", "zh": "zh-CN"}
"""The language tags of memories, where nothing says more."""

NAMES: dict[str, str] = {
    "en": "English", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "de": "German", "fr": "French",
    "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish", "da": "Danish",
    "no": "Norwegian", "nb": "Norwegian", "pl": "Polish", "cs": "Czech", "tr": "Turkish", "vi": "Vietnamese",
    "id": "Indonesian", "ms": "Malay", "fi": "Finnish", "hu": "Hungarian", "ro": "Romanian",
}  # fmt: skip
"""Languages in words."""

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_SAMPLE = 1_000_000  # characters; more say nothing new
_CHINESE_FROM = 0.4  # of Han and Latin words; English with Chinese names has under 0.2, Chinese over 0.6
_SURELY_CHINESE = 0.5  # of Han and Latin letters
_SURELY_ENGLISH = 0.05
_FEW = 20  # Latin letters; fewer prove nothing against a file's name: "Wi-Fi" is Chinese, too
_JAPANESE_FROM = 0.1  # of Han and kana are kana; Japanese has over 0.4, Chinese with a name in it under 0.02
_ENGLISH_WORDS = frozenset((
    "the", "of", "and", "to", "that", "for", "it", "with", "are", "this", "by", "from", "you", "they",
    "which", "his", "her", "your", "their", "would",
))  # fmt: skip
"""Words that are frequent in English and rare in its neighbours."""

_ENGLISH_FROM = 0.05  # of the words are these; of running English 0.15 to 0.3, of others under 0.03
_RUNNING_FROM = 0.5  # of the words of running text begin with a small letter
_IDENTIFIED_FROM = 200  # Latin letters; of fewer nobody can tell the language well enough to refuse a text
_SURE = 0.999  # probability of another language


def side(text: str, name: str | Path, given: Side | None) -> Side:
    """The language of a text: as given, else by its letters; by its name if they are mixed, or few and Latin.

    :param name: of the file, such as ``report.en.txt``.
    :raises InputError: if it isn't given, and the text has no letter of either language or is in another.
    """
    if given:
        return given
    sample = text[:_SAMPLE]
    han = sum(len(run) for run in HAN_RUN.findall(sample))
    latin = sum(len(run) for run in _LATIN.findall(sample))
    if not han + latin and not _LETTERS.search(sample):
        raise InputError("has no letter of English or Chinese", path=name, hint="Give a file with text.")
    if other := third_language(sample):
        raise InputError(
            f"is in {other}, neither in English nor in Chinese",
            path=name,
            hint="duiyi translate reads it with --from and its code. If it is English or Chinese after all,"
            " say so: --lang of align, --from of translate.",
        )
    share = han / (han + latin)
    named = _named(name)
    if named and share <= _SURELY_CHINESE and (share >= _SURELY_ENGLISH or latin < _FEW):
        return named
    return likely(sample)


def likely(text: str) -> Side:
    """The language by script alone: Chinese from two Han in five characters of Han and words in Latin.

    >>> likely("iPhone 发布会 today"), likely("We all ate 饺子 there.")
    ('zh', 'en')
    """
    sample = text[:_SAMPLE]
    han = sum(len(run) for run in HAN_RUN.findall(sample))
    return "zh" if han and han >= _CHINESE_FROM * (han + len(_LATIN.findall(sample))) else "en"


def third_language(text: str) -> str:
    """The language or script of a text that is clearly in neither of the two; empty for any other.

    >>> third_language("ひらがなとカタカナで書かれた文章です。"), third_language("今天天气很好。")
    ('Japanese (ja)', '')
    """
    if script := other_script(text):
        return script
    han = sum(len(run) for run in HAN_RUN.findall(text))
    latin = sum(len(run) for run in _LATIN.findall(text))
    if latin < _IDENTIFIED_FROM or han > _SURELY_ENGLISH * latin:
        return ""
    return _identified(text)


def other_script(text: str) -> str:
    """The language or script of a text whose letters are mostly neither Han nor Latin; empty for others."""
    han = sum(len(run) for run in HAN_RUN.findall(text))
    kana, hangul = len(_KANA.findall(text)), len(_HANGUL.findall(text))
    latin = sum(len(run) for run in _LATIN.findall(text))
    if kana >= 2 and kana > _JAPANESE_FROM * (han + kana) and han + kana > latin:
        return _in_words("ja")
    if hangul > han + latin:
        return _in_words("ko")
    letters = sum(len(run) for run in _LETTERS.findall(text))
    return _script(text) if letters > 2 * (han + latin) else ""


def tag_of(lang: str, texts: Iterable[str], name: str | Path = "", given: Lang = "") -> Lang:
    """The tag of texts in a language: as given, else Chinese by its characters, ``zh-CN`` or ``zh-TW``.

    A file's name tells the region (``zh-HK``, ``en-GB``), and where no character tells it, the script.

    >>> tag_of("zh", ["請開燈。"]), tag_of("zh", ["你好。"], "letter.zh-TW.txt"), tag_of("en", ["Hi."])
    ('zh-TW', 'zh-TW', 'en')
    """
    if given and tags.primary(given) == lang and not tags.is_bare(given):
        return given
    own = TAGS.get(lang, lang)
    simplified = traditional = 0
    if lang == "zh":
        simplified, traditional = count("".join(texts)[:_SAMPLE])
        own = "zh-TW" if traditional > simplified else own
    named = named_tag(name)
    if not named or tags.primary(named) != lang or tags.is_bare(named):
        return own
    return named if tags.agree(own, named) or (lang == "zh" and simplified == traditional) else own


def named_tag(name: str | Path) -> Lang:
    """The language that a file's name says, such as ``zh-HK`` of ``letter.zh_hk.txt``; empty if none."""
    tag = language_tag(name)
    return tags.canonical(tag) if tag else ""


def _named(name: str | Path) -> Side | None:
    tag = named_tag(name)
    return None if not tag else "en" if tags.primary(tag) == "en" else "zh"


def _script(text: str) -> str:
    """The script of most letters that are in neither language."""
    foreign = Counter(
        unicodedata.name(c, "UNKNOWN").split()[0].title()
        for run in _LETTERS.findall(text[:20_000])
        for c in run
        if not HAN_RUN.match(c) and not _LATIN.match(c)
    )
    return f"a language in {foreign.most_common(1)[0][0]} letters" if foreign else "another language"


def _identified(text: str) -> str:
    """The language of a Latin text, if it surely isn't English."""
    words = [word.lower() for word in _LATIN.findall(text)]
    if sum(word in _ENGLISH_WORDS for word in words) >= _ENGLISH_FROM * len(words):
        return ""  # nearly always, and the model need not be loaded
    if sum(word[0].islower() for word in _LATIN.findall(text)) < _RUNNING_FROM * len(words):
        return ""  # names, labels
    code, chance = _identifier().classify(" ".join(words[:2000]))
    if code in ("en", "zxx") or chance < _SURE:  # zxx is no language at all
        return ""
    return _in_words(code)


def _in_words(code: str) -> str:
    """A language with its code."""
    return f"{NAMES.get(code, 'another language')} ({code})"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
