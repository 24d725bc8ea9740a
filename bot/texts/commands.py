"""The commands, and what is said to some of them."""

from bot.messages.richtext import RichText, code, fill
from bot.texts.entries import Label, Section, TextHeading, TextLine


class CommandTexts(Section):
    """The commands, and what is said to some of them."""

    commands_heading = TextHeading("Commands")
    """Above the list of commands."""

    def command(self, name: str) -> str:
        """What a command does, for the menu and for /help."""
        return {
            "ask": self._("Ask a question"),
            "new": self._("Start a new conversation"),
            "sources": self._("What I answer from"),
            "digest": self._("The text in a few of its sentences"),
            "timeline": self._("What has a date, in order"),
            "who": self._("Who is named, and who they are"),
            "numbers": self._("What is counted or measured"),
            "outline": self._("The text, paragraph by paragraph"),
            "verify": self._("Check a quotation word for word"),
            "why": self._("Why I gave the last answer"),
            "about": self._("About me"),
            "help": self._("How to ask"),
            "id": self._("Your numeric id"),
            "language": self._("Choose my language"),
            "privacy": self._("What I store about you"),
            "forget": self._("Delete what I store about you"),
            "start": self._("Say hello"),
            "reload": self._("Read the corpus again"),
            "remove": self._("Remove a file from the corpus"),
            "gold": self._("Guard a good answer: reply to it"),
            "gaps": self._("Unanswered questions"),
            "stats": self._("Questions and how I answered them"),
            "versions": self._("Versions of the corpus"),
            "diff": self._("Compare two versions"),
            "rollback": self._("Go back to an earlier version"),
            "audit": self._("Who did what, and when"),
            "roles": self._("Roles"),
            "grant": self._("Give somebody a role"),
            "revoke": self._("Remove somebody’s role"),
        }[name]

    description = Label(
        "Ask me about my texts. I answer with their own sentences, word for word, and show where each one "
        "stands. If they only come close, or say nothing about it, I tell you."
    )
    """What Telegram shows on the empty chat, before Start; at most 512 characters."""

    short_description = Label("I answer from my texts with their own sentences, word for word.")
    """What Telegram shows on the bot's profile; at most 120 characters."""

    def your_id(self, user: int) -> RichText:
        """The reply to /id."""
        return fill(self._("Your numeric id is {id}"), id=code(str(user)))

    no_id = TextLine("You’re posting as a chat, so I can’t see who you are. Message me in private.")
    """The reply to /id where someone writes in the name of a group or a channel."""

    unknown_command = TextLine("I don’t know that command. /help lists the ones I do.")
    """The reply to a command that does not exist."""

    forwarded_command = TextLine(
        "I don’t carry out forwarded commands. Type it yourself if you want it done."
    )
    """The reply to a command that was forwarded."""

    deed_edited = TextLine("I don’t carry out edited commands. Send it again as a new message.")
    """The reply to a command that does something, in a message that was edited."""
