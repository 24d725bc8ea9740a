"""How a version becomes the published one: on this machine alone, or on all that share it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Protocol, TypeVar

from processes.threads import finish_in_thread
from retrieval.store.pointer import Publication

T = TypeVar("T")


class Publisher(Protocol):
    """What has to be done around a change of the pointer, so that other machines take part in it."""

    @property
    def is_shared(self) -> bool:
        """Whether other machines take part."""

    async def catch_up(self) -> None:
        """Have the pointer and the corpus files as the other machines left them."""

    def building(self) -> AbstractAsyncContextManager[None]:
        """The turn to build: nobody else builds meanwhile, and the corpus files are as they left them."""

    def editing(self) -> AbstractAsyncContextManager[None]:
        """The turn to change corpus files without a new version; afterwards the other machines have them."""

    async def offer(self, version: str) -> None:
        """Let the other machines have a version that was built here, whether or not it is published."""

    async def publish(self, version: str, work: Callable[[], Publication]) -> Publication:
        """Let *work* publish a version, once every machine has it.  Raises what *work* does."""

    async def change(self, work: Callable[[], T]) -> T:
        """Let *work* change the pointer without publishing anything.  Raises what *work* does."""

    async def recover(self, version: str) -> bool:
        """Fetch a version that is missing or damaged here; False if that is not possible."""

    async def keep_file(self, file: Path) -> str:
        """Keep a file for the other machines, and return the name it is kept under; "" if it is not."""

    async def fetch_file(self, kept: str, file: Path) -> bool:
        """Write what was kept under a name to *file*; False if that is not possible."""


class LocalPublisher:
    """The publisher of a machine that shares nothing."""

    @property
    def is_shared(self) -> bool:
        """Return False."""
        return False

    async def catch_up(self) -> None:
        """Do nothing: nobody else changes anything."""

    def building(self) -> AbstractAsyncContextManager[None]:
        """Nobody else builds."""
        return nullcontext()

    def editing(self) -> AbstractAsyncContextManager[None]:
        """Nobody else needs the files."""
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
        """Return False: there is no other place to have it from."""
        return False

    async def keep_file(self, file: Path) -> str:
        """Keep nothing: the file is here."""
        return ""

    async def fetch_file(self, kept: str, file: Path) -> bool:
        """Return False: nothing was kept."""
        return False
