"""Replies about the bot itself and the corpus: what it covers and which version it is."""

import contextlib
from collections.abc import Iterable, Sequence

from bot.messages.callback_data import AskStarter, ShowOutline, ShowSources
from bot.messages.message import Button, Keyboard, Reply, button, keyboard_of
from bot.messages.richtext import (
    RichText,
    blockquote,
    bold,
    isolated,
    join,
    link,
    plain,
    shorten,
    units,
    verbatim,
)
from bot.texts.catalog import Texts
from bot.views.paging import list_page
from bot.views.reply_context import ReplyContext
from retrieval.dialogue.bare_questions import kind_not_given
from retrieval.intents.documents import titled_document
from retrieval.intents.recognition import IntentKind, recognize
from retrieval.query.language_mismatch import mismatched_language
from retrieval.ranking.command_lines import name_above
from retrieval.records import Answer, DocumentCard, PassageText
from retrieval.store.snapshot import Snapshot

TITLE_UNITS = 120
ABOVE_UNITS = 100
SOURCES_PER_PAGE = 10
OUTLINED_UNITS = 3000
OUTLINED_PASSAGES = 5
STARTERS_AT_START = 3
STARTERS_WITHOUT_ANSWER = 2


def welcome(context: ReplyContext) -> Reply:
    """The reply to /start and to a greeting: what one can ask about, with three questions as buttons."""
    return _with_starters([context.texts.talk.greeting(), coverage(context)], STARTERS_AT_START, context)


def group_welcome(context: ReplyContext, *, sees_all: bool) -> Reply:
    """The greeting in a group: how to ask there, which messages the bot receives, what one can ask about."""
    talk = context.texts.talk
    seen = talk.sees_all() if sees_all else talk.sees_addressed()
    return _with_starters(
        [talk.in_group(context.username), seen, coverage(context)], STARTERS_WITHOUT_ANSWER, context
    )


def chat_reply(context: ReplyContext) -> Reply:
    """The reply to small talk: what the bot is for, with questions as buttons."""
    return _with_starters([context.texts.talk.chat(), coverage(context)], STARTERS_WITHOUT_ANSWER, context)


def nothing_found(answer: Answer, context: ReplyContext) -> Reply:
    """The reply when the corpus has no answer: why, what it covers, and two questions that it answers."""
    parts = [why_nothing(answer, context), coverage(context)]
    return _with_starters(parts, STARTERS_WITHOUT_ANSWER, context)


def why_nothing(answer: Answer, context: ReplyContext) -> RichText:
    """Why the corpus has no answer: it lacks texts in the question's language, what "Why?" asks, or words."""
    if mismatched_language(answer.question, context.snapshot) is not None:
        return context.texts.answers.other_language(context.snapshot.languages)
    if asked_for := kind_not_given(answer, context.snapshot):
        return context.texts.answers.not_given(asked_for.value)
    return context.texts.answers.nothing_found(answer.missing_terms)


def nothing_asked(context: ReplyContext) -> Reply:
    """The reply to a message without anything to look up."""
    return _with_starters(
        [context.texts.answers.no_words(), coverage(context)], STARTERS_WITHOUT_ANSWER, context
    )


def about(context: ReplyContext) -> Reply:
    """The reply to /about."""
    snapshot, texts = context.snapshot, context.texts
    counted = plain(texts.corpus.size(snapshot.passage_count, snapshot.sentence_count))
    identity = join([counted, texts.corpus.corpus_version(snapshot.version, snapshot.sha256)])
    return Reply(join([texts.talk.about(), coverage(context), identity], "\n\n"))


def help_reply(commands: Iterable[str], texts: Texts) -> Reply:
    """The reply to /help, listing *commands*."""
    listed = join(plain(f"/{name} – {texts.commands.command(name)}") for name in commands)
    return Reply(join([texts.talk.how_to_ask(), join([texts.commands.commands_heading(), listed])], "\n\n"))


