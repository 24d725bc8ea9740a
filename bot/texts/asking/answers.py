"""What is said around the sentences of an answer."""

import datetime
from collections.abc import Sequence

from bot.messages.richtext import RichText, fill, plain
from bot.texts.entries import Label, Section, TextLine


class AnswerTexts(Section):
    """What is said around the sentences of an answer."""

    no_words = TextLine("There’s nothing in that for me to look up. Try a name or a word from the text.")
    """The question holds nothing that could be looked up."""

    others_heading = TextLine("Other close sentences:")
    """Above further candidates."""

    could_ask = TextLine("You could ask:")
    """Above the buttons with starter questions."""

    looked_up_by_meaning = TextLine("Looked up by meaning, not by words.")
    """Above sentences found for a question in a language that the corpus does not have."""

    def understood_as(self, question: RichText) -> RichText:
        """The question that was really searched."""
        return fill(self._("Understood as: {question}"), question=question)

    def looked_up_word_by_word(self, question: RichText) -> RichText:
        """A question in a language that the corpus does not have, in the words that were searched."""
        return fill(self._("Looked up word by word: {question}"), question=question)

    def one_of_two(self, name: RichText) -> RichText:
        """Above the sentence about one of two who bear a name in the question; the other is a button away."""
        return fill(self._("There are two with that name. This is {name}:"), name=name)

    def not_sure(self, sentences: int) -> RichText:
        """Above the closest sentences, which lack none of the question's words."""
        return plain(
            self._plural(
                "I’m not sure this answers it. Closest sentence:",
                "I’m not sure this answers it. Closest sentences:",
                sentences,
            )
        )

    def not_mentioned(self, words: Sequence[str], sentences: int) -> RichText:
        """Above the closest sentences, which lack some of the question's words."""
        template = self._plural(
            "I found no clear answer. The closest sentence doesn’t mention {words}:",
            "I found no clear answer. The closest sentences don’t mention {words}:",
            sentences,
        )
        return fill(template, words=self.formats.words(words))

    def nowhere(self, words: Sequence[str], sentences: int) -> RichText:
        """Above the closest sentences, where some of the question's words are nowhere in the corpus."""
        template = self._plural(
            "I found no answer. Nothing here mentions {words}. Closest sentence:",
            "I found no answer. Nothing here mentions {words}. Closest sentences:",
            sentences,
        )
        return fill(template, words=self.formats.words(words))

    def nothing_found(self, words: Sequence[str]) -> RichText:
        """The corpus does not answer."""
        if not words:
            return plain(self._("I found no answer to that."))
        return fill(
            self._("I found no answer. Nothing here mentions {words}."), words=self.formats.words(words)
        )

    def not_given(self, asked_for: str) -> RichText:
        """The reply to a question word on its own ("Why?") if nothing near the last answer fits."""
        lines = {
            "reason": self._("I found no reason given for that."),
            "date": self._("I found no date given for that."),
            "duration": self._("I found no length of time given for that."),
            "place": self._("I found no place named for that."),
            "person": self._("I found nobody named for that."),
            "number": self._("I found no number given for that."),
        }
        return plain(lines[asked_for])

    def other_language(self, languages: Sequence[str]) -> RichText:
        """The question is in a language that the corpus does not have."""
        return fill(
            self._("My texts are {languages}. Please ask {any_of_them}."),
            languages=self.formats.in_languages(languages),
            any_of_them=self.formats.in_one_of(languages),
        )

    def counts_from(self, dates: Sequence[RichText], day: datetime.date) -> RichText:
        """Below a sentence with dates like "last year", which its text alone does not settle."""
        template = self._plural(
            "{dates} counts from {day}, the date of the text.",
            "{dates} count from {day}, the date of the text.",
            len(dates),
        )
        quoted = [fill(self._("“{title}”"), title=date) for date in dates]
        return fill(template, dates=self.formats.listed(quoted), day=self.formats.date(day))

    text_does_not_say = TextLine("The text doesn’t say.")
    """The reply where a text does not say who wrote it, when, or after what source."""

    summarized = TextLine("In the text’s own words:")
    """Above the sentences that carry a text."""

    timeline = TextLine("What has a date, in order:")
    """Above the sentences with a date; a day without a year counts in the year of its text."""

    people = TextLine("Who is named, as far as I can tell:")
    """Above a sentence for each person, who is named most often first."""

    amounts = TextLine("What is counted or measured:")
    """Above the sentences with an amount."""

    def nothing_to_list(self, kind: str) -> RichText:
        """The reply where a view of the text has no line; *kind* is that of the answer."""
        return plain(
            {
                "timeline": self._("I found no dates in it."),
                "people": self._("I found no names of people in it."),
                "amounts": self._("I found no amounts in it."),
            }.get(kind)
            or self.text_does_not_say().text
        )

    def covers_the_beginning(self, read: int, there: int) -> RichText:
        """Below a view of a text that is too long to be read whole for it."""
        return fill(
            self._("For this I read {read} of {there} paragraphs."),
            read=plain(self.formats.number(read)),
            there=plain(self.formats.number(there)),
        )

    def already_answered(self, link: RichText) -> RichText:
        """A question that was answered in this group before; *link* leads there."""
        return fill(self._("Already answered: {answer}."), answer=link)

    here = Label("here")
    """The words of a link to an earlier answer."""

    answered_above = TextLine("I answered this here before.")
    """The reply that hangs on the earlier answer to the same question."""
