"""A source -> what a version keeps of it; each on its own, so that two cores do it in half the time.

A library is prepared by as many worker processes as there are cores, in batches that keep their order.  An
article is done before the first of them would have started.
"""

import multiprocessing
import os
import threading
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import chain, cycle, islice
from struct import pack
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.display import unbroken
from corpus.errors import CorpusError
from corpus.records import Document, Passage, Source
from corpus.segmentation.passages import split_all
from corpus.structure.cleaning import describe
from retrieval.index.vocabulary import Acronym, acronyms
from retrieval.indexing.token_cache import ROOM, TokenCache
from retrieval.store.integrity import checksum, searched_by
from retrieval.store.text_encoding import decode, encode

_BATCH = 400_000  # characters of ids, titles and texts; the more, the more often a piece comes again
_ALONE = 2  # batches that are prepared sooner than a worker process starts
_AHEAD = 2  # batches on their way to or from each worker
_AT_A_TIME = 1 << 20  # bytes whose terms are found together
_BYTES_OF_A_SENTENCE = 8
_MOST_ACRONYMS = 50_000  # before they are told: about 10 MB

DocumentRow = tuple[int, bytes, bytes, str, str | None, str | None, str | None, int, bytes]
"""Number, id, title, language, date, dateline, agency, how many passages, text."""
PassageRow = tuple[int, int, int, int, int, int, int, bytes, bytes]
"""Place, document's number, number within it, start and end in characters and in bytes, context, sentences.

Bytes are those of UTF-8; sentences are little-endian 32-bit integers, start and end in turn.
"""
PageRow = tuple[int, int, int]
"""Its document's number, its own from 1, where it starts."""


class Prepared(NamedTuple):
    """Some documents as they are stored, in plain rows, which go from process to process at little cost.

    Documents and places are counted from 0 within them.  ``terms`` has a string of terms a passage, with
    spaces between them; ``places`` is what tells one cutting of the texts from another; ``sentences`` is how
    many there are in all.  ``words`` and ``acronyms`` are what was to be told by now, of these documents and
    of some before them.
    """

    documents: list[DocumentRow]
    passages: list[PassageRow]
    terms: list[str]
    pages: list[PageRow]
    places: bytes
    checksums: "array[int]"
    sentences: int
    words: Counter[str]
    acronyms: Counter[Acronym]


class Preparer:
    """Prepares documents, some after some; what words and acronyms they have it tells when there are many.

    *room* is how many distinct pieces of text are many.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._lexicon = TokenCache(room)
        self._acronyms: Counter[Acronym] = Counter()

    def prepare(self, sources: Iterable[Source]) -> Prepared:
        """What a version keeps of some sources."""
        described = list(map(describe, sources))
        self._acronyms.update(acronyms((f"{each.title}\n{each.text}", each.language) for each in described))
        made = _nothing()
        places: list[bytes] = []
        for number, (document, cut) in enumerate(zip(described, split_all(described), strict=True)):
            text, place = encode(document.text), len(made.passages)
            if isinstance(cut, tuple):
                rows = _passage_rows(place, number, document, cut, len(text))
            else:
                rows = [_only_row(place, number, document, cut, len(text))]
            made.documents.append(_document_row(number, document, len(rows), text))
            made.passages.extend(rows)
            made.pages.extend((number, page, start) for page, start in enumerate(document.pages, start=1))
            places.append(_places(document, rows))
        for texts, languages in _texts(made):
            made.terms.extend(self._lexicon.terms(texts, languages))
        made = made._replace(
            places=b"".join(places),
            sentences=sum(len(row[-1]) for row in made.passages) // _BYTES_OF_A_SENTENCE,
        )
        is_much = self._lexicon.is_full or len(self._acronyms) > _MOST_ACRONYMS
        return self._with_what_is_told(made) if is_much else made

    def rest(self) -> Prepared:
        """No document, but the words and acronyms that have not been told."""
        return self._with_what_is_told(_nothing())

    def _with_what_is_told(self, made: Prepared) -> Prepared:
        told, self._acronyms = self._acronyms, Counter()
        return made._replace(words=self._lexicon.told(), acronyms=told)


def _nothing() -> Prepared:
    """What is kept of no document."""
    return Prepared([], [], [], [], b"", array("I"), 0, Counter(), Counter())


def prepared(sources: Iterable[Source]) -> Iterator[Prepared]:
    """The sources prepared, in their order; no more of them at a time than keep the workers busy."""
    batches = _batches(sources)
    first = list(islice(batches, _ALONE + 1))
    if len(first) > _ALONE:
        yield from _by_workers(chain(first, batches))
    else:
        preparer = Preparer()
        yield from map(preparer.prepare, first)
        yield preparer.rest()


def _document_row(number: int, document: Document, passages: int, text: bytes) -> DocumentRow:
    return (
        number, encode(document.id), encode(document.title), document.language,
        document.date.isoformat() if document.date else None, document.dateline, document.agency,
        passages, text,
    )  # fmt: skip


def _only_row(
    place: int, number: int, document: Document, sentences: npt.NDArray[np.int32], size: int
) -> PassageRow:
    """The passage of a document that is one as a whole; *sentences* are where each starts and ends."""
    return place, number, 1, 0, len(document.text), 0, size, b"", sentences.astype("<i4").tobytes()


def _passage_rows(
    first: int, number: int, document: Document, passages: Iterable[Passage], size: int
) -> list[PassageRow]:
    """A document's passages from place *first* on.  Byte offsets are counted on from passage to passage."""
    rows: list[PassageRow] = []
    text, of_one_byte = document.text, size == len(document.text)
    at = at_byte = 0
    for place, passage in enumerate(passages, start=first):
        start, end = passage.start, passage.end
        start_byte = start if of_one_byte else at_byte + len(encode(text[at:start]))
        end_byte = end if of_one_byte else start_byte + len(encode(text[start:end]))
        sentences = pack(f"<{2 * len(passage.sentences)}i", *chain.from_iterable(passage.sentences))
        context = encode(passage.context)
        rows.append((place, number, passage.number, start, end, start_byte, end_byte, context, sentences))
        at, at_byte = end, end_byte
    return rows


