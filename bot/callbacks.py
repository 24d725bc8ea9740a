"""What a tap on a button asks for, packed into the at most 64 bytes that Telegram carries.

The first field says which action it is; where it is about places in the corpus, the second says in which
version of it.

>>> pack(ShowPage("0a1b2c3d4e5f", "k3v9x2ab", 1))
'page:0a1b2c3d4e5f:k3v9x2ab:1'
>>> unpack('page:0a1b2c3d4e5f:k3v9x2ab:1')
ShowPage(version='0a1b2c3d4e5f', answer='k3v9x2ab', page=1)
"""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, fields

MOST_BYTES = 64


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Show a page of a kept answer's candidates: 0 is the answer itself, the others follow."""

    version: str
    answer: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowContext:
    """Show a passage of the document of a kept answer's candidate: 0 is the one that the candidate stands in.

    *number* counts from 1, as the candidate's mark does.
    """

    version: str
    answer: str
    number: int
    passage: int


@dataclass(frozen=True, slots=True)
class ShowSpeaker:
    """Show who says what a candidate of a kept answer says."""

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


@dataclass(frozen=True, slots=True)
class ShowOutline:
    """Show a document, by its place in the corpus from 0, paragraph by paragraph from a passage on."""

    version: str
    document: int
    passage: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Say of a kept answer that it is "good" or "bad", or why it is bad: one of `bot.feedback`'s verdicts."""

    answer: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Speak to this person in the language of that code, "" for the one that Telegram says they use."""

    code: str


View = ShowPage | ShowContext | ShowSpeaker | ShowSources | ShowOutline
"""What a message can change to; like a starter, it belongs to one version of the corpus."""
Action = View | AskStarter | Rate | ChooseLanguage

_NAMES: Mapping[type[Action], str] = {
    ShowPage: "page",
    ShowContext: "context",
    ShowSpeaker: "speaker",
    AskStarter: "ask",
    ShowSources: "sources",
    ShowOutline: "outline",
    Rate: "rate",
    ChooseLanguage: "language",
}
_KINDS: Mapping[str, type[Action]] = {name: kind for kind, name in _NAMES.items()}


def pack(action: Action) -> str:
    """The callback data that asks for *action*."""
    return ":".join([_NAMES[type(action)], *map(str, astuple(action))])


def unpack(data: str) -> Action | None:
    """The action that callback data asks for, None where it is none of ours."""
    name, *values = data.split(":")
    kind = _KINDS.get(name)
    if kind is None or len(values) != len(fields(kind)):
        return None
    read = [_read(value, number=field.type is int) for field, value in zip(fields(kind), values, strict=True)]
    make: Callable[..., Action] = kind
    return None if None in read else make(*read)


def _read(value: str, *, number: bool) -> str | int | None:
    if not number:
        return value
    return int(value) if value.isdecimal() else None
