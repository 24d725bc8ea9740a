import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from corpus.errors import CorpusError
from corpus.records import Source
from retrieval.indexing.bulk.preparation import Batching, Preparer, prepare_documents


def source(number: int) -> Source:
    text = f"Keeper {number} trims the lamp. “{number} boats came in — late,” she says.\n\nThe tide turned."
    return Source(f"log/{number}", f"Day {number}", text, "json")


def test_passages_are_prepared_with_their_places_in_characters_and_in_bytes() -> None:
    made = Preparer().prepare([source(7), source(8)])
    found = []
    for _, number, _, start, end, byte_start, byte_end, *_ in made.passages:
        stored = made.documents[number][-1]
        found.append(stored.decode()[start:end])

        assert stored[byte_start:byte_end].decode() == found[-1]

    assert found[1::2] == ["The tide turned.", "The tide turned."]


def test_a_passage_is_found_by_the_terms_of_its_title_and_itself() -> None:
    assert Preparer().prepare([source(7)]).terms[1] == "day 7 the tide turn"


def test_documents_and_places_are_counted_within_what_is_prepared_together() -> None:
    made = Preparer().prepare([source(7), source(8)])

    assert [row[0] for row in made.documents] == [0, 1]
    assert [row[:3] for row in made.passages] == [(0, 0, 1), (1, 0, 2), (2, 1, 1), (3, 1, 2)]
    assert made.sentences == 6


def test_words_and_acronyms_are_reported_once_there_are_many_and_at_the_end() -> None:
    text = "The World Trade Organization (WTO) met in Doha."
    preparer = Preparer(room=20)

    made = [preparer.prepare([Source(str(number), f"Day{number}", text, "json")]) for number in range(20)]

    assert not made[0].words
    assert any(batch.words for batch in made)

    every = [*made, preparer.rest()]
    assert sum(batch.words["World"] for batch in every) == 20
    assert sum(batch.acronyms["WTO", "World Trade Organization", "en", False] for batch in every) == 20
    assert not every[-1].documents


def test_every_word_of_a_small_corpus_is_reported_too() -> None:
    made = list(prepare_documents([source(7)]))

    assert sum(batch.words["Keeper"] for batch in made) == 1


def test_several_processes_prepare_a_corpus_as_one_does() -> None:
    sources = [source(number) for number in range(200)]
    alone = Preparer()

    made = list(prepare_documents(sources, Batching(characters=2_000)))

    assert len(made) > 4

    terms = [terms for batch in made for terms in batch.terms]
    assert terms == alone.prepare(sources).terms

    ids = [row[1].decode() for batch in made for row in batch.documents]
    assert ids == [each.id for each in sources]

    words = sum((batch.words for batch in made), Counter[str]())
    assert words == alone.rest().words
    assert words["Keeper"] == 200


@pytest.mark.parametrize(
    "sources",
    [
        [Source(f"{number}" * 900, "Day", "The tide turned.", "json") for number in range(9)],
        [Source(f"{number}", "Day " * 200, "The tide turned.", "json") for number in range(9)],
        [Source(f"{number}", "Day", "The tide turned. " * 60, "json") for number in range(9)],
    ],
)
def test_a_batch_has_few_documents_where_ids_titles_or_texts_are_long(sources: list[Source]) -> None:
    batches = list(prepare_documents(sources, Batching(characters=2_000, alone=8)))

    assert max(len(batch.documents) for batch in batches) <= 3


def test_no_more_is_read_ahead_than_keeps_the_workers_busy() -> None:
    read = 0

    def counted() -> Iterator[Source]:
        nonlocal read
        for number in range(1_000):
            read += 1
            yield source(number)

    batches = prepare_documents(counted(), Batching(characters=1_000, alone=1, ahead=1))

    for _ in range(5):
        next(batches)
    batches.close()  # type: ignore[attr-defined]

    assert read < 300


ENDLESS = """
import itertools, multiprocessing
from corpus.records import Source
from retrieval.indexing.bulk import Batching, prepare_documents
if __name__ == "__main__":
    text = "The keeper trims the lamp. " * 4
    endless = (Source(str(at), "Day", text, "json") for at in itertools.count())
    documents = prepare_documents(endless, Batching(characters=100, alone=1))
    for _ in range(50):
        next(documents)
    print(*(worker.pid for worker in multiprocessing.active_children()), flush=True)
    for _ in documents:
        pass
"""


def test_workers_end_with_the_process_that_builds_even_when_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None

        workers = [int(pid) for pid in builder.stdout.readline().split()]
        builder.send_signal(signal.SIGKILL)

    assert workers

    until = time.monotonic() + 120
    while any(map(_runs, workers)) and time.monotonic() < until:
        time.sleep(0.02)

    assert not any(map(_runs, workers))


def test_a_killed_worker_is_reported_in_words() -> None:
    batches = prepare_documents(map(source, range(100_000)), Batching(characters=100, alone=1))
    next(batches)

    for worker in multiprocessing.active_children():
        worker.kill()

    with pytest.raises(CorpusError, match="perhaps because memory ran out"):
        for _ in batches:
            pass


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
