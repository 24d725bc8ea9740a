"""A question in another language than the corpus's is looked up by its words, names and numbers."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.query.translation import lexicon, translate
from retrieval.records import Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import analyzer
from tests.support.snapshots import snapshot_of

LIGHTHOUSE = """\
The lighthouse of Skagen

Queen Margrethe opened the lighthouse of Skagen in 1858. The architect was Niels Bindesboll.

A steam engine turned the lamp. The population of the town doubled after the revolution.

The fishermen paid for the new harbour with the gold of their fathers.
"""


@pytest.fixture(scope="module")
def lighthouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("lighthouse")
    (folder / "lighthouse.txt").write_text(LIGHTHOUSE, encoding="utf-8")
    with closing(
        Snapshot(build(CorpusStore(folder / "lighthouse.txt", folder / "versions")).path)
    ) as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("¿Quién fue el arquitecto de Skagen?", "Who was the architect of Skagen?"),
        ("Wann hat die Königin 1858 gesprochen?", "When have the queen 1858 speak?"),
        ("Что было после революции?", "What was after revolution?"),
        ("Wer baute die Dampfmaschine?", "Who build the steam machine?"),
        ("Что такое Скаген?", "What is Skagen?"),
        ("女王什么时候访问了灯塔？", "queen when visit lighthouse？"),
        ("Qui a ouvert le phare de Skagen ?", "Who have open the lighthouse of Skagen ?"),
    ],
)
def test_a_question_is_read_word_by_word(lighthouse: Snapshot, question: str, read: str) -> None:
    translated = translate(question, lighthouse)

    assert translated is not None
    assert translated.text == read


def test_a_question_in_chinese_is_at_most_a_close_match(lighthouse: Snapshot) -> None:
    found = respond("谁付了新港口的钱？", lighthouse)

    assert found.grade is Grade.PARTIAL
    assert found.citations[0].text.startswith("The fishermen paid for the new harbour")


@pytest.mark.parametrize("question", ["Who was the architect?", "Skagen 1858", "architect?", "", "誰が？"])
def test_words_that_need_no_translation_or_have_none_stay_as_they_are(
    lighthouse: Snapshot, question: str
) -> None:
    assert translate(question, lighthouse) is None


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("¿Cuándo abrió la reina el faro de Skagen?", "in 1858"),
        ("Кто был архитектор в Skagen?", "architect"),
        ("Womit bezahlten die Fischer den neuen Hafen, mit Gold?", "gold"),
        ("Когда королева открыла маяк в 1858 году?", "in 1858"),
    ],
)
def test_a_question_finds_its_sentence_in_another_language(
    lighthouse: Snapshot, question: str, cited: str
) -> None:
    found = answer(question, lighthouse)

    assert found.grade is not Grade.NONE
    assert cited in found.citations[0].text


def test_the_answer_shows_the_translated_question(lighthouse: Snapshot) -> None:
    found = answer("¿Quién fue el arquitecto de Skagen?", lighthouse)

    assert found.question == "¿Quién fue el arquitecto de Skagen?"
    assert found.understood_as == "Who was the architect of Skagen?"


def test_a_question_can_be_searched_exactly_as_typed(lighthouse: Snapshot) -> None:
    found = answer("¿Quién fue el arquitecto de Skagen?", lighthouse, exact=True)

    assert found.understood_as is None


@pytest.mark.parametrize(
    ("text", "question", "cited"),
    [
        ("Die Königin lebte in Kiel. Der Turm brannte 1858.", "Where did the queen live?", "Kiel"),
        ("Король построил мост. Пожар был в 1858 году.", "Who built the bridge?", "мост"),
    ],
)
def test_an_english_question_finds_a_sentence_in_another_language(
    tmp_path: Path, text: str, question: str, cited: str
) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with snapshot_of(tmp_path / "a.txt") as snapshot:
        found = answer(question, snapshot)

    assert cited in found.citations[0].text


@pytest.mark.parametrize(
    ("code", "word", "meanings"),
    [
        ("ru", "короля", ("king",)),
        ("es", "lagos", ("lake",)),
        ("de", "Häuser", ("house",)),
        ("de", "xyz", ()),
    ],
)
def test_inflected_forms_of_a_word_are_translated_too(
    code: str, word: str, meanings: tuple[str, ...]
) -> None:
    words = lexicon(code, "en")
    term = analyzer(code).term(word)

    assert words is not None
    assert words.meanings(word, term) == meanings


def test_a_language_without_translations_has_no_lexicon() -> None:
    assert lexicon("th", "en") is None
