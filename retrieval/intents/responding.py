"""A message in, an answer out, whatever kind of message it is: the one door for a chat, `ask` and batches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from retrieval import answering
from retrieval.intents.documents import meant_document
from retrieval.intents.furniture import author_lines, date_lines, source_lines, title_lines
from retrieval.intents.recognition import Intent, Wish, number_typed, recognize, without_courtesies
from retrieval.intents.summaries import carrying_sentences
from retrieval.records import Answer, Citation, DocumentCard, Grade, MessageKind, Turn
from retrieval.store.snapshot import Snapshot

SURE = 0.9
"""The confidence of what the text says of itself: it is read off, not guessed."""
MOST_OVERVIEWED = 3
"""Documents of which a summary of several shows a sentence."""

Lines = Callable[[DocumentCard, Snapshot], tuple[Citation, ...]]
_LINES: Mapping[Wish, Lines] = {
    Wish.AUTHOR: author_lines,
    Wish.DATE: date_lines,
    Wish.SOURCE: source_lines,
    Wish.TITLE: title_lines,
    Wish.SUMMARY: carrying_sentences,
}


def respond(message: str, snapshot: Snapshot, history: Sequence[Turn] = (), *, exact: bool = False) -> Answer:
    """What there is to say to *message*, asked after the turns of *history* (oldest first).

    Small talk and questions to the bot get no sentence; what is asked about a text as a whole is answered
    with its own lines, and everything else is looked up, without the greetings around it.
    """
    if exact:
        return answering.answer(message, snapshot, history, exact=True)
    question = without_courtesies(message) or message
    intent = recognize(question, follows=bool(history))
    found = None if intent is None else _fulfilled(message, intent, snapshot, history)
    if found is None and history and (number := number_typed(question)):
        found = _nth(message, number, history)
    if found is None:
        found = replace(answering.answer(question, snapshot, history), question=message)
    return found


def _fulfilled(message: str, intent: Intent, snapshot: Snapshot, history: Sequence[Turn]) -> Answer | None:
    """What a wish gets; None where the message is an ordinary question after all."""
    kind = intent.wish.kind
    if kind is MessageKind.FOLLOW_ON:
        return _followed(message, intent.wish, history)
    if kind in (MessageKind.SMALL_TALK, MessageKind.ABOUT_THE_BOT):
        return Answer(message, Grade.NONE, 0.0, kind=kind)
    return _about_a_text(message, intent, snapshot, history)


def _about_a_text(message: str, intent: Intent, snapshot: Snapshot, history: Sequence[Turn]) -> Answer | None:
    card = meant_document(intent, snapshot, history)
    if card is None and intent.name:
        return None
    kind, lines = intent.wish.kind, _LINES.get(intent.wish)
    if card is not None and lines is not None:
        cited = lines(card, snapshot)
        if cited or not intent.name:
            grade = Grade.ANSWER if cited else Grade.NONE
            return Answer(message, grade, SURE if cited else 0.0, cited, kind=kind)
        return _looked_up_in(card, message, snapshot, kind)
    if intent.wish is Wish.SUMMARY:
        return _of_several(message, snapshot)
    return Answer(message, Grade.NONE, 0.0, kind=kind)


def _looked_up_in(card: DocumentCard, message: str, snapshot: Snapshot, kind: MessageKind) -> Answer:
    """What a search finds in the named document, where no line of its own answers; it only comes close."""
    found = answering.answer(message, snapshot)
    if not found.citations or found.citations[0].document != card.id:
        return Answer(message, Grade.NONE, 0.0, kind=kind)
    return replace(found, grade=Grade.PARTIAL, kind=kind)


def _of_several(message: str, snapshot: Snapshot) -> Answer:
    """A sentence of each of the first documents, where nothing says which one is meant."""
    cards = snapshot.cards(0, MOST_OVERVIEWED)
    cited = tuple(each for card in cards for each in carrying_sentences(card, snapshot, 1))
    return Answer(message, Grade.PARTIAL if cited else Grade.NONE, 0.0, cited, kind=MessageKind.SUMMARY)


def _followed(message: str, wish: Wish, history: Sequence[Turn]) -> Answer | None:
    """The last answer's other sentences, or the answer once more; None where there is none."""
    last = history[-1].answer
    if not last.citations:
        return None
    if wish is Wish.MORE and last.others:
        first, rest = last.others[:3], last.others[3:]
        return Answer(message, Grade.PARTIAL, 0.0, first, rest, kind=MessageKind.FOLLOW_ON)
    return replace(last, question=message, missing_terms=(), understood_as=None, kind=MessageKind.FOLLOW_ON)


def _nth(message: str, number: int, history: Sequence[Turn]) -> Answer | None:
    """The sentence of a number typed after an answer."""
    last = history[-1].answer
    sentences = (*last.citations, *last.others)
    if number > len(sentences):
        return None
    chosen = sentences[number - 1]
    others = tuple(each for each in sentences if each is not chosen)
    return Answer(message, Grade.PARTIAL, 0.0, (chosen,), others, kind=MessageKind.FOLLOW_ON)
