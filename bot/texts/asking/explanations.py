"""The parts of /why."""

from bot.messages.richtext import RichText, bold, code, fill, plain
from bot.texts.entries import Label, Section, TextHeading, TextLine


class ExplanationTexts(Section):
    """The parts of /why."""

    def asked_for(self, expected: str) -> RichText:
        """The kind of answer that a question asks for; empty for a kind without a name."""
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

    words_compared = TextHeading("Words: rarity · score in A · in B")
    """Above the words of the question, if two sentences are compared."""

    words_alone = TextHeading("Words: rarity · score")
    """Above the words of the question, if there is no second sentence."""

    related_word = Label("related")
    """In place of a score, if the sentence has only a related word."""

    in_no_sentence = TextLine("in no sentence")
    """In place of a score, if the corpus lacks the word."""

    lacks_much = TextLine("That paragraph lacks much of the question, so I have to be surer than usual.")
    """Why an answer needs more confidence than usual."""

    is_beside = TextLine(
        "The sentence lacks something that an answer needs, or another one contradicts it, so I only call it "
        "close."
    )
    """Why a sentence is no answer in spite of its confidence."""

    nothing_to_explain = TextLine(
        "Ask me something first. Then /why explains the answer; you can also reply /why to one."
    )
    """The reply to /why if there is no answer to explain."""

    explained_no_more = TextLine("That answer is from an earlier version of the texts. Please ask again.")
    """The reply to /why about an answer from another version of the corpus."""

    def ahead_by(self, margin: str) -> RichText:
        """Above the reasons that put A ahead of B."""
        return bold(self._("A is ahead by {margin}:").format(margin=margin))

    def ground(self, ground: str) -> str:
        """A reason to prefer a sentence: a group of features."""
        return {
            "words": self._("the question’s words in it"),
            "order": self._("how close together they are"),
            "names": self._("the names asked about"),
            "neighbours": self._("the sentences around it"),
            "passage": self._("its paragraph"),
            "title": self._("the title"),
            "kind": self._("the kind of thing asked for"),
            "mentions": self._("what else it mentions"),
            "structure": self._("what stands above it and what kind of sentence it is"),
            "shape": self._("its length and place"),
            "meaning": self._("how near it is in meaning"),
            "conversation": self._("what we talked about before"),
            "rest": self._("everything else"),
        }.get(ground, ground)

    def confidence(self, confidence: str, grade: str) -> RichText:
        """How sure the bot is that a sentence answers the question, and the resulting grade."""
        grades = {
            "answer": self._("an answer"),
            "partial": self._("comes close"),
            "none": self._("no answer"),
        }
        return bold(
            self._("Confidence {confidence}: {grade}").format(confidence=confidence, grade=grades[grade])
        )

    def thresholds(self, answers_from: str, none_below: str) -> RichText:
        """The confidence from which a sentence is an answer, and the one below which there is none."""
        return plain(
            self._("{answers_from} or more counts as an answer; below {none_below} I give none.").format(
                answers_from=answers_from, none_below=none_below
            )
        )

    def receipt(self, answer: str) -> RichText:
        """The id by which an answer can be replayed; the last line of /why."""
        return fill(self._("Answer {id}"), id=code(answer))

    why_this_list = TextLine(
        "I listed the sentences that have a date, a person’s name or an amount. The label above "
        "a sentence is taken from it."
    )
    """The reply to /why about a timeline, or a list of people or amounts."""

    why_this_summary = TextLine(
        "I chose the sentences that have most in common with the rest of the text, and preferred early ones."
    )
    """The reply to /why about a summary."""

    why_this_part = TextLine("I looked for what has that number in the texts, and quoted only from there.")
    """The reply to /why about a part of a text that was asked for by its number."""

    why_about_the_text = TextLine(
        "What I say about a text as a whole is in the lines around its title, came with its file, or was "
        "noted by an admin."
    )
    """The reply to /why about the author, the date or the source of a text."""
