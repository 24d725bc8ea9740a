"""Follow-ups made of two questions of a set."""

import json
import random
from pathlib import Path

import pytest

from corpus.records import Span
from evaluation.gold import GoldAnswer, GoldQuestion
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tools.training.examples import Article
from tools.training.follow_ups import follow_ups

TEXT = "In 1871 Edda Quist built the harbour. Edda Quist sold herring to the islanders."


def gold_question(question: str, answer: str) -> GoldQuestion:
    place = GoldAnswer("harbour:0", answer, TEXT.index(answer), Span(0, 40))
    return GoldQuestion(question, question, True, (place,), ("harbour:0",))


@pytest.fixture
def harbour(tmp_path: Path) -> Snapshot:
    row = {"_id": "harbour:0", "title": "Harbour", "text": TEXT}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return Snapshot(build(CorpusStore(tmp_path / "corpus.jsonl", tmp_path / "versions")).path)


def article(*questions: GoldQuestion) -> Article:
    return Article("harbour", ({"_id": "harbour:0", "text": TEXT},), questions)


def test_a_second_question_about_the_same_name_becomes_a_follow_up(harbour: Snapshot) -> None:
    pair = article(
        gold_question("When did Edda Quist build it?", "1871"),
        gold_question("What did Edda Quist sell?", "herring"),
    )

    made = list(follow_ups("harbour/follow_up", harbour, pair, random.Random(1)))

    assert [(each.source, each.answerable, each.right.tolist()) for each in made] == [
        ("harbour/follow_up", True, [False, True])
    ]
    assert made[0].added is not None


def test_questions_without_a_common_name_make_no_follow_up(harbour: Snapshot) -> None:
    pair = article(
        gold_question("When was it built?", "1871"), gold_question("What did Edda Quist sell?", "herring")
    )

    assert list(follow_ups("harbour/follow_up", harbour, pair, random.Random(1))) == []
