"""Features of candidate sentences: numbers that show how likely a sentence answers a question.

One row per candidate, one column per name.  Every feature is a share, a ratio or a small count, so that it
means the same in an article and in a million passages.  *Cover* is always the share of the question's weight
(inverse document frequency) whose words occur; *soft* cover also accepts words of the same family, and
*related* cover related words.

The cheap features are computed for all sentences of the passages found at once, as columns.  Only the best by
these get the costly features, which consider word order, entities and speakers.

The *margin* of a candidate, how far it is ahead of the best other one, is a feature too: half of the
question's words are much if no other sentence has a third of them, and little if another has them all.
"""

from collections import Counter
from collections.abc import Container, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from languages import phrase_table
from retrieval.index import K1, B
from retrieval.meaning.index import MeaningIndex
from retrieval.query.copies import is_copy
from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.answer_check import is_checkable, kind_offered
from retrieval.ranking.entity_matches import is_new, new_mentions, suitability
from retrieval.ranking.meaning.similarity import Similarity
from retrieval.ranking.speakers import speakers_in
from retrieval.text.analyzed_passages import HEAD, AnalyzedSentence, grams
from retrieval.text.analyzer import QueryTerm
from retrieval.text.entities import Entity, EntityKind
from retrieval.text.question import AnalyzedQuestion, AnswerType
from retrieval.text.related_words import related_words_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]
Columns = dict[str, Floats]

_MEANING_PROMISE = 2.0  # weight of the nearest sentence in meaning, next to four shares of at most 1
_REMEMBERED = 20_000  # sentences whose shape is cached
CANDIDATES = 24  # sentences that go on to the costly features
_CLOSING = " \"'”’»)]*_`"
_ASKING = ("?", "？", "؟")
_STOPS = (".", "!", "…", "。", "！", "।", "۔", "|", *_ASKING)
_ASCII_WITHOUT_LETTERS = bytes([code for code in range(128) if not chr(code).isalpha()])
_LAST_NUMBER = 20  # a passage's number in its document is capped at this
_LAST_PLACE = 10  # a sentence's place in its passage is capped at this
_LATE = 12  # words: the position of the first of the question's words is capped at this
_NEAREST = ("nearest_cover", "nearest_precision", "nearest_exists")
_FOLLOWING = frozenset({1, 2})  # words from one of the question's words to the next, in its order …
_NEAR = frozenset(range(-6, 7))  # … and in any order
_TYPES = {expected: float(at) for at, expected in enumerate(AnswerType)}
# The kinds of mentions that each counting feature counts.
_COUNTED = {
    EntityKind.PERSON: "new_persons",
    EntityKind.PLACE: "new_places",
    EntityKind.ORGANISATION: "new_organisations",
    EntityKind.NAME: "new_names",
    EntityKind.DATE: "new_dates",
    EntityKind.NUMBER: "new_numbers",
    EntityKind.DURATION: "new_durations",
    EntityKind.REASON: "reasons",
    EntityKind.PURPOSE: "reasons",
    EntityKind.MANNER: "manners",
    EntityKind.DEFINITION: "definitions",
    EntityKind.QUOTATION: "quotations",
    EntityKind.SPEECH: "quotations",
    EntityKind.PRONOUN: "pronouns",
    EntityKind.NEGATION: "negations",
    EntityKind.ENUMERATION: "enumerations",
}
_COUNTS = tuple(dict.fromkeys(_COUNTED.values()))


# The features that have a margin: the candidate is compared with the best of the others.
_COMPARED = (
    "bm25", "cover", "soft", "related", "chars", "cover_with_title", "soft_with_title", "soft_with_before",
    "related_with_before", "related_with_opening", "passage_bm25", "names_cover", "bigrams", "near",
    "density", "bigrams_with_stops", "run", "suits",
)  # fmt: skip
_MARGINS = tuple(f"{name}_margin" for name in _COMPARED)


