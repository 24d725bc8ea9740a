"""Write gold questions from a chat beside the corpus, and remove them again."""

import contextlib
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.errors import GoldError
from evaluation.gold import read_gold
from management.errors import RefusedError
from retrieval.index.atomic_files import sync
from retrieval.records import Citation

_FILE = "chat.gold.jsonl"


def gold_file(source: Path) -> Path:
    """Where questions from a chat are written: a file of their own in the folder, or beside the one file.

    >>> gold_file(Path("articles/lamp.md")).as_posix()
    'articles/lamp.gold.jsonl'
    """
    return source / _FILE if source.is_dir() else source.with_name(f"{source.stem}.gold.jsonl")


def gold_rows(id_: str, questions: Sequence[str], right: Citation) -> list[dict[str, Any]]:
    """The gold rows for the last of *questions*, whose right answer is a sentence; the others lead up to it.

    They are not offered as starter questions.

    >>> right = Citation("lamp", "", 1, 5, 16, "It is lit.", 1.0)
    >>> [(row["id"], row["answerable"]) for row in gold_rows("a1", ["Who?", "When?"], right)]
    [('a1.1', None), ('a1', True)]
    """
    *before, last = questions
    talk = {"conversation": id_} if before else {}
    rows: list[dict[str, Any]] = [
        {"id": f"{id_}.{turn}", "question": question, "answerable": None, "turn": turn, **talk}
        for turn, question in enumerate(before, 1)
    ]
    answer = {"document": right.document, "start": right.start, "text": right.text}
    turn = {"turn": len(questions)} if before else {}
    asked = {"id": id_, "question": last, "answerable": True, "answers": [answer], "starter": False}
    return [*rows, asked | turn | talk]


def add_gold(source: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows to the gold questions from chats.  Raises RefusedError if their ids are taken already."""
    file = gold_file(source)
    taken = {row.get("id") for row in _rows(file)}
    if any(row["id"] in taken for row in rows):
        raise RefusedError("this answer is protected already")
    added = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    before = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    _replace(file, before + ("" if not before or before.endswith("\n") else "\n") + added)


def remove_gold(source: Path, id_: str) -> bool:
    """Remove the question of that id and those that lead up to it; False if it does not exist."""
    file = gold_file(source)
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file.exists() else []
    kept = [line for line in lines if not _belongs(line, id_)]
    if len(kept) == len(lines):
        return False
    if any(line.strip() for line in kept):
        _replace(file, "".join(f"{line}\n" for line in kept))
    else:
        file.unlink()
    return True


def _belongs(line: str, id_: str) -> bool:
    row = _row(line)
    return row.get("id") == id_ or row.get("conversation") == id_


def _rows(file: Path) -> list[dict[str, Any]]:
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file.exists() else []
    return [_row(line) for line in lines]


def _row(line: str) -> dict[str, Any]:
    """The JSON object in a line; an empty one if there is none, which `eval` will report."""
    with contextlib.suppress(ValueError):
        row = json.loads(line)
        if isinstance(row, dict):
            return row
    return {}


def _replace(file: Path, content: str) -> None:
    """Write the whole file in one step, if it can be read as gold questions."""
    beside = file.with_name(f".{file.name}-{uuid.uuid4().hex[:8]}")
    try:
        beside.write_text(content, encoding="utf-8")
        read_gold(beside)
        sync(beside)
        beside.replace(file)
    except GoldError as error:
        reason = str(error).replace(beside.name, file.name)
        raise RefusedError(f"{reason}; correct the file first") from error
    except OSError as error:
        raise RefusedError(
            f"{file.name} cannot be written ({error.strerror}); check its permissions"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
