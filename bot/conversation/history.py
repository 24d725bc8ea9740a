"""What a question follows: earlier answers and selected text, from the state and as turns for retrieval."""

from collections.abc import Sequence
from dataclasses import replace

from bot.policy import Policy
from bot.state import State, StoredAnswer
from retrieval.dialogue.selection import selection_as_turn
from retrieval.records import Turn
from retrieval.store.snapshot import Snapshot


async def answers_followed(stored: StoredAnswer, state: State, policy: Policy) -> list[StoredAnswer]:
    """The answers that an answer's question followed, as they were then, oldest first.

    If that was not stored, they are the answers before it in the conversation.
    """
    if stored.followed is not None:
        return await state.answers.get_all(stored.followed)
    return await _answers_until(stored, state, policy)


async def answers_before(stored: StoredAnswer, state: State, policy: Policy) -> list[StoredAnswer]:
    """The answers that the message of an answer follows, in their present version, oldest first.

    Those are the ones that its question followed; if "more" was typed, the answers until then.
    """
    if stored.repeats:
        return await _answers_until(stored, state, policy)
    return await current_versions(await answers_followed(stored, state, policy), state)


async def _answers_until(stored: StoredAnswer, state: State, policy: Policy) -> list[StoredAnswer]:
    """The answers in the conversation of an answer before it."""
    since = stored.at - policy.conversation_expires.total_seconds()
    return await state.answers.history(stored.conversation, since, policy.turns, stored.at)


async def current_versions(earlier: Sequence[StoredAnswer], state: State) -> list[StoredAnswer]:
    """Earlier answers in their present version: another may have replaced one in its message."""
    now = [
        each if each.current else await state.answers.in_message(each.conversation.chat, each.reply)
        for each in earlier
    ]
    return [stored for stored in now if stored is not None]


def turns(earlier: Sequence[StoredAnswer], selection: str, snapshot: Snapshot) -> list[Turn]:
    """A conversation as turns for retrieval, with the selection last.

    Offsets in another version of the corpus are dropped, because they mean nothing here.
    """
    made = [_turn(each, snapshot.version) for each in earlier]
    if not selection:
        return made
    near = made[-1].answer if made else None
    return [*made, selection_as_turn(selection, snapshot, (*near.citations, *near.others) if near else ())]


def _turn(stored: StoredAnswer, version: str) -> Turn:
    shown = stored.shown
    return Turn(
        shown.question, shown if stored.version == version else replace(shown, citations=(), others=())
    )