class Candidate(NamedTuple):
    """A candidate sentence: the index of its passage among those found, and its index within that, from 0."""

    passage: int
    at: int
    sentence: AnalyzedSentence


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
    lexical = _Lexical(query, everything, found)
    candidates, where, columns = tuple(everything), lexical.where, lexical.columns()
    similarity = Similarity(query.meant, found, index) if index else None
    if len(everything) > CANDIDATES:
        chosen = _most_promising(columns, similarity)
        candidates, where = tuple([everything[at] for at in chosen]), [where[at] for at in chosen]
        columns = _at(columns, chosen)
    columns |= _order(query, candidates, where)
    columns |= _mentions(query.question, candidates)
    columns |= _best_of_passage(columns, candidates)
    columns |= _shape(candidates, found)
    columns["qualifiers_missing"] = _qualifiers_missing(query, candidates)
    columns |= _kind_offered(query.question, candidates, found)
    columns |= _margins(columns, query, candidates)
    columns["speaker"] = _speaker(query.question, candidates, found)
    columns |= _question(query, len(candidates))
    rows = _stacked([columns[name] for name in NAMES]).T.copy()
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


def _stacked(columns: Sequence[Floats]) -> Floats:
    """Columns of the same length as the rows of a matrix."""
    return np.concatenate(columns).reshape(len(columns), -1)


def _at(columns: Columns, places: Places) -> Columns:
    """What each column has at some places.

    >>> _at({"cover": np.array([0.5, 1.0])}, np.array([1, 1]))["cover"].tolist()
    [1.0, 1.0]
    """
    return dict(zip(columns, _stacked([*columns.values()])[:, places], strict=True))


