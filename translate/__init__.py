"""Documents, sentences and offline translation, English and Chinese.

>>> from translate import split, translate
>>> split("The ferry left at noon. Nobody came ashore.", "en")
['The ferry left at noon. ', 'Nobody came ashore.']
>>> draft = translate("谢谢大家！", to="en")
>>> draft.text[-1], draft.score <= 0
('!', True)

Whole files, with memories and glossaries: :mod:`translate.jobs.run`.
"""

from translate.documents.sentences import sentences
from translate.jobs.text import draft_of
from translate.model import Draft, Sentence
from translate.split import split

__all__ = ["Draft", "Sentence", "sentences", "split", "translate"]


def translate(text: str, *, to: str, source: str | None = None) -> Draft:
    """Translate a text, sentence by sentence; its lines are kept.

    The engine is the package that is installed for the direction, else the embedded translator. It is loaded
    at the first call, which takes some seconds.

    :param to: ``en``, ``zh``, ``zh-TW`` …: the language to translate into.
    :param source: the language of the text, such as ``de``; by default the other one of English and Chinese.
    :returns: the translation, with its engine, score (mean log-probability of a token, nats, <= 0) and flags.
    :raises InputError: if ``to`` is no language that is written here.
    :raises MissingPackageError: if nothing translates into it.

    >>> translate("Thank you.\\n\\nGood night.", to="zh").text.count("\\n")
    2
    """
    return draft_of(text, to=to, source=source)
