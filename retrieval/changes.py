"""What differs between two versions of a corpus."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from retrieval.snapshot import Snapshot
from retrieval.stored import decode


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version has that another had not: document ids, and how many passages came and went."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    passages_added: int
    passages_removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """What differs from *old* to *new*: documents by id, text and title; passages by their text."""
    before, after = _digests(old), _digests(new)
    passages_before, passages_after = _passage_digests(old), _passage_digests(new)
    return Changes(
        added=tuple(document for document in after if document not in before),
        removed=tuple(document for document in before if document not in after),
        changed=tuple(
            document for document in after if document in before and after[document] != before[document]
        ),
        passages_added=(passages_after - passages_before).total(),
        passages_removed=(passages_before - passages_after).total(),
    )


def _digests(snapshot: Snapshot) -> dict[str, bytes]:
    rows = snapshot.rows("SELECT id, title, text FROM documents ORDER BY number")
    return {decode(document): hashlib.sha256(title + b"\0" + text).digest() for document, title, text in rows}


def _passage_digests(snapshot: Snapshot) -> Counter[bytes]:
    rows = snapshot.rows(
        "SELECT substr(text, byte_start + 1, byte_end - byte_start) FROM passages JOIN documents ON document = documents.number"
    )
    return Counter(hashlib.sha256(text).digest() for (text,) in rows)
