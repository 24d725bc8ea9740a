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
from itertools import islice
from pathlib import Path
from typing import Any, cast

from corpus.errors import CorpusError, StorageError
from management.golds import NO_GOLD, GoldChange, GoldReport, answerable_now, compare_golds
from retrieval.changes import Changes, compare, set_aside
from retrieval.engines.choosing import EngineChoice
from retrieval.published import open_published
from retrieval.snapshot import Snapshot, VersionUnusableError
from retrieval.versions import BuildReport, build_candidate, yield_to_questions

_ROOT = Path(__file__).resolve().parent.parent
_LINES_SHOWN = 20
_LONGEST_LINE = 1 << 26  # bytes, of a child's report

OnStage = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done and of how much; 0 of 0 where that is not known."""


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
    source: Path,
    versions: Path,
    contents: Path | None = None,
    tell: OnStage = lambda stage, done, total: None,
    engine: EngineChoice = "auto",
    open_questions: Sequence[str] = (),
) -> Proposal:
    """Build a version of *source*, or of *contents* in its place, and hold it against the one in use.

    *open_questions* are those that went unanswered; the proposal says which it answers.  Nothing is
    published.  Raises CorpusError where the source is refused, StorageError where the disk is.
    """
    tell("building", 0, 0)
    report = build_candidate(
        source, versions, contents, engine, lambda done: tell("building", done.documents, done.total)
    )
    with closing(Snapshot(report.path)) as new, _in_use(source, versions) as old:
        tell("comparing", 0, 0)
        changes = compare(old, new) if old else _all_new(new)
        aside = list(set_aside(new, (*changes.added, *changes.changed)))
        gold = NO_GOLD
        if old and old.version != new.version:
            gold = compare_golds(old, new, contents or source, lambda done, of: tell("asking", done, of))
        answerable = answerable_now(open_questions, old, new)
        before = old.version if old else None
    lines = tuple(f"{document}: {line}" for document, line in islice(aside, _LINES_SHOWN))
    proposal = _proposal(report, before, changes, len(aside), lines, gold)
    return replace(proposal, answerable=answerable)


async def propose_in_child(
    source: Path,
    versions: Path,
    contents: Path | None = None,
    tell: OnStage = lambda stage, done, total: None,
    engine: EngineChoice = "auto",
    open_questions: Sequence[str] = (),
) -> Proposal:
    """As propose(), in a child process.  Cancelled, it ends the child, and nothing has changed."""
    places = [str(place.absolute()) for place in (source, versions, contents) if place is not None]
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "management.proposing", engine, *places),
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    try:
        await _give(child, list(open_questions))
        (proposal, _, complaint) = await asyncio.gather(_heard(child, tell), child.wait(), _complaint(child))
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise
    if proposal is None:
        raise CorpusError(f"building the corpus failed: {complaint or f'it ended with {child.returncode}'}")
    return proposal


async def _give(child: asyncio.subprocess.Process, questions: list[str]) -> None:
    """Tell the child the open questions; they are people's, and must not stand in the list of processes."""
    assert child.stdin is not None  # noqa: S101 - it was asked for
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # what ended it is told below
        child.stdin.write(json.dumps(questions).encode())
        await child.stdin.drain()
    child.stdin.close()


async def _heard(child: asyncio.subprocess.Process, tell: OnStage) -> Proposal | None:
    """What the child says, line by line; raises what it refuses."""
    assert child.stdout is not None  # noqa: S101 - it was asked for
    async for line in child.stdout:
        match json.loads(line):
            case {"stage": stage, "done": done, "total": total}:
                tell(stage, done, total)
            case {"refused": reason, "storage": storage}:
                raise (StorageError if storage else CorpusError)(reason)
            case {"proposal": row}:
                return from_json(row)
    return None


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
def _in_use(source: Path, versions: Path) -> Iterator[Snapshot | None]:
    """The version in use, opened; None where there is none, or none that can still be read."""
    try:
        snapshot = open_published(source, versions)
    except (CorpusError, VersionUnusableError):
        yield None
    else:
        with closing(snapshot):
            yield snapshot


def _all_new(new: Snapshot) -> Changes:
    return Changes(tuple(card.id for card in new.documents), (), (), new.passage_count, 0)


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


def _main(engine: str, source: str, versions: str, contents: str | None = None) -> int:
    """The child: a line of JSON for each stage, and one for the proposal or the refusal."""
    yield_to_questions()

    def tell(stage: str, done: int, total: int) -> None:
        _say(stage=stage, done=done, total=total)

    try:
        choice = cast("EngineChoice", engine)
        place = Path(contents) if contents else None
        made = propose(Path(source), Path(versions), place, tell, choice, json.load(sys.stdin))
    except CorpusError as error:
        _say(refused=str(error), storage=isinstance(error, StorageError))
    else:
        _say(proposal=asdict(made))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
