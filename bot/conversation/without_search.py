"""Replies to messages that need no search: greetings, thanks, questions to the bot, no words."""

from bot.conversation.command_menus import commands_of
from bot.messages.message import Reply
from bot.views import corpus
from bot.views.reply_context import ReplyContext
from retrieval.intents.recognition import TALK, Intent, IntentKind, overview_command, recognize
from retrieval.records import MessageKind


def unsearched_intent(
    words: str, documents: int, *, follows: bool = False, of_text: bool = False
) -> Intent | None:
    """What *words* want, if the reply is not a sentence of the corpus; None for everything else.

    With several *documents*, "what is this about?" means none of them, unless it *follows* an answer;
    *of_text* says that that answer was about a text as a whole.
    """
    if overview_command(words) is not None:
        return None
    intent = recognize(words, follows=follows, of_text=of_text)
    if (
        intent is None
        or intent.kind.message_kind in TALK
        or intent.kind in (IntentKind.CONTENTS, IntentKind.LENGTH)
    ):
        return intent
    is_open = intent.kind.message_kind in (MessageKind.ABOUT_THE_TEXT, MessageKind.SUMMARY)
    return intent if is_open and documents > 1 and not intent.name and not follows else None


def unsearched_reply(intent: Intent | None, context: ReplyContext) -> Reply:
    """The reply to a message that needs no search; for a message without words, how to ask."""
    if intent is None:
        return Reply(context.texts.talk.ask_usage())
    match intent.kind:
        case IntentKind.GREETING:
            return corpus.welcome(context)
        case IntentKind.THANKS:
            return Reply(context.texts.talk.welcome_thanks())
        case IntentKind.FAREWELL:
            return Reply(context.texts.talk.goodbye())
        case IntentKind.SMALL_TALK:
            return corpus.chat_reply(context)
        case IntentKind.WHO_ARE_YOU | IntentKind.ABOUT_THE_BOT:
            return corpus.about(context)
        case IntentKind.HELP:
            return corpus.help_reply(commands_of(None), context.texts)
        case IntentKind.LENGTH:
            return corpus.length(context)
        case _:
            return corpus.contents(context)
