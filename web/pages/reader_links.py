"""Links from a chat to the page for readers."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from retrieval.records import Citation
from web.pages.access import GRANT, PageAccess
from web.pages.links import library_base, place_of


@dataclass(frozen=True, slots=True)
class ReaderLinks:
    """Makes links to the pages at the public address *url*, signed if only people from the bot may read.

    ``libraries`` are the libraries that have pages: a private one has none, so nothing links to it.
    """

    url: str
    access: PageAccess
    clock: Callable[[], float] = time.time
    libraries: Collection[str] = ("",)

    @property
    def opens_in_telegram(self) -> bool:
        """Whether Telegram can open the pages as a Mini App, which requires https."""
        return self.url.startswith("https://")

    def link(
        self,
        citations: Sequence[Citation],
        number: int,
        version: str,
        question: str,
        *,
        in_telegram: bool = False,
        library: str = "",
    ) -> str:
        """The link that opens citation *number* among those of an answer, which are all from one *library*.

        *in_telegram*: the link has no fragment, since Telegram passes a Mini App its init data there.
        """
        place = place_of(citations, number, version, question, library_base(library))
        path = place.path(**{GRANT: self.access.grant(self.clock())})
        return self.url + (path.partition("#")[0] if in_telegram else path)
