"""A request that is being handled, and the methods of the Bot API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tests.support.bot_api.model.state import Poll, Request, State
from tests.support.bot_api.validation.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Call:
    """One request under way."""

    state: State
    parameters: Parameters
    request: Request

    def note(self, sentence: str) -> None:
        """Note something that a careful bot would not have sent."""
        self.request.notes.append(sentence)


Result: TypeAlias = object
"""What goes under ``result``; a Poll, when the answer must wait."""

Run: TypeAlias = Callable[[Call], "Result | Poll"]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Bot API with the parameters it knows."""

    run: Run
    parameters: frozenset[str]
