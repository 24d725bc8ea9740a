"""Find the document that a message is about: the one it names, the one cited last, or the only one."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.intents.recognition import Intent
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import FoundPassage, search_passages
from retrieval.records import OF_A_TEXT, Answer, DocumentCard, Turn
from retrieval.store.joint_ids import joint_card
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import QueryTerm, query_terms

MAX_CARDS = 2000
"""The most documents whose titles are compared with a name; in a larger corpus, it is searched for."""
PASSAGES = 20
_NO_LETTER = re.compile(r"[\W_]+")
_Title = tuple[DocumentCard, frozenset[str]]


def meant_document(intent: Intent, snapshot: Snapshot, history: Sequence[Turn]) -> DocumentCard | None:
    """The document that an intent is about, None if no single one is meant."""
    if intent.name:
        return named_document(intent, snapshot)
    if snapshot.document_count == 1:
        return snapshot.cards(0, 1)[0]
    last = next((turn.answer for turn in reversed(history) if turn.answer.citations), None)
    if last is None or _is_of_several(last):
        return None
    return snapshot.document(last.citations[0].document)


def _is_of_several(found: Answer) -> bool:
    """Whether an answer is an overview of several documents, so that a follow-up is about none of them."""
    documents = {cited.document for cited in (*found.citations, *found.others)}
    return found.kind in OF_A_TEXT and len(documents) > 1


def named_document(intent: Intent, snapshot: Snapshot) -> DocumentCard | None:
    """The document whose title or id has all words of the name.

    If the message calls it a story or the like, and there are several documents, one whose text has all the
    words is accepted; in a corpus of one, "the minister's article" may be one that the text is about.
    """
    terms = _content(intent.name, snapshot)
    if not terms:
        return None
    titled = titled_document(intent.name, snapshot)
    if titled is not None:
        return titled
    may_be_said = intent.says_document and snapshot.document_count > 1
    return _document_with_words(terms, intent.name, snapshot) if may_be_said else None


def titled_document(name: str, snapshot: Snapshot) -> DocumentCard | None:
    """The document whose title or id has all words of *name*: the one with the shortest title."""
    if isinstance(snapshot, JointSnapshot):
        return _titled_among(name, snapshot)
    terms = _content(name, snapshot)
    titles = _candidate_titles(name, snapshot) if terms else ()
    titled = [card for card, words in titles if all(term.is_in(words) for term in terms)]
    return min(titled, key=lambda card: len(card.title or card.id), default=None)


def _titled_among(name: str, joint: JointSnapshot) -> DocumentCard | None:
    """The document with that name in the first of several corpora that has one."""
    found = ((member, titled_document(name, each)) for member, each in joint.members.items())
    return next((joint_card(member, card) for member, card in found if card is not None), None)


def is_named_by(name: str, card: DocumentCard, snapshot: Snapshot) -> bool:
    """Whether a name has at least half of the words of a document's title or of its id."""
    terms = _content(name, snapshot)
    return any(
        0 < len(words) <= 2 * sum(any(term.is_in(word.variants) for term in terms) for word in words)
        for words in (_content(card.title, snapshot), _content(_NO_LETTER.sub(" ", card.id), snapshot))
    )


def _content(words: str, snapshot: Snapshot) -> list[QueryTerm]:
    return [term for term in query_terms(words, snapshot.languages) if not term.stop]


def _candidate_titles(name: str, snapshot: Snapshot) -> Sequence[_Title]:
    if snapshot.document_count <= MAX_CARDS:
        return _titles(snapshot)
    found = dict.fromkeys(each.passage.passage.document for each in _found(name, snapshot))
    return [_title(snapshot.document(document), snapshot) for document in found]


@lru_cache(4)
def _titles(snapshot: Snapshot) -> tuple[_Title, ...]:
    return tuple(_title(card, snapshot) for card in snapshot.documents)


def _title(card: DocumentCard, snapshot: Snapshot) -> _Title:
    """A document with the readings of the words in its title and id."""
    words = query_terms(f"{card.title} {_NO_LETTER.sub(' ', card.id)}", snapshot.languages)
    return card, frozenset(variant for word in words for variant in word.variants)


def _document_with_words(terms: Sequence[QueryTerm], name: str, snapshot: Snapshot) -> DocumentCard | None:
    """The best found document whose text has every word of a name."""
    by_document: dict[str, list[FoundPassage]] = {}
    for each in _found(name, snapshot):
        by_document.setdefault(each.passage.passage.document, []).append(each)
    for document, passages in by_document.items():
        said = {term for each in passages for term in _terms_of(each)}
        if all(term.is_in(said) for term in terms):
            return snapshot.document(document)
    return None


def _found(name: str, snapshot: Snapshot) -> list[FoundPassage]:
    return search_passages(parse_query(name, snapshot), snapshot, PASSAGES)


def _terms_of(found: FoundPassage) -> Iterator[str]:
    yield from found.passage.title
    for sentence in found.passage.sentences:
        yield from sentence.positions
