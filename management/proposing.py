"""A proposal: a version built beside the one in use, with all that someone needs to decide about it.

It is made in a child process, which tells how far it is: building, comparing and asking would otherwise
keep a running bot from its questions.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, StorageError
from management import limits
from management.adding import stage
from management.errors import RefusedError
from management.gold_gate import NO_GOLD, GoldChange, GoldReport, answerable_now, compare_golds
from retrieval.index.choosing import EngineChoice
from retrieval.indexing.versions import BuildReport, build_candidate, yield_to_questions
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.diff import Changes, all_new, compare, set_aside
from retrieval.store.snapshot import Snapshot, VersionUnusableError

_ROOT = Path(__file__).resolve().parent.parent
_LINES_SHOWN = 20
_LONGEST_LINE = 1 << 30  # bytes, of a child's report, which names each document that is new
_REFUSALS: dict[str, type[CorpusError]] = {
    "storage": StorageError,
    "file": RefusedError,
    "corpus": CorpusError,
}
"""What a child refuses, by the name that it tells."""

OnStage = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and of how much; 0 of 0 if that is not known."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Ignore how far it is."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Files to be put into a corpus, and the ``folder`` to make, in which it is staged with them."""

    files: tuple[Path, ...]
    folder: Path
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version that could take the place of ``before`` (None: none is in use).

    ``set_aside`` are lines of new and changed documents that belong to the page and not to the account, up
    to twenty of ``lines_set_aside``.  ``problems`` are the files, lines and pages that could not be read.
    ``answerable`` are the open questions, given beforehand, that it answers and the one in use does not.
    ``held`` says why it should not be published unasked, "" where nothing speaks against it.
    """

    before: str | None
    version: str
    sha256: str
    documents: int
    passages: int
    sentences: int
    changes: Changes
    lines_set_aside: int
    set_aside: tuple[str, ...]
    problems: tuple[str, ...]
    gold: GoldReport
    held: str
    answerable: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether it is the very version that is in use."""
        return self.version == self.before


def propose(
    store: CorpusStore,
    adding: Addition | None = None,
    tell: OnStage = no_progress,
    engine: EngineChoice = "auto",
    open_questions: Sequence[str] = (),
) -> Proposal:
    """Build a version of the corpus, with *adding* in it, and compare it with the published one.

    *open_questions* are those that went unanswered; the proposal says which it answers.  Nothing is
    published.  Raises CorpusError where the source is refused (RefusedError where an added file is), and
    StorageError where the disk is.
    """
    contents = _staged(store.source, adding, tell) if adding else store.source
    tell("building", 0, 0)
    report = build_candidate(
        store, contents, engine, lambda done: tell("building", done.documents, done.total)
    )
    with closing(Snapshot(report.path)) as new, _in_use(store) as old:
        tell("comparing", 0, 0)
        changes = compare(old, new) if old else all_new(new)
        aside = set_aside(new, chain(changes.added, changes.changed))
        lines = tuple(f"{document}: {line}" for document, line in islice(aside, _LINES_SHOWN))
        lines_set_aside = len(lines) + sum(1 for _ in aside)
        gold = NO_GOLD
        if old and old.version != new.version:
            gold = compare_golds(old, new, contents, lambda done, of: tell("asking", done, of))
        answerable = answerable_now(open_questions, old, new)
        before = old.version if old else None
    proposal = _proposal(report, before, changes, lines_set_aside, lines, gold)
    problems = tuple(problem.replace(str(contents), str(store.source)) for problem in proposal.problems)
    return replace(proposal, answerable=answerable, problems=problems)


def _staged(source: Path, adding: Addition, tell: OnStage) -> Path:
    """The corpus with the new files in it.  They are read here for the first time, within tighter limits."""
    tell("staging", 0, 0)
    try:
        with limits.memory_limit(limits.TRYING_BYTES):
            return stage(source, adding.files, adding.folder, replace=adding.replace)
    except MemoryError:
        names = ", ".join(file.name for file in adding.files)
        raise RefusedError(f"{names}: takes more memory than any document should; split it") from None
    except OSError as error:
        raise StorageError(f"cannot stage files in {adding.folder}: {error.strerror or error}") from error


async def propose_in_child(
    store: CorpusStore,
    adding: Addition | None = None,
    tell: OnStage = no_progress,
    engine: EngineChoice = "auto",
    open_questions: Sequence[str] = (),
) -> Proposal:
    """As propose(), in a child process of limited memory, which is ended where it does not get on.

    Cancelled, it ends the child, and nothing has changed.
    """
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "management.proposing"),
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    try:
        await _give(child, _request(store, adding, engine, open_questions))
        (proposal, _, complaint) = await asyncio.gather(_heard(child, tell), child.wait(), _complaint(child))
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise
    if proposal is None:
        raise CorpusError(f"building the corpus failed: {_end_of(child.returncode or 0, complaint)}")
    return proposal


