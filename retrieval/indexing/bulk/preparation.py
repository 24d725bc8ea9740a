"""Turn the documents of a source into the rows that a version stores, in batches and on all cores.

A large corpus is prepared by one worker process per core; an article is prepared in this process, in less
time than a worker takes to start.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import Any, NamedTuple

from corpus.display import unbroken
from corpus.records import Source
from corpus.segmentation.passages import split_all
from corpus.structure.cleaning import describe
from retrieval.index.vocabulary import Acronym, acronyms
from retrieval.indexing.bulk.rows import (
    DocumentRow,
    LayoutRow,
    PageRow,
    PassageRow,
    StatedRow,
    document_row,
    layout_rows,
    passage_rows,
    places_of,
    stated_rows,
    whole_document_row,
)
from retrieval.indexing.bulk.token_cache import ROOM, TokenCache
from retrieval.indexing.bulk.workers import map_in_order
from retrieval.store.integrity import checksum, searched_by
from retrieval.store.text_encoding import decode, encode

_AT_A_TIME = 1 << 20  # bytes of text whose terms are found together
_BYTES_OF_A_SENTENCE = 8
_MAX_ACRONYMS = 50_000  # more are reported at once; these take about 10 MB


@dataclass(frozen=True, slots=True)
class Batching:
    """How documents are divided into batches.

    A batch has about ``characters`` of ids, titles and texts; the larger, the more its chunks repeat.  Up to
    ``alone`` batches are prepared without workers, which is faster than starting one.  ``ahead`` batches are
    in flight to or from each worker; with 0, there are no workers, and nothing is read ahead.
    """

    characters: int = 400_000
    alone: int = 2
    ahead: int = 2


DEFAULT_BATCHING = Batching()
ONE_BY_ONE = Batching(characters=1, ahead=0)


class PreparedBatch(NamedTuple):
    """Documents as a version stores them, in plain rows, which are cheap to send between processes.

    Documents and places are numbered from 0 within the batch.  ``terms`` has a string of terms for each
    passage, separated by spaces.  ``places`` identifies the segmentation of the texts.  ``sentences`` is the
    number of sentences.  ``words`` and ``acronyms`` are those reported with this batch, including ones from
    earlier batches.
    """

    documents: list[DocumentRow]
    passages: list[PassageRow]
    terms: list[str]
    pages: list[PageRow]
    layouts: list[LayoutRow]
    stated: list[StatedRow]
    places: bytes
    checksums: "array[int]"
    sentences: int
    words: Counter[str]
    acronyms: Counter[Acronym]


class Preparer:
    """Prepares documents in batches; reports word and acronym counts once there are many.

    *room* is how many distinct chunks of text it holds before it reports.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._tokens = TokenCache(room)
        self._acronyms: Counter[Acronym] = Counter()

    def prepare(self, sources: Iterable[Source]) -> PreparedBatch:
        """The rows that a version stores for *sources*."""
        described = list(map(describe, sources))
        self._acronyms.update(acronyms((f"{each.title}\n{each.text}", each.language) for each in described))
        batch = _empty()
        places: list[bytes] = []
        for number, (document, cut) in enumerate(zip(described, split_all(described), strict=True)):
            text, place = encode(document.text), len(batch.passages)
            if isinstance(cut, tuple):
                rows = passage_rows(place, number, document, cut, len(text))
            else:
                rows = [whole_document_row(place, number, document, cut, len(text))]
            batch.documents.append(document_row(number, document, len(rows), text))
            batch.passages.extend(rows)
            batch.pages.extend((number, page, start) for page, start in enumerate(document.pages, start=1))
            layout = layout_rows(number, document)
            batch.layouts.extend(layout)
            batch.stated.extend(stated_rows(number, document))
            places.append(places_of(document, rows, layout))
        for texts, languages in _searched_texts(batch):
            batch.terms.extend(self._tokens.terms(texts, languages))
        batch = batch._replace(
            places=b"".join(places),
            sentences=sum(len(row[-1]) for row in batch.passages) // _BYTES_OF_A_SENTENCE,
        )
        has_much = self._tokens.is_full or len(self._acronyms) > _MAX_ACRONYMS
        return self._with_counts(batch) if has_much else batch

    def rest(self) -> PreparedBatch:
        """A batch without documents, with the word and acronym counts that were not reported yet."""
        return self._with_counts(_empty())

    def _with_counts(self, batch: PreparedBatch) -> PreparedBatch:
        counted, self._acronyms = self._acronyms, Counter()
        return batch._replace(words=self._tokens.take_word_counts(), acronyms=counted)


def prepare_documents(
    sources: Iterable[Source], batching: Batching = DEFAULT_BATCHING
) -> Iterator[PreparedBatch]:
    """Prepare the sources in order; read ahead only as many as keep the workers busy."""
    batches = _batches(sources, batching.characters)
    if not batching.ahead:
        yield from _prepared_here(batches)
        return
    first = list(islice(batches, batching.alone + 1))
    if len(first) > batching.alone:
        every = (list(map(tuple, batch)) for batch in chain(first, batches))
        yield from map_in_order(_prepare_rows, _rest, every, batching.ahead)
    else:
        yield from _prepared_here(first)


def _prepared_here(batches: Iterable[list[Source]]) -> Iterator[PreparedBatch]:
    """Prepare the batches in this process, each before the next is read."""
    preparer = Preparer()
    yield from map(preparer.prepare, batches)
    yield preparer.rest()


def _empty() -> PreparedBatch:
    """A batch without documents."""
    return PreparedBatch([], [], [], [], [], [], b"", array("I"), 0, Counter(), Counter())


def _searched_texts(batch: PreparedBatch) -> Iterator[tuple[list[bytes], list[str]]]:
    """The texts that passages are searched by, with their languages, about a megabyte at a time.

    A passage is searched by the title of its document, its context, and its own text.
    """
    texts: list[bytes] = []
    languages: list[str] = []
    size = 0
    for _, number, _, start, end, start_byte, end_byte, context, sentences in batch.passages:
        _, _, title, language, *_, text = batch.documents[number]
        searched = searched_by(title, context, text[start_byte:end_byte])
        batch.checksums.append(checksum(searched, sentences, start, end))
        texts.append(_unbroken(searched))
        languages.append(language)
        size += len(texts[-1])
        if size >= _AT_A_TIME:
            yield texts, languages
            texts, languages, size = [], [], 0
    if texts:
        yield texts, languages


def _unbroken(text: bytes) -> bytes:
    """*text* with words joined that were hyphenated at line ends."""
    if b"\xe2\x80\x90" not in text and b"\xc2\xad" not in text:
        return text
    return encode(unbroken(decode(text)))


def _batches(sources: Iterable[Source], characters: int) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += len(source.id) + len(source.title) + len(source.text)
        if size >= characters:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


# What a worker process runs


@cache
def _preparer() -> Preparer:
    """The one preparer of this process."""
    return Preparer()


def _prepare_rows(rows: list[tuple[Any, ...]]) -> PreparedBatch:
    """Prepare sources given as plain tuples, which cost half as much to pickle as objects."""
    return _preparer().prepare(map(Source._make, rows))


def _rest() -> PreparedBatch:
    return _preparer().rest()
