"""The libraries of a bot that has several corpora."""

from collections.abc import Sequence

from bot.messages.richtext import RichText, bold, code, fill, plain
from bot.texts.entries import Label, Section, TextLine


class LibraryTexts(Section):
    """The libraries of a bot that has several corpora."""

    def used(self, names: Sequence[str], some: Sequence[str]) -> RichText:
        """The reply to /use: what the chat answers from, above the buttons that change it.

        *some* are names to show how several are chosen.
        """
        return fill(
            self._("Here I answer from: {libraries}.\n\nChoose another library, or several: {example}"),
            libraries=self._listed(names),
            example=code(f"/use {','.join(some)}"),
        )

    def chosen(self, names: Sequence[str]) -> RichText:
        """The choice has been made."""
        return fill(self._("From now on I answer here from: {libraries}."), libraries=self._listed(names))

    all_button = Label("All together")
    """Chooses all libraries that the chat sees."""

    def unknown(self, name: str, names: Sequence[str]) -> RichText:
        """There is no such library, as far as this chat is concerned."""
        return fill(
            self._("I have no library called {name} here, only {libraries}."),
            name=bold(name),
            libraries=self._listed(names),
        )

    only_admins = TextLine("Only an admin of this group can choose what I answer from here.")
    """The reply to /use in a group, to somebody who is not its admin."""

    def choose_one(self, names: Sequence[str]) -> RichText:
        """The reply to a command about one library, in a chat that uses several."""
        return fill(
            self._("This is about one library, and here I answer from {libraries}. Choose one with /use."),
            libraries=self._listed(names),
        )

    def none_here(self, chat: int) -> RichText:
        """The chat sees no library."""
        return fill(
            self._("None of my libraries is open to this chat. Whoever runs me can add its id: {id}"),
            id=code(str(chat)),
        )

    def _listed(self, names: Sequence[str]) -> RichText:
        return self.formats.listed([plain(name) for name in names])
