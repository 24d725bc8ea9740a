"""The routes of the HTTP API."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp

from retrieval.answer_json import Json
from web.api.access import ApiAccess, guarded, key_name_of
from web.api.models import AskRequest, DocumentsQuery, PassageQuery, VerifyRequest
from web.api.openapi import openapi_document
from web.api.queries import (
    CorpusQueries,
    NoSuchCorpusError,
    NoSuchPlaceError,
    TooBusyError,
    WantedCorpus,
)
from web.api.rates import RateLimit
from web.api.validation import field_errors
from web.limits import BodyLimit
from web.problems import ProblemError, problem

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 32_000
"""The largest body of a request; the longest question or quotation takes less, however it is escaped."""
SECONDS_UNTIL_RETRY = 1

Model = TypeVar("Model", bound=BaseModel)
Query = Callable[[Request], Awaitable[Json]]


def api_routes(queries: CorpusQueries, access: ApiAccess, limit: RateLimit, version: str) -> list[BaseRoute]:
    """The routes of the API and of its OpenAPI document, which anybody may read."""
    document = openapi_document(version, needs_key=not access.for_everybody)

    async def openapi(request: Request) -> Response:
        return JSONResponse(document)

    return [
        Route("/openapi.json", openapi, methods=["GET"]),
        Mount("/api", app=build_api(queries, access, limit)),
    ]


def build_api(queries: CorpusQueries, access: ApiAccess, limit: RateLimit) -> ASGIApp:
    """The application under /api."""
    routes = [
        Route("/ask", _answering(_ask(queries)), methods=["POST"]),
        Route("/verify", _answering(_verify(queries)), methods=["POST"]),
        Route("/documents", _answering(_documents(queries)), methods=["GET"]),
        Route("/passages/{document:path}/{passage}", _answering(_passages(queries)), methods=["GET"]),
    ]
    router = Router(routes, redirect_slashes=False)
    refusing = ExceptionMiddleware(
        BodyLimit(router, MAX_BODY_BYTES), handlers={HTTPException: _refused, ProblemError: _refused}
    )
    return guarded(refusing, access, limit)


def _ask(queries: CorpusQueries) -> Query:
    async def ask(request: Request) -> Json:
        wanted = await _body(request, AskRequest)
        return await queries.ask(wanted.question, _wanted(wanted.corpus, request))

    return ask


def _verify(queries: CorpusQueries) -> Query:
    async def verify(request: Request) -> Json:
        wanted = await _body(request, VerifyRequest)
        corpus = _wanted(wanted.corpus, request)
        return await queries.verify(wanted.quotation, wanted.document, corpus)

    return verify


def _documents(queries: CorpusQueries) -> Query:
    async def documents(request: Request) -> Json:
        wanted = _parameters(request, DocumentsQuery)
        return await queries.documents(wanted.first, wanted.count, _wanted(wanted.corpus, request))

    return documents


def _passages(queries: CorpusQueries) -> Query:
    async def passages(request: Request) -> Json:
        wanted, place = _parameters(request, PassageQuery), request.path_params
        corpus, number = _wanted(wanted.corpus, request), _passage_number(place["passage"])
        return await queries.passages(place["document"], number, wanted.around, corpus)

    return passages


def _wanted(corpus: str, request: Request) -> WantedCorpus:
    """The corpus that a request names, with the key that it was sent with."""
    return WantedCorpus(corpus, key_name_of(request))


def _passage_number(written: str) -> int:
    """The passage number in an address; 0, which no passage has, if it is not a number.

    >>> _passage_number("7"), _passage_number("last"), _passage_number("9" * 5000)
    (7, 0, 0)
    """
    is_number = written.isascii() and written.isdigit() and len(written) < 10
    return int(written) if is_number else 0


def _answering(query: Query) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that responds with the result of *query*, or with problem details if it fails."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await query(request))
        except ProblemError:
            raise
        except (NoSuchPlaceError, NoSuchCorpusError) as error:
            return problem(404, str(error))
        except TooBusyError as error:
            return problem(503, f"{error}; ask again", {"Retry-After": str(SECONDS_UNTIL_RETRY)})
        except Exception as error:  # its message may contain the question, which must not be logged
            log.error("a request of a program failed: %s", type(error).__name__)
            return problem(500, "the request could not be answered; the log names the error")

    return endpoint


async def _body(request: Request, model: type[Model]) -> Model:
    """Parse the request's JSON as *model*.  Raises ProblemError if it does not match."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ProblemError(415, "send JSON, with Content-Type: application/json")
    body = await request.body()
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _unusable(error) from None


def _parameters(request: Request, model: type[Model]) -> Model:
    """Parse the request's query parameters as *model*.  Raises ProblemError if they do not match."""
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise _unusable(error) from None


def _unusable(error: ValidationError) -> ProblemError:
    """The problem details of a validation error: which field and why, without repeating its value."""
    details = error.errors(include_url=False, include_input=False, include_context=False)
    if any(detail["type"] == "json_invalid" for detail in details):
        return ProblemError(400, "the body is not JSON in UTF-8")
    errors = field_errors(error)
    wrong = ", ".join(f"{each['field']} {each['detail']}" for each in errors)
    return ProblemError(422, f"correct these fields: {wrong}", errors=errors)


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, ProblemError):
        return error.response()
    assert isinstance(error, HTTPException)  # noqa: S101 - nothing else is routed here
    allowed = (error.headers or {}).get("Allow", "")
    remedy = {404: "there is no such address; /openapi.json lists them", 405: f"use one of: {allowed}"}
    return problem(error.status_code, remedy.get(error.status_code, error.detail), error.headers)
