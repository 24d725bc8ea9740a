"""Documents and passages as plain rows, in the form in which a version stores them."""

from collections.abc import Iterable, Sequence
from itertools import chain
from struct import pack

import numpy as np
import numpy.typing as npt

from corpus.records import Document, Passage
from retrieval.store.document_layout import layout_of, pack_layout
from retrieval.store.text_encoding import encode

DocumentRow = tuple[int, bytes, bytes, str, str | None, str | None, str | None, int, bytes]
"""Number, id, title, language, date, dateline, agency, number of passages, text."""
PassageRow = tuple[int, int, int, int, int, int, int, bytes, bytes]
"""Place, document's number, number within it, start and end in characters and in bytes, context, sentences.

Bytes are those of UTF-8; sentences are little-endian 32-bit integers, start and end in turn.
"""
PageRow = tuple[int, int, int]
"""The number of its document, its own number from 1, and its start offset."""
LayoutRow = tuple[int, bytes]
"""The number of its document, and its parts as packed by `retrieval.store.document_layout`."""
StatedRow = tuple[int, bytes, bytes]
"""The number of its document, and the author and web address that its metadata state."""


def document_row(number: int, document: Document, passages: int, text: bytes) -> DocumentRow:
    """A document with the number of its passages."""
    return (
        number, encode(document.id), encode(document.title), document.language,
        document.date.isoformat() if document.date else None, document.dateline, document.agency,
        passages, text,
    )  # fmt: skip


def whole_document_row(
    place: int, number: int, document: Document, sentences: npt.NDArray[np.int32], size: int
) -> PassageRow:
    """The only passage of a single-paragraph document; *sentences* has the start and end of each in turn."""
    return place, number, 1, 0, len(document.text), 0, size, b"", sentences.astype("<i4").tobytes()


def passage_rows(
    first: int, number: int, document: Document, passages: Iterable[Passage], size: int
) -> list[PassageRow]:
    """The passages of a document, at the places from *first* on.

    Byte offsets are counted from one passage to the next, so that the text is encoded once.
    """
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


def layout_rows(number: int, document: Document) -> list[LayoutRow]:
    """The layout of a document as a row; no row if it has none."""
    parts = layout_of(document)
    return [(number, pack_layout(parts))] if parts else []


def stated_rows(number: int, document: Document) -> list[StatedRow]:
    """The author and address of a document as a row; no row if it has neither."""
    has_any = document.author or document.address
    return [(number, encode(document.author), encode(document.address))] if has_any else []


def places_of(document: Document, rows: Sequence[PassageRow], layout: Sequence[LayoutRow]) -> bytes:
    """What enters the version's hash besides a document's text.

    These are the offsets of its passages, sentences, pages and parts, and its metadata.
    """
    about = (document.language, document.date, document.agency, document.author, document.address)
    parts = [b"(%d, %a, %a)" % (len(rows), document.pages, about), *(packed for _, packed in layout)]
    for row in rows:
        parts += [b"(%d, %d)" % row[3:5], row[-1]]
    return b"".join(parts)
