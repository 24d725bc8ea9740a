"""Replies to a quotation that somebody wants checked, and to a link that opens an archived sentence."""

import re

from bot.messages.message import CopyButton, Reply
from bot.messages.permalinks import Archived, address
from bot.messages.richtext import (
    ELISION,
    RichText,
    blockquote,
    bold,
    clip,
    foldable_quote,
    isolated,
    join,
    link,
    plain,
    strikethrough,
)
from bot.texts.catalog import Texts
from bot.views.answers import QUOTED_UNITS, citation_to_copy, window
from bot.views.corpus import place_line
from bot.views.reply_context import ReplyContext
from corpus.records import Span
from retrieval.query.verify import QuoteMatch, Verification, verify
from retrieval.records import PassageText
from retrieval.store.snapshot import Snapshot

MAX_CHANGES = 60
MAX_FACTS = 5
"""How many differing numbers and names a reply lists."""
CHANGED_UNITS = 1000
"""UTF-16 units shown of one changed stretch in a comparison."""


def verdict_reply(verdict: Verification, context: ReplyContext) -> Reply:
    """Whether and where the corpus has a quotation word for word, or what differs."""
    if verdict.passage is None:
        return Reply(context.texts.citations.not_quoted())
    passage, texts = verdict.passage, context.texts
    card = context.snapshot.document(passage.document)
    place = place_line(RichText(), card, texts.formats.paragraph_of(passage.number, card.passages), texts)
    if verdict.match is QuoteMatch.EXACT:
        quoted = foldable_quote(_marked(verdict, passage))
        return Reply(join([texts.citations.quoted_exactly(), quoted, place]))
    if verdict.match is QuoteMatch.NEAR:
        return Reply(join([_nearly_quoted(verdict, passage, texts), place]))
    differing = _stated_otherwise(verdict, texts)
    heading = texts.citations.quoted_differently()
    return Reply(join([heading, foldable_quote(_compared(verdict)), *differing, place]))


def opened_reply(sentence: Archived, context: ReplyContext) -> Reply:
    """An archived sentence in its passage, and whether the current text still has it."""
    texts = context.texts
    place = " · ".join(
        part
        for part in (
            isolated(sentence.title),
            texts.formats.paragraph(sentence.passage),
            texts.formats.iso_date(sentence.date),
        )
        if part
    )
    line = link("[1]", address(sentence, context.username)) + plain(f" {place}")
    copy = CopyButton(texts.buttons.copy_button(), citation_to_copy(sentence, context))
    present = _passage_with(sentence, context.snapshot)
    if present is not None:
        span = Span(sentence.start, sentence.end)
        whole, standing = window(present, span, QUOTED_UNITS), texts.citations.still_there()
    else:
        whole, standing = _as_archived(sentence), _present_state(sentence, context)
    return Reply(join([line, blockquote(whole), standing]), ((copy,),))


def _passage_with(sentence: Archived, snapshot: Snapshot) -> PassageText | None:
    """The current passage that still has an archived sentence at its place; None if the text changed."""
    try:
        passage = snapshot.passage(sentence.document, sentence.passage)
        standing = snapshot.text(sentence.document, sentence.passage, sentence.start, sentence.end)
    except KeyError:
        return None
    return passage if standing == sentence.text else None


def _as_archived(sentence: Archived) -> RichText:
    start, end = sentence.start - sentence.passage_start, sentence.end - sentence.passage_start
    return plain(sentence.passage_text[:start]) + bold(sentence.text) + plain(sentence.passage_text[end:])


def _present_state(sentence: Archived, context: ReplyContext) -> RichText:
    """What the current text has in place of an archived sentence."""
    verdict = verify(sentence.text, context.snapshot, sentence.document)
    if verdict.passage is None or verdict.match is QuoteMatch.NEAR:
        return context.texts.citations.dropped()
    if verdict.match is QuoteMatch.EXACT and verdict.passage.number == sentence.passage:
        return context.texts.citations.still_there()
    if verdict.match is QuoteMatch.EXACT:
        return context.texts.citations.moved(verdict.passage.number)
    return join(
        [context.texts.citations.changed_since(verdict.passage.number), blockquote(_compared(verdict))]
    )


def _nearly_quoted(verdict: Verification, passage: PassageText, texts: Texts) -> RichText:
    """The sentence that makes the quotation's statement, and the numbers and names in which they differ."""
    unstated = [texts.citations.unstated(verdict.unstated)] if verdict.unstated else []
    shown = blockquote(_marked(verdict, passage))
    return join([texts.citations.nearly_quoted(), shown, *_stated_otherwise(verdict, texts), *unstated])


def _stated_otherwise(verdict: Verification, texts: Texts) -> list[RichText]:
    return [texts.citations.stated_otherwise(fact.stated, fact.claimed) for fact in verdict.facts[:MAX_FACTS]]


def _marked(verdict: Verification, passage: PassageText) -> RichText:
    """The passage of a quotation, with the part of the quotation inside it in bold."""
    span = Span(max(verdict.span.start, passage.start), min(verdict.span.end, passage.end))
    return window(passage, span, QUOTED_UNITS)


def _compared(verdict: Verification) -> RichText:
    """A comparison: words only in the text are bold, words only in the quotation are struck through."""
    compared, gap = RichText(), ""
    for number, change in enumerate(verdict.changes[:MAX_CHANGES], 1):
        is_last = number == len(verdict.changes)
        shown = _OPENS_THE_NEXT.sub("", change.text) if is_last else change.text.rstrip()
        compared += plain(gap) + _SHOWN[change.kind](clip(shown, CHANGED_UNITS))
        # Separate added words from the struck-through ones before them, even if neither ends with a space.
        gap = " " if shown != change.text or change.kind == "missing" else ""
    return compared + plain(f" {ELISION}" if len(verdict.changes) > MAX_CHANGES else "")


_OPENS_THE_NEXT = re.compile(r"\s[^\w]*$")  # punctuation after a space belongs to the next word
_SHOWN = {"same": plain, "missing": strikethrough, "added": bold}
