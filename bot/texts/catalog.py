"""Every word that the bot says of its own; what it quotes comes from the corpus, untouched.

A sentence is looked up whole through gettext, so that a translation can order its words as it likes:
placeholders stand in braces and are filled with text or with marked-up text.
"""

import datetime
from collections.abc import Sequence
from gettext import NullTranslations

from bot.messages.richtext import RichText, bold, code, fill, join, plain, shorten, strikethrough
from bot.texts.admin_catalog import AdminTexts


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark *text* for translation; it is looked up where it is used."""
    return text


_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
MOST_WORDS = 5
"""Missing words named in one reply."""


class Texts(AdminTexts):
    """The bot's words in one language."""

    def __init__(self, code: str, translations: NullTranslations) -> None:
        """*code*: the language, in ISO 639-1."""
        self.code = code
        self._ = translations.gettext
        self._plural = translations.ngettext

    # Names of things

    def number(self, value: float, places: int = 0) -> str:
        """A number as people write it: "12,345", or with two places "0.85"."""
        style = self._("1,234.5")  # a catalogue writes this one as its language does, sign for sign
        return f"{value:,.{places}f}".translate(str.maketrans(",.", style[1] + style[5]))

    def share(self, of_one: float) -> str:
        """A share as people write it: "85%"."""
        return self._("{n}%").format(n=self.number(100 * of_one))

    def date(self, day: datetime.date) -> str:
        """A day as people write it: "29 November 2002"."""
        month = self._(_MONTHS[day.month - 1])
        return self._("{day} {month} {year}").format(day=day.day, month=month, year=day.year)

    def iso_date(self, day: str | None) -> str:
        """A day in ISO form as people write it; nothing for none."""
        return self.date(datetime.date.fromisoformat(day)) if day else ""

    def language(self, code: str) -> str:
        """The name of a language, its code where nobody knows a name.

        >>> from bot.texts.languages import texts_in
        >>> texts_in("de").language("ru"), texts_in("en").language("xx")
        ('Russisch', 'xx')
        """
        from babel import Locale  # only where a reply names a language

        return str(Locale.parse(self.code).languages.get(code, code))

    def in_language(self, code: str) -> str:
        """In which language a source is, where that is not the language we speak; nothing where it is."""
        return "" if code == self.code else self._("in {language}").format(language=self.language(code))

    def listed(self, parts: Sequence[RichText]) -> RichText:
        """A list in words: "a", "a and b", "a, b and c"."""
        return self._enumerated(self._("{all_but_last} and {last}"), parts)

    def words(self, words: Sequence[str]) -> RichText:
        """Words someone typed, in bold, the first few of them: "a", "a or b", "a, b, … or 3 more"."""
        shown = [bold(shorten(word, 40)) for word in words[:MOST_WORDS]]
        more = len(words) - len(shown)
        rest = (
            [plain(self._plural("{n} more", "{n} more", more).format(n=self.number(more)))]
            if more > 0
            else []
        )
        return self._enumerated(self._("{all_but_last} or {last}"), [*shown, *rest])

    def title(self, title: str) -> str:
        """A title among other words."""
        return self._("“{title}”").format(title=title)

    def paragraph(self, number: int, page: int | None = None) -> str:
        """Where a sentence stands, with the page where its document has pages."""
        return f"¶ {number}" if page is None else f"{self.page(page)} · ¶ {number}"

    def page(self, number: int) -> str:
        """A page of a document."""
        return self._("p. {number}").format(number=number)

    def paragraph_of(self, number: int, count: int) -> str:
        """Where a passage stands among all of its document."""
        return self._("¶ {number} of {count}").format(number=number, count=count)

    def _enumerated(self, template: str, parts: Sequence[RichText]) -> RichText:
        if len(parts) < 2:
            return join(parts)
        return fill(template, all_but_last=join(parts[:-1], self._(", ")), last=parts[-1])

    # Answers

    def understood_as(self, question: RichText) -> RichText:
        """The question that was really searched."""
        return fill(self._("Understood as: {question}"), question=question)

    def looked_up_word_by_word(self, question: RichText) -> RichText:
        """A question in a language that the corpus does not have, in the words that were searched."""
        return fill(self._("Looked up word by word: {question}"), question=question)

    def one_of_two(self, name: RichText) -> RichText:
        """Above the sentence about one of two who bear a name in the question; the other is a button away."""
        return fill(self._("There are two of that name. This is about {name}:"), name=name)

    def not_sure(self, sentences: int) -> RichText:
        """Above the closest sentences, which lack none of the question's words."""
        return plain(
            self._plural(
                "Not an answer for certain. The closest sentence:",
                "Not an answer for certain. The closest sentences:",
                sentences,
            )
        )

    def not_mentioned(self, words: Sequence[str], sentences: int) -> RichText:
        """Above the closest sentences, which lack some of the question's words."""
        template = self._plural(
            "Not an answer: the closest sentence does not mention {words}. It says:",
            "Not an answer: the closest sentences do not mention {words}. They say:",
            sentences,
        )
        return fill(template, words=self.words(words))

    def nowhere(self, words: Sequence[str], sentences: int) -> RichText:
        """Above the closest sentences, where some of the question's words are nowhere in the corpus."""
        template = self._plural(
            "Not an answer: no sentence mentions {words}. The closest says:",
            "Not an answer: no sentence mentions {words}. The closest say:",
            sentences,
        )
        return fill(template, words=self.words(words))

    def nothing_found(self, words: Sequence[str]) -> RichText:
        """The corpus does not answer."""
        if not words:
            return plain(self._("I found no sentence that answers this."))
        return fill(self._("I found no answer: no sentence mentions {words}."), words=self.words(words))

    def other_language(self, languages: Sequence[str]) -> RichText:
        """The question is in a language that the corpus does not have."""
        names = self.listed([plain(self.language(code)) for code in languages])
        return fill(
            self._("I can only look things up in {languages}: please ask with its words."), languages=names
        )

    def no_words(self) -> RichText:
        """The question holds nothing that could be looked up."""
        return plain(
            self._(
                "There is nothing in that for me to look up. "
                "Ask with a name or a word that the text would use."
            )
        )

    def others_heading(self) -> RichText:
        """Above further candidates."""
        return plain(self._("Other sentences that come close, the closest first:"))

    def could_ask(self) -> RichText:
        """Above the buttons with starter questions."""
        return plain(self._("You could ask:"))

    # Citations

    def speaker(self, name: RichText) -> RichText:
        """Above the sentences that tell who speaks."""
        return fill(self._("This goes back to {name}:"), name=name)

    def speaker_unknown(self) -> RichText:
        """The text does not tell who speaks."""
        return plain(self._("The sentences before this one do not name anybody."))

    def quoted_exactly(self) -> RichText:
        """A quotation stands in the corpus."""
        return plain(self._("Word for word in the text:"))

    def quoted_differently(self) -> RichText:
        """A quotation is like something in the corpus; below it, what differs."""
        return fill(
            self._("Not word for word. {missing} is not in the text, {added} is:"),
            missing=strikethrough(self._("Struck through")),
            added=bold(self._("bold")),
        )

    def not_quoted(self) -> RichText:
        """A quotation is not in the corpus."""
        return plain(self._("This is not in the text, and nothing in it comes close."))

    def verify_usage(self) -> RichText:
        """The reply to /verify without a quotation."""
        return plain(
            self._("Put the quotation behind the command, or reply with /verify to a message that holds it.")
        )

    def still_there(self) -> RichText:
        """The present text still has an archived sentence, at its place."""
        return plain(self._("The present text says this word for word."))

    def moved(self, paragraph: int) -> RichText:
        """The present text still has an archived sentence, elsewhere."""
        return fill(
            self._("The present text says this word for word, now in {place}."),
            place=self.paragraph(paragraph),
        )

    def changed_since(self, paragraph: int) -> RichText:
        """The present text has an archived sentence in another wording."""
        return fill(
            self._("This has changed since. {missing} is gone, {added} is new, in {place}:"),
            missing=strikethrough(self._("Struck through")),
            added=bold(self._("bold")),
            place=self.paragraph(paragraph),
        )

    def dropped(self) -> RichText:
        """The present text has an archived sentence no more."""
        return plain(self._("The present text no longer says this."))

    def counts_from(self, dates: Sequence[RichText], day: datetime.date) -> RichText:
        """Below a sentence with dates like "last year", which its text alone does not settle."""
        template = self._plural(
            "{dates} counts from {day}, the date of the text.",
            "{dates} count from {day}, the date of the text.",
            len(dates),
        )
        quoted = [fill(self._("“{title}”"), title=date) for date in dates]
        return fill(template, dates=self.listed(quoted), day=self.date(day))

    # Why

    def asked_for(self, expected: str) -> RichText:
        """The kind of thing that a question asks for, one of retrieval's; nothing where it is no kind."""
        kinds = {
            "person": self._("a person"),
            "place": self._("a place"),
            "organisation": self._("an organisation"),
            "date": self._("a date"),
            "duration": self._("a length of time"),
            "number": self._("a number"),
            "reason": self._("a reason"),
            "manner": self._("a way of doing it"),
            "definition": self._("who or what it is"),
            "quotation": self._("what was said"),
            "list": self._("several things"),
            "yes_no": self._("yes or no"),
        }
        return fill(self._("Asked for: {kind}"), kind=kinds[expected]) if expected in kinds else RichText()

    def words_compared(self) -> RichText:
        """Above the question's words, where there is a runner-up."""
        return bold(self._("Words: rarity · worth in A · in B"))

    def words_alone(self) -> RichText:
        """Above the question's words, where there is at most one sentence."""
        return bold(self._("Words: rarity · worth"))

    def related_word(self) -> str:
        """In place of what a word is worth where only another of its family is there."""
        return self._("related")

    def in_no_sentence(self) -> RichText:
        """In place of what a word is worth where the corpus has it nowhere."""
        return plain(self._("in no sentence"))

    def ahead_by(self, margin: str) -> RichText:
        """Above the reasons that put A ahead of B."""
        return bold(self._("A is ahead by {margin}:").format(margin=margin))

    def ground(self, ground: str) -> str:
        """A reason to prefer a sentence, one of retrieval's grounds."""
        return {
            "words": self._("the question’s words in it"),
            "order": self._("how they stand together"),
            "names": self._("the names asked about"),
            "neighbours": self._("the sentences beside it"),
            "passage": self._("its paragraph"),
            "title": self._("the title"),
            "kind": self._("the kind of thing asked for"),
            "mentions": self._("what else it mentions"),
            "shape": self._("its length and place"),
            "conversation": self._("what we talked about before"),
            "rest": self._("all the rest"),
        }.get(ground, ground)

    def confidence(self, confidence: str, grade: str) -> RichText:
        """How sure the bot is that a sentence answers, and the grade that this comes to."""
        grades = {
            "answer": self._("an answer"),
            "partial": self._("comes close"),
            "none": self._("no answer"),
        }
        return bold(
            self._("Confidence {confidence}: {grade}").format(confidence=confidence, grade=grades[grade])
        )

    def thresholds(self, answers_from: str, none_below: str) -> RichText:
        """From where on a confidence makes an answer, and below which there is none."""
        return plain(
            self._("An answer from {answers_from}, none below {none_below}.").format(
                answers_from=answers_from, none_below=none_below
            )
        )

    def lacks_much(self) -> RichText:
        """Why an answer takes a higher confidence than usual."""
        return plain(
            self._("Much of the question is not in that paragraph, so it takes more confidence than usual.")
        )

    def is_beside(self) -> RichText:
        """Why a confident sentence is no answer all the same."""
        return plain(
            self._(
                "A name in the question, or each of its words, is not in that paragraph, "
                "so it only comes close."
            )
        )

    def receipt(self, answer: str) -> RichText:
        """By what an answer can be given once more; the last line of /why."""
        return fill(self._("Answer {id}"), id=code(answer))

    def nothing_to_explain(self) -> RichText:
        """The reply to /why where there is no answer to explain."""
        return plain(
            self._(
                "Ask something first; /why then tells how the answer came about. It works as a reply, too."
            )
        )

    def explained_no_more(self) -> RichText:
        """The reply to /why where the answer was one of another version of the corpus."""
        return plain(self._("The text has changed since that answer. Please ask again."))

    # What the corpus is

    def one_source(self, document: RichText) -> RichText:
        """What a corpus of one document covers."""
        return fill(self._("I know one text:\n{document}"), document=document)

    def many_sources(self, count: int, some: Sequence[RichText], languages: Sequence[str]) -> RichText:
        """What a larger corpus covers; *some* of its texts, or all of them."""
        among = self._("I know {count} texts, in {languages}, among them {some}.")
        return fill(
            self._("I know {count} texts, in {languages}: {some}.") if len(some) == count else among,
            count=self.number(count),
            languages=self.listed([plain(self.language(code)) for code in languages]),
            some=self.listed(some),
        )

    def sources_heading(self, count: int) -> RichText:
        """Above the list of documents."""
        return bold(self._plural("{count} text", "{count} texts", count).format(count=self.number(count)))

    def paragraphs(self, count: int) -> str:
        """So many paragraphs."""
        return self._plural("{n} paragraph", "{n} paragraphs", count).format(n=self.number(count))

    def sentences(self, count: int) -> str:
        """So many sentences."""
        return self._plural("{n} sentence", "{n} sentences", count).format(n=self.number(count))

    # Commands

    def greeting(self) -> RichText:
        """The first line of /start and of the reply to a greeting."""
        return plain(
            self._(
                "Hello! Ask me a question, and I answer with the text's own sentences, word for word, "
                "and say where they stand."
            )
        )

    def welcome_thanks(self) -> RichText:
        """The reply to thanks."""
        return plain(self._("You are welcome. Ask on whenever you like."))

    def chat(self) -> RichText:
        """The reply to small talk that is neither a greeting nor thanks."""
        return plain(self._("I’m not much of a talker, but I can look things up. Ask me about the text."))

    def text_does_not_say(self) -> RichText:
        """The reply where a text does not say who wrote it, when, or after what source."""
        return plain(self._("The text doesn’t say."))

    def summarized(self) -> RichText:
        """Above the sentences that carry a text."""
        return plain(self._("In the text’s own words:"))

    def why_this_summary(self) -> RichText:
        """The reply to /why about a summary, or about what a text says of itself."""
        return plain(
            self._(
                "I chose the sentences that have most in common with the rest of the text, early ones first. "
                "Who wrote it and when, I read off its title lines."
            )
        )

    def goodbye(self) -> RichText:
        """The reply to a farewell."""
        return plain(self._("Goodbye! I will be here."))

    def how_to_ask(self) -> RichText:
        """The heart of /help."""
        return plain(
            self._(
                "Ask in your own words, using names and words that the text would use. "
                "I quote the sentences that match best. If they only come close, I say so, "
                "and if there are none, I say that.\n\n"
                "Context shows a sentence in its paragraph; More shows the next best sentences.\n"
                "Ask on, and I go by what you asked before. Reply to an answer, or to words that you select "
                "in it, to ask about just that. Edit your question, and its answer changes.\n"
                "In a group, mention me, reply to me or use /ask. A mention in reply to somebody asks me "
                "what they wrote."
            )
        )

    def commands_heading(self) -> RichText:
        """Above the list of commands."""
        return bold(self._("Commands"))

    def command(self, name: str) -> str:
        """What a command does, for the menu and for /help."""
        return {
            "ask": self._("Ask a question"),
            "new": self._("Start a new conversation"),
            "sources": self._("What I answer from"),
            "outline": self._("The text, paragraph by paragraph"),
            "verify": self._("Check a quotation word for word"),
            "why": self._("Why the last answer"),
            "about": self._("What I am"),
            "help": self._("How to ask"),
            "id": self._("Your numeric id"),
            "language": self._("Choose my language"),
            "privacy": self._("What I keep of you"),
            "forget": self._("Delete what I keep of you"),
            "start": self._("Say hello"),
            "reload": self._("Read the corpus again"),
            "gaps": self._("What was asked in vain"),
            "stats": self._("How much was asked, and how well I answered"),
            "versions": self._("Which versions of the corpus there are"),
            "diff": self._("What differs between two versions"),
            "rollback": self._("Go back to an earlier version"),
            "audit": self._("Who did what, and when"),
            "roles": self._("Who may do what"),
            "grant": self._("Give somebody a role"),
            "revoke": self._("Take a role from somebody"),
        }[name]

    def about(self) -> RichText:
        """The heart of /about."""
        return plain(
            self._(
                "I am Quoth. I answer with sentences of the text, word for word, each with its place. "
                "There is no language model in me: nothing is made up, and every quotation is compared "
                "with the text before it is sent. I can miss a sentence, and I cannot reason beyond "
                "what is written."
            )
        )

    def corpus_version(self, version: str, sha256: str) -> RichText:
        """Which text is answering."""
        return fill(
            self._("Version {version}, fingerprint {sha256}"), version=code(version), sha256=code(sha256[:12])
        )

    def your_id(self, user: int) -> RichText:
        """The reply to /id."""
        return fill(self._("Your numeric id is {id}"), id=code(str(user)))

    def no_id(self) -> RichText:
        """The reply to /id where someone writes in the name of a group or a channel."""
        return plain(
            self._("You write in the name of a chat, so I cannot see who you are. Ask me in private.")
        )

    def new_conversation(self) -> RichText:
        """The reply to /new."""
        return plain(self._("A new conversation: I no longer take earlier questions into account."))

    def ask_usage(self) -> RichText:
        """The reply to an /ask or a mention without a question."""
        return plain(self._("Put your question in the same message, for example: /ask Who …?"))

    def unknown_command(self) -> RichText:
        """The reply to a command that does not exist."""
        return plain(self._("I do not know that command. /help lists those I know."))

    def forwarded_command(self) -> RichText:
        """The reply to a command that was forwarded."""
        return plain(self._("I don’t carry out forwarded commands. Type it yourself if you want it done."))

    def deed_edited(self) -> RichText:
        """The reply to a command that does something, in a message that was edited."""
        return plain(
            self._(
                "I carry out a command only where it is sent, not where a message is edited. Send it anew."
            )
        )

    def only_text(self) -> RichText:
        """The reply to a picture, a voice message, a sticker."""
        return plain(self._("I can only read text. Please type your question."))

    def went_wrong(self) -> RichText:
        """After an exception."""
        return plain(self._("Sorry, something went wrong on my side. It has been noted; please try again."))

    def slow_down(self) -> RichText:
        """To somebody of whom so much waits that no more is taken."""
        return plain(self._("You ask faster than I can answer. Please wait for my answers, then ask again."))

    def already_answered(self, link: RichText) -> RichText:
        """A question that was answered in this group before; *link* leads there."""
        return fill(self._("This was answered before: {answer}."), answer=link)

    def here(self) -> str:
        """The words of a link to an earlier answer."""
        return self._("here")

    def answered_above(self) -> RichText:
        """The reply that hangs on the earlier answer to the same question."""
        return plain(self._("This was answered here before."))

    def ask_in_private(self) -> str:
        """The button above inline results where there are none; at most 64 characters."""
        return self._("Ask me in private")

    def privacy(self, days: int, minutes: int, *, logged: bool) -> RichText:
        """The reply to /privacy; *logged* where people's questions stand in the log."""
        kept = self._(
            "I keep your questions, and the words that you point at by replying, with my answers, so that "
            "the buttons below them work and you can ask on. "
            "After {days} days they are deleted. Earlier questions count for a new one until you have "
            "been silent for {minutes} minutes, or say /new."
        ).format(days=days, minutes=minutes)
        also = self._(
            "For as long I also keep what you think of an answer if you tap 👍 or 👎; for three days which "
            "of my messages replies to which of yours; and for a day that you have written, and in which "
            "language your Telegram is. The language that you choose I keep until /forget. "
            "The sentences I have cited stay for their links, without a word about who was shown them."
        )
        roles = self._(
            "Of those who look after the texts I keep what role they have and what they did, and other "
            "admins can see that. After /forget, what was done stays on record, without who did it."
        )
        log = self._("Questions are also written to the log of whoever runs me.") if logged else ""
        shown = self._(
            "The admins see questions that I could not answer, and those whose answers were voted down, "
            "but not who asked them. Nobody else gets any of this. /forget deletes it at once."
        )
        return join([plain(kept), plain(also), plain(log), plain(shown), plain(roles)], "\n\n")

    def forgotten(self, answers: int) -> RichText:
        """The reply to /forget."""
        return plain(
            self._plural(
                "Done. I have deleted {n} answer and everything else that I had of you.",
                "Done. I have deleted {n} answers and everything else that I had of you.",
                answers,
            ).format(n=self.number(answers))
        )

    def traces_stay(self) -> RichText:
        """After /forget, while another program keeps the last copy on the disk from being overwritten."""
        return plain(
            self._(
                "Another program on my machine is reading my memory just now. As soon as it is done, "
                "the last traces on the disk are overwritten."
            )
        )

    def memory_in_trouble(self, reason: str) -> RichText:
        """To the owners, once, while the bot's memory cannot be used."""
        return fill(
            self._(
                "I can't write to my memory ({reason}). I take in no more messages than I can write down, "
                "and answer the rest as soon as I can write again."
            ),
            reason=reason,
        )

    def memory_well_again(self) -> RichText:
        """To the owners, once the bot's memory can be used again."""
        return plain(self._("I can write to my memory again, and answer what has waited."))

    def choose_language(self) -> RichText:
        """Above the buttons of /language."""
        return plain(self._("In which language shall I speak? The texts stay in their own."))

    def language_of_telegram(self) -> str:
        """The button for the language that Telegram says someone uses."""
        return self._("As in Telegram")

    def language_chosen(self) -> RichText:
        """After a language was chosen, in that language."""
        return plain(self._("I speak English with you from now on."))

    def thanks_for_rating(self) -> str:
        """The passing line after a rating."""
        return self._("Thank you!")

    def why_bad(self) -> str:
        """The passing line above the reasons."""
        return self._("What is wrong with it?")

    def reason(self, reason: str) -> str:
        """A reason why an answer is bad, one of bot.handlers.feedback's."""
        return {
            "wrong": self._("The text says otherwise"),
            "unasked": self._("Not what I asked"),
            "incomplete": self._("Something is missing"),
            "elsewhere": self._("The text has better"),
        }[reason]

    # Notices on a tap; at most 200 characters

    def stale(self) -> str:
        """The button belongs to an earlier version of the corpus."""
        return self._(
            "The text has changed since this was sent. Please ask again to get the present sentences."
        )

    def unknown_button(self) -> str:
        """The button is of a kind this version does not know."""
        return self._("This button no longer works. Please ask again.")

    def answer_gone(self) -> str:
        """The answer under the button is no longer kept."""
        return self._("I no longer have this answer. Please ask again.")

    # Buttons

    def context_button(self, number: int | None = None) -> str:
        """Shows a sentence in its paragraph; *number* where there are several."""
        return self._("Context") if number is None else self._("Context [{number}]").format(number=number)

    def more_button(self) -> str:
        """Shows the next candidates."""
        return self._("More")

    def exactly_button(self) -> str:
        """Searches the question as it was typed, where it was understood as something else."""
        return self._("Search exactly what I typed")

    def copy_button(self) -> str:
        """Copies a citation to the clipboard."""
        return self._("Copy citation")

    def speaker_button(self) -> str:
        """Shows who speaks."""
        return self._("Who says this?")

    def sources_button(self) -> str:
        """Shows the list of documents."""
        return self._("All texts")

    def back_button(self) -> str:
        """Back to the answer."""
        return self._("Back")

    # For admins

    def admins_only(self, user: int | None) -> RichText:
        """The refusal of an admin's command."""
        if user is None:
            return plain(
                self._("Only admins can do that, and I cannot see who writes in the name of a chat.")
            )
        return fill(self._("Only admins can do that. Your numeric id is {id}."), id=code(str(user)))

    def reloading(self) -> RichText:
        """While a reload takes its time."""
        return plain(self._("Reading the corpus again. Questions are answered meanwhile."))

    def reload_running(self) -> RichText:
        """The refusal of a second reload."""
        return plain(self._("A reload is already running. It will report when it is done."))

    def reload_failed(self, reason: str) -> RichText:
        """The report of a reload that came to nothing."""
        return join(
            [
                bold(self._("The reload failed. The present version goes on answering.")),
                plain(shorten(reason, 1000)),
            ]
        )

    def reload_stopped(self) -> RichText:
        """The report of a reload that a shutdown cut short."""
        return plain(self._("The reload was cut short because I am being stopped. Nothing has changed."))

    def unchanged(self) -> RichText:
        """The report of a reload that found what was there."""
        return bold(self._("Nothing has changed."))

    def reloaded(self) -> RichText:
        """The first line of a reload's report."""
        return bold(self._("Reloaded."))

    def documents_changed(self, added: int, removed: int, changed: int) -> RichText:
        """How many documents a reload touched."""
        changes = self._touched(added, removed, changed)
        return plain(self._("Texts: {changes}").format(changes=changes))

    def change(self, kind: str, document: str) -> RichText:
        """One document that a reload touched; *kind* is "added", "removed" or "changed"."""
        sign = {"added": "+", "removed": "−", "changed": "≠"}[kind]
        return plain(f"{sign} {document}")

    def and_more(self, count: int) -> RichText:
        """After a list that was cut."""
        return plain(self._plural("and {n} more", "and {n} more", count).format(n=self.number(count)))

    def problems(self) -> RichText:
        """Above what a build complained of."""
        return bold(self._("Problems"))


ENGLISH = Texts("en", NullTranslations())
