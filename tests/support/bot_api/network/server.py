"""The Bot API over loopback HTTP, in the event loop of the test."""

import asyncio
import contextlib
import json
import re
from types import TracebackType

from tests.support.bot_api.methods import api
from tests.support.bot_api.methods.files import content_at
from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.model.state import Poll, Response, State
from tests.support.bot_api.network.bad_days import BadDays, Harm, hang_up, response_to_harmed
from tests.support.bot_api.network.changes import Changes
from tests.support.bot_api.network.http import HttpRequest, read_request, response_bytes
from tests.support.bot_api.network.webhooks import Deliverer

_METHOD_PATH = re.compile(r"/bot(?P<token>[^/]*)/(?P<method>[^/]*)/?")
_FILE_PATH = re.compile(r"/file/bot(?P<token>[^/]*)/(?P<path>.+)")


class _CutShortError(Exception):
    """A download that breaks off because its file claims more bytes than there are."""

    def __init__(self, beginning: bytes) -> None:
        super().__init__(f"{len(beginning)} bytes")
        self.beginning = beginning


class Server:
    """Serves a State: ``async with Server(state) as server: …``; closing it drops every connection."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.port = 0
        self.changes = Changes(state)
        self.deliverer = Deliverer(state, self.changes)
        self.bad_days = BadDays()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None] | None] = set()
        self._delivery: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        """What a bot puts before its token: up to ``…/bot``."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What a bot puts before its token to fetch files: up to ``…/file/bot``."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    async def __aenter__(self) -> "Server":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen: on a free port the first time, later on the same one again."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._delivery = asyncio.create_task(self.deliverer.run())

    async def stop(self) -> None:
        """Close all connections and stop listening, as if Telegram could not be reached."""
        if self._server is None or self._delivery is None:
            return
        self._server.close()
        tasks = [task for task in (*self._connections, self._delivery) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._server = self._delivery = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: requests one after the other until the client, or the server, hangs up."""
        task = asyncio.current_task()
        self._connections.add(task)
        try:
            # Cancelled when the server stops, which asyncio's streams would take for an error.
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                idle_since = self._loop_time()
                while (request := await read_request(reader)) is not None:
                    idle = self._loop_time() - idle_since
                    if self.bad_days.loses(idle):
                        await asyncio.Event().wait()
                    if self.bad_days.hangs_up(idle) or not await self._serve_one(request, reader, writer):
                        break
                    idle_since = self._loop_time()
        finally:
            writer.close()
            self._connections.discard(task)

    async def _serve_one(
        self, request: HttpRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request, or do it the harm that was ordered; False if the connection ends then."""
        harm = self.bad_days.harm_to(_method_of(request))
        try:
            answer = b"" if harm and not harm.is_after else await self._answer(request, reader)
        except _CutShortError as cut:
            writer.write(cut.beginning)
            await writer.drain()
            return False
        if harm is Harm.SILENT_AFTER:
            await reader.read(1)  # until the client has had enough
            return False
        sent = response_to_harmed(harm, answer or b"") if harm else answer
        if sent is None:
            hang_up(writer, harm or Harm.CLOSED_AFTER)
            return False
        writer.write(sent)
        await writer.drain()
        return True

    def _loop_time(self) -> float:
        return asyncio.get_running_loop().time()

    async def _answer(self, request: HttpRequest, reader: asyncio.StreamReader) -> bytes | None:
        """The response, None when the client has hung up before there was one."""
        if found := _FILE_PATH.fullmatch(request.path):
            return self._file(found["token"], found["path"])
        found = _METHOD_PATH.fullmatch(request.path)
        if found is None:
            return _encoded(api.refuse(self.state, request.path, ApiError(404, "Not Found")))
        if found["token"] != self.state.token:
            return _encoded(api.refuse(self.state, found["method"], ApiError(401, "Unauthorized")))
        answer = self._handle(found["method"], request)
        response = await self._wait(answer, reader) if isinstance(answer, Poll) else answer
        return _encoded(response) if response else None

    def _handle(self, method: str, request: HttpRequest) -> Response | Poll:
        try:
            parameters = request.parameters()
        except ValueError:
            refusal = ApiError(400, "Bad Request: can't parse the request body")
            return api.refuse(self.state, method, refusal)
        try:
            return api.handle(self.state, method, parameters)
        except Exception as error:  # a gap in this server: the test must see it, not only the bot
            return api.refuse(self.state, method, ApiError(500, f"Internal Server Error: {error!r}"))

    async def _wait(self, poll: Poll, reader: asyncio.StreamReader) -> Response | None:
        """Hold a long poll until there is an answer, and drop it when the client hangs up."""
        answer = asyncio.create_task(self._outcome(poll))
        hangup = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait((answer, hangup), return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else None
        finally:
            for task in (answer, hangup):
                task.cancel()
            await asyncio.gather(answer, hangup, return_exceptions=True)
            api.abandon(self.state, poll)

    async def _outcome(self, poll: Poll) -> Response:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(poll.seconds):
                while (response := api.resume(self.state, poll)) is None:
                    await self.changes.wait()
                return response
        response = api.resume(self.state, poll, is_over=True)
        assert response is not None, "a poll whose time is up has an answer"
        return response

    def _file(self, token: str, path: str) -> bytes:
        try:
            if token != self.state.token:
                raise ApiError(401, "Unauthorized")
            content, size = content_at(self.state, path)
            if size > len(content):
                raise _CutShortError(response_bytes(200, content, "application/octet-stream", size))
            return response_bytes(200, content, "application/octet-stream")
        except ApiError as refusal:
            return _encoded(api.refuse(self.state, f"file {path}", refusal))


def _method_of(request: HttpRequest) -> str:
    found = _METHOD_PATH.fullmatch(request.path)
    return found["method"] if found else ""


def _encoded(response: Response) -> bytes:
    return response_bytes(response.status, json.dumps(response.body).encode())
