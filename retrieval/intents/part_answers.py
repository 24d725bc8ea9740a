"""Answer with a part of a text that a message asks for, or mentions, by its number."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from retrieval import answering
from retrieval.intents.part_references import Reference, mentioned_in
from retrieval.intents.part_sentences import sentences_of_parts
from retrieval.intents.phrase_patterns import normalized
from retrieval.query.occurrences import absent_words, occurs_in
from retrieval.ranking.confidence import missing_terms
from retrieval.records import (
    MAX_OF_AN_OVERVIEW,
    SHOWN_OF_AN_OVERVIEW,
    Answer,
    Citation,
    Grade,
    MessageKind,
    Turn,
)
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms

_SURE = 0.9


def part_answer(
    message: str, reference: Reference, snapshot: Snapshot, history: Sequence[Turn]
) -> Answer | None:
    """The sentences of the part that *message* asks for; None if no text has it.

    If several parts have that number, the answer is partial and has the first sentence of each.  A number
    that occurs nowhere is missing.
    """
    found = sentences_of_parts(reference, snapshot, history)
    if not found:
        number = ".".join(takewhile(str.isdigit, reference.number))
        nowhere = tuple(absent_words([number], snapshot)) if number else ()
        return Answer(message, Grade.NONE, 0.0, missing_terms=nowhere) if nowhere else None
    if len(found) == 1:
        grade, confidence, sentences = Grade.ANSWER, _SURE, found[0]
    else:
        grade, confidence, sentences = Grade.PARTIAL, 0.0, [each[0] for each in found]
    first, rest = sentences[:SHOWN_OF_AN_OVERVIEW], sentences[SHOWN_OF_AN_OVERVIEW:MAX_OF_AN_OVERVIEW]
    return Answer(message, grade, confidence, tuple(first), tuple(rest), kind=MessageKind.PART)


def answer_within_part(question: str, snapshot: Snapshot, history: Sequence[Turn]) -> Answer | None:
    """The answer to a question that mentions a part, "how high is the fee in clause 2.2", from that part.

    None if it mentions none that a text has, or nothing answers, or no sentence of the part comes close, or
    the best sentence is about something of that name ("Part 2 was a success").  The answer is at most partial
    if the best sentence is elsewhere.
    """
    mentioned = mentioned_in(question)
    if mentioned is None:
        return None
    reference, rest = mentioned
    places = {
        (each.document, each.start)
        for sentences in sentences_of_parts(reference, snapshot, history)
        for each in sentences
    }
    if not places:
        return None
    found = answering.answer(rest, snapshot, history)
    if found.grade is Grade.NONE or not found.confidence:  # nothing, or a guess
        return None
    best, *others = found.citations + found.others
    within = [each for each in (best, *others) if (each.document, each.start) in places]
    if not within or (within[0] != best and _names(best, reference)):
        return None
    found = replace(found, question=question, understood_as=None, readings=(), kind=MessageKind.PART)
    return _limited_to(within, found, rest, snapshot)


def _limited_to(within: Sequence[Citation], found: Answer, asked: str, snapshot: Snapshot) -> Answer:
    """The answer with only those sentences, and at most partial if its first sentence is not the first."""
    if found.grade is Grade.ANSWER and within[0] == found.citations[0]:
        cited = tuple(each for each in found.citations if each in within)
        return replace(found, citations=cited, others=tuple(within[len(cited) :]))
    first, *others = within
    missing = _missing_in(first, asked, snapshot)
    return replace(
        found, grade=Grade.PARTIAL, citations=(first,), others=tuple(others), missing_terms=missing
    )


def _missing_in(cited: Citation, asked: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The content words that a sentence, and what stands above it, has in no form."""
    passage = snapshot.analysed(snapshot.passage(cited.document, cited.passage).place)
    sentences = [each for each in passage.sentences if each.text == cited.text]
    words = [term for term in query_terms(asked, snapshot.languages) if not term.stop]
    lacking = missing_terms(words, sentences, passage.above)
    return tuple(term.text for term in lacking if not occurs_in(term.text, cited.text))


def _names(citation: Citation, reference: Reference) -> bool:
    """Whether a sentence has the words of a reference."""
    return f" {reference.word} {' '.join(reference.number)} " in f" {normalized(citation.text)}"
