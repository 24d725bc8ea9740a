"""What the bot replies: an answer and a snapshot in, text with marks and buttons out.  Pure.

Every quoted character is taken from the snapshot and carries its place, and `check` holds the finished
message against the snapshot once more before it may leave.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from bot.callbacks import MOST_BYTES, Action, AskStarter, ShowContext, ShowPage, ShowSources, pack
from bot.errors import UnsendableError
from bot.library import Reloaded
from bot.richtext import (
    ELISION,
    RichText,
    blockquote,
    bold,
    clip,
    join,
    plain,
    shorten,
    units,
    verbatim,
)
from bot.state import Given
from bot.texts import Texts
from corpus.languages import detect
from corpus.records import Span
from retrieval.analysis import query_terms
from retrieval.questions import AnswerType, understand
from retrieval.records import Answer, Citation, DocumentCard, Grade, PassageText
from retrieval.snapshot import Snapshot

MOST_UNITS = 4096
"""UTF-16 units in a message, Telegram's limit (it counts code points, which are never more)."""
MOST_ENTITIES = 100
QUOTED_UNITS = 3000
"""UTF-16 units of quotations in a message, enough for any one sentence; the rest is for all around them."""
TITLE_UNITS = 120
PER_PAGE = 3
SOURCES_PER_PAGE = 10
STARTERS_AT_START = 3
STARTERS_WITHOUT_ANSWER = 2
LISTED_CHANGES = 10

# The letters of the languages that are not written in Latin ones.
_LETTERS = {
    "ar": r"\p{Arabic}",
    "hi": r"\p{Devanagari}",
    "ja": r"\p{Han}\p{Hiragana}\p{Katakana}",
    "ru": r"\p{Cyrillic}",
    "th": r"\p{Thai}",
    "zh": r"\p{Han}",
}


_VAGUE = (AnswerType.THING, AnswerType.YES_NO)  # what a text is taken to ask for that has no question word


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says and the callback data it sends."""

    label: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that is ready to be checked and sent."""

    text: RichText
    keyboard: Keyboard = ()


def check(reply: Reply, snapshot: Snapshot) -> None:
    """Raise UnsendableError unless every quotation is word for word and Telegram's limits are kept."""
    text = reply.text.text
    for quote in reply.text.quotations:
        end = quote.place + quote.end - quote.start
        if text[quote.start : quote.end] != _standing(
            snapshot, quote.document, quote.passage, quote.place, end
        ):
            raise UnsendableError(
                f"a quotation does not stand at {quote.place}-{end} of {quote.document} ¶ {quote.passage}"
            )
    if not text.strip() or units(text) > MOST_UNITS or len(reply.text.marks) > MOST_ENTITIES:
        raise UnsendableError(
            f"{units(text)} units and {len(reply.text.marks)} marks are no message that Telegram takes"
        )
    for button in (button for row in reply.keyboard for button in row):
        if not 1 <= len(button.data.encode()) <= MOST_BYTES:
            raise UnsendableError(f"callback data of {len(button.data.encode())} bytes: {button.data}")


# Answers and their views


def answer_reply(given: Given, snapshot: Snapshot, texts: Texts, *, repeat_question: bool = False) -> Reply:
    """The reply to a question; *repeat_question* where nobody typed it, as under a tapped button."""
    answer = given.answer
    question = bold(shorten(answer.question, 200)) if repeat_question else RichText()
    if answer.grade is Grade.NONE:
        nothing = _nothing(answer, snapshot, texts)
        return Reply(join([question, nothing.text], "\n\n"), nothing.keyboard)
    understood = (
        texts.understood_as(plain(shorten(answer.understood_as, 200))) if answer.understood_as else RichText()
    )
    above = join([question, understood, _grade_line(answer, snapshot, texts)], "\n\n")
    quoted = _quoted(answer.citations, 1, snapshot, texts)
    return Reply(join([above, quoted], "\n\n"), _buttons(given, 0, texts))


