"""Limits on the size of a request."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import ProblemError


class BodyLimit:
    """Refuses a request body of more than *max_bytes* with 413, whether or not its length is declared."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Request(scope).headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > self._max_bytes:
            await BodyTooLargeError(self._max_bytes).response()(scope, receive, send)
            return
        body = _Body(receive, self._max_bytes)
        try:
            await self._app(scope, body.receive, send)
        except BodyTooLargeError as refusal:
            await refusal.response()(scope, receive, send)


class BodyTooLargeError(ProblemError):
    """A body is longer than *max_bytes*."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(413, f"a body may have at most {max_bytes:,} bytes")


class _Body:
    """Counts the bytes of a body as they arrive."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive = receive
        self._max_bytes = max_bytes
        self._read = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._max_bytes:
            raise BodyTooLargeError(self._max_bytes)
        return message
