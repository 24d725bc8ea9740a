"""Gaps: questions that the corpus does not answer, grouped by the word or language that it lacks.  Pure.

A gap is dismissed by its *marks*, which are digests: what an admin ignores is stored without anything that
somebody typed, so that deleting a person's data leaves nothing of it.
"""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from bot.state.gaps import OpenQuestion
from retrieval.query.language_mismatch import foreign_language
from retrieval.records import Answer, Grade

_DIGITS = 12  # of a mark: short enough for a button, and long enough that no two words share one


class GapKind(StrEnum):
    """What the questions of a gap have in common: a missing language or word, or else their outcome."""

    LANGUAGE = "language"
    WORD = "word"
    UNANSWERED = "unanswered"
    VOTED_DOWN = "down"


@dataclass(frozen=True, slots=True)
class Gap:
    """Open questions with something in common, those that most people asked first.

    ``word`` is the missing word as typed in the first of them, "" if no word is missing.  Its ``marks``
    dismiss it.  ``language`` is the missing language, if that is known.
    """

    id: str
    kind: GapKind
    word: str
    questions: tuple[OpenQuestion, ...]
    marks: frozenset[str]
    language: str = ""

    @property
    def asked(self) -> int:
        """How many people asked at least one of its questions."""
        return len(frozenset().union(*(question.askers for question in self.questions)))

    @property
    def voted_down(self) -> int:
        """How many of its questions have an answer that was voted down."""
        return sum(question.voted_down for question in self.questions)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The open gaps and the dismissed ones, those that most people asked about first."""

    open: tuple[Gap, ...] = ()
    dismissed: tuple[Gap, ...] = ()

    def questions(self) -> dict[str, str]:
        """The questions of the open gaps, as searched -> as typed, the most asked first."""
        each_once = {each.searched: each for gap in self.open for each in gap.questions}
        most_asked_first = sorted(each_once.values(), key=lambda each: -each.asked)
        return {each.searched: each.question for each in most_asked_first}


class _Lack(NamedTuple):
    """A word or language that a question lacks: the id of its ``gap``, and the ``mark`` that dismisses it."""

    gap: str
    mark: str
    kind: GapKind
    word: str = ""
    language: str = ""


def assume_absent(word: str) -> bool:
    """Assume that the corpus lacks every word that an answer lacks."""
    return False


def group(
    questions: Iterable[OpenQuestion],
    dismissed: Set[str],
    languages: Sequence[str],
    is_in_corpus: Callable[[str], bool] = assume_absent,
) -> Gaps:
    """Group *questions* by a word that they lack, or by their outcome if they lack none.

    A question that lacks several words is counted once, under the word that most questions lack.  A word that
    *is_in_corpus* finds does not count as missing, even if the answer lacks it: no synonym would help.
    Questions in none of the corpus's *languages* form one gap for each language.

    Gaps with one of the marks *dismissed* are dismissed; a question stays open while one of its words does.

    >>> two = frozenset({1, 2})
    >>> pier = OpenQuestion("Who built the Pier?", "Who built the Pier?", two, False, ("Pier",), "0a1b")
    >>> group([pier], frozenset(), ["en"]).open[0].word
    'Pier'
    >>> group([pier], {mark_of("pier")}, ["en"]).dismissed[0].asked
    2
    """
    still_open: dict[str, list[tuple[_Lack, OpenQuestion]]] = defaultdict(list)
    set_aside: dict[str, list[tuple[_Lack, OpenQuestion]]] = defaultdict(list)
    asked = sorted(questions, key=lambda each: -each.asked)
    lacking = [(question, _lacks(question, languages, is_in_corpus)) for question in asked]
    counts = Counter(lack.gap for _, lacks in lacking for lack in lacks if lack.mark not in dismissed)
    for question, lacks in lacking:
        for lack in lacks:
            if lack.mark in dismissed:
                set_aside[lack.gap].append((lack, question))
        left = [lack for lack in lacks if lack.mark not in dismissed]
        if left:
            commonest = max(left, key=lambda lack: counts[lack.gap])
            still_open[commonest.gap].append((commonest, question))
    return Gaps(*(_most_asked_first(map(_gap, side.values())) for side in (still_open, set_aside)))


def find(gaps: Iterable[Gap], gap_id: str) -> Gap | None:
    """The gap with that id; None if it is not among *gaps*."""
    return next((gap for gap in gaps if gap.id == gap_id), None)


def after_answer(question: OpenQuestion, answer: Answer) -> OpenQuestion | None:
    """An open question after the present text gave *answer*; None if that closes it.

    A vote is about the sentences that it was cast on, so it no longer counts if others are cited.
    """
    same = question.cited == tuple(citation.text for citation in answer.citations)
    voted_down = question.voted_down and same
    lacking = answer.grade is Grade.PARTIAL and answer.missing_terms
    if answer.grade is not Grade.NONE and not lacking and not voted_down:
        return None
    return replace(question, voted_down=voted_down, missing=answer.missing_terms)


def fold(word: str) -> str:
    """A key that is equal for the same words, however they are typed.

    >>> fold(" Straße") == fold("STRASSE")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def mark_of(word: str) -> str:
    """The mark that dismisses a missing word, which is also the id of its gap.

    >>> mark_of("Pier") == mark_of("pier"), len(mark_of("pier"))
    (True, 12)
    """
    return _digest("word", fold(word))


def _lacks(
    question: OpenQuestion, languages: Sequence[str], is_in_corpus: Callable[[str], bool]
) -> list[_Lack]:
    """What a question lacks: a language, or else words, or else only an answer.

    In the last case it is dismissed alone, until the text changes.
    """
    language = foreign_language(question.question, languages)
    if language is not None:
        mark = _digest("language", language)
        return [_Lack(mark, mark, GapKind.LANGUAGE, language=language)]
    words = {mark_of(word): word for word in reversed(question.missing)}  # of equal words, keep the first
    words = {mark: word for mark, word in reversed(words.items()) if not is_in_corpus(word)}
    if words:
        return [_Lack(mark, mark, GapKind.WORD, word) for mark, word in words.items()]
    kind = GapKind.VOTED_DOWN if question.voted_down else GapKind.UNANSWERED
    return [_Lack(kind.value, _digest("question", question.version, fold(question.searched)), kind)]


def _gap(members: Sequence[tuple[_Lack, OpenQuestion]]) -> Gap:
    lacks, questions = zip(*members, strict=True)
    first, marks = lacks[0], frozenset(lack.mark for lack in lacks)
    return Gap(first.gap, first.kind, first.word, questions, marks, first.language)


def _most_asked_first(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(gaps, key=lambda gap: (-gap.asked, fold(gap.word), gap.id)))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
