"""Making gold questions from a chat."""

from bot.messages.richtext import RichText, bold, fill, join, plain, shorten
from bot.texts.entries import Label, Section, TextLine


class ProtectionTexts(Section):
    """Making gold questions from a chat."""

    usage = TextLine(
        "Reply /gold to an answer to one of your questions, and I’ll hold back any version that "
        "loses it. If another of its sentences is the right one, add its number: /gold 2."
    )
    """The reply to a /gold that is not a reply to an answer."""

    not_yours = TextLine(
        "That was somebody else’s question, and they may want it deleted later. Ask it yourself "
        "and reply to that answer."
    )
    """The refusal of /gold on an answer to somebody else."""

    not_in_text = TextLine("The current text no longer has that sentence. Please ask again.")
    """The refusal of a sentence of an earlier version."""

    def no_such_sentence(self, count: int) -> RichText:
        """The refusal of a number higher than the number of sentences."""
        if not count:
            return plain(self._("That answer has no sentence that I could protect."))
        return plain(
            self._plural(
                "That answer has {n} sentence. Give its number.",
                "That answer has {n} sentences. Give the number of one of them.",
                count,
            ).format(n=self.formats.number(count))
        )

    def protected(self, question: str, sentence: str, *, is_first: bool) -> RichText:
        """A gold question was added; *is_first* says whether the sentence is the current answer."""
        said = self._("Protected. I’ll hold back any version that no longer answers it like this:")
        later = "" if is_first else self._("I don’t answer it with this sentence yet.")
        return join(
            [
                plain(said),
                bold(shorten(question, 200)),
                fill(self._("“{title}”"), title=shorten(sentence, 600)),
                plain(later),
            ]
        )

    removed = TextLine("No longer protected.")
    """A gold question was removed."""

    gone = Label("This has already been removed.")
    """The gold question of this button was removed already; at most 200 characters."""

    better_sentence_hint = Label("Reply /gold and the number of the right sentence to have me protect it.")
    """To an admin who rates an answer bad because there is a better sentence; at most 200 characters."""
