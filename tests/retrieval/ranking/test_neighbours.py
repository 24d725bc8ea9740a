"""The sentence after the best one is cited first where only that one has what is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answering import answer
from retrieval.store.snapshot import Snapshot
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
