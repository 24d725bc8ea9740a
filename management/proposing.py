"""A proposal: a version built beside the published one, with everything an admin needs to decide.

It is made in a child process, because building, comparing and asking would slow down a running bot.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, StorageError
from management import limits
from management.adding import stage
from management.errors import RefusedError
from management.gold_gate import (
    NO_GOLD,
    GoldChange,
    GoldReport,
    answerable_now,
    at_intervals,
    compare_golds,
)
from management.links.records import stage_addresses
from processes.child import SendProgress, serve
from processes.errors import WorkerError
from processes.limits import memory_limit
from processes.worker import Worker, request_in_thread
from retrieval.index.choosing import EngineChoice
from retrieval.index.opensearch.options import options_in
from retrieval.indexing.limits import (
    REFUSALS,
    FileLimitError,
    building_bytes,
    memory_refusal,
    refusal_in,
    refusal_row,
    worker_refusal,
)
from retrieval.indexing.precautions import NO_PRECAUTIONS, Precautions
from retrieval.indexing.progress import BuildProgress, OnProgress
from retrieval.indexing.versions import BuildReport, build_candidate
from retrieval.meaning.encoder import MeaningOptions
from retrieval.overviews.starters import with_starters
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.diff import NO_CHANGES, Changes, all_added, compare, skipped_lines
from retrieval.store.manifest import VersionUnusableError
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)

_LINES_SHOWN = 20
_REFUSALS: dict[str, type[CorpusError]] = {"file": RefusedError, **REFUSALS}

OnStage = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and the total; both 0 if that is unknown."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Ignore the progress."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Files to add to a corpus, and the ``folder`` to create, in which the new corpus is staged.

    It is staged ``without`` some of its present files, given by their paths below the corpus folder.
    ``addresses`` has the web addresses that files came from, by file name.
    """

    files: tuple[Path, ...]
    folder: Path
    replace: bool = False
    without: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A version that could replace ``before`` (None: none is published).

    ``lines_set_aside`` counts the lines of new and changed documents that are not part of the text (menus,
    bylines), and ``set_aside`` are up to twenty of them.  ``problems`` are the files, lines and pages that
    could not be read.  ``answerable`` are the given open questions that it answers and the published version
    does not.  ``held`` says why it should not be published without confirmation; "" if there is no reason.
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
        """Whether it is the version that is published already."""
        return self.version == self.before


def propose(
    store: CorpusStore,
    adding: Addition | None = None,
    tell: OnStage = no_progress,
    engine: EngineChoice = "auto",
    open_questions: Sequence[str] = (),
    on_build: OnProgress | None = None,
    precautions: Precautions = NO_PRECAUTIONS,
) -> Proposal:
    """Build a version of the corpus, with *adding* in it, and compare it with the published one.

    *open_questions* are those that went unanswered; the proposal says which it answers.  Nothing is
    published.  Raises CorpusError if the corpus is refused, RefusedError if an added file is, StorageError if
    the disk is full.
    """
    contents = _stage(store.source, adding, tell) if adding else store.source
    tell("building", 0, 0)
    on_build = on_build or (lambda done: tell("building", done.documents, done.total))
    report = build_candidate(store, contents, engine, on_build, precautions)
    with closing(store.open_folder(report.path)) as new, _open_published(store) as old:
        tell("comparing", 0, 0)
        before = published.version if (published := store.pointer()) else None
        changes = _changes(old, new, before)
        aside = skipped_lines(new, chain(changes.added, changes.changed))
        lines = tuple(f"{document}: {line}" for document, line in islice(aside, _LINES_SHOWN))
        lines_set_aside = len(lines) + sum(1 for _ in aside)
        gold = NO_GOLD
        if old and old.version != new.version:
            gold = compare_golds(old, new, contents, at_intervals(partial(tell, "asking")))
        answerable = answerable_now(open_questions, old, new)
        with_starters(new)  # derived and stored now, so that the bot does not have to while it answers
    proposal = _proposal(report, before, changes, lines_set_aside, lines, gold)
    problems = tuple(problem.replace(str(contents), str(store.source)) for problem in proposal.problems)
    return replace(proposal, answerable=answerable, problems=problems)


def _changes(old: Snapshot | None, new: Snapshot, before: str | None) -> Changes:
    """The differences from *old*; everything is new if the version *before* can no longer be read."""
    if old is not None:
        return compare(old, new)
    return NO_CHANGES if new.version == before else all_added(new)


