"""Small corpora for tests: written, built and opened."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot


def snapshot_of(source: Path, versions: Path | None = None) -> "closing[Snapshot]":
    """The snapshot of a corpus, which is built first and closed with the block; *versions* are beside it."""
    return closing(Snapshot(build(CorpusStore(source, versions or source.parent / "versions")).path))


def write_texts(source: Path, texts: Mapping[str, str]) -> Path:
    """Write *texts* by title, which are their ids too, to a file of JSON lines; return the file."""
    rows = [{"_id": title, "title": title, "text": text} for title, text in texts.items()]
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return source
