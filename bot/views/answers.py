"""Pure functions that turn an answer into formatted text with buttons, and the views reached from it.

Every quoted character is taken from the snapshot and carries its offsets.
"""

from collections.abc import Sequence
from itertools import pairwise

from bot.messages.callback_data import (
    BEFORE,
    EXACTLY,
    OTHERWISE,
    ReadOtherwise,
    ShowContext,
    ShowPage,
    ShowSpeaker,
    TellWhen,
)
from bot.messages.message import (
    MAX_COPIED_UNITS,
    AnyButton,
    Button,
    CopyButton,
    Keyboard,
    Reply,
    button,
    keyboard_of,
)
from bot.messages.permalinks import Archived, address
from bot.messages.richtext import (
    ELISION,
    RichText,
    blockquote,
    bold,
    clip,
    foldable_quote,
    join,
    link,
    plain,
    shorten,
    units,
    verbatim,
)
from bot.state import ShownPart, StoredAnswer
from bot.texts.catalog import Texts
from bot.views.corpus import (
    STARTERS_WITHOUT_ANSWER,
    coverage,
    label_line,
    nothing_found,
    place_line,
    starters_keyboard,
    stated_author,
    why_nothing,
)
from bot.views.paging import turn_buttons
from bot.views.ratings import rating_row
from bot.views.read_button import read_button
from bot.views.reply_context import ReplyContext
from corpus.display import gap_before
from corpus.records import Span
from retrieval.overviews.scope import passages_covered
from retrieval.query.language_mismatch import mismatched_language
from retrieval.query.occurrences import absent_words
from retrieval.ranking.command_lines import name_above
from retrieval.ranking.missing_number import gives_no_number
from retrieval.ranking.speakers import speaker
from retrieval.records import (
    SHOWN_OF_AN_OVERVIEW,
    Answer,
    Citation,
    DocumentCard,
    Grade,
    MessageKind,
    PassageText,
)
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms
from retrieval.text.question import AnswerType, analyze_question
from retrieval.text.relative_dates import relative_dates

QUOTED_UNITS = 3000
"""UTF-16 units that quotations may take in a message.  Any one sentence fits; the rest is for other text."""
PER_PAGE = 3
_LISTS = (MessageKind.TIMELINE, MessageKind.PEOPLE, MessageKind.AMOUNTS)
LABEL_UNITS = 30
"""UTF-16 units of a name on a button."""

_BEGINNING = 400
"""Characters of a long question that are enough to tell whether there is something to look up."""
_VAGUE = (AnswerType.THING, AnswerType.YES_NO)  # the answer types assumed without a question word


def answer_reply(stored: StoredAnswer, context: ReplyContext) -> Reply:
    """The reply to a question; it repeats the question if the chat does not show it elsewhere."""
    answer = stored.shown
    question = bold(shorten(answer.question, 200)) if stored.repeats_question else RichText()
    keyboard = answer_keyboard(stored, context)
    if answer.grade is Grade.NONE and answer.kind is not MessageKind.QUESTION:
        return Reply(join([question, lines_above(answer, context)], "\n\n"), keyboard)
    if answer.grade is Grade.NONE:
        nothing = nothing_found(answer, context)
        understood = _understood_line(answer, context) if not answer.missing_terms else RichText()
        return Reply(join([question, understood, nothing.text], "\n\n"), keyboard)
    above = join([question, lines_above(answer, context)], "\n\n")
    cited = [context.archived(citation) for citation in answer.citations]
    quoted = _quotations(answer.citations, cited, 1, context)
    return Reply(join([above, quoted, _coverage(answer, context)], "\n\n"), keyboard, tuple(cited))


def answer_keyboard(stored: StoredAnswer, context: ReplyContext) -> Keyboard:
    """The buttons below an answer, which it keeps when the corpus changes."""
    answer = stored.shown
    below = (*_reading_rows(stored, context.texts), rating_row(stored.id))
    if answer.grade is Grade.NONE and answer.kind is not MessageKind.QUESTION:
        return below
    if answer.grade is Grade.NONE:
        first = starters_keyboard(STARTERS_WITHOUT_ANSWER, context)
    else:
        first = _buttons(stored, 0, context)
    return (*first, *_tell_when_row(stored, context), *below)