def sources(context: ReplyContext, page: int) -> Reply:
    """The list of documents, ten per page; a numbered button opens the outline of its document."""
    snapshot = context.snapshot
    shown = list_page(range(snapshot.document_count), page, SOURCES_PER_PAGE)
    cards = snapshot.cards(shown.first, SOURCES_PER_PAGE)
    numbered = enumerate(cards, shown.first + 1)
    listed = join(_source_line(number, card, context.texts) for number, card in numbered)
    outlines = [button(str(at + 1), ShowOutline(snapshot.version, at, 1)) for at in shown.entries]
    turns = shown.turns(lambda to: ShowSources(snapshot.version, to))
    text = join([context.texts.corpus.sources_heading(snapshot.document_count), listed], "\n\n")
    return Reply(text, keyboard_of(outlines[:5], outlines[5:], turns))


def length(context: ReplyContext) -> Reply:
    """How long the text is; with several texts, the list of them, which gives the length of each."""
    snapshot, texts = context.snapshot, context.texts
    if snapshot.document_count > 1:
        return sources(context, 0)
    counted = plain(texts.corpus.size(snapshot.passage_count, snapshot.sentence_count))
    return Reply(join([place_line(RichText(), snapshot.cards(0, 1)[0], "", texts), counted]))


def contents(context: ReplyContext, name: str = "") -> Reply:
    """The outline of the text with that *name*; without a name, of the only one or a list to choose from."""
    if not name:
        return outline(context, 0, 1) if context.snapshot.document_count == 1 else sources(context, 0)
    card = titled_document(name, context.snapshot)
    if card is None:
        return Reply(context.texts.corpus.no_document(name))
    return outline(context, context.snapshot.index_of(card.id), 1)


def document(context: ReplyContext, name: str, *, may_edit: bool) -> Reply:
    """What is known about the document with that *name*, or the only one; otherwise a list to choose from."""
    snapshot, texts = context.snapshot, context.texts
    if not name and snapshot.document_count > 1:
        return sources(context, 0)
    card = document_meant(name, snapshot)
    if card is None:
        named = _named_before_colon(name, snapshot) if may_edit else None
        return Reply(texts.corpus.correct_document(named.id) if named else texts.corpus.no_document(name))
    facts = [
        card.author and texts.corpus.author(card.author),
        card.agency and texts.corpus.source(card.agency),
        texts.formats.date(card.date) if card.date else "",
        texts.formats.language(card.language),
        texts.corpus.paragraphs(card.passages),
    ]
    address = [link(card.address, card.address)] if card.address else []
    about_it = [bold(_title(card)), *(plain(fact) for fact in facts if fact), *address]
    hint = [texts.corpus.correct_document(card.id)] if may_edit else []
    return Reply(join([join(about_it), *hint], "\n\n"))


def stated_author(answer: Answer, context: ReplyContext) -> RichText:
    """Who wrote the only text, by its file or an admin, if that was asked and the text does not say it."""
    snapshot, texts = context.snapshot, context.texts
    intent = recognize(answer.question, of_text=True)
    if intent is None or intent.kind is not IntentKind.AUTHOR or snapshot.document_count > 1:
        return RichText()
    author = snapshot.cards(0, 1)[0].author
    return texts.corpus.stated_beside(texts.corpus.author(author)) if author else RichText()


def document_meant(name: str, snapshot: Snapshot) -> DocumentCard | None:
    """The document with that id, or else the one that is titled so; without a *name*, the only one."""
    if not name:
        return snapshot.cards(0, 1)[0] if snapshot.document_count == 1 else None
    with contextlib.suppress(KeyError):
        return snapshot.document(name)
    return titled_document(name, snapshot)


def _named_before_colon(words: str, snapshot: Snapshot) -> DocumentCard | None:
    """The document in words such as "lamp colour: red", whose field cannot be corrected."""
    before, colon, _ = words.partition(":")
    return document_meant(before.rpartition(" ")[0].strip(), snapshot) if colon else None


def outline(context: ReplyContext, document: int, passage: int) -> Reply:
    """A document paragraph by paragraph, starting at a passage, with buttons to the next and previous part.

    *document* is its index in the corpus, from 0.
    """
    snapshot = context.snapshot
    (card,) = snapshot.cards(document, 1)
    passage = min(max(passage, 1), card.passages)
    shown = _passages_that_fit(card, passage, 1, snapshot)
    before = _passages_that_fit(card, passage - 1, -1, snapshot)
    heading = place_line(RichText(), card, "", context.texts)
    paragraphs = [
        join(
            [
                plain(context.texts.formats.paragraph_of(part.number, card.passages)),
                label_line(name_above(part.context)),
                blockquote(verbatim(part.text, card.id, part.number, part.start)),
            ]
        )
        for part in shown
    ]
    ways = (("◀", before[-1].number if before else 0), ("▶", passage + len(shown)))
    turns = tuple(
        button(label, ShowOutline(snapshot.version, document, to))
        for label, to in ways
        if 1 <= to <= card.passages
    )
    return Reply(join([heading, *paragraphs], "\n\n"), keyboard_of(turns, _sources_row(context, document)))


