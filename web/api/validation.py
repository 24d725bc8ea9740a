"""What is wrong with a request, field by field, for the author of the program that sent it."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "string_type": "must be a string",
    "string_too_short": "must not be empty",
    "string_too_long": "may have at most {max_length} characters",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
}
"""Reasons by the type of pydantic's error; they never repeat the value, which may be a question."""


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    """Each field that cannot be used, with the reason.

    >>> from web.api.models import DocumentsQuery
    >>> try:
    ...     DocumentsQuery.model_validate({"count": 1000, "page": 2})
    ... except ValidationError as error:
    ...     field_errors(error)
    [{'field': 'count', 'detail': 'must be at most 100'}, {'field': 'page', 'detail': 'is not a known field'}]
    """
    details = error.errors(include_url=False, include_input=False)
    return [
        {"field": ".".join(map(str, detail["loc"])) or "body", "detail": _reason(detail)}
        for detail in details
    ]


def _reason(detail: Mapping[str, Any]) -> str:
    reason = _REASONS.get(detail["type"])
    return reason.format(**detail.get("ctx", {})) if reason else str(detail["msg"])
