"""What differs between two versions of a corpus, and what of a version no passage holds."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version has that another had not: document ids, and how many passages came, went or changed.

    Within a document, a passage that went and one that came in its place are one changed passage; both are
    counted in ``passages_removed`` and ``passages_added`` as well.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    passages_added: int
    passages_removed: int
    passages_changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def size(self) -> int:
        """How many passages were added, removed or changed; where only titles were, how many documents."""
        passages = self.passages_added + self.passages_removed - self.passages_changed
        return passages or len(self.changed)


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that was "added", "removed" or "changed", with its passages counted as in Changes."""

    kind: str
    document: str
    title: str
    passages_added: int
    passages_removed: int
    passages_changed: int


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """What differs from *old* to *new*: documents by id, text and title; in those, passages by their text."""
    return summed(list(differences(old, new)))


def summed(found: Sequence[DocumentChange]) -> Changes:
    """The differences between two versions, all together."""
    added, removed, changed = (
        tuple(each.document for each in found if each.kind == kind)
        for kind in ("added", "removed", "changed")
    )
    return Changes(
        added,
        removed,
        changed,
        sum(each.passages_added for each in found),
        sum(each.passages_removed for each in found),
        sum(each.passages_changed for each in found),
    )


def differences(old: Snapshot, new: Snapshot) -> Iterator[DocumentChange]:
    """What differs from *old* to *new*, document by document: the added ones, the removed, the changed."""
    before, after = _digests(old), _digests(new)
    kinds = {
        "added": [document for document in after if document not in before],
        "removed": [document for document in before if document not in after],
        "changed": [each for each in after if each in before and after[each] != before[each]],
    }
    for kind, documents in kinds.items():
        for document in documents:
            yield _difference(kind, document, old, new)


def _difference(kind: str, document: str, old: Snapshot, new: Snapshot) -> DocumentChange:
    passages_before, passages_after = _passages(old, document), _passages(new, document)
    came = (passages_after - passages_before).total()
    went = (passages_before - passages_after).total()
    title = (old if kind == "removed" else new).document(document).title
    return DocumentChange(kind, document, title, came, went, min(came, went))


def set_aside(snapshot: Snapshot, documents: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The lines of some documents that no passage holds, each with its document: navigation, headings."""
    for document in documents:
        text = snapshot.document_text(document)
        end = 0
        for start, passage_end in [*_places(snapshot, document), (len(text), len(text))]:
            lines = (line.strip() for line in text[end:start].splitlines())
            yield from ((document, line) for line in lines if any(map(str.isalnum, line)))
            end = passage_end


def _digests(snapshot: Snapshot) -> dict[str, bytes]:
    rows = snapshot.rows("SELECT id, title, text FROM documents ORDER BY number")
    return {
        str(document, "utf-8", "surrogatepass"): hashlib.sha256(title + b"\0" + text).digest()
        for document, title, text in rows
    }


def _passages(snapshot: Snapshot, document: str) -> Counter[bytes]:
    """How often each passage stands in a document; nothing where there is no such document."""
    rows = snapshot.rows(
        "SELECT substr(text, byte_start + 1, byte_end - byte_start) "
        "FROM passages JOIN documents ON document = documents.number WHERE id = ?",
        document.encode("utf-8", "surrogatepass"),
    )
    return Counter(hashlib.sha256(text).digest() for (text,) in rows)


def _places(snapshot: Snapshot, document: str) -> Iterator[tuple[int, int]]:
    rows = snapshot.rows(
        'SELECT start, "end" FROM passages JOIN documents ON document = documents.number '
        "WHERE id = ? ORDER BY passages.number",
        document.encode("utf-8", "surrogatepass"),
    )
    yield from ((start, end) for start, end in rows)
