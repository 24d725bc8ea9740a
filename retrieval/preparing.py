"""A source -> what a version keeps of it; each on its own, so that two cores do it in half the time.

A library is prepared by as many worker processes as there are cores, in batches that keep their order.  An
article is done before the first of them would have started.
"""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from corpus.cleaning import describe
from corpus.passages import split
from corpus.records import Document, Passage, Source
from retrieval.analysis import Analyser, analyser
from retrieval.stored import encode
from retrieval.vocabulary import Learned, learn

_BATCH = 100_000  # characters
_ALONE = 10  # batches that are prepared sooner than a worker process starts
_AHEAD = 4  # batches on their way to or from each worker


class PreparedPassage(NamedTuple):
    """A passage as it is stored: its places in characters and in UTF-8 bytes, and its terms in one string.

    ``sentences`` are the places of its sentences as little-endian 32-bit integers, start and end in turn.
    """

    number: int
    start: int
    end: int
    byte_start: int
    byte_end: int
    heading: bytes
    sentences: bytes
    terms: str


class PreparedDocument(NamedTuple):
    """A document as it is stored, its passages with it; ``sentences`` is how many there are in all."""

    id: bytes
    title: bytes
    language: str
    date: str | None
    dateline: str | None
    agency: str | None
    text: bytes
    sentences: int
    passages: list[PreparedPassage]
    learned: Learned
    pages: tuple[int, ...]


def prepared(sources: Iterable[Source]) -> Iterator[PreparedDocument]:
    """The sources prepared, in their order; no more of them at a time than keep the workers busy."""
    batches = _batches(sources)
    for batch in islice(batches, _ALONE):
        yield from map(prepare, batch)
    more = next(batches, None)
    if more is not None:
        yield from _by_workers(chain([more], batches))


def prepare(source: Source) -> PreparedDocument:
    """What a version keeps of one source."""
    document = describe(source)
    passages = split(document)
    return PreparedDocument(
        encode(document.id),
        encode(document.title),
        document.language,
        document.date.isoformat() if document.date else None,
        document.dateline,
        document.agency,
        encode(document.text),
        sum(len(passage.sentences) for passage in passages),
        list(_passages(document, passages)),
        learn(f"{document.title}\n{document.text}"),
        document.pages,
    )


def _passages(document: Document, passages: Iterable[Passage]) -> Iterator[PreparedPassage]:
    """A document's passages.  Byte offsets are counted on from passage to passage, never anew."""
    known = analyser(document.language)
    title = known.terms(document.title)
    at = at_byte = 0
    for passage in passages:
        text = document.text[passage.start : passage.end]
        at_byte += len(encode(document.text[at : passage.start]))
        end_byte = at_byte + len(encode(text))
        yield PreparedPassage(
            passage.number, passage.start, passage.end, at_byte, end_byte, encode(passage.heading),
            np.array(passage.sentences, dtype="<i4").tobytes(), _terms(title, passage.heading, text, known),
        )  # fmt: skip
        at, at_byte = passage.end, end_byte


def _terms(title: list[str], heading: str, text: str, known: Analyser) -> str:
    """What a passage is found by: the terms of its document's title, its heading and itself."""
    own = known.terms(text)
    return " ".join([*title, *known.terms(heading), *own] if heading else [*title, *own])


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += len(source.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _by_workers(batches: Iterator[list[Source]]) -> Iterator[PreparedDocument]:
    count = os.cpu_count() or 1
    # Spawned: the process that builds has threads, which a fork would leave behind half alive.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=_end_with_parent) as workers:
        waiting: deque[Future[list[PreparedDocument]]] = deque()
        try:
            for batch in batches:
                waiting.append(workers.submit(_prepare_all, batch))
                if len(waiting) > count * _AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _prepare_all(batch: list[Source]) -> list[PreparedDocument]:
    return [prepare(source) for source in batch]


def _end_with_parent() -> None:
    """Let a worker end when the process that builds is killed: it would wait for its next batch for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