def page_reply(given: Given, page: int, snapshot: Snapshot, texts: Texts) -> Reply:
    """A page of an answer's candidates: 0 is the answer, from 1 on come the next best."""
    first, candidates = _page(given.answer, page)
    if page < 1 or not candidates:
        return answer_reply(given, snapshot, texts)
    quoted = _quoted(candidates, first, snapshot, texts)
    return Reply(join([texts.others_heading(), quoted], "\n\n"), _buttons(given, page, texts))


def context_reply(given: Given, number: int, snapshot: Snapshot, texts: Texts) -> Reply:
    """The passage around a candidate, which is marked; a window of it where all of it would not fit."""
    candidate = _candidates(given.answer)[number - 1]
    passage = snapshot.passage(candidate.document, candidate.passage)
    card = snapshot.document(candidate.document)
    place = texts.paragraph_of(candidate.passage, card.passages)
    line = _place_line(f"[{number}]", card, place, texts)
    quoted = blockquote(window(passage, Span(candidate.start, candidate.end), QUOTED_UNITS))
    back = Button(
        texts.back_button(), pack(ShowPage(given.version, given.id, _page_of(given.answer, number)))
    )
    return Reply(join([line, quoted]), ((back,),))


def no_words_reply(snapshot: Snapshot, texts: Texts) -> Reply:
    """The reply to a message that holds nothing to look up."""
    return _with_starters(
        [texts.no_words(), coverage(snapshot, texts)], STARTERS_WITHOUT_ANSWER, snapshot, texts
    )


def has_words(question: str, snapshot: Snapshot, *, follows: bool) -> bool:
    """Whether *question* holds something to look up: "The" does not, "The Who" may.

    Where it *follows* another question, a lone "Why?" is enough.
    """
    terms = query_terms(question, snapshot.languages)
    if len(terms) > 1 or any(not term.stop for term in terms):
        return True
    return follows and any(
        understand(question, language).expected not in _VAGUE for language in snapshot.languages
    )


# What the corpus is


def welcome(snapshot: Snapshot, texts: Texts) -> Reply:
    """The reply to /start and to a greeting: what there is to ask about, with three questions as buttons."""
    return _with_starters([texts.greeting(), coverage(snapshot, texts)], STARTERS_AT_START, snapshot, texts)


def about(snapshot: Snapshot, texts: Texts) -> Reply:
    """The reply to /about."""
    counted = plain(f"{texts.paragraphs(snapshot.passage_count)}, {texts.sentences(snapshot.sentence_count)}")
    identity = join([counted, texts.corpus_version(snapshot.version, snapshot.sha256)])
    return Reply(join([texts.about(), coverage(snapshot, texts), identity], "\n\n"))


def help_reply(commands: Iterable[str], texts: Texts) -> Reply:
    """The reply to /help, listing *commands*."""
    listed = join(plain(f"/{name} – {texts.command(name)}") for name in commands)
    return Reply(join([texts.how_to_ask(), join([texts.commands_heading(), listed])], "\n\n"))


