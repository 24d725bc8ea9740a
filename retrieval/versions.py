"""The versions of a corpus on disk: a source of files in, an immutable folder out, opened as a Snapshot.

A version is built beside the others, by a child process, and takes its place by one rename; whatever
happens before that leaves nothing that is ever read.  Under the versions folder each source has its own:
``<name>-<hash of its path>/<version>/``, with ``current.json`` naming the version in use and the state of
the files that it was built from.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.cleaning import describe
from corpus.errors import CorpusError
from corpus.loading import Problem, load
from corpus.passages import split
from corpus.records import Document, Passage
from retrieval.analysis import analyser
from retrieval.snapshot import DATABASE, FORMAT, MANIFEST, Snapshot, VersionUnusable, decode, encode, read_manifest

_ROOT = Path(__file__).resolve().parent.parent
_CURRENT = "current.json"
_BUILDING = ".building-"
_SCHEMA = """
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, title BLOB NOT NULL, language TEXT NOT NULL,
        date TEXT, dateline TEXT, agency TEXT, passages INTEGER NOT NULL, text BLOB NOT NULL);
    CREATE TABLE passages (
        place INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
        heading BLOB NOT NULL, sentences BLOB NOT NULL, terms BLOB NOT NULL);
"""
_INDEXES = "CREATE UNIQUE INDEX passages_of_document ON passages (document, number)"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: the version's folder and counts, and each problem met on the way as one line.

    ``reused`` says that the very same version stood there already.
    """

    path: Path
    version: str
    sha256: str
    documents: int
    passages: int
    sentences: int
    problems: tuple[str, ...]
    reused: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version has that another had not: document ids, and how many passages came and went."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    passages_added: int
    passages_removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def open_current(source: Path, versions: Path) -> Snapshot:
    """The source's current version, built first (in a child process) if its files have changed.

    Raises CorpusError where there is nothing to answer from, or nowhere to build.
    """
    current = _current(source, versions)
    if current is not None and current["files"] == _state_of_files(source):
        with contextlib.suppress(VersionUnusable):
            return Snapshot(_home(source, versions) / current["version"])
    return Snapshot(_report(_in_child(source, versions)).path)


