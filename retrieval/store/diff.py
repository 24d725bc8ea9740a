"""The differences between two versions of a corpus, and the lines of a version that are in no passage."""

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from retrieval.store.database import address
from retrieval.store.non_text_diff import non_text_differences
from retrieval.store.snapshot import Snapshot
from retrieval.store.text_encoding import decode, encode

_QUESTION_MARK = re.compile(r"\A\s*[^\W\d_]{1,9} ?\d{0,3}[.:)](?:\s+|\Z)")
"""The mark at the beginning of a question or an answer: "Q:", "A.", "Вопрос 7:"."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences between two versions: document ids, and counts of passages by what changed.

    Within a document, a passage that was removed and one added in its place are one changed passage; both
    are counted in ``passages_removed`` and ``passages_added`` as well.  If the texts are the same, ``beside``
    has the values of `Aspect` that name what else differs.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    passages_added: int
    passages_removed: int
    passages_changed: int = 0
    beside: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def size(self) -> int:
        """How many passages were added, removed or changed; if only titles were, how many documents."""
        passages = self.passages_added + self.passages_removed - self.passages_changed
        return passages or len(self.changed)


NO_CHANGES = Changes((), (), (), 0, 0)


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that was "added", "removed" or "changed", its passages counted as in Changes."""

    kind: str
    document: str
    title: str
    passages_added: int
    passages_removed: int
    passages_changed: int


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """The differences from *old* to *new*: documents by id, text and title, and passages by their text."""
    changes = sum_changes(differences(old, new))
    return changes if changes else replace(changes, beside=non_text_differences(old, new))


def all_added(new: Snapshot) -> Changes:
    """The difference between no version and *new*."""
    ids = new.rows("SELECT id FROM documents ORDER BY number")
    return Changes(tuple(decode(document) for (document,) in ids), (), (), new.passage_count, 0)


def sum_changes(found: Iterable[DocumentChange]) -> Changes:
    """The differences between two versions, added up."""
    documents: dict[str, list[str]] = {"added": [], "removed": [], "changed": []}
    passages: Counter[str] = Counter()
    for each in found:
        documents[each.kind].append(each.document)
        passages["added"] += each.passages_added
        passages["removed"] += each.passages_removed
        passages["changed"] += each.passages_changed
    added, removed, changed = map(tuple, documents.values())
    return Changes(added, removed, changed, passages["added"], passages["removed"], passages["changed"])


_ONLY_HERE = """
    SELECT id, title, passages FROM {here}.documents AS here
    WHERE NOT EXISTS (SELECT 1 FROM {there}.documents AS there WHERE there.id = here.id)
    ORDER BY number"""
_CHANGED = """
    SELECT here.id, here.title FROM new.documents AS here CROSS JOIN old.documents AS there
    ON there.id = here.id AND (there.title <> here.title OR there.text <> here.text)
    ORDER BY here.number"""


def differences(old: Snapshot, new: Snapshot) -> Iterator[DocumentChange]:
    """The differences from *old* to *new* by document: first the added ones, then the removed, the changed.

    SQLite compares both versions, so that a large corpus is never in memory.
    """
    with closing(sqlite3.connect(":memory:", uri=True)) as both:
        both.execute("ATTACH ? AS old", (address(old.folder),))
        both.execute("ATTACH ? AS new", (address(new.folder),))
        for document, title, passages in both.execute(_ONLY_HERE.format(here="new", there="old")):
            yield DocumentChange("added", decode(document), decode(title), passages, 0, 0)
        for document, title, passages in both.execute(_ONLY_HERE.format(here="old", there="new")):
            yield DocumentChange("removed", decode(document), decode(title), 0, passages, 0)
        for document, title in both.execute(_CHANGED):
            yield _change(decode(document), decode(title), old, new)


def _change(document: str, title: str, old: Snapshot, new: Snapshot) -> DocumentChange:
    """A document that is in both versions, with its passages counted."""
    passages_before, passages_after = _passages(old, document), _passages(new, document)
    came = (passages_after - passages_before).total()
    went = (passages_before - passages_after).total()
    return DocumentChange("changed", document, title, came, went, min(came, went))


def skipped_lines(snapshot: Snapshot, documents: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The lines of some documents that are in no passage, such as navigation, each with its document's id.

    Titles, datelines, headings, questions and terms are left out: they are in no passage either, but are
    indexed with the passages below them.
    """
    for document in documents:
        text = snapshot.document_text(document)
        named = _Names.of(snapshot, document)
        end = 0
        for start, passage_end in [*_places(snapshot, document), (len(text), len(text))]:
            lines = (line.strip() for line in text[end:start].splitlines())
            yield from ((document, line) for line in lines if not (named.has(line) or _is_marked(line)))
            end = passage_end


class _Names(NamedTuple):
    """The names of a document and its parts, without punctuation, and the pairs of adjacent words in them."""

    whole: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, snapshot: Snapshot, document: str) -> "_Names":
        """The names of a document and of its parts."""
        card = snapshot.document(document)
        contexts = snapshot.rows(
            "SELECT DISTINCT context FROM passages JOIN documents ON document = documents.number "
            "WHERE id = ?",
            encode(document),
        )
        parts = [part for (context,) in contexts for part in decode(context).split("\n")]
        names = [_without_punctuation(name) for name in (card.title, card.dateline or "", *parts)]
        return cls(
            frozenset(["", *names]), frozenset(pair for name in names for pair in pairwise(name.split()))
        )

    def has(self, line: str) -> bool:
        """Whether a line is a name, or one of the lines of a long one, or the mark of a question."""
        words = _without_punctuation(_QUESTION_MARK.sub("", line)).split()
        return " ".join(words) in self.whole or (len(words) > 1 and set(pairwise(words)) <= self.pairs)


def _without_punctuation(line: str) -> str:
    """A line without punctuation around it.

    A regular expression for the end of the line would backtrack over each of many blanks within it.

    >>> _without_punctuation("## Old  pines --"), _without_punctuation("***")
    ('Old pines', '')
    """
    first = next((at for at, sign in enumerate(line) if sign.isalnum()), len(line))
    end = next((at for at in range(len(line), first, -1) if line[at - 1].isalnum()), first)
    return " ".join(line[first:end].split())


def _is_marked(line: str) -> bool:
    """Whether Markdown marks a line as a heading: one directly above another has no passage of its own.

    >>> _is_marked("## Pines"), _is_marked("#pines")
    (True, False)
    """
    return re.match(r"#{1,6}\s", line) is not None


def _passages(snapshot: Snapshot, document: str) -> Counter[bytes]:
    """How often each passage occurs in a document; nothing if there is no such document."""
    rows = snapshot.rows(
        "SELECT substr(text, byte_start + 1, byte_end - byte_start) "
        "FROM passages JOIN documents ON document = documents.number WHERE id = ?",
        encode(document),
    )
    return Counter(hashlib.sha256(text).digest() for (text,) in rows)


def _places(snapshot: Snapshot, document: str) -> Iterator[tuple[int, int]]:
    rows = snapshot.rows(
        'SELECT start, "end" FROM passages JOIN documents ON document = documents.number '
        "WHERE id = ? ORDER BY passages.number",
        encode(document),
    )
    yield from ((start, end) for start, end in rows)
