"""How versions are published: on one machine, or on all machines that share the corpus."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Protocol, TypeVar

from processes.threads import finish_in_thread
from retrieval.store.pointer import Publication

T = TypeVar("T")


Turn = AbstractAsyncContextManager[object]
"""A lock that one task of a process holds at a time; its block can be entered repeatedly."""
NOBODY_ELSE: Turn = nullcontext()
"""The turn if nothing else in the process competes for it."""
OnWait = Callable[[], object]
"""Called if others are building and have to finish first."""


class Publisher(Protocol):
    """What happens around each change of the pointer, so that other machines follow."""

    @property
    def is_shared(self) -> bool:
        """Whether the corpus is shared with other machines."""

    async def catch_up(self) -> None:
        """Update the pointer and the corpus files from the other machines."""

    def building(
        self, turn: Turn = NOBODY_ELSE, on_wait: OnWait = lambda: None
    ) -> AbstractAsyncContextManager[object]:
        """A block in which nobody else builds, with up-to-date corpus files.

        It also holds this process's *turn* to build, but not while it waits for other processes.
        """

    def editing(self) -> AbstractAsyncContextManager[None]:
        """A block for changing corpus files without a new version; afterwards the other machines get them."""

    async def offer(self, version: str) -> None:
        """Give the other machines a version that was built here, published or not."""

    async def publish(self, version: str, work: Callable[[], Publication]) -> Publication:
        """Let *work* publish a version once every machine has it.  Raises what *work* raises."""

    async def change(self, work: Callable[[], T]) -> T:
        """Let *work* change the pointer without publishing anything.  Raises what *work* raises."""

    async def recover(self, version: str) -> bool:
        """Fetch a version that is missing or damaged here; return whether that worked."""

    async def keep_file(self, file: Path) -> str:
        """Store a file for the other machines; return the name it is stored under, "" if it is not stored."""

    async def fetch_file(self, kept: str, file: Path) -> bool:
        """Fetch the file stored under a name to *file*; return whether that worked."""


class LocalPublisher:
    """The publisher of a machine that shares its corpus with nobody."""

    @property
    def is_shared(self) -> bool:
        """Return False."""
        return False

    async def catch_up(self) -> None:
        """Do nothing: there are no other machines."""

    def building(
        self, turn: Turn = NOBODY_ELSE, on_wait: OnWait = lambda: None
    ) -> AbstractAsyncContextManager[object]:
        """Only the *turn* of this process: no other process builds."""
        return turn

    def editing(self) -> AbstractAsyncContextManager[None]:
        """An empty block: nobody else needs the files."""
        return nullcontext()

    async def offer(self, version: str) -> None:
        """Do nothing: nobody else needs the version."""

    async def publish(self, version: str, work: Callable[[], Publication]) -> Publication:
        """Let *work* publish the version."""
        return await finish_in_thread(work)

    async def change(self, work: Callable[[], T]) -> T:
        """Let *work* change the pointer."""
        return await finish_in_thread(work)

    async def recover(self, version: str) -> bool:
        """Return False: there is nowhere to fetch it from."""
        return False

    async def keep_file(self, file: Path) -> str:
        """Store nothing: only this machine needs the file."""
        return ""

    async def fetch_file(self, kept: str, file: Path) -> bool:
        """Return False: nothing was stored."""
        return False
