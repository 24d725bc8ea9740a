"""Commands about oneself: /privacy, /forget and /language."""

from telegram import Update

from bot.context import BotContext, Context
from bot.conversation import reply_tracking
from bot.conversation.command_menus import remove_menu
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.callback_data import ChooseLanguage
from bot.messages.message import Reply, button
from bot.messages.richtext import RichText, join
from bot.roles import Role
from bot.state.subscriptions import MAX_WAITING_QUESTIONS
from bot.texts.languages import NAMES
from bot.views.reply_context import ReplyContext


class Privacy:
    """The handlers of commands about oneself.  Somebody who writes on behalf of a chat has no data here."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    async def privacy(self, update: Update, context: Context) -> None:
        """/privacy: what is stored, and for how long."""
        policy = self._bot_context.policy
        days, minutes = policy.answers_kept.days, round(policy.conversation_expires.total_seconds() / 60)
        has_libraries = self._bot_context.libraries is not None

        def made(reply_context: ReplyContext) -> Reply:
            text = reply_context.texts.privacy.privacy(
                days,
                minutes,
                MAX_WAITING_QUESTIONS,
                logged=policy.log_questions,
                has_libraries=has_libraries,
            )
            return Reply(self._with_server(text, reply_context))

        await reply_tracking.reply(self._bot_context, context.bot, message_in(update), made)

    async def forget(self, update: Update, context: Context) -> None:
        """/forget: delete everything about the person."""
        message = message_in(update)
        user = addressing.person(message)
        if user is None:
            await self._bot_context.reply(
                context.bot, message, lambda reply_context: Reply(reply_context.texts.commands.no_id())
            )
            return
        role = await self._bot_context.roles.of(user)
        async with self._bot_context.reply_context(
            context.bot, message.from_user
        ) as reply_context:  # the language is deleted too
            forgotten = await self._bot_context.state.forget(user, during=update.update_id)
            text = _forgotten(forgotten.answers, role, reply_context)
            if forgotten.is_read:
                text = join([text, reply_context.texts.privacy.traces_stay()], "\n\n")
            text = self._with_server(text, reply_context)
            await self._bot_context.outbox.send(
                addressing.place_of(message), Reply(text), reply_context.snapshot
            )
        if role is not None and role is not Role.OWNER:
            await remove_menu(context.bot, user)

    def _with_server(self, text: RichText, reply_context: ReplyContext) -> RichText:
        """The text, and what a server may remember, if the state is on one."""
        if not self._bot_context.state.is_on_server:
            return text
        return join([text, reply_context.texts.privacy.server_remembers()], "\n\n")

    async def language(self, update: Update, context: Context) -> None:
        """/language: offer the bot's languages."""
        await reply_tracking.reply(self._bot_context, context.bot, message_in(update), _choice_of_languages)


def _forgotten(answers: int, role: Role | None, reply_context: ReplyContext) -> RichText:
    """The message that everything is deleted, and what that means for somebody with a role."""
    text = reply_context.texts.privacy.forgotten(answers)
    if role is None:
        return text
    still = (
        reply_context.texts.roles.still_owner()
        if role is Role.OWNER
        else reply_context.texts.roles.no_role_any_more()
    )
    return join([text, still, reply_context.texts.roles.activity_stays()], "\n\n")


def _choice_of_languages(reply_context: ReplyContext) -> Reply:
    choices = [button(name, ChooseLanguage(code)) for code, name in NAMES.items()]
    as_in_telegram = button(reply_context.texts.privacy.language_of_telegram(), ChooseLanguage(""))
    return Reply(
        reply_context.texts.privacy.choose_language(),
        (tuple(choices[:3]), tuple(choices[3:]), (as_in_telegram,)),
    )
