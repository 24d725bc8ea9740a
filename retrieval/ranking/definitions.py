"""Find the sentences that define something, for questions that ask for a definition.

Many sentences mention a term, and a definition is no longer or richer than others; it is recognised by its
form: "A covered work means …", "zstd - compress files", or the description right below a term.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.analyzer import analyzer
from retrieval.text.entities import EntityKind
from retrieval.text.question import AnalyzedQuestion, AnswerType

WEIGHT = 1.0
"""What a definition adds to a sentence's score; the scores for one question span about seven."""
_MAX_BEFORE = 3  # maximum content words before the cue of a definition; with more, it defines something else
_MAX_TERM = 3  # maximum words of a question that is only a term
_MIN_AFTER = 2  # minimum words after the cue, which say what it is
# Quoted names right before the sign: "“Massive Collaboration Site” (or “MC Site”) means …".
_OTHER_NAMES = re.compile(r"(?:[\"“][^\"“”]{1,60}[\"”][\s(),]*(?:(?:or|and)\b[\s(]*)?){2,4}\Z")
_NAME = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_SET_OFF = re.compile(r"(?P<term>.{1,60}?)(?:\s[-–—]{1,2}|:)\s+(?P<words>\S+\s\S)", re.DOTALL)

Floats = NDArray[np.float64]


def definition_scores(
    question: AnalyzedQuestion, candidates: Sequence[Candidate], found: Sequence[FoundPassage]
) -> Floats:
    """What each candidate gains for defining the question's subject."""
    defined = question.subject if question.expected is AnswerType.DEFINITION else _term_alone(question)
    if not defined:
        return np.zeros(len(candidates))
    subject = _content(defined, question.language)
    return WEIGHT * np.array([_definition_score(subject, each, found) for each in candidates])


def _term_alone(question: AnalyzedQuestion) -> str:
    """The question if it is only a term ("combined work", "polkit?"); "" for any other.

    Its noun may also name a type of answer ("mirror site?", "effective date").
    """
    asks = question.expected is AnswerType.YES_NO or question.asking != (0, 0)
    if asks or len(question.text.split()) > _MAX_TERM:
        return ""
    words = analyzer(question.language).words(question.text)
    is_term = len(words) <= _MAX_TERM and not any(stop for _, stop in words)
    return question.text if is_term else ""


def _definition_score(subject: frozenset[str], candidate: Candidate, found: Sequence[FoundPassage]) -> float:
    within = found[candidate.passage]
    if candidate.at == 0 and subject == within.passage.nearest:
        return 1.0
    own = defines(candidate.sentence, subject)
    names = {variant for term in within.names for variant in term.variants}
    if own < 1 and subject <= names and within.passage.title:  # "what is the gpl": its title, written out
        return max(own, defines(candidate.sentence, within.passage.title, whole=False))
    return own


def defines(sentence: AnalyzedSentence, subject: frozenset[str], *, whole: bool = True) -> float:
    """1 if a sentence begins with the subject and defines it, ½ if other words precede it, else 0.

    Unless the *whole* subject is needed, any of its words are enough.

    >>> from retrieval.text.analyzed_passages import Span, analyze_sentence
    >>> texts = ("A ferry is a slow boat.", "A fast ferry is a new boat.", "The ferry left, as is usual.")
    >>> sentences = [analyze_sentence(each, Span(0, len(each)), "en") for each in texts]
    >>> [defines(each, frozenset({"ferri"})) for each in sentences]
    [1.0, 0.5, 0.0]
    """
    best = 0.0
    for term in _terms_defined(sentence):
        words = _content(term, sentence.language)
        if words == subject or (words and words < subject and not whole):
            return 1.0
        if subject < words and len(words) <= _MAX_BEFORE:
            best = 0.5
    return best


def _terms_defined(sentence: AnalyzedSentence) -> list[str]:
    """The text before each sign of a definition that is followed by something, and the names that end it."""
    text = sentence.text
    set_off = _SET_OFF.match(text)
    signs = (each for each in sentence.entities.of(EntityKind.DEFINITION) if not each.text[:1].isupper())
    before = [text[: each.start] for each in signs if len(text[each.end :].split()) >= _MIN_AFTER]
    names = [name for each in before for name in _names_ending(each)]
    return [*before, *names, *([set_off["term"]] if set_off else [])]


def _names_ending(text: str) -> list[str]:
    """The several names of one thing that a text ends with.

    >>> _names_ending('A “Collaboration Site” (or “MC Site”) ')
    ['Collaboration Site', 'MC Site']
    """
    ending = _OTHER_NAMES.search(text)
    return _NAME.findall(ending[0]) if ending else []


def _content(text: str, language: str) -> frozenset[str]:
    """The content words of a text without numerals, which only number the terms defined."""
    return frozenset(term for term, stop in analyzer(language).words(text) if not stop and term.isalpha())