def _sources_row(context: ReplyContext, document: int) -> tuple[Button, ...]:
    """The button to the page of the list that has the document; none if there is a single document."""
    if context.snapshot.document_count <= 1:
        return ()
    page = ShowSources(context.snapshot.version, document // SOURCES_PER_PAGE)
    return (button(context.texts.buttons.sources_button(), page),)


def coverage(context: ReplyContext) -> RichText:
    """What the corpus covers, in a sentence."""
    snapshot, texts = context.snapshot, context.texts
    cards = snapshot.cards(0, 3)
    if snapshot.document_count == 1:
        return texts.corpus.one_source(_described(cards[0], texts))
    titles = [plain(texts.formats.title(_title(card))) for card in cards]
    return texts.corpus.many_sources(snapshot.document_count, titles, snapshot.languages)


def label_line(label: str) -> RichText:
    """The option, status or question right above a sentence or a paragraph; nothing if there is none."""
    return bold(shorten(" ".join(label.split()), ABOVE_UNITS)) if label else RichText()


def place_line(mark: RichText, card: DocumentCard, place: str, texts: Texts) -> RichText:
    """The place of a sentence: "[1] Title · ¶ 4 · 29 November 2002"; a title on the web is a link."""
    day = texts.formats.date(card.date) if card.date else ""
    title = link(_title(card), card.address) if card.address else plain(_title(card))
    parts = [title, *map(plain, filter(None, [place, day, texts.formats.in_language(card.language)]))]
    return join([mark, join(parts, " · ")], " ")


def _with_starters(parts: Sequence[RichText], limit: int, context: ReplyContext) -> Reply:
    """*parts* and, if the corpus has starter questions, up to *limit* of them as buttons."""
    keyboard = starters_keyboard(limit, context)
    return Reply(
        join([*parts, context.texts.answers.could_ask() if keyboard else RichText()], "\n\n"), keyboard
    )


def starters_keyboard(limit: int, context: ReplyContext) -> Keyboard:
    """Up to *limit* of the corpus's starter questions, a button each."""
    return tuple(
        (button(shorten(question, 60), AskStarter(context.snapshot.version, index)),)
        for index, question in enumerate(context.snapshot.starters[:limit])
    )


def _passages_that_fit(
    card: DocumentCard, passage: int, step: int, snapshot: Snapshot
) -> Sequence[PassageText]:
    """The passages that fit into a message, from *passage* forwards or backwards; at least one."""
    found: list[PassageText] = []
    room = OUTLINED_UNITS
    while 1 <= passage <= card.passages and len(found) < OUTLINED_PASSAGES:
        part = snapshot.passage(card.id, passage)
        room -= units(part.text)
        if found and room < 0:
            break
        found.append(part)
        passage += step
    return found


def _title(card: DocumentCard) -> str:
    return isolated(shorten(card.title or card.id, TITLE_UNITS))


def _described(card: DocumentCard, texts: Texts) -> RichText:
    """A document's title, source, date and language."""
    day = texts.formats.date(card.date) if card.date else ""
    origin = card.dateline or ", ".join(part for part in (card.agency, day) if part)
    facts = [shorten(origin, 100), texts.formats.language(card.language)]
    return bold(_title(card)) + plain("\n" + " · ".join(fact for fact in facts if fact))


def _source_line(number: int, card: DocumentCard, texts: Texts) -> RichText:
    day = texts.formats.date(card.date) if card.date else ""
    facts = [texts.corpus.paragraphs(card.passages), texts.formats.language(card.language), day]
    return (
        plain(f"{number}. ") + bold(_title(card)) + plain("\n" + " · ".join(fact for fact in facts if fact))
    )
