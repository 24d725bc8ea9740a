"""The labels of the buttons below answers and lists."""

from bot.texts.entries import Label, Section


class ButtonTexts(Section):
    """The labels of the buttons below answers and lists."""

    def context_button(self, number: int | None = None) -> str:
        """Shows a sentence in its paragraph; *number* if there are several."""
        return self._("Context") if number is None else self._("Context [{number}]").format(number=number)

    more_button = Label("More")
    """Shows the next candidates."""

    exactly_button = Label("Search exactly what I typed")
    """Searches the question as typed, if it was understood as something else."""

    copy_button = Label("Copy citation")
    """Copies a citation to the clipboard."""

    speaker_button = Label("Who says this?")
    """Shows who is speaking."""

    sources_button = Label("All texts")
    """Shows the list of documents."""

    back_button = Label("Back")
    """Back to the answer."""
