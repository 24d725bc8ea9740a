"""The parts of /why."""

from bot.messages.richtext import RichText, bold, code, fill, plain
from bot.texts.entries import Label, Section, TextHeading, TextLine


class ExplanationTexts(Section):
    """The parts of /why."""

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

    words_compared = TextHeading("Words: rarity · worth in A · in B")
    """Above the question's words, where there is a runner-up."""

    words_alone = TextHeading("Words: rarity · worth")
    """Above the question's words, where there is at most one sentence."""

    related_word = Label("related")
    """In place of what a word is worth where only another of its family is there."""

    in_no_sentence = TextLine("in no sentence")
    """In place of what a word is worth where the corpus has it nowhere."""

    lacks_much = TextLine("That paragraph lacks much of the question, so I need more confidence than usual.")
    """Why an answer takes a higher confidence than usual."""

    is_beside = TextLine(
        "That paragraph lacks a name from the question, or all of its words, so it only comes close."
    )
    """Why a confident sentence is no answer all the same."""

    nothing_to_explain = TextLine(
        "Ask me something first. Then /why explains the answer; you can also reply /why to one."
    )
    """The reply to /why where there is no answer to explain."""

    explained_no_more = TextLine("The text has changed since that answer. Please ask again.")
    """The reply to /why where the answer was one of another version of the corpus."""

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
            "meaning": self._("how near it is in meaning"),
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
            self._("{answers_from} or more counts as an answer; below {none_below} I give none.").format(
                answers_from=answers_from, none_below=none_below
            )
        )

    def receipt(self, answer: str) -> RichText:
        """By what an answer can be given once more; the last line of /why."""
        return fill(self._("Answer {id}"), id=code(answer))

    why_this_list = TextLine(
        "I listed the sentences in which I see a date, a person’s name or an amount. What stands above a "
        "sentence stands in it too."
    )
    """The reply to /why about a list of what has a date, who is named, or what is counted."""

    why_this_summary = TextLine(
        "I chose the sentences that have most in common with the rest of the text, early ones first. "
        "Who wrote it and when, I read off its title lines."
    )
    """The reply to /why about a summary, or about what a text says of itself."""