def lines_above(answer: Answer, context: ReplyContext) -> RichText:
    """The lines above the sentences: how the question was understood and how good the answer is."""
    if answer.grade is not Grade.NONE:
        return join([_understood_line(answer, context), _grade_line(answer, context)], "\n\n")
    if answer.kind is not MessageKind.QUESTION and not answer.missing_terms:
        nothing = context.texts.answers.nothing_to_list(answer.kind.value)
        is_about_text = answer.kind is MessageKind.ABOUT_THE_TEXT
        return join([nothing, stated_author(answer, context) if is_about_text else RichText()], "\n")
    return join([why_nothing(answer, context), coverage(context)], "\n\n")


def _tell_when_row(stored: StoredAnswer, context: ReplyContext) -> Keyboard:
    """The button that asks for a message once there is an answer.

    It is shown in private chats only: in a group, everybody would see who asked.
    """
    answered = stored.shown.grade is not Grade.NONE and not stored.shown.missing_terms
    if answered or stored.conversation.chat != stored.conversation.user:
        return ()
    return ((button(context.texts.talk.tell_when_button(), TellWhen(stored.id)),),)


def part_on_page(answer: Answer, page: int) -> ShownPart | None:
    """What a page of an answer shows, by its first sentence; None if there is no such page."""
    first, candidates = _page(answer, page)
    return ShownPart(page, first) if candidates else None


def part_shown(answer: Answer, action: ShowPage | ShowContext) -> ShownPart:
    """What the message of an answer shows after a button was tapped."""
    if isinstance(action, ShowPage):
        return part_on_page(answer, action.page) or ShownPart()
    return ShownPart(_page_of(answer, action.number), action.number, action.passage)


def page_reply(stored: StoredAnswer, page: int, context: ReplyContext) -> Reply:
    """A page of an answer's candidates: page 0 is the answer, the following pages have the next best."""
    first, candidates = _page(stored.shown, page)
    if page < 1 or not candidates:
        return answer_reply(stored, context)
    cited = [context.archived(citation) for citation in candidates]
    quoted = _quotations(candidates, cited, first, context)
    heading = _view_heading(stored.shown, context.texts) or context.texts.answers.others_heading()
    text = join([heading, quoted], "\n\n")
    return Reply(text, _buttons(stored, page, context), tuple(cited))


def context_reply(stored: StoredAnswer, number: int, passage_number: int, context: ReplyContext) -> Reply:
    """A passage of a candidate's document; 0 is the passage that holds the candidate, shown in bold."""
    candidate = candidates_of(stored.shown)[number - 1]
    passage = context.snapshot.passage(candidate.document, passage_number or candidate.passage)
    card = context.snapshot.document(passage.document)
    kept = context.archived(candidate)
    is_own = passage.number == candidate.passage and passage.start <= candidate.start < passage.end
    cited = Span(candidate.start, candidate.end) if is_own else Span(passage.start, passage.start)
    mark = link(f"[{number}]", address(kept, context.username)) if is_own else RichText()
    line = place_line(
        mark, card, context.texts.formats.paragraph_of(passage.number, card.passages), context.texts
    )
    page = ShowPage(stored.version, stored.id, _page_of(stored.shown, number))
    own = (*_candidate_buttons(stored, number, candidate, context), *read_button(stored, number, context))
    keyboard = keyboard_of(
        _passage_buttons(stored, number, passage.number, card.passages),
        own if is_own else (),
        (button(context.texts.buttons.back_button(), page),),
    )
    dated = _date_note(candidate, card, context.texts) if is_own else RichText()
    label = label_line(name_above(passage.context))
    text = join([line, label, blockquote(window(passage, cited, QUOTED_UNITS)), dated])
    return Reply(text, keyboard, (kept,))


def speaker_reply(stored: StoredAnswer, number: int, context: ReplyContext) -> Reply:
    """The speaker of a candidate's statement, with the sentences that show who it is."""
    candidate = candidates_of(stored.shown)[number - 1]
    found = speaker(candidate, context.snapshot)
    back = button(context.texts.buttons.back_button(), ShowContext(stored.version, stored.id, number, 0))
    if found is None:
        return Reply(context.texts.citations.speaker_unknown(), ((back,),))
    told = (*found.shown_by, candidate)
    cited = [context.archived(citation) for citation in told]
    text = join(
        [
            context.texts.citations.speaker(bold(shorten(found.name, 200))),
            _quotations(told, cited, 1, context),
        ],
        "\n\n",
    )
    return Reply(text, ((back,),), tuple(cited))


