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
PUBLISH, DISCARD = "publish", "discard"
EXACTLY, OTHERWISE, BEFORE = "exactly", "otherwise", "before"
"""Ways to read a question: as it was typed, by the other of two readings, and as it was read before."""


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
class ReadOtherwise:
    """Answer a kept answer's question as it is read otherwise, in its message: one of the ways below."""

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
    """Show a document, by its place in the corpus from 0, paragraph by paragraph from a passage on."""

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
    """Speak to this person in the language of that code, "" for the one that Telegram says they use."""

    code: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Carry out the order of that id, which waits for it."""

    order: str


@dataclass(frozen=True, slots=True)
class ShowAudit:
    """Show a page of what was done by whom, counting from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Let go of the order of that id, which waits to be confirmed."""

    order: str


@dataclass(frozen=True, slots=True)
class ShowGaps:
    """Show a page of a *side* of the gap board, one of `bot.admins.gap_pages`'s, counting from 0."""

    side: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowGap:
    """Show a page of a gap's questions, counting from 0."""

    side: str
    gap: str
    page: int


@dataclass(frozen=True, slots=True)
class SettleGap:
    """Set a gap aside."""

    gap: str


@dataclass(frozen=True, slots=True)
class ReopenGap:
    """Take a gap up again that was set aside."""

    gap: str


@dataclass(frozen=True, slots=True)
class FillGap:
    """Ask for words of the text that mean what a gap's word does."""

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
    """Take a group of synonyms back, by its mark."""

    mark: str


@dataclass(frozen=True, slots=True)
class RemoveGold:
    """Take the gold question of that id back."""

    id: str


@dataclass(frozen=True, slots=True)
class TellWhen:
    """Tell the person when the question of a kept answer is answered."""

    answer: str


@dataclass(frozen=True, slots=True)
class SetDigest:
    """Send a weekly digest from now on (1), or no more (0)."""

    wanted: int


@dataclass(frozen=True, slots=True)
class ShowStats:
    """Show what was asked in the last days, so many of them."""

    days: int


@dataclass(frozen=True, slots=True)
class Decide:
    """Publish what was proposed, or discard it: the *verdict* is PUBLISH or DISCARD."""

    proposal: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ShowFiles:
    """Show a page of the files that can be removed, counting from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class OfferRemoval:
    """Check what the corpus would be without a file, by the mark of its name."""

    mark: str


@dataclass(frozen=True, slots=True)
class ShowReport:
    """Show a page of all that a proposal's report leaves out, counting from 1; 0 is the report itself."""

    proposal: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowVersions:
    """Show a page of the list of versions, counting from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowDifference:
    """Show a page of what differs between two versions, counting from 0."""

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
    """Go back to a version, while the one that is in use is the one that it was asked about."""

    to: str
    current: str


View = ShowPage | ShowContext | ShowSpeaker | ShowSources | ShowOutline
"""What a message can change to; like a starter, it belongs to one version of the corpus."""
SynonymAction = ShowSynonyms | RemoveSynonyms
"""What buttons of the groups of synonyms ask for."""
BoardAction = ExportGaps | ShowGaps | ShowGap | SettleGap | ReopenGap | FillGap
"""What buttons of the gap board ask for."""
VersionAction = ShowVersions | ShowDifference | OfferRollback | RollBack | RollBackRemoving
"""What buttons ask for that show the versions of the corpus, or go back to one."""
FileAction = ShowFiles | OfferRemoval
"""What buttons of the list of files ask for."""
OrderAction = (
    Decide
    | ShowReport
    | FileAction
    | RemoveGold
    | SetDigest
    | SynonymAction
    | VersionAction
    | BoardAction
    | ShowStats
    | ShowAudit
    | Confirm
    | Withdraw
)
"""What buttons ask for that only people with a role may have; it is checked whenever one is tapped."""
Action = View | AskStarter | RateAnswer | TellWhen | ChooseLanguage | OrderAction | ReadOtherwise

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
    ShowGaps: "gaps",
    ShowGap: "gap",
    SettleGap: "settle",
    ReopenGap: "reopen",
    FillGap: "fill",
    ExportGaps: "export",
    ShowSynonyms: "synonyms",
    RemoveSynonyms: "forget",
    RemoveGold: "ungold",
    TellWhen: "when",
    SetDigest: "digest",
    ShowStats: "stats",
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
    """The action that callback data asks for, None if it is none of ours."""
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
