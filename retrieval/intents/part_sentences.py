"""Find the sentences of the part of a text that a question names by its number."""

from collections.abc import Iterator, Sequence

from retrieval.intents.documents import titled_document
from retrieval.intents.numbered_parts import NumberedPart, end_of, is_only_a_number, meant, parts_in
from retrieval.intents.part_references import Reference
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import search_passages
from retrieval.records import Citation, DocumentCard, Turn
from retrieval.store.document_layout import LayoutPart, PartKind
from retrieval.store.snapshot import Snapshot

MAX_DOCUMENTS, MAX_PASSAGES = 100, 20_000
"""A larger corpus is not read as a whole, but searched for documents that may have the part."""
MAX_PARTS = 10
"""The most parts with the same number."""
_FOUND = 20


def sentences_of_parts(
    reference: Reference, snapshot: Snapshot, history: Sequence[Turn]
) -> list[list[Citation]]:
    """The sentences of each part that may be meant; of several only if they have the same number."""
    for cards in _documents(reference, snapshot, history):
        parts = [part for card in cards for part in _parts_of(card.id, snapshot)]
        chosen = (_cited(part, snapshot) for part in meant(reference, parts)[:MAX_PARTS])
        found = [cited for cited in chosen if cited]
        if found:
            return found
    return []


def _documents(
    reference: Reference, snapshot: Snapshot, history: Sequence[Turn]
) -> Iterator[Sequence[DocumentCard]]:
    """The documents to look in: the one named; or else the one cited last, and all if that lacks the part."""
    if reference.text:
        titled = titled_document(reference.text, snapshot)
        yield [titled] if titled else []
        return
    last = next((turn.answer for turn in reversed(history) if turn.answer.citations), None)
    if last is not None:
        yield [snapshot.document(last.citations[0].document)]
    if snapshot.document_count <= MAX_DOCUMENTS and snapshot.passage_count <= MAX_PASSAGES:
        yield snapshot.documents
        return
    query = parse_query(f"{reference.word} {'.'.join(reference.number)}", snapshot)
    passages = (found.passage.passage for found in search_passages(query, snapshot, _FOUND))
    yield [snapshot.document(each) for each in dict.fromkeys(passage.document for passage in passages)]


def _cited(part: NumberedPart, snapshot: Snapshot) -> list[Citation]:
    """The sentences of a part."""
    card, text = snapshot.document(part.document), snapshot.document_text(part.document)
    parts, layout = _parts_of(card.id, snapshot), _layout(card.id, snapshot)
    start, end = part.opening.start, end_of(part, parts, layout, len(text))
    return [
        Citation(card.id, card.title, passage.number, *span, sentence, 0.0)
        for passage in snapshot.passages_of(card.id)
        for span in passage.sentences
        if start <= span.start < end and not is_only_a_number(sentence := text[span.start : span.end])
    ]


def _parts_of(document: str, snapshot: Snapshot) -> list[NumberedPart]:
    return parts_in(snapshot.document_text(document), _layout(document, snapshot), document)


def _layout(document: str, snapshot: Snapshot) -> Sequence[LayoutPart]:
    """The layout of a document; one without consists of paragraphs."""
    return snapshot.layout(document) or [
        LayoutPart(passage.start, passage.end, PartKind.PARAGRAPH)
        for passage in snapshot.passages_of(document)
    ]
