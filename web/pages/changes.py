"""What has changed since a sentence was cited: whether the published text still has it, and where."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.display import displayed
from corpus.records import Span
from retrieval.query.verify import NOWHERE, QuoteMatch, verify
from retrieval.store.snapshot import Snapshot
from web.pages.document import ReadDocument


class SentenceChangeKind(StrEnum):
    """What happened to a sentence."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """What happened to a cited sentence: its old text, its new text, and its place now (0-0: none)."""

    kind: SentenceChangeKind
    number: int
    was: str
    now: str = ""
    place: Span = NOWHERE
    passage: int = 0


def change_of_sentence(
    number: int, start: int, end: int, old: ReadDocument, current: Snapshot, new: ReadDocument | None
) -> SentenceChange:
    """What happened to the sentence at a place of *old*; *new* is the same document today."""
    raw = old.text[start:end]
    was = displayed(raw)
    if new is None:
        return SentenceChange(SentenceChangeKind.DROPPED, number, was)
    standing = new.piece_at(start, end)
    if standing is not None and new.text[start:end] == raw:
        return SentenceChange(
            SentenceChangeKind.UNCHANGED, number, was, was, Span(start, end), standing.passage
        )
    found = verify(raw, current, new.card.id)
    place = _sentences(new, found.span)
    if found.passage is None or place is None:
        return SentenceChange(SentenceChangeKind.DROPPED, number, was)
    now = displayed(new.text[slice(*place)])
    is_same = found.match is QuoteMatch.EXACT and now == was
    kind = SentenceChangeKind.MOVED if is_same else SentenceChangeKind.CHANGED
    return SentenceChange(kind, number, was, now, place, found.passage.number)


def _sentences(document: ReadDocument, span: Span) -> Span | None:
    """The whole sentences that contain a place; None if there are none."""
    touched = [piece for piece in document.pieces if piece.start < span.end and span.start < piece.end]
    return Span(touched[0].start, touched[-1].end) if touched else None
