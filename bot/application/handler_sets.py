"""Which handler gets which update: the commands, buttons and messages of one library."""

import re
from collections.abc import Sequence
from typing import Any

from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from bot.admins.admin import Admin
from bot.admins.auditing import Auditing
from bot.admins.gold_command import GoldCommand, words_of_gold
from bot.admins.granting import Granting, words_about_somebody
from bot.admins.open_questions.board import Board
from bot.admins.open_questions.synonyms import Synonyms
from bot.admins.publishing.publishing import Publishing
from bot.admins.publishing.uploads import Uploads
from bot.admins.stats_command import StatsCommand
from bot.admins.versions import Versions
from bot.context import BotContext, Context
from bot.conversation.questions import QuestionHandlers
from bot.handlers.callback_queries import CallbackQueryHandlers
from bot.handlers.commands import CommandHandlers
from bot.handlers.document import DocumentHandlers
from bot.handlers.guest import Guest
from bot.handlers.handlers_by_library import HandlerSet
from bot.handlers.inline import Inline
from bot.handlers.libraries import LibraryHandlers
from bot.handlers.links import Links
from bot.handlers.membership import Membership
from bot.handlers.privacy import Privacy
from bot.handlers.reactions import Reactions
from bot.messages.addressing import EDITED_IN_TIME, FORWARDED_COMMAND, FROM_PEOPLE, ONLY_LINKS
from bot.roles import Role
from retrieval.intents.recognition import OVERVIEW_COMMANDS

ACTIONS = frozenset(
    {"new", "forget", "reload", "remove", "gold", "rollback", "grant", "revoke", "use", "document"}
)
"""The commands that change something, which an edited message must not do again."""
OF_SEVERAL = frozenset({"gaps", "stats"})
"""The commands for a role that several libraries together have too."""
_NEW = filters.UpdateType.MESSAGE & FROM_PEOPLE
_EDITED = filters.UpdateType.EDITED_MESSAGE & FROM_PEOPLE
_A_LINK = re.compile(r"\A\s*https?://\S+\s*\Z", re.IGNORECASE)
_NEW_OR_EDITED = filters.UpdateType.MESSAGES & FROM_PEOPLE & EDITED_IN_TIME

Handler = BaseHandler[Any, Context, None]


def handler_set(bot_context: BotContext, uploads: Uploads) -> HandlerSet:
    """All handlers of one library, or of several that are asked together."""
    admin, talk = Admin(bot_context), CommandHandlers(bot_context)
    publishing = Publishing.of(bot_context, admin, uploads)
    synonyms = Synonyms(bot_context, publishing.reloading.reload)
    forwarded = MessageHandler(FORWARDED_COMMAND, talk.forwarded_command)
    handlers = [
        *_handlers_with_roles(bot_context, admin, publishing, synonyms),
        *_other_updates(bot_context, publishing),
        *_handlers(bot_context, admin, talk, publishing),
    ]
    return HandlerSet(bot_context, talk, publishing, [forwarded, _replies(synonyms)], handlers)


def _handlers_with_roles(
    bot_context: BotContext, admin: Admin, publishing: Publishing, synonyms: Synonyms
) -> list[Handler]:
    """The commands that need a role, and all buttons, because some of them need one too."""
    versions, board = Versions(bot_context, admin), Board(bot_context, admin, synonyms)
    stats_command, gold_command = StatsCommand(bot_context, admin), GoldCommand(bot_context, admin)
    auditing = Auditing(bot_context, admin)
    libraries = bot_context.libraries
    using = None if libraries is None else LibraryHandlers(bot_context, libraries)
    callback_queries = CallbackQueryHandlers(
        bot_context, admin, board, stats_command, publishing, versions, auditing, gold_command, using
    )
    commands = _role_commands(
        admin, publishing, versions, Granting(bot_context), board, stats_command, auditing, gold_command
    )
    if using is not None:
        commands = [CommandHandler("use", using.use, _NEW), *_for_one_library(commands, bot_context, using)]
    return [*commands, CallbackQueryHandler(callback_queries.handle)]


def _for_one_library(
    by_role: Sequence[Handler], bot_context: BotContext, using: LibraryHandlers
) -> list[Handler]:
    """The commands that need a role; where libraries are asked together, most need one to be chosen."""
    return [_one_first(each, using) for each in by_role] if bot_context.is_joint else list(by_role)


def _one_first(handler: Handler, using: LibraryHandlers) -> Handler:
    if not isinstance(handler, CommandHandler) or handler.commands & OF_SEVERAL:
        return handler
    return CommandHandler(handler.commands, using.choose_one, handler.filters, handler.block)


def _replies(synonyms: Synonyms) -> Handler:
    """Replies in private chats, which may be synonyms that the bot asked for."""
    in_private = _NEW & filters.ChatType.PRIVATE
    return MessageHandler(in_private & filters.REPLY & filters.TEXT & ~filters.COMMAND, synonyms.replied)