def _request(
    store: CorpusStore,
    adding: Addition | None,
    engine: EngineChoice,
    open_questions: Sequence[str],
) -> dict[str, Any]:
    """What the child is told, made plain: propose()'s arguments."""
    files = adding and {
        "files": [str(file.absolute()) for file in adding.files],
        "folder": str(adding.folder.absolute()),
        "replace": adding.replace,
    }
    return {
        "source": str(store.source.absolute()),
        "versions": str(store.versions.absolute()),
        "adding": files,
        "engine": engine,
        "open_questions": list(open_questions),
    }


def _end_of(code: int, complaint: str) -> str:
    """How a child ended that has said nothing: by a signal, or by a complaint."""
    if code < 0:
        return f"the process was ended from outside (signal {-code}); try again, when memory is free"
    return complaint or f"it ended with {code}"


async def _give(child: asyncio.subprocess.Process, asked: dict[str, Any]) -> None:
    """Tell the child what to do: the questions are people's, and must not stand in the list of processes."""
    assert child.stdin is not None  # noqa: S101 - it was asked for
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # what ended it is told below
        child.stdin.write(json.dumps(asked).encode())
        await child.stdin.drain()
    child.stdin.close()


async def _heard(child: asyncio.subprocess.Process, tell: OnStage) -> Proposal | None:
    """What the child says, line by line; raises what it refuses, and refuses what does not get on."""
    patience = limits.STARTING_SECONDS
    while line := await _next_line(child, patience):
        match json.loads(line):
            case {"stage": stage, "done": done, "total": total}:
                patience = limits.TRYING_SECONDS if stage == "staging" else limits.SILENT_SECONDS
                tell(stage, done, total)
            case {"refused": reason, "kind": kind}:
                raise _REFUSALS[kind](reason)
            case {"proposal": row}:
                return from_json(row)
    return None


async def _next_line(child: asyncio.subprocess.Process, seconds: float) -> bytes:
    assert child.stdout is not None  # noqa: S101 - it was asked for
    try:
        async with asyncio.timeout(seconds):
            return await child.stdout.readline()
    except TimeoutError:
        raise CorpusError(
            f"reading and building did not get on for {seconds:.0f} seconds and was ended; "
            "split what is large, or leave it out"
        ) from None


async def _complaint(child: asyncio.subprocess.Process) -> str:
    """The last line of what the child says on standard error."""
    assert child.stderr is not None  # noqa: S101 - it was asked for
    lines = (await child.stderr.read()).decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def from_json(row: dict[str, Any]) -> Proposal:
    """The proposal that asdict() has made plain."""
    gold = row["gold"]
    return Proposal(
        **{
            **row,
            "changes": changes_from_json(row["changes"]),
            "set_aside": tuple(row["set_aside"]),
            "problems": tuple(row["problems"]),
            "answerable": tuple(row["answerable"]),
            "gold": GoldReport(
                **{
                    **gold,
                    "changes": tuple(GoldChange(**change) for change in gold["changes"]),
                    "unreadable": tuple(gold["unreadable"]),
                }
            ),
        }
    )


def changes_from_json(row: dict[str, Any]) -> Changes:
    """The changes that asdict() has made plain."""
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return Changes(**fields)


@contextlib.contextmanager
def _in_use(store: CorpusStore) -> Iterator[Snapshot | None]:
    """The version in use, opened; None where there is none, or none that can still be read."""
    try:
        snapshot = store.open_published()
    except (CorpusError, VersionUnusableError):
        yield None
    else:
        with closing(snapshot):
            yield snapshot


def _proposal(
    report: BuildReport,
    before: str | None,
    changes: Changes,
    lines_set_aside: int,
    lines: tuple[str, ...],
    gold: GoldReport,
) -> Proposal:
    return Proposal(
        before=before,
        version=report.version,
        sha256=report.sha256,
        documents=report.documents,
        passages=report.passages,
        sentences=report.sentences,
        changes=changes,
        lines_set_aside=lines_set_aside,
        set_aside=lines,
        problems=report.problems,
        gold=gold,
        held=gold.reason_to_hold,
    )


def _say(**said: Any) -> None:
    sys.stdout.write(f"{json.dumps(said)}\n")
    sys.stdout.flush()


def _main() -> int:
    """The child: a line of JSON for each stage, and one for the proposal or the refusal."""
    yield_to_questions()

    def tell(stage: str, done: int, total: int) -> None:
        _say(stage=stage, done=done, total=total)

    asked = json.load(sys.stdin)
    adding = asked["adding"]
    if adding:
        files = tuple(map(Path, adding["files"]))
        adding = Addition(files, Path(adding["folder"]), adding["replace"])
    store = CorpusStore(Path(asked["source"]), Path(asked["versions"]))
    try:
        with limits.memory_limit(limits.building_bytes()):
            made = propose(store, adding, tell, asked["engine"], asked["open_questions"])
    except CorpusError as error:
        kind = next(name for name, of in _REFUSALS.items() if isinstance(error, of))
        _say(refused=str(error), kind=kind)
    except MemoryError:
        most = limits.building_bytes() >> 20
        _say(
            refused=f"building takes more than {most:,} MB of memory; make the corpus smaller", kind="corpus"
        )
    else:
        _say(proposal=asdict(made))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
