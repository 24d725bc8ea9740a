"""Who says a sentence, and whether a quotation is in the corpus."""

from collections.abc import Sequence

from bot.messages.richtext import RichText, bold, fill, shorten, strikethrough
from bot.texts.entries import Section, TextLine


class CitationTexts(Section):
    """Who says a sentence, and whether a quotation is in the corpus."""

    def speaker(self, name: RichText) -> RichText:
        """Above the sentences that show who is speaking."""
        return fill(self._("Said by {name}:"), name=name)

    speaker_unknown = TextLine("The text doesn’t name a speaker here.")
    """The text does not say who is speaking."""

    quoted_exactly = TextLine("Word for word in the text:")
    """A quotation is in the corpus."""

    def quoted_differently(self) -> RichText:
        """A quotation resembles something in the corpus; the differences follow."""
        return fill(
            self._("Not word for word. {missing} isn’t in the text; {added} is:"),
            missing=strikethrough(self._("Struck through")),
            added=bold(self._("bold")),
        )

    nearly_quoted = TextLine("The text doesn’t say exactly this. The closest sentence:")
    """A sentence says the same as a quotation, except for a number or a name."""

    def stated_otherwise(self, stated: str, claimed: str) -> RichText:
        """A number, date or name in the text, and the different one in the quotation."""
        return fill(
            self._("The text has {stated}, not {claimed}."),
            stated=bold(shorten(stated, 100)),
            claimed=strikethrough(shorten(claimed, 100)),
        )

    def unstated(self, words: Sequence[str]) -> RichText:
        """Words of a quotation that the closest sentence does not have."""
        return fill(self._("It doesn’t mention {words}."), words=self.formats.words(words))

    not_quoted = TextLine("The text doesn’t say this, or anything close to it.")
    """A quotation is not in the corpus."""

    verify_usage = TextLine(
        "Send /verify followed by the quotation, or reply /verify to a message that contains it."
    )
    """The reply to /verify without a quotation."""

    still_there = TextLine("The current text still says this word for word.")
    """The current text still has an archived sentence in the same place."""

    def moved(self, paragraph: int) -> RichText:
        """The current text still has an archived sentence, in another place."""
        return fill(
            self._("The current text still says this word for word, now in {place}."),
            place=self.formats.paragraph(paragraph),
        )

    def changed_since(self, paragraph: int) -> RichText:
        """The current text words an archived sentence differently."""
        return fill(
            self._("This has changed, in {place}. {missing} is gone, {added} is new:"),
            missing=strikethrough(self._("Struck through")),
            added=bold(self._("bold")),
            place=self.formats.paragraph(paragraph),
        )

    dropped = TextLine("The current text no longer says this.")
    """The current text no longer has an archived sentence."""