class _Lexical:
    """The features that depend on where the question's words occur, for all sentences at once.

    ``where[i][j]`` are the positions of term ``j`` in sentence ``i``.  Shapes: ``idf`` (terms,); ``there``,
    ``soft``, ``related`` (sentences, terms); ``title`` (passages, terms); ``of_passage`` (passages,
    sentences), 1 for the sentences of a passage.
    """

    def __init__(
        self,
        query: ParsedQuery,
        candidates: Sequence[Candidate],
        found: Sequence[FoundPassage],
    ) -> None:
        self.query, self.candidates, self.found = query, candidates, found
        language = query.question.language
        self.idf = np.array(query.idf)
        self.total = float(self.idf.sum())
        self.sizes = np.array([len(each.passage.sentences) for each in found])
        self.of = np.repeat(np.arange(len(found)), self.sizes)
        self.of_passage = (np.arange(len(found))[:, None] == self.of).astype(float)
        self.where = _positions_of_terms(query.terms, [each.sentence for each in candidates])
        self.frequency = self._frequency()
        self.there = self.frequency > 0
        self.soft = self._soft()
        self.related_words = [related_words_of(term, language) for term in query.terms]
        self.related = self._related()
        readings_of = [frozenset(term.variants) for term in query.terms]
        self.title = _meeting(readings_of, [each.passage.above for each in found])
        self.same_language = np.array([float(c.sentence.language == language) for c in candidates])
        self.opening = np.repeat(np.cumsum(self.sizes) - self.sizes, self.sizes)  # of each one's passage
        self.place = np.arange(len(candidates)) - self.opening
        self.first = self.place == 0
        self.last = np.append(self.first[1:], True)
        self.before = np.vstack([np.zeros_like(self.there[:1]), self.there[:-1]]) & ~self.first[:, None]

    def columns(self) -> Columns:
        return {**self._sentence(), **self._neighbours(), **self._passage(), **self._names()}

    def _frequency(self) -> Floats:
        """How often each term occurs in each sentence; the name of a document is in all of its sentences."""
        lengths = map(len, chain.from_iterable(self.where))
        counted = np.fromiter(lengths, float).reshape(len(self.candidates), -1)
        if not any(each.names for each in self.found):
            return counted
        named = np.array([[term in each.names for term in self.query.terms] for each in self.found])
        return np.where(named[self.of], 1, counted)

    def covers(self, **masks: Bools) -> Columns:
        """The share of the question's weight that each row of each mask has."""
        shares = np.array([*masks.values()]) @ self.idf / self.total
        return dict(zip(masks, shares, strict=True))

    def _soft(self) -> Bools:
        heads = [{v[:HEAD] for v in term.variants if len(v) >= HEAD} for term in self.query.terms]
        of_sentences = [candidate.sentence.heads for candidate in self.candidates]
        return self.there | _meeting(heads, of_sentences)

    def _related(self) -> Bools:
        of_sentences = [candidate.sentence.positions.keys() for candidate in self.candidates]
        return self.soft | _meeting(self.related_words, of_sentences)

    def _sentence(self) -> Columns:
        lengths = np.array([candidate.sentence.length for candidate in self.candidates], dtype=float)
        content = np.array([max(1, candidate.sentence.content) for candidate in self.candidates])
        saturated = K1 * (1 - B + B * lengths / lengths.mean())
        bm25 = (self.frequency * (K1 + 1) / (self.frequency + saturated[:, None])) @ self.idf
        asked = grams(variant for term in self.query.terms for variant in term.variants)
        chars = np.array([len(asked & candidate.sentence.grams) for candidate in self.candidates]) / max(
            1, len(asked)
        )
        covers = self.covers(cover=self.there, soft=self.soft, related=self.related)
        second = np.partition(bm25, -2)[-2] if len(bm25) > 1 else 0.0
        matched = self.there.sum(axis=1, dtype=float)
        best_of_passage = np.zeros(len(self.found))
        np.maximum.at(best_of_passage, self.of, bm25)
        return {
            "bm25": bm25 / self.total,
            "bm25_ratio": bm25 / (bm25.max() or 1.0),
            "bm25_gap": (bm25 - second) / self.total,
            "bm25_in_passage": bm25 / np.maximum(best_of_passage[self.of], 1e-9),
            **covers,
            **{f"{name}_ratio": cover / (cover.max() or 1.0) for name, cover in covers.items()},
            "chars": chars,
            "chars_ratio": chars / (chars.max() or 1.0),
            "matched": matched,
            "precision": matched / content,
            "length": lengths,
            "prose": 1 - content / np.maximum(lengths, 1),
            "same_language": self.same_language,
            "place": np.minimum(self.place, _LAST_PLACE).astype(float),
        }

    def _neighbours(self) -> Columns:
        before = self.before
        related_before = (
            np.vstack([np.zeros_like(self.related[:1]), self.related[:-1]]) & ~self.first[:, None]
        )
        after = np.vstack([self.there[1:], np.zeros_like(self.there[:1])]) & ~self.last[:, None]
        title = self.title[self.of]
        return self.covers(
            cover_before=before,
            cover_after=after,
            cover_with_before=self.there | before,
            cover_with_after=self.there | after,
            cover_with_title=self.there | title,
            soft_with_title=self.soft | title,
            soft_with_before=self.soft | before | title,
            related_with_before=self.related | related_before | title,
            related_with_opening=self.related | self.related[self.opening] | title,
        )

    def _passage(self) -> Columns:
        scores = np.array([each.score for each in self.found])
        best, second = scores[0] or 1.0, scores[1] if len(scores) > 1 else 0.0
        times = self.of_passage @ self.there  # the number of a passage's sentences that have a term
        passage = (times > 0) | self.title
        soft = (self.of_passage @ self.soft > 0) | self.title
        votes: Counter[frozenset[str]] = Counter()
        for each in self.found:
            votes[each.passage.title] += each.score  # type: ignore[assignment]  # a Counter of floats
        vote = np.array([votes[each.passage.title] for each in self.found]) / (scores.sum() or 1.0)
        alone = times[self.of] == 1
        columns = {
            "passage_bm25": scores / self.total,
            "passage_ratio": scores / best,
            "passage_gap": (scores - second) / best,
            "passage_rank": np.arange(len(scores), dtype=float),
            "passage_size": self.sizes.astype(float),
            **self.covers(passage_cover=passage, passage_soft=soft, title_cover=self.title),
            **self._nearest(),
            "context_cover": self._context_cover(),
            "vote": vote,
            "vote_ratio": vote / (vote.max() or 1.0),
        }
        return _at(columns, self.of) | self.covers(
            cover_elsewhere=passage[self.of] & ~self.there,
            cover_only_here=self.there & alone,
            cover_of_single=alone,
        )

    def _nearest(self) -> Columns:
        """How well the line right above a passage and the question cover each other; 0 without a line."""
        lines = [each.passage.nearest for each in self.found]
        if not any(lines):
            return dict.fromkeys(_NEAREST, np.zeros(len(lines)))
        terms = zip(self.query.terms, self.related_words, strict=True)
        asked = [related.union(term.variants) for term, related in terms]
        every = frozenset[str]().union(*asked)
        precision = np.array([len(line & every) / max(1, len(line)) for line in lines])
        exists = np.array(list(map(bool, lines)), dtype=float)
        cover = self.covers(nearest=_meeting(asked, lines))["nearest"]
        return dict(zip(_NEAREST, (cover, precision, exists), strict=True))

    def _context_cover(self) -> Floats:
        """The share of the carried-over terms' weight that each passage has; 1 if nothing is carried over."""
        context = self.query.context
        total = sum(context.values())
        if not total:
            return np.ones(len(self.found))
        terms = [
            each.passage.above.union(*(sentence.positions for sentence in each.passage.sentences))
            for each in self.found
        ]
        return np.array([sum(context[term] for term in context if term in own) / total for own in terms])

    def _names(self) -> Columns:
        text = self._cased_text()
        named = np.array([_is_named(term) or _is_capitalised(term, text) for term in self.query.terms])
        title = self.title[self.of]
        reached = self.there | title
        missing = (self.of_passage @ reached == 0)[self.of]
        around = missing & ~self.related
        return {
            **self._of_names(
                named,
                names_cover=reached,
                names_near=reached | self.before | self.there[self.opening],
                names_missing=missing,
                names_in_title=title,
            ),
            "names_asked": np.full(len(self.of), float(named.sum())),
            "heaviest_missing": (self.idf * ~reached).max(axis=1) / self.idf.max(),
            "heaviest_missing_around": (self.idf * around).max(axis=1) / self.idf.max(),
            "predicate_cover": self._predicate_cover(named),
            "numbers_missing": self._numbers_missing(missing),
        }

    def _of_names(self, named: Bools, **masks: Bools) -> Columns:
        """The share of the names' weight that each row of each mask has; 0 without names."""
        if not named.any():
            return dict.fromkeys(masks, np.zeros(len(self.of)))
        weights = self.idf * named
        shares = np.array([*masks.values()]) @ weights / (weights.sum() or 1.0)
        return dict(zip(masks, shares, strict=True))

    def _predicate_cover(self, named: Bools) -> Floats:
        """The share of the weight of all words except names that a sentence has; 1 if there are only names.

        A question is about what is said of a name: "who killed Roy George".
        """
        weights = self.idf * ~named
        total = weights.sum()
        return np.asarray(self.related @ weights / total) if total else np.ones(len(self.of))

    def _numbers_missing(self, missing: Bools) -> Floats:
        """How many of the question's numbers are in neither the passage nor its title."""
        numbers = [at for at, term in enumerate(self.query.terms) if term.text[0].isdigit()]
        return missing[:, numbers].sum(axis=1, dtype=float) if numbers else np.zeros(len(self.of))

    def _cased_text(self) -> str:
        """The text of the passages in scripts that have capitals."""
        passages = (each.passage.passage for each in self.found)
        return "\n".join(each.text for each in passages if phrase_table(each.language).cased)


