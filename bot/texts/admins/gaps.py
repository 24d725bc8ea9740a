"""The board of unanswered questions, and the synonyms that close a gap."""

from bot.messages.richtext import RichText, bold, fill, join, plain, shorten
from bot.texts.entries import Label, Section, TextHeading, TextLine


class GapTexts(Section):
    """The board of unanswered questions, and the synonyms that close a gap."""

    def open_questions(self, count: int) -> RichText:
        """Above the gaps."""
        return bold(
            self._plural("{n} open question", "{n} open questions", count).format(
                n=self.formats.number(count)
            )
        )

    no_gaps = TextLine("No open questions at the moment.")
    """An empty board."""

    set_aside_heading = TextHeading("Ignored")
    """Above the gaps that were set aside."""

    nothing_set_aside = TextLine("Nothing is ignored.")
    """If nothing was set aside, or those questions have been deleted."""

    def language_missing(self, code: str) -> str:
        """The heading of questions in a language that the corpus lacks; "" is an unknown language."""
        if not code:
            return self._("Questions in a language I have no text in")
        return self._("Questions in {language}, which none of my texts is in").format(
            language=self.formats.language(code)
        )

    no_word_missing = Label("No missing word, but no answer")
    """The heading of questions that have no answer although the corpus has all their words."""

    voted_down = Label("Answers voted down")
    """The heading of questions whose answer was voted down."""

    def people_asked(self, count: int) -> str:
        """How many people asked a question, or any question of a gap."""
        return self._plural("asked by {n} person", "asked by {n} people", count).format(
            n=self.formats.number(count)
        )

    gap_gone = Label("Nothing left here. /gaps shows what is open.")
    """A gap that is closed, or whose questions have been deleted; at most 200 characters."""

    add_synonym_button = Label("Add a synonym")
    """Asks for words in the text with the same meaning."""

    ignore_button = Label("Ignore")
    """Sets a gap aside."""

    undo_button = Label("Undo")
    """Reopens a gap that was set aside."""

    def set_aside_button(self, count: int) -> str:
        """Shows the gaps that were set aside."""
        return self._("Ignored ({n})").format(n=self.formats.number(count))

    def which_words(self, word: RichText) -> RichText:
        """The message to reply to with synonyms of *word*."""
        return fill(
            self._(
                "Which words in the text mean the same as {word}? Reply to this message with them, "
                "separated by commas."
            ),
            word=word,
        )

    words_hint = Label("words of the text")
    """The hint in the field of that reply; at most 64 characters."""

    def not_in_text(self, words: RichText) -> RichText:
        """The refusal of synonyms that the corpus lacks."""
        return fill(
            self._("The text doesn’t use {words}, so that would find nothing. Nothing was added."),
            words=words,
        )

    def meant_perhaps(self, words: RichText) -> RichText:
        """Below that, similarly spelled words that the corpus has."""
        return fill(self._("It does use {words}."), words=words)

    def same_word(self, word: RichText) -> RichText:
        """The refusal of a reply with no word but the missing one."""
        return fill(self._("Give at least one word other than {word}. Nothing was added."), word=word)

    def synonyms_refused(self, reason: str) -> RichText:
        """The refusal of a group that cannot be written."""
        return join([bold(self._("Nothing was added.")), plain(shorten(reason, 1000))])

    def synonyms_added(self, group: str) -> RichText:
        """A group of synonyms was written; the corpus is read again after this."""
        return fill(
            self._("Added as synonyms: {group}. I’m reloading the corpus to use them."),
            group=bold(shorten(group, 400)),
        )

    def synonym_groups(self, count: int) -> RichText:
        """Above the buttons with the groups of synonyms."""
        return fill(
            self._plural(
                "{n} group of synonyms. Tap it to remove it.",
                "{n} groups of synonyms. Tap one to remove it.",
                count,
            ),
            n=self.formats.number(count),
        )

    no_synonyms = TextLine("There are no synonyms. A gap’s page has a button to add some.")
    """The list of synonyms, if it is empty."""

    def synonyms_removed(self, group: str) -> RichText:
        """A group of synonyms was removed; the corpus is read again after this."""
        return fill(
            self._("No longer synonyms: {group}. I’m reloading the corpus."), group=bold(shorten(group, 400))
        )

    synonyms_gone = Label("These synonyms have already been removed.")
    """The group of this button was removed already; at most 200 characters."""

    synonyms_button = Label("Synonyms")
    """Shows the groups of synonyms."""

    export_button = Label("Download as a table")
    """Sends the open questions as a CSV file."""

    synonyms_wait = TextLine("The synonyms take effect when the next version is published.")
    """A group was written, but the version with it is not in use yet."""

    def answered_now(self, count: int) -> RichText:
        """Above the questions of a gap that are answered now."""
        return bold(
            self._plural("Answered now: {n} question", "Answered now: {n} questions", count).format(
                n=self.formats.number(count)
            )
        )

    def still_open(self, count: int) -> RichText:
        """Above those that are still unanswered."""
        return bold(
            self._plural("Still open: {n} question", "Still open: {n} questions", count).format(
                n=self.formats.number(count)
            )
        )
