"""Refusals, and what went wrong."""

from bot.messages.richtext import RichText, code, fill, plain
from bot.texts.entries import Label, Section, TextLine


class ErrorTexts(Section):
    """Refusals, and what went wrong."""

    stale = Label("The text has changed since then. Please ask again.")
    """The button belongs to an earlier version of the corpus."""

    unknown_button = Label("This button no longer works. Please ask again.")
    """The button is of a kind this version does not know."""

    answer_gone = Label("I no longer have this answer. Please ask again.")
    """The answer under the button is no longer kept."""

    went_wrong = TextLine("Sorry, something went wrong. Please try again.")
    """After an exception."""

    def admins_only(self, user: int | None) -> RichText:
        """The refusal of an admin's command."""
        if user is None:
            return plain(self._("Only admins can do that, and I can’t see who is posting as a chat."))
        return fill(self._("Only admins can do that. Your numeric id is {id}."), id=code(str(user)))

    def viewers_only(self, user: int | None) -> RichText:
        """The refusal of what viewers and admins may see."""
        if user is None:
            return plain(
                self._("Only admins and viewers can see that, and I can’t see who is posting as a chat.")
            )
        return fill(
            self._("Only admins and viewers can see that. Your numeric id is {id}."), id=code(str(user))
        )

    owners_only = TextLine("Only owners can do that.")
    """The refusal of an owner's command, to an admin."""

    def cannot_be_done(self, reason: str) -> RichText:
        """Why what was ordered comes to nothing, in the words of the terminal."""
        return plain(self._("I can’t do that: {reason}").format(reason=reason))

    slow_down = TextLine("You’re faster than I am. Please wait for my answers, then ask again.")
    """To somebody of whom so much waits that no more is taken."""

    def memory_in_trouble(self, reason: str) -> RichText:
        """To the owners, once, while the bot's memory cannot be used."""
        return fill(
            self._(
                "I can’t write to my memory ({reason}). I take in only what I can write down, "
                "and answer the rest as soon as I can write again."
            ),
            reason=reason,
        )

    memory_well_again = TextLine("I can write to my memory again, and answer what has waited.")
    """To the owners, once the bot's memory can be used again."""

    def corpus_in_trouble(self, reason: str) -> RichText:
        """To the owners, when texts that changed cannot be read or taken into use."""
        return fill(self._("Something is wrong with my texts: {reason}"), reason=reason)

    search_is_away = TextLine(
        "I can’t search right now. I keep your question, and answer it as soon as I can."
    )
    """To somebody whose question waits for the search cluster."""

    search_was_away = TextLine("I can’t search right now. Please try again later.")
    """To somebody whose message or tap does not wait for the search cluster, or has waited too long."""

    def search_in_trouble(self, reason: str) -> RichText:
        """To the owners, once, while the search cluster gives no complete replies."""
        return fill(
            self._("I can’t search ({reason}). I keep the questions, and answer them as soon as I can."),
            reason=reason,
        )

    search_well_again = TextLine("I can search again, and answer what has waited.")
    """To the owners, once the search cluster answers again."""

    def disk_nearly_full(self, megabytes: int) -> RichText:
        """To the owners, when the disk of the state folder has little room left."""
        return fill(
            self._("The disk that I write to is nearly full: {megabytes} MB are left. Please make room."),
            megabytes=str(megabytes),
        )

    def telegram_was_away(self, minutes: int) -> RichText:
        """To the owners, once Telegram can be reached again after a long time."""
        return fill(
            self._("I couldn’t reach Telegram for {minutes} min. What was asked meanwhile is answered now."),
            minutes=str(minutes),
        )