def _meeting(of_terms: Sequence[Set[str]], of_sentences: Sequence[Set[str]]) -> Bools:
    """Whether the words of each sentence include one of those of each term, shape (sentences, terms).

    >>> _meeting([{"boat", "ship"}, set()], [{"a", "ship"}, {"a", "pier"}]).tolist()
    [[True, False], [False, False]]
    """
    every = set[str]().union(*of_terms)
    if not every:
        return np.zeros((len(of_sentences), len(of_terms)), dtype=bool)
    none = [False] * len(of_terms)
    meeting = [
        none if words.isdisjoint(every) else [not words.isdisjoint(own) for own in of_terms]
        for words in of_sentences
    ]
    return np.array(meeting, dtype=bool)


def _is_capitalised(term: QueryTerm, text: str) -> bool:
    """Whether a text capitalises a word within sentences, which shows a name typed in lower case."""
    if not term.text.islower():
        return False
    capital = f" {term.text.capitalize()}"
    if capital not in text:
        return False
    within = text.count(capital) - text.count(f".{capital}")
    return within > 0 and within > text.count(f" {term.text}")


def _order(
    query: ParsedQuery, candidates: Sequence[Candidate], places_of_terms: Sequence[list[tuple[int, ...]]]
) -> Columns:
    """How the order of the question's words in a sentence compares with their order in the question."""
    weights = [a + b for a, b in pairwise(query.idf)]
    total = sum(weights) or 1.0
    pairs_of_words = max(1, len(query.words) - 1)
    readings = _readings(query.words, _occurring(query.words, [each.sentence for each in candidates]))
    rows = []
    for candidate, where in zip(candidates, places_of_terms, strict=True):
        found = [at for at in where if at]
        ordered, near = _closeness(where, weights) if len(found) > 1 else (0.0, 0.0)
        adjacent, run = _runs(_places(candidate.sentence, readings))
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
    return _named(("bigrams", "near", "density", "bigrams_with_stops", "run", "first_at"), rows)


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


