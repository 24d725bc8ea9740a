"""The OpenAPI document matches the actual responses."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from web.api.openapi import openapi_document

REQUESTS: Mapping[str, tuple[str, str, Any]] = {
    "/api/ask": ("POST", "/api/ask", {"question": "Who lit the lamp?"}),
    "/api/verify": ("POST", "/api/verify", {"quotation": "The repair cost 50,000 crowns."}),
    "/api/documents": ("GET", "/api/documents", None),
    "/api/passages/{document}/{passage}": ("GET", "/api/passages/notices/ferry 2/1", None),
}


def schema_in(document: dict[str, Any], content: Mapping[str, Any], media_type: str) -> dict[str, Any]:
    return {**content[media_type]["schema"], "components": document["components"]}


async def test_the_document_is_served_and_is_valid_openapi(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    validate(document)

    assert document["info"]["version"] == "1.2.3"


def test_the_document_lists_every_address_and_no_other() -> None:
    document = openapi_document("1", needs_key=True)

    assert set(document["paths"]) == set(REQUESTS)
    for template, (method, _, _) in REQUESTS.items():
        assert set(document["paths"][template]) == {method.lower()}


@pytest.mark.parametrize("template", REQUESTS)
async def test_each_response_matches_the_document(client: httpx.AsyncClient, template: str) -> None:
    method, path, body = REQUESTS[template]
    document = (await client.get("/openapi.json")).json()
    described = document["paths"][template][method.lower()]

    response = await client.request(method, path, json=body)
    refusal = await client.request(method, path, params={"x": 1}, json={"x": 1})

    content = described["responses"]["200"]["content"]
    Draft202012Validator(schema_in(document, content, "application/json")).validate(response.json())
    refused = described["responses"][str(refusal.status_code)]["content"]
    Draft202012Validator(schema_in(document, refused, "application/problem+json")).validate(refusal.json())


@pytest.mark.parametrize("question", ["hi", "Who lit the lamp?", "Which hotel has a pool?", "summary please"])
async def test_answers_of_every_kind_match_the_document(client: httpx.AsyncClient, question: str) -> None:
    document = (await client.get("/openapi.json")).json()
    schema = {"$ref": "#/components/schemas/AskResponse", "components": document["components"]}

    response = await client.post("/api/ask", json={"question": question})

    Draft202012Validator(schema).validate(response.json())


async def test_a_request_that_the_document_allows_is_answered(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    schema = {"$ref": "#/components/schemas/AskRequest", "components": document["components"]}
    longest = {"question": "x " * 999 + "xx"}
    Draft202012Validator(schema).validate(longest)

    response = await client.post("/api/ask", json=longest)

    assert response.status_code == 200


def test_the_document_says_whether_a_key_is_needed() -> None:
    closed, everybody = (openapi_document("1", needs_key=needs) for needs in (True, False))

    assert closed["security"] == [{"key": []}]
    assert everybody["security"] == [{}, {"key": []}]
