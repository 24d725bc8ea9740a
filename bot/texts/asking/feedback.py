"""What is said to a rating."""

from bot.texts.entries import Label, Section


class FeedbackTexts(Section):
    """What is said to a rating."""

    thanks_for_rating = Label("Thank you!")
    """The passing line after a rating."""

    why_bad = Label("What’s wrong with it?")
    """The passing line above the reasons."""

    def reason(self, reason: str) -> str:
        """A reason why an answer is bad, one of bot.handlers.feedback's."""
        return {
            "wrong": self._("The text says otherwise"),
            "unasked": self._("Not what I asked"),
            "incomplete": self._("Something is missing"),
            "elsewhere": self._("There’s a better sentence"),
        }[reason]
