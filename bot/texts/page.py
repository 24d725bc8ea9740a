"""The interface texts of the pages in a browser."""

from bot.texts.entries import Label, Section
from bot.texts.formats import N_
from web.pages.words import PageWords

LABELS = {
    "about": N_("Answers with the text’s own sentences, word for word, and shows where they come from."),
    "ask": N_("Ask"),
    "question": N_("Your question"),
    "question_hint": N_("Ask about the text"),
    "could_ask": N_("You could ask:"),
    "earlier_questions": N_("Earlier questions"),
    "new_conversation": N_("New conversation"),
    "looking": N_("Looking it up"),
    "answer": N_("Answer"),
    "close_sentences": N_("Not sure"),
    "no_answer": N_("No answer"),
    "other_sentences": N_("Other close sentences"),
    "too_long": N_("That question is too long. Please ask in fewer words."),
    "search_unavailable": N_("I can’t search right now. Please try again later."),
    "busy": N_("Too many questions at once. Please try again in a moment."),
    "libraries": N_("Libraries"),
    "texts": N_("Texts"),
    "other_texts": N_("Other texts"),
    "all_texts": N_("All texts"),
    "outline": N_("Outline"),
    "citations": N_("Citations"),
    "previous": N_("Previous"),
    "next": N_("Next"),
    "copy_citation": N_("Copy citation"),
    "copied": N_("Copied"),
    "to_copy": N_("Citation to copy"),
    "search_within": N_("Search within this text"),
    "search": N_("Search"),
    "nothing_found": N_("Not found in this text"),
    "changed": N_("This text has changed since"),
    "unchanged": N_("The current text still says this word for word."),
    "moved_to": N_("The current text still says this word for word, in another place:"),
    "dropped": N_("The current text no longer says this."),
    "as_it_was": N_("As it was"),
    "as_it_is": N_("As it is now"),
    "version_gone": N_(
        "The version that this link points to is gone. This is the current text, with nothing marked in it."
    ),
    "not_a_sentence": N_("This link does not point to a sentence of the text."),
    "read_current": N_("Read the current text"),
    "skip_to_text": N_("Skip to the text"),
    "not_found": N_("There is no such text here."),
    "not_found_hint": N_("It may have been removed."),
    "link_missing": N_("This page opens only from the bot. Tap Read below an answer."),
    "link_expired": N_("This link has expired. Ask the bot again and tap Read below its answer."),
    "link_forged": N_("This link is not valid. Ask the bot and tap Read below its answer."),
}
"""Texts without numbers or names in them."""


class PageTexts(Section):
    """The interface texts of the pages in a browser."""

    read_button = Label("Read")
    """Opens the page, from a button below an answer."""

    def words(self) -> PageWords:
        """All texts of the pages."""
        return PageWords(
            code=self.formats.code,
            citation_number_of=self._citation_number_of,
            found_of=self._found_of,
            part_of=self._part_of,
            date=self.formats.date,
            language=self.formats.language,
            paragraph=self.formats.paragraph,
            paragraphs=self._paragraphs,
            **{name: self._(text) for name, text in LABELS.items()},
        )

    def _citation_number_of(self, number: int, count: int) -> str:
        return self._("Citation {number} of {count}").format(number=number, count=count)

    def _found_of(self, count: int) -> str:
        found = self._plural("{n} place found", "{n} places found", count)
        return found.format(n=self.formats.number(count))

    def _part_of(self, part: int, parts: int) -> str:
        return self._("Part {part} of {parts}").format(part=part, parts=parts)

    def _paragraphs(self, count: int) -> str:
        counted = self._plural("{n} paragraph", "{n} paragraphs", count)
        return counted.format(n=self.formats.number(count))