def has_words(question: str, snapshot: Snapshot, *, follows: bool) -> bool:
    """Whether *question* holds something to look up: "The" does not, "The Who" may.

    If it *follows* another question, a lone "Why?" is enough.
    """
    if _is_searchable(question[:_BEGINNING], snapshot) or (
        len(question) > _BEGINNING and _is_searchable(question, snapshot)
    ):
        return True
    return follows and any(
        analyze_question(question, language).expected not in _VAGUE for language in snapshot.languages
    )


def _is_searchable(words: str, snapshot: Snapshot) -> bool:
    terms = query_terms(words, snapshot.languages)
    return len(terms) > 1 or any(not term.stop for term in terms)


def candidates_of(answer: Answer) -> Sequence[Citation]:
    """All sentences of an answer, in the order of their numbers."""
    return [*answer.citations, *answer.others]


def last_number(stored: StoredAnswer) -> int:
    """The number of an answer's last sentence, 0 if none has a number.

    "I found no answer." shows no sentence until somebody asks for more.
    """
    has_numbers = stored.shown.grade is not Grade.NONE or stored.part.page > 0
    return len(candidates_of(stored.shown)) if has_numbers else 0


def window(passage: PassageText, cited: Span, room: int) -> RichText:
    """The text at *cited* in bold, with as many whole sentences around it as fit in *room* UTF-16 units.

    "[…]" marks where the passage continues.  An empty span at the start of the passage shows its beginning,
    without bold.
    """
    start, end = _widen(passage, cited, room)

    def piece(start: int, end: int, following: str = "") -> RichText:
        bounds = [start, *_line_ends(passage, start, end), end]
        lines = [
            verbatim(
                passage.sentence(Span(begin, until)),
                passage.document,
                passage.number,
                begin,
                following if until == end else "",
            )
            for begin, until in pairwise(bounds)
        ]
        return join(lines, "")

    before = plain(f"{ELISION} ") if start > passage.sentences[0].start else RichText()
    after = plain(f" {ELISION}") if end < passage.sentences[-1].end else RichText()
    above = piece(start, cited.start, passage.sentence(cited))
    return before + above + bold(piece(*cited)) + piece(cited.end, end) + after


def _line_ends(passage: PassageText, start: int, end: int) -> list[int]:
    """Where the sentences between two offsets end, if the next one is shown on a line of its own."""
    return [
        earlier.end
        for earlier, later in pairwise(passage.sentences)
        if start < earlier.end
        and later.start < end
        and gap_before(passage.sentence(Span(earlier.end, later.end))).startswith("\n")
    ]


def citation_to_copy(sentence: Archived, context: ReplyContext) -> str:
    """A sentence's citation for the clipboard: title, place and link, and the sentence itself if it fits."""
    parts = [
        shorten(sentence.title, 80),
        context.texts.formats.paragraph(sentence.passage),
        context.texts.formats.iso_date(sentence.date),
    ]
    place = ", ".join(part for part in parts if part)
    source = f"{place}. {address(sentence, context.username)}"
    whole = f"{context.texts.formats.title(sentence.text)} — {source}"
    return whole if units(whole) <= MAX_COPIED_UNITS else source


# The parts


def _understood_line(answer: Answer, context: ReplyContext) -> RichText:
    """The question that was searched for, if it differs from what was typed."""
    is_foreign = mismatched_language(answer.question, context.snapshot) is not None
    if is_foreign and context.snapshot.meaning:
        return context.texts.answers.looked_up_by_meaning()
    if answer.understood_as is None:
        return RichText()
    searched = plain(shorten(answer.understood_as, 200))
    if is_foreign:
        return context.texts.answers.looked_up_word_by_word(searched)
    return context.texts.answers.understood_as(searched)


