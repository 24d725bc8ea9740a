"""Replies to a rating."""

from bot.texts.entries import Label, Section


class FeedbackTexts(Section):
    """Replies to a rating."""

    thanks_for_rating = Label("Thank you!")
    """The short notice after a rating."""

    why_bad = Label("What’s wrong with it?")
    """The short notice above the reasons."""

    def reason(self, reason: str) -> str:
        """A reason for a bad rating."""
        return {
            "wrong": self._("The text says otherwise"),
            "unasked": self._("Not what I asked"),
            "incomplete": self._("Something is missing"),
            "elsewhere": self._("There’s a better sentence"),
        }[reason]
