"""Who changed a text between two alignments: a person, in the review file, or the author of the document.

The earlier run left three traces: the digest of each side, the identifier (a hash of the English), and the
reasons beside the file, whose keys are hashes of the texts of pairs.
"""

from collections.abc import Sequence
from itertools import chain, combinations

from align.reviewing.files import DIGEST_KEYS, Review, digest, unquoted
from align.reviewing.reasons import known
from align.reviewing.tracing import trace
from tmx.bitext import EN, JOINTS
from tmx.identity import tuid
from translate.model import Side

_GUESSES = 10  # sentences whose origin is found by trying all combinations: a thousand digests
_REPEATS = 9  # of one text, each of which has an identifier of its own


class Origin:
    """One side of a review file beside its document as it is now."""

    def __init__(self, review: Review, side: Side, document: Sequence[str]) -> None:
        self._review, self._side, self._document = review, side, document
        self._old = review.sentences(side)
        self.trace = trace(self._old, document)
        self._aligned = review.is_from(side, document)  # then whatever differs is a person's
        self._pristine = review.unchanged(side) is True  # then it is never a person's
        reasons = known(review.path, [line.pair for line in review.lines])
        self._reasons = reasons if 2 * sum(map(bool, reasons)) >= len(reasons) else ()
        self._guessed = None if self._aligned or self._pristine or self._reasons else self._guess()

    def changed(self, indexes: range) -> list[int]:
        """The sentences of the file, of those given, whose text the document does not have."""
        there = self.trace.same.keys() | self.trace.moved.keys()
        return [k for k in indexes if k not in there and not self._only_quotes(k)]

    def by_person(self, at: int, indexes: range) -> bool | None:
        """Whether a person changed the text of the line ``at``; None if no trace shows it."""
        line = self._review.lines[at]
        if self._aligned:
            return True
        if self._pristine or (self._reasons and self._reasons[at]) or self._identified(at):
            return False
        if self._reasons:
            return True
        if self._guessed is not None:
            return not self._guessed.isdisjoint(indexes)
        return True if line.edited else None

    def _identified(self, at: int) -> bool:
        """Whether the identifier is that of the English text."""
        pair = self._review.lines[at].pair
        text = JOINTS[EN].join(pair.en)
        return self._side == "en" and pair.id in (tuid(text, n) for n in range(1, _REPEATS + 1))

    def _only_quotes(self, k: int) -> bool:
        """Whether a spreadsheet took the quotation marks of a sentence, and nothing else differs."""
        now = self.trace.edited.get(k)
        saved = self._review.spreadsheet and now is not None
        return saved and unquoted(self._old[k]) == unquoted(self._document[now or 0])

    def _guess(self) -> set[int] | None:
        """The sentences that a person changed: with these put back, the digest is that of the document."""
        aligned = self._review.digest_of(self._side)
        differing = dict(self.trace.edited)
        for gap in self.trace.gaps:
            if len(gap.old) == len(gap.new):
                differing.update(zip(gap.old, gap.new, strict=True))
        if not aligned or len(differing) > _GUESSES:
            return None
        sets = chain.from_iterable(combinations(differing, n) for n in range(len(differing) + 1))
        for edited in sets:
            before = list(self._old)
            for k in edited:
                before[k] = self._document[differing[k]]
            if digest(before) == self._review.metadata.get(DIGEST_KEYS[self._side], aligned):
                return set(edited)
        return None
