"""The ASGI application with all routes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from web.limits import BodyLimit
from web.readiness import Readiness
from web.webhook import Webhook

MAX_BODY_BYTES = 1_000_000
"""Updates of Telegram take a few kilobytes; nothing larger than this is one."""

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the web application.

    ``readiness`` reports the current state of the process, ``metrics`` returns Prometheus' text format, and
    ``webhook`` receives updates; it is None if the bot polls.  ``routes`` are the other routes: the pages for
    readers and the API for programs.
    """

    readiness: Callable[[], Awaitable[Readiness]]
    metrics: Callable[[], Awaitable[bytes]]
    webhook: Webhook | None = None
    routes: Sequence[BaseRoute] = ()


@runtime_checkable
class HasLifespan(Protocol):
    """A route that has to be started before the first request and stopped after the last one."""

    def lifespan(self) -> AbstractAsyncContextManager[None]:
        """The context that is entered while the application is served."""


def build_web(services: Services, max_body_bytes: int = MAX_BODY_BYTES) -> Starlette:
    """The ASGI application; it answers 404 at any address without a route."""
    routes = _probes(services)
    if services.webhook is not None:
        routes.append(Route(services.webhook.path, services.webhook.endpoint, methods=["POST"]))
    routes.extend(services.routes)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for route in routes:
                if isinstance(route, HasLifespan):
                    await stack.enter_async_context(route.lifespan())
            yield

    limit = Middleware(BodyLimit, max_bytes=max_body_bytes)
    app = Starlette(routes=routes, middleware=[limit], lifespan=lifespan)
    app.router.redirect_slashes = False  # it would redirect to whatever host the request names
    return app


def _probes(services: Services) -> list[BaseRoute]:
    """The addresses for monitoring: alive, ready, and the metrics."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        state = await services.readiness()
        return JSONResponse(state.as_json(), 200 if state.is_ready else 503)

    async def metrics(request: Request) -> Response:
        return Response(await services.metrics(), media_type=METRICS_TYPE)

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]
