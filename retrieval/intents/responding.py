"""Respond to any kind of message: the common entry point of chats, `ask` and batches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from retrieval import answering
from retrieval.intents.document_lines import author_lines, date_lines, source_lines, title_lines
from retrieval.intents.documents import is_named_by, meant_document
from retrieval.intents.part_answers import answer_within_part, part_answer
from retrieval.intents.recognition import (
    FOLLOW_ONS,
    TALK,
    Intent,
    IntentKind,
    is_number,
    is_wordless,
    number_typed,
    overview_command,
    recognize,
    without_courtesies,
)
from retrieval.intents.together import ask_together
from retrieval.overviews.amounts import amounts
from retrieval.overviews.people import people
from retrieval.overviews.scope import Scope, whole_corpus
from retrieval.overviews.summaries import SENTENCES, central_sentences
from retrieval.overviews.timeline import is_year, timeline
from retrieval.query.chinese_words import UNSPACED
from retrieval.query.occurrences import absent_words, occurs_in
from retrieval.records import (
    MAX_OF_AN_OVERVIEW,
    OF_A_TEXT,
    SHOWN_OF_AN_OVERVIEW,
    Answer,
    Citation,
    DocumentCard,
    Grade,
    MessageKind,
    Turn,
)
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import query_terms
from retrieval.text.question import analyze_question

SURE = 0.9
"""The confidence in what a document's own lines state."""
MORE_OF_A_SUMMARY = 7
MAX_DOCUMENTS_LISTED = 30
"""The most documents in a summary of several, one sentence of each."""

Lines = Callable[[DocumentCard, Snapshot], tuple[Citation, ...]]
_LINES: Mapping[IntentKind, Lines] = {
    IntentKind.AUTHOR: author_lines,
    IntentKind.DATE: date_lines,
    IntentKind.SOURCE: source_lines,
    IntentKind.TITLE: title_lines,
}
_WORDS_OF_A_FRAGMENT = 3
_QUOTATION_MARKS = "\"'“„«「"
Overview = Callable[[Scope, Snapshot], tuple[Citation, ...]]
_OVERVIEWS: Mapping[IntentKind, Overview] = {
    IntentKind.TIMELINE: timeline,
    IntentKind.PEOPLE: people,
    IntentKind.AMOUNTS: amounts,
}


def respond(message: str, snapshot: Snapshot, history: Sequence[Turn] = (), *, exact: bool = False) -> Answer:
    """Respond to *message*, which follows the turns of *history* (oldest first).

    For small talk and questions about the bot, the answer has no sentence.  Questions about a text as a whole
    are answered with its own lines.  Everything else is looked up, without greetings and thanks.
    """
    if isinstance(snapshot, JointSnapshot):
        return _respond_together(message, snapshot, history, exact=exact)
    if exact:
        return answering.answer(message, snapshot, history, exact=True)
    if is_wordless(message):
        return Answer(message, Grade.NONE, 0.0, kind=MessageKind.SMALL_TALK)
    question = without_courtesies(message) or message
    kinds = [turn.answer.kind for turn in history if turn.answer.kind not in (*TALK, MessageKind.FOLLOW_ON)]
    of_text = bool(kinds) and kinds[-1] in OF_A_TEXT
    intent = recognize(question, follows=bool(history), of_text=of_text)
    found = None if intent is None else _answer_intent(message, intent, snapshot, history)
    if found is None and history and is_number(question):
        found, history = _numbered_sentence(message, number_typed(question), history), ()
    if found is None:
        found = answer_within_part(question, snapshot, history)
    if found is None:
        found = _hedged(answering.answer(_words_to_look_up(question), snapshot, history))
        if found.grade is Grade.ANSWER and not history and _is_fragment(question, snapshot):
            found = replace(found, grade=Grade.PARTIAL)
        missing = _truly_missing(found, snapshot)
        if (found.question, found.missing_terms) != (message, missing):
            found = replace(found, question=message, missing_terms=missing)
    return found


def _respond_together(message: str, joint: JointSnapshot, history: Sequence[Turn], *, exact: bool) -> Answer:
    """Respond from several corpora; a message that is not a question needs none of them."""
    intent = None if exact else recognize(without_courtesies(message) or message, follows=bool(history))
    if intent is not None and (intent.kind in FOLLOW_ONS or intent.kind.message_kind in TALK):
        found = _answer_intent(message, intent, joint, history)
        if found is not None:
            return found
    if not exact and history and is_number(message):
        numbered = _numbered_sentence(message, number_typed(message), history)
        if numbered is not None:
            return numbered
        history = ()
    return ask_together(partial(respond, exact=exact), message, joint, history)


