"""A corpus of our own with its gold questions, to be changed, and where its versions are."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from retrieval.store.corpus_store import CorpusStore

LAMP = """\
The Lamp of Selmouth

Mayor Edda Quist lit the lamp on Sunday evening. The repair cost 40,000 crowns.
"""
GOLD: list[dict[str, Any]] = [
    {
        "id": "who",
        "question": "Who lit the lamp?",
        "answerable": True,
        "answers": [{"document": "lamp", "start": 22, "text": "Edda Quist"}],
    },
    {"id": "moon", "question": "Which rocket reached the moon?", "answerable": False},
]


class Home(NamedTuple):
    """A source and where its versions are."""

    source: Path
    versions: Path

    @property
    def store(self) -> CorpusStore:
        return CorpusStore(self.source, self.versions)

    def write(self, name: str, text: str) -> Path:
        (self.source / name).write_text(text, encoding="utf-8")
        return self.source / name


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The corpus, not built yet."""
    home = Home(tmp_path / "articles", tmp_path / "versions")
    home.source.mkdir()
    home.write("lamp.txt", LAMP)
    home.write("lamp.gold.jsonl", "\n".join(map(json.dumps, GOLD)))
    return home
