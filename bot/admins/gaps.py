"""Gaps: what people asked that the corpus does not answer, grouped by the word or language it lacks.  Pure.

A gap is set aside by *marks*, which are digests: what an admin ignores is remembered without a word of what
somebody typed, so that forgetting the one who asked leaves nothing of it.
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

_DIGITS = 12  # of a mark: few enough for a button, and enough that no two words share one


class GapKind(StrEnum):
    """What the questions of a gap have in common: a missing language or word, or else what became of them."""

    LANGUAGE = "language"
    WORD = "word"
    UNANSWERED = "unanswered"
    VOTED_DOWN = "down"


@dataclass(frozen=True, slots=True)
class Gap:
    """Open questions with something in common, those that most people asked first.

    ``word`` is the missing word as typed in the first of them, "" if the gap is no word's.  ``marks`` are
    what sets it aside.  ``language`` is the missing language, where one is missing that is known.
    """

    id: str
    kind: GapKind
    word: str
    questions: tuple[OpenQuestion, ...]
    marks: frozenset[str]
    language: str = ""

    @property
    def asked(self) -> int:
        """How many people asked one of its questions or more."""
        return len(frozenset().union(*(question.askers for question in self.questions)))

    @property
    def voted_down(self) -> int:
        """How many of its questions have an answer that was voted down."""
        return sum(question.voted_down for question in self.questions)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps that are open and those that were set aside, those that most people asked of first."""

    open: tuple[Gap, ...] = ()
    dismissed: tuple[Gap, ...] = ()

    def questions(self) -> dict[str, str]:
        """What was really searched for in the open gaps, with how it was typed, the most asked first."""
        each_once = {each.searched: each for gap in self.open for each in gap.questions}
        most_asked_first = sorted(each_once.values(), key=lambda each: -each.asked)
        return {each.searched: each.question for each in most_asked_first}


class _Lack(NamedTuple):
    """What a question lacks, the ``gap`` of that id, and the ``mark`` that sets it aside there."""

    gap: str
    mark: str
    kind: GapKind
    word: str = ""
    language: str = ""


def nothing_stands(word: str) -> bool:
    """Take every word that an answer lacks for one that the corpus lacks."""
    return False


def group(
    questions: Iterable[OpenQuestion],
    dismissed: Set[str],
    languages: Sequence[str],
    stands: Callable[[str], bool] = nothing_stands,
) -> Gaps:
    """*questions* by a word that they lack, those that lack none by what became of them.

    A question that lacks several words is counted once, under the one that most questions lack.  A word that
    *stands* in the corpus is not missing, though the sentences of an answer lack it: no synonym would help.
    Those in none of the corpus's *languages* lack all their words: they are one gap for each language.

    What has one of the marks *dismissed* is set aside: a question stays open while one of its words does.

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
    lacking = [(question, _lacks(question, languages, stands)) for question in asked]
    counts = Counter(lack.gap for _, lacks in lacking for lack in lacks if lack.mark not in dismissed)
    for question, lacks in lacking:
        for lack in lacks:
            if lack.mark in dismissed:
                set_aside[lack.gap].append((lack, question))
        left = [lack for lack in lacks if lack.mark not in dismissed]
        if left:
            most = max(left, key=lambda lack: counts[lack.gap])
            still_open[most.gap].append((most, question))
    return Gaps(*(_most_asked_first(map(_gap, side.values())) for side in (still_open, set_aside)))


def find(gaps: Iterable[Gap], gap_id: str) -> Gap | None:
    """The gap of that id, None if it is not among *gaps*."""
    return next((gap for gap in gaps if gap.id == gap_id), None)


def present(question: OpenQuestion, answer: Answer) -> OpenQuestion | None:
    """A question as it stands with the *answer* that the present text gives to it; None if it is closed.

    A vote is about the sentences it was cast on, so it counts no more where others are cited.
    """
    same = question.cited == tuple(citation.text for citation in answer.citations)
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


def _lacks(question: OpenQuestion, languages: Sequence[str], stands: Callable[[str], bool]) -> list[_Lack]:
    """What a question lacks: a language, or else words, or else nothing but an answer.

    In the last case it is set aside by itself, until it is asked of another text.
    """
    language = foreign_language(question.question, languages)
    if language is not None:
        mark = _digest("language", language)
        return [_Lack(mark, mark, GapKind.LANGUAGE, language=language)]
    words = {mark_of(word): word for word in reversed(question.missing)}  # of the same ones the first
    words = {mark: word for mark, word in reversed(words.items()) if not stands(word)}
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
