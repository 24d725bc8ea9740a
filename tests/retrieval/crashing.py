"""What happens to a corpus whose process is killed, or whose disk is full, at any step of an operation.

    python -m tests.retrieval.crashing FOLDER [STEP]      (STEP 5: every fifth line only)

Each operation on versions is run again and again, each time in a child that kills itself one line of ours
later than before; then once for every change of the file system, each refused in its turn (and all after it)
as a full disk refuses.  After each, the version in use must open whole.  Prints what was counted, as JSON.
"""

import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from corpus.errors import CorpusError, StorageError
from retrieval.index import atomic_files
from retrieval.indexing import builder, versions
from retrieval.store import corpus_store, integrity, pointer
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

WATCHED = frozenset(
    str(module.__file__)
    for module in (builder, atomic_files, corpus_store, integrity, pointer, shutil, versions)
)
TIMES = 1
"""How often a line that is run in a loop is a place to be killed at."""
CHANGING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
FINISHED, REFUSED = 0, 3

Operation = Callable[[CorpusStore], Any]


def digest(snapshot: Snapshot) -> str:
    """A fingerprint of everything that can be read from a version."""
    read = hashlib.sha256()
    for place in range(snapshot.passage_count):
        read.update(repr(snapshot.passage_at(place)).encode())
    for card in snapshot.documents:
        read.update(repr((card, snapshot.document_text(card.id))).encode())
    return read.hexdigest()


