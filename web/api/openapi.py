"""The OpenAPI document of the HTTP API, generated from its models."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api import models
from web.problems import PROBLEM_TYPE

Json = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_MODELS: tuple[type[BaseModel], ...] = (
    models.AskRequest,
    models.VerifyRequest,
    models.AskResponse,
    models.VerifyResponse,
    models.DocumentsResponse,
    models.PassageResponse,
    models.ProblemDetails,
)
_REFUSALS: Mapping[int, str] = {
    400: "The body is not JSON.",
    401: "A key is needed, or the one sent is not valid.",
    404: "There is no such document or passage, or no such corpus.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "A field or parameter cannot be used; `errors` says which.",
    429: "Too many requests; `Retry-After` says when to ask again.",
    503: "Too many requests are waiting; ask again.",
}


def openapi_document(version: str, *, needs_key: bool) -> Json:
    """The document.  *version* is that of the program; if *needs_key*, each request must send a key."""
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Quoth",
            "version": version,
            "description": "Answers from a corpus: its own sentences, word for word, each with its place.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}] if needs_key else [{}, {"key": []}],
    }
    return document


def _paths() -> Json:
    return {
        "/api/ask": {"post": _operation("ask", _ASK, "AskResponse", body="AskRequest")},
        "/api/verify": {"post": _operation("verify", _VERIFY, "VerifyResponse", body="VerifyRequest")},
        "/api/documents": {
            "get": _operation(
                "documents", _DOCUMENTS, "DocumentsResponse", _query_parameters(models.DocumentsQuery)
            )
        },
        "/api/passages/{document}/{passage}": {
            "get": _operation(
                "passages", _PASSAGES, "PassageResponse", [*_PLACE, *_query_parameters(models.PassageQuery)]
            )
        },
    }


_ASK = "Answer a question with sentences from the corpus."
_VERIFY = "Check whether a quotation is in the corpus word for word, and say where it is or what differs."
_DOCUMENTS = "List the documents."
_PASSAGES = "Read a passage and the ones around it."


_PLACE = (
    {
        "name": "document",
        "in": "path",
        "required": True,
        "description": "The document's id.  A slash in it may stand as it is.",
        "schema": {"type": "string"},
    },
    {
        "name": "passage",
        "in": "path",
        "required": True,
        "description": "The passage's number, from 1.",
        "schema": {"type": "integer", "minimum": 1},
    },
)


def _operation(
    name: str, summary: str, response: str, parameters: Sequence[Any] = (), *, body: str = ""
) -> Json:
    operation: Json = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "The result.", "content": _content(response)},
            **{str(status): _refusal(status) for status in _REFUSALS},
        },
    }
    if body:
        operation["requestBody"] = {"required": True, "content": _content(body)}
    if parameters:
        operation["parameters"] = list(parameters)
    return operation


def _refusal(status: int) -> Json:
    headers = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return {
        "description": f"{HTTPStatus(status).phrase}. {_REFUSALS[status]}",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": f"{_SCHEMAS}ProblemDetails"}}},
        **({"headers": headers} if status in (429, 503) else {}),
    }


def _content(model: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"{_SCHEMAS}{model}"}}}


def _query_parameters(model: type[BaseModel]) -> list[Json]:
    """A parameter for each field of a model of query parameters."""
    fields = model.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]


def _schemas() -> Json:
    """The schemas of all models, by name."""
    _, schema = models_json_schema(
        [(model, "validation") for model in _MODELS], ref_template=_SCHEMAS + "{model}"
    )
    schemas: Json = schema["$defs"]
    return schemas
