"""Two of one name: a question about "Petrov" may mean Ivan Petrov or Boris Petrov."""

from functools import cache

from retrieval.analysed import AnalysedSentence
from retrieval.evidence import Kind
from retrieval.features import Candidate
from retrieval.languages import language_table
from retrieval.questions import Question
from retrieval.ranking import Ranked
from retrieval.search import FoundPassage

_NAMES = frozenset({Kind.PERSON, Kind.PLACE, Kind.ORGANISATION, Kind.NAME})
_CLOSE = 0.5  # of the best sentence's share of the scores: below it, the other reading is not close


def namesake(question: Question, found: tuple[FoundPassage, ...], ranked: Ranked) -> Candidate | None:
    """The best sentence about another of a name in the question, where it comes close to the best one."""
    bare = [name for name in question.names if len(name.split()) == 1]
    best = ranked.candidates[0]
    for candidate, share in zip(ranked.candidates[1:], ranked.shares[1:], strict=True):
        if share < _CLOSE * ranked.shares[0]:
            return None
        if any(_differ(name, _forenames(name, best, found), candidate, found) for name in bare):
            return candidate
    return None


def _differ(
    name: str, forenames: frozenset[str], candidate: Candidate, found: tuple[FoundPassage, ...]
) -> bool:
    others = _forenames(name, candidate, found)
    return bool(forenames and others and forenames.isdisjoint(others))


def _forenames(name: str, candidate: Candidate, found: tuple[FoundPassage, ...]) -> frozenset[str]:
    """What stands before a name in the candidate's sentence, or else in its passage."""
    own = forenames(name, candidate.sentence)
    if own:
        return own
    sentences = found[candidate.passage].passage.sentences
    return frozenset().union(*(forenames(name, sentence) for sentence in sentences))


def forenames(name: str, sentence: AnalysedSentence) -> frozenset[str]:
    """The words that stand right before a name at the end of a longer one, but for titles.

    Of "Petrov" in "Ivan Petrov met Petrov's brother, President Petrov.": Ivan.
    """
    found = set()
    for mention in sentence.evidence.mentions:
        words = mention.text.split()
        if mention.kind in _NAMES and name in words[1:][-1:]:
            found.add(words[-2])
    return frozenset(word for word in found if word.casefold() not in _titles(sentence.language))


@cache
def _titles(language: str) -> frozenset[str]:
    listed = language_table(language).evidence.get("title", "")
    return frozenset(word.casefold() for phrase in listed.split(",") for word in phrase.split())
