"""Mining: the few sentence pairs that hold between texts that are not translations of each other.

Candidates are near neighbours in meaning and in their drafts, looked for from both sides. A candidate's
score is the probability that the two sentences translate each other, from a logistic model over named
evidence; the translator can weigh those that may be pairs (:mod:`align.search.judging`). A pair is proposed
only if each sentence is the other's best. With too little evidence the answer is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from align.arrays import Bools, Floats, Ints
from align.evidence.sentences import FEATURES, Drafts, PairEvidence
from align.evidence.texts import Text
from align.evidence.vectors import Space
from align.model import Bead, Span
from align.search.judging import CandidatePairs, Judge, MutualInformation
from align.search.weights import PairBalance, mining, pair_balance

WORTH_ASKING = 0.002  # probability from which the translator is asked about a sentence's best match
PRIOR_WEIGHT = 4.0


def mine(
    src: Text, tgt: Text, space: Space, *, drafts: Drafts | None = None, judge: Judge | None = None
) -> list[Bead]:
    """The pairs that are each other's best, the most probable first; English is ``src``.

    Nothing is decided: improbable pairs come too. The scores are probabilities, ``parts`` their evidence.

    :param judge: weighs again what may be a pair.
    """
    mined = candidates(src, tgt, space, drafts=drafts)
    if judge is not None:
        doubtful = mined.doubtful()
        mined = mined.rescored(doubtful, doubtful.score_with(judge))
    return mined.beads()


def candidates(src: Text, tgt: Text, space: Space, *, drafts: Drafts | None = None) -> "Mined":
    """Weigh the candidates among the sentences of two texts; English is ``src``."""
    if not src.sentences or not tgt.sentences:
        nothing = np.zeros(0, np.int64)
        return Mined(src, tgt, nothing, nothing, np.zeros(0), {})
    evidence = PairEvidence(src, tgt, space, drafts or Drafts())
    rows, columns = evidence.candidates()
    parts = evidence.features(rows, columns) * mining()
    named = {feature.name: part for feature, part in zip(FEATURES, parts.T, strict=True)}
    return Mined(src, tgt, rows, columns, probabilities(parts.sum(axis=1)), named)


@dataclass(frozen=True)
class Mined:
    """Candidates, their probabilities and what these are made of."""

    src: Text
    tgt: Text
    rows: Ints  # sentences of ``src``
    columns: Ints  # the sentence of ``tgt`` beside each
    scores: Floats
    parts: dict[str, Floats]  # named evidence, in log-odds, for each candidate

    def doubtful(self) -> "DoubtfulPairs":
        """The candidates that may be pairs."""
        asked = worth_asking(self.rows, self.columns, self.scores)
        texts = [(self.src.sentences[self.rows[k]], self.tgt.sentences[self.columns[k]]) for k in asked]
        return DoubtfulPairs(texts, asked)

    def rescored(self, pairs: "DoubtfulPairs", information: MutualInformation) -> "Mined":
        """The candidates with the translator's evidence for the :meth:`doubtful` ones."""
        worth, shares, asked = pair_balance(), accounted_for(information), pairs.places
        parts = {name: worth.score * part for name, part in self.parts.items()}
        translation = np.zeros(len(self.scores))
        translation[asked] = worth.share * shares + worth.constant
        evidence = np.sum(list(self.parts.values()), axis=0)[asked]
        scores = with_shares(self.scores, asked, evidence, shares, worth)
        return replace(self, scores=scores, parts=parts | {"translation": translation})

    def beads(self) -> list[Bead]:
        """The candidates that are each other's best, the most probable first."""
        mutual = _is_best(self.rows, self.scores) & _is_best(self.columns, self.scores)
        beads = [
            Bead(
                Span(int(self.rows[k]), int(self.rows[k]) + 1),
                Span(int(self.columns[k]), int(self.columns[k]) + 1),
                float(self.scores[k]),
                {name: float(part[k]) for name, part in self.parts.items()},
            )
            for k in np.flatnonzero(mutual)
        ]
        return _once(sorted(beads, key=lambda bead: (-bead.score, bead.src, bead.tgt)))


@dataclass(frozen=True)
class DoubtfulPairs(CandidatePairs):
    """The candidates that may be pairs."""

    places: Ints  # among the candidates


def worth_asking(rows: Ints, columns: Ints, scores: Floats) -> Ints:
    """The candidates that the translator is asked about: the best of either of their sentences, if likely."""
    best = _is_best(rows, scores) | _is_best(columns, scores)
    return np.flatnonzero(best & (scores >= WORTH_ASKING))


def _is_best(sentences: Ints, scores: Floats) -> Bools:
    """Which candidates are the best of their sentence of one side."""
    best = np.full(int(sentences.max(initial=-1)) + 1, -1.0)
    np.maximum.at(best, sentences, scores)
    return np.asarray(scores == best[sentences])


def accounted_for(information: MutualInformation) -> Floats:
    """The share of each pair that its sides explain of each other, by the translator: about 0 to 1.

    Of both sides the smaller share of its information (-log P) that the other side accounts for: 1 if the
    translator takes them for the same. Nats alone don't help: two long sentences on one subject share more
    of them than two short ones that translate each other.
    """
    return np.asarray((information.pmi / np.maximum(-information.log_prob, 1.0)).min(axis=1))


def with_shares(
    scores: Floats, asked: Ints, evidence: Floats, shares: Floats, balance: PairBalance
) -> Floats:
    """Probabilities with the translator's evidence.

    :param scores: the probabilities before, (candidates,).
    :param asked: which of the candidates it was asked about; the others are unlikely.
    :param evidence: for these, in log-odds, as if half of them were true.
    :param shares: :func:`accounted_for` of these.
    """
    odds = balance.constant + balance.score * evidence + balance.share * shares
    after = np.minimum(scores, WORTH_ASKING)
    after[asked] = probabilities(odds)
    return after


def probabilities(evidence: Floats) -> Floats:
    """Probabilities from log-odds that hold where true and false candidates are equally many.

    The share of true candidates is estimated by expectation maximisation (Saerens, Latinne &
    Decaestecker 2002); as if PRIOR_WEIGHT more had been seen false, so that few candidates do not
    raise each other's.
    """
    share = 0.1
    for _ in range(100):
        scores = 1 / (1 + np.exp(-(evidence + np.log(share / (1 - share)))))
        new = float(np.clip(scores.sum() / (len(scores) + PRIOR_WEIGHT), 0.5 / len(scores), 0.5))
        if abs(new - share) < 1e-6:
            break
        share = new
    return np.asarray(1 / (1 + np.exp(-(evidence + np.log(share / (1 - share))))))


def _once(beads: Iterable[Bead]) -> list[Bead]:
    """Each sentence in its first pair only: equal sentences tie."""
    first: list[Bead] = []
    seen: tuple[set[Span], set[Span]] = (set(), set())
    for bead in beads:
        if bead.src not in seen[0] and bead.tgt not in seen[1]:
            first.append(bead)
            seen[0].add(bead.src)
            seen[1].add(bead.tgt)
    return first
