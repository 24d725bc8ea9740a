"""Whether the depot can be used, and has what is published."""

import time
import uuid
from collections.abc import Callable, Iterator

from bot.operations.findings import Finding, error, of_library, ok, warning
from config.settings import Settings
from corpus.errors import CorpusError
from management.depot.depot import Depot
from management.depot.errors import DepotError
from management.depot.opening import open_depot
from retrieval.store.corpus_store import CorpusStore

SECONDS_OF_SKEW = 300.0
"""How far the depot's clock may be off: unneeded objects are deleted by their age."""
_PROBES = "probes/"


def check_depot(settings: Settings, clock: Callable[[], float] = time.time) -> Iterator[Finding]:
    """Write to the depot, compare its clock, and look for what is published; no findings without a depot."""
    try:
        depot = open_depot(settings)
        if depot is None:
            if settings.database is not None:
                yield warning(
                    "depot",
                    "none, so what is published on one machine does not reach the others",
                    "set QUOTH_DEPOT to the same place on all machines",
                )
            return
        yield _check_clock(depot, clock)
        for each in settings.corpora:
            part = settings.of_corpus(each)
            yield from of_library(part.library, _check_library(depot.of_library(part.library), part))
    except DepotError as failure:
        yield error("depot", str(failure), "python run_bot.py corpus depot list tries again")


def _check_clock(depot: Depot, clock: Callable[[], float]) -> Finding:
    """Write an object, compare the time that the depot gives it, and delete it."""
    name = f"{_PROBES}{uuid.uuid4().hex}"
    before = clock()
    depot.objects.write(name, [b"a probe by `doctor`"])
    try:
        written = next((each.at for each in depot.objects.list_objects(_PROBES) if each.name == name), None)
    finally:
        depot.objects.delete([name])
    if written is None:
        return error("depot", "what is written there is not listed", "use a store that lists what it has")
    skew = written - before if written < before else max(0.0, written - clock())
    if abs(skew) > SECONDS_OF_SKEW:
        state = f"its clock and that of this machine are {abs(skew):,.0f} s apart"
        return warning("depot", state, "set the clocks by NTP")
    return ok("depot", f"{depot.objects.name} can be written and read")


def _check_library(depot: Depot, settings: Settings) -> Iterator[Finding]:
    """Whether the published version is in the depot, and which ones are damaged."""
    store = CorpusStore(settings.corpus, settings.state_dir / "versions")
    found, current = depot.versions(), store.pointer()
    push = " ".join(["python run_bot.py corpus depot push", *_chosen(settings.library)])
    for version, record in found.items():
        if isinstance(record, DepotError):
            yield warning("depot", str(record), f"{push} {version} --replace")
    if current is None:
        return
    try:
        depot.record(current.version)
    except CorpusError:
        state = f"the published version {current.version} is not there"
        yield warning("depot", state, push)
    else:
        yield ok("depot", f"{current.version} is there; {len(found)} versions in all")


def _chosen(library: str) -> list[str]:
    """The words that choose one library of several.

    >>> _chosen("news"), _chosen("")
    (['--corpus', 'news'], [])
    """
    return ["--corpus", library] if library else []
