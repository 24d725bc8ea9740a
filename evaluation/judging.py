"""Judge one answer: find the rank of the right sentence among the cited and the next best ones.

A cited sentence *hits* a gold answer if it contains the answer's start and is not much longer than a
sentence: at most 1.5 times the length of the reference sentence plus 20 characters, or without a reference
300 characters.  Ranks run over ``citations`` followed by ``others`` and count from 1.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from evaluation.gold import GoldAnswer, GoldQuestion
from retrieval.records import Answer, Citation, Grade

LONGEST_UNREFERENCED = 300
"""Maximum length of a citation, in characters, if no reference sentence is known."""

_ENDINGS = (".txt", ".md", ".html")
_SPACES = re.compile(r"\s+")


class Pool(StrEnum):
    """Where a question comes from: the set's own gold file, or a file of off-topic questions."""

    GOLD = "gold"
    OFF_TOPIC = "off-topic"


class Answerability(StrEnum):
    """Whether a question has an answer, and if not, whether it is at least about the text."""

    ANSWERABLE = "answerable"
    NEAR_MISS = "near-miss"
    OFF_TOPIC = "off-topic"


@dataclass(frozen=True, slots=True)
class JudgedCorpus:
    """The corpus that was asked, as far as judging needs it.

    ``texts`` and ``languages`` are by document id; ``language`` is that of most documents.  For the
    breakdowns, ``expected`` maps a question and its language to the type of answer it asks for.
    """

    texts: Mapping[str, str]
    languages: Mapping[str, str]
    language: str
    expected: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scored question with its judged answer: everything that figures, comparisons and plots need.

    ``hit_rank`` is the rank of the first citation that hits, None when none does or there is no answer;
    ``document_rank`` that of the first right document among the distinct ones, in the same way.  ``quoted``
    counts the citations whose document the corpus has, and ``verbatim`` those of them that match the text at
    their offsets; ``lengths`` are the characters of each of the answer's citations, supports included.
    ``cited`` is the sentence that is judged at rank 1: ``citations[0]``, or ``others[0]`` where nothing is
    cited.  ``answers`` and ``documents`` are the gold of an answerable question, empty for others.  ``kind``
    is the kind that the gold file states, or "".
    """

    id: str
    question: str
    pool: Pool
    conversation: str | None
    turn: int
    answerable: bool
    grade: Grade
    confidence: float
    elapsed_ms: float
    hit_rank: int | None
    document_rank: int | None
    quoted: int
    verbatim: int
    lengths: tuple[int, ...]
    cited: Citation | None
    answers: tuple[GoldAnswer, ...]
    documents: tuple[str, ...]
    missing_terms: tuple[str, ...]
    understood_as: str | None
    expected: str
    language: str
    kind: str = ""

    @property
    def right(self) -> bool:
        """Whether the first sentence answers; False for unanswerable questions."""
        return self.hit_rank == 1

    @property
    def judged(self) -> bool:
        """Whether the first sentence can be judged; it cannot if the gold only names documents."""
        return bool(self.answers) or not self.answerable

    @property
    def answerability(self) -> Answerability:
        """Whether it has an answer; if not, whether it comes from the set itself or from another file."""
        if self.answerable:
            return Answerability.ANSWERABLE
        return Answerability.OFF_TOPIC if self.pool is Pool.OFF_TOPIC else Answerability.NEAR_MISS


def judge(gold: GoldQuestion, answer: Answer, elapsed_ms: float, corpus: JudgedCorpus, pool: Pool) -> Outcome:
    """The outcome of a scored question (one whose ``answerable`` is not None)."""
    near = (*answer.citations, *answer.others)
    known = [each for each in near if each.document in corpus.texts]
    answers = gold.answers if gold.answerable else ()
    documents = gold.documents if gold.answerable else ()
    language = _language(gold, near, corpus)
    return Outcome(
        id=gold.id,
        question=gold.question,
        pool=pool,
        conversation=gold.conversation,
        turn=gold.turn,
        answerable=bool(gold.answerable),
        grade=answer.grade,
        confidence=answer.confidence,
        elapsed_ms=elapsed_ms,
        hit_rank=hit_rank(near, answers),
        document_rank=document_rank(near, documents),
        quoted=len(known),
        verbatim=sum(corpus.texts[each.document][each.start : each.end] == each.text for each in known),
        lengths=tuple(each.end - each.start for each in answer.citations),
        cited=near[0] if near else None,
        answers=answers,
        documents=documents,
        missing_terms=answer.missing_terms,
        understood_as=answer.understood_as,
        expected=corpus.expected(gold.question, language),
        language=language,
        kind=gold.kind,
    )


def hits(citation: Citation, gold: GoldAnswer) -> bool:
    """Whether a cited sentence is the one that answers.

    A reference sentence of 40 characters allows a citation of 1.5 × 40 + 20 = 80:

    >>> from corpus.records import Span
    >>> gold = GoldAnswer("a", "in May", start=12, sentence=Span(0, 40))
    >>> hits(Citation("a", "", 1, 0, 80, "…", 1.0), gold), hits(Citation("a", "", 1, 0, 81, "…", 1.0), gold)
    (True, False)
    """
    if citation.end - citation.start > _longest(gold):
        return False
    if gold.start is None:
        is_there = not gold.document or _base_name(gold.document) == _base_name(citation.document)
        return is_there and _plain(gold.text) in _plain(citation.text)
    return citation.document == gold.document and citation.start <= gold.start < citation.end


def hit_rank(near: Iterable[Citation], answers: Iterable[GoldAnswer]) -> int | None:
    """The rank, from 1, of the first citation that hits any of the answers."""
    known = tuple(answers)
    return next((rank for rank, each in enumerate(near, 1) if any(hits(each, one) for one in known)), None)


def document_rank(near: Iterable[Citation], documents: Iterable[str]) -> int | None:
    """The rank, from 1, of the first right document among the distinct ones in the citations' order."""
    right = frozenset(documents)
    distinct = dict.fromkeys(each.document for each in near)
    return next((rank for rank, document in enumerate(distinct, 1) if document in right), None)


def _longest(gold: GoldAnswer) -> float:
    if gold.sentence is None:
        return LONGEST_UNREFERENCED
    return 1.5 * (gold.sentence.end - gold.sentence.start) + 20


def _base_name(document: str) -> str:
    """A document's name without its folders and suffix.

    >>> _base_name("manuals/apt.md"), _base_name("GPL-3")
    ('apt', 'GPL-3')
    """
    name = document.rpartition("/")[2]
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _language(gold: GoldQuestion, near: Iterable[Citation], corpus: JudgedCorpus) -> str:
    """The language of the document that answers, or else of the one cited first, or else of the corpus."""
    documents = (*gold.documents, *(each.document for each in near))
    return next((corpus.languages[each] for each in documents if each in corpus.languages), corpus.language)
