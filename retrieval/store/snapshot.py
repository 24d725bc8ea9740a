"""An opened version of a corpus, which is immutable: a question sees one text even during a reload.

On disk it is a folder with ``manifest.json``, ``corpus.sqlite`` (texts and offsets) and the index of its
engine.  Only what a question needs is read; recently used passages are cached with their analysis.
"""

import datetime
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from struct import iter_unpack
from typing import Any, NamedTuple

from corpus.records import Span
from retrieval.index import Engine
from retrieval.index.choosing import EngineName, NoClusterError, open_engine
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.index.vocabulary import Vocabulary
from retrieval.meaning.encoder import encoder_for
from retrieval.meaning.index import MeaningIndex, open_index
from retrieval.records import DocumentCard, PassageText
from retrieval.store.database import DATABASE, open_database
from retrieval.store.document_layout import LayoutPart, unpack_layout
from retrieval.store.integrity import (
    checksum,
    searched_by,
    verified_checksums,
)
from retrieval.store.manifest import VersionDamagedError, VersionUnusableError, damaged, read_manifest
from retrieval.store.passages import PASSAGE, passage_of
from retrieval.store.text_encoding import decode, encode
from retrieval.text.analyzed_passages import AnalyzedPassage, analyze_passage

KEPT_PASSAGES = 4096
"""How many passages are cached with their analysis; the libraries of a bot share this number."""
_MIN_KEPT = 64
"""The minimum per library: as many as an answer needs."""
KEPT_FOR_AN_ANSWER = 512


class PassagePlace(NamedTuple):
    """The offsets of a passage of a document, and of its ``sentences``."""

    number: int
    start: int
    end: int
    sentences: tuple[Span, ...]


