"""Answers and their views: an answer and a stage in, text with marks and buttons out.  Pure.

Every quoted character is taken from the snapshot and carries its place.
"""

from collections.abc import Sequence

from bot.conversation.language_mismatch import foreign_language
from bot.handlers.feedback import rating_row
from bot.messages.callback_data import (
    BEFORE,
    EXACTLY,
    OTHERWISE,
    ReadOtherwise,
    ShowContext,
    ShowPage,
    ShowSpeaker,
)
from bot.messages.message import MOST_COPIED_UNITS, Button, CopyButton, Keyboard, Reply, ReplyContext, button
from bot.messages.permalinks import Archived, address, archived
from bot.messages.richtext import (
    ELISION,
    RichText,
    blockquote,
    bold,
    clip,
    join,
    link,
    plain,
    shorten,
    units,
    verbatim,
)
from bot.state import StoredAnswer
from bot.texts.catalog import Texts
from bot.views.corpus import nothing_found, place_line
from corpus.records import Span
from retrieval.ranking.speakers import speaker
from retrieval.records import Answer, Citation, DocumentCard, Grade, PassageText
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms
from retrieval.text.question import AnswerType, analyze_question
from retrieval.text.relative_dates import relative_dates

QUOTED_UNITS = 3000
"""UTF-16 units of quotations in a message, enough for any one sentence; the rest is for all around them."""
PER_PAGE = 3
LABEL_UNITS = 30
"""UTF-16 units of a name on a button."""

_VAGUE = (AnswerType.THING, AnswerType.YES_NO)  # what a text is taken to ask for that has no question word


def answer_reply(given: StoredAnswer, stage: ReplyContext) -> Reply:
    """The reply to a question, with the question above it where it stands nowhere else in the chat."""
    answer = given.shown
    question = bold(shorten(answer.question, 200)) if given.repeats_question else RichText()
    below = (*_readings(given, stage.texts), rating_row(given.id))
    if answer.grade is Grade.NONE:
        nothing = nothing_found(answer, stage)
        return Reply(join([question, nothing.text], "\n\n"), (*nothing.keyboard, *below))
    above = join([question, _understood(answer, stage.texts), _grade_line(answer, stage)], "\n\n")
    cited = [archived(citation, stage.snapshot) for citation in answer.citations]
    quoted = _quoted(answer.citations, cited, 1, stage)
    keyboard = (*_buttons(given, 0, stage.texts), *below)
    return Reply(join([above, quoted], "\n\n"), keyboard, tuple(cited))


def page_reply(given: StoredAnswer, page: int, stage: ReplyContext) -> Reply:
    """A page of an answer's candidates: 0 is the answer, from 1 on come the next best."""
    first, candidates = _page(given.shown, page)
    if page < 1 or not candidates:
        return answer_reply(given, stage)
    cited = [archived(citation, stage.snapshot) for citation in candidates]
    quoted = _quoted(candidates, cited, first, stage)
    text = join([stage.texts.others_heading(), quoted], "\n\n")
    return Reply(text, _buttons(given, page, stage.texts), tuple(cited))


def context_reply(given: StoredAnswer, number: int, passage_number: int, stage: ReplyContext) -> Reply:
    """A passage of a candidate's document; 0 is the candidate's own, in which the candidate is marked."""
    candidate = candidates_of(given.shown)[number - 1]
    passage = stage.snapshot.passage(candidate.document, passage_number or candidate.passage)
    card = stage.snapshot.document(passage.document)
    kept = archived(candidate, stage.snapshot)
    is_own = passage.number == candidate.passage
    cited = Span(candidate.start, candidate.end) if is_own else Span(passage.start, passage.start)
    mark = link(f"[{number}]", address(kept, stage.username)) if is_own else RichText()
    line = place_line(mark, card, stage.texts.paragraph_of(passage.number, card.passages), stage.texts)
    rows = [
        _ways_through(given, number, passage.number, card.passages),
        _about(given, number, candidate, stage) if is_own else (),
        (
            button(
                stage.texts.back_button(), ShowPage(given.version, given.id, _page_of(given.shown, number))
            ),
        ),
    ]
    dated = _dated(candidate, card, stage.texts) if is_own else RichText()
    text = join([line, blockquote(window(passage, cited, QUOTED_UNITS)), dated])
    return Reply(text, tuple(row for row in rows if row), (kept,))


