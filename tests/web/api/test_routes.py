import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.live_corpus import LiveCorpus
from bot.serving.offered_corpora import only
from retrieval.answer_json import answer_json
from retrieval.intents.responding import respond
from tests.web.api.conftest import app_of, client_of
from web.api.access import ApiAccess
from web.api.queries import CorpusQueries
from web.problems import PROBLEM_TYPE

OPEN = ApiAccess(for_everybody=True, per_minute=0)


def without_time(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "elapsed_ms"}


@pytest.mark.parametrize("question", ["Who lit the lamp?", "hi", "Which hotel has a pool?"])
async def test_an_answer_is_the_json_that_the_command_line_prints(
    client: httpx.AsyncClient, served_corpus: LiveCorpus, question: str
) -> None:
    response = await client.post("/api/ask", json={"question": question})

    with served_corpus.snapshot() as snapshot:
        expected = answer_json(question, respond(question, snapshot), snapshot, 0)

    assert response.status_code == 200
    assert without_time(response.json()) == without_time(expected)


async def test_a_quotation_that_is_word_for_word_is_located(client: httpx.AsyncClient, lamp: str) -> None:
    response = await client.post("/api/verify", json={"quotation": "ships will find us in any fog"})

    found = response.json()

    assert found["match"] == "exact"
    assert found["place"]["document"] == lamp
    assert found["place"]["text"] == "Ships will find us in any fog"
    assert found["differences"] == []


async def test_a_quotation_that_differs_comes_with_the_differences(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/verify", json={"quotation": "The repair cost 50,000 crowns."})

    found = response.json()

    assert found["match"] == "variant"
    assert {"kind": "missing", "text": "50,000 "} in found["differences"]
    assert {"kind": "added", "text": "40,000 "} in found["differences"]
    assert [(fact["claimed"][:6], fact["stated"][:6]) for fact in found["facts"]] == [("50,000", "40,000")]


async def test_a_quotation_is_looked_up_in_the_document_that_is_named(
    client: httpx.AsyncClient, lamp: str
) -> None:
    there = await client.post(
        "/api/verify", json={"quotation": "The ferry sails at noon.", "document": "notices/ferry 2"}
    )
    elsewhere = await client.post(
        "/api/verify", json={"quotation": "The ferry sails at noon.", "document": lamp}
    )

    assert there.json()["match"] == "exact"
    assert elsewhere.json()["match"] == "absent"
    assert elsewhere.json()["place"] is None


async def test_the_list_of_documents_continues_where_it_ended(client: httpx.AsyncClient) -> None:
    begin = (await client.get("/api/documents", params={"count": 1})).json()
    rest = (await client.get("/api/documents", params={"first": begin["next"]})).json()

    assert begin["total"] == 2
    assert {document["title"] for document in begin["documents"] + rest["documents"]} == {
        "The Lamp of Selmouth",
        "The Ferry",
    }
    assert rest["next"] is None


async def test_a_cited_passage_is_read_with_those_around_it(client: httpx.AsyncClient, lamp: str) -> None:
    cited = (await client.post("/api/ask", json={"question": "Who lit the lamp?"})).json()["citations"][0]

    read = (await client.get(f"/api/passages/{lamp}/{cited['passage']}", params={"around": 1})).json()

    assert [passage["passage"] for passage in read["passages"]] == [1, 2, 3]

    own = next(passage for passage in read["passages"] if passage["passage"] == cited["passage"])
    assert {"start": cited["start"], "end": cited["end"], "text": cited["text"]} in own["sentences"]
    assert own["text"][cited["start"] - own["start"] :].startswith(cited["text"])


@pytest.mark.parametrize("written", ["notices/ferry 2", "notices%2Fferry%202"])
async def test_a_document_with_a_slash_in_its_id_is_found(client: httpx.AsyncClient, written: str) -> None:
    response = await client.get(f"/api/passages/{written}/1")

    assert response.json()["document"]["title"] == "The Ferry"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/ask", b"{", 400),
        ("POST", "/api/ask", b"\xff", 400),
        ("POST", "/api/ask", b'{"question": "\\ud800"}', 400),
        ("POST", "/api/ask", b"[]", 422),
        ("POST", "/api/ask", b"{}", 422),
        ("POST", "/api/ask", b'{"question": "  "}', 422),
        ("POST", "/api/ask", b'{"question": 7}', 422),
        ("POST", "/api/ask", b'{"question": "Who?", "top_k": 3}', 422),
        ("POST", "/api/ask", b'{"question": "' + b"x" * 2001 + b'"}', 422),
        ("POST", "/api/ask", b" " * 40_000, 413),
        ("POST", "/api/verify", b'{"question": "Who?"}', 422),
        ("POST", "/api/verify", b'{"quotation": "Who?", "document": "no such"}', 404),
        ("GET", "/api/ask", b"", 405),
        ("GET", "/api/documents?count=1000", b"", 422),
        ("GET", "/api/documents?first=-1", b"", 422),
        ("GET", "/api/documents?from=1", b"", 422),
        ("GET", "/api/passages/no such/1", b"", 404),
        ("GET", "/api/passages/notices/ferry 2/99", b"", 404),
        ("GET", "/api/passages/notices/ferry 2/0", b"", 404),
        ("GET", "/api/passages/notices/ferry 2/99999999999999999999999", b"", 404),
        ("GET", f"/api/passages/notices/ferry 2/{'9' * 5000}", b"", 404),
        ("GET", "/api/passages/notices/ferry 2/-1", b"", 404),
        ("GET", "/api/passages/notices/ferry 2", b"", 404),
        ("GET", "/api/", b"", 404),
        ("POST", "/api/ask/", b"{}", 404),
    ],
)
async def test_a_request_that_cannot_be_answered_gets_a_problem_that_says_why(
    client: httpx.AsyncClient, method: str, path: str, body: bytes, status: int
) -> None:
    headers = {"Content-Type": "application/json"} if body else {}

    response = await client.request(method, path, content=body, headers=headers)

    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM_TYPE
    assert response.json()["status"] == status
    assert response.json()["detail"]


