"""Features for which words of a question occur in a sentence, around it, and in the lines above it."""

from collections import Counter
from collections.abc import Sequence, Set
from itertools import chain

import numpy as np

from languages import phrase_table
from retrieval.index import K1, B
from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.features.columns import Bools, Columns, Floats, at_places
from retrieval.ranking.features.word_positions import positions_of_terms
from retrieval.text.analyzed_passages import HEAD, grams
from retrieval.text.analyzer import QueryTerm
from retrieval.text.related_words import related_words_of

_LAST_PLACE = 10  # a sentence's place in its passage is capped at this
_NEAREST = ("nearest_cover", "nearest_precision", "nearest_exists")


class MatchedWords:
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
        self.where = positions_of_terms(query.terms, [each.sentence for each in candidates])
        self.frequency = self._frequency()
        self.there = self.frequency > 0
        self.soft = self._soft()
        self.related_words = [related_words_of(term, language) for term in query.terms]
        self.related = self._related()
        readings_of = [frozenset(term.variants) for term in query.terms]
        self.title = _meeting(readings_of, [each.passage.above for each in found])
        self.same_language = np.array([float(c.sentence.language == language) for c in candidates])
        self.opening = np.repeat(
            np.cumsum(self.sizes) - self.sizes, self.sizes
        )  # index of the first sentence of each one's passage
        self.place = np.arange(len(candidates)) - self.opening
        self.first = self.place == 0
        self.last = np.append(self.first[1:], True)
        self.before = np.vstack([np.zeros_like(self.there[:1]), self.there[:-1]]) & ~self.first[:, None]

    def columns(self) -> Columns:
        """All these features."""
        return {**self._sentence(), **self._neighbours(), **self._passage(), **self._names()}

    def _frequency(self) -> Floats:
        """How often each term occurs in each sentence; a document's name counts in all of its sentences."""
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
        return at_places(columns, self.of) | self.covers(
            cover_elsewhere=passage[self.of] & ~self.there,
            cover_only_here=self.there & alone,
            cover_of_single=alone,
        )

    def _nearest(self) -> Columns:
        """How well the line right above a passage and the question cover each other; 0 if there is none."""
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

        The predicate is what the question asks about a name: "killed" in "who killed Roy George".
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


def _is_named(term: QueryTerm) -> bool:
    """Whether a word of the question is a name or a number, judging by its spelling."""
    return term.text[0].isdigit() or (term.text[0].isupper() and term.start > 0)
