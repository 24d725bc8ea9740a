"""Orders that wait to be confirmed."""

from bot.messages.richtext import RichText, bold, code, fill, link, shorten
from bot.texts.entries import Label, Section, TextLine


class OrderTexts(Section):
    """Orders that wait to be confirmed."""

    def ordered_in(self, chat: str, order: str) -> RichText:
        """The question, in private, about an order that was given in a group."""
        return fill(
            self._("You sent this in {chat}: {order}\n\nGo ahead?"),
            chat=bold(shorten(chat, 100)),
            order=code(shorten(order, 1000)),
        )

    def ordered(self, order: str) -> RichText:
        """What the question becomes once it was confirmed."""
        return fill(self._("Confirmed: {order}"), order=code(shorten(order, 1000)))

    def confirm_in_private(self, address: str) -> RichText:
        """To an order in a group by someone whom the bot may not write to in private."""
        return fill(
            self._(
                "Commands from a group need your confirmation in private. Open {chat}, press Start, and "
                "send it again."
            ),
            chat=link(self._("our chat"), address),
        )

    do_it_button = Label("Do it")
    """Confirms an order."""

    cancel_button = Label("Cancel")
    """Withdraws an order."""

    cancelled = TextLine("Cancelled. Nothing has changed.")
    """Nothing was done, as was wished."""

    nothing_waits = Label("This has already been decided, or a day has passed.")
    """A button below a report whose proposal was decided about, or is too old."""