def _best_of_passage(columns: Columns, candidates: Sequence[Candidate]) -> Columns:
    """The best values of some features among the sentences of a candidate's passage."""
    of = np.array([candidate.passage for candidate in candidates])
    best = {}
    for name in ("bigrams", "near", "suits"):
        highest = np.zeros(of.max() + 1)
        np.maximum.at(highest, of, columns[name])
        best[f"{name}_in_passage"] = highest[of]
    return best


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


def _mentions(question: AnalyzedQuestion, candidates: Sequence[Candidate]) -> Columns:
    """What the sentences mention beyond the question, and how well it matches what is asked for."""
    new = [new_mentions(question, candidate.sentence.evidence) for candidate in candidates]
    counts = {name: [0.0] * len(candidates) for name in _COUNTS}
    for row, mentions in enumerate(new):
        for mention in mentions:
            if (name := _COUNTED.get(mention.kind)) is not None:
                counts[name][row] += 1
    columns = dict(zip(counts, np.array([*counts.values()]), strict=True))
    suits = np.array([suitability(question, mentions) for mentions in new])
    columns["suits"] = suits
    columns["suits_ratio"] = suits / max(suits.max(), 1e-9)
    columns["focus"] = np.array([float(_has_focus(question, candidate.sentence)) for candidate in candidates])
    return columns


def _shape(candidates: Sequence[Candidate], found: Sequence[FoundPassage]) -> Columns:
    """Features that distinguish prose from headings, questions and tables."""
    rows = []
    for candidate in candidates:
        number = found[candidate.passage].passage.passage.number
        rows.append((*_shape_of(candidate.sentence.text), min(number, _LAST_NUMBER)))
    return _named(("asks", "ends", "letters", "passage_number"), rows)


@lru_cache(_REMEMBERED)
def _shape_of(sentence: str) -> tuple[bool, bool, float]:
    """Whether a sentence is a question, whether it ends like a sentence, and its share of letters."""
    text = sentence.rstrip(_CLOSING)
    letters = _letters_in(text) / max(1, len(text) - text.count(" "))
    return text.endswith(_ASKING), text.endswith(_STOPS), letters


