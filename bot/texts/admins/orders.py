"""Commands that wait for confirmation."""

from bot.messages.richtext import RichText, bold, code, fill, link, shorten
from bot.texts.entries import Label, Section, TextLine


class OrderTexts(Section):
    """Commands that wait for confirmation."""

    def ordered_in(self, chat: str, order: str) -> RichText:
        """The question, in private, about a command that was sent in a group."""
        return fill(
            self._("You sent this in {chat}: {order}\n\nGo ahead?"),
            chat=bold(shorten(chat, 100)),
            order=code(shorten(order, 1000)),
        )

    def ordered(self, order: str) -> RichText:
        """What the question changes to when it is confirmed."""
        return fill(self._("Confirmed: {order}"), order=code(shorten(order, 1000)))

    def confirm_in_private(self, address: str) -> RichText:
        """The reply to a command in a group, if the bot cannot write to its sender in private."""
        return fill(
            self._(
                "Commands from a group need your confirmation in private. Open {chat}, press Start, and "
                "send the command again."
            ),
            chat=link(self._("our chat"), address),
        )

    do_it_button = Label("Do it")
    """Confirms a command."""

    cancel_button = Label("Cancel")
    """Cancels a command."""

    cancelled = TextLine("Cancelled. Nothing has changed.")
    """The command was cancelled."""

    nothing_waits = Label("This has already been decided, or it’s more than a day old.")
    """A button below a report that was decided already, or that is too old."""
