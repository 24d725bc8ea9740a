"""The commands, and the replies to some of them."""

from bot.messages.richtext import RichText, code, fill
from bot.texts.entries import Label, Section, TextHeading, TextLine
from bot.texts.formats import N_

PURPOSES = {
    "ask": N_("Ask a question"),
    "new": N_("Start a new conversation"),
    "sources": N_("What I answer from"),
    "digest": N_("A summary in the text’s own sentences"),
    "timeline": N_("A timeline of the dates in the text"),
    "who": N_("The people in the text"),
    "numbers": N_("Figures and amounts"),
    "outline": N_("The text, paragraph by paragraph"),
    "document": N_("Who wrote a text, when, and where it is from"),
    "verify": N_("Check a quotation word for word"),
    "why": N_("Why I gave the last answer"),
    "about": N_("About me"),
    "help": N_("How to ask"),
    "id": N_("Your numeric id"),
    "language": N_("Choose my language"),
    "privacy": N_("What I store about you"),
    "forget": N_("Delete what I store about you"),
    "start": N_("Say hello"),
    "use": N_("Choose what I answer from here"),
    "reload": N_("Read the corpus again"),
    "remove": N_("Remove a file from the corpus"),
    "gold": N_("Protect a good answer (as a reply to it)"),
    "gaps": N_("Unanswered questions"),
    "stats": N_("Questions and how I answered them"),
    "versions": N_("Versions of the corpus"),
    "diff": N_("Compare two versions"),
    "rollback": N_("Go back to an earlier version"),
    "audit": N_("Who did what, and when"),
    "roles": N_("Roles"),
    "grant": N_("Give somebody a role"),
    "revoke": N_("Remove somebody’s role"),
}
"""What each command does, for the menu and for /help."""


class CommandTexts(Section):
    """The commands, and the replies to some of them."""

    commands_heading = TextHeading("Commands")
    """Above the list of commands."""

    def command(self, name: str) -> str:
        """What a command does, for the menu and for /help."""
        return self._(PURPOSES[name])

    description = Label(
        "Ask me about my texts. I answer with their own sentences, word for word, and show where "
        "each one comes from. If they only come close, or don’t say, I tell you."
    )
    """What Telegram shows on the empty chat, before Start; at most 512 characters."""

    short_description = Label("I answer from my texts with their own sentences, word for word.")
    """What Telegram shows on the bot's profile; at most 120 characters."""

    def your_id(self, user: int) -> RichText:
        """The reply to /id."""
        return fill(self._("Your numeric id is {id}"), id=code(str(user)))

    no_id = TextLine("You’re posting as a chat, so I can’t see who you are. Message me in private.")
    """The reply to /id if someone writes as a group or a channel."""

    unknown_command = TextLine("I don’t know that command. /help lists the ones I do.")
    """The reply to a command that does not exist."""

    forwarded_command = TextLine("I don’t carry out forwarded commands. Type it yourself to have it done.")
    """The reply to a command that was forwarded."""

    edited_command = TextLine("I don’t carry out edited commands. Send it again as a new message.")
    """The reply to a command in an edited message, if it would change something."""