def _truly_missing(found: Answer, snapshot: Snapshot) -> tuple[str, ...]:
    """The missing words, without those that the text has as typed although others were searched for.

    "Polonia" is translated as Poland, but may be a team in the text.
    """
    if found.understood_as is None or not found.missing_terms:
        return found.missing_terms
    if found.grade is Grade.NONE:
        return tuple(absent_words(found.missing_terms, snapshot))
    cited = "\n".join(citation.text for citation in found.citations)
    return tuple(word for word in found.missing_terms if not occurs_in(word, cited))


def _hedged(found: Answer) -> Answer:
    """The answer, at most partial if the question was in Chinese and translated word by word.

    The translation has a different word order, so the type of answer asked for is not recognised.
    """
    is_read_otherwise = found.understood_as is not None and not UNSPACED.search(found.understood_as)
    if found.grade is Grade.ANSWER and is_read_otherwise and UNSPACED.search(found.question):
        return replace(found, grade=Grade.PARTIAL)
    return found


def _is_fragment(question: str, snapshot: Snapshot) -> bool:
    """Whether a question means nothing outside a conversation: "and then?", "he?", "2"."""
    if len(question.split()) > _WORDS_OF_A_FRAGMENT or any(mark in question for mark in _QUOTATION_MARKS):
        return False
    if number_typed(question) is not None:
        return True
    return all(term.stop for term in query_terms(question, snapshot.languages))


def _words_to_look_up(question: str) -> str:
    """The words to look up: for "/digest ships", when no text has that name, "ships"."""
    commanded = overview_command(question)
    return commanded.name if commanded and commanded.name else question


def _answer_intent(
    message: str, intent: Intent, snapshot: Snapshot, history: Sequence[Turn]
) -> Answer | None:
    """The answer to an intent; None if the message is an ordinary question after all."""
    kind = intent.kind.message_kind
    if kind is MessageKind.FOLLOW_ON:
        return _follow_on(message, intent.kind, history)
    if kind in TALK:
        return Answer(message, Grade.NONE, 0.0, kind=kind)
    if intent.part is not None:
        return part_answer(message, intent.part, snapshot, history)
    return _about_a_text(message, intent, snapshot, history)


def _about_a_text(message: str, intent: Intent, snapshot: Snapshot, history: Sequence[Turn]) -> Answer | None:
    card = meant_document(intent, snapshot, history)
    lines = _LINES.get(intent.kind)
    if intent.kind in _OVERVIEWS:
        return _overview(message, intent, card, snapshot)
    if (card is None and intent.name) or _is_a_question_in_short(intent, snapshot):
        return None
    if intent.kind.message_kind is MessageKind.SUMMARY:
        return _first_documents(message, snapshot) if card is None else _summary(message, card, snapshot)
    if card is not None and lines is not None:
        return _from_own_lines(message, intent, card, lines(card, snapshot), snapshot)
    return Answer(message, Grade.NONE, 0.0, kind=intent.kind.message_kind)


def _is_a_question_in_short(intent: Intent, snapshot: Snapshot) -> bool:
    """Whether what is wanted in short is a question and not a document: "who built the pier in short"."""
    return intent.kind is IntentKind.IN_SHORT and any(
        analyze_question(intent.name, language).asking != (0, 0) for language in snapshot.languages
    )


def _from_own_lines(
    message: str, intent: Intent, card: DocumentCard, cited: tuple[Citation, ...], snapshot: Snapshot
) -> Answer | None:
    """The answer with the lines *cited*, in which a document states something about itself.

    "Who wrote Hamlet?" may be about a document with that name or about something in it.  Without such lines,
    or if the name is only a part of the document's name, it is an ordinary question.
    """
    kind = intent.kind.message_kind
    is_named = cited and is_named_by(intent.name, card, snapshot)
    if intent.name and not intent.says_document and not is_named:
        return None
    if cited:
        return Answer(message, Grade.ANSWER, SURE, cited, kind=kind)
    if not intent.name:
        return Answer(message, Grade.NONE, 0.0, kind=kind)
    return _looked_up_in(card, message, snapshot, kind)


def _overview(message: str, intent: Intent, card: DocumentCard | None, snapshot: Snapshot) -> Answer:
    """An overview of a document, or of all.

    If no document has the given name, or the corpus has only one, it covers the sentences with its words;
    words that the corpus lacks are the missing terms.  For a timeline, a year is not such a name.
    """
    scope = _scope(intent, card, snapshot)
    listed = _listed(message, _OVERVIEWS[intent.kind](scope, snapshot), intent.kind.message_kind)
    nowhere = () if listed.citations else absent_words(scope.words.split(), snapshot)
    of_words = bool(scope.words) and not _names_a_year(intent)
    return replace(listed, missing_terms=tuple(nowhere), of_words=of_words)


