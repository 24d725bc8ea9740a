"""The version published on all machines, the earlier ones, and the status of each replica.

The pointer of a library is one row, its history a table.  A change of the pointer names the change that it is
based on, so of two at once only one is made.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.state.storage.database import Connection, Database
from retrieval.store.pointer import Pointer, Publication, file_states

MAX_PUBLICATIONS = 500
"""How many of the latest publications are read."""


@dataclass(frozen=True, slots=True)
class SharedPointer:
    """The pointer shared by all machines.

    ``number`` counts its changes, ``sources`` is the list of corpus files in the depot, and ``announced`` the
    version that is about to be published, "" if none is.
    """

    number: int
    pointer: Pointer
    sources: str = ""
    announced: str = ""


@dataclass(frozen=True, slots=True)
class ReplicaStatus:
    """A running process that answers: its name for people, the version that it answers from, and its state.

    ``ready`` is the version that it has opened beside, for when that is published.  ``progress`` grows while
    it fetches one, and ``trouble`` says why it cannot.
    """

    id: str
    name: str
    version: str
    ready: str = ""
    progress: int = 0
    trouble: str = ""


class Publications:
    """The pointer of a library and the replicas that answer from it, in the database."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self.library = library

    async def read(self) -> SharedPointer | None:
        """The pointer; None before anything was published."""
        return await self._database.do(_read, self.library)

    async def number(self) -> int:
        """How often the pointer was changed: its number."""
        return await self._database.do_once(_number, self.library)

    async def announced(self) -> str:
        """The version that is about to be published; "" if none is."""
        return await self._database.do_once(_announced, self.library)

    async def move(self, number: int, pointer: Pointer, sources: str) -> bool:
        """Set the pointer, if it was changed *number* times before; return whether it is set."""
        if await self._database.do_durably(_move, self.library, number, pointer, sources):
            return True
        # The connection may have broken after the change was made, and the second attempt found it made.
        now = await self.read()
        return now is not None and _is_same(now, SharedPointer(number + 1, pointer, sources))

    async def announce(self, version: str) -> None:
        """Store which version is about to be published; "" if none is any more."""
        await self._database.do(_announce, self.library, version)

    async def report(self, status: ReplicaStatus) -> None:
        """Store the status of a replica, and that it is alive."""
        await self._database.do_lightly(_report, self.library, status, self._database.dialect.now)

    async def keep_alive(self, replicas: Sequence[str]) -> None:
        """Store that replicas, of any library, are alive; their status is unchanged."""
        await self._database.do_lightly(_keep_alive, replicas, self._database.dialect.now)

    async def leave(self, replica: str) -> None:
        """Remove a replica that is stopping."""
        await self._database.do(_leave, replica)

    async def live(self, seconds: float) -> Sequence[ReplicaStatus]:
        """The replicas that reported within so many seconds, by the clock of the database."""
        return await self._database.do_once(_live, self.library, seconds, self._database.dialect.now)


def _is_same(now: SharedPointer, wanted: SharedPointer) -> bool:
    """Whether a pointer is the wanted one, judged by its last publication with its time."""
    mine, theirs = wanted.pointer, now.pointer
    return (now.number, now.sources) == (wanted.number, wanted.sources) and (
        (theirs.version, theirs.files, theirs.waiting, theirs.history[-1:])
        == (mine.version, mine.files, mine.waiting, mine.history[-1:])
    )


def _read(connection: Connection, library: str) -> SharedPointer | None:
    row = connection.execute(
        "SELECT number, version, files, waiting, sources, announced FROM corpus_pointer WHERE library = ?",
        (library,),
    ).fetchone()
    if row is None:
        return None
    number, version, files, waiting, sources, announced = row
    pointer = Pointer(version, file_states(json.loads(files)), waiting, _history(connection, library))
    return SharedPointer(number, pointer, sources, announced)


