"""Training examples: questions of a set, asked of a corpus, with the features of each candidate.

Quoth serves large corpora and single articles, so each question is asked of its whole set and of its article
alone, and those of some sets also of their corpus hidden in a large one.  To learn when to be silent,
questions are also asked of articles and sets that they have nothing to do with.
"""

import json
import lzma
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import Span
from evaluation.gold import GoldAnswer, GoldQuestion, read_gold
from evaluation.judging import hits
from retrieval.answering import Search, citation, collect_candidates
from retrieval.indexing.versions import build
from retrieval.meaning.encoder import NO_MEANING, MeaningOptions
from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import BY_MEANING, PASSAGES, FoundPassage, find_passages
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

# The sets, with the share of their questions that are asked: every second one of the largest, or all.
SETS = {"squad2_dev_half1": 2, "clapnq_a": 1, "xquad_ru": 1, "xquad_es": 1, "xquad_zh": 1}
# Corpora, each with questions that have nothing to do with it.
STRANGERS = (
    ("squad2_dev_half1", "clapnq_a"),
    ("squad2_dev_half1", "offtopic_nq"),
    ("clapnq_a", "offtopic_nq"),
)
# Sets that are also hidden among the passages of a large corpus, with the share of their questions that are
# asked there: every fifth, or all.  Off-topic questions are asked there too.
HIDDEN = {"squad2_dev_half1": 5, "clapnq_a": 1}
LIBRARY = Path("scale", "passages-100k.jsonl.xz")
_OFF_TOPIC = "offtopic_nq"
_STRANGE_SHARE = 0.4  # questions about other articles for each question about an article
_ALONE_EVERY = 2  # one in so many of an article's questions is asked of it alone
_MASKED_EVERY = 3  # one in so many is also asked of its set without the article
_MASKED_DEPTH = 150  # how many passages are searched, so that enough remain without the article's
_SMALLEST_ARTICLE = 4  # documents


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of a corpus, with the features of its candidates.

    ``rows`` are the features of its candidates, shape (candidates, features), and ``right`` says which of
    them answer.  ``articles`` are all the articles it involves: it is used for training only if none of them
    is tested on. ``source`` names the set and how it was asked: "xquad_ru", "xquad_ru/article",
    "xquad_ru/strange".
    """

    source: str
    articles: frozenset[str]
    answerable: bool
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    near_miss: bool = False  # an unanswerable question that its own corpus almost answers
    added: NDArray[np.float64] | None = None  # the conversation's addition to each candidate's score


@dataclass(frozen=True, slots=True)
class Article:
    """The documents of a set that are one article, and the questions about them."""

    name: str
    documents: tuple[dict[str, str], ...]
    questions: tuple[GoldQuestion, ...]


def examples(data: Path, workshop: Path, meaning: MeaningOptions = NO_MEANING) -> Iterator[Example]:
    """All examples from the sets under *data*; *workshop* is a folder for the corpora that are built.

    With *meaning* the corpora are built and asked with vectors; none is then hidden in a large corpus, whose
    vectors would be computed question by question.
    """
    for name in SETS:
        corpus = data / name / "corpus.jsonl"
        articles = articles_of(name, corpus, read_gold(data / name / "gold.jsonl"))
        whole = Snapshot(build(CorpusStore(corpus, workshop, meaning)).path)
        for article in articles:
            chosen = article.questions[:: SETS[name]]
            yield from (ask(name, whole, {article.name}, question) for question in chosen)
            for question in chosen[::_MASKED_EVERY]:
                yield ask(
                    f"{name}/masked", whole, {article.name}, question, without_article(article), known=False
                )
        yield from _alone(name, articles, workshop, meaning)
    for asked, asking in STRANGERS:
        snapshot = Snapshot(build(CorpusStore(data / asked / "corpus.jsonl", workshop, meaning)).path)
        for question in read_gold(data / asking / "gold.jsonl"):
            home = article_of(question.documents[0]) if question.documents else question.id
            yield ask(f"{asked}/{asking}", snapshot, {home}, question, known=False)
    for name in HIDDEN if meaning == NO_MEANING else ():
        yield from _hidden(data, name, workshop, meaning)


def _hidden(data: Path, name: str, workshop: Path, meaning: MeaningOptions) -> Iterator[Example]:
    """A set's questions, and off-topic ones, asked of its corpus hidden in a large one."""
    own, among = data / name / "corpus.jsonl", workshop / f"{name}.hidden.jsonl"
    with among.open("wb") as mixed, lzma.open(data.parent / LIBRARY) as library:
        mixed.write(own.read_bytes())
        mixed.writelines(library)
    snapshot = Snapshot(build(CorpusStore(among, workshop, meaning)).path)
    for article in articles_of(name, own, read_gold(data / name / "gold.jsonl")):
        chosen = article.questions[:: HIDDEN[name]]
        yield from (ask(f"{name}/hidden", snapshot, {article.name}, each) for each in chosen)
    for question in read_gold(data / _OFF_TOPIC / "gold.jsonl"):
        yield ask(f"{name}/hidden/{_OFF_TOPIC}", snapshot, {question.id}, question, known=False)


