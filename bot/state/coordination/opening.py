"""Choose the coordination that fits the database."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.state.coordination.leases import Leases, LocalLeases
from bot.state.coordination.signals import LocalSignals, Signals

if TYPE_CHECKING:  # it needs the client for PostgreSQL
    from bot.state.coordination.session import ServerSession


@dataclass(frozen=True, slots=True)
class Coordination:
    """The leases and signals of this process.  Start it before use, and stop it at the end.

    ``session`` is None for a process that shares its state with nobody.
    """

    leases: Leases = field(default_factory=LocalLeases)
    signals: Signals = field(default_factory=LocalSignals)
    session: "ServerSession | None" = None

    async def start(self) -> None:
        """Begin the session, if the state is shared."""
        if self.session is not None:
            await self.session.start()

    async def stop(self) -> None:
        """End the session, which frees everything it held for other processes."""
        if self.session is not None:
            await self.session.stop()


def coordination_on(url: str) -> Coordination:
    """The coordination of processes that share the database at *url*; without one, of a single process."""
    if not url:
        return Coordination()
    from bot.state.coordination.session import ServerLeases, ServerSession, ServerSignals

    session = ServerSession(url)
    return Coordination(ServerLeases(session), ServerSignals(session), session)