def _letters_in(text: str) -> int:
    """How many letters a text has.

    >>> _letters_in("Rue 7"), _letters_in("Café 7")
    (3, 4)
    """
    if text.isascii():
        return len(text.encode().translate(None, _ASCII_WITHOUT_LETTERS))
    return sum(map(str.isalpha, text))


def _qualifiers_missing(query: ParsedQuery, candidates: Sequence[Candidate]) -> Floats:
    """How many of the qualifiers ("first", "new") a sentence lacks, counting related words as present."""
    asked = [
        term
        for term in query.words
        if any(start <= term.start < end for start, end in query.question.qualifiers)
    ]
    near = [frozenset(term.variants) | related_words_of(term, query.question.language) for term in asked]
    rows = [sum(each.isdisjoint(c.sentence.positions) for each in near) for c in candidates]
    return np.array(rows, dtype=float)


def _kind_offered(
    question: AnalyzedQuestion, candidates: Sequence[Candidate], found: Sequence[FoundPassage]
) -> Columns:
    """Whether a sentence, or one beside it, has the kind of answer asked for; see `answer_check`."""
    if not is_checkable(question):
        return {"kind_offered": np.ones(len(candidates)), "kind_checked": np.zeros(len(candidates))}
    offered = [
        kind_offered(
            question,
            each.sentence.evidence,
            (beside.evidence for beside in _beside(found[each.passage].passage.sentences, each.at)),
        )
        for each in candidates
    ]
    return {"kind_offered": np.array(offered), "kind_checked": np.ones(len(candidates))}


def _beside(sentences: Sequence[AnalyzedSentence], at: int) -> Sequence[AnalyzedSentence]:
    """The sentence after the one at *at*, if there is one."""
    return sentences[at + 1 : at + 2]


def _margins(columns: Columns, query: ParsedQuery, candidates: Sequence[Candidate]) -> Columns:
    """How far each candidate is ahead of the best other one; below 0 if it is behind.

    A copy of the best sentence elsewhere is not a rival.  A question that depends on a conversation has only
    a share of the terms searched for, so a margin in its own words is worth much less.
    """
    own = (len(query.terms) / (len(query.terms) + sum(query.context.values()))) ** 2
    values = _stacked([columns[name] for name in _COMPARED]).T
    best = values.argmax(axis=0)
    copies = {at: copies_of(candidates[at], candidates) for at in set(best.tolist())}
    first = values[best, np.arange(len(_COMPARED))]
    of_best = np.stack([copies[at] for at in best.tolist()], axis=1)
    second = np.where(of_best, -np.inf, values).max(axis=0)
    rival = np.where(of_best, np.where(np.isfinite(second), second, 0.0), first)
    return dict(zip(_MARGINS, own * (values - rival).T, strict=True))


def copies_of(candidate: Candidate, candidates: Sequence[Candidate]) -> Bools:
    """Which of the candidates are copies of one of them in other passages, and that one itself."""
    text, words, passage = candidate.sentence.text, candidate.sentence.positions.keys(), candidate.passage
    # Comparing their words rules most sentences out, and costs least.
    return np.array(
        [
            each is candidate
            or (
                each.passage != passage
                and (words <= (others := each.sentence.positions.keys()) or others <= words)
                and is_copy(text, each.sentence.text)
            )
            for each in candidates
        ]
    )


def _speaker(
    question: AnalyzedQuestion, candidates: Sequence[Candidate], found: Sequence[FoundPassage]
) -> Floats:
    """1 if the speaker of a sentence is a person named in a question about what was said.

    If the question asks who said it, 1 if anybody else is named.  Half of that if another sentence names the
    speaker, as in ``"I slept," he said.``
    """
    speaks = np.zeros(len(candidates))
    if not _asks_what_is_said(question):
        return speaks
    known, asks_who = question.keys, question.expected is AnswerType.PERSON
    for row, candidate in enumerate(candidates):
        if not candidate.sentence.evidence.speaks:
            continue
        speaker = speakers_in(found[candidate.passage].passage.passage)[candidate.at]
        if speaker and _is_meant(speaker.name, known) != asks_who:
            speaks[row] = 1.0 if speaker.here else 0.5
    return speaks