def off_topic(data: Path, corpus: str, questions: str, workshop: Path) -> list[Example]:
    """The questions of an off-topic set asked of a corpus; never used for training."""
    snapshot = Snapshot(build(CorpusStore(data / corpus / "corpus.jsonl", workshop)).path)
    gold = read_gold(data / questions / "gold.jsonl")
    return [ask(questions, snapshot, set(), question, known=False) for question in gold]


def _alone(
    name: str, articles: Sequence[Article], workshop: Path, meaning: MeaningOptions
) -> Iterator[Example]:
    """Each larger article as a corpus of its own, with its questions and some of other articles."""
    rng = random.Random(1)
    for article in articles:
        if len(article.documents) < _SMALLEST_ARTICLE:
            continue
        path = workshop / f"{name}.article.jsonl"
        path.write_text(
            "".join(json.dumps(document) + "\n" for document in article.documents), encoding="utf-8"
        )
        snapshot = Snapshot(build(CorpusStore(path, workshop, meaning)).path)
        yield from (
            ask(f"{name}/article", snapshot, {article.name}, question)
            for question in article.questions[:: _ALONE_EVERY * SETS[name]]
        )
        others = [
            (other.name, question)
            for other in articles
            if other is not article
            for question in other.questions
        ]
        for other, question in rng.sample(
            others, int(_STRANGE_SHARE * len(article.questions) / _ALONE_EVERY / SETS[name])
        ):
            yield ask(f"{name}/strange", snapshot, {article.name, other}, question, known=False)
        snapshot.close()


def articles_of(name: str, corpus: Path, gold: Iterable[GoldQuestion]) -> list[Article]:
    """The set divided by article.  A question without an answer belongs to the article of the last one."""
    documents: dict[str, list[dict[str, str]]] = {}
    for line in corpus.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        documents.setdefault(article_of(document["_id"]), []).append(document)
    questions: dict[str, list[GoldQuestion]] = {article: [] for article in documents}
    article = next(iter(documents))
    for question in gold:
        article = article_of(question.documents[0]) if question.documents else article
        questions[article].append(question)
    return [Article(article, tuple(rows), tuple(questions[article])) for article, rows in documents.items()]


def article_of(document: str) -> str:
    """The article that a document is a paragraph of: ``article_of("Normans:3") == "Normans"``."""
    return document.rsplit(":", 1)[0]


def ask(
    source: str,
    snapshot: Snapshot,
    articles: set[str],
    gold: GoldQuestion,
    search: Search = find_passages,
    *,
    known: bool = True,
) -> Example:
    """Ask a corpus one question, which counts as unanswerable unless the corpus is *known* to answer it."""
    _, found, features = collect_candidates(gold.question, snapshot, search)
    answers = gold.answers if known else ()
    right = [any(hits(citation(found, each), one) for one in answers) for each in features.candidates]
    near_miss = known and not gold.answerable
    return Example(
        source, frozenset(articles), bool(answers), features.rows, np.array(right, dtype=bool), near_miss
    )


def without_article(article: Article) -> Search:
    """A search that ignores an article."""
    own = {document["_id"] for document in article.documents}

    def find_others(query: ParsedQuery, snapshot: Snapshot) -> list[FoundPassage]:
        found = find_passages(query, snapshot, _MASKED_DEPTH, _MASKED_DEPTH)
        others = [each for each in found if each.passage.passage.document not in own]
        by_words = [each for each in others if each.score][:PASSAGES]
        return [*by_words, *[each for each in others if not each.score][:BY_MEANING]]

    return find_others


def without_answers(gold: GoldQuestion) -> Search:
    """A search without the sentences that answer, so that what is left is on the topic but not an answer."""

    def find_the_rest(query: ParsedQuery, snapshot: Snapshot) -> list[FoundPassage]:
        return [_without_answers(each, gold) for each in find_passages(query, snapshot)]

    return find_the_rest


def _without_answers(found: FoundPassage, gold: GoldQuestion) -> FoundPassage:
    document = found.passage.passage.document
    kept = tuple(
        sentence
        for sentence in found.passage.sentences
        if not any(_answers(document, sentence.span, answer) for answer in gold.answers)
    )
    passage = found.passage.passage
    spans = tuple(sentence.span for sentence in kept)
    return replace(
        found, passage=replace(found.passage, passage=replace(passage, sentences=spans), sentences=kept)
    )


def _answers(document: str, sentence: Span, answer: GoldAnswer) -> bool:
    start = answer.start
    return document == answer.document and start is not None and sentence.start <= start < sentence.end
