"""Greetings, and what the bot says about itself."""

from bot.messages.richtext import RichText, fill
from bot.texts.entries import Label, Section, TextHeading, TextLine


class TalkTexts(Section):
    """Greetings, and what the bot says about itself."""

    greeting = TextLine(
        "Hello! Ask me a question. I answer with the text’s own sentences, word for word, and "
        "show where they come from."
    )
    """The first line of /start and of the reply to a greeting."""

    welcome_thanks = TextLine("You’re welcome! Ask me anything else.")
    """The reply to thanks."""

    chat = TextLine("I’m not much of a talker, but I can look things up. Ask me about the text.")
    """The reply to small talk that is neither a greeting nor thanks."""

    goodbye = TextLine("Goodbye! I’ll be here.")
    """The reply to a farewell."""

    how_to_ask = TextLine(
        "Ask in your own words; names and words from the text work best. I quote the sentences "
        "that match, and say so when they only come close or when there are none.\n\nContext shows "
        "the paragraph around a sentence, More shows further sentences. You can also type “more”, "
        "“source?” or “really?”.\nFollow-up questions work. To ask about one answer, reply to it, "
        "or to words you select in it. Edit your question and the answer changes.\nIn a group, "
        "mention me, reply to me or use /ask. To ask me somebody else’s question, mention me in a "
        "reply to it."
    )
    """The main part of /help."""

    about = TextLine(
        "I’m Quoth. I answer with sentences from the text, word for word, each with its place. I "
        "don’t use a language model and make nothing up: every quotation is checked against the "
        "text before I send it. I may miss a sentence, and I can’t reason beyond what is written."
    )
    """The main part of /about."""

    ask_usage = TextLine("Put your question in the same message: /ask Who …?")
    """The reply to an /ask or a mention without a question."""

    tell_when_button = Label("Tell me when you know")
    """Asks to be notified once a later version answers the question."""

    will_tell = Label("I’ll message you once my texts answer this. /forget cancels that too.")
    """The notice after that; at most 200 characters."""

    answered_now = TextHeading("You asked me to tell you when I know. My texts answer it now:")
    """Above a question and its answer, for somebody who asked to be notified."""

    only_text = TextLine("I can only read text. Please type your question.")
    """The reply to a picture, a voice message, a sticker."""

    no_links = TextLine("I don’t open links. Ask me in words what you want to know.")
    """The reply to a message that is only a link."""

    def in_group(self, username: str) -> RichText:
        """The greeting in a group that the bot was added to."""
        template = self._(
            "Hello! I answer questions with the text’s own sentences, word for word. To ask me here, mention "
            "{me}, reply to one of my messages or use /ask."
        )
        return fill(template, me=f"@{username}")

    sees_addressed = TextLine(
        "Telegram shows me only commands and replies to my messages here. If mentions don’t reach me, turn "
        "my privacy mode off in @BotFather (/setprivacy) and add me again."
    )
    """Below that greeting, if privacy mode is on."""

    sees_all = TextLine(
        "Telegram shows me all messages here, because I’m an admin or my privacy mode is off. I answer only "
        "those that are meant for me."
    )
    """Below that greeting, if the bot gets all messages."""

    new_conversation = TextLine("New conversation. I’ve put your earlier questions aside.")
    """The reply to /new."""

    ask_in_private = Label("Ask me in private")
    """The button in place of inline results, if there are none; at most 64 characters."""
