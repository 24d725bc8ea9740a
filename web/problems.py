"""Refusals that a program can read: problem details as JSON (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

PROBLEM_TYPE = "application/problem+json"


class ProblemError(Exception):
    """A request that is refused with *status*; *detail* says why, and what to do instead.

    *errors* say which fields of the request cannot be used, never with what was in them.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.errors = errors

    def response(self) -> JSONResponse:
        """The response that says so."""
        return problem(self.status, self.detail, self.headers, self.errors)


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> JSONResponse:
    """A response with problem details.

    >>> problem(404, "there is no document of that id").body
    b'{"title":"Not Found","status":404,"detail":"there is no document of that id"}'
    """
    content: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if errors:
        content["errors"] = list(errors)
    return JSONResponse(content, status, headers, PROBLEM_TYPE)