def speaker_reply(given: StoredAnswer, number: int, stage: ReplyContext) -> Reply:
    """Who says what a candidate says, with the sentences that tell."""
    candidate = candidates_of(given.shown)[number - 1]
    found = speaker(candidate, stage.snapshot)
    back = button(stage.texts.back_button(), ShowContext(given.version, given.id, number, 0))
    if found is None:
        return Reply(stage.texts.speaker_unknown(), ((back,),))
    told = (*found.told_by, candidate)
    cited = [archived(citation, stage.snapshot) for citation in told]
    text = join([stage.texts.speaker(bold(shorten(found.name, 200))), _quoted(told, cited, 1, stage)], "\n\n")
    return Reply(text, ((back,),), tuple(cited))


def has_words(question: str, snapshot: Snapshot, *, follows: bool) -> bool:
    """Whether *question* holds something to look up: "The" does not, "The Who" may.

    Where it *follows* another question, a lone "Why?" is enough.
    """
    terms = query_terms(question, snapshot.languages)
    if len(terms) > 1 or any(not term.stop for term in terms):
        return True
    return follows and any(
        analyze_question(question, language).expected not in _VAGUE for language in snapshot.languages
    )


def candidates_of(answer: Answer) -> Sequence[Citation]:
    """All sentences that an answer has, in the order of their numbers."""
    return [*answer.citations, *answer.others]


def window(passage: PassageText, cited: Span, room: int) -> RichText:
    """What stands at *cited* in bold, with as many whole sentences around it as fit in *room* UTF-16 units.

    "[…]" says where the passage goes on.  An empty span at its beginning shows it from there, without bold.
    """
    start, end = _grown(passage, cited, room)

    def piece(start: int, end: int) -> RichText:
        return verbatim(passage.sentence(Span(start, end)), passage.document, passage.number, start)

    before = plain(f"{ELISION} ") if start > passage.sentences[0].start else RichText()
    after = plain(f" {ELISION}") if end < passage.sentences[-1].end else RichText()
    return before + piece(start, cited.start) + bold(piece(*cited)) + piece(cited.end, end) + after


def citation_to_copy(sentence: Archived, stage: ReplyContext) -> str:
    """A sentence's citation for the clipboard: what it is, where it stands, its link, itself if it fits."""
    parts = [
        shorten(sentence.title, 80),
        stage.texts.paragraph(sentence.passage),
        stage.texts.iso_date(sentence.date),
    ]
    place = ", ".join(part for part in parts if part)
    source = f"{place}. {address(sentence, stage.username)}"
    whole = f"{stage.texts.title(sentence.text)} — {source}"
    return whole if units(whole) <= MOST_COPIED_UNITS else source


# The parts


def _understood(answer: Answer, texts: Texts) -> RichText:
    if answer.understood_as is None:
        return RichText()
    return texts.understood_as(plain(shorten(answer.understood_as, 200)))


def _grade_line(answer: Answer, stage: ReplyContext) -> RichText:
    """What stands above the sentences: nothing over an answer, a plain label over what only comes close."""
    if answer.grade is Grade.ANSWER:
        return RichText()
    sentences = len(answer.citations)
    if answer.readings and not answer.missing_terms:
        return stage.texts.one_of_two(bold(shorten(answer.readings[0], 100)))
    if not answer.missing_terms:
        return stage.texts.not_sure(sentences)
    if foreign_language(answer.question, stage.snapshot.languages) is not None:
        other_language = stage.texts.other_language(stage.snapshot.languages)
        return join([other_language, stage.texts.not_sure(sentences)], "\n\n")
    nowhere = [word for word in answer.missing_terms if not _occurs(word, stage.snapshot)]
    if nowhere:
        return stage.texts.nowhere(nowhere, sentences)
    return stage.texts.not_mentioned(answer.missing_terms, sentences)


def _occurs(word: str, snapshot: Snapshot) -> bool:
    """Whether some passage holds *word* in some form."""
    terms = query_terms(word, snapshot.languages)
    return any(snapshot.engine.document_frequency(variant) for term in terms for variant in term.variants)