async def test_a_body_without_a_declared_length_is_refused_when_it_becomes_too_large(
    client: httpx.AsyncClient,
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b" " * 10_000

    response = await client.post("/api/ask", content=chunks(), headers={"Content-Type": "application/json"})

    assert response.status_code == 413
    assert response.headers["content-type"] == PROBLEM_TYPE


async def test_a_wrong_http_method_is_refused_with_the_right_one(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/ask")

    assert response.headers["allow"] == "POST"
    assert response.json()["detail"] == "use one of: POST"


async def test_only_what_is_declared_as_json_is_read(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/api/ask", content=b'{"question": "Who?"}', headers={"Content-Type": "text/plain"}
    )

    assert response.status_code == 415


async def test_a_refusal_names_the_field_and_does_not_repeat_what_was_in_it(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post("/api/ask", json={"question": ["my secret"]})

    assert response.json()["errors"][0]["field"] == "question"
    assert "my secret" not in response.text


async def test_a_program_is_told_to_come_back_if_too_many_are_waiting(served_corpus: LiveCorpus) -> None:
    app = app_of(served_corpus, OPEN, max_waiting=1)

    async with client_of(app) as client:
        responses = await asyncio.gather(
            *(client.post("/api/ask", json={"question": "Who lit the lamp?"}) for _ in range(5))
        )

    refused = [response for response in responses if response.status_code == 503]

    assert len(refused) == 4
    assert {response.headers["retry-after"] for response in refused} == {"1"}


async def test_a_persons_question_overtakes_waiting_programs(served_corpus: LiveCorpus) -> None:
    queries = CorpusQueries(only(served_corpus))
    order: list[str] = []

    async def program() -> None:
        await queries.ask("Who lit the lamp?")
        order.append("program")

    async def person() -> None:
        with served_corpus.snapshot() as snapshot:
            await served_corpus.ask("Who lit the lamp?", snapshot, [])
        order.append("person")

    async with served_corpus.aside():
        waiting = [asyncio.create_task(program()), asyncio.create_task(program())]
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(person()))
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)

    assert order == ["person", "program", "program"]


async def test_an_error_in_the_corpus_is_a_problem_and_the_log_has_no_question(
    served_corpus: LiveCorpus, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(LiveCorpus):
        """A corpus whose answers fail with the question in the message."""

        async def run(self, work: Any, *args: Any, **kwargs: Any) -> Any:
            raise RuntimeError("my secret question")

    broken = Broken(served_corpus.manager.store)

    async with client_of(app_of(broken, OPEN)) as client:
        response = await client.post("/api/ask", json={"question": "my secret question"})
    broken.close()

    assert response.status_code == 500
    assert response.headers["content-type"] == PROBLEM_TYPE
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text + response.text
