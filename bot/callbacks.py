"""What a tap on a button asks for, packed into the at most 64 bytes that Telegram carries.

The first field says which action it is, the second which version of the corpus the button was made for.

>>> pack(ShowContext("0a1b2c3d4e5f", "k3v9x2ab", 1))
'context:0a1b2c3d4e5f:k3v9x2ab:1'
>>> unpack('context:0a1b2c3d4e5f:k3v9x2ab:1')
ShowContext(version='0a1b2c3d4e5f', answer='k3v9x2ab', number=1)
"""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass

MOST_BYTES = 64


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Show a page of a kept answer's candidates: 0 is the answer itself, the others follow."""

    version: str
    answer: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowContext:
    """Show the passage around a candidate of a kept answer; *number* counts from 1, as its mark does."""

    version: str
    answer: str
    number: int


@dataclass(frozen=True, slots=True)
class AskStarter:
    """Ask the starter question at *index*."""

    version: str
    index: int


@dataclass(frozen=True, slots=True)
class ShowSources:
    """Show a page of the list of documents, counting from 0."""

    version: str
    page: int


Action = ShowPage | ShowContext | AskStarter | ShowSources

_NAMES: Mapping[type[Action], str] = {
    ShowPage: "page",
    ShowContext: "context",
    AskStarter: "ask",
    ShowSources: "sources",
}
_ACTIONS: Mapping[str, Callable[..., Action]] = {name: action for action, name in _NAMES.items()}


def pack(action: Action) -> str:
    """The callback data that asks for *action*."""
    return ":".join([_NAMES[type(action)], *map(str, astuple(action))])


def unpack(data: str) -> Action | None:
    """The action that callback data asks for, None where it is none of ours."""
    name, *fields = data.split(":")
    kind = _ACTIONS.get(name)
    if kind is None or not fields or not fields[-1].isdecimal():
        return None
    try:
        return kind(*fields[:-1], int(fields[-1]))
    except TypeError:  # too many fields, or too few
        return None