def _quoted(
    citations: Sequence[Citation], cited: Sequence[Archived], first: int, stage: ReplyContext
) -> RichText:
    """The sentences, each in a block with its mark, which is a link, and its place below it."""
    room = QUOTED_UNITS // max(len(citations), 1)
    blocks = []
    for number, (citation, kept) in enumerate(zip(citations, cited, strict=True), first):
        shown = clip(citation.text, room)
        sentence = verbatim(shown, citation.document, citation.passage, citation.start)
        elision = plain(f" {ELISION}" if shown != citation.text else "")
        card = stage.snapshot.document(citation.document)
        mark = link(f"[{number}]", address(kept, stage.username))
        page = stage.snapshot.page(citation.document, citation.start)
        place = place_line(mark, card, stage.texts.paragraph(citation.passage, page), stage.texts)
        dated = _dated(citation, card, stage.texts)
        blocks.append(join([blockquote(sentence + elision), place, dated]))
    return join(blocks, "\n\n")


def _dated(citation: Citation, card: DocumentCard, texts: Texts) -> RichText:
    """From when "last year" in a sentence counts; nothing where it has no such date, or its document none."""
    places = relative_dates(citation.text, card.language) if card.date else ()
    dates = {
        citation.text[start:end]: verbatim(
            citation.text[start:end], citation.document, citation.passage, citation.start + start
        )
        for start, end in places
    }
    return texts.counts_from(list(dates.values()), card.date) if card.date and dates else RichText()


def _ways_through(given: StoredAnswer, number: int, here: int, passages: int) -> tuple[Button, ...]:
    """The ways to the passages before and after *here*."""
    ways = (("◀", here - 1), ("▶", here + 1))
    return tuple(
        button(label, ShowContext(given.version, given.id, number, to))
        for label, to in ways
        if 1 <= to <= passages
    )


def _about(
    given: StoredAnswer, number: int, candidate: Citation, stage: ReplyContext
) -> tuple[Button | CopyButton, ...]:
    """What else can be asked about a candidate: its citation, and who says it where it leaves that open."""
    kept = archived(candidate, stage.snapshot)
    copy = CopyButton(stage.texts.copy_button(), citation_to_copy(kept, stage))
    found = speaker(candidate, stage.snapshot)
    if found is None or not found.told_by:  # nothing that the sentence itself does not tell
        return (copy,)
    return copy, button(stage.texts.speaker_button(), ShowSpeaker(given.version, given.id, number))


def _grown(passage: PassageText, cited: Span, room: int) -> Span:
    """The whole sentences around *cited* that fit: one more after it, one more before it, and so on."""
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


def _buttons(given: StoredAnswer, page: int, texts: Texts) -> Keyboard:
    """Context for each sentence shown; More while there are more; Back from where there is a way back."""
    first, shown = _page(given.shown, page)
    alone = len(shown) == 1
    contexts = [
        button(
            texts.context_button(None if alone else number), ShowContext(given.version, given.id, number, 0)
        )
        for number in range(first, first + len(shown))
    ]
    turns = []
    if page:
        turns.append(button(texts.back_button(), ShowPage(given.version, given.id, page - 1)))
    if _page(given.shown, page + 1)[1]:
        turns.append(button(texts.more_button(), ShowPage(given.version, given.id, page + 1)))
    rows = [contexts + turns] if alone else [contexts, turns]
    return tuple(tuple(row) for row in rows if row)


def _readings(given: StoredAnswer, texts: Texts) -> Keyboard:
    """Ways to read the question otherwise, a row each: by the other of a name, or word for word as typed."""
    rows = []
    if given.shown.readings:
        way = BEFORE if given.other else OTHERWISE
        rows.append((_reading(given, shorten(given.shown.readings[1], LABEL_UNITS), way),))
    if given.exact and not given.other:
        rows.append((_reading(given, texts.back_button(), BEFORE),))
    elif given.answer.citations and given.answer.understood_as is not None and not given.exact:
        rows.append((_reading(given, texts.exactly_button(), EXACTLY),))
    return tuple(rows)


def _reading(given: StoredAnswer, label: str, way: str) -> Button:
    return button(label, ReadOtherwise(given.version, given.id, way))


def _page(answer: Answer, page: int) -> tuple[int, Sequence[Citation]]:
    """The number of the first candidate on a page, counting from 1, and the candidates there."""
    cited = len(answer.citations)
    if page == 0:
        return 1, answer.citations
    first = (page - 1) * PER_PAGE
    return cited + first + 1, answer.others[first : first + PER_PAGE]


def _page_of(answer: Answer, number: int) -> int:
    """The page that candidate *number* stands on."""
    beyond = number - len(answer.citations)
    return 0 if beyond <= 0 else 1 + (beyond - 1) // PER_PAGE
