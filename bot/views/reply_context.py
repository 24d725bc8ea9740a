"""What a reply is built from: one version of the corpus and the bot's texts in one language."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.messages.message import Reply
from bot.messages.permalinks import Archived, archive_of
from bot.texts.catalog import Texts
from retrieval.records import Citation
from retrieval.store.snapshot import Snapshot
from web.pages.reader_links import ReaderLinks


@dataclass(frozen=True, slots=True)
class ReplyContext:
    """What replies are built from; their links lead to the bot with that *username*.

    ``reader`` makes links to the pages for readers; it is None if they are not served.  ``library`` names
    what is answered from; it is "" where the bot has only one corpus.
    """

    snapshot: Snapshot
    texts: Texts
    username: str
    reader: ReaderLinks | None = None
    library: str = ""

    def archived(self, citation: Citation) -> Archived:
        """The sentence to archive for a link to *citation*."""
        return archive_of(citation, self.snapshot, self.library)


MakeReply = Callable[[ReplyContext], Reply]
"""Builds a reply in the language and from the version that are in use when it is sent."""
