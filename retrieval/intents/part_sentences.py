"""Find the sentences of the part of a text that a question names by its number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _NumberedDocument:
    """A document with its layout and its numbered parts."""

    card: DocumentCard
    text: str
    layout: Sequence[LayoutPart]
    parts: Sequence[NumberedPart]

    @classmethod
    def read(cls, card: DocumentCard, snapshot: Snapshot) -> "_NumberedDocument":
        """The document with that card; one without a layout consists of paragraphs."""
        text = snapshot.document_text(card.id)
        layout = snapshot.layout(card.id) or [
            LayoutPart(passage.start, passage.end, PartKind.PARAGRAPH)
            for passage in snapshot.passages_of(card.id)
        ]
        return cls(card, text, layout, parts_in(text, layout, card.id))

    def cited(self, part: NumberedPart, snapshot: Snapshot) -> list[Citation]:
        """The sentences of a part."""
        start, end = part.opening.start, end_of(part, self.parts, self.layout, len(self.text))
        return [
            Citation(self.card.id, self.card.title, passage.number, *span, sentence, 0.0)
            for passage in snapshot.passages_of(self.card.id)
            for span in passage.sentences
            if start <= span.start < end
            and not is_only_a_number(sentence := self.text[span.start : span.end])
        ]


def sentences_of_parts(
    reference: Reference, snapshot: Snapshot, history: Sequence[Turn]
) -> list[list[Citation]]:
    """The sentences of each part that may be meant; of several only if they have the same number."""
    for cards in _documents(reference, snapshot, history):
        read = {card.id: _NumberedDocument.read(card, snapshot) for card in cards}
        parts = [part for each in read.values() for part in each.parts]
        chosen = (read[part.document].cited(part, snapshot) for part in meant(reference, parts)[:MAX_PARTS])
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
