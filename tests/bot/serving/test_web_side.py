"""The running bot's web server: webhook, health check and metrics."""

import socket
from contextlib import closing
from pathlib import Path

import httpx
from starlette.routing import Mount, Route

from bot.live_corpus import LiveCorpus
from bot.serving.offered_corpora import only
from bot.serving.web_side import program_routes
from config.settings import Settings
from retrieval.store.corpus_store import CorpusStore
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.process import BotProcess
from tests.support.bot_api.driver.world import World
from web.api.keys import entry_of, new_key


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_question_posted_to_the_webhook_is_answered_and_counted(
    world: World, source: Path, tmp_path: Path, anna: Person
) -> None:
    port = free_port()
    web = {"QUOTH_WEB": f"127.0.0.1:{port}", "QUOTH_WEBHOOK_URL": "https://bot.example.org/telegram"}
    world.proxy("bot.example.org", port)
    (tmp_path / "state").mkdir()

    async with BotProcess(world, corpus=source, state_dir=tmp_path / "state", extra=web) as process:
        await process.ready(method="setWebhook")
        anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            ready = (await client.get("/readyz")).json()
            metrics = (await client.get("/metrics")).text
            stranger = await client.post("/telegram", json={"update_id": 1})

        assert await process.stop() == 0

    assert "Edda Quist lit it" in answer.text
    assert ready["ready"] is True
    assert 'quoth_telegram_calls_total{method="sendMessage",status="200"} 1.0' in metrics
    assert 'quoth_questions_total{grade="answer"} 1.0' in metrics
    assert stranger.status_code == 403


async def test_with_several_libraries_webhook_health_pages_and_api_are_those_of_the_process(
    world: World, source: Path, tmp_path: Path, anna: Person
) -> None:
    port = free_port()
    (tmp_path / "mill.txt").write_text("Miller Carl Brandt built the great wheel.", encoding="utf-8")
    settings = {
        "QUOTH_CORPUS": f"lamp={source},mill={tmp_path / 'mill.txt'}",
        "QUOTH_WEB": f"127.0.0.1:{port}",
        "QUOTH_WEB_URL": "http://read.example.org",
        "QUOTH_WEBHOOK_URL": "https://bot.example.org/telegram",
        "QUOTH_API": "everybody",
    }
    world.proxy("bot.example.org", port)
    (tmp_path / "state").mkdir()

    async with BotProcess(world, state_dir=tmp_path / "state", extra=settings) as process:
        await process.ready(method="setWebhook")
        anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            ready = (await client.get("/readyz")).json()
            metrics = (await client.get("/metrics")).text
            page = await client.get("/library/mill/read/mill")
            asked = await client.post("/api/ask", json={"question": "Who built the wheel?", "corpus": "mill"})

        assert await process.stop() == 0

    links = [button.raw["url"] for row in answer.keyboard for button in row if "url" in button.raw]
    assert [link.partition("?")[0] for link in links] == ["http://read.example.org/library/lamp/read/lamp"]
    assert (ready["ready"], page.status_code, asked.status_code) == (True, 200, 200)
    assert 'quoth_questions_total{grade="answer"} 1.0' in metrics
    assert "Carl Brandt" in asked.json()["citations"][0]["text"]


async def test_a_program_with_a_key_is_answered_and_neither_key_nor_question_is_logged(
    world: World, source: Path, tmp_path: Path
) -> None:
    port, key = free_port(), new_key()
    settings = {
        "QUOTH_WEB": f"127.0.0.1:{port}",
        "QUOTH_API": "keys",
        "QUOTH_API_KEYS": entry_of("wiki", key),
        "QUOTH_LOG_LEVEL": "DEBUG",
    }
    (tmp_path / "state").mkdir()

    async with BotProcess(world, corpus=source, state_dir=tmp_path / "state", extra=settings) as process:
        await process.ready()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            asking = {"question": "Who lit the lamp?"}
            refused = await client.post(
                "/api/ask", json=asking, headers={"Authorization": "Bearer nope-nope"}
            )
            client.headers["Authorization"] = f"Bearer {key}"
            answered = await client.post("/api/ask", json=asking)
            malformed = await client.post("/api/ask", json={"question": "Who lit?", "lamp": 1})

        assert await process.stop() == 0

    assert (refused.status_code, answered.status_code, malformed.status_code) == (401, 200, 422)
    assert "Edda Quist lit it" in answered.json()["citations"][0]["text"]
    for secret in (key, "nope-nope", "Who lit"):
        assert secret not in process.stderr


def test_programs_find_nothing_unless_the_settings_let_them_in(built: tuple[Path, Path]) -> None:
    with closing(LiveCorpus(CorpusStore(*built))) as corpus:
        by_default = program_routes(only(corpus), Settings())
        allowed = program_routes(only(corpus), Settings(api="everybody"))

    assert by_default == []

    paths = {route.path for route in allowed if isinstance(route, Route | Mount)}
    assert paths - {"/mcp"} == {"/openapi.json", "/api"}


async def test_an_address_already_in_use_is_reported_in_one_line(
    world: World, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "state").mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]

        process = BotProcess(
            world, corpus=source, state_dir=tmp_path / "state", extra={"QUOTH_WEB": f"127.0.0.1:{port}"}
        )
        await process.start()
        code = await process.ended()

    assert code == 2
    assert f"cannot serve at 127.0.0.1:{port}" in process.stderr.splitlines()[-1]
    assert "QUOTH_WEB" in process.stderr.splitlines()[-1]