def _stage(source: Path, adding: Addition, tell: OnStage) -> Path:
    """Stage the corpus with the new files, which are first read here, within tighter limits."""
    tell("staging", 0, 0)
    try:
        with memory_limit(limits.TRIAL_READING_BYTES):
            staged = stage(
                source, adding.files, adding.folder, replace=adding.replace, without=adding.without
            )
            stage_addresses(source, staged, adding.addresses)
            return staged
    except MemoryError:
        names = ", ".join(file.name for file in adding.files)
        raise RefusedError(f"{names}: takes too much memory; split it") from None
    except OSError as error:
        raise StorageError(f"cannot stage files in {adding.folder}: {error.strerror or error}") from error


async def propose_in_child(
    store: CorpusStore,
    adding: Addition | None = None,
    tell: OnStage = no_progress,
    engine: EngineChoice = "auto",
    open_questions: Sequence[str] = (),
    worker: Worker | None = None,
) -> Proposal:
    """Like propose(), but in a child process that is ended if it takes too much memory or time.

    A corpus file that takes too much is left out, and the problems of the proposal name it.  If this is
    cancelled, the child is ended and nothing has changed.
    """
    request = _request(store, adding, engine, open_questions)
    precautions = NO_PRECAUTIONS
    while True:
        try:
            return await _run_in_child({**request, "precautions": asdict(precautions)}, tell, worker)
        except FileLimitError as error:
            if adding:  # added files are refused and not left out
                raise
            precautions = precautions.after(error)
            log.warning("%s; building again without the files that take too much", error)


async def _run_in_child(request: dict[str, Any], tell: OnStage, worker: Worker | None) -> Proposal:
    try:
        reply = await request_in_thread(
            worker or Worker(__name__, limits.patience),
            request,
            lambda message: tell(message["stage"], message["done"], message["total"]),
        )
    except WorkerError as error:
        raise worker_refusal(error) from None
    if "refused" in reply:
        raise refusal_in(reply, _REFUSALS)
    return from_json(reply["proposal"])


def _request(
    store: CorpusStore,
    adding: Addition | None,
    engine: EngineChoice,
    open_questions: Sequence[str],
) -> dict[str, Any]:
    """The arguments of propose() as JSON, for the child."""
    files = adding and {
        "files": [str(file.absolute()) for file in adding.files],
        "folder": str(adding.folder.absolute()),
        "replace": adding.replace,
        "without": list(adding.without),
        "addresses": dict(adding.addresses),
    }
    return {
        "source": str(store.source.absolute()),
        "versions": str(store.versions.absolute()),
        "adding": files,
        "engine": engine,
        "meaning": asdict(store.meaning),
        "cluster": asdict(store.cluster) if store.cluster else None,
        "default_language": store.default_language,
        "open_questions": list(open_questions),
    }


def from_json(row: dict[str, Any]) -> Proposal:
    """The inverse of asdict() for a proposal; one stored by an earlier release may have more fields."""
    gold = row["gold"]
    return Proposal(
        **{
            **{each.name: row[each.name] for each in fields(Proposal) if each.name in row},
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
    """The inverse of asdict() for changes."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return Changes(**values)


@contextlib.contextmanager
def _open_published(store: CorpusStore) -> Iterator[Snapshot | None]:
    """The published version, opened; None if there is none, or if it can no longer be read."""
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


def _handle(request: dict[str, Any], send_progress: SendProgress) -> dict[str, Any]:
    """Make a proposal; return it, or why it is refused."""
    reading = ""

    def tell(stage: str, done: int, total: int) -> None:
        send_progress({"stage": stage, "done": done, "total": total, "reading": reading})

    def on_build(progress: BuildProgress) -> None:
        nonlocal reading
        reading = progress.reading
        tell("building", progress.documents, progress.total)

    try:
        with memory_limit(building_bytes()):
            made = _propose_as_asked(request, tell, on_build)
    except CorpusError as error:
        return refusal_row(error, _REFUSALS)
    except MemoryError:
        return refusal_row(memory_refusal(reading), _REFUSALS)
    return {"proposal": asdict(made)}


def _propose_as_asked(request: dict[str, Any], tell: OnStage, on_build: OnProgress) -> Proposal:
    """The inverse of _request()."""
    return propose(
        _store_in(request),
        _addition_in(request),
        tell,
        request["engine"],
        request["open_questions"],
        on_build,
        Precautions(**request["precautions"]),
    )


def _store_in(request: dict[str, Any]) -> CorpusStore:
    meaning = MeaningOptions(**request["meaning"])
    cluster = options_in(request["cluster"])
    source, versions = Path(request["source"]), Path(request["versions"])
    return CorpusStore(source, versions, meaning, cluster, request["default_language"])


def _addition_in(request: dict[str, Any]) -> Addition | None:
    adding = request["adding"]
    if not adding:
        return None
    files = tuple(map(Path, adding["files"]))
    without, addresses = tuple(adding["without"]), adding["addresses"]
    return Addition(files, Path(adding["folder"]), adding["replace"], without, addresses)


if __name__ == "__main__":
    serve(_handle)
