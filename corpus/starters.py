"""Questions to begin with: a corpus's own gold questions, which stand beside its documents."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_OFFERED = 6  # where no question is marked as a starter


def gold_files(source: Path) -> list[Path]:
    """The corpus's own questions: ``*.gold.jsonl`` in its folder, or beside the file by its name."""
    if source.is_dir():
        return sorted(source.rglob("*.gold.jsonl"))
    beside = source.with_name(f"{source.stem}.gold.jsonl")
    return [beside] if beside.is_file() else []


def starters(golds: Sequence[Path]) -> list[str]:
    """Questions to begin with: those a gold file marks ``starter``, or else its first that have answers."""
    rows = [row for path in golds for row in _gold_rows(path)]
    opening = [
        row
        for row in rows
        if row.get("answerable") and row.get("turn", 1) == 1 and isinstance(row.get("question"), str)
    ]
    chosen = [row for row in opening if row.get("starter")] or opening[:_OFFERED]
    return [row["question"] for row in chosen]


def _gold_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gold file that can be read; what is wrong with the others is for `eval` to say."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict):
                yield row
