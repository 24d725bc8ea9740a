"""Requests that no browser sends, as bytes, to everything that a bot serves: none of them ends in a 500."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from bot.live_corpus import LiveCorpus
from bot.serving.offered_corpora import only
from bot.serving.web_side import site_routes
from config.settings import Settings
from retrieval.store.corpus_store import CorpusStore
from tests.web.test_web import WELL
from web.application import Services, build_web
from web.readiness import Readiness
from web.server import serving

PATIENCE = 60.0
EVERYTHING = Settings(web="127.0.0.1:0", api="everybody", api_per_minute=0)
JSON = "Content-Type: application/json"
FORGED = "forged.example"


async def ready() -> Readiness:
    return WELL


async def no_metrics() -> bytes:
    return b""


@pytest.fixture
async def address(built: tuple[Path, Path]) -> AsyncIterator[tuple[str, int]]:
    """The address of the pages, the API and the probes, over the article."""
    async with AsyncExitStack() as stack:
        corpus = stack.enter_context(closing(LiveCorpus(CorpusStore(*built))))
        app = build_web(Services(ready, no_metrics, routes=site_routes(only(corpus), EVERYTHING)))
        yield await stack.enter_async_context(serving(app, "127.0.0.1", 0))


async def response_to(address: tuple[str, int], request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*address)
    try:
        writer.write(request)
        return await asyncio.wait_for(reader.read(), PATIENCE)
    finally:
        writer.close()


def request(line: str, *headers: str, body: bytes = b"", host: str = "quoth") -> bytes:
    length = (f"Content-Length: {len(body)}",) if body else ()
    lines = [f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *length, *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        pytest.param(request("TRACE /"), {405}, id="TRACE"),
        pytest.param(request("CONNECT /api/ask"), {405}, id="CONNECT"),
        pytest.param(request("STEAL /"), {400}, id="no method"),
        pytest.param(request("GET /static/../../config/settings.py"), {404}, id="path above"),
        pytest.param(request("GET /static/x/..%2f..%2fsite.py"), {404}, id="encoded path above"),
        pytest.param(request("GET /static/x/quoth.js%00"), {404}, id="NUL in a path"),
        pytest.param(request("GET /read/%2e%2e%2fetc%2fpasswd"), {404}, id="document above"),
        pytest.param(request("GET /read/%ff"), {404}, id="path that is no UTF-8"),
        pytest.param(request("GET /read/%zz"), {404}, id="path with a bad escape"),
        pytest.param(request("GET /read/a%0d%0aX-Injected:%201"), {404}, id="header in a path"),
        pytest.param(request(f"GET //{FORGED}/"), {404}, id="address of another host"),
        pytest.param(request("GET /texts/"), {404}, id="slash at the end"),
        pytest.param(request("GET /texts/", host=FORGED), {404}, id="slash and another host"),
        pytest.param(request("GET /texts?\xff"), {200, 400}, id="query that is no UTF-8"),
        pytest.param(request("GET /read/lamp?c=0-1@%00&n=99999999"), {200}, id="citation of nothing"),
        pytest.param(request("GET /read/lamp?part=%C2%B2&n=%D9%A1"), {200}, id="digits of other scripts"),
        pytest.param(request("GET /read/lamp?v=../../etc"), {200}, id="version above"),
        pytest.param(request("GET /read/lamp?find=%2B%2B((("), {200}, id="search for a pattern"),
        pytest.param(request("GET /?q=%00%1b%ED%A0%80"), {200}, id="question of control characters"),
        pytest.param(
            request("GET /read/lamp?c=24-64&n=1", host="["), {200, 400}, id="half an address as host"
        ),
        pytest.param(request("GET /read/lamp?c=24-64&n=1", host="a b"), {200, 400}, id="host with a space"),
        pytest.param(request("GET /", "Accept-Language: ../../etc/passwd"), {200}, id="language above"),
        pytest.param(request("GET /", "Accept-Language: \xe9_-@C"), {200}, id="no language"),
        pytest.param(
            request("GET /", "Cookie: quoth_talk=\xff; k=\xe9"), {200}, id="cookies that are no ASCII"
        ),
        pytest.param(request("GET /api/documents", "X-Forwarded-For: ["), {200}, id="no forwarded address"),
        pytest.param(
            request("GET /", "Upgrade: websocket", "Sec-WebSocket-Version: 13"), {200}, id="websocket"
        ),
        pytest.param(request("GET /", "Content-Length: -1"), {400}, id="negative length"),
        pytest.param(
            request("GET /", "Content-Length: 5", "Transfer-Encoding: chunked"), {400}, id="two lengths"
        ),
        pytest.param(request("POST /api/ask", JSON, body=b"[" * 20_000), {400}, id="deep JSON"),
        pytest.param(request("POST /api/ask", JSON, body=b'{"question":NaN}'), {422}, id="NaN"),
        pytest.param(request("POST /api/ask", JSON, body=b'{"question":"\\u0000"}'), {200}, id="NUL asked"),
        pytest.param(request("POST /app", body=b"hash=" + b"a&" * 9_000), {403}, id="forged Mini App"),
    ],
)
async def test_a_hostile_request_is_refused_or_answered_and_logs_no_error(
    address: tuple[str, int], sent: bytes, statuses: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    response = await response_to(address, sent)

    head, _, _ = response.partition(b"\r\n\r\n")
    assert int(head.split()[1]) in statuses
    assert b"x-injected" not in head.lower()
    assert FORGED.encode() not in response
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
