"""Caches of earlier versions that links lead to, and of documents ready to be shown."""

import contextlib
import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator

from corpus.errors import CorpusError
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from web.pages.document import PART_CHARACTERS, ReadDocument, read_document

MAX_OPEN = 3
"""Versions kept open besides the published one."""
MAX_KEPT_CHARACTERS = 8_000_000
"""Characters of all cached documents; each takes a few bytes of memory."""
_NAME = re.compile(r"[0-9a-f]{6,64}")


class EarlierVersions:
    """Opens versions that are no longer published, and closes those unread for longest."""

    def __init__(self, store: CorpusStore, limit: int = MAX_OPEN) -> None:
        self._store = store
        self._limit = limit
        self._open: OrderedDict[str, Snapshot] = OrderedDict()
        self._readers: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def opened(self, version: str) -> Iterator[Snapshot | None]:
        """A version by its name, kept open during the block; None if it is no longer stored."""
        with self._lock:
            snapshot = self._taken(version)
        try:
            yield snapshot
        finally:
            with self._lock:
                self._readers[version] -= 1
                self._close_surplus()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            for snapshot in self._open.values():
                snapshot.close()
            self._open.clear()

    def _taken(self, version: str) -> Snapshot | None:
        self._readers[version] += 1
        if version not in self._open:
            # The name comes from an address: it must not lead out of the folder of versions.
            if not _NAME.fullmatch(version) or not self._store.path_of(version).is_dir():
                return None
            try:
                self._open[version] = self._store.open_version(version)
            except CorpusError:
                return None
        self._open.move_to_end(version)
        return self._open[version]

    def _close_surplus(self) -> None:
        self._readers += Counter()  # removes versions without readers
        unread = [version for version in self._open if not self._readers[version]]
        for version in unread[: max(0, len(self._open) - self._limit)]:
            self._open.pop(version).close()


class ReadDocuments:
    """A cache of documents as they are shown: readers mostly stay in the same text."""

    def __init__(
        self, max_characters: int = MAX_KEPT_CHARACTERS, part_characters: int = PART_CHARACTERS
    ) -> None:
        """Cache at most *max_characters*; each document is shown in parts of *part_characters*."""
        self._limit = max_characters
        self._part = part_characters
        self._kept: OrderedDict[tuple[str, str], ReadDocument] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, snapshot: Snapshot, document: str) -> ReadDocument:
        """A document of a version; raises KeyError if there is none with that id."""
        key = snapshot.version, document
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        read = read_document(snapshot, document, self._part)
        with self._lock:
            self._kept[key] = read
            while len(self._kept) > 1 and sum(len(each.text) for each in self._kept.values()) > self._limit:
                self._kept.popitem(last=False)
        return read
