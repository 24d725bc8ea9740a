"""Analysed passages and sentences: all their properties that do not depend on the question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.display import unbroken
from corpus.records import Span
from languages.function_cache import FunctionCache
from retrieval.records import PassageText
from retrieval.text.analyzer import analyzer
from retrieval.text.entities import SentenceEntities, extract_entities

HEAD = 5  # leading letters that identify a word family when stems differ: "domin-ating", "domin-ance"
_GRAM = 4
_REMEMBERED = 20_000  # sentences whose entities are cached


@dataclass(frozen=True, slots=True)
class AnalyzedSentence:
    """A sentence and its terms.

    ``positions`` has, for each term, its positions among the sentence's terms; ``heads`` the first letters of
    its longer content terms and ``grams`` the character n-grams of all of them, to match related spellings;
    ``content`` counts the terms that are not stop words, ``length`` all terms.
    """

    span: Span
    text: str
    language: str
    length: int
    content: int
    positions: Mapping[str, tuple[int, ...]]
    heads: frozenset[str]
    grams: frozenset[str]

    @property
    def entities(self) -> SentenceEntities:
        """The entities of the sentence, extracted when first asked for."""
        return entities_of(self.text, self.language)


@dataclass(frozen=True, slots=True)
class AnalyzedPassage:
    """A passage with its analysed sentences and the terms above it.

    ``title`` are the terms of its document's title, ``above`` these and those of its context.  ``nearest``
    are the content terms of the context's last line: the heading, question or term right above it.
    """

    passage: PassageText
    title: frozenset[str]
    sentences: tuple[AnalyzedSentence, ...]
    above: frozenset[str]
    nearest: frozenset[str]


def analyze_passage(passage: PassageText) -> AnalyzedPassage:
    """Analyse a passage and its sentences."""
    analyze = analyzer(passage.language)
    title = frozenset(analyze.terms(passage.title))
    nearest = analyze.words(passage.context.rpartition("\n")[2]) if passage.context else ()
    return AnalyzedPassage(
        passage,
        title,
        tuple(analyze_sentence(passage.sentence(span), span, passage.language) for span in passage.sentences),
        title.union(analyze.terms(passage.context)) if passage.context else title,
        frozenset(term for term, stop in nearest if not stop),
    )


def analyze_sentence(text: str, span: Span, language: str) -> AnalyzedSentence:
    """Analyse the sentence *text*, which is at *span* of its document."""
    words = analyzer(language).words(unbroken(text))
    content = [term for term, stop in words if not stop]
    return AnalyzedSentence(
        span,
        text,
        language,
        len(words),
        len(content),
        _positions([term for term, _ in words]),
        frozenset([term[:HEAD] for term in content if len(term) >= HEAD]),
        grams(content),
    )


def grams(terms: Iterable[str]) -> frozenset[str]:
    """The n-grams of terms: four characters, with the edges marked, or the characters of a CJK bigram.

    >>> sorted(grams(["visit"]))
    ['^vis', 'isit', 'sit$', 'visi']
    >>> sorted(grams(["黑豹"]))
    ['豹', '黑']
    """
    return frozenset().union(*map(_GRAMS.__getitem__, terms))


def _grams_of(term: str) -> frozenset[str]:
    if len(term) <= 2 and not term.isascii():
        return frozenset(term)
    edged = f"^{term}$"
    return frozenset([edged[at : at + _GRAM] for at in range(max(1, len(edged) - _GRAM + 1))])


_GRAMS = FunctionCache(_grams_of, most=100_000)


_FEW = 100
# The positions of a term that occurs once; sentences share them, because most terms of most of them do.
_ALONE = tuple([(at,) for at in range(_FEW)])


def _positions(terms: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The positions of each term.

    >>> _positions(["the", "lamp", "the"])
    {'the': (0, 2), 'lamp': (1,)}
    """
    positions: dict[str, tuple[int, ...]] = {}
    for at, term in enumerate(terms):
        alone = _ALONE[at] if at < _FEW else (at,)
        before = positions.get(term)
        positions[term] = alone if before is None else before + alone
    return positions


@lru_cache(_REMEMBERED)
def entities_of(text: str, language: str) -> SentenceEntities:
    """The entities of a sentence, which several features need."""
    return extract_entities(text, language)
