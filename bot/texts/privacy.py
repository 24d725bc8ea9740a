"""What is stored about people, and the language in which the bot speaks to them."""

from bot.messages.richtext import RichText, join, plain
from bot.texts.entries import Label, Section, TextLine


class PrivacyTexts(Section):
    """What is stored about people, and the language in which the bot speaks to them."""

    def privacy(
        self, days: int, minutes: int, questions: int, *, logged: bool, has_libraries: bool = False
    ) -> RichText:
        """The reply to /privacy.

        *questions* is how many may wait for an answer.  *logged* says that questions are written to the log,
        *has_libraries* that there are several to choose from.
        """
        kept = self._(
            "I store your questions, my answers, and words you point at by replying, so that buttons "
            "and follow-up questions work. I delete them after {days} days. A follow-up builds on "
            "earlier questions until you are silent for {minutes} minutes or send /new."
        ).format(days=days, minutes=minutes)
        also = self._(
            "I also store, for the same time, your 👍 and 👎; for three days, which of my messages "
            "replies to which of yours; for one day, the fact that you wrote and your Telegram "
            "language; and until /forget, the language you choose. The last {questions} questions that you "
            "asked to be told about stay until I have told you. Sentences I have cited stay so that their "
            "links work, with no record of who saw them."
        ).format(questions=questions)
        chosen = (
            self._(
                "I also store which library a chat has chosen, until it chooses another one; and for {days} "
                "days, which library each of my messages is about. In our private chat, /forget deletes both."
            ).format(days=days)
            if has_libraries
            else ""
        )
        roles = self._(
            "If you manage the texts, I store your role and what you did; other admins can see it. "
            "After /forget, what was done stays on record without your id."
        )
        log = self._("Questions are also written to the log of whoever runs me.") if logged else ""
        shown = self._(
            "Admins see questions I couldn’t answer and answers that were voted down, but not who "
            "asked. Nobody else sees any of this. /forget deletes it at once."
        )
        paragraphs = (kept, also, chosen, log, shown, roles)
        return join([plain(each) for each in paragraphs], "\n\n")

    def forgotten(self, answers: int) -> RichText:
        """The reply to /forget."""
        return plain(
            self._plural(
                "Done. I deleted {n} answer and everything else I stored about you.",
                "Done. I deleted {n} answers and everything else I stored about you.",
                answers,
            ).format(n=self.formats.number(answers))
        )

    server_remembers = TextLine(
        "All of this is on a database server. Its log and its backups may keep deleted data for a while, "
        "until they are deleted too."
    )
    """In /privacy and after /forget, if the state is on a server: what it keeps is out of the bot's reach."""

    choose_language = TextLine("Which language should I use? Quotations stay in theirs.")
    """Above the buttons of /language."""

    language_of_telegram = Label("As in Telegram")
    """The button for the language of the person's Telegram app."""

    language_chosen = TextLine("I’ll use English from now on.")
    """After a language was chosen, in that language."""

    traces_stay = TextLine(
        "Another program is reading my database right now. I’ll overwrite the last traces on the "
        "disk once it is done."
    )
    """After /forget, while another program reads the database, so that it cannot be overwritten yet."""