def _role_commands(
    admin: Admin,
    publishing: Publishing,
    versions: Versions,
    granting: Granting,
    board: Board,
    stats_command: StatsCommand,
    auditing: Auditing,
    gold_command: GoldCommand,
) -> list[Handler]:
    """The commands that need a role.

    Those that change something may take long, and do not block later messages in the same chat.  Those that
    only show something do, so that two edits of a message end in a single reply, to the later one.
    """
    commands = {
        "reload": admin.command("reload", Role.ADMIN, publishing.reloading.reload),
        "remove": admin.command("remove", Role.ADMIN, publishing.removing.remove),
        "versions": admin.command("versions", Role.ADMIN, versions.versions),
        "diff": admin.command("diff", Role.ADMIN, versions.diff),
        "rollback": admin.command("rollback", Role.ADMIN, versions.rollback, ask=versions.ask_rollback),
        "gaps": admin.command("gaps", Role.ADMIN, board.gaps),
        "stats": admin.command("stats", Role.VIEWER, stats_command.stats),
        "gold": admin.command("gold", Role.ADMIN, gold_command.gold, read=words_of_gold),
        "audit": admin.command("audit", Role.ADMIN, auditing.audit),
        "roles": admin.command("roles", Role.ADMIN, granting.roles),
        "grant": admin.command(
            "grant", Role.OWNER, granting.grant, ask=granting.ask_to_grant, read=words_about_somebody
        ),
        "revoke": admin.command(
            "revoke", Role.OWNER, granting.revoke, ask=granting.ask_to_revoke, read=words_about_somebody
        ),
    }
    return [
        CommandHandler(name, handle, _NEW, block=False)
        if name in ACTIONS
        else CommandHandler(name, handle, _NEW_OR_EDITED)
        for name, handle in commands.items()
    ]


def _other_updates(bot_context: BotContext, publishing: Publishing) -> list[Handler]:
    """Handlers of updates that ask nothing: links, reactions, membership, guest messages."""
    links = Links(bot_context)
    only_link = _NEW & filters.ChatType.PRIVATE & ONLY_LINKS & ~filters.REPLY
    return [
        MessageHandler(only_link & filters.Regex(_A_LINK), publishing.proposing.link(links.message)),
        MessageHandler(only_link, links.message),
        MessageHandler(filters.UpdateType.GUEST_MESSAGE & FROM_PEOPLE, Guest(bot_context).message),
        MessageReactionHandler(Reactions(bot_context).changed),
        ChatMemberHandler(Membership(bot_context).changed, ChatMemberHandler.MY_CHAT_MEMBER),
    ]


def _handlers(
    bot_context: BotContext, admin: Admin, talk: CommandHandlers, publishing: Publishing
) -> list[Handler]:
    """The handlers for everyone in order; the first that matches an update handles it.

    Channel posts and business messages are neither new nor edited messages, and so are ignored.  A command
    that only shows something works in an edited message too; one that changes something does not.
    """
    questions = QuestionHandlers(bot_context)
    documents = DocumentHandlers(bot_context, admin, publishing.reloading)
    return [
        MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, talk.moved),
        *_commands(talk, questions, Privacy(bot_context)),
        CommandHandler("document", documents.document, _NEW),
        MessageHandler(_NEW_OR_EDITED & filters.COMMAND, talk.unknown_command),
        MessageHandler(_NEW & filters.Document.ALL, publishing.proposing.document(questions.message)),
        MessageHandler(_NEW & ~filters.StatusUpdate.ALL, questions.message),
        MessageHandler(_EDITED & ~filters.COMMAND, questions.edited),
        InlineQueryHandler(Inline(bot_context).query),
    ]


def _commands(talk: CommandHandlers, questions: QuestionHandlers, people: Privacy) -> list[Handler]:
    """The commands that everybody may use."""
    return [
        CommandHandler("start", talk.start, _NEW_OR_EDITED),
        CommandHandler("help", talk.help, _NEW_OR_EDITED),
        CommandHandler("about", talk.about, _NEW_OR_EDITED),
        CommandHandler("sources", talk.sources, _NEW_OR_EDITED),
        CommandHandler("outline", talk.outline, _NEW_OR_EDITED),
        CommandHandler(list(OVERVIEW_COMMANDS), questions.view, _NEW),
        CommandHandler("verify", talk.verify, _NEW_OR_EDITED),
        CommandHandler("why", talk.why, _NEW_OR_EDITED),
        CommandHandler("id", talk.id, _NEW_OR_EDITED),
        CommandHandler("new", talk.new, _NEW),
        CommandHandler("ask", questions.ask, _NEW),
        CommandHandler("language", people.language, _NEW_OR_EDITED),
        CommandHandler("privacy", people.privacy, _NEW_OR_EDITED),
        CommandHandler("forget", people.forget, _NEW),
        CommandHandler("ask", questions.edited_ask, _EDITED),
        CommandHandler(list(OVERVIEW_COMMANDS), questions.edited_view, _EDITED),
        CommandHandler(ACTIONS, talk.edited_action, _EDITED & EDITED_IN_TIME),
    ]
