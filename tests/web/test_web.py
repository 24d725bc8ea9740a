import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from web.application import Services, build_web
from web.readiness import Readiness
from web.server import AddressError, serving
from web.webhook import Webhook, default_secret

SECRET = "s3cret-of-the-lighthouse"
WELL = Readiness("v1", None, telegram_reachable=True, memory_writable=True, queue_seconds=0, outbox_seconds=0)


def client_of(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://quoth")


@pytest.fixture
def accesses() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def services(accesses: list[dict[str, Any]]) -> Services:
    async def receive(update: dict[str, Any]) -> None:
        if update["update_id"] == 666:
            raise OSError("disk full")
        accesses.append(update)

    async def well() -> Readiness:
        return WELL

    async def metrics() -> bytes:
        return b"quoth_questions_total 3\n"

    return Services(well, metrics, Webhook("/telegram", SECRET, receive))


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(build_web(services, max_body_bytes=1000)) as client:
        yield client


def headers(secret: str = SECRET) -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": secret}


async def test_an_update_with_the_secret_is_noted_before_it_is_acknowledged(
    client: httpx.AsyncClient, accesses: list[dict[str, Any]]
) -> None:
    response = await client.post("/telegram", json={"update_id": 7}, headers=headers())

    assert response.status_code == 200
    assert accesses == [{"update_id": 7}]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET.upper(), "é"])
async def test_an_update_without_the_right_secret_is_refused(
    client: httpx.AsyncClient, accesses: list[dict[str, Any]], secret: str
) -> None:
    response = await client.post(
        "/telegram", json={"update_id": 7}, headers=[(b"x-telegram-bot-api-secret-token", secret.encode())]
    )

    assert response.status_code == 403
    assert accesses == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"update_id": "7"}', b"[" * 900])
async def test_a_body_that_is_not_an_update_is_refused(
    client: httpx.AsyncClient, accesses: list[Any], body: bytes
) -> None:
    response = await client.post("/telegram", content=body, headers=headers())

    assert response.status_code == 400
    assert accesses == []


async def test_an_update_that_cannot_be_stored_stays_with_telegram(client: httpx.AsyncClient) -> None:
    response = await client.post("/telegram", json={"update_id": 666}, headers=headers())

    assert response.status_code == 503


async def test_a_body_that_is_too_large_is_refused_with_and_without_a_declared_length(
    client: httpx.AsyncClient, accesses: list[Any]
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    declared = await client.post("/telegram", content=b" " * 1001, headers=headers())
    streamed = await client.post("/telegram", content=chunks(), headers=headers())

    assert (declared.status_code, streamed.status_code) == (413, 413)
    assert accesses == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/telegram"), ("POST", "/telegram/"), ("POST", "/healthz"), ("GET", "/docs")],
)
async def test_only_the_named_addresses_answer(client: httpx.AsyncClient, method: str, path: str) -> None:
    response = await client.request(method, path, headers=headers())

    assert response.status_code in {404, 405}


async def test_without_a_webhook_nothing_takes_updates(services: Services) -> None:
    async with client_of(build_web(replace(services, webhook=None))) as client:
        response = await client.post("/telegram", json={"update_id": 7}, headers=headers())

    assert response.status_code == 404


async def test_health_and_metrics_are_served(client: httpx.AsyncClient) -> None:
    health = await client.get("/healthz")
    metrics = await client.get("/metrics")

    assert (health.status_code, health.text) == (200, "ok\n")
    assert metrics.text == "quoth_questions_total 3\n"


@pytest.mark.parametrize("trouble", ["telegram_reachable", "memory_writable"])
async def test_a_bot_in_trouble_is_alive_and_not_ready(services: Services, trouble: str) -> None:
    state = Readiness(**{**asdict(WELL), trouble: False})

    async def readiness() -> Readiness:
        return state

    async with client_of(build_web(replace(services, readiness=readiness))) as client:
        ready = await client.get("/readyz")
        alive = await client.get("/healthz")

    assert (ready.status_code, ready.json()["ready"], ready.json()[trouble]) == (503, False, False)
    assert alive.status_code == 200


async def test_the_server_answers_over_http_until_the_block_ends(services: Services) -> None:
    async with serving(build_web(services), "127.0.0.1", 0) as (host, port), httpx.AsyncClient() as client:
        response = await client.get(f"http://{host}:{port}/readyz")

    assert response.json()["version"] == "v1"

    with pytest.raises(OSError):  # noqa: PT011 - which error it is depends on the system
        await asyncio.open_connection(host, port)


async def test_an_address_in_use_is_reported_with_a_remedy(services: Services) -> None:
    app = build_web(services)

    async with serving(app, "127.0.0.1", 0) as (host, port):
        with pytest.raises(AddressError, match="QUOTH_WEB"):
            async with serving(app, host, port):
                pass


def test_the_secret_differs_from_token_to_token_and_fits_telegrams_alphabet() -> None:
    one, other = default_secret("1:a"), default_secret("1:b")

    assert one != other
    assert one.isalnum()