def _grade_line(answer: Answer, context: ReplyContext) -> RichText:
    """The line above the sentences: an overview's heading, a warning if they only come close, or nothing."""
    heading = _view_heading(answer, context.texts)
    if heading is not None:
        return heading
    if answer.grade is Grade.ANSWER:
        return RichText()
    if answer.of_several_parts:
        return context.texts.answers.several_parts()
    sentences = len(answer.citations)
    if answer.readings and not answer.missing_terms:
        return context.texts.answers.one_of_two(bold(shorten(answer.readings[0], 100)))
    if not answer.missing_terms and gives_no_number(answer, context.snapshot):
        return context.texts.answers.no_number(sentences)
    if not answer.missing_terms:
        return context.texts.answers.not_sure(sentences)
    if mismatched_language(answer.question, context.snapshot) is not None:
        other_language = context.texts.answers.other_language(context.snapshot.languages)
        return join([other_language, context.texts.answers.not_sure(sentences)], "\n\n")
    nowhere = absent_words(answer.missing_terms, context.snapshot)
    if nowhere:
        return context.texts.answers.nowhere(nowhere, sentences)
    return context.texts.answers.not_mentioned(answer.missing_terms, sentences)


def _view_heading(answer: Answer, texts: Texts) -> RichText | None:
    """The heading of an overview such as a summary; None if the answer is not an overview."""
    match answer.kind:
        case MessageKind.SUMMARY:
            return texts.answers.summarized()
        case MessageKind.TIMELINE:
            return texts.answers.timeline()
        case MessageKind.PEOPLE:
            return texts.answers.people()
        case MessageKind.AMOUNTS:
            return texts.answers.amounts()
        case _:
            return None


def _coverage(answer: Answer, context: ReplyContext) -> RichText:
    """How much of a long text was read for an overview; empty if all of it was, or it was searched."""
    if answer.kind not in _LISTS or answer.of_words:
        return RichText()
    documents = [citation.document for citation in candidates_of(answer)]
    read, there = passages_covered(documents, context.snapshot)
    return context.texts.answers.covers_the_beginning(read, there) if read < there else RichText()


def _quotations(
    citations: Sequence[Citation], cited: Sequence[Archived], first: int, context: ReplyContext
) -> RichText:
    """The sentences, each in a quotation block with a linked mark, and its place below the block."""
    room = QUOTED_UNITS // max(len(citations), 1)
    blocks = []
    for number, (citation, kept) in enumerate(zip(citations, cited, strict=True), first):
        shown = clip(citation.text, room)
        sentence = verbatim(shown, citation.document, citation.passage, citation.start)
        elision = plain(f" {ELISION}" if shown != citation.text else "")
        label = label_line(citation.label)
        card = context.snapshot.document(citation.document)
        mark = link(f"[{number}]", address(kept, context.username))
        page = context.snapshot.page(citation.document, citation.start)
        place = place_line(mark, card, context.texts.formats.paragraph(citation.passage, page), context.texts)
        dated = _date_note(citation, card, context.texts)
        blocks.append(join([label, foldable_quote(sentence + elision), place, dated]))
    return join(blocks, "\n\n")


def _date_note(citation: Citation, card: DocumentCard, texts: Texts) -> RichText:
    """The date that "last year" in a sentence is relative to.

    Empty if the sentence has no relative date or its document no date.
    """
    places = relative_dates(citation.text, card.language) if card.date else ()
    dates = {
        citation.text[start:end]: verbatim(
            citation.text[start:end], citation.document, citation.passage, citation.start + start
        )
        for start, end in places
    }
    return texts.answers.counts_from(list(dates.values()), card.date) if card.date and dates else RichText()


def _passage_buttons(stored: StoredAnswer, number: int, here: int, passages: int) -> tuple[Button, ...]:
    """Buttons to the passages before and after *here*."""
    return turn_buttons(here, 1, passages, lambda to: ShowContext(stored.version, stored.id, number, to))


def _candidate_buttons(
    stored: StoredAnswer, number: int, candidate: Citation, context: ReplyContext
) -> tuple[Button | CopyButton, ...]:
    """Buttons about a candidate: copy its citation, and show who says it if the sentence itself does not."""
    kept = context.archived(candidate)
    copy = CopyButton(context.texts.buttons.copy_button(), citation_to_copy(kept, context))
    found = speaker(candidate, context.snapshot)
    if found is None or not found.shown_by:  # the sentence itself names its speaker
        return (copy,)
    return copy, button(
        context.texts.buttons.speaker_button(), ShowSpeaker(stored.version, stored.id, number)
    )


