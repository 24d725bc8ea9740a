"""Questions in one language over a text in another, with the encoder of the extra `meaning`."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from retrieval.answering import answer
from retrieval.explaining import FeatureGroup, explain
from retrieval.indexing.versions import build
from retrieval.meaning.encoder import MeaningOptions, is_installed
from retrieval.records import Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

TEXT = """The harbour of Olmen

The lighthouse keeper climbs the tower every evening and lights the lamp.

In winter the fishermen repair their nets in the old warehouse.

The bridge was closed in 1987 because its pillars had rusted through.

Potatoes are planted in April, once the frost is over.
"""

pytestmark = pytest.mark.skipif(
    not is_installed(), reason="the extra `meaning` is not installed; install it with: make meaning"
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("olmen")
    (folder / "harbour.txt").write_text(TEXT, encoding="utf-8")
    store = CorpusStore(folder / "harbour.txt", folder / "versions", MeaningOptions("on"))
    with closing(Snapshot(build(store).path)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Почему закрыли мост?", "The bridge was closed"),
        ("¿Cuándo se plantan las patatas?", "Potatoes are planted"),
        ("渔民冬天做什么？", "In winter the fishermen"),
        ("Wann zünden sie die Lampe des Leuchtturms an?", "The lighthouse keeper"),
    ],
)
def test_a_question_in_another_language_finds_the_sentence_that_means_its_answer(
    snapshot: Snapshot, question: str, sentence: str
) -> None:
    found = answer(question, snapshot)

    assert found.citations[0].text.startswith(sentence)
    assert found.missing_terms == ()


def test_a_sentence_without_all_words_of_the_question_is_not_a_certain_answer(
    snapshot: Snapshot,
) -> None:
    found = answer("渔民冬天做什么？", snapshot)

    assert found.grade is Grade.PARTIAL


def test_a_question_in_another_language_about_something_else_has_no_answer(snapshot: Snapshot) -> None:
    found = answer("Кто написал оперу «Аида»?", snapshot)

    assert found.grade is Grade.NONE


@pytest.mark.parametrize("question", ["渔民冬天做什么？", "Почему закрыли мост?"])
def test_an_explanation_says_how_far_the_meaning_put_the_sentence_ahead(
    snapshot: Snapshot, question: str
) -> None:
    explanation = explain(question, snapshot)

    worths = {each.group: each.worth for each in explanation.reasons}

    assert worths[FeatureGroup.MEANING] > 0
    assert FeatureGroup.CONVERSATION not in worths
    assert sum(worths.values()) == pytest.approx(explanation.margin)
