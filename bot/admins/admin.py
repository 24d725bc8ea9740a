"""Commands that need a role: who may use them, and how they are confirmed.

A command in a group is confirmed in private, and so is every command with a question of its own.  A command
that waits for confirmation is stored in the state, so that its button works after a restart, and only once.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update, User

from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext, Context
from bot.conversation import reply_tracking
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.callback_data import Confirm, Withdraw
from bot.messages.chats import Place
from bot.messages.message import Reply, button
from bot.messages.richtext import RichText
from bot.roles import Role
from bot.state.orders import WaitingOrder
from bot.transport.sending.live import send_now
from bot.transport.sending.outbox import collecting
from bot.views.reply_context import ReplyContext

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """A command from *user* with its arguments, the *words*; its result goes to *place*.

    ``basis`` is the state that a `Question` was based on, "" if there was none.  ``message`` is the message
    with the command, None if it was confirmed in another.  ``update`` is the id of the update that asks to
    carry it out; what was done for it is not done again if a process dies meanwhile.
    """

    user: User
    place: Place
    words: str
    basis: str = ""
    message: Message | None = None
    update: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question before an order is carried out, with the label of the button that confirms it.

    ``basis`` is returned with the confirmed order: the state that the question assumed, which may have
    changed.
    """

    text: RichText
    yes: str
    basis: str = ""


CarryOut = Callable[[Bot, Order], Coroutine[Any, Any, None]]
MakeQuestion = Callable[[Order, ReplyContext], Awaitable[Question | Reply]]
"""Makes the question before an order is carried out, or a reply that says why it is impossible."""
ReadWords = Callable[[Message, User], str]
"""The words of an order, from its message and the bot's account."""
Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]