@dataclass(frozen=True, slots=True)
class Scenario:
    """An operation on a folder of versions that was *prepared*.

    ``text`` is what the source holds then and ``next`` the version that a build makes of it; ``allowed`` are
    the versions that may be in use afterwards, however it ended.
    """

    prepared: Path
    operation: Operation
    text: str
    next: str
    allowed: set[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was tried, counted by kind, and what was lost, one line each."""

    counts: Counter[str]
    losses: list[str]


class Ground:
    """A source with three states of its text, and a folder of versions prepared for each operation."""

    def __init__(self, home: Path) -> None:
        self.source = home / "source"
        self.source.mkdir(parents=True)
        self.home = home
        self.digests: dict[str, str] = {}
        self.names = [self._learn(name) for name in ("first", "second", "third")]

    def write(self, name: str) -> None:
        text = f"The {name} lamp was lit at dusk. The {name} keeper slept.\n\nThe {name} boat came home."
        (self.source / "lamp.txt").write_text(text, encoding="utf-8")

    def _learn(self, name: str) -> str:
        self.write(name)
        report = versions.build_candidate(CorpusStore(self.source, self.home / "learnt"))
        with closing(Snapshot(report.path)) as snapshot:
            self.digests[report.version] = digest(snapshot)
        return report.version

    def prepared(self, name: str, *steps: str) -> Path:
        """A folder of versions in which the texts named by *steps* were built and published in turn."""
        folder = self.home / name
        for step in steps:
            self.write(step)
            versions.build(CorpusStore(self.source, folder))
        return folder


def scenarios(ground: Ground) -> dict[str, Scenario]:
    """The operations by name."""
    first, second, third = ground.names
    one = ground.prepared("one", "first")
    two = ground.prepared("two", "first", "second")
    candidate = ground.prepared("candidate", "first")
    ground.write("third")
    versions.build_candidate(CorpusStore(ground.source, candidate))
    waiting = Path(shutil.copytree(candidate, ground.home / "waiting"))
    CorpusStore(ground.source, waiting).hold(third)

    def prune(store: CorpusStore) -> None:
        store.prune(1)

    def publish(store: CorpusStore) -> None:
        store.publish(third)

    def hold(store: CorpusStore) -> None:
        store.hold(third)

    return {
        "build": Scenario(one, versions.build, "second", second, {first, second}),
        "build a candidate": Scenario(one, versions.build_candidate, "second", second, {first}),
        "publish": Scenario(candidate, publish, "third", third, {first, third}),
        "hold": Scenario(candidate, hold, "third", third, {first}),
        "discard": Scenario(waiting, CorpusStore.discard, "third", third, {first}),
        "roll back": Scenario(two, CorpusStore.rollback, "second", second, {first, second}),
        "prune": Scenario(two, prune, "second", second, {second}),
    }


def in_child(work: Callable[[], Any]) -> int:
    """Do *work* in a forked process; how that ended: its exit code, or minus the signal."""
    process = os.fork()
    if not process:
        try:
            work()
        except StorageError:
            os._exit(REFUSED)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(FINISHED)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def killed_at(number: int, work: Callable[[], Any]) -> None:
    """Do *work* and die of SIGKILL before the line of ours of that number is run."""
    seen: Counter[tuple[str, int]] = Counter()
    passed = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal passed
        if frame.f_code.co_filename not in WATCHED:
            return None
        place = frame.f_code.co_filename, frame.f_lineno
        if event == "line" and seen[place] < TIMES:
            seen[place] += 1
            passed += 1
            if passed == number:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    work()


def refused_from(number: int, work: Callable[[], Any], reason: int = errno.ENOSPC) -> None:
    """Do *work* where the disk takes a number of changes and refuses all after them."""
    passed = 0

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal passed
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
        if not writes and event not in CHANGING:
            return
        passed += 1
        # Removing makes room and is let through, as a full disk does.
        if passed >= number and (reason == errno.EROFS or event not in ("os.remove", "os.rmdir")):
            raise OSError(reason, os.strerror(reason), str(arguments[0]))

    sys.addaudithook(refuse)
    work()


def limited_to(size: int, work: Callable[[], Any]) -> None:
    """Do *work* where no file can grow beyond *size* bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    work()


def what_is_lost(ground: Ground, folder: Path, allowed: set[str]) -> str:
    """What is wrong with a folder of versions after an operation was interrupted; "" if nothing is."""
    try:
        for each in CorpusStore(ground.source, folder).stored():
            with closing(CorpusStore(ground.source, folder).open_version(each.version)) as snapshot:
                if digest(snapshot) != ground.digests[each.version]:
                    return f"{each.version} is not whole"
        with closing(CorpusStore(ground.source, folder).open_published()) as snapshot:
            if snapshot.version not in allowed:
                return f"{snapshot.version} is in use"
    except Exception as error:
        return repr(error)
    return ""


def unrecovered(ground: Ground, folder: Path, expected: str) -> str:
    """What is wrong after the next build, which must find its way and leave no leftovers; "" for nothing."""
    try:
        report = versions.build(CorpusStore(ground.source, folder))
    except CorpusError as error:
        return repr(error)
    left = [path.name for path in report.path.parent.iterdir() if path.name.startswith((".b", ".r"))]
    left += [path.name for path in report.path.parent.glob("*.json.*")]
    return f"left: {left}" if left else "" if report.version == expected else f"built {report.version}"


class Trial:
    """One operation, tried in many ways, each in a copy of the same folder of versions."""

    def __init__(self, ground: Ground, name: str, scenario: Scenario, tally: Tally) -> None:
        self.ground = ground
        self.name = name
        self.scenario = scenario
        self.tally = tally

    def ends(self, how: str, spoil: Callable[[Callable[[], Any]], None]) -> bool:
        """Run the operation under *spoil* and record what was lost; return whether it finished."""
        folder = Path(shutil.copytree(self.scenario.prepared, self.ground.home / "tried"))
        ended = in_child(
            lambda: spoil(lambda: self.scenario.operation(CorpusStore(self.ground.source, folder)))
        )
        problem = "it raised" if ended == 1 else what_is_lost(self.ground, folder, self.scenario.allowed)
        problem = problem or unrecovered(self.ground, folder, self.scenario.next)
        if problem:
            self.tally.losses.append(f"{self.name}, {how}: {problem}")
        shutil.rmtree(folder)
        return ended == FINISHED

    def kill(self, step: int) -> None:
        """Die at every *step*-th line, until the operation outlives that."""
        for number in count(1, step):
            if self.ends(f"killed at {number}", partial(killed_at, number)):
                return
            self.tally.counts[f"killed: {self.name}"] += 1

    def refuse(self) -> None:
        """A disk that is full from every change on, within a file, and one that is read-only."""
        for number in count(1):
            if self.ends(f"full at {number}", partial(refused_from, number)):
                break
            self.tally.counts["disk full at a change"] += 1
        for size in (0, 64, 1024, 20_000, 40_000):
            self.ends(f"files limited to {size}", partial(limited_to, size))
            self.tally.counts["disk full within a file"] += 1
        self.ends("read-only", partial(refused_from, 1, reason=errno.EROFS))
        self.tally.counts["disk read-only"] += 1


def main(home: Path, step: int = 1) -> Tally:
    """Run every scenario in every way."""
    ground = Ground(home)
    tally = Tally(Counter(), [])
    for name, scenario in scenarios(ground).items():
        ground.write(scenario.text)
        trial = Trial(ground, name, scenario, tally)
        trial.kill(step)
        trial.refuse()
    return tally


if __name__ == "__main__":
    done = main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
    sys.stdout.write(json.dumps({"counts": done.counts, "losses": done.losses}))
