"""Features for the order of a question's words in a sentence."""

from collections.abc import Sequence
from itertools import pairwise

from retrieval.query.parsed_query import ParsedQuery
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.features.columns import Columns, named_columns
from retrieval.ranking.features.word_positions import first_readings, occurring_readings, places_by

_LATE = 12  # words: the position of the first matching word is capped at this
_FOLLOWING = frozenset({1, 2})  # words from one of the question's words to the next, in its order …
_NEAR = frozenset(range(-6, 7))  # … and in any order


def order_columns(
    query: ParsedQuery, candidates: Sequence[Candidate], places_of_terms: Sequence[list[tuple[int, ...]]]
) -> Columns:
    """How the order of the question's words in a sentence compares with their order in the question."""
    weights = [a + b for a, b in pairwise(query.idf)]
    total = sum(weights) or 1.0
    pairs_of_words = max(1, len(query.words) - 1)
    occurring = occurring_readings(query.words, [each.sentence for each in candidates])
    readings = first_readings(query.words, occurring)
    rows = []
    for candidate, where in zip(candidates, places_of_terms, strict=True):
        found = [at for at in where if at]
        ordered, near = _closeness(where, weights) if len(found) > 1 else (0.0, 0.0)
        adjacent, run = _runs(places_by(candidate.sentence, readings))
        rows.append(
            (
                ordered / total,
                near / total,
                _density(found, candidate.sentence.length),
                adjacent / pairs_of_words,
                run,
                min([_LATE, *(at[0] for at in found)]),
            )
        )
    return named_columns(("bigrams", "near", "density", "bigrams_with_stops", "run", "first_at"), rows)


def _closeness(where: Sequence[tuple[int, ...]], weights: Sequence[float]) -> tuple[float, float]:
    """The weight of the pairs of neighbouring terms that are close here in the same order, and in any order.

    >>> _closeness([(3,), (4,), (2,)], [1.0, 1.0])
    (1.0, 2.0)
    """
    ordered = near = 0.0
    for (first, second), weight in zip(pairwise(where), weights, strict=True):
        if first and second:
            distances = {b - a for a in first for b in second}
            ordered += weight * (not distances.isdisjoint(_FOLLOWING))
            near += weight * (not distances.isdisjoint(_NEAR))
    return ordered, near


def _runs(where: Sequence[tuple[int, ...]]) -> tuple[int, int]:
    """Runs of the question's words, including stop words, that occur here in the question's order.

    The number of pairs of neighbouring words that are neighbours here, and the length of the longest run.

    >>> _runs([(4,), (0, 5), (6,), (), (7,)])
    (2, 3)
    """
    if sum(map(bool, where)) < 2:
        return 0, int(any(where))
    pairs = longest = 0
    ending: dict[int, int] = {}  # the length of the run that ends at each position with the word before
    for places_of_word in where:
        ending = {at: ending.get(at - 1, 0) + 1 for at in places_of_word} if places_of_word else {}
        if ending:
            length = max(ending.values())
            pairs += length > 1
            longest = max(longest, length)
    return pairs, longest


def _density(found: Sequence[tuple[int, ...]], length: int) -> float:
    """The closeness of the words found: their number divided by the shortest stretch that has all of them.

    >>> _density([(0,), (5, 9)], 12)
    0.3333333333333333
    """
    if len(found) < 2:
        return 1.0
    shortest = length
    latest: dict[int, int] = {}
    for place, word in sorted((place, word) for word, at in enumerate(found) for place in at):
        latest[word] = place
        if len(latest) == len(found):
            shortest = min(shortest, place - min(latest.values()) + 1)
    return len(found) / max(1, shortest)
