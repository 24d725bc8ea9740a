from pathlib import Path

import pytest

from retrieval.store.corpus_store import CorpusStore


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of one text."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lamp.txt").write_text("The lamp burns again. The keeper slept.", encoding="utf-8")
    return folder


@pytest.fixture
def store(source: Path, tmp_path: Path) -> CorpusStore:
    """Where its versions are, none of which is built yet."""
    return CorpusStore(source, tmp_path / "versions")
