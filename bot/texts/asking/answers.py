"""The lines above and below the sentences of an answer."""

import datetime
from collections.abc import Sequence

from bot.messages.richtext import RichText, fill, plain
from bot.texts.entries import Label, Section, TextLine


class AnswerTexts(Section):
    """The lines above and below the sentences of an answer."""

    no_words = TextLine("There’s nothing in that for me to look up. Try a name or a word from the text.")
    """The question has no word to search for."""

    others_heading = TextLine("Other close sentences:")
    """Above further candidates."""

    no_more = TextLine("There’s no more: that was all I found.")
    """The reply to a typed "more" if all sentences have been shown."""

    end_of_text = TextLine("That’s the end of this text.")
    """The reply to a typed "go on" after the last paragraph."""

    def no_such_sentence(self, number: int, last: int) -> RichText:
        """The reply to a typed number that no sentence of the last answer has."""
        if last == 1:
            template = self._("There’s no [{number}]. The last answer has only [1].")
        else:
            template = self._("There’s no [{number}]. The last answer has [1] to [{last}].")
        return fill(template, number=str(number), last=str(last))

    could_ask = TextLine("You could ask:")
    """Above the buttons with starter questions."""

    looked_up_by_meaning = TextLine("Searched by meaning, not by words.")
    """Above sentences found by meaning, for a question in a language that the corpus lacks."""

    def understood_as(self, question: RichText) -> RichText:
        """The question that was really searched."""
        return fill(self._("Understood as: {question}"), question=question)

    def looked_up_word_by_word(self, question: RichText) -> RichText:
        """The translated question, if it was asked in a language that the corpus lacks."""
        return fill(self._("Translated word by word: {question}"), question=question)

    def one_of_two(self, name: RichText) -> RichText:
        """Above a sentence about one of two people with the same name; a button shows the other."""
        return fill(self._("There are two with that name. This is {name}:"), name=name)

    several_parts = TextLine("Several parts have that number. This is how each begins:")
    """Above the first sentences of the parts of texts with the number that was asked for."""

    def not_sure(self, sentences: int) -> RichText:
        """Above the closest sentences, if they have all words of the question."""
        return plain(
            self._plural(
                "I’m not sure this answers it. Closest sentence:",
                "I’m not sure this answers it. Closest sentences:",
                sentences,
            )
        )

    def no_number(self, sentences: int) -> RichText:
        """Above the closest sentences, if the question asks for a measure and they have no number."""
        return plain(
            self._plural(
                "I found no clear answer. The closest sentence gives no number for that:",
                "I found no clear answer. The closest sentences give no number for that:",
                sentences,
            )
        )

    def not_mentioned(self, words: Sequence[str], sentences: int) -> RichText:
        """Above the closest sentences, if they lack some words of the question."""
        template = self._plural(
            "I found no clear answer. The closest sentence doesn’t mention {words}:",
            "I found no clear answer. The closest sentences don’t mention {words}:",
            sentences,
        )
        return fill(template, words=self.formats.words(words))

    def nowhere(self, words: Sequence[str], sentences: int) -> RichText:
        """Above the closest sentences, if the corpus lacks some words of the question."""
        template = self._plural(
            "I found no answer. Nothing here mentions {words}. Closest sentence:",
            "I found no answer. Nothing here mentions {words}. Closest sentences:",
            sentences,
        )
        return fill(template, words=self.formats.words(words))

    def nothing_found(self, words: Sequence[str]) -> RichText:
        """There is no answer in the corpus."""
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
            "duration": self._("I found no duration given for that."),
            "place": self._("I found no place mentioned for that."),
            "person": self._("I found nobody mentioned for that."),
            "number": self._("I found no number given for that."),
        }
        return plain(lines[asked_for])

    def other_language(self, languages: Sequence[str]) -> RichText:
        """The question is in a language that the corpus lacks."""
        return fill(
            self._("My texts are {languages}. Please ask {any_of_them}."),
            languages=self.formats.in_languages(languages),
            any_of_them=self.formats.in_one_of(languages),
        )

    def counts_from(self, dates: Sequence[RichText], day: datetime.date) -> RichText:
        """Below a sentence with a relative date such as "last year": the date it is relative to."""
        template = self._plural(
            "{dates} is relative to {day}, the date of the text.",
            "{dates} are relative to {day}, the date of the text.",
            len(dates),
        )
        quoted = [fill(self._("“{title}”"), title=date) for date in dates]
        return fill(template, dates=self.formats.listed(quoted), day=self.formats.date(day))

    text_does_not_say = TextLine("The text doesn’t say.")
    """The reply if a text does not state its author, date or source."""

    summarized = TextLine("In the text’s own words:")
    """Above the sentences of a summary."""

    timeline = TextLine("In order of date:")
    """Above the timeline; a date without a year is taken to be in the year of the text."""

    people = TextLine("People I found in the text:")
    """Above a sentence for each person, the most often named first."""

    amounts = TextLine("Figures and amounts:")
    """Above the sentences that have an amount."""

    def nothing_to_list(self, kind: str) -> RichText:
        """The reply if a view of the text is empty; *kind* is the kind of the answer."""
        return plain(
            {
                "timeline": self._("I found no dates there."),
                "people": self._("I found no names of people there."),
                "amounts": self._("I found no amounts there."),
                "follow_on": self.no_more().text,
            }.get(kind)
            or self.text_does_not_say().text
        )

    def covers_the_beginning(self, read: int, there: int) -> RichText:
        """Below a view of a text that is too long to be read in full."""
        return fill(
            self._("For this I read {read} of {there} paragraphs."),
            read=plain(self.formats.number(read)),
            there=plain(self.formats.number(there)),
        )

    def already_answered(self, link: RichText) -> RichText:
        """The reply to a question that was already answered in this group, with a link to that answer."""
        return fill(self._("Already answered: {answer}."), answer=link)

    here = Label("here")
    """The words of a link to an earlier answer."""

    answered_above = TextLine("I answered this here before.")
    """The same where messages have no links: a reply to the earlier answer."""
