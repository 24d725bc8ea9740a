"""Check claims: find where a sentence differs from a claim in a number, date or name.

A quotation with "$20 billion" where the text has "$10 billion" may share few words with its sentence.  The
sentence is recognised by the rest of the claim and by a number with the same unit.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.text.analyzer import QueryTerm, query_terms
from retrieval.text.entities import UNITS, Entity, EntityKind, candidates

MIN_SHARED = 0.6
"""Share of a claim's words, numbers and names that a sentence must have, or have a counterpart for."""
_NAMES = frozenset({EntityKind.PERSON, EntityKind.PLACE, EntityKind.ORGANISATION, EntityKind.NAME})
_SEPARATOR = re.compile(r"[.,’'\s](?=\d{3}(?!\d))")
_SIGN_BEFORE = re.compile(r"[$€£¥₽₴₹]\s?$")
_YEAR = re.compile(r"\d{4}")
_UNIT_AFTER = re.compile(r"\s?[%$€£¥₽₴₹]|[ -][^\W\d_]+")


class FactDifference(NamedTuple):
    """A number, date or name that is *claimed*, and the one *stated* in its place."""

    claimed: str
    stated: str


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim compared with the sentence that is nearest to it.

    ``differences`` are the numbers, dates and names in which the sentence differs, and ``unstated`` the words
    of the claim that it lacks.  ``score`` orders sentences by closeness.
    """

    differences: tuple[FactDifference, ...]
    unstated: tuple[str, ...]
    score: float


def check_claim(claim: str, sentence: str, language: str) -> ClaimCheck | None:
    """How *sentence* differs from *claim*; None if it does not, or if it says something else altogether.

    >>> found = check_claim("trade reached $20 billion", "Trade rose to $10 billion last year.", "en")
    >>> found.differences, found.unstated
    ((FactDifference(claimed='$20 billion', stated='$10 billion'),), ('reached',))
    >>> check_claim("trade reached $20 billion", "The bridge cost $10 billion.", "en")
    """
    mine, its = _ParsedStatement.of(claim, language), _ParsedStatement.of(sentence, language)
    pairs = _paired(mine, its)
    differing = [(fact, other) for fact, other in pairs.items() if not _agree(fact, other)]
    words = mine.words_outside(pairs)
    unstated = [term.text for term in words if its.terms.isdisjoint(term.variants)]
    shared = len(words) - len(unstated) + len(pairs) - len(differing)
    score = (shared + len(differing)) / max(len(words) + len(pairs), 1)
    if not differing or score < MIN_SHARED or shared < _needed(differing):
        return None
    differences = tuple(FactDifference(mine.shown(fact), its.shown(other)) for fact, other in differing)
    return ClaimCheck(differences, tuple(dict.fromkeys(unstated)), score)


@dataclass(frozen=True, slots=True)
class _ParsedStatement:
    """A sentence with its content words and its entities."""

    text: str
    words: tuple[QueryTerm, ...]
    facts: tuple[Entity, ...]

    @classmethod
    def of(cls, text: str, language: str) -> "_ParsedStatement":
        words = tuple(term for term in query_terms(text, [language]) if not term.stop)
        return cls(text, words, candidates(text, language))

    @property
    def terms(self) -> frozenset[str]:
        """The terms of its words."""
        return frozenset(variant for term in self.words for variant in term.variants)

    def within(self, fact: Entity) -> list[QueryTerm]:
        """The words within a fact."""
        return [term for term in self.words if fact.start <= term.start < fact.end]

    def words_outside(self, facts: Iterable[Entity]) -> list[QueryTerm]:
        """The words outside of *facts* and their units."""
        taken = [self.span_shown(fact) for fact in facts]
        return [term for term in self.words if not any(start <= term.start < end for start, end in taken)]

    def neighbours(self, fact: Entity) -> tuple[frozenset[str], frozenset[str]]:
        """The terms of the content words right before and right after a fact."""
        before = [term for term in self.words if term.end <= fact.start][-1:]
        after = [term for term in self.words if term.start >= fact.end][:1]
        first, second = (frozenset(v for term in side for v in term.variants) for side in (before, after))
        return first, second

    def shown(self, fact: Entity) -> str:
        """A fact with its unit."""
        return self.text[slice(*self.span_shown(fact))]

    def span_shown(self, fact: Entity) -> tuple[int, int]:
        """The span of a fact with its unit: "$10 billion", "30%", "57 years"."""
        if fact.kind is not EntityKind.NUMBER or fact.unit not in UNITS:
            return fact.start, fact.end
        before = _SIGN_BEFORE.search(self.text[: fact.start])
        if before:
            return before.start(), fact.end
        after = _UNIT_AFTER.match(self.text, fact.end)
        return fact.start, after.end() if after else fact.end


def _paired(mine: _ParsedStatement, its: _ParsedStatement) -> dict[Entity, Entity]:
    """The facts of a claim with their counterparts in the sentence: an equal fact, or one of its kind."""
    pairs: dict[Entity, Entity] = {}
    left = list(its.facts)
    for fact in mine.facts:
        _pair(fact, left, pairs, _agree)
    left = [fact for fact in left if not _is_in_claim(fact, its, mine)]
    for fact in mine.facts:
        _pair(fact, left, pairs, lambda fact, other: _may_stand_for(fact, mine, other, its))
    return pairs


def _pair(
    fact: Entity, left: list[Entity], pairs: dict[Entity, Entity], test: Callable[[Entity, Entity], bool]
) -> None:
    """Pair *fact* with the first of those *left* for which *test* holds."""
    other = None if fact in pairs else next((each for each in left if test(fact, each)), None)
    if other is not None:
        pairs[fact] = other
        left.remove(other)


def _is_in_claim(fact: Entity, its: _ParsedStatement, mine: _ParsedStatement) -> bool:
    """Whether a claim has the words of a name in the sentence, even if not recognised as a name there."""
    words = its.within(fact)
    return fact.kind in _NAMES and any(not mine.terms.isdisjoint(term.variants) for term in words)


def _agree(fact: Entity, other: Entity) -> bool:
    """Whether two mentions are the same number, a date within the other, or names that share a word."""
    if fact.kind is EntityKind.NUMBER or fact.kind is EntityKind.DURATION:
        return fact.kind is other.kind and _value(fact) == _value(other)
    if fact.kind is EntityKind.DATE:
        mine, its = set(fact.keys), set(other.keys)
        return other.kind is EntityKind.DATE and (mine <= its or its <= mine)
    return other.kind in _NAMES and not set(fact.keys).isdisjoint(other.keys)


def _may_stand_for(fact: Entity, mine: _ParsedStatement, other: Entity, its: _ParsedStatement) -> bool:
    """Whether two mentions can be counterparts: of the same kind and unit, or next to the same word.

    Digits are never compared with a number in words: "10" and "ten" may well be the same.
    """
    if fact.kind in _NAMES:
        sides = zip(mine.neighbours(fact), its.neighbours(other), strict=True)
        return other.kind in _NAMES and any(not one.isdisjoint(another) for one, another in sides)
    if fact.kind is not other.kind or _has_digits(fact) != _has_digits(other):
        return False
    if fact.kind is EntityKind.DATE:
        return _shape(fact) == _shape(other)
    return len({fact.unit, other.unit} - {""}) < 2


def _shape(date: Entity) -> tuple[bool, bool]:
    """Whether a date has a year and whether it has words, so that a year is not compared with a day."""
    return _YEAR.search(date.text) is not None, any(map(str.isalpha, date.text))


def _has_digits(fact: Entity) -> bool:
    return any(map(str.isdigit, fact.text))


def _value(number: Entity) -> str:
    """A number normalised for comparison, without digit grouping: "10,000" equals "10 000"."""
    return _SEPARATOR.sub("", number.text).casefold().replace(",", ".")


def _needed(differing: Sequence[tuple[Entity, Entity]]) -> int:
    """How much a sentence must share with a claim; more if only names differ, since names are frequent."""
    return 2 if any(fact.kind in _NAMES for fact, _ in differing) else 1