def _widen(passage: PassageText, cited: Span, room: int) -> Span:
    """The whole sentences around *cited* that fit, added alternately after it and before it."""
    touched = [span for span in passage.sentences if span.end > cited.start and span.start < cited.end]
    start = min([cited.start, *(span.start for span in touched)])
    end = max([cited.end, *(span.end for span in touched)])
    before = [span for span in passage.sentences if span.end <= start]
    after = [span for span in reversed(passage.sentences) if span.start >= end]
    while before or after:
        for waiting, is_after in ((after, True), (before, False)):
            if not waiting:
                continue
            span = waiting.pop()
            wider = Span(start, span.end) if is_after else Span(span.start, end)
            if units(passage.sentence(wider)) > room:
                waiting.clear()
            else:
                start, end = wider
    return Span(start, end)


def _buttons(stored: StoredAnswer, page: int, context: ReplyContext) -> Keyboard:
    """Context for each sentence shown, More if there are more, and Back on all pages but the first.

    Below the answer itself, Read opens the document at its first sentence.
    """
    texts = context.texts
    first, shown = _page(stored.shown, page)
    alone = len(shown) == 1
    contexts = [
        button(
            texts.buttons.context_button(None if alone else number),
            ShowContext(stored.version, stored.id, number, 0),
        )
        for number in range(first, first + len(shown))
    ]
    turns: list[AnyButton] = []
    if page:
        turns.append(button(texts.buttons.back_button(), ShowPage(stored.version, stored.id, page - 1)))
    if _page(stored.shown, page + 1)[1]:
        turns.append(button(texts.buttons.more_button(), ShowPage(stored.version, stored.id, page + 1)))
    if not page:
        turns += read_button(stored, 1, context)
    rows: list[Sequence[AnyButton]] = [[*contexts, *turns]] if alone else [contexts, turns]
    return tuple(tuple(row) for row in rows if row)


def can_be_read(stored: StoredAnswer, way: str) -> bool:
    """Whether an answer offers that *way* of reading its question; callback data can be forged."""
    offered = {
        BEFORE: stored.other or stored.exact,
        OTHERWISE: bool(stored.shown.readings) and not stored.other,
    }
    if way == EXACTLY:
        return bool(stored.answer.citations) and stored.answer.understood_as is not None and not stored.exact
    return offered.get(way, False)


def _reading_rows(stored: StoredAnswer, texts: Texts) -> Keyboard:
    """Other ways to read the question, one per row: another bearer of a name, or exactly as typed."""
    rows = []
    if stored.shown.readings:
        way = BEFORE if stored.other else OTHERWISE
        rows.append((_reading_button(stored, shorten(stored.shown.readings[1], LABEL_UNITS), way),))
    if stored.exact and not stored.other:
        rows.append((_reading_button(stored, texts.buttons.back_button(), BEFORE),))
    elif stored.answer.citations and stored.answer.understood_as is not None and not stored.exact:
        rows.append((_reading_button(stored, texts.buttons.exactly_button(), EXACTLY),))
    return tuple(rows)


def _reading_button(stored: StoredAnswer, label: str, way: str) -> Button:
    return button(label, ReadOtherwise(stored.version, stored.id, way))


def _page(answer: Answer, page: int) -> tuple[int, Sequence[Citation]]:
    """The number of the first candidate on a page, counting from 1, and the candidates there."""
    cited = len(answer.citations)
    if page == 0:
        return 1, answer.citations
    per_page = _per_page(answer)
    first = (page - 1) * per_page
    return cited + first + 1, answer.others[first : first + per_page]


def _page_of(answer: Answer, number: int) -> int:
    """The page that shows candidate *number*."""
    beyond = number - len(answer.citations)
    return 0 if beyond <= 0 else 1 + (beyond - 1) // _per_page(answer)


def _per_page(answer: Answer) -> int:
    """How many sentences each page after the first one has."""
    return SHOWN_OF_AN_OVERVIEW if answer.kind in _LISTS else PER_PAGE
