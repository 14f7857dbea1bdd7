"""How well the other side's sentences match single tokens: by their vectors, or by links.

Each function returns a :data:`align.evidence.coverage.Block`.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from align.arrays import Ints, Singles
from align.evidence.coverage import Block, Windows
from align.evidence.lexicon import Lexicon
from align.evidence.vectors import Tokens, expanded

USUAL_MATCH = (0.22, 0.17)  # mean, deviation of a token's best match in an unrelated sentence
TRUST = 12.0  # sentences that the usual values count as
SAMPLE = 8  # sentences nearby from which the chance match of a token is measured
NEARBY = 30  # sentences before and after a window that the sample comes from
STRIP = 8  # row sentences whose tokens are compared with the same columns


def by_vectors(rows: Tokens, columns: Tokens, windows: Windows, nearby: Windows) -> Block:
    """Tokens matched by the nearest token of a sentence, in deviations above a chance match.

    After BERTScore (Zhang et al. 2020). The chance match of each token is measured on sentences in and around
    the windows ``nearby``.
    """

    def block(part: slice) -> Singles | None:
        across = windows.across(part)
        if across.start >= across.stop:
            return None
        tokens, others = rows.of(part), columns.of(across)
        starts = rows.starts[part.start : part.stop + 1] - rows.starts[part.start]
        begins = columns.starts[across.start : across.stop + 1] - columns.starts[across.start]
        widest = int((windows.stop - windows.first)[part].max())
        table = np.zeros((widest, len(tokens)), np.float32)
        shift = np.repeat(windows.first[part], np.diff(starts)) - across.start
        for strip in range(part.start, part.stop, STRIP):
            here = slice(strip, min(strip + STRIP, part.stop))
            near = windows.across(here)
            if near.start >= near.stop:
                continue
            own = slice(int(starts[here.start - part.start]), int(starts[here.stop - part.start]))
            low, high = near.start - across.start, near.stop - across.start
            matches = others[begins[low] : begins[high]] @ tokens[own].T
            best = _best(matches, begins[low : high + 1] - begins[low])
            place = np.minimum(shift[own] - low + np.arange(widest)[:, None], len(best) - 1)
            table[:, own] = best[place, np.arange(own.stop - own.start)]
        usual = _chance_match(tokens, columns, nearby.across(part))
        return np.asarray((table - usual) / USUAL_MATCH[1], np.float32)

    return block


def _chance_match(tokens: Singles, columns: Tokens, across: slice) -> Singles:
    """How well sentences in and around some columns match each token, on average: (tokens,)."""
    first, stop = max(across.start - NEARBY, 0), min(across.stop + NEARBY, columns.count)
    chosen = np.linspace(first, stop - 1, min(SAMPLE, stop - first)).astype(int)  # all different
    sizes = columns.starts[chosen + 1] - columns.starts[chosen]
    _, at = expanded(columns.starts[chosen], columns.starts[chosen] + sizes)
    best = _best(columns.at(at) @ tokens.T, np.concatenate(([0], np.cumsum(sizes))))
    seen = min(stop - first, 3 * NEARBY)
    return np.asarray((best.mean(axis=0) * seen + TRUST * USUAL_MATCH[0]) / (seen + TRUST), np.float32)


def _best(matches: Singles, begins: Ints) -> Singles:
    """Each sentence's best match for each token: (sentences, tokens); ``begins`` has one entry more.

    This loops over sentences because ``reduceat`` walks the columns one by one and takes ten times as long.
    """
    best = np.empty((len(begins) - 1, matches.shape[1]), np.float32)
    for highest, (begin, stop) in zip(best, pairwise(begins.tolist()), strict=True):
        np.maximum.reduce(matches[begin:stop], axis=0, out=highest)
    return best


@dataclass(frozen=True)
class Marks:
    """The marks in the sentences of one side, as ids: pieces of words, or names and numbers."""

    ids: Ints
    starts: Ints  # (n + 1,): sentence i has ids[starts[i]:starts[i + 1]]


def by_links(links: Lexicon, rows: Marks, columns: Marks, windows: Windows) -> Block:
    """Tokens matched by the sentences that contain something linked with them, with the link's strength."""
    first_link = np.searchsorted(links.en, np.arange(links.size + 1))
    sentence_of = np.repeat(np.arange(len(columns.starts) - 1), np.diff(columns.starts))

    def block(part: slice) -> Singles | None:
        across = windows.across(part)
        own = slice(int(rows.starts[part.start]), int(rows.starts[part.stop]))
        there = slice(int(columns.starts[across.start]), int(columns.starts[max(across.stop, across.start)]))
        ids = rows.ids[own]
        token, link = expanded(first_link[ids], first_link[ids + 1])
        other_ids = columns.ids[there]
        order = np.argsort(other_ids, kind="stable")
        bounds = np.concatenate(([0], np.cumsum(np.bincount(other_ids, minlength=links.size))))
        wanted = links.zh[link]
        which, at = expanded(bounds[wanted], bounds[wanted + 1])
        token, strength = token[which], links.strength[link[which]]
        first = np.repeat(windows.first[part], np.diff(rows.starts[part.start : part.stop + 1]))
        width = np.repeat(
            (windows.stop - windows.first)[part], np.diff(rows.starts[part.start : part.stop + 1])
        )
        place = sentence_of[there][order[at]] - first[token]
        inside = (place >= 0) & (place < width[token])
        if not inside.any():
            return None
        table = np.zeros((int(width.max()), len(ids)), np.float32)
        np.maximum.at(table, (place[inside], token[inside]), strength[inside])
        return table

    return block


def same(count: int) -> Lexicon:
    """Links of ``count`` ids with themselves."""
    ids = np.arange(count)
    return Lexicon(ids, ids, np.ones(count, np.float32), count)
