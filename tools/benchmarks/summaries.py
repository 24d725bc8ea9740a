"""How many of people's questions three sentences of a text answer: LexRank with position, without, lead-3.

``python -m tools.benchmarks.summaries`` counts, for each corpus of asked_a, the answerable questions with an
answer among the sentences chosen from its document.  People's questions stand for what matters in a text: a
summary that answers more of them is better.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from evaluation.gold import GoldQuestion, read_gold
from evaluation.sets import question_sets
from retrieval.indexing.opening import open_current
from retrieval.overviews.scope import Scope, sentences_of
from retrieval.overviews.summaries import MIN_WORDS, SENTENCES, central_sentences
from retrieval.records import Citation, DocumentCard
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

SETS = ("asked_news", "asked_article", "asked_licences", "asked_manuals", "asked_faq")
Summarize = Callable[[DocumentCard, Snapshot], Sequence[Citation]]


def lead(card: DocumentCard, snapshot: Snapshot) -> list[Citation]:
    """The first sentences of a document that are more than a heading."""
    sentences = sentences_of(Scope((card,)), snapshot)
    return [each.cited() for each in sentences if each.sentence.length >= MIN_WORDS][:SENTENCES]


WAYS: dict[str, Summarize] = {
    "lead-3": lead,
    "LexRank": partial(central_sentences, position_weight=0.0),
    "LexRank with place": central_sentences,
}


def count_answered(questions: Iterable[GoldQuestion], snapshot: Snapshot, way: Summarize) -> tuple[int, int]:
    """How many answerable questions have an answer among the sentences chosen, and how many there are."""
    chosen = {
        _plain(card.id): _plain(" ".join(each.text for each in way(card, snapshot)))
        for card in snapshot.documents
    }
    answerable = [question for question in questions if question.answerable]
    found = [
        any(_plain(answer.text) in chosen.get(_plain(answer.document), "") for answer in question.answers)
        for question in answerable
    ]
    return sum(found), len(answerable)


def _plain(text: str) -> str:
    return " ".join(text.split()).removesuffix(".txt").removesuffix(".md").removesuffix(".html")


def main() -> int:
    """Print a row for each set."""
    print("| set | questions |", " | ".join(WAYS), "|")
    with tempfile.TemporaryDirectory(prefix="quoth-summaries-") as versions:
        for each in question_sets():
            if each.name in SETS:
                with closing(open_current(CorpusStore(each.corpus, Path(versions) / each.name))) as snapshot:
                    counts = [count_answered(read_gold(each.gold), snapshot, way) for way in WAYS.values()]
                print(f"| {each.name} | {counts[0][1]} |", " | ".join(str(found) for found, _ in counts), "|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
