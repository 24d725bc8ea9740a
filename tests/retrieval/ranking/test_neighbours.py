"""The sentence after the best one is cited first if only that one has what is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.records import Span
from retrieval.answering import answer
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.neighbours import with_answering_neighbour
from retrieval.records import PassageText
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedPassage, analyze_sentence
from retrieval.text.question import analyze_question
from tests.support.snapshots import snapshot_of

NEWS = """\
The actor Olaf Brand, known for his part in a comedy, died at his home in Skagen. He was 90.

The pier of Olmen was opened by Mayor Edda Quist. That happened on 3 May 1911.

Piet Vos, 57, built the lamp. He was 12 when he came to Olmen.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("news")
    (folder / "news.txt").write_text(NEWS, encoding="utf-8")
    with snapshot_of(folder / "news.txt") as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("question", "answering", "naming"),
    [
        ("how old was olaf brand", "He was 90.", "Olaf Brand"),
        ("When was the pier of Olmen opened?", "That happened on 3 May 1911.", "Edda Quist"),
    ],
)
def test_the_neighbour_with_the_number_or_date_is_cited_first_with_the_one_it_refers_to(
    snapshot: Snapshot, question: str, answering: str, naming: str
) -> None:
    cited = [each.text for each in answer(question, snapshot).citations]

    assert cited[0] == answering
    assert naming in cited[1]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How old is Piet Vos?", "Piet Vos, 57, built the lamp."),
        ("Who opened the pier?", "The pier of Olmen"),
    ],
)
def test_a_sentence_that_has_what_is_asked_for_stays_first(
    snapshot: Snapshot, question: str, first: str
) -> None:
    assert answer(question, snapshot).citations[0].text.startswith(first)


def test_the_sentence_after_a_bare_no_is_cited_before_it(tmp_path: Path) -> None:
    asked = "Q: May dogs ride on the ferry?\nA: No. The captain is afraid of whatever barks.\n"
    source = tmp_path / "faq.txt"
    source.write_text(f"{asked}\nQ: What does it cost?\nA: A ride costs two crowns.\n", encoding="utf-8")
    with snapshot_of(source, tmp_path / "versions") as snapshot:
        cited = [each.text for each in answer("may dogs ride on the ferry", snapshot).citations]

    assert cited[:2] == ["The captain is afraid of whatever barks.", "No."]


def cited_with(question: str, *sentences: str, best: int = 0) -> list[int]:
    """The numbers of the sentences of a passage that are cited, where one of them is the best."""
    nothing: frozenset[str] = frozenset()
    analysed = tuple(analyze_sentence(text, Span(0, len(text)), "en") for text in sentences)
    words = " ".join(sentences)
    text = PassageText(0, "pier", "", "en", 1, 0, len(words), "", words, ())
    found = FoundPassage(AnalyzedPassage(text, nothing, analysed, nothing, nothing), 1.0)
    cited = with_answering_neighbour(
        analyze_question(question, "en"), [Candidate(0, best, analysed[best])], [found]
    )
    return [each.at for each in cited]


@pytest.mark.parametrize(
    ("question", "sentences", "best", "cited"),
    [
        ("how old was vos", ("Nobody wept.", "Vos died.", "He was 90.", "It rained."), 1, [2, 1]),
        ("how old was vos", ("Vos died.", "Falk was 90."), 0, [0]),
        ("how old was vos", ("Vos died.", "He was rich."), 0, [0]),
        ("how old was vos", ("Vos, 90, died.", "He was 12 once."), 0, [0]),
        ("who was vos", ("Vos slept.", "He was 90."), 0, [0]),
        ("how old was vos", ("He was 90.", "Vos died."), 1, [1]),
        ("may dogs ride", ("No.", "The captain is afraid."), 0, [1, 0]),
        ("may dogs ride", ("Dogs ride.", "No.", "The captain is afraid."), 1, [1]),
    ],
    ids=[
        "a pronoun with the number",
        "a name",
        "no number",
        "the best has it",
        "not a number is asked for",
        "nothing follows",
        "a bare word",
        "a bare word within a paragraph",
    ],
)
def test_a_neighbour_comes_first_only_if_it_alone_answers(
    question: str, sentences: tuple[str, ...], best: int, cited: list[int]
) -> None:
    assert cited_with(question, *sentences, best=best) == cited
