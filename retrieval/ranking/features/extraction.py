"""Extract features: the cheap ones of all sentences, then the costly ones of the most promising."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.meaning.index import MeaningIndex
from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.features.columns import Columns, Floats, Places, at_places, stacked
from retrieval.ranking.features.comparisons import MARGINS, best_of_passage, margin_columns
from retrieval.ranking.features.matched_words import MatchedWords
from retrieval.ranking.features.mentions import (
    kind_columns,
    mention_columns,
    qualifier_column,
    speaker_column,
)
from retrieval.ranking.features.shape import shape_columns
from retrieval.ranking.features.word_order import order_columns
from retrieval.ranking.meaning.similarity import Similarity
from retrieval.text.question import AnswerType

NAMES = (
    "bm25", "bm25_ratio", "bm25_gap", "bm25_in_passage", "cover", "cover_ratio", "soft", "soft_ratio",
    "related", "related_ratio", "chars", "chars_ratio", "matched", "precision", "length", "prose",
    "same_language", "place",
    "cover_before", "cover_after", "cover_with_before", "cover_with_after", "cover_with_title",
    "soft_with_title", "soft_with_before", "related_with_before", "related_with_opening",
    "passage_bm25", "passage_ratio", "passage_gap", "passage_rank", "passage_size", "passage_cover",
    "passage_soft", "title_cover", "vote", "vote_ratio", "cover_elsewhere", "cover_only_here",
    "cover_of_single", "names_cover", "names_near", "names_missing", "names_in_title", "names_asked",
    "heaviest_missing", "heaviest_missing_around", "predicate_cover", "numbers_missing",
    "asks", "ends", "letters", "passage_number", "first_at", "qualifiers_missing", "kind_offered",
    "kind_checked", "context_cover", "nearest_cover", "nearest_precision", "nearest_exists",
    "bigrams", "near", "density", "bigrams_with_stops", "run", "bigrams_in_passage", "near_in_passage",
    "new_persons", "new_places", "new_organisations", "new_names", "new_dates", "new_numbers",
    "new_durations", "reasons", "manners", "definitions", "quotations", "pronouns", "negations",
    "enumerations", "suits", "suits_ratio", "suits_in_passage", "focus",
    "speaker", *MARGINS,
    "asked_terms", "asked_idf", "asked_unknown", "asked_type", "asked_negated", "asked_several",
)  # fmt: skip
CANDIDATES = 24  # sentences that go on to the costly features
_MEANING_PROMISE = 2.0  # weight of the nearest sentence in meaning, next to four shares of at most 1
_TYPES = {expected: float(at) for at, expected in enumerate(AnswerType)}


@dataclass(frozen=True, slots=True)
class FeatureMatrix:
    """The candidates and their features: ``rows[i]`` are those of ``candidates[i]``.

    The columns are those of NAMES, followed by MEANING_NAMES if the version has vectors.
    """

    candidates: tuple[Candidate, ...]
    rows: Floats

    @property
    def has_meaning(self) -> bool:
        """Whether there are columns for meaning."""
        return bool(self.rows.shape[1] > len(NAMES))


def extract_features(
    query: ParsedQuery, found: Sequence[FoundPassage], index: MeaningIndex | None = None
) -> FeatureMatrix:
    """The candidate sentences of the passages *found*, with their features.

    With an *index* of meaning, its features follow those of words.
    """
    everything = _every_candidate(found)
    if not everything:
        return FeatureMatrix((), np.zeros((0, len(NAMES))))
    matched = MatchedWords(query, everything, found)
    candidates, where, columns = tuple(everything), matched.where, matched.columns()
    similarity = Similarity(query.meant, found, index) if index else None
    if len(everything) > CANDIDATES:
        chosen = _most_promising(columns, similarity)
        candidates, where = tuple([everything[at] for at in chosen]), [where[at] for at in chosen]
        columns = at_places(columns, chosen)
    columns |= order_columns(query, candidates, where)
    columns |= mention_columns(query.question, candidates)
    columns |= best_of_passage(columns, candidates)
    columns |= shape_columns(candidates, found)
    columns["qualifiers_missing"] = qualifier_column(query, candidates)
    columns |= kind_columns(query.question, candidates, found)
    columns |= margin_columns(columns, query, candidates)
    columns["speaker"] = speaker_column(query.question, candidates, found)
    columns |= _question_columns(query, len(candidates))
    rows = stacked([columns[name] for name in NAMES]).T.copy()
    if similarity:
        rows = np.hstack([rows, similarity.features([(each.passage, each.at) for each in candidates])])
    return FeatureMatrix(candidates, rows)


def _every_candidate(found: Sequence[FoundPassage]) -> list[Candidate]:
    return [
        Candidate(rank, at, sentence)
        for rank, passage in enumerate(found)
        for at, sentence in enumerate(passage.passage.sentences)
    ]


def _most_promising(columns: Columns, similarity: Similarity | None) -> Places:
    """The places of the sentences that go on to the costly features, in order."""
    promise = (
        columns["cover_ratio"] + columns["related_ratio"] + columns["bm25_ratio"] + columns["passage_ratio"]
    )
    if similarity:
        promise = promise + _MEANING_PROMISE * similarity.promise()
    return np.sort(np.argsort(-promise, kind="stable")[:CANDIDATES])


def _question_columns(query: ParsedQuery, rows: int) -> Columns:
    """Features of the question, equal for all candidates; the trees use them to weigh the other features."""
    idf = np.array(query.idf)
    total = idf.sum()
    facts = {
        "asked_terms": float(len(query.terms)),
        "asked_idf": float(total / len(idf)),
        "asked_unknown": 0.0 if all(query.known) else float(idf @ ~np.array(query.known) / total),
        "asked_type": _TYPES[query.question.expected],
        "asked_negated": float(query.question.negated),
        "asked_several": float(query.question.asks_several),
    }
    return dict(zip(facts, np.array([[value] * rows for value in facts.values()]), strict=True))
