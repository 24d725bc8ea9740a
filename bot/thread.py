"""What a question follows: earlier answers and words pointed at, as kept and as retrieval takes them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.policy import Policy
from bot.state import Given, State
from retrieval.focus import pointing_at
from retrieval.records import Turn
from retrieval.snapshot import Snapshot


async def followed_by(given: Given, state: State, policy: Policy) -> list[Given]:
    """The answers that an answer's question was taken to follow, as they were then, oldest first.

    Where that was not noted, they are those before it in the conversation.
    """
    if given.followed is not None:
        return await state.answers.those(given.followed)
    since = given.at - policy.conversation_expires.total_seconds()
    return await state.answers.history(given.conversation, since, policy.turns, given.at)


async def present(earlier: Sequence[Given], state: State) -> list[Given]:
    """Earlier answers, each as it reads now: another may stand in its message meanwhile."""
    now = [
        each if each.current else await state.answers.given_in(each.conversation.chat, each.reply)
        for each in earlier
    ]
    return [given for given in now if given is not None]


def turns(earlier: Sequence[Given], focus: str, snapshot: Snapshot) -> list[Turn]:
    """A conversation as retrieval takes it, words pointed at last.

    Places in another version of the corpus mean nothing here.
    """
    said = [_turn(each, snapshot.version) for each in earlier]
    if not focus:
        return said
    near = said[-1].answer if said else None
    return [*said, pointing_at(focus, snapshot, (*near.citations, *near.others) if near else ())]


def _turn(given: Given, version: str) -> Turn:
    shown = given.shown
    return Turn(
        shown.question, shown if given.version == version else replace(shown, citations=(), others=())
    )