def _history(connection: Connection, library: str) -> tuple[Publication, ...]:
    rows = connection.execute(
        "SELECT entry FROM publications WHERE library = ? ORDER BY number DESC LIMIT ?",
        (library, MAX_PUBLICATIONS),
    )
    entries = [json.loads(entry) for (entry,) in rows]
    return tuple(Publication(**{**entry, "files": tuple(entry["files"])}) for entry in reversed(entries))


def _number(connection: Connection, library: str) -> int:
    row = connection.execute("SELECT number FROM corpus_pointer WHERE library = ?", (library,)).fetchone()
    return 0 if row is None else int(row[0])


def _announced(connection: Connection, library: str) -> str:
    row = connection.execute("SELECT announced FROM corpus_pointer WHERE library = ?", (library,)).fetchone()
    return "" if row is None else str(row[0])


def _move(connection: Connection, library: str, number: int, pointer: Pointer, sources: str) -> bool:
    values = (number + 1, pointer.version, json.dumps(pointer.files), pointer.waiting, sources)
    if number:
        moved = connection.execute(
            "UPDATE corpus_pointer SET number = ?, version = ?, files = ?, waiting = ?, sources = ?, "
            "announced = '' WHERE library = ? AND number = ?",
            (*values, library, number),
        ).rowcount
    else:
        moved = connection.execute(
            "INSERT INTO corpus_pointer "
            "(library, place, number, version, files, waiting, sources, announced) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, '') ON CONFLICT (library) DO NOTHING",
            (library, _place_of(library), *values),
        ).rowcount
    if moved == 1:
        _add_history(connection, library, pointer)
    return moved == 1


def _add_history(connection: Connection, library: str, pointer: Pointer) -> None:
    """Add the publications that are not in the table yet: mostly one, at first all that one machine has."""
    known = _history(connection, library)
    new = pointer.history[-1:] if known else pointer.history
    for entry in new:
        if not known or entry != known[-1]:
            row = json.dumps(asdict(entry))
            connection.execute(
                "INSERT INTO publications (library, number, entry) VALUES "
                "(?, (SELECT coalesce(max(number), 0) + 1 FROM publications WHERE library = ?), ?)",
                (library, library, row),
            )


def _place_of(library: str) -> int:
    """The column ``place``: in releases without libraries the pointer of the only corpus had 1.

    Processes of such a release may run beside this one until they are updated.
    """
    return 0 if library else 1


def _announce(connection: Connection, library: str, version: str) -> None:
    connection.execute("UPDATE corpus_pointer SET announced = ? WHERE library = ?", (version, library))


def _report(connection: Connection, library: str, status: ReplicaStatus, now: str) -> None:
    connection.execute(
        f"INSERT INTO replicas (id, library, name, version, ready, progress, trouble, at) "  # noqa: S608 - ours
        f"VALUES (?, ?, ?, ?, ?, ?, ?, {now}) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "version = excluded.version, ready = excluded.ready, progress = excluded.progress, "
        "trouble = excluded.trouble, at = excluded.at",
        (status.id, library, status.name, status.version, status.ready, status.progress, status.trouble),
    )
    connection.execute(f"DELETE FROM replicas WHERE at < {now} - 3600")  # noqa: S608 - a constant


def _keep_alive(connection: Connection, replicas: Sequence[str], now: str) -> None:
    places = ", ".join("?" * len(replicas))
    connection.execute(f"UPDATE replicas SET at = {now} WHERE id IN ({places})", replicas)  # noqa: S608 - ours


def _leave(connection: Connection, replica: str) -> None:
    connection.execute("DELETE FROM replicas WHERE id = ?", (replica,))


def _live(connection: Connection, library: str, seconds: float, now: str) -> list[ReplicaStatus]:
    rows: list[Any] = connection.execute(
        "SELECT id, name, version, ready, progress, trouble FROM replicas "  # noqa: S608 - a constant
        f"WHERE library = ? AND at > {now} - ? ORDER BY name",
        (library, seconds),
    ).fetchall()
    return [ReplicaStatus(*row) for row in rows]