class Admin:
    """Makes the handlers of commands that need a role, and carries out confirmed orders."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context
        self._commands: dict[str, tuple[Role, CarryOut]] = {}
        self._at_work: set[str] = set()

    def command(
        self,
        name: str,
        need: Role,
        do: CarryOut,
        *,
        ask: MakeQuestion | None = None,
        read: ReadWords = addressing.after_command,
    ) -> Handle:
        """The handler of a command: for people with the role *need* it calls *do*.

        With *ask*, the order has to be confirmed everywhere; in a group every order has.
        """
        self._commands[name] = need, do

        async def handle(update: Update, context: Context) -> None:
            message = message_in(update)
            user = await self._sender_with_role(context.bot, message, name, need)
            if user is None:
                return
            words, place = read(message, context.bot.bot), addressing.place_of(message)
            order = Order(user, place, words, message=message, update=update.update_id)
            if ask is None and addressing.in_private(message):
                await do(context.bot, order)
            else:
                await self._ask(context.bot, message, name, order, ask or _in_a_group(message, name))

        return handle

    async def confirm(self, callback: CallbackContext, action: Confirm) -> None:
        """Carry out a waiting order, in the background like a command; it waits until that is done."""
        waiting = await self._waiting(callback, action.order)
        if waiting is None:
            return
        typed = _as_typed(waiting.command, waiting.words)
        await callback.show(Reply(callback.reply.texts.orders.ordered(typed)))
        self._at_work.add(waiting.id)
        callback.schedule(self._carry_out(callback, waiting))

    async def _carry_out(self, callback: CallbackContext, waiting: WaitingOrder) -> None:
        """Carry out an order; if the process dies before it is done, the tap is handled again.

        What is said about it is stored in the same step that removes it.
        """
        _, do = self._commands[waiting.command]
        place = addressing.place_of(callback.message)._replace(reply_to=None)
        update = callback.update.update_id
        try:
            with collecting() as drafts:
                await do(
                    callback.bot, Order(callback.user, place, waiting.words, waiting.basis, update=update)
                )
            await self._bot_context.state.orders.finish(waiting, drafts, update)
            self._bot_context.outbox.deliver(drafts)
        finally:  # even if the work is cancelled: then the tap is handled again
            self._at_work.discard(waiting.id)

    async def withdraw(self, callback: CallbackContext, action: Withdraw) -> None:
        """Drop a waiting order."""
        waiting = await self._waiting(callback, action.order)
        if waiting is not None:
            await callback.show(Reply(callback.reply.texts.orders.cancelled()))
            await self._bot_context.state.orders.take(waiting.id, waiting.user)

    async def may_tap(self, callback: CallbackContext, need: Role, named: Role | None = None) -> bool:
        """Whether the person who taps has the role *need*; if not, an alert says so.

        Callback data can be forged.  *named* is the role that the alert names, if that is another.
        """
        user = callback.user.id
        role = await self._bot_context.roles.of(user)
        if role is not None and role.may(need):
            return True
        log.info("refused a button that needs the role %s", need)
        await callback.alert(_refusal(role, named or need, user, callback.reply).text)
        return False

    async def _sender_with_role(self, bot: Bot, message: Message, name: str, need: Role) -> User | None:
        """The sender of an order if they have the role; otherwise they get a refusal."""
        user = addressing.person(message)
        role = await self._bot_context.roles.of(user)
        if role is not None and role.may(need):
            return message.from_user
        log.info("refused /%s, which needs the role %s", name, need)
        await reply_tracking.reply(
            self._bot_context,
            bot,
            message,
            lambda reply_context: Reply(_refusal(role, need, user, reply_context)),
        )
        return None

    async def _ask(self, bot: Bot, message: Message, name: str, order: Order, ask: MakeQuestion) -> None:
        """Ask for confirmation in private, or in the group if the bot cannot write in private."""
        user = order.user
        elsewhere = not addressing.in_private(message)
        async with self._bot_context.reply_context(bot, user) as reply_context:
            question = await ask(order, reply_context)
            waiting = None
            if isinstance(question, Question):
                waiting = WaitingOrder(secrets.token_hex(8), user.id, name, order.words, question.basis)
                await self._bot_context.state.orders.keep(waiting)
                question = _with_buttons(question, waiting.id, reply_context)
            if not elsewhere:
                await self._bot_context.outbox.send(order.place, question, reply_context.snapshot)
                return
            if await send_now(bot, Place(user.id), question) is not None:
                return
            if waiting is not None:
                await self._bot_context.state.orders.take(waiting.id, user.id)
            reply = Reply(
                reply_context.texts.orders.confirm_in_private(f"https://t.me/{reply_context.username}")
            )
            await self._bot_context.outbox.send(order.place, reply, reply_context.snapshot)

    async def _waiting(self, callback: CallbackContext, order: str) -> WaitingOrder | None:
        """The order that a tap decides; None if it is gone or being carried out, which an alert says."""
        if not await self.may_tap(callback, Role.VIEWER, named=Role.ADMIN):
            return None
        waiting = None
        if order not in self._at_work:
            waiting = await self._bot_context.state.orders.waiting(order, callback.user.id)
        if waiting is None or waiting.command not in self._commands:
            await callback.alert(callback.reply.texts.orders.nothing_waits())
            return None
        need, _ = self._commands[waiting.command]
        return waiting if await self.may_tap(callback, need) else None


async def send_result(
    bot_context: BotContext, bot: Bot, order: Order, reply_context: ReplyContext, reply: Reply
) -> None:
    """Send the result of an *order* that only shows something, as the reply to its message."""
    if order.message is None:
        await bot_context.outbox.send(order.place, reply, reply_context.snapshot)
    else:
        await reply_tracking.put(bot_context, bot, reply_context, order.message, reply)


def _in_a_group(message: Message, name: str) -> MakeQuestion:
    """The question about an order in a group that has no question of its own."""

    async def ask(order: Order, reply_context: ReplyContext) -> Question:
        typed = _as_typed(name, order.words)
        return Question(
            reply_context.texts.orders.ordered_in(message.chat.title or "", typed),
            reply_context.texts.orders.do_it_button(),
        )

    return ask


def _with_buttons(question: Question, order: str, reply_context: ReplyContext) -> Reply:
    row = (
        button(question.yes, Confirm(order)),
        button(reply_context.texts.orders.cancel_button(), Withdraw(order)),
    )
    return Reply(question.text, (row,))


def _as_typed(command: str, words: str) -> str:
    return f"/{command} {words}".rstrip()


def _refusal(role: Role | None, need: Role, user: int | None, reply_context: ReplyContext) -> RichText:
    """Name the role that is needed; only people with some role learn who may use the command."""
    if need is Role.OWNER and role is Role.ADMIN:
        return reply_context.texts.errors.owners_only()
    if need is Role.VIEWER:
        return reply_context.texts.errors.viewers_only(user)
    return reply_context.texts.errors.admins_only(user)
