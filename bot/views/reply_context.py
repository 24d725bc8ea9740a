"""What a reply is made from: one version of the corpus, and the bot's texts in one language."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.messages.message import Reply
from bot.texts.catalog import Texts
from retrieval.store.snapshot import Snapshot
from web.pages.reader_links import ReaderLinks


@dataclass(frozen=True, slots=True)
class ReplyContext:
    """What replies are made from; links in them lead to the bot with that *username*.

    ``reader`` makes links to the page for readers; None if there is none.
    """

    snapshot: Snapshot
    texts: Texts
    username: str
    reader: ReaderLinks | None = None


MakeReply = Callable[[ReplyContext], Reply]
"""Makes a reply in whatever language and from whatever version is in use when it is sent."""
