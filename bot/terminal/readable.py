"""An answer of `ask` as text for people."""

from collections.abc import Sequence

from bot.terminal.streams import quoted
from corpus.display import displayed
from retrieval.intents.recognition import IntentKind, recognize
from retrieval.overviews.starters import with_starters
from retrieval.ranking.missing_number import gives_no_number
from retrieval.records import Answer, Citation, Grade, MessageKind
from retrieval.store.snapshot import Snapshot


def readable(found: Answer, snapshot: Snapshot) -> str:
    """An answer as text: how good it is, the sentences, and the place of each."""
    parts = [
        _verdict(found, snapshot),
        *(_cited(n, citation, snapshot) for n, citation in enumerate(_printed_citations(found), 1)),
    ]
    if found.grade is Grade.NONE and with_starters(snapshot).starters:
        parts.append("You could ask:\n" + "\n".join(f"  {starter}" for starter in snapshot.starters[:2]))
    return "\n\n".join(filter(None, parts))


_HEADINGS = {
    MessageKind.SUMMARY: "In the text’s own words:",
    MessageKind.TIMELINE: "In order of date:",
    MessageKind.PEOPLE: "People I found in the text:",
    MessageKind.AMOUNTS: "Figures and amounts:",
}
_NOTHING = {
    MessageKind.SMALL_TALK: "I’m not much of a talker, but I can look things up. Ask me about the text.",
    MessageKind.ABOUT_THE_BOT: "I’m Quoth. I answer with sentences from the text, word for word.",
    MessageKind.ABOUT_THE_TEXT: "The text doesn’t say.",
    MessageKind.SUMMARY: "The text doesn’t say.",
    MessageKind.TIMELINE: "I found no dates there.",
    MessageKind.PEOPLE: "I found no names of people there.",
    MessageKind.AMOUNTS: "I found no amounts there.",
    MessageKind.FOLLOW_ON: "There’s no more: that was all I found.",
}


def _printed_citations(found: Answer) -> Sequence[Citation]:
    """The sentences that are printed: those cited, and all of a list."""
    lists = (MessageKind.PART, MessageKind.TIMELINE, MessageKind.PEOPLE, MessageKind.AMOUNTS)
    return (*found.citations, *found.others) if found.kind in lists else found.citations


def _asks_length(question: str) -> bool:
    intent = recognize(question)
    return intent is not None and intent.kind is IntentKind.LENGTH


def _length(snapshot: Snapshot) -> str:
    return f"{snapshot.passage_count:,} paragraphs, {snapshot.sentence_count:,} sentences"


def _verdict(found: Answer, snapshot: Snapshot) -> str:
    """The text above the sentences; nothing if the first of them answers the question as typed."""
    if found.kind in _HEADINGS and found.citations:
        return _HEADINGS[found.kind]
    if found.kind in _NOTHING and not found.citations and not found.missing_terms:
        return _length(snapshot) if _asks_length(found.question) else _NOTHING[found.kind]
    if found.of_several_parts:
        return "Several parts have that number. This is how each begins:"
    understood = f"Understood as: {found.understood_as}" if found.understood_as else ""
    worth = {
        Grade.ANSWER: "",
        Grade.PARTIAL: "I’m not sure this answers it. Closest:",
        Grade.NONE: "I found no answer.",
    }[found.grade]
    return "\n".join(filter(None, (understood, worth, _missing(found, snapshot) if worth else "")))


def _missing(found: Answer, snapshot: Snapshot) -> str:
    """What an answer lacks: words of the question, or the number that it asks for; "" for neither."""
    if found.missing_terms:
        return f"Not mentioned: {', '.join(found.missing_terms)}"
    return "No number is given for that." if found.citations and gives_no_number(found, snapshot) else ""


def _cited(number: int, citation: Citation, snapshot: Snapshot) -> str:
    r"""A sentence word for word, and its place: "> …\n[1] Title · ¶ 3 · 29 November 2002"."""
    day = snapshot.document(citation.document).date
    date = f"{day.day} {day:%B %Y}" if day else ""
    page = snapshot.page(citation.document, citation.start)
    on_page = f"p. {page}" if page else ""
    named = citation.title or citation.document
    place = " · ".join(filter(None, (named, on_page, f"¶ {citation.passage}", date)))
    label = f"{' '.join(citation.label.split())}\n" if citation.label else ""
    return f"{label}{quoted(displayed(citation.text))}\n[{number}] {place}"
