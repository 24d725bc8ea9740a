"""The production application as its own process, against a World."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.state import Request
from tests.support.bot_api.network.changes import PATIENCE

CHECKOUT = Path(__file__).resolve().parents[4]
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
"""What the process inherits: nothing that could configure it by accident."""


class BotProcess:
    """``python run_bot.py`` with a World for its Telegram::

        async with World() as world, BotProcess(world, corpus=folder, state_dir=tmp_path) as bot:
            await bot.ready()
            …
            assert await bot.stop() == 0

    Its standard error is collected in ``stderr``.  Leaving the block stops it, with force if necessary.
    """

    def __init__(
        self,
        world: World,
        *,
        corpus: Path | None = None,
        state_dir: Path,
        admins: Iterable[int] = (),
        script: Path = CHECKOUT / "run_bot.py",
        arguments: Iterable[str] = (),
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self._world = world
        self._command = [sys.executable, str(script), *arguments]
        self._state_dir = state_dir
        self._environment = (
            {name: os.environ[name] for name in PASSED_ON if name in os.environ}
            | _settings(world, corpus, state_dir, admins)
            | dict(extra or {})
        )
        self._process: asyncio.subprocess.Process | None = None
        self._requests_before = 0
        self._reading: list[asyncio.Task[None]] = []
        self._stdout = bytearray()
        self._stderr = bytearray()

    async def __aenter__(self) -> "BotProcess":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end(force=error is not None)

    @property
    def stdout(self) -> str:
        """Everything that it has written to standard output so far."""
        return self._stdout.decode(errors="replace")

    @property
    def stderr(self) -> str:
        """Everything that it has written to standard error so far."""
        return self._stderr.decode(errors="replace")

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._running.pid

    @property
    def is_running(self) -> bool:
        """Whether it has started and not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it; its own folder is the working directory, so that no .env file of the checkout counts."""
        self._requests_before = len(self._world.log)
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=self._state_dir,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        streams = ((self._process.stdout, self._stdout), (self._process.stderr, self._stderr))
        self._reading = [
            asyncio.create_task(_collect(stream, text)) for stream, text in streams if stream is not None
        ]

    async def ready(self, seconds: float = PATIENCE, method: str = "getUpdates") -> None:
        """Wait until the bot polls, or makes another request that shows that it is running.

        Raises AssertionError with its output if it ends before that.
        """
        what = f"a first {method}"
        asked = asyncio.create_task(self._world.changes.until(lambda: self._first(method), what, seconds))
        ended = asyncio.create_task(self._running.wait())
        try:
            await asyncio.wait((asked, ended), return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                await asyncio.gather(*self._reading)
                raise AssertionError(f"It ended with {ended.result()} before {what}:\n{self.stderr}")
            await asked
        finally:
            for task in (asked, ended):
                task.cancel()
            await asyncio.gather(asked, ended, return_exceptions=True)

    async def stop(self, seconds: float = PATIENCE) -> int:
        """Ask it to end (SIGTERM) and return its exit status."""
        self._signal(signal.SIGTERM)
        return await self.ended(seconds)

    async def kill(self) -> None:
        """Kill it (SIGKILL), as in a crash."""
        self._signal(signal.SIGKILL)
        await self.ended()

    async def ended(self, seconds: float = PATIENCE) -> int:
        """Its exit status, once it has ended by itself."""
        try:
            async with asyncio.timeout(seconds):
                status = await self._running.wait()
        except TimeoutError:
            raise AssertionError(f"It did not end within {seconds} s. It wrote:\n{self.stderr}") from None
        await asyncio.gather(*self._reading)
        return status

    def _first(self, method: str) -> Request | None:
        since_start = self._world.log[self._requests_before :]
        return next((request for request in since_start if request.method == method), None)

    @property
    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "it was not started"
        return self._process

    def _signal(self, number: signal.Signals) -> None:
        if self._running.returncode is None:
            self._running.send_signal(number)

    async def _end(self, *, force: bool) -> None:
        """Stop it for good; in a failing test, with force."""
        try:
            if not force:
                await self.stop()
        finally:
            await self.kill()


def _settings(world: World, corpus: Path | None, state_dir: Path, admins: Iterable[int]) -> dict[str, str]:
    settings = {
        "QUOTH_TELEGRAM_TOKEN": world.token,
        "QUOTH_TELEGRAM_BASE_URL": world.server.base_url,
        "QUOTH_TELEGRAM_BASE_FILE_URL": world.server.base_file_url,
        "QUOTH_STATE_DIR": str(state_dir),
        "QUOTH_MEANING": "off",  # the same whether or not the extra is installed
        "QUOTH_ADMIN_IDS": ",".join(str(admin) for admin in admins),
    }
    if corpus is not None:
        settings["QUOTH_CORPUS"] = str(corpus)
    return {name: value for name, value in settings.items() if value}


async def _collect(stream: asyncio.StreamReader, text: bytearray) -> None:
    while chunk := await stream.read(65536):
        text += chunk
