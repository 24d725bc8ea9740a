"""Read passages from the database of a version."""

import sqlite3
from collections.abc import Iterator
from struct import iter_unpack
from typing import Any

from corpus.records import Span
from retrieval.records import PassageText
from retrieval.store.text_encoding import decode

_COLUMNS = """
    SELECT place, id, title, language, passages.number, start, "end", context, sentences,
           substr(text, byte_start + 1, byte_end - byte_start)
    FROM passages JOIN documents ON document = documents.number"""
PASSAGE = f"{_COLUMNS} WHERE place = ?"
_EVERY_PASSAGE = f"{_COLUMNS} ORDER BY place"


def every_passage(database: sqlite3.Connection) -> Iterator[PassageText]:
    """All passages of a version, in the order of the corpus."""
    return map(passage_of, database.execute(_EVERY_PASSAGE))


def passage_of(row: tuple[Any, ...]) -> PassageText:
    """The passage in a row of the query PASSAGE."""
    place, document, title, language, number, start, end, context, sentences, text = row
    return PassageText(
        place, decode(document), decode(title), language, number, start, end,
        decode(context), decode(text),
        tuple(map(Span._make, iter_unpack("<ii", sentences))),
    )  # fmt: skip