def _is_meant(speaker: Entity, known: frozenset[str]) -> bool:
    """Whether a question names the speaker: by surname, as in "Mayor Edda Quist", or by half of the name."""
    return speaker.keys[-1] in known or not is_new(speaker, known)


def _asks_what_is_said(question: AnalyzedQuestion) -> bool:
    """Whether a question is about somebody's words: "What did Ivanov say …?", "Who argued that …?"."""
    return question.expected is AnswerType.QUOTATION or question.about_speech


def _has_focus(question: AnalyzedQuestion, sentence: AnalyzedSentence) -> bool:
    """Whether a sentence has the noun that names the thing asked for, in any form."""
    if not question.focus:
        return False
    return f"\n{question.focus.casefold().split()[-1][:4]}" in "\n" + "\n".join(sentence.positions)


def _question(query: ParsedQuery, rows: int) -> Columns:
    """Features of the question, the same for every candidate; they tell how to weigh the others."""
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


def places_of_each(sentence: AnalyzedSentence, terms: Sequence[QueryTerm]) -> list[tuple[int, ...]]:
    """The positions of each question word among the sentence's terms, by its first reading that occurs."""
    return _places(sentence, _readings(terms, sentence.positions))


def _positions_of_terms(
    terms: Sequence[QueryTerm], sentences: Sequence[AnalyzedSentence]
) -> list[list[tuple[int, ...]]]:
    """The positions of each term in each sentence, by its reading in the sentence's language."""
    occurring = _occurring(terms, sentences)
    readings = {
        language: _readings([term.read_in(language) for term in terms], occurring)
        for language in {sentence.language for sentence in sentences}
    }
    none: list[tuple[int, ...]] = [()] * len(terms)
    return [
        none if each.positions.keys().isdisjoint(occurring) else _places(each, readings[each.language])
        for each in sentences
    ]


def _occurring(terms: Sequence[QueryTerm], sentences: Sequence[AnalyzedSentence]) -> Set[str]:
    """The readings of the terms that any of the sentences has; all of them if each term has only one."""
    every = frozenset[str]().union(*(term.variants for term in terms))
    if len(every) <= len(terms):
        return every
    return every.intersection(chain.from_iterable(each.positions for each in sentences))


def _readings(terms: Sequence[QueryTerm], occurring: Container[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The first reading of each term that occurs at all, and the others that do; "" if none does."""
    there = [tuple(filter(occurring.__contains__, term.variants)) for term in terms]
    return [(each[0], each[1:]) if each else ("", ()) for each in there]


def _places(
    sentence: AnalyzedSentence, readings: Sequence[tuple[str, tuple[str, ...]]]
) -> list[tuple[int, ...]]:
    at = sentence.positions.get
    return [
        at(first) or (next(filter(None, map(at, others)), ()) if others else ()) for first, others in readings
    ]


def places(sentence: AnalyzedSentence, term: QueryTerm) -> tuple[int, ...]:
    """The positions of a question word among the sentence's terms."""
    return places_of_each(sentence, [term])[0]


def _is_named(term: QueryTerm) -> bool:
    """Whether a word of the question is a name or a number, judging by its spelling."""
    return term.text[0].isdigit() or (term.text[0].isupper() and term.start > 0)


def _named(names: Sequence[str], rows: Sequence[Sequence[float]]) -> Columns:
    return dict(zip(names, np.array(rows, dtype=float).T, strict=True))


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
    "speaker", *_MARGINS,
    "asked_terms", "asked_idf", "asked_unknown", "asked_type", "asked_negated", "asked_several",
)  # fmt: skip
