"""Favour sentences that open a section whose heading, question or term matches the question.

"exit status of find" is answered right below "EXIT STATUS" in the manual page of find, although other
sentences have more of these words: sentences seldom repeat the heading above them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.command_lines import are_other_options, options_in
from retrieval.text.related_words import irregular_forms_of, related_words_of

WEIGHT = 2.0
"""What the first sentence below a fully matching line gains; scores span about seven."""

Floats = NDArray[np.float64]


def section_scores(
    query: ParsedQuery, candidates: Sequence[Candidate], found: Sequence[FoundPassage]
) -> Floats:
    """What each candidate gains for opening a section about the question."""
    if not any(each.passage.nearest for each in found):
        return np.zeros(len(candidates))
    agreement = _agreement(query, found)
    return WEIGHT * np.array([agreement[each.passage] if each.at == 0 else 0.0 for each in candidates])


def _agreement(query: ParsedQuery, found: Sequence[FoundPassage]) -> list[float]:
    """How well the question and the line right above each passage match, from 0 to 1.

    Words that name the document need not be in the line.
    """
    language = query.question.language
    near = [
        frozenset(term.variants) | related_words_of(term, language) | irregular_forms_of(term, language)
        for term in query.terms
    ]
    typed = (variant for word in query.words for variant in word.variants)  # with small words: "get a card"
    every = frozenset[str](typed).union(*near)
    total = sum(query.idf) or 1.0
    options = options_in(query.text)
    agreement = []
    for each in found:
        line = each.passage.nearest
        terms = zip(query.terms, near, query.idf, strict=True)
        cover = sum(idf for term, own, idf in terms if not own.isdisjoint(line) or term in each.names) / total
        known = line & (every | each.passage.title)
        is_other = are_other_options(options, each.passage.passage.context.rpartition("\n")[2])
        agreement.append(cover * len(known) / len(line) if line and not is_other else 0.0)
    return agreement
