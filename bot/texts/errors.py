"""Refusals and errors."""

from bot.messages.richtext import RichText, code, fill, plain
from bot.texts.entries import Label, Section, TextLine


class ErrorTexts(Section):
    """Refusals and errors."""

    stale = Label("That is about an earlier version of the texts. Please ask again.")
    """The button belongs to an earlier version of the corpus."""

    unknown_button = Label("This button no longer works. Please ask again.")
    """This version of the bot does not know the button."""

    answer_gone = Label("I no longer have this answer. Please ask again.")
    """The answer above the button has been deleted."""

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
        """Why a command fails, in the words of the terminal."""
        return plain(self._("I can’t do that: {reason}").format(reason=reason))

    slow_down = TextLine("You’re faster than I am. Please wait for my answers, then ask again.")
    """To somebody who has too many messages waiting."""

    def database_in_trouble(self, reason: str) -> RichText:
        """To the owners, once, while the database cannot be written."""
        return fill(
            self._(
                "I can’t write to my database ({reason}). I’ll answer what is waiting as soon as "
                "I can write again."
            ),
            reason=reason,
        )

    database_recovered = TextLine("I can write to my database again, and I’m answering what was waiting.")
    """To the owners, when the database can be written again."""

    def corpus_in_trouble(self, reason: str) -> RichText:
        """To the owners, if changed texts cannot be read or put in use."""
        return fill(self._("Something is wrong with my texts: {reason}"), reason=reason)

    search_is_away = TextLine(
        "I can’t search right now. I’ve kept your question and will answer it as soon as I can."
    )
    """To somebody whose question waits for the search cluster."""

    search_was_away = TextLine("I can’t search right now. Please try again later.")
    """To somebody whose message or tap does not wait for the search cluster, or has waited too long."""

    def search_in_trouble(self, reason: str) -> RichText:
        """To the owners, once, while the search cluster gives no complete replies."""
        return fill(
            self._(
                "I can’t search ({reason}). I’m keeping the questions and will answer them as soon as I can."
            ),
            reason=reason,
        )

    search_recovered = TextLine("I can search again, and I’m answering what was waiting.")
    """To the owners, once the search cluster answers again."""

    def disk_nearly_full(self, megabytes: int) -> RichText:
        """To the owners, if the disk with the state folder is nearly full."""
        return fill(
            self._("My disk is nearly full: {megabytes} MB left. Please make room."),
            megabytes=str(megabytes),
        )

    def telegram_was_away(self, minutes: int) -> RichText:
        """To the owners, once Telegram can be reached again after a long time."""
        return fill(
            self._("I couldn’t reach Telegram for {minutes} min. I’m now answering what came in meanwhile."),
            minutes=str(minutes),
        )