def _scope(intent: Intent, card: DocumentCard | None, snapshot: Snapshot) -> Scope:
    """What an overview covers: the document with the given name, or all sentences with its words."""
    if intent.name and (snapshot.document_count == 1 or _names_a_year(intent)):
        card = None
    return Scope((card,)) if card else whole_corpus(snapshot, intent.name)


def _names_a_year(intent: Intent) -> bool:
    return intent.kind is IntentKind.TIMELINE and is_year(intent.name)


def _listed(message: str, lines: Sequence[Citation], kind: MessageKind) -> Answer:
    """An answer with some lines, of which the first are cited and the rest come after."""
    first, rest = lines[:SHOWN_OF_AN_OVERVIEW], lines[SHOWN_OF_AN_OVERVIEW:MAX_OF_AN_OVERVIEW]
    if not first:
        return Answer(message, Grade.NONE, 0.0, kind=kind)
    return Answer(message, Grade.ANSWER, SURE, tuple(first), tuple(rest), kind=kind)


def _summary(message: str, card: DocumentCard, snapshot: Snapshot) -> Answer:
    cited = central_sentences(card, snapshot, SENTENCES, MORE_OF_A_SUMMARY)
    first, more = cited[:SENTENCES], cited[SENTENCES:]
    if not first:
        return Answer(message, Grade.NONE, 0.0, kind=MessageKind.SUMMARY)
    return Answer(message, Grade.ANSWER, SURE, first, more, kind=MessageKind.SUMMARY)


def _looked_up_in(card: DocumentCard, message: str, snapshot: Snapshot, kind: MessageKind) -> Answer:
    """A partial answer from a search in the named document, if none of its own lines answers."""
    found = answering.answer(message, snapshot)
    if not found.citations or found.citations[0].document != card.id:
        return Answer(message, Grade.NONE, 0.0, kind=kind)
    return replace(found, grade=Grade.PARTIAL, kind=kind)


def _first_documents(message: str, snapshot: Snapshot) -> Answer:
    """One sentence of each of the first documents, if it is unknown which one is meant."""
    cards = snapshot.cards(0, MAX_DOCUMENTS_LISTED)
    cited = [each for card in cards for each in central_sentences(card, snapshot, 1)]
    return replace(_listed(message, cited, MessageKind.SUMMARY), confidence=0.0)


def _follow_on(message: str, kind: IntentKind, history: Sequence[Turn]) -> Answer | None:
    """The other sentences of the last answer, or that answer again; None if there is none.

    Turns without any sentence, such as thanks, are skipped.
    """
    last = _last_with_sentences(history)
    if last is not None and kind is IntentKind.MORE:
        first, rest = last.others[:3], last.others[3:]
        grade = Grade.PARTIAL if first else Grade.NONE
        return Answer(message, grade, 0.0, first, rest, kind=MessageKind.FOLLOW_ON)
    if kind is IntentKind.BACK:
        history = _before_follow_ons(history)
    cited = next((turn.answer for turn in reversed(history) if turn.answer.citations), None)
    if cited is None:
        return None
    return replace(cited, question=message, missing_terms=(), understood_as=None, kind=MessageKind.FOLLOW_ON)


def _before_follow_ons(history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns before "more" and the like, to go back to; none if the last turn is something else."""
    if not history or history[-1].answer.kind is not MessageKind.FOLLOW_ON:
        return ()
    return [turn for turn in history if turn.answer.kind is not MessageKind.FOLLOW_ON]


def _last_with_sentences(history: Sequence[Turn]) -> Answer | None:
    """The last answer that has a sentence, cited or among the others."""
    answers = (turn.answer for turn in reversed(history))
    return next((each for each in answers if each.citations or each.others), None)


def _numbered_sentence(message: str, number: int | None, history: Sequence[Turn]) -> Answer | None:
    """The sentence with the number that was typed after an answer; None if there is no such number."""
    last = _last_with_sentences(history)
    sentences = (*last.citations, *last.others) if last else ()
    if number is None or number > len(sentences):
        return None
    chosen = sentences[number - 1]
    others = tuple(each for each in sentences if each is not chosen)
    return Answer(message, Grade.PARTIAL, 0.0, (chosen,), others, kind=MessageKind.FOLLOW_ON)
