"""Who says this: for a sentence that quotes someone or begins with "She", who it is and where that is told.

It goes by the nearest person named before the sentence, outside of what is quoted.  A text can fool it, which
is why the sentences that tell are cited along with the name.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.records import Span
from retrieval.mentions import Kind, Mention, mentions
from retrieval.records import Citation, PassageText
from retrieval.snapshot import Snapshot

PASSAGES_BACK = 3
"""Passages before the cited one in which its speaker is looked for."""
INTRODUCED_WITHIN = 60
"""Passages from a document's beginning in which someone may be introduced by full name and role."""

_QUOTED = re.compile(r'"[^"]*(?:"|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|「[^」]*(?:」|$)|^[^"]*,"')
_SHORTEST_SPEECH = 20  # code points; what is shorter is a name or a word that somebody doubts
_PERSONAL = """
    he she they his her their он она они его её их él ella ellos ellas er sie il elle ils elles
    他 她 他们 她们 彼 彼女 彼ら वह वे هو هي هم เขา เธอ
    """
_PERSONS = frozenset(_PERSONAL.split())


class Speaker(NamedTuple):
    """A person, by the fullest name that the text has for them, and the sentences that tell who it is."""

    name: str
    told_by: tuple[Citation, ...]


def asks_for_a_speaker(sentence: str, language: str) -> bool:
    """Whether *sentence* leaves open who speaks or is spoken of: it quotes somebody, or begins with "She".

    >>> asks_for_a_speaker("He said no.", "en"), asks_for_a_speaker('The "old guard" is gone.', "en")
    (True, False)
    """
    if any(len(quoted[0]) >= _SHORTEST_SPEECH for quoted in _QUOTED.finditer(sentence)):
        return True
    return any(begin.text.casefold() in _PERSONS for begin in mentions(sentence, language).of(Kind.PRONOUN))


def speaker(cited: Citation, snapshot: Snapshot) -> Speaker | None:
    """Who says what *cited* says, or is meant by its pronoun; None where the text does not tell."""
    for passage, span in _backwards(cited, snapshot):
        person = _person(passage.sentence(span), passage.language, is_cited=span.start == cited.start)
        if person is not None:
            told = _citation(passage, span)
            introduced = _introduction(person, told, snapshot)
            if introduced is None:
                return Speaker(person.text, (told,))
            name, introduction = introduced
            return Speaker(name, (introduction, told))
    return None


def _backwards(cited: Citation, snapshot: Snapshot) -> Iterator[tuple[PassageText, Span]]:
    """The cited sentence, and those before it from the nearest on."""
    for number in range(cited.passage, max(0, cited.passage - PASSAGES_BACK - 1), -1):
        passage = snapshot.passage(cited.document, number)
        yield from ((passage, span) for span in reversed(passage.sentences) if span.start <= cited.start)


def _person(sentence: str, language: str, *, is_cited: bool) -> Mention | None:
    """The person of a sentence: who speaks rather than who is only named, and nobody out of a quotation."""
    told = mentions(_QUOTED.sub(_hidden, sentence), language)
    if is_cited and told.of(Kind.PRONOUN):
        return None  # "He met Ivan Petrov": whoever is named here is somebody else
    full_names = tuple(name for name in told.of(Kind.NAME) if len(name.keys) > 1)
    people, speech = told.of(Kind.PERSON) or full_names, told.of(Kind.SPEECH)
    if not people or not speech:
        return people[0] if people else None
    return min(people, key=lambda person: min(_apart(person, verb) for verb in speech))


def _hidden(quoted: re.Match[str]) -> str:
    """A lower-case letter and blanks: with nothing there, a name behind it would begin the sentence."""
    return "x".ljust(len(quoted[0]))


def _apart(one: Mention, other: Mention) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _introduction(person: Mention, told: Citation, snapshot: Snapshot) -> tuple[str, Citation] | None:
    """The first sentence that has a fuller name for *person*, and that name."""
    for number in range(1, min(told.passage, INTRODUCED_WITHIN) + 1):
        passage = snapshot.passage(told.document, number)
        for span in passage.sentences:
            if span.start >= told.start:
                return None
            for named in mentions(passage.sentence(span), passage.language).of(Kind.PERSON):
                if set(named.keys) > set(person.keys):
                    return named.text, _citation(passage, span)
    return None


def _citation(passage: PassageText, span: Span) -> Citation:
    text = passage.sentence(span)
    return Citation(passage.document, passage.title, passage.number, span.start, span.end, text, 0.0)
