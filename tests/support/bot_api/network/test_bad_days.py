"""The bad days of the tests' Telegram, as any HTTP client sees them."""

import asyncio

import httpx
import pytest

from tests.support.bot_api import Harm, World

PATIENT, IMPATIENT = 120.0, 0.2
"""Seconds: until a test fails whose response does not come, and for a response that is not meant to come."""


async def call(world: World, client: httpx.AsyncClient, seconds: float = PATIENT) -> httpx.Response:
    return await client.get(f"{world.server.base_url}{world.token}/getMe", timeout=seconds)


@pytest.mark.parametrize("harm", [harm for harm in Harm if "CLOSED" in harm.name or "RESET" in harm.name])
async def test_a_connection_ends_without_a_response_as_often_as_ordered(served: World, harm: Harm) -> None:
    served.bad_days.order(harm, "getMe", times=1)
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.TransportError):
            await call(served, client)

        again = await call(served, client)

    assert again.status_code == 200
    assert len(served.log) == (2 if harm.is_after else 1)


@pytest.mark.parametrize(
    ("harm", "status"),
    [
        (Harm.ERROR_500_BEFORE, 500),
        (Harm.ERROR_502_BEFORE, 502),
        (Harm.ERROR_502_AFTER, 502),
        (Harm.UNAUTHORIZED_BEFORE, 401),
        (Harm.NOT_FOUND_BEFORE, 404),
        (Harm.PROXY_400_BEFORE, 400),
        (Harm.PROXY_403_BEFORE, 403),
        (Harm.MALFORMED_AFTER, 200),
        (Harm.NULL_AFTER, 200),
    ],
)
async def test_a_response_may_make_no_sense(served: World, harm: Harm, status: int) -> None:
    served.bad_days.order(harm, "getMe", every=2)
    async with httpx.AsyncClient() as client:
        first, second = await call(served, client), await call(served, client)

    assert (first.status_code, second.status_code) == (200, status)
    assert served.log[-1].response is not None

    if harm is Harm.MALFORMED_AFTER:
        with pytest.raises(ValueError, match=r"."):
            second.json()


async def test_a_server_that_answers_nothing_is_silent_until_the_fault_is_over(served: World) -> None:
    served.bad_days.silent = True
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ReadTimeout):
            await call(served, client, IMPATIENT)

        served.bad_days.over()
        again = await call(served, client)

    assert again.status_code == 200


async def test_an_idle_connection_is_closed_under_the_next_request(served: World) -> None:
    served.bad_days.closes_idle_after = 0.0

    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await call(served, client)

    assert served.log == []


async def test_a_request_on_a_forgotten_connection_vanishes(served: World) -> None:
    served.bad_days.forgets_idle_after = 1.0
    async with httpx.AsyncClient() as client:
        first = await call(served, client)
        await asyncio.sleep(1.1)

        with pytest.raises(httpx.ReadTimeout):
            await call(served, client, IMPATIENT)

        fresh = await call(served, client)

    assert (first.status_code, fresh.status_code, len(served.log)) == (200, 200, 2)
