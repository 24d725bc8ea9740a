"""Ambiguous names: a question about "Petrov" may mean Ivan Petrov or Boris Petrov."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from languages import phrase_table
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.ranker import Ranked
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.entities import EntityKind
from retrieval.text.question import AnalyzedQuestion

_NAMES = frozenset({EntityKind.PERSON, EntityKind.PLACE, EntityKind.ORGANISATION, EntityKind.NAME})
_CLOSE = 0.5  # minimum share of the scores, relative to the best sentence's, for another reading to be close


@dataclass(frozen=True, slots=True)
class AmbiguousName:
    """The sentence about the other bearer of a name; the full ``names`` of both, the cited one's first."""

    candidate: Candidate
    names: tuple[str, str]


def ambiguous_name(
    question: AnalyzedQuestion, found: tuple[FoundPassage, ...], ranked: Ranked
) -> AmbiguousName | None:
    """The best sentence about another bearer of a name in the question, if it comes close to the best one."""
    bare = [name for name in question.names if len(name.split()) == 1]
    meant = {name: _full_names(name, ranked.candidates[0], found) for name in bare}
    for candidate, share in zip(ranked.candidates[1:], ranked.shares[1:], strict=True):
        if share < _CLOSE * ranked.shares[0]:
            return None
        for name in bare:
            others = _full_names(name, candidate, found)
            if meant[name] and others and meant[name].keys().isdisjoint(others):
                return AmbiguousName(candidate, (_first(meant[name]), _first(others)))
    return None


def _full_names(name: str, candidate: Candidate, found: tuple[FoundPassage, ...]) -> dict[str, str]:
    """The full names that end with a name in the candidate's sentence, or else in its passage."""
    own = full_names(name, candidate.sentence)
    if own:
        return own
    everywhere: dict[str, str] = {}
    for sentence in found[candidate.passage].passage.sentences:
        everywhere |= full_names(name, sentence)
    return everywhere


def full_names(name: str, sentence: AnalyzedSentence) -> dict[str, str]:
    """Full names that end with a name, keyed by the word right before it, unless that is a title.

    For "Petrov" in "Ivan Petrov met Petrov's brother, President Petrov.": Ivan Petrov, keyed by Ivan.
    """
    found = {}
    for mention in sentence.entities.mentions:
        words = mention.text.split()
        if mention.kind in _NAMES and name in words[1:][-1:]:
            found[words[-2]] = f"{words[-2]} {name}"
    titles = _titles(sentence.language)
    return {forename: full for forename, full in found.items() if forename.casefold() not in titles}


def _first(names: Mapping[str, str]) -> str:
    return next(iter(names.values()))


@cache
def _titles(language: str) -> frozenset[str]:
    listed = phrase_table(language).evidence.get("title", "")
    return frozenset(word.casefold() for phrase in listed.split(",") for word in phrase.split())
