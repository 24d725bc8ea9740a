"""The actions of buttons, packed into the at most 64 bytes of callback data that Telegram carries.

The first field names the action; if it is about offsets in the corpus, the second names the version.

>>> pack(ShowPage("0a1b2c3d4e5f", "k3v9x2ab", 1))
'page:0a1b2c3d4e5f:k3v9x2ab:1'
>>> unpack('page:0a1b2c3d4e5f:k3v9x2ab:1')
ShowPage(version='0a1b2c3d4e5f', answer='k3v9x2ab', page=1)
"""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, fields

MAX_BYTES = 64
PUBLISH, DISCARD = "publish", "discard"
EXACTLY, OTHERWISE, BEFORE = "exactly", "otherwise", "before"
"""Readings of a question: exactly as typed, the other of two readings, and the first reading again."""


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Show a page of a stored answer's candidates: 0 is the answer itself, the others follow."""

    version: str
    answer: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowContext:
    """Show a passage around a stored answer's candidate: 0 is the passage of the candidate itself.

    *number* counts candidates from 1, like their marks.
    """

    version: str
    answer: str
    number: int
    passage: int


@dataclass(frozen=True, slots=True)
class ShowSpeaker:
    """Show the speaker of a candidate of a stored answer."""

    version: str
    answer: str
    number: int


@dataclass(frozen=True, slots=True)
class ReadOtherwise:
    """Answer another reading of a stored answer's question, in its message: one of the ways above."""

    version: str
    answer: str
    way: str


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
    """Show a document, by its number in the corpus from 0, paragraph by paragraph from a passage on."""

    version: str
    document: int
    passage: int


@dataclass(frozen=True, slots=True)
class RateAnswer:
    """Rate a stored answer: "good", "bad", or the reason why it is bad."""

    answer: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Use the language with that code for this person; "" is the one that Telegram reports."""

    code: str


@dataclass(frozen=True, slots=True)
class UseLibrary:
    """Answer from the library of that *name* in this chat; "all" for all together."""

    name: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Carry out the waiting order with that id."""

    order: str


@dataclass(frozen=True, slots=True)
class ShowAudit:
    """Show a page of the audit log, counting from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Drop the waiting order with that id."""

    order: str


@dataclass(frozen=True, slots=True)
class ShowGaps:
    """Show a page of a *side* of the gap board, from 0; see `bot.admins.open_questions.gap_pages`."""

    side: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowGap:
    """Show a page of a gap's questions, counting from 0."""

    side: str
    gap: str
    page: int


@dataclass(frozen=True, slots=True)
class DismissGap:
    """Dismiss a gap."""

    gap: str


@dataclass(frozen=True, slots=True)
class ReopenGap:
    """Restore a dismissed gap."""

    gap: str


@dataclass(frozen=True, slots=True)
class FillGap:
    """Ask for synonyms of a gap's word."""

    gap: str


@dataclass(frozen=True, slots=True)
class ExportGaps:
    """Send the open questions as a table."""


@dataclass(frozen=True, slots=True)
class ShowSynonyms:
    """Show a page of the groups of synonyms, counting from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class RemoveSynonyms:
    """Remove a group of synonyms, by its mark."""

    mark: str


@dataclass(frozen=True, slots=True)
class RemoveGold:
    """Remove the gold question with that id."""

    id: str


@dataclass(frozen=True, slots=True)
class TellWhen:
    """Notify the person when the question of a stored answer is answered."""

    answer: str


@dataclass(frozen=True, slots=True)
class SetDigest:
    """Turn the weekly digest on (1) or off (0)."""

    wanted: int


@dataclass(frozen=True, slots=True)
class ShowStats:
    """Show the statistics of the last *days*."""

    days: int


@dataclass(frozen=True, slots=True)
class DrawStats:
    """Send the statistics of the last weeks as a picture."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Publish or discard a proposal: the *verdict* is PUBLISH or DISCARD."""

    proposal: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ShowFiles:
    """Show a page of the files that can be removed, counting from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class OfferRemoval:
    """Check what removing a file would change, by the mark of its name."""

    mark: str


@dataclass(frozen=True, slots=True)
class ShowReport:
    """Show a page of the details of a proposal's report, counting from 1; 0 is the report itself."""

    proposal: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowVersions:
    """Show a page of the list of versions, counting from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowDifference:
    """Show a page of the differences between two versions, counting from 0."""

    before: str
    after: str
    page: int


@dataclass(frozen=True, slots=True)
class OfferRollback:
    """Ask whether to go back to a version."""

    to: str


@dataclass(frozen=True, slots=True)
class RollBackRemoving:
    """The same as RollBack, and remove the files that the version did not have."""

    to: str
    current: str


@dataclass(frozen=True, slots=True)
class RollBack:
    """Go back to a version, if the version in use is still the one in the question."""

    to: str
    current: str


View = ShowPage | ShowContext | ShowSpeaker | ShowSources | ShowOutline
"""Actions that show another view in the message; like a starter, they belong to a version of the corpus."""
SynonymAction = ShowSynonyms | RemoveSynonyms
"""The actions of buttons below the groups of synonyms."""
BoardAction = ExportGaps | ShowGaps | ShowGap | DismissGap | ReopenGap | FillGap
"""The actions of buttons of the gap board."""
VersionAction = ShowVersions | ShowDifference | OfferRollback | RollBack | RollBackRemoving
"""The actions of buttons that show the versions of the corpus, or go back to one."""
FileAction = ShowFiles | OfferRemoval
"""The actions of buttons below the list of files."""
StatsAction = ShowStats | DrawStats | SetDigest
"""The actions of buttons below the statistics."""
OrderAction = (
    Decide
    | ShowReport
    | FileAction
    | RemoveGold
    | SynonymAction
    | VersionAction
    | BoardAction
    | StatsAction
    | ShowAudit
    | Confirm
    | Withdraw
)
"""The actions that need a role, which is checked at every tap."""
Action = View | AskStarter | RateAnswer | TellWhen | ChooseLanguage | UseLibrary | OrderAction | ReadOtherwise

_NAMES: Mapping[type[Action], str] = {
    ShowPage: "page",
    ShowContext: "context",
    ShowSpeaker: "speaker",
    AskStarter: "ask",
    ReadOtherwise: "read",
    ShowSources: "sources",
    ShowOutline: "outline",
    RateAnswer: "rate",
    ChooseLanguage: "language",
    UseLibrary: "use",
    ShowGaps: "gaps",
    ShowGap: "gap",
    DismissGap: "settle",
    ReopenGap: "reopen",
    FillGap: "fill",
    ExportGaps: "export",
    ShowSynonyms: "synonyms",
    RemoveSynonyms: "forget",
    RemoveGold: "ungold",
    TellWhen: "when",
    SetDigest: "digest",
    ShowStats: "stats",
    DrawStats: "chart",
    Decide: "decide",
    ShowReport: "report",
    ShowFiles: "files",
    OfferRemoval: "remove",
    ShowVersions: "versions",
    ShowDifference: "diff",
    OfferRollback: "offer",
    RollBack: "rollback",
    RollBackRemoving: "rollback+",
    Confirm: "confirm",
    Withdraw: "withdraw",
    ShowAudit: "audit",
}
_KINDS: Mapping[str, type[Action]] = {name: kind for kind, name in _NAMES.items()}


def pack(action: Action) -> str:
    """The callback data that asks for *action*."""
    return ":".join([_NAMES[type(action)], *map(str, astuple(action))])


def unpack(data: str) -> Action | None:
    """The action in callback data; None if it is not one of ours."""
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
