"""Words of a question that the corpus does not have, put right towards words that it has.

Slips ("Hu Jintoa") and names in another script ("Путин"); nothing is corrected that the corpus knows or a
dictionary ("mayor" where there is a "major"), nor towards a word that the corpus has not, nor where two words
come as near.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import eq

from retrieval.index.vocabulary import WORD, Word, fold
from retrieval.store.snapshot import Snapshot
from retrieval.text.acronyms import is_acronym
from retrieval.text.analyzer import QueryTerm, analyzer, query_terms
from retrieval.text.dictionary import is_word
from retrieval.text.transliteration import spellings

_SHORTEST = 5  # letters of a word that may be a slip: of shorter ones, too many are near each other
_TWO_EDITS_FROM = 9  # letters from which two edits are still a slip
_PLAIN_FROM = 9  # letters from which a word one edit away from another is a slip, however it is spelled
# A shorter word, or one two edits away, has to be spelled as hardly any word is; else it may well be a word
# that the corpus only lacks: "movie" where there is a "move", "latest" where there is "latent".
_STRANGE = 1 - 1 / 5000
_ENDING = 2  # letters
_SHORTEST_NAME = 4  # letters of a name in another script
_CLEARLY = 4  # the nearer of two words as near is the one that is so much more frequent


@dataclass(frozen=True, slots=True)
class CorrectedQuestion:
    """A question, how it is read, and for each corrected word of that ``text`` the one that was ``typed``."""

    question: str
    text: str
    typed: Mapping[str, str]

    @property
    def understood_as(self) -> str | None:
        """The text, None where that is the question as it stands."""
        return self.text if self.typed else None

    def as_typed(self, words: Sequence[str]) -> tuple[str, ...]:
        """Words of the reading as they stand in the question."""
        return tuple(self.typed.get(word, word) for word in words)


def uncorrected(question: str) -> CorrectedQuestion:
    """The question as it was typed, slips and all."""
    return CorrectedQuestion(question, question, {})


def read(question: str, snapshot: Snapshot) -> CorrectedQuestion:
    """The question with its slips put right, towards words that the corpus writes."""
    typed: dict[str, str] = {}
    text, at = "", 0
    for term in query_terms(question, snapshot.languages):
        meant = _meant(term, snapshot)
        if meant:
            meant = _in_the_case_of(term.text, meant)
            typed[meant] = term.text
            text += question[at : term.start] + meant
            at = term.end
    return CorrectedQuestion(question, text + question[at:], typed)


def edits(one: str, other: str) -> int:
    """How many letters are replaced, added, left out, or swapped with the next, from one word to the other.

    This is their optimal string alignment distance; what both begin and end with costs nothing to compare.

    >>> edits("jintoa", "jintao"), edits("misissipi", "mississippi"), edits("visit", "visit")
    (1, 2, 0)
    """
    one, other = _differing(one, other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        before, last, row = row, before, [at + 1]
        for to, other_letter in enumerate(other):
            costs = [before[to] + (letter != other_letter), before[to + 1] + 1, row[to] + 1]
            if at and to and letter == other[to - 1] and one[at - 1] == other_letter:
                costs.append(last[to - 1] + 1)
            row.append(min(costs))
    return row[-1]


def _differing(one: str, other: str) -> tuple[str, str]:
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    return sum(takewhile(bool, map(eq, one, other)))


def _meant(term: QueryTerm, snapshot: Snapshot) -> str | None:
    """The word of the corpus that a word of the question was meant for, where that is plain."""
    if term.stop or is_acronym(term.text) or _is_known(term.variants, snapshot):
        return None
    if not term.text.isalpha() or snapshot.vocabulary.equivalents(term.variants):
        return None
    return _in_other_script(term, snapshot) or _without_slip(term, snapshot)


def _is_known(variants: Sequence[str], snapshot: Snapshot) -> bool:
    return any(map(snapshot.engine.document_frequency, variants))


def _without_slip(term: QueryTerm, snapshot: Snapshot) -> str | None:
    """The nearest word of the corpus with the same first letter, if it is near enough and no other is."""
    word = fold(term.text)
    if len(word) < _SHORTEST or not WORD.fullmatch(word):
        return None
    allowed = 2 if len(word) >= _TWO_EDITS_FROM else 1
    near = [
        (distance, candidate)
        for candidate in snapshot.vocabulary.near(word, allowed)
        if _may_be(candidate, term) and (distance := edits(word, candidate.word)) <= allowed
    ]
    least = min((distance for distance, _ in near), default=0)
    nearest = [candidate for distance, candidate in near if distance == least]
    plain = least == 0 or (least == 1 and len(word) >= _PLAIN_FROM)
    if not nearest or not (plain or snapshot.vocabulary.strangeness(word) >= _STRANGE):
        return None
    if least and is_word(term.text, snapshot.languages):
        return None
    return _plainest(nearest, snapshot)


def _may_be(candidate: Word, term: QueryTerm) -> bool:
    """Whether the word may be a slip of *candidate*: no other form of it, and no name for what is none.

    A name that ends alike, with a letter more within, is no other form: "Bexley" for "Bexly".
    """
    word = fold(term.text)
    named = term.start > 0 and term.text[0].isupper()
    if named and candidate.written.islower():
        return False
    if candidate.word == word or not _is_inflected(word, candidate.word):
        return True
    left_out = len(word) < len(candidate.word) and word[-1] == candidate.word[-1]
    return left_out and not candidate.written.islower()


def _is_inflected(one: str, other: str) -> bool:
    """Whether two words differ in their endings alone: grammar.  Letters swapped there are a slip.

    >>> _is_inflected("princess", "princes"), _is_inflected("jintoa", "jintao")
    (True, False)
    """
    shortest = min(len(one), len(other))
    return _shared(one, other) >= shortest - _ENDING and sorted(one) != sorted(other)


def _plainest(words: Sequence[Word], snapshot: Snapshot) -> str | None:
    """The most frequent of the words, unless one with another stem comes close."""
    if not words:
        return None
    language = snapshot.languages[0]
    by_frequency = sorted(words, key=lambda word: (-word.frequency, word.word))
    best = by_frequency[0]
    stem = analyzer(language).terms(best.word)
    others = [word for word in by_frequency[1:] if analyzer(language).terms(word.word) != stem]
    return None if others and best.frequency < _CLEARLY * others[0].frequency else best.written


def _in_other_script(term: QueryTerm, snapshot: Snapshot) -> str | None:
    """The name of the corpus that is spelled in another script than the question's."""
    if not _other_script_is_used(term.text, snapshot):
        return None
    forms = (form for form in (fold(term.text), *term.variants) if len(form) >= _SHORTEST_NAME)
    tried = list(dict.fromkeys(spelled for form in forms for spelled in spellings(form)))
    names = [found.written for found in snapshot.vocabulary.words(tried) if not found.written.islower()]
    # A name that the corpus only writes inflected is known by its stem.
    return names[0] if names else next((s for s in tried if _is_stem(s, term, snapshot)), None)


def _other_script_is_used(word: str, snapshot: Snapshot) -> bool:
    """Whether the corpus has Russian, for a word in Latin letters, or anything else for one in others."""
    latin = word[0] < "\u0370"
    return any((language == "ru") == latin for language in snapshot.languages)


def _is_stem(spelled: str, term: QueryTerm, snapshot: Snapshot) -> bool:
    stems = (spelled, *analyzer(snapshot.languages[0]).terms(spelled))
    return len(spelled) >= _SHORTEST and term.text[0].isupper() and _is_known(stems, snapshot)


def _in_the_case_of(typed: str, word: str) -> str:
    """*word* with a capital where what was typed has one."""
    return word[0].upper() + word[1:] if typed[0].isupper() else word
