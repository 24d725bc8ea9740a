"""Greet a group that the bot is added to: say who it is, how to ask it there, and what it can see."""

from telegram import Chat, ChatMember, ChatMemberUpdated, Update

from bot.context import BotContext, Context
from bot.messages.chats import Place
from bot.views import corpus

PRESENT = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED)


class Membership:
    """The handler of changes of the bot's own membership."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    async def changed(self, update: Update, context: Context) -> None:
        """The bot was added, promoted or removed: greet if it was added to a group."""
        change = update.my_chat_member
        assert change is not None, "only changes of its own membership are routed here"  # noqa: S101
        if not _was_added_to_group(change):
            return
        is_admin = change.new_chat_member.status == ChatMember.ADMINISTRATOR
        sees_all = is_admin or bool(context.bot.bot.can_read_all_group_messages)
        await self._bot_context.tell(
            context.bot,
            Place(change.chat.id, None, None),
            change.from_user,
            lambda reply_context: corpus.group_welcome(reply_context, sees_all=sees_all),
        )


def _was_added_to_group(change: ChatMemberUpdated) -> bool:
    is_group = change.chat.type in (Chat.GROUP, Chat.SUPERGROUP)
    before, now = change.old_chat_member.status, change.new_chat_member.status
    return is_group and now in PRESENT and before not in PRESENT
