"""What people can say about themselves to the bot: which language to speak, and to forget them."""

from telegram import Update

from bot.context import BotContext, Context
from bot.conversation import addressing
from bot.conversation.addressing import message_in
from bot.handlers import reply_tracking
from bot.handlers.menus import remove_menu
from bot.messages.callback_data import ChooseLanguage
from bot.messages.message import Reply, ReplyContext, button
from bot.messages.richtext import RichText, join
from bot.roles import Role
from bot.texts.languages import NAMES


class Privacy:
    """The handlers of commands about oneself.  Who writes in the name of a chat is nobody."""

    def __init__(self, desk: BotContext) -> None:
        self._desk = desk

    async def privacy(self, update: Update, context: Context) -> None:
        """/privacy: what is kept, and for how long."""
        policy = self._desk.policy
        days, minutes = policy.answers_kept.days, round(policy.conversation_expires.total_seconds() / 60)
        await reply_tracking.reply(
            self._desk,
            context.bot,
            message_in(update),
            lambda stage: Reply(stage.texts.privacy(days, minutes, logged=policy.log_questions)),
        )

    async def forget(self, update: Update, context: Context) -> None:
        """/forget: delete all that is kept of whoever says it."""
        message = message_in(update)
        user = addressing.person(message)
        if user is None:
            await self._desk.reply(context.bot, message, lambda stage: Reply(stage.texts.no_id()))
            return
        role = await self._desk.roles.of(user)
        async with self._desk.stage(context.bot, message.from_user) as stage:  # the language is forgotten too
            said = Reply(_forgotten(await self._desk.state.forget(user), role, stage))
            await self._desk.outbox.send(context.bot, addressing.place_of(message), said, stage.snapshot)
        if role is not None and role is not Role.OWNER:
            await remove_menu(context.bot, user)

    async def language(self, update: Update, context: Context) -> None:
        """/language: a choice of those that the bot speaks."""
        await reply_tracking.reply(self._desk, context.bot, message_in(update), _choice_of_languages)


def _forgotten(answers: int, role: Role | None, stage: ReplyContext) -> RichText:
    """That all is deleted, and what that means for someone who had a role."""
    said = stage.texts.forgotten(answers)
    if role is None:
        return said
    still = stage.texts.still_owner() if role is Role.OWNER else stage.texts.no_role_any_more()
    return join([said, still, stage.texts.deeds_stay()], "\n\n")


def _choice_of_languages(stage: ReplyContext) -> Reply:
    choices = [button(name, ChooseLanguage(code)) for code, name in NAMES.items()]
    as_in_telegram = button(stage.texts.language_of_telegram(), ChooseLanguage(""))
    return Reply(stage.texts.choose_language(), (tuple(choices[:3]), tuple(choices[3:]), (as_in_telegram,)))
