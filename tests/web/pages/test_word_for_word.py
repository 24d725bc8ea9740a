"""What is marked on the page is the citation, word for word: over answers to the question sets.

A sample of each small set; ``python -m tools.benchmarks.web.page_marks`` goes through all of all sets.
"""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.live_corpus import LiveCorpus
from corpus.display import displayed, is_faithful
from evaluation.sets import QuestionSet, question_sets
from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.records import Answer
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.web.pages.conftest import Pages
from tests.web.pages.reading import marked_texts
from web.pages.links import place_of

ASKED = 6
"""Questions of each set, spread over it."""
SETS = [each for each in question_sets() if each.name.startswith(("article", "asked"))]


def sample_questions(questions: QuestionSet) -> list[str]:
    rows = [json.loads(line) for line in questions.gold.read_text(encoding="utf-8").splitlines() if line]
    return [row["question"] for row in rows[:: max(1, len(rows) // ASKED)]]


def answers_of(questions: QuestionSet, snapshot: Snapshot) -> Iterator[Answer]:
    for question in sample_questions(questions):
        found = respond(question, snapshot)
        if found.citations:
            yield found


@pytest.mark.skipif(not SETS, reason="no question sets in ../shared")
@pytest.mark.parametrize("questions", SETS, ids=lambda each: each.name)
async def test_the_marked_text_of_a_page_equals_the_citation(
    questions: QuestionSet, pages: Pages, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = CorpusStore(questions.corpus, tmp_path_factory.mktemp("sets"))
    build(store)

    with closing(LiveCorpus(store)) as corpus, corpus.snapshot() as snapshot:
        client = pages(corpus=corpus)
        answers = list(answers_of(questions, snapshot))
        for found in answers:
            for number, citation in enumerate(found.citations, 1):
                place = place_of(found.citations, number, snapshot.version, found.question)
                marks = marked_texts((await client.get(place.path())).text)

                assert marks[number] == displayed(citation.text)
                assert is_faithful(marks[number], citation.text)

    assert answers