class Snapshot:
    """An opened version.  ``version`` names it, ``sha256`` is over its ids, titles and texts alone."""

    default_language = ""
    """The language to analyse ambiguous questions in, if the corpus has it; "": its most frequent one."""

    def __init__(
        self, folder: Path, cluster: ClusterOptions | None = None, default_language: str = ""
    ) -> None:
        """Open the version in *folder*; its engine may need the *cluster*.

        Raises VersionUnusableError if there is none of a readable format, VersionDamagedError if its files
        have changed.
        """
        manifest = read_manifest(folder)
        self._checksums = verified_checksums(folder, manifest)
        self.folder = folder
        self.default_language = default_language
        self.format: int = manifest["format"]
        self.version: str = manifest["version"]
        self.sha256: str = manifest["sha256"]
        self.languages: tuple[str, ...] = tuple(manifest["languages"])
        self.starters: tuple[str, ...] = tuple(manifest["starters"])
        self.document_count: int = manifest["documents"]
        self.passage_count: int = manifest["passages"]
        self.sentence_count: int = manifest["sentences"]
        self._database = open_database(folder, self.format)
        self.engine_name: EngineName = manifest["engine"]
        self.engine: Engine = _engine(folder, manifest, cluster)
        self.meaning_description: dict[str, str] | None = manifest.get("meaning")
        self.meaning = self._meaning_index()
        self.vocabulary = Vocabulary(self.rows)
        self.analysed = lru_cache(KEPT_PASSAGES)(self._analysed)
        # Rendering and checking an answer need the same few passages again and again.
        self.document = lru_cache(KEPT_FOR_AN_ANSWER)(self._document)
        self.passage = lru_cache(KEPT_FOR_AN_ANSWER)(self._passage)
        self._has_pages = bool(list(self.rows("SELECT 1 FROM pages LIMIT 1")))

    def share_memory(self, libraries: int) -> None:
        """Reduce the cache of analysed passages to the share of one of *libraries* in a process."""
        self.analysed = lru_cache(max(KEPT_PASSAGES // libraries, _MIN_KEPT))(self._analysed)

    @property
    def documents(self) -> Sequence[DocumentCard]:
        """The cards of all documents, in the order of the corpus."""
        return [_card(row) for row in self.rows(f"{_CARDS} ORDER BY number")]

    def cards(self, first: int, count: int) -> Sequence[DocumentCard]:
        """Up to *count* of the documents' cards from place *first* on, counted from 0."""
        return [
            _card(row)
            for row in self.rows(f"{_CARDS} WHERE number >= ? ORDER BY number LIMIT ?", first, count)
        ]

    def index_of(self, document: str) -> int:
        """The place of a document in the corpus, counted from 0; raises KeyError if there is none."""
        for (number,) in self.rows("SELECT number FROM documents WHERE id = ?", encode(document)):
            return int(number)
        raise KeyError(document)

    def _document(self, document: str) -> DocumentCard:
        """The card of a document by its id; raises KeyError if there is none."""
        for row in self.rows(f"{_CARDS} WHERE id = ?", encode(document)):
            return _card(row)
        raise KeyError(document)

    def _passage(self, document: str, number: int) -> PassageText:
        """A document's passage by its number from 1; raises KeyError if there is none."""
        query = (
            "SELECT place FROM passages JOIN documents ON document = documents.number"
            " WHERE id = ? AND passages.number = ?"
        )
        for (place,) in self.rows(query, encode(document), number):
            return self.passage_at(place)
        raise KeyError((document, number))

    def text(self, document: str, passage: int, start: int, end: int) -> str:
        """The text between two offsets of a document, for comparing it with a quotation before sending.

        Raises KeyError if there is no such passage or the offsets are not within it.
        """
        around = self.passage(document, passage)
        if not around.start <= start <= end <= around.end:
            raise KeyError((document, passage, start, end))
        return around.sentence(Span(start, end))

    def document_text(self, document: str) -> str:
        """A document's whole text; raises KeyError if there is no such document."""
        for (text,) in self.rows("SELECT text FROM documents WHERE id = ?", encode(document)):
            return decode(text)
        raise KeyError(document)

    def layout(self, document: str) -> tuple[LayoutPart, ...]:
        """The parts of a document in order; none if it has no layout, or is of an earlier format."""
        query = "SELECT parts FROM layouts JOIN documents ON document = documents.number WHERE id = ?"
        for (parts,) in self.rows(query, encode(document)):
            return unpack_layout(parts)
        return ()

    def passages_of(self, document: str) -> Iterator[PassagePlace]:
        """The offsets of a document's passages and sentences in order, without their text."""
        for number, start, end, sentences in self.rows(_PLACES, encode(document)):
            yield PassagePlace(number, start, end, tuple(map(Span._make, iter_unpack("<ii", sentences))))

    def page(self, document: str, start: int) -> int | None:
        """The page, from 1, that an offset of a document is on; None if it has no pages."""
        if not self._has_pages:
            return None
        begun = "SELECT count(*) FROM pages JOIN documents ON document = documents.number"
        ((page,),) = self.rows(f"{begun} WHERE id = ? AND start <= ?", encode(document), start)
        return page or None

    def close(self) -> None:
        """Close the files.  A snapshot that a question is using is closed once the question is done."""
        self.engine.close()
        self._database.close()

    def passage_at(self, place: int) -> PassageText:
        """The passage at *place* in the whole corpus, counted from 0.

        Raises VersionDamagedError if the passage has changed.
        """
        for row in self.rows(PASSAGE, place):
            _, _, title, _, _, start, end, context, sentences, text = row
            if checksum(searched_by(title, context, text), sentences, start, end) == self._checksums[place]:
                return passage_of(row)
        raise self._damaged(DATABASE)

    def _meaning_index(self) -> MeaningIndex | None:
        """The index of meaning; None if it was built without one, or the encoder is not installed."""
        if self.meaning_description is None:
            return None
        try:
            return open_index(self.folder, encoder_for("auto"), self.meaning_description, self.passage_at)
        except (OSError, ValueError) as error:
            raise damaged(self.folder, f"its vectors ({error})") from error

    def _analysed(self, place: int) -> AnalyzedPassage:
        return analyze_passage(self.passage_at(place))

    def rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of an SQL query over the version's database."""
        try:
            yield from self._database.execute(query, values)
        except sqlite3.ProgrammingError:  # as of one that was closed
            raise
        except sqlite3.DatabaseError as error:
            raise self._damaged(f"{DATABASE} ({error})") from error

    def _damaged(self, file: str) -> VersionDamagedError:
        error = damaged(self.folder, file)
        error.opened = self
        return error


def _engine(folder: Path, manifest: dict[str, Any], cluster: ClusterOptions | None) -> Engine:
    try:
        return open_engine(folder, manifest["engine"], manifest["version"], manifest["passages"], cluster)
    except NoClusterError as error:
        raise VersionUnusableError(str(error)) from None
    except (OSError, ValueError) as error:  # tantivy's own errors are ValueErrors
        raise damaged(folder, f"its index ({error})") from error


_CARDS = """
    SELECT id, title, language, date, dateline, agency, passages, author, address
    FROM documents LEFT JOIN stated ON document = documents.number"""

_PLACES = """
    SELECT passages.number, start, "end", sentences
    FROM passages JOIN documents ON document = documents.number WHERE id = ? ORDER BY passages.number"""


def _card(row: tuple[Any, ...]) -> DocumentCard:
    document, title, language, date, dateline, agency, passages, author, address = row
    return DocumentCard(
        decode(document),
        decode(title),
        language,
        date and datetime.date.fromisoformat(date),
        dateline,
        agency,
        passages,
        decode(author or b""),
        decode(address or b""),
    )
