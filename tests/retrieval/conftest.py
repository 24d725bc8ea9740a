from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

Read = Callable[..., Snapshot]


@pytest.fixture
def open_texts(tmp_path: Path) -> Iterator[Read]:
    """Opens a snapshot of a corpus of texts given by name."""
    with ExitStack() as opened:

        def made(**texts: str) -> Snapshot:
            folder = tmp_path / "texts"
            folder.mkdir()
            for name, text in texts.items():
                (folder / f"{name}.txt").write_text(text, encoding="utf-8")
            snapshot = Snapshot(build(CorpusStore(folder, tmp_path / "versions")).path)
            opened.callback(snapshot.close)
            return snapshot

        yield made
