"""Synonyms written by an admin: ``synonyms.txt`` beside the documents, one group per line.

    # what people ask for, and what the documents call it
    car, automobile, motor vehicle

A question with one word of a group also finds what the other words find.  The words may be in any language;
case and inflection do not matter, because the words are analysed in the same way as a question.
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
_MAX_BYTES = 4 << 20
"""Limit on a synonyms file: about a hundred thousand groups."""


def synonyms_file(source: Path) -> Path:
    """The path of a corpus's synonyms, whether the file exists or not: in its folder, or beside its one file.

    >>> synonyms_file(Path("articles/lamp.md")).as_posix()
    'articles/lamp.synonyms.txt'
    """
    return source / FILE if source.is_dir() else source.with_name(f"{source.stem}.{FILE}")


def synonym_files(source: Path) -> list[Path]:
    """The existing synonym files of a corpus."""
    file = synonyms_file(source)
    return [file] if file.exists() and not file.is_dir() else []


def read_all(source: Path) -> tuple[list[Group], list[Problem]]:
    """The groups of a corpus and the problems with them."""
    read = [read_synonyms(file) for file in synonym_files(source)]
    return [group for groups, _ in read for group in groups], [each for _, wrong in read for each in wrong]


def read_synonyms(file: Path) -> tuple[list[Group], list[Problem]]:
    """The groups of a file, and a problem for each bad line; the good lines are used nevertheless."""
    try:
        if reason := why_not_read(file, _MAX_BYTES):
            return [], [Problem(file, "", reason, "replace it with a short text file")]
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
    """Append a group to *file*, creating it if necessary; the file is replaced atomically.

    A group that exists already is not written again.  Raises CorpusError if the entries do not form a
    group, or if the file cannot be written.
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
        raise CorpusError(f"{file} cannot be written ({error}); check its permissions") from error
    return group


def remove_group(file: Path, group: Group) -> bool:
    """Remove the lines of *file* with exactly that group; False if there are none.

    Raises CorpusError if the file cannot be written.
    """
    try:
        lines = decode(file.read_bytes()).splitlines() if file.exists() else []
        kept = [line for line in lines if parse_group(line) != group]
        if len(kept) < len(lines):
            _replace(file, "".join(f"{line}\n" for line in kept))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{file} cannot be written ({error}); check its permissions") from error
    return len(kept) < len(lines)


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
