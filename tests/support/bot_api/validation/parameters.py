"""The parameters of a request, parsed as the Bot API server parses them.

Telegram is lenient: an invalid integer counts as zero, an unknown field is ignored.  So is this, but it notes
what a careful bot would not send.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.bot_api.model.errors import bad_request
from tests.support.bot_api.model.records import Json

Note = Callable[[str], None]
"""Takes the sentence that says what a careful bot would not have sent."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes = field(repr=False)
    mime_type: str = "application/octet-stream"


class Parameters:
    """The parameters of one request: texts, as HTTP carries them, and uploads."""

    def __init__(self, values: Mapping[str, object], note: Note) -> None:
        self.values = {
            name: _as_text(value) for name, value in values.items() if not isinstance(value, Upload)
        }
        self._uploads = {name: value for name, value in values.items() if isinstance(value, Upload)}
        self._note = note

    @property
    def names(self) -> frozenset[str]:
        """Everything that was sent, uploads that are attached by name left out."""
        attached = {value.removeprefix("attach://") for value in self.values.values()}
        return frozenset(self.values) | (frozenset(self._uploads) - attached)

    def text(self, name: str) -> str:
        """A text; "" if it was not sent, which Telegram does not distinguish."""
        return self.values.get(name, "")

    def required(self, name: str) -> str:
        """A text that must be there."""
        if not self.text(name):
            raise bad_request(f'Parameter "{name}" is required')
        return self.text(name)

    def integer(self, name: str, default: int = 0) -> int:
        """A number; as at Telegram, an invalid one counts by its leading digits."""
        value = self.text(name).strip()
        if not value:
            return default
        if not re.fullmatch(r"-?\d+", value):
            self._note(f"{name} is no integer: {value!r}")
        leading = re.match(r"-?\d+", value)
        return int(leading[0]) if leading else 0

    def clamped(self, name: str, default: int, low: int, high: int) -> int:
        """A number brought into its range."""
        return max(low, min(high, self.integer(name, default)))

    def flag(self, name: str) -> bool:
        """Whether a switch is on: true, yes or 1."""
        value = self.text(name).strip().lower()
        if value not in ("", "true", "yes", "1", "false", "no", "0"):
            self._note(f"{name} is neither true nor false: {value!r}")
        return value in ("true", "yes", "1")

    def json(self, name: str, error: str) -> Any:
        """A value sent as JSON, None when there is none; ``error`` is what Telegram says of bad JSON."""
        value = self.text(name)
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(error) from None

    def upload(self, name: str) -> Upload | None:
        """A file sent under ``name``, or attached under the name given there."""
        attached = self.text(name).removeprefix("attach://")
        return self._uploads.get(name) or self._uploads.get(attached)


class Fields:
    """The fields of a JSON object inside a request; unknown ones are noted."""

    def __init__(self, value: object, what: str, known: Iterable[str], note: Note) -> None:
        if not isinstance(value, dict):
            raise bad_request(f"{what} must be an Object")
        for name in sorted(value.keys() - set(known)):
            note(f"{what} has no field {name!r}")
        self.raw: Json = value

    def has(self, name: str) -> bool:
        """Whether the field is there at all."""
        return name in self.raw

    def text(self, name: str) -> str:
        """A text, "" if absent; a number is accepted as text."""
        value = self.raw.get(name, "")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise bad_request(f'Field "{name}" must be of type String')
        return str(value)

    def required(self, name: str) -> str:
        """A text that must be there, though it may be empty."""
        if name not in self.raw:
            raise bad_request(f'Can\'t find field "{name}"')
        return self.text(name)

    def integer(self, name: str, default: int | None = None) -> int:
        """A number; without a default it must be there."""
        if name not in self.raw and default is not None:
            return default
        value = self.required(name)
        if not re.fullmatch(r"-?\d+", value):
            raise bad_request(f'Field "{name}" must be a valid Number')
        return int(value)

    def flag(self, name: str) -> bool:
        """A boolean, false when absent."""
        value = self.raw.get(name, False)
        if not isinstance(value, bool):
            raise bad_request(f'Field "{name}" must be of type Boolean')
        return value

    def array(self, name: str) -> list[Any]:
        """A list, empty when absent."""
        value = self.raw.get(name, [])
        if not isinstance(value, list):
            raise bad_request(f'Field "{name}" must be of type Array')
        return value


def _as_text(value: object) -> str:
    """A value as HTTP carries it.

    >>> _as_text(True), _as_text(7), _as_text([1]), _as_text("x")
    ('true', '7', '[1]', 'x')
    """
    return value if isinstance(value, str) else json.dumps(value)