def _texts(made: Prepared) -> Iterator[tuple[list[bytes], list[str]]]:
    """What the passages are found by, with its languages; not of too many of them at a time.

    A passage is found by the title of its document, its context, and itself.
    """
    texts: list[bytes] = []
    languages: list[str] = []
    size = 0
    for _, number, _, start, end, start_byte, end_byte, context, sentences in made.passages:
        _, _, title, language, *_, text = made.documents[number]
        searched = searched_by(title, context, text[start_byte:end_byte])
        made.checksums.append(checksum(searched, sentences, start, end))
        texts.append(_unbroken(searched))
        languages.append(language)
        size += len(texts[-1])
        if size >= _AT_A_TIME:
            yield texts, languages
            texts, languages, size = [], [], 0
    if texts:
        yield texts, languages


def _unbroken(text: bytes) -> bytes:
    """A text whose words are whole again where a program broke them at line ends."""
    if b"\xe2\x80\x90" not in text and b"\xc2\xad" not in text:
        return text
    return encode(unbroken(decode(text)))


def _places(document: Document, rows: Sequence[PassageRow]) -> bytes:
    """The places within a document: cut otherwise, it is another."""
    parts = [b"(%d, %a)" % (len(rows), document.pages)]
    for row in rows:
        parts += [b"(%d, %d)" % row[3:5], row[-1]]
    return b"".join(parts)


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += len(source.id) + len(source.title) + len(source.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _by_workers(batches: Iterable[list[Source]]) -> Iterator[Prepared]:
    """The batches prepared by workers in turn; each is a pool of its own, to be asked for its rest."""
    count = os.cpu_count() or 1
    # Spawned: the process that builds has threads, which a fork would leave behind half alive.
    context = multiprocessing.get_context("spawn")
    workers = [ProcessPoolExecutor(1, context, initializer=_end_with_parent) for _ in range(count)]
    waiting: deque[Future[Prepared]] = deque()
    try:
        for batch, worker in zip(batches, cycle(workers), strict=False):
            waiting.append(worker.submit(_prepare_rows, list(map(tuple, batch))))
            if len(waiting) > count * _AHEAD:
                yield waiting.popleft().result()
        waiting.extend(worker.submit(_rest) for worker in workers)
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise CorpusError(
            "a process that prepares the corpus was ended, for which memory may have run out; make room, and "
            "build it again"
        ) from error
    finally:
        for worker in workers:  # nothing waits for their end
            worker.shutdown(wait=False, cancel_futures=True)


@cache
def _preparer() -> Preparer:
    """The one of a worker process."""
    return Preparer()


def _prepare_rows(rows: list[tuple[Any, ...]]) -> Prepared:
    """Sources come as plain tuples: pickled as what they are, they would cost twice as much."""
    return _preparer().prepare(map(Source._make, rows))


def _rest() -> Prepared:
    return _preparer().rest()


def _end_with_parent() -> None:
    """Let a worker end when the process that builds is killed: it would wait for its next batch for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
