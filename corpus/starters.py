"""Starter questions, taken from the gold questions beside a corpus's documents."""

import contextlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.files import why_not_read

_OFFERED = 6  # how many, if no question is marked as a starter
_ON_A_BUTTON = 40  # letters that fit on a phone's button; a double-width letter counts twice


def gold_files(source: Path) -> list[Path]:
    """The corpus's gold files: ``*.gold.jsonl`` in its folder, or ``NAME.gold.jsonl`` beside its one file."""
    if source.is_dir():
        return sorted(path for path in source.rglob("*.gold.jsonl") if not path.is_dir())
    beside = source.with_name(f"{source.stem}.gold.jsonl")
    return [beside] if beside.exists() and not beside.is_dir() else []


def starters(golds: Sequence[Path]) -> list[str]:
    """Starter questions: those marked ``starter``, or else the first ones that have answers.

    A question whose ``starter`` is false is not among them.

    Questions that fit on a button come before longer ones.
    """
    rows = [row for path in golds for row in _gold_rows(path)]
    opening = [
        row
        for row in rows
        if row.get("answerable")
        and row.get("turn", 1) == 1
        and isinstance(row.get("question"), str)
        and row.get("starter") is not False
    ]
    marked = [row["question"] for row in opening if row.get("starter")]
    if marked:
        return sorted(marked, key=_is_long)
    return sorted((row["question"] for row in opening), key=_is_long)[:_OFFERED]


def _is_long(question: str) -> bool:
    """Whether a question is too long for a button on a phone.

    >>> _is_long("Who lit the lamp?"), _is_long("谁" * 21)
    (False, True)
    """
    return sum(map(_width, question)) > _ON_A_BUTTON


def _width(character: str) -> int:
    if unicodedata.category(character) in (
        "Mn",
        "Me",
        "Cf",
    ):  # a sign above or below another, such as a Thai vowel
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _gold_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The readable rows of a gold file; `eval` reports the others."""
    with contextlib.suppress(OSError):
        if why_not_read(path):
            return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict):
                yield row
