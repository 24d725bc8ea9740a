"""Features that compare a candidate with the others."""

from collections.abc import Sequence

import numpy as np

from retrieval.query.parsed_query import ParsedQuery
from retrieval.ranking.candidates import Candidate, copies_of
from retrieval.ranking.features.columns import Columns, stacked

# The features that have a margin: the candidate is compared with the best of the others.
_COMPARED = (
    "bm25", "cover", "soft", "related", "chars", "cover_with_title", "soft_with_title", "soft_with_before",
    "related_with_before", "related_with_opening", "passage_bm25", "names_cover", "bigrams", "near",
    "density", "bigrams_with_stops", "run", "suits",
)  # fmt: skip
MARGINS = tuple(f"{name}_margin" for name in _COMPARED)


def margin_columns(columns: Columns, query: ParsedQuery, candidates: Sequence[Candidate]) -> Columns:
    """The lead of each candidate over the best other one; negative if it is behind.

    A copy of the same sentence is not a rival.  A question that depends on a conversation has only a share of
    the terms searched for, so a margin in its own words is worth much less.
    """
    own = (len(query.terms) / (len(query.terms) + sum(query.context.values()))) ** 2
    values = stacked([columns[name] for name in _COMPARED]).T
    best = values.argmax(axis=0)
    copies = {at: copies_of(candidates[at], candidates) for at in set(best.tolist())}
    first = values[best, np.arange(len(_COMPARED))]
    of_best = np.stack([copies[at] for at in best.tolist()], axis=1)
    second = np.where(of_best, -np.inf, values).max(axis=0)
    rival = np.where(of_best, np.where(np.isfinite(second), second, 0.0), first)
    return dict(zip(MARGINS, own * (values - rival).T, strict=True))


def best_of_passage(columns: Columns, candidates: Sequence[Candidate]) -> Columns:
    """The best values of some features among the sentences of a candidate's passage."""
    of = np.array([candidate.passage for candidate in candidates])
    best = {}
    for name in ("bigrams", "near", "suits"):
        highest = np.zeros(of.max() + 1)
        np.maximum.at(highest, of, columns[name])
        best[f"{name}_in_passage"] = highest[of]
    return best
