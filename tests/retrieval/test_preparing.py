from collections.abc import Iterator

import pytest

from corpus.records import Source
from retrieval import preparing
from retrieval.preparing import prepare, prepared


def source(number: int) -> Source:
    text = f"Keeper {number} trims the lamp. “{number} boats came in — all late,” she says.\n\nThe tide turned."
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
