"""Grant and revoke roles in chat: owners do it, for people identified by numeric id, after confirming."""

import datetime
import logging
import re

from telegram import Message, MessageOriginUser, User
from telegram.error import TelegramError

from bot.admins.admin import Order, Question, send_result
from bot.context import Bot, BotContext
from bot.conversation.command_menus import remove_menu, set_menu
from bot.messages import addressing
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import RichText, join
from bot.roles import GRANTABLE, Role
from bot.state.roles import Grant
from bot.transport.sending.live import send_now
from bot.views.reply_context import ReplyContext

log = logging.getLogger(__name__)

MAX_LISTED = 40
"""Roles in one list."""

_ID = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)


class Granting:
    """The commands about roles."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    # Before

    async def ask_to_grant(self, order: Order, reply_context: ReplyContext) -> Question | Reply:
        """The question before /grant, or a reply if it is impossible."""
        texts = reply_context.texts
        user, named = person_and_role(order.words)
        if user is None or not named:
            return Reply(texts.roles.grant_usage())
        if named == Role.OWNER or user in self._bot_context.roles.owners:
            return Reply(texts.roles.owners_in_settings())
        if named not in GRANTABLE:
            return Reply(texts.roles.grant_usage())
        role = await self._bot_context.roles.of(user)
        if role == named:
            return Reply(texts.roles.has_role(user, texts.roles.role(role)))
        question = texts.roles.grant_question(
            user, texts.roles.role(named), texts.roles.role(role) if role else ""
        )
        return Question(question, texts.roles.grant_button(), role or "")

    async def ask_to_revoke(self, order: Order, reply_context: ReplyContext) -> Question | Reply:
        """The question before /revoke, or a reply if it is impossible."""
        texts = reply_context.texts
        user, too_much = person_and_role(order.words)
        if user is None or too_much:
            return Reply(texts.roles.revoke_usage())
        if user in self._bot_context.roles.owners:
            return Reply(texts.roles.owners_in_settings())
        role = await self._bot_context.roles.of(user)
        if role is None:
            return Reply(texts.roles.has_no_role(user))
        return Question(
            texts.roles.revoke_question(user, texts.roles.role(role)), texts.roles.revoke_button(), role
        )

    # After

    async def grant(self, bot: Bot, order: Order) -> None:
        """/grant, confirmed: give the role, unless the person's role has changed meanwhile."""
        user, role = person_and_role(order.words)
        if user is None or not await self._change_role(bot, order, user, role):
            return
        is_told = await self._notify(bot, await self._user_from_id(user, order.user), role)
        await self._bot_context.tell(
            bot,
            order.place,
            order.user,
            lambda reply_context: Reply(
                reply_context.texts.roles.granted(user, reply_context.texts.roles.role(role), told=is_told)
            ),
        )
        if is_told:
            await set_menu(bot, user, Role(role), several=self._bot_context.libraries is not None)

    async def revoke(self, bot: Bot, order: Order) -> None:
        """/revoke, confirmed: take the role, unless the person's role has changed meanwhile."""
        user, _ = person_and_role(order.words)
        if user is None or not await self._change_role(bot, order, user, ""):
            return
        await self._bot_context.tell(
            bot, order.place, order.user, lambda reply_context: Reply(reply_context.texts.roles.revoked(user))
        )
        await remove_menu(bot, user)

    async def roles(self, bot: Bot, order: Order) -> None:
        """/roles: who may do what."""
        owners, granted = sorted(self._bot_context.roles.owners), await self._bot_context.roles.granted()
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            await send_result(
                self._bot_context, bot, order, reply_context, Reply(_list(owners, granted, reply_context))
            )

    async def _user_from_id(self, user: int, owner: User) -> User:
        """A person known only by id, with the language of their recent messages, or else that of *owner*."""
        speaks = await self._bot_context.state.updates.language(user) or await self._bot_context.language(
            owner
        )
        return User(user, "", is_bot=False, language_code=speaks)

    async def _notify(self, bot: Bot, user: User, role: str) -> bool:
        """Tell a person about their new role; they have it even if the message fails."""
        try:
            async with self._bot_context.reply_context(bot, user) as reply_context:
                texts = reply_context.texts
                sent = await send_now(
                    bot, Place(user.id), Reply(texts.roles.you_have_a_role(texts.roles.role(role)))
                )
        except TelegramError as error:
            log.warning("cannot tell a person about their new role: %s", error)
            return False
        return sent is not None

    async def _change_role(self, bot: Bot, order: Order, user: int, role: str) -> bool:
        """Change the role; if it has changed meanwhile, say so and change nothing."""
        roles = self._bot_context.roles
        if user not in roles.owners and await roles.change(
            user, order.basis, role, order.user.id, order.update
        ):
            log.info("changed a person's role to %s", role or "none")
            return True
        present = await roles.of(user)
        await self._bot_context.tell(
            bot,
            order.place,
            order.user,
            lambda reply_context: Reply(
                reply_context.texts.roles.role_changed_meanwhile(
                    user, reply_context.texts.roles.role(present) if present else ""
                )
            ),
        )
        return False


def words_about_somebody(message: Message, me: User) -> str:
    """The words of an order about a person; without an id, the person is the author of the original message.

    In private that is the author of a forwarded message, in a group the author of the message replied to.
    """
    words = addressing.after_command(message, me)
    if person_and_role(words)[0] is not None or message.reply_to_message is None:
        return words
    shown = _writer(message.reply_to_message, forwarded=addressing.in_private(message))
    return words if shown is None else f"{shown.id} {words}".rstrip()


def person_and_role(words: str) -> tuple[int | None, str]:
    """The id and the rest of an order's words, in lower case; the id is None if they do not begin with one.

    >>> person_and_role("123 Admin")
    (123, 'admin')
    >>> person_and_role("admin")
    (None, 'admin')
    """
    first, _, rest = " ".join(words.split()).partition(" ")
    if _ID.fullmatch(first):
        return int(first), rest.casefold()
    return None, words.casefold()


def _writer(message: Message, *, forwarded: bool) -> User | None:
    """The author according to Telegram; None for a hidden name, a chat or a bot."""
    user = None
    if forwarded:
        origin = message.forward_origin
        user = origin.sender_user if isinstance(origin, MessageOriginUser) else None
    elif message.sender_chat is None:
        user = message.from_user
    return None if user is None or user.is_bot else user


def _list(owners: list[int], granted: list[Grant], reply_context: ReplyContext) -> RichText:
    """Owners first, then granted roles, oldest first."""
    texts = reply_context.texts
    lines = [texts.roles.owner_line(owner) for owner in owners]
    for grant in granted:
        day = texts.formats.date(datetime.datetime.fromtimestamp(grant.at, datetime.UTC).date())
        lines.append(texts.roles.role_line(grant.user, texts.roles.role(grant.role), day, grant.by))
    more = [texts.reports.and_more(len(lines) - MAX_LISTED)] if len(lines) > MAX_LISTED else []
    return join([texts.roles.roles_heading(), *lines[:MAX_LISTED], *more])
