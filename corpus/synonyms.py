"""Synonyms as an admin writes them: ``synonyms.txt`` beside the documents, one group a line.

    # what people ask for, and what the documents call it
    car, automobile, motor vehicle

Whatever one of a group finds, each of the others finds too.  The words may be of any language; case and
inflection are of no matter, since they are looked up as the words of a question are.
"""

import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from corpus.errors import CorpusError
from corpus.extraction.decoding import decode
from corpus.files import why_not_read
from corpus.loading import Problem
from languages.word_groups import A_GROUP, Group, parse_group, wrong_with

FILE = "synonyms.txt"
_MOST_BYTES = 4 << 20
"""Of a file with synonyms: a hundred thousand groups."""


def synonyms_file(source: Path) -> Path:
    """Where the synonyms of a corpus are, or would be: in its folder, or beside its one file.

    >>> synonyms_file(Path("articles/lamp.md")).as_posix()
    'articles/lamp.synonyms.txt'
    """
    return source / FILE if source.is_dir() else source.with_name(f"{source.stem}.{FILE}")


def synonym_files(source: Path) -> list[Path]:
    """The files with synonyms that a corpus has."""
    file = synonyms_file(source)
    return [file] if file.exists() and not file.is_dir() else []


def read_all(source: Path) -> tuple[list[Group], list[Problem]]:
    """The groups of a corpus and the problems with them."""
    read = [read_synonyms(file) for file in synonym_files(source)]
    return [group for groups, _ in read for group in groups], [each for _, wrong in read for each in wrong]


def read_synonyms(file: Path) -> tuple[list[Group], list[Problem]]:
    """The groups of a file, and a problem for each line that is none; the others serve all the same."""
    try:
        if reason := why_not_read(file, _MOST_BYTES):
            return [], [Problem(file, "", reason, "put a short text file in its place")]
        lines = decode(file.read_bytes()).splitlines()
    except (OSError, ValueError) as error:
        return [], [Problem(file, "", f"cannot be read ({error})", "save it as UTF-8 text")]
    groups: list[Group] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        group = parse_group(line)
        wrong = wrong_with(group)
        if group and wrong:
            problems.append(Problem(file, f"line {number}", wrong, A_GROUP))
        elif group:
            groups.append(group)
    return groups, problems


def add_group(file: Path, entries: Iterable[str]) -> Group:
    """Add a group at the end of *file*, which is made where it is missing; the file is whole at any instant.

    A group that stands there already is not written twice.  Raises CorpusError where the entries are no
    group, or where the file cannot be written.
    """
    line = ", ".join(entry.replace(",", " ").replace("#", " ") for entry in entries)
    group = parse_group(line)
    if wrong := wrong_with(group):
        raise CorpusError(f"the group {wrong}; {A_GROUP}")
    try:
        written = decode(file.read_bytes()) if file.exists() else ""
        if group not in map(parse_group, written.splitlines()):
            _replace(file, f"{written.rstrip()}\n{', '.join(group)}\n".lstrip("\n"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{file} cannot be written ({error}); check that it may be") from error
    return group


def _replace(file: Path, content: str) -> None:
    beside = file.with_name(f".{file.name}-{uuid.uuid4().hex[:8]}")
    try:
        with beside.open("w", encoding="utf-8") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
