"""What the bot says to those who keep the corpus, apart from what it says to everybody: see texts.py."""

from collections.abc import Callable

from bot.richtext import RichText, plain


class AdminTexts:
    """The part of the bot's words in one language that only admins read."""

    _: Callable[[str], str]
    _plural: Callable[[str, str, int], str]

    # Publishing

    def nothing_waits(self) -> str:
        """A button below a report whose proposal was decided about, or is too old."""
        return self._("This is not waiting any more: it was decided about, or a day has passed.")

    def cancelled(self) -> RichText:
        """Nothing was done, as was wished."""
        return plain(self._("Cancelled. Nothing has changed."))
