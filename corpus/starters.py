"""Questions to begin with: a corpus's own gold questions, which stand beside its documents."""

import contextlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.files import why_not_read

_OFFERED = 6  # where no question is marked as a starter
_ON_A_BUTTON = 40  # letters that a telephone shows, or half as many of those that are twice as wide


def gold_files(source: Path) -> list[Path]:
    """The corpus's own questions: ``*.gold.jsonl`` in its folder, or beside the file by its name."""
    if source.is_dir():
        return sorted(path for path in source.rglob("*.gold.jsonl") if not path.is_dir())
    beside = source.with_name(f"{source.stem}.gold.jsonl")
    return [beside] if beside.exists() and not beside.is_dir() else []


def starters(golds: Sequence[Path]) -> list[str]:
    """Questions to begin with: those a gold file marks ``starter``, or else its first that have answers.

    Those that a button shows whole come before longer ones.
    """
    rows = [row for path in golds for row in _gold_rows(path)]
    opening = [
        row
        for row in rows
        if row.get("answerable") and row.get("turn", 1) == 1 and isinstance(row.get("question"), str)
    ]
    marked = [row["question"] for row in opening if row.get("starter")]
    if marked:
        return sorted(marked, key=_is_long)
    return sorted((row["question"] for row in opening), key=_is_long)[:_OFFERED]


def _is_long(question: str) -> bool:
    """Whether a telephone cuts a button with this question.

    >>> _is_long("Who lit the lamp?"), _is_long("谁" * 21)
    (False, True)
    """
    return sum(map(_width, question)) > _ON_A_BUTTON


def _width(character: str) -> int:
    if unicodedata.category(character) in (
        "Mn",
        "Me",
        "Cf",
    ):  # a sign above or below another: a vowel of Thai
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _gold_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gold file that can be read; what is wrong with the others is for `eval` to say."""
    with contextlib.suppress(OSError):
        if why_not_read(path):
            return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict):
                yield row
