"""[Read]: the button below an answer that opens the page for readers at a sentence."""

from collections.abc import Sequence

from bot.messages.message import LinkButton
from bot.state import StoredAnswer
from bot.views.reply_context import ReplyContext
from retrieval.records import Citation
from retrieval.store.joint_ids import own_citations
from retrieval.store.joint_snapshot import JointSnapshot


def read_button(stored: StoredAnswer, number: int, context: ReplyContext) -> list[LinkButton]:
    """A link that opens the document at a sentence of the answer; none if the library has no pages.

    Telegram opens a Mini App in private chats only.
    """
    answer, reader = stored.shown, context.reader
    if reader is None or not 1 <= number <= len(answer.citations):
        return []
    library, version, citations, number = _place_in_library(stored, number, context)
    if library not in reader.libraries or not version:
        return []
    in_telegram = reader.opens_in_telegram and stored.conversation.chat == stored.conversation.user
    url = reader.link(citations, number, version, answer.question, in_telegram=in_telegram, library=library)
    return [LinkButton(context.texts.page.read_button(), url, in_telegram)]


def _place_in_library(
    stored: StoredAnswer, number: int, context: ReplyContext
) -> tuple[str, str, Sequence[Citation], int]:
    """The library that has a sentence, the version that answered, its citations, and the number among these.

    For answers that several libraries gave together before versions were stored with answers, the version is
    "".
    """
    citations = stored.shown.citations
    if not isinstance(context.snapshot, JointSnapshot):
        return context.library, stored.version, citations, number
    library, own, own_number = own_citations(citations, number)
    return library, stored.versions.get(library, ""), own, own_number
