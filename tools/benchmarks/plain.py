"""A plain baseline that takes a day to write: the sum of the scores of two BM25 indexes.

rank-bm25 under Lucene's idf, over passages (title and text) and over sentences (pysbd's); Snowball stems, and
character bigrams for Chinese.  No follow-ups and no abstention: every sentence that shares a word is an
answer, and its confidence is the idf-weighted share of the question's words in the best sentence.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pysbd
import Stemmer
from rank_bm25 import BM25Okapi

from corpus.loading import load
from corpus.records import Source, Span
from retrieval.records import Answer, Citation, Grade

Terms = Callable[[str], list[str]]

_K1, _B = 1.2, 0.75
_STEMMERS = {"en": "english", "ru": "russian", "es": "spanish", "de": "german", "fr": "french"}
_WORD = re.compile(r"\w+")
_RUN = re.compile(r"[a-z0-9]+|[^\Wa-z0-9]+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_SHOWN = 10
_CITED = 3


class Thread(StrEnum):
    """How a follow-up is asked: alone, or with the earlier questions pasted in front."""

    ALONE = "alone"
    PASTED = "pasted"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence: the number of its passage, and its span in the document."""

    passage: int
    place: Span
    text: str


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A passage: its document, its number there from 1, and its span."""

    source: Source
    number: int
    place: Span

    @property
    def text(self) -> str:
        return self.source.text[self.place.start : self.place.end]


class LuceneBM25(BM25Okapi):  # type: ignore[misc]
    """rank-bm25 with Lucene's idf, ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative."""

    def __init__(self, corpus: Sequence[Sequence[str]]) -> None:
        super().__init__(corpus, k1=_K1, b=_B)

    def _calc_idf(self, frequencies: dict[str, int]) -> None:
        self.idf = {term: self.idf_of(count) for term, count in frequencies.items()}

    def idf_of(self, count: int) -> float:
        """The weight of a term that *count* texts have: the fewer, the higher."""
        return math.log(1 + (self.corpus_size - count + 0.5) / (count + 0.5))


class Plain:
    """The baseline over one corpus; an evaluation calls `ask`."""

    def __init__(self, sources: Iterable[Source], language: str, thread: Thread = Thread.ALONE) -> None:
        """Index the documents; *language* (ISO 639-1) chooses the stems and the sentence rules."""
        self._terms = terms_of(language)
        self._thread = thread
        self._asked: dict[str, list[str]] = defaultdict(list)
        self._passages = [each for source in sources for each in _paragraphs(source)]
        self._sentences = list(_sentences(self._passages, language))
        self._by_passage = LuceneBM25([self._terms(f"{p.source.title} {p.text}") for p in self._passages])
        self._by_sentence = LuceneBM25([self._terms(sentence.text) for sentence in self._sentences])
        self._owner = np.array([sentence.passage for sentence in self._sentences])

    def ask(self, question: str, conversation: str | None = None) -> Answer:
        """The ten sentences with the highest sum of scores, the first three as citations."""
        terms = self._query_terms(question, conversation)
        scores = self._by_passage.get_scores(terms)[self._owner] + self._by_sentence.get_scores(terms)
        best = [at for at in np.argsort(-scores, kind="stable")[:_SHOWN].tolist() if scores[at] > 0]
        if not best:
            return Answer(question, Grade.NONE, 0.0)
        cited = tuple(self._citation(at, float(scores[at])) for at in best)
        confidence = self._coverage(terms, self._sentences[best[0]].text)
        return Answer(question, Grade.ANSWER, confidence, cited[:_CITED], cited[_CITED:])

    def _query_terms(self, question: str, conversation: str | None) -> list[str]:
        """The question's terms; with earlier questions pasted in front, each term of all of them once."""
        if self._thread is Thread.ALONE or conversation is None:
            return self._terms(question)
        self._asked[conversation].append(question)
        return list(dict.fromkeys(self._terms(" ".join(self._asked[conversation]))))

    def _coverage(self, terms: Iterable[str], sentence: str) -> float:
        """The share of the question's idf (by frequency in sentences) that the sentence's terms have."""
        unseen = self._by_sentence.idf_of(0)
        weights = {term: self._by_sentence.idf.get(term, unseen) for term in terms}
        there = set(self._terms(sentence))
        return math.fsum(weights[term] for term in weights if term in there) / math.fsum(weights.values())

    def _citation(self, at: int, score: float) -> Citation:
        sentence = self._sentences[at]
        passage = self._passages[sentence.passage]
        source = passage.source
        start, end = sentence.place
        return Citation(source.id, source.title, passage.number, start, end, sentence.text, round(score, 4))


def plain(corpus: Path, language: str, thread: Thread = Thread.ALONE) -> Plain:
    """The baseline over a corpus file or folder; unreadable files are left out."""
    return Plain((each for each in load(corpus) if isinstance(each, Source)), language, thread)


def terms_of(language: str) -> Terms:
    """A function that divides a text into terms: stems of words, or bigrams of runs of Chinese characters.

    >>> terms_of("en")("The visits of 2002"), terms_of("zh")("黑豹队 24")
    (['the', 'visit', 'of', '2002'], ['黑豹', '豹队', '24'])
    """
    if language == "zh":
        return lambda text: [term for run in _RUN.findall(text.casefold()) for term in _bigrams(run)]
    stemmer = Stemmer.Stemmer(_STEMMERS[language])
    return lambda text: list(stemmer.stemWords(_WORD.findall(text.casefold())))


def _bigrams(run: str) -> list[str]:
    if run.isascii() or len(run) == 1:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _paragraphs(source: Source) -> Iterator[_Paragraph]:
    """The document's paragraphs; a JSON line is one paragraph already."""
    breaks = [] if source.format == "json" else [match.span() for match in _BLANK_LINE.finditer(source.text)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(source.text)]
    for number, place in enumerate(map(Span, starts, ends), start=1):
        yield _Paragraph(source, number, place)


def _sentences(passages: Iterable[_Paragraph], language: str) -> Iterator[_Sentence]:
    segmenter = pysbd.Segmenter(language=language, clean=False, char_span=True)
    for passage, paragraph in enumerate(passages):
        for found in segmenter.segment(paragraph.text):
            place = Span(paragraph.place.start + found.start, paragraph.place.start + found.end)
            text = paragraph.source.text[place.start : place.end]
            if text.strip():
                yield _Sentence(passage, place, text)
