"""Reactions to answers: 👍 and 👎 count like the buttons."""

from collections.abc import Sequence

from telegram import ReactionType, ReactionTypeEmoji, Update

from bot.context import BotContext, Context
from bot.messages.verdicts import BAD, GOOD

VERDICT_OF = {"👍": GOOD, "👎": BAD}


class Reactions:
    """The handler of reactions.  In groups, Telegram reports them only to a bot that is an administrator."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    async def changed(self, update: Update, context: Context) -> None:
        """Somebody added or removed a reaction to a message: if that is an answer, rate it accordingly."""
        reaction = update.message_reaction
        assert reaction is not None, "only reactions are routed here"  # noqa: S101
        answers, people = self._bot_context.state.answers, self._bot_context.state.people
        stored = await answers.in_message(reaction.chat.id, reaction.message_id)
        if stored is None or not stored.current or reaction.user is None:  # an anonymous admin
            return
        before, now = verdict_in(reaction.old_reaction), verdict_in(reaction.new_reaction)
        if now is not None:
            await people.rate(stored.id, reaction.user.id, now)
        elif before is not None:
            await people.take_back(stored.id, reaction.user.id, before)


def verdict_in(reactions: Sequence[ReactionType]) -> str | None:
    """The rating that *reactions* express; None if they express none, or both.

    >>> verdict_in([ReactionTypeEmoji("👍"), ReactionTypeEmoji("🔥")]), verdict_in([ReactionTypeEmoji("🔥")])
    ('good', None)
    """
    emoji = [reaction.emoji for reaction in reactions if isinstance(reaction, ReactionTypeEmoji)]
    verdicts = {VERDICT_OF[each] for each in emoji if each in VERDICT_OF}
    return verdicts.pop() if len(verdicts) == 1 else None
