"""A small corpus of our own, and what it takes to talk about it."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.snapshot import Snapshot
from retrieval.versions import build

LAMP = """\
The Lamp of Selmouth

Selmouth, 3 May 1999 (Coast News) -- The harbour lamp of Selmouth burns again after nine dark winters.

Mayor Edda Quist lit it on Sunday evening. "Ships will find us in any fog," she told the crowd on the pier.

The repair cost 40,000 crowns. The fishermen's guild paid half of that sum. Nobody was hurt during the work.
"""

STARTERS = [
    "Who lit the lamp?",
    "What did the repair cost?",
    "When does the lamp burn?",
    "Who paid for the repair?",
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A corpus of one article, with questions to begin with."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lamp.txt").write_text(LAMP, encoding="utf-8")
    gold = [{"id": str(number), "question": text, "answerable": True} for number, text in enumerate(STARTERS)]
    (folder / "lamp.gold.jsonl").write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    return folder


@pytest.fixture
def snapshot(source: Path, tmp_path: Path) -> Iterator[Snapshot]:
    """The article, opened."""
    with closing(Snapshot(build(source, tmp_path / "versions").path)) as snapshot:
        yield snapshot
