"""The tools for programs that speak the Model Context Protocol, used by the official client."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import BaseRoute

from bot.live_corpus import LiveCorpus
from bot.serving.offered_corpora import only
from config.settings import ROOT, Settings
from tests.web.api.conftest import LAMP
from web.api.access import ApiAccess
from web.api.keys import hash_of
from web.api.queries import EVERY_CORPUS, CorpusQueries, WantedCorpus
from web.api.rates import RateLimit
from web.application import Services, build_web
from web.readiness import Readiness
from web.server import serving

pytest.importorskip("mcp", reason="the extra mcp is not installed: pip install 'mcp>=2'")

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from bot.serving.web_side import program_routes
from web.api.mcp_server import McpRoute, build_mcp

KEY = "quoth_of-the-lighthouse"


def server_of(corpus: LiveCorpus) -> Any:
    return build_mcp(CorpusQueries(only(corpus)), "1.2.3")


def services_with(routes: Sequence[BaseRoute]) -> Services:
    async def readiness() -> Readiness:
        return Readiness("v1", None, None, memory_writable=True, queue_seconds=0, outbox_seconds=0)

    async def metrics() -> bytes:
        return b""

    return Services(readiness, metrics, routes=routes)


async def test_the_tools_are_described_and_read_only(served_corpus: LiveCorpus) -> None:
    async with Client(server_of(served_corpus)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

    assert set(tools) == {"ask", "verify", "context", "documents"}
    assert all(tool.description for tool in tools.values())
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
    assert tools["ask"].output_schema is not None


async def test_ask_gives_the_sentence_and_context_its_passage(served_corpus: LiveCorpus) -> None:
    async with Client(server_of(served_corpus)) as client:
        answer = (await client.call_tool("ask", {"question": "Who lit the lamp?"})).structured_content

        assert answer is not None

        cited = answer["citations"][0]
        place = {"document": cited["document"], "passage": cited["passage"], "around": 0}
        read = (await client.call_tool("context", place)).structured_content

    assert answer["grade"] == "answer"
    assert "Edda Quist lit it" in cited["text"]
    assert read is not None
    assert cited["text"] in read["passages"][0]["text"]


async def test_verify_says_what_differs(served_corpus: LiveCorpus) -> None:
    async with Client(server_of(served_corpus)) as client:
        found = (
            await client.call_tool("verify", {"quotation": "The repair cost 50,000 crowns."})
        ).structured_content

    assert found is not None
    assert found["match"] == "variant"
    assert [fact["claimed"][:6] for fact in found["facts"]] == ["50,000"]


async def test_documents_are_listed(served_corpus: LiveCorpus) -> None:
    async with Client(server_of(served_corpus)) as client:
        listed = (await client.call_tool("documents", {})).structured_content

    assert listed is not None
    assert {document["title"] for document in listed["documents"]} == {"The Lamp of Selmouth", "The Ferry"}


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("context", {"document": "no such", "passage": 1}, "no document with that id"),
        ("context", {"document": "lamp", "passage": 99}, "passages 1 to"),
        ("verify", {"quotation": "The ferry", "document": "no such"}, "no document with that id"),
        ("ask", {}, "Correct the arguments of ask: question is missing."),
        ("ask", {"question": ""}, "question must not be empty."),
        ("ask", {"question": "x" * 2001}, "question may have at most 2000 characters."),
        ("documents", {"count": 1000}, "count must be at most 100."),
        ("context", {"document": "lamp", "passage": "one"}, "passage must be a whole number."),
    ],
)
async def test_a_call_that_cannot_be_answered_is_an_error_that_says_why(
    served_corpus: LiveCorpus, tool: str, arguments: dict[str, Any], told: str
) -> None:
    async with Client(server_of(served_corpus)) as client:
        result = await client.call_tool(tool, arguments)

    assert result.is_error
    assert told in str(result.content)
    assert "validation" not in str(result.content)
    assert "Error executing" not in str(result.content)


async def test_the_log_has_nothing_of_what_is_asked(
    served_corpus: LiveCorpus, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(CorpusQueries):
        """Queries that fail with the question in the message."""

        async def ask(self, question: str, wanted: WantedCorpus = EVERY_CORPUS) -> dict[str, Any]:
            raise RuntimeError(question)

    async with Client(build_mcp(Failing(only(served_corpus)), "1")) as client:
        failed = await client.call_tool("ask", {"question": "my secret"})
        refused = await client.call_tool("ask", {"question": ["my secret"]})

    assert failed.is_error
    assert refused.is_error
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text + str(failed.content)


async def test_the_tools_are_served_over_http_to_whoever_has_a_key(served_corpus: LiveCorpus) -> None:
    access = ApiAccess(names={hash_of(KEY): "wiki"})
    route = McpRoute(server_of(served_corpus), access, RateLimit(0))

    async with serving(build_web(services_with([route])), "127.0.0.1", 0) as (host, port):
        url = f"http://{host}:{port}/mcp"
        with_key = httpx2.AsyncClient(headers={"Authorization": f"Bearer {KEY}"})
        async with with_key, Client(streamable_http_client(url, http_client=with_key)) as client:
            answer = (await client.call_tool("ask", {"question": "Who lit the lamp?"})).structured_content
        async with httpx2.AsyncClient() as stranger:
            refused = await stranger.post(url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
            page = await stranger.post(
                url, json={}, headers={"Authorization": f"Bearer {KEY}", "Origin": "https://evil.example"}
            )
            too_large = await stranger.post(
                url, content=b" " * 40_000, headers={"Authorization": f"Bearer {KEY}"}
            )

    assert answer is not None
    assert answer["grade"] == "answer"
    assert (refused.status_code, page.status_code, too_large.status_code) == (401, 403, 413)


def test_the_tools_are_served_beside_the_api(served_corpus: LiveCorpus) -> None:
    routes = program_routes(only(served_corpus), Settings(api="everybody"))

    assert any(isinstance(route, McpRoute) for route in routes)


async def test_a_program_that_starts_the_command_is_answered_over_its_standard_streams(
    tmp_path: Path,
) -> None:
    (tmp_path / "lamp.txt").write_text(LAMP, encoding="utf-8")
    arguments = ["run_bot.py", "mcp", "--corpus", str(tmp_path / "lamp.txt"), "--state-dir", str(tmp_path)]
    command = StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT)

    async with Client(command, read_timeout_seconds=60) as client:
        answer = (await client.call_tool("ask", {"question": "Who lit the lamp?"})).structured_content

    assert answer is not None
    assert "Edda Quist lit it" in answer["citations"][0]["text"]
