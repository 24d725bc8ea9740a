"""Why the bot gave an answer, in short lines and plain words that can be read on a phone."""

from collections.abc import Sequence

from bot.messages.message import Reply
from bot.messages.richtext import ELISION, RichText, blockquote, bold, clip, join, plain, shorten, verbatim
from bot.texts.catalog import Texts
from bot.views.corpus import place_line
from bot.views.reply_context import ReplyContext
from retrieval.explaining import Explanation, Presence, Share, WordContribution
from retrieval.query.language_mismatch import mismatched_language
from retrieval.ranking.confidence import ANSWERS_FROM
from retrieval.records import Citation, Grade, MessageKind

QUOTED_UNITS = 300
"""UTF-16 units shown of each of the two sentences, enough to recognise them."""
MAX_WORDS = 8


def why_reply(explanation: Explanation, answer: str, context: ReplyContext) -> Reply:
    """The reply to /why: the question, the sentence shown, its runner-up, and what decided between them.

    Below them is the id of the *answer*, with which it can be replayed.
    """
    texts = context.texts
    parts = [
        _asked(explanation, context),
        _compared(explanation, context),
        _words(explanation.words, compares=explanation.runner_up is not None, texts=texts),
        _reasons(explanation, texts),
        _confidence(explanation, texts),
        texts.explanations.receipt(answer),
    ]
    return Reply(join(parts, "\n\n"))


def why_of_a_text(kind: MessageKind, answer: str, texts: Texts) -> Reply:
    """The reply to /why about a text or a part of it: how sentences of that *kind* are chosen, and the id."""
    match kind:
        case MessageKind.SUMMARY:
            chosen = texts.explanations.why_this_summary()
        case MessageKind.PART:
            chosen = texts.explanations.why_this_part()
        case MessageKind.ABOUT_THE_TEXT:
            chosen = texts.explanations.why_about_the_text()
        case _:
            chosen = texts.explanations.why_this_list()
    return Reply(join([chosen, texts.explanations.receipt(answer)], "\n\n"))


def _asked(explanation: Explanation, context: ReplyContext) -> RichText:
    answer, texts = explanation.answer, context.texts
    understood = (
        texts.answers.understood_as(plain(shorten(answer.understood_as, 200)))
        if answer.understood_as
        else RichText()
    )
    return join([bold(shorten(answer.question, 200)), understood, _asked_for(explanation, context)])


def _asked_for(explanation: Explanation, context: ReplyContext) -> RichText:
    """The kind of answer expected; empty for a question in another language, where it is unknown."""
    if mismatched_language(explanation.answer.question, context.snapshot) is not None:
        return RichText()
    return context.texts.explanations.asked_for(explanation.expected.value)


def _compared(explanation: Explanation, context: ReplyContext) -> RichText:
    """The sentence shown and its runner-up, marked A and B."""
    return join(
        [
            _sentence(explanation.shown, "A", context),
            _sentence(explanation.runner_up, "B", context),
        ]
    )


def _sentence(citation: Citation | None, mark: str, context: ReplyContext) -> RichText:
    if citation is None:
        return RichText()
    shown = clip(citation.text, QUOTED_UNITS)
    quoted = verbatim(shown, citation.document, citation.passage, citation.start)
    elision = plain(f" {ELISION}" if shown != citation.text else "")
    card = context.snapshot.document(citation.document)
    page = context.snapshot.page(citation.document, citation.start)
    place = place_line(
        bold(mark), card, context.texts.formats.paragraph(citation.passage, page), context.texts
    )
    return join([blockquote(quoted + elision), place])


def _words(words: Sequence[WordContribution], *, compares: bool, texts: Texts) -> RichText:
    """The question's words, the rarest first, and what each adds to the scores of A and B."""
    lines = [_word(word, texts) for word in words[:MAX_WORDS]]
    more = len(words) - len(lines)
    heading = texts.explanations.words_compared() if compares else texts.explanations.words_alone()
    return join([heading, *lines, texts.reports.and_more(more) if more > 0 else RichText()])


def _word(word: WordContribution, texts: Texts) -> RichText:
    name = bold(shorten(word.text, 40))
    shares = [share for share in (word.shown, word.runner_up) if share is not None]
    if not word.known and not any(share.presence is Presence.FAMILY for share in shares):
        return name + plain(f" {texts.formats.number(word.idf, 2)} · ") + texts.explanations.in_no_sentence()
    worth = [texts.formats.number(word.idf, 2), *(_share(share, texts) for share in shares)]
    return name + plain(" " + " · ".join(worth))


def _share(share: Share, texts: Texts) -> str:
    if share.presence is Presence.FAMILY:
        return texts.explanations.related_word()
    return texts.formats.number(share.bm25, 2) if share.presence is Presence.PRESENT else "–"


def _reasons(explanation: Explanation, texts: Texts) -> RichText:
    if not explanation.reasons:
        return RichText()
    lines = [
        plain(f"{_signed(each.worth, texts)} {texts.explanations.ground(each.group.value)}")
        for each in explanation.reasons
    ]
    return join([texts.explanations.ahead_by(_signed(explanation.margin, texts)), *lines])


def _confidence(explanation: Explanation, texts: Texts) -> RichText:
    answer = explanation.answer
    thresholds = texts.explanations.thresholds(
        texts.formats.number(explanation.answers_from, 2), texts.formats.number(explanation.none_below, 2)
    )
    sure = answer.confidence >= explanation.answers_from
    is_beside = answer.grade is Grade.PARTIAL and sure and not answer.readings
    lacks_much = explanation.answers_from > ANSWERS_FROM
    return join(
        [
            texts.explanations.confidence(texts.formats.number(answer.confidence, 2), answer.grade.value),
            thresholds if explanation.answers_from <= 1 else RichText(),  # no confidence is above 1
            texts.explanations.lacks_much() if lacks_much else RichText(),
            texts.explanations.is_beside() if is_beside else RichText(),
        ]
    )


def _signed(number: float, texts: Texts) -> str:
    """A number with its sign, a real minus: "+0.80", "−0.10"."""
    return ("−" if number < 0 else "+") + texts.formats.number(abs(number), 2)
