"""Explain what is wrong with a setting, without repeating its value, which may be a secret."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

_EXPECTED = {
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_parsing": "expected a number",
    "finite_number": "expected a number",
    "bool_parsing": "expected true or false",
    "greater_than": "expected more than {gt}",
    "greater_than_equal": "expected {ge} or more",
    "less_than_equal": "expected at most {le}",
    "literal_error": "expected {expected}",
}
"""What to say for each type of pydantic error."""


def reason_of(detail: Mapping[str, Any]) -> str:
    """The explanation of a pydantic error.

    >>> reason_of({"type": "greater_than_equal", "ctx": {"ge": 1}, "msg": "Input should be greater"})
    'expected 1 or more'
    >>> reason_of({"type": "value_error", "msg": "Value error, expected host:port"})
    'expected host:port'
    """
    reason = _EXPECTED.get(detail["type"])
    if reason is None:
        return str(detail["msg"]).removeprefix("Value error, ")
    return reason.format(**detail.get("ctx", {})).replace("'", "")


def no_such_setting(name: str, names: Iterable[str]) -> str:
    """The message for an unknown setting, with the most similar known one.

    >>> no_such_setting("QUOTH_TOKEN", ["QUOTH_CORPUS", "QUOTH_TELEGRAM_TOKEN"])
    'QUOTH_TOKEN is not a setting of Quoth; did you mean QUOTH_TELEGRAM_TOKEN? docs/SETTINGS.md has them all'
    """
    alike = difflib.get_close_matches(name.upper(), sorted(names), 1)
    meant = f"did you mean {alike[0]}? " if alike else ""
    return f"{name} is not a setting of Quoth; {meant}docs/SETTINGS.md has them all"
