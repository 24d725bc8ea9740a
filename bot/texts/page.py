"""What the page for readers says in a browser."""

from bot.texts.entries import Label, Section
from web.pages.words import PageWords


class PageTexts(Section):
    """What the page for readers says in a browser."""

    read_button = Label("Read")
    """Opens the page, from a button below an answer."""

    def words(self) -> PageWords:
        """All words of the page."""
        return PageWords(
            code=self.formats.code,
            about=self._("Answers with the text’s own sentences, word for word, and shows where they stand."),
            ask=self._("Ask"),
            question=self._("Your question"),
            question_hint=self._("Ask about the text"),
            could_ask=self._("You could ask:"),
            earlier_questions=self._("Earlier questions"),
            new_conversation=self._("New conversation"),
            looking=self._("Looking it up"),
            answer=self._("Answer"),
            close_sentences=self._("Not sure"),
            no_answer=self._("No answer"),
            other_sentences=self._("Other close sentences"),
            too_long=self._("That question is too long. Please ask in fewer words."),
            busy=self._("Too many questions at once. Please try again in a moment."),
            texts=self._("Texts"),
            other_texts=self._("Other texts"),
            all_texts=self._("All texts"),
            outline=self._("Outline"),
            citations=self._("Citations"),
            previous=self._("Previous"),
            next=self._("Next"),
            citation_number_of=lambda number, count: self._("Citation {number} of {count}").format(
                number=number, count=count
            ),
            copy_citation=self._("Copy citation"),
            copied=self._("Copied"),
            to_copy=self._("Citation to copy"),
            search_within=self._("Search within this text"),
            search=self._("Search"),
            found_of=lambda count: self._plural("{n} place found", "{n} places found", count).format(
                n=self.formats.number(count)
            ),
            nothing_found=self._("Not found in this text"),
            changed=self._("This text has changed since"),
            unchanged=self._("The current text still says this word for word."),
            moved_to=self._("The current text still says this word for word, elsewhere:"),
            dropped=self._("The current text no longer says this."),
            as_it_was=self._("As it was"),
            as_it_is=self._("As it is now"),
            version_gone=self._(
                "The version that this link was made for is no longer kept. This is the current text; what "
                "was cited is not marked in it."
            ),
            not_a_sentence=self._("This link does not point to a sentence of the text."),
            read_current=self._("Read the current text"),
            part_of=lambda part, parts: self._("Part {part} of {parts}").format(part=part, parts=parts),
            skip_to_text=self._("Skip to the text"),
            not_found=self._("There is no such text here."),
            not_found_hint=self._("It may have been removed."),
            link_missing=self._(
                "Only people who come from the bot may read here. Open Read below an answer."
            ),
            link_expired=self._("This link has expired. Ask the bot again, and open Read below its answer."),
            link_forged=self._("This link is not valid. Ask the bot, and open Read below its answer."),
            date=self.formats.date,
            language=self.formats.language,
            paragraph=self.formats.paragraph,
            paragraphs=lambda count: self._plural("{n} paragraph", "{n} paragraphs", count).format(
                n=self.formats.number(count)
            ),
        )
