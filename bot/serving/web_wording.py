"""The wording of the reader page, taken from the chat's texts, so that both say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.conversation.without_search import unsearched_intent, unsearched_reply
from bot.texts.languages import DEFAULT, nearest, texts_in
from bot.views.answers import lines_above
from bot.views.reply_context import ReplyContext
from retrieval.intents.recognition import IntentKind
from retrieval.records import Answer, Grade, MessageKind, Turn
from retrieval.store.snapshot import Snapshot
from web.pages.words import PageWords

_WITHOUT_SEARCH = (MessageKind.SMALL_TALK, MessageKind.ABOUT_THE_BOT)


@dataclass(frozen=True, slots=True)
class ChatWording:
    """The page's texts, which are those of the chat.

    ``default`` is the language for browsers that prefer one that is not spoken here.
    """

    default: str = DEFAULT

    def words(self, language: str) -> PageWords:
        """The page's words in the nearest language to that code."""
        return _words(nearest(language, self.default))

    def above(
        self, answer: Answer, snapshot: Snapshot, history: Sequence[Turn], language: str
    ) -> Sequence[str]:
        """The text above the sentences of an answer; without sentences, the whole reply."""
        context = ReplyContext(snapshot, texts_in(nearest(language, self.default)), username="")
        if answer.grade is Grade.NONE and answer.kind in _WITHOUT_SEARCH:
            said = _unsearched(answer, context, follows=bool(history))
        else:
            said = lines_above(answer, context).text
        return said.split("\n\n") if said else ()


@cache
def _words(code: str) -> PageWords:
    return texts_in(code).page.words()


def _unsearched(answer: Answer, context: ReplyContext, *, follows: bool) -> str:
    """The reply to a greeting and the like, without what only a chat has: commands, buttons."""
    intent = unsearched_intent(answer.question, context.snapshot.document_count, follows=follows)
    if intent is not None and intent.kind is IntentKind.HELP:
        return context.texts.talk.how_to_ask().text.partition("\n\n")[0]
    said = unsearched_reply(intent, context).text.text
    return said.removesuffix(context.texts.answers.could_ask().text).rstrip()
