"""Several libraries on the web: each has its own pages, and private ones do not appear at all."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette

from bot.application import QuothApplication
from bot.libraries.library_access import LibraryAccess
from bot.serving.web_side import offered_corpora, reader_links, site_routes
from config.settings import Settings
from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.bot.libraries.test_privacy import MARKS, QUESTIONS, WORDS, crossings
from tests.bot.people import send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Message
from tests.web.pages.reading import PageText, marked_texts
from web.api.keys import entry_of

KEY = "quoth_of-the-mill"
RED, BLUE = -101, -102
SENTENCES = {
    "handbook": ("Who signs the wages?", "Clerk Edda Quist signs the wages on Friday."),
    "orchard": ("Who prunes the apple trees?", "Gardener Nils Holm prunes the apple trees in March."),
    "news": ("Who built the great wheel?", "Miller Carl Brandt built the great wheel in 1887."),
}
Browser = Callable[[QuothApplication, Settings], httpx.AsyncClient]


@pytest.fixture
def settings(libraries: dict[str, Path]) -> Settings:
    """The news are public, the other two are private, and a key may ask the handbook."""
    return settings_of(libraries, private={"handbook": (RED,), "orchard": (BLUE,)})


def settings_of(libraries: dict[str, Path], **more: Any) -> Settings:
    return Settings(
        corpus=Path(",".join(f"{name}={path}" for name, path in libraries.items())),
        web="127.0.0.1:0",
        web_url="http://read.example.org",
        api="everybody",
        api_per_minute=0,
        api_keys=(entry_of("wiki", KEY),),
        api_private={"wiki": ("handbook",)},
        **more,
    )


@asynccontextmanager
async def browsing(application: QuothApplication, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser, or a program, at what the running bot serves."""
    routes = site_routes(offered_corpora(application._corpora, settings), settings)
    transport = httpx.ASGITransport(Starlette(routes=[route for route in routes if "mcp" not in str(route)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://quoth.example") as client:
        yield client


def links(page: str) -> list[str]:
    return [link["href"] for link in PageText(page).all("a")]


async def test_every_reachable_page_shows_only_public_libraries(
    start: Start, libraries: dict[str, Path], settings: Settings
) -> None:
    application = await start(libraries)
    seen: dict[str, str] = {}

    async with browsing(application, settings) as browser:
        waiting = ["/", *(f"/?q={question}" for question in QUESTIONS)]
        while waiting:
            address = waiting.pop()
            seen[address] = (await browser.get(address)).text
            further = {link.partition("#")[0] for link in links(seen[address])}
            waiting += [link for link in further if link and link not in {*seen, *waiting}]

    asked = " ".join(QUESTIONS)  # a page lists earlier questions
    found = {address: crossings(page, "news", asked) for address, page in seen.items()}
    assert {address: marks for address, marks in found.items() if marks} == {}
    assert any(address.startswith("/library/news/read/newsfile") for address in seen)


async def test_a_private_library_looks_from_outside_like_one_that_does_not_exist(
    start: Start, libraries: dict[str, Path], settings: Settings
) -> None:
    application = await start(libraries)
    below = ("", "/", "/texts", "/?q=wages", "/read/handbookfile", "/read?d=handbookfile", "/new")

    async with browsing(application, settings) as browser:
        private = [await browser.get(f"/library/handbook{path}") for path in below]
        missing = [await browser.get(f"/library/cookbook{path}") for path in below]
        within = await browser.get("/library/news/read/handbook:handbookfile")
        in_front = await browser.get("/read/handbook:handbookfile")

    assert {response.status_code for response in (*private, within, in_front)} == {404}
    assert [page.text for page in private] == [page.text for page in missing]
    assert "Quist" not in within.text + in_front.text


async def test_without_a_public_library_there_are_no_pages(start: Start, libraries: dict[str, Path]) -> None:
    application = await start(libraries)
    settings = settings_of(libraries, private=dict.fromkeys(libraries, (RED,)))

    async with browsing(application, settings) as browser:
        page = await browser.get("/")
        answer = await browser.post("/api/ask", json={"question": "Who signs the wages?"})

    assert page.status_code == 404
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "no corpus is public; send a key that may ask one",
    )


@pytest.mark.parametrize("library", SENTENCES)
async def test_a_citation_opens_in_the_library_that_has_it(
    start: Start, libraries: dict[str, Path], library: str
) -> None:
    application = await start(libraries)
    question, sentence = SENTENCES[library]

    async with browsing(application, settings_of(libraries)) as browser:
        asked_together = (await browser.get("/", params={"q": question})).text
        asked_alone = (await browser.get(f"/library/{library}/", params={"q": question})).text
        cited = [next(link for link in links(page) if "c=" in link) for page in (asked_together, asked_alone)]
        pages = [await browser.get(link) for link in cited]

    assert all(link.startswith(f"/library/{library}/read/{library}file?") for link in cited)
    assert [marked_texts(page.text)[1] for page in pages] == [sentence, sentence]
    others = [mark for name, marks in MARKS.items() if name != library for mark in marks]
    assert not any(mark in page.text for page in pages for mark in others)


async def test_a_library_keeps_its_own_conversation(start: Start, libraries: dict[str, Path]) -> None:
    application = await start(libraries)

    async with browsing(application, settings_of(libraries)) as browser:
        await browser.get("/library/news/", params={"q": "Who built the great wheel?"})
        await browser.get("/library/orchard/", params={"q": "Who prunes the apple trees?"})
        news = await browser.get("/library/news/")
        orchard = await browser.get("/library/orchard/")
        cleared = await browser.post("/library/news/new")
        afterwards = await browser.get("/library/news/")

    assert "great wheel" in news.text
    assert "apple trees" not in news.text
    assert "apple trees" in orchard.text
    assert cleared.headers["location"] == "/library/news/"
    assert "great wheel" not in afterwards.text


def read_links(message: Message) -> list[str]:
    return [button.raw["url"] for row in message.keyboard for button in row if "url" in button.raw]


async def test_only_answers_of_public_libraries_have_a_button_to_read_them(
    world: World, start: Start, libraries: dict[str, Path], anna: Person
) -> None:
    settings = settings_of(libraries, private={"handbook": (anna.id,)})
    application = await start(
        libraries,
        policy=replace(WITHOUT_PROGRESS, reader=reader_links(settings)),
        access=LibraryAccess(settings.private),
    )

    together = {name: await send_text(world, anna, question) for name, (question, _) in SENTENCES.items()}
    await send_text(world, anna, "/use news")
    alone = await send_text(world, anna, SENTENCES["news"][0])
    await send_text(world, anna, "/use handbook")
    private = await send_text(world, anna, SENTENCES["handbook"][0])
    (address,) = read_links(together["news"])
    async with browsing(application, settings) as browser:
        page = await browser.get(address.removeprefix("http://read.example.org"))

    assert SENTENCES["handbook"][1] in together["handbook"].text
    assert read_links(together["handbook"]) == read_links(private) == []
    assert address.startswith("http://read.example.org/library/news/read/newsfile?v=")
    assert read_links(alone) == [address]
    assert marked_texts(page.text)[1] == SENTENCES["news"][1]


async def test_programs_see_nothing_of_a_private_library(
    start: Start, libraries: dict[str, Path], settings: Settings
) -> None:
    application = await start(libraries)
    found: dict[str, str] = {}

    async with browsing(application, settings) as program:
        for name in ("", "all", "news"):
            for question in QUESTIONS:
                asked = await program.post("/api/ask", json={"question": question, "corpus": name})
                found[f"{name} {question}"] = asked.text
            for words in WORDS[1:]:
                checked = await program.post("/api/verify", json={"quotation": words, "corpus": name})
                found[f"{name} {words}"] = checked.text
            found[name] = (await program.get("/api/documents", params={"corpus": name})).text

    marks = {said: crossings(text, "news", said) for said, text in found.items()}
    assert {said: crossed for said, crossed in marks.items() if crossed} == {}
    assert all('"news' in found[name] or "newsfile" in found[name] for name in ("", "all", "news"))


async def test_a_private_name_is_refused_like_one_that_does_not_exist(
    start: Start, libraries: dict[str, Path], settings: Settings
) -> None:
    application = await start(libraries)

    async with browsing(application, settings) as program:
        refused = {
            name: await program.post("/api/ask", json={"question": "Who?", "corpus": name})
            for name in ("handbook", "cookbook")
        }
        passage = await program.get("/api/passages/handbookfile/1", params={"corpus": "handbook"})
        by_full_id = await program.get("/api/passages/handbook:handbookfile/1")

    assert {response.status_code for response in refused.values()} == {404}
    assert {response.json()["detail"] for response in (*refused.values(), passage)} == {
        "there is no corpus with that name; there are: news and, for all of them together, all"
    }
    assert by_full_id.status_code == 404


async def test_a_key_opens_only_the_private_libraries_that_the_settings_name_for_it(
    start: Start, libraries: dict[str, Path], settings: Settings
) -> None:
    application = await start(libraries)
    asked = {name: {"question": question, "corpus": name} for name, (question, _) in SENTENCES.items()}

    async with browsing(application, settings) as program:
        program.headers["Authorization"] = f"Bearer {KEY}"
        handbook = await program.post("/api/ask", json=asked["handbook"])
        orchard = await program.post("/api/ask", json=asked["orchard"])
        together = await program.post("/api/ask", json=asked["handbook"] | {"corpus": "all"})
        document = await program.get("/openapi.json")

    assert handbook.json()["citations"][0]["text"] == SENTENCES["handbook"][1]
    assert orchard.status_code == 404
    assert "there are: handbook, news" in orchard.json()["detail"]
    assert together.json()["citations"][0]["library"] == "handbook"
    assert set(together.json()["corpus"]["libraries"]) == {"handbook", "news"}
    schema = {"$ref": "#/components/schemas/AskResponse", "components": document.json()["components"]}
    Draft202012Validator(schema).validate(together.json())
    Draft202012Validator(schema).validate(handbook.json())


async def test_a_passage_is_found_by_its_library_and_by_its_full_id(
    start: Start, libraries: dict[str, Path], settings: Settings
) -> None:
    application = await start(libraries)

    async with browsing(application, settings) as program:
        by_library = await program.get("/api/passages/newsfile/2", params={"corpus": "news"})
        by_full_id = await program.get("/api/passages/news:newsfile/2")

    assert by_library.json()["passages"] == by_full_id.json()["passages"]
    assert by_library.json()["document"]["id"] == "newsfile"
    assert by_full_id.json()["document"]["id"] == "news:newsfile"


async def test_the_tools_for_language_models_reach_only_what_the_key_opens(
    start: Start, libraries: dict[str, Path], settings: Settings
) -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed: pip install 'mcp>=2'")
    import httpx2
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    from tests.web.api.test_mcp_server import services_with
    from web.application import build_web
    from web.server import serving

    application = await start(libraries)
    routes = site_routes(offered_corpora(application._corpora, settings), settings)
    question = {"question": SENTENCES["handbook"][0], "corpus": "handbook"}
    answers = {}

    async with serving(build_web(services_with(routes)), "127.0.0.1", 0) as (host, port):
        for name, headers in {"stranger": {}, "wiki": {"Authorization": f"Bearer {KEY}"}}.items():
            connection = httpx2.AsyncClient(headers=headers)
            transport = streamable_http_client(f"http://{host}:{port}/mcp", http_client=connection)
            async with connection, Client(transport) as client:
                answers[name] = await client.call_tool("ask", question)

    assert "there are: news and" in str(answers["stranger"].content)
    assert "Quist" not in str(answers["stranger"].content)
    assert SENTENCES["handbook"][1] in json.dumps(answers["wiki"].structured_content)


async def test_after_a_reload_read_opens_the_sentence_in_the_version_that_gave_the_answer(
    world: World, start: Start, libraries: dict[str, Path], settings: Settings, olga: Person
) -> None:
    policy = replace(WITHOUT_PROGRESS, reader=reader_links(settings))
    application = await start(libraries, admins=(olga.id,), policy=policy)
    question, sentence = SENTENCES["news"]
    answer = await send_text(world, olga, question)
    (before,) = read_links(answer)
    reasons = await tap_button(world, olga, answer, "👎")
    news = libraries["news"] / "newsfile.txt"
    news.write_text(
        news.read_text(encoding="utf-8").replace(sentence, "The wheel is gone."), encoding="utf-8"
    )
    await application._corpora["news"].reload()

    restored = await tap_button(world, olga, reasons, "There’s a better sentence")
    (after,) = read_links(restored)
    async with browsing(application, settings) as browser:
        page = await browser.get(after.removeprefix("http://read.example.org"))

    assert (restored.text, after) == (answer.text, before)
    assert marked_texts(page.text)[1] == sentence