def sources(snapshot: Snapshot, page: int, texts: Texts) -> Reply:
    """The list of documents, ten at a time, with buttons to go through it."""
    pages = -(-snapshot.document_count // SOURCES_PER_PAGE)
    page = min(max(page, 0), pages - 1)
    cards = _cards(snapshot, page * SOURCES_PER_PAGE, SOURCES_PER_PAGE)
    listed = join((_source_line(card, texts) for card in cards), "\n")
    turns = [(label, to) for label, to in (("◀", page - 1), ("▶", page + 1)) if 0 <= to < pages]
    row = tuple(Button(label, pack(ShowSources(snapshot.version, to))) for label, to in turns)
    return Reply(
        join([texts.sources_heading(snapshot.document_count), listed], "\n\n"), (row,) if row else ()
    )


def coverage(snapshot: Snapshot, texts: Texts) -> RichText:
    """What the corpus covers, in a sentence."""
    cards = _cards(snapshot, 0, 3)
    if snapshot.document_count == 1:
        return texts.one_source(_described(cards[0], texts))
    return texts.many_sources(
        snapshot.document_count, [plain(texts.title(_title(card))) for card in cards], snapshot.languages
    )


def reload_report(done: Reloaded, snapshot: Snapshot, texts: Texts) -> Reply:
    """What a reload changed, for the admin who asked for it."""
    changes = done.changes
    identity = texts.corpus_version(snapshot.version, snapshot.sha256)
    problems = join(
        [texts.problems(), *_listed([plain(shorten(problem, 200)) for problem in done.problems], texts)]
    )
    if not changes:
        return Reply(join([texts.unchanged(), identity, problems if done.problems else RichText()], "\n\n"))
    counts = join(
        [
            texts.documents_changed(len(changes.added), len(changes.removed), len(changes.changed)),
            texts.passages_changed(changes.passages_added, changes.passages_removed),
        ]
    )
    named = [
        texts.change(kind, shorten(document, 80))
        for kind, documents in (
            ("added", changes.added),
            ("removed", changes.removed),
            ("changed", changes.changed),
        )
        for document in documents
    ]
    parts = [texts.reloaded(), counts, join(_listed(named, texts)), identity]
    return Reply(join([*parts, problems if done.problems else RichText()], "\n\n"))


# The parts


def _nothing(answer: Answer, snapshot: Snapshot, texts: Texts) -> Reply:
    if _is_foreign(answer.question, snapshot.languages):
        said = texts.other_language(snapshot.languages)
    else:
        said = texts.nothing_found(answer.missing_terms)
    return _with_starters([said, coverage(snapshot, texts)], STARTERS_WITHOUT_ANSWER, snapshot, texts)


def _with_starters(parts: Sequence[RichText], most: int, snapshot: Snapshot, texts: Texts) -> Reply:
    """*parts* and, where the corpus has starter questions, up to *most* of them as buttons."""
    starters = snapshot.starters[:most]
    keyboard = tuple(
        (Button(shorten(question, 60), pack(AskStarter(snapshot.version, index))),)
        for index, question in enumerate(starters)
    )
    return Reply(join([*parts, texts.could_ask() if starters else RichText()], "\n\n"), keyboard)


def _grade_line(answer: Answer, snapshot: Snapshot, texts: Texts) -> RichText:
    """What stands above the sentences: nothing over an answer, a plain label over what only comes close."""
    if answer.grade is Grade.ANSWER:
        return RichText()
    sentences = len(answer.citations)
    if not answer.missing_terms:
        return texts.not_sure(sentences)
    nowhere = [word for word in answer.missing_terms if not _occurs(word, snapshot)]
    if nowhere:
        return texts.nowhere(nowhere, sentences)
    return texts.not_mentioned(answer.missing_terms, sentences)


def _occurs(word: str, snapshot: Snapshot) -> bool:
    """Whether some passage holds *word* in some form."""
    terms = query_terms(word, snapshot.languages)
    return any(snapshot.engine.document_frequency(variant) for term in terms for variant in term.variants)


def _quoted(citations: Sequence[Citation], first: int, snapshot: Snapshot, texts: Texts) -> RichText:
    """The sentences, each in a block with its mark and place below it."""
    room = QUOTED_UNITS // max(len(citations), 1)
    blocks = []
    for number, citation in enumerate(citations, first):
        shown = clip(citation.text, room)
        sentence = verbatim(shown, citation.document, citation.passage, citation.start)
        elision = plain(f" {ELISION}" if shown != citation.text else "")
        card = snapshot.document(citation.document)
        place = _place_line(f"[{number}]", card, texts.paragraph(citation.passage), texts)
        blocks.append(join([blockquote(sentence + elision), place]))
    return join(blocks, "\n\n")


def _place_line(mark: str, card: DocumentCard, place: str, texts: Texts) -> RichText:
    """Where a sentence stands: "[1] Title · ¶ 4 · 29 November 2002"."""
    parts = [_title(card), place, texts.date(card.date) if card.date else ""]
    return bold(mark) + plain(" " + " · ".join(part for part in parts if part))


def window(passage: PassageText, cited: Span, room: int) -> RichText:
    """The sentence at *cited* in bold, with as many whole sentences around it as fit in *room* UTF-16 units.

    "[…]" says where the passage goes on.
    """
    start, end = _grown(passage, cited, room)

    def piece(start: int, end: int) -> RichText:
        return verbatim(passage.sentence(Span(start, end)), passage.document, passage.number, start)

    before = plain(f"{ELISION} ") if start > passage.sentences[0].start else RichText()
    after = plain(f" {ELISION}") if end < passage.sentences[-1].end else RichText()
    return before + piece(start, cited.start) + bold(piece(*cited)) + piece(cited.end, end) + after


def _grown(passage: PassageText, cited: Span, room: int) -> Span:
    """The whole sentences around *cited* that fit: one more after it, one more before it, and so on."""
    start, end = cited
    before = [span for span in passage.sentences if span.end <= cited.start]
    after = [span for span in reversed(passage.sentences) if span.start >= cited.end]
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


def _buttons(given: Given, page: int, texts: Texts) -> Keyboard:
    """Context for each sentence shown; More while there are more; Back from where there is a way back."""
    first, shown = _page(given.answer, page)
    alone = len(shown) == 1
    contexts = [
        _button(texts.context_button(None if alone else number), ShowContext(given.version, given.id, number))
        for number in range(first, first + len(shown))
    ]
    turns = []
    if page:
        turns.append(_button(texts.back_button(), ShowPage(given.version, given.id, page - 1)))
    if _page(given.answer, page + 1)[1]:
        turns.append(_button(texts.more_button(), ShowPage(given.version, given.id, page + 1)))
    rows = [contexts + turns] if alone else [contexts, turns]
    return tuple(tuple(row) for row in rows if row)


def _button(label: str, action: Action) -> Button:
    return Button(label, pack(action))


def _candidates(answer: Answer) -> Sequence[Citation]:
    return [*answer.citations, *answer.others]


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


def _standing(snapshot: Snapshot, document: str, passage: int, start: int, end: int) -> str | None:
    """What stands at a place of the corpus, None where there is no such place."""
    try:
        return snapshot.text(document, passage, start, end)
    except KeyError:
        return None


def _is_foreign(question: str, languages: Sequence[str]) -> bool:
    """Whether *question* is in none of *languages*, as its letters or its little words tell."""
    known = "".join(_LETTERS.get(language, r"\p{Latin}") for language in languages)
    letters = regex.findall(r"\p{L}", question)
    if 2 * len(regex.findall(f"[{known}]", "".join(letters))) < len(letters):
        return True
    asked = detect(question)
    if asked in languages:
        return False
    return _stop_words(question, asked) > max(_stop_words(question, language) for language in languages)


def _stop_words(question: str, language: str) -> int:
    return sum(term.stop for term in query_terms(question, [language]))


def _cards(snapshot: Snapshot, first: int, count: int) -> Sequence[DocumentCard]:
    return snapshot.documents[first : first + count]


def _title(card: DocumentCard) -> str:
    return shorten(card.title or card.id, TITLE_UNITS)


def _described(card: DocumentCard, texts: Texts) -> RichText:
    """A document by its title, source, date and language."""
    day = texts.date(card.date) if card.date else ""
    origin = card.dateline or ", ".join(part for part in (card.agency, day) if part)
    facts = [shorten(origin, 100), texts.language(card.language)]
    return bold(_title(card)) + plain("\n" + " · ".join(fact for fact in facts if fact))


def _source_line(card: DocumentCard, texts: Texts) -> RichText:
    facts = [
        texts.paragraphs(card.passages),
        texts.language(card.language),
        texts.date(card.date) if card.date else "",
    ]
    return bold(_title(card)) + plain("\n" + " · ".join(fact for fact in facts if fact))


def _listed(lines: Sequence[RichText], texts: Texts) -> Sequence[RichText]:
    shown = list(lines[:LISTED_CHANGES])
    if len(lines) > len(shown):
        shown.append(texts.and_more(len(lines) - len(shown)))
    return shown
