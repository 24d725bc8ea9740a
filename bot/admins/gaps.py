"""Gaps: what people asked that the corpus does not answer, grouped by the word or language it lacks.  Pure.

A gap is set aside by *marks*, which are digests: what an admin ignores is remembered without a word of what
somebody typed, so that forgetting the one who asked leaves nothing of it.
"""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.foreign import foreign_language
from retrieval.records import Answer, Grade

_DIGITS = 12  # of a mark: few enough for a button, and enough that no two words share one


class Kind(StrEnum):
    """What the questions of a gap have in common: a missing language or word, or else what became of them."""

    LANGUAGE = "language"
    WORD = "word"
    UNANSWERED = "unanswered"
    VOTED_DOWN = "down"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer, or with one that was voted down; nothing of who asked it, where or when.

    ``question`` is how it was typed the last time, of ``asked`` times; ``searched`` is the question that was
    really searched.  ``missing`` are its words that the corpus lacks, as typed.  ``version`` is that of the
    corpus it was last asked of, and ``said`` the sentences that it got.
    """

    question: str
    searched: str
    asked: int
    voted_down: bool
    missing: tuple[str, ...]
    version: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Open questions with something in common, the most asked first.

    ``word`` is the missing word as typed in the first of them, "" where the gap is no word's.  ``marks`` are
    what sets it aside.  ``language`` is the missing language, where one is missing that is known.
    """

    id: str
    kind: Kind
    word: str
    questions: tuple[OpenQuestion, ...]
    marks: frozenset[str]
    language: str = ""

    @property
    def asked(self) -> int:
        """How often its questions were asked."""
        return sum(question.asked for question in self.questions)

    @property
    def voted_down(self) -> int:
        """How many of its questions have an answer that was voted down."""
        return sum(question.voted_down for question in self.questions)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps that are open and those that were set aside, the most asked first."""

    open: tuple[Gap, ...] = ()
    settled: tuple[Gap, ...] = ()

    def questions(self) -> list[str]:
        """What was really searched for in the open gaps, each once, the most asked first."""
        asked = {question.searched: question.asked for gap in self.open for question in gap.questions}
        return sorted(asked, key=lambda searched: -asked[searched])


def group(questions: Iterable[OpenQuestion], settled: Set[str], languages: Sequence[str]) -> Gaps:
    """*questions* by each word that they lack, those that lack none by what became of them.

    Those in none of the corpus's *languages* lack all their words: they are one gap for each language.

    What has one of the marks *settled* is set aside: a question stays open while one of its words does.

    >>> pier = OpenQuestion("Who built the Pier?", "Who built the Pier?", 2, False, ("Pier",), "0a1b")
    >>> group([pier], frozenset(), ["en"]).open[0].word
    'Pier'
    >>> group([pier], {mark_of("pier")}, ["en"]).settled[0].asked
    2
    """
    found: dict[tuple[bool, str], list[tuple[str, OpenQuestion]]] = defaultdict(list)
    for question in sorted(questions, key=lambda each: -each.asked):
        for group_id, mark in _places(question, languages).items():
            found[mark in settled, group_id].append((mark, question))
    gaps = {place: _gap(place[1], members, languages) for place, members in found.items()}
    return Gaps(*(_most_asked_first(gaps, is_settled=each) for each in (False, True)))


def find(gaps: Iterable[Gap], gap_id: str) -> Gap | None:
    """The gap of that id, None where it is not among *gaps*."""
    return next((gap for gap in gaps if gap.id == gap_id), None)


def present(question: OpenQuestion, answer: Answer) -> OpenQuestion | None:
    """A question as it stands with the *answer* that the present text gives to it; None where it is closed.

    A vote is about the sentences it was cast on, so it counts no more where others are cited.
    """
    same = question.said == tuple(citation.text for citation in answer.citations)
    voted_down = question.voted_down and same
    lacking = answer.grade is Grade.PARTIAL and answer.missing_terms
    if answer.grade is not Grade.NONE and not lacking and not voted_down:
        return None
    return replace(question, voted_down=voted_down, missing=answer.missing_terms)


def fold(word: str) -> str:
    """What the same words have in common, however they are typed.

    >>> fold(" Straße") == fold("STRASSE")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def mark_of(word: str) -> str:
    """The mark that sets a missing word aside, which is its gap's id as well.

    >>> mark_of("Pier") == mark_of("pier"), len(mark_of("pier"))
    (True, 12)
    """
    return _digest("word", fold(word))


def _places(question: OpenQuestion, languages: Sequence[str]) -> Mapping[str, str]:
    """The gaps that a question belongs to, with the mark that sets it aside in each.

    Without a missing word or language it is set aside by itself, until it is asked of another text.
    """
    language = foreign_language(question.question, languages)
    if language is not None:
        return {_mark_of_language(language): _mark_of_language(language)}
    if question.missing:
        return {mark_of(word): mark_of(word) for word in question.missing}
    kind = Kind.VOTED_DOWN if question.voted_down else Kind.UNANSWERED
    return {kind.value: _digest("question", question.version, fold(question.searched))}


def _gap(gap_id: str, members: Iterable[tuple[str, OpenQuestion]], languages: Sequence[str]) -> Gap:
    marks, questions = zip(*members, strict=True)
    language = foreign_language(questions[0].question, languages)
    if language is not None:
        return Gap(gap_id, Kind.LANGUAGE, "", questions, frozenset(marks), language)
    words = [word for word in questions[0].missing if mark_of(word) == gap_id]
    kind = Kind.WORD if words else Kind(gap_id)
    return Gap(gap_id, kind, words[0] if words else "", questions, frozenset(marks))


def _mark_of_language(language: str) -> str:
    return _digest("language", language)


def _most_asked_first(gaps: Mapping[tuple[bool, str], Gap], *, is_settled: bool) -> tuple[Gap, ...]:
    chosen = [gap for (settled, _), gap in gaps.items() if settled is is_settled]
    return tuple(sorted(chosen, key=lambda gap: (-gap.asked, fold(gap.word), gap.id)))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
