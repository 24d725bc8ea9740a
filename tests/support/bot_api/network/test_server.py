import asyncio

import httpx
import pytest

from tests.support.bot_api import World, needs_tdlib
from tests.support.bot_api.model.records import Json


def url(world: World, method: str) -> str:
    return f"{world.server.base_url}{world.token}/{method}"


async def ask(client: httpx.AsyncClient, world: World, method: str, **parameters: object) -> Json:
    response = await client.post(url(world, method), json=parameters)
    body: Json = response.json()
    assert response.status_code == body.get("error_code", 200)
    return body


@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_a_method_is_called_by_get_and_by_post(served: World, verb: str) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.request(verb, url(served, "getme"))

    assert response.json()["result"]["username"] == "quoth_bot"


async def test_parameters_are_taken_from_forms_queries_and_json(served: World) -> None:
    chat = served.private_chat(served.person("Alice"))
    async with httpx.AsyncClient() as client:
        answers = [
            await client.get(url(served, "getChat"), params={"chat_id": chat.id}),
            await client.post(url(served, "getChat"), data={"chat_id": chat.id}),
            await client.post(url(served, "getChat"), json={"chat_id": chat.id}),
        ]

    assert [answer.json()["ok"] for answer in answers] == [True, True, True]


async def test_a_wrong_token_is_unauthorized(served: World) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.get(f"{served.server.base_url}1:wrong/getMe")

    assert response.status_code == 401
    assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert [refusal.method for refusal in served.refused] == ["getMe"]


async def test_a_path_that_leads_nowhere_is_not_found(served: World) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.get(f"http://127.0.0.1:{served.server.port}/favicon.ico")

    assert response.status_code == 404


async def test_a_body_that_cannot_be_read_is_a_bad_request(served: World) -> None:
    headers = {"Content-Type": "application/json"}
    async with httpx.AsyncClient() as client:
        answers = [
            await client.post(url(served, "getMe"), content=body, headers=headers)
            for body in (b"{", b"[1]", b"null")
        ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


@needs_tdlib
async def test_what_this_server_does_not_model_is_reported_as_its_own_failure(served: World) -> None:
    chat = served.private_chat(served.person("Alice"))
    text = '<tg-time unix="5">soon</tg-time>'
    async with httpx.AsyncClient() as client:
        answer = await ask(client, served, "sendMessage", chat_id=chat.id, text=text, parse_mode="HTML")

    assert answer["error_code"] == 500
    assert "DateTime entities are not modelled here" in served.refused[0].reason


@needs_tdlib
async def test_a_long_poll_is_answered_when_something_happens(served: World) -> None:
    async with httpx.AsyncClient() as client:
        waiting = asyncio.create_task(ask(client, served, "getUpdates", timeout=50))
        await served.next_request("getUpdates")
        served.person("Alice").says("one")
        answer = await waiting

    assert [update["message"]["text"] for update in answer["result"]] == ["one"]


async def test_a_long_poll_ends_with_nothing_when_its_time_is_up(served: World) -> None:
    async with httpx.AsyncClient() as client:
        assert (await ask(client, served, "getUpdates", timeout=1))["result"] == []


@needs_tdlib
async def test_a_second_poller_ends_the_first_ones_poll(served: World) -> None:
    async with httpx.AsyncClient() as client:
        older = asyncio.create_task(ask(client, served, "getUpdates", timeout=50))
        await served.next_request("getUpdates")
        newer = asyncio.create_task(ask(client, served, "getUpdates", timeout=50))

        assert (await older)["error_code"] == 409

        served.person("Alice").says("one")

        assert len((await newer)["result"]) == 1


async def test_a_poller_that_hung_up_blocks_nobody(served: World) -> None:
    async with httpx.AsyncClient() as client:
        gone = asyncio.create_task(ask(client, served, "getUpdates", timeout=50))
        await served.next_request("getUpdates")
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await served.changes.until(lambda: served.state.poll is None or None, "the poll's end")

        assert (await ask(client, served, "getUpdates"))["result"] == []

    assert served.refused == []


@needs_tdlib
async def test_files_are_fetched_from_the_path_getfile_tells(served: World) -> None:
    alice = served.person("Alice")
    document = alice.sends_document("notes.txt", b"\x00words\xff").document

    assert document is not None

    async with httpx.AsyncClient() as client:
        path = (await ask(client, served, "getFile", file_id=document.file_id))["result"]["file_path"]
        fetched = await client.get(f"{served.server.base_file_url}{served.token}/{path}")
        missing = await client.get(f"{served.server.base_file_url}{served.token}/documents/none")
        strange = await client.get(f"{served.server.base_file_url}1:wrong/{path}")

    assert fetched.content == b"\x00words\xff"
    assert (missing.status_code, strange.status_code) == (404, 401)


async def test_a_server_that_was_stopped_comes_back_on_its_port(served: World) -> None:
    async with httpx.AsyncClient() as client:
        await ask(client, served, "getMe")
        await served.server.stop()

        with pytest.raises(httpx.TransportError):
            await ask(client, served, "getMe")

        await served.server.start()

        assert (await ask(client, served, "getMe"))["ok"]
