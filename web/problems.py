"""Machine-readable error responses: problem details as JSON (RFC 9457)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

PROBLEM_TYPE = "application/problem+json"


class ProblemError(Exception):
    """A request that is refused with *status*; *detail* says why, and what to do instead.

    *errors* name the invalid fields of the request, never their values.
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
        """The response with these problem details."""
        return problem(self.status, self.detail, self.headers, self.errors)


def problem(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> JSONResponse:
    """A response with problem details.

    >>> problem(404, "there is no document with that id").body
    b'{"title":"Not Found","status":404,"detail":"there is no document with that id"}'
    """
    content: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if errors:
        content["errors"] = list(errors)
    return JSONResponse(content, status, headers, PROBLEM_TYPE)