async def build_in_child(source: Path, versions: Path) -> BuildReport:
    """Build the source's version in a child process, so that questions are answered meanwhile.

    Raises CorpusError as build() does.  Cancelled, it ends the child.
    """
    child = await asyncio.create_subprocess_exec(
        *_command(source, versions), cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        printed, complaint = await child.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise
    return _report((child.returncode or 0, printed, complaint))


def build(source: Path, versions: Path) -> BuildReport:
    """Build the source's version in this process and make it the current one.

    Raises CorpusError where the source is missing or has no document, or the folder cannot be written.
    """
    home = _home(source, versions)
    try:
        home.mkdir(parents=True, exist_ok=True)
        _sweep(home)
        workshop = home / f"{_BUILDING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
        workshop.mkdir()
        try:
            files = _state_of_files(source)
            manifest, problems = _write(source, workshop)
            reused = _put_in_place(workshop, home / manifest["version"])
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
        _write_durably(home / _CURRENT, {"version": manifest["version"], "files": files})
    except OSError as error:
        place = error.filename or versions
        raise CorpusError(f"cannot build the corpus in {place}: {error.strerror or error}; choose another QUOTH_STATE_DIR") from error
    counts = {name: manifest[name] for name in ("version", "sha256", "documents", "passages", "sentences")}
    return BuildReport(path=home / manifest["version"], problems=tuple(map(str, problems)), reused=reused, **counts)


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """What differs from *old* to *new*: documents by id, text and title; passages by their text."""
    before, after = _digests(old), _digests(new)
    passages_before, passages_after = _passage_digests(old), _passage_digests(new)
    return Changes(
        added=tuple(document for document in after if document not in before),
        removed=tuple(document for document in before if document not in after),
        changed=tuple(document for document in after if document in before and after[document] != before[document]),
        passages_added=(passages_after - passages_before).total(),
        passages_removed=(passages_before - passages_after).total(),
    )


def index_terms(title: str, heading: str, text: str, language: str) -> list[str]:
    """What a passage is found by: the terms of its document's title, its heading and itself."""
    known = analyser(language)
    return [*known.terms(title), *known.terms(heading), *known.terms(text)]


def _write(source: Path, folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Everything of a version into *folder*; the manifest is written last and makes it one."""
    fingerprint = hashlib.sha256()
    languages: Counter[str] = Counter()
    problems: list[Problem] = []
    passage_count = sentence_count = document_count = 0
    with contextlib.closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database:
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        for read in load(source):
            if isinstance(read, Problem):
                problems.append(read)
                continue
            document = describe(read)
            passages = split(document)
            for part in (document.id, document.title, document.text):
                stored = encode(part)
                fingerprint.update(len(stored).to_bytes(8, "big") + stored)
            languages[document.language] += 1
            database.execute("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?)", _document_row(document_count, document, len(passages)))
            rows = _passage_rows(document_count, passage_count, document, passages)
            database.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
            document_count += 1
            passage_count += len(passages)
            sentence_count += sum(len(passage.sentences) for passage in passages)
        database.execute("COMMIT")
        database.execute(_INDEXES)
    if not sentence_count:
        raise CorpusError(f"{source} has no sentence to answer with; put text into it (.txt, .md or .jsonl)")
    sha256 = fingerprint.hexdigest()
    golds = _gold_files(source)
    manifest = {
        "format": FORMAT,
        "sha256": sha256,
        "languages": [language for language, _ in languages.most_common()],
        "documents": document_count,
        "passages": passage_count,
        "sentences": sentence_count,
        "engine": "rank-bm25",
        "starters": _starters(golds),
    }
    manifest["version"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
    _write_durably(folder / MANIFEST, manifest)
    return manifest, problems


def _document_row(number: int, document: Document, passages: int) -> tuple[Any, ...]:
    date = document.date.isoformat() if document.date else None
    return (
        number, encode(document.id), encode(document.title), document.language,
        date, document.dateline, document.agency, passages, encode(document.text),
    )  # fmt: skip


def _passage_rows(number: int, place: int, document: Document, passages: Sequence[Passage]) -> Iterator[tuple[Any, ...]]:
    """The rows of a document's passages.  Byte offsets are counted on from passage to passage, never anew."""
    at = at_byte = 0
    for passage in passages:
        text = document.text[passage.start : passage.end]
        at_byte += len(encode(document.text[at : passage.start]))
        end_byte = at_byte + len(encode(text))
        terms = " ".join(index_terms(document.title, passage.heading, text, document.language))
        sentences = np.array(passage.sentences, dtype="<i4").tobytes()
        yield (
            place, number, passage.number, passage.start, passage.end,
            at_byte, end_byte, encode(passage.heading), sentences, encode(terms),
        )  # fmt: skip
        place += 1
        at, at_byte = passage.end, end_byte


def _put_in_place(workshop: Path, version: Path) -> bool:
    """One rename makes *workshop* the *version*; True where that stood there already, which then stays."""
    try:
        read_manifest(version)
    except VersionUnusable:
        shutil.rmtree(version, ignore_errors=True)
    else:
        return True
    _sync(workshop / DATABASE)
    _sync(workshop)
    workshop.rename(version)
    _sync(version.parent)
    return False


def _write_durably(path: Path, content: dict[str, Any]) -> None:
    """Write *content* as JSON so that *path* is, at any moment, the old file whole or the new one whole."""
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    beside.write_text(json.dumps(content, ensure_ascii=True, indent=1), encoding="utf-8")
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(home: Path) -> None:
    """Remove what builds left behind that ended before their time."""
    for left in home.glob(f"{_BUILDING}*"):
        process = int(left.name.removeprefix(_BUILDING).split("-")[0])
        if not _alive(process):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _home(source: Path, versions: Path) -> Path:
    """The folder of one source's versions."""
    path = source.resolve()
    return versions / f"{path.stem[:40]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"


def _current(source: Path, versions: Path) -> dict[str, Any] | None:
    try:
        current: dict[str, Any] = json.loads((_home(source, versions) / _CURRENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return current if current.keys() >= {"version", "files"} else None


def _state_of_files(source: Path) -> list[list[Any]]:
    """Name, size and time of every file of the source: as long as they are the same, nothing has changed."""
    files = sorted(source.rglob("*")) if source.is_dir() else [source, *_gold_files(source)]
    states = ((path, path.stat()) for path in files if path.is_file())
    return [[path.relative_to(source.parent).as_posix(), state.st_size, state.st_mtime_ns] for path, state in states]


def _gold_files(source: Path) -> list[Path]:
    """The corpus's own questions: ``*.gold.jsonl`` in its folder, or beside the file by its name."""
    if source.is_dir():
        return sorted(source.rglob("*.gold.jsonl"))
    beside = source.with_name(f"{source.stem}.gold.jsonl")
    return [beside] if beside.is_file() else []


def _starters(golds: Sequence[Path]) -> list[str]:
    """Questions to begin with: those a gold file marks ``starter``, or else its first that have answers."""
    rows = [row for path in golds for row in _gold_rows(path)]
    opening = [row for row in rows if row.get("answerable") and row.get("turn", 1) == 1 and isinstance(row.get("question"), str)]
    chosen = [row for row in opening if row.get("starter")] or opening[:6]
    return [row["question"] for row in chosen]


def _gold_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gold file that can be read; what is wrong with the others is for `eval` to say."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict):
                yield row


def _digests(snapshot: Snapshot) -> dict[str, bytes]:
    rows = snapshot.rows("SELECT id, title, text FROM documents ORDER BY number")
    return {decode(document): hashlib.sha256(title + b"\0" + text).digest() for document, title, text in rows}


def _passage_digests(snapshot: Snapshot) -> Counter[bytes]:
    rows = snapshot.rows(
        "SELECT substr(text, byte_start + 1, byte_end - byte_start) FROM passages JOIN documents ON document = documents.number"
    )
    return Counter(hashlib.sha256(text).digest() for (text,) in rows)


def _command(source: Path, versions: Path) -> list[str]:
    return [sys.executable, "-m", "retrieval.versions", str(source.absolute()), str(versions.absolute())]


def _in_child(source: Path, versions: Path) -> tuple[int, bytes, bytes]:
    done = subprocess.run(_command(source, versions), cwd=_ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def _report(outcome: tuple[int, bytes, bytes]) -> BuildReport:
    """What a child that builds has said; raises CorpusError with its reason where it refused."""
    code, printed, complaint = outcome
    if code == 0:
        said = json.loads(printed)
        return BuildReport(**{**said, "path": Path(said["path"]), "problems": tuple(said["problems"])})
    lines = complaint.decode("utf-8", "replace").strip().splitlines() or [f"it ended with {code}"]
    raise CorpusError(lines[-1] if code == 1 else f"building the corpus failed: {lines[-1]}")


def _main(source: str, versions: str) -> int:
    """The child: builds, prints its report as JSON; 1 and a line on stderr where the corpus is refused."""
    try:
        report = build(Path(source), Path(versions))
    except CorpusError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({**asdict(report), "path": str(report.path)}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
