import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from corpus.records import Source
from retrieval import preparing
from retrieval.preparing import prepare, prepared


def source(number: int) -> Source:
    text = f"Keeper {number} trims the lamp. “{number} boats came in — late,” she says.\n\nThe tide turned."
    return Source(f"log/{number}", f"Day {number}", text, "json")


def test_a_document_is_prepared_with_its_places_in_characters_and_in_bytes() -> None:
    document = prepare(source(7))
    text = document.text.decode()
    assert [text[each.start : each.end] for each in document.passages][1] == "The tide turned."
    for each in document.passages:
        assert document.text[each.byte_start : each.byte_end].decode() == text[each.start : each.end]


def test_a_passage_is_found_by_the_terms_of_its_title_and_itself() -> None:
    assert prepare(source(7)).passages[1].terms == "day 7 the tide turn"


def test_a_library_is_prepared_by_several_processes_as_it_is_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "_BATCH", 2_000)
    monkeypatch.setattr(preparing, "_ALONE", 2)
    sources = [source(number) for number in range(200)]
    assert list(prepared(sources)) == list(map(prepare, sources))


def test_no_more_is_read_ahead_than_keeps_the_workers_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "_BATCH", 1_000)
    monkeypatch.setattr(preparing, "_ALONE", 1)
    monkeypatch.setattr(preparing, "_AHEAD", 1)
    read = 0

    def counted() -> Iterator[Source]:
        nonlocal read
        for number in range(1_000):
            read += 1
            yield source(number)

    documents = prepared(counted())
    for _ in range(100):
        next(documents)
    documents.close()  # type: ignore[attr-defined]
    assert read < 300


ENDLESS = """
import itertools, multiprocessing
from corpus.records import Source
from retrieval import preparing
preparing._BATCH, preparing._ALONE = 100, 1
if __name__ == "__main__":
    text = "The keeper trims the lamp. " * 4
    documents = preparing.prepared(Source(str(at), "Day", text, "json") for at in itertools.count())
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
    until = time.monotonic() + 30
    while any(map(_runs, workers)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(_runs, workers))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
