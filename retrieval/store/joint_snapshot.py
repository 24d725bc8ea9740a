"""The versions of several corpora as one snapshot, in which corpus names precede document ids.

It is only for showing texts.  A question goes to each version separately, because what is rare in one corpus
may be common in another (`retrieval.intents.together`).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, zip_longest

from retrieval.index import Engine, Hit
from retrieval.records import DocumentCard, PassageText
from retrieval.store.document_layout import LayoutPart
from retrieval.store.joint_ids import joint_card, joint_passage, split_id
from retrieval.store.snapshot import KEPT_FOR_AN_ANSWER, PassagePlace, Snapshot

_DIGITS = 12


class JointSnapshot(Snapshot):
    """Several opened versions by the names of their corpora; whoever opened them has to close them."""

    def __init__(self, members: Mapping[str, Snapshot]) -> None:
        """*members* has at least one version."""
        self.members = dict(members)
        snapshots = list(self.members.values())
        self.version = _digest(f"{name}={each.version}" for name, each in self.members.items())
        self.sha256 = _digest(each.sha256 for each in snapshots)
        self.languages = tuple(dict.fromkeys(chain.from_iterable(each.languages for each in snapshots)))
        self.starters = starters_in_turn(snapshots)
        self.document_count = sum(each.document_count for each in snapshots)
        self.passage_count = sum(each.passage_count for each in snapshots)
        self.sentence_count = sum(each.sentence_count for each in snapshots)
        self.engine: Engine = _JointFrequencies([each.engine for each in snapshots])
        self.meaning = next((each.meaning for each in snapshots if each.meaning), None)
        self.document = lru_cache(KEPT_FOR_AN_ANSWER)(self._document)
        self.passage = lru_cache(KEPT_FOR_AN_ANSWER)(self._passage)

    def member(self, document: str) -> tuple[str, Snapshot]:
        """A document's id in its own corpus, and that corpus's version; raises KeyError if there is none."""
        name, own = split_id(document)
        return own, self.members[name]

    @property
    def documents(self) -> Sequence[DocumentCard]:
        """The cards of all documents, corpus by corpus."""
        return [joint_card(name, card) for name, each in self.members.items() for card in each.documents]

    def cards(self, first: int, count: int) -> Sequence[DocumentCard]:
        """Up to *count* of the documents' cards from place *first* on, counted from 0 over all corpora."""
        found: list[DocumentCard] = []
        for name, each in self.members.items():
            if len(found) < count and first < each.document_count:
                cards = each.cards(max(first, 0), count - len(found))
                found += [joint_card(name, card) for card in cards]
            first -= each.document_count
        return found

    def index_of(self, document: str) -> int:
        """The place of a document over all corpora, counted from 0; raises KeyError if there is none."""
        name, own = split_id(document)
        before = 0
        for member, each in self.members.items():
            if member == name:
                return before + each.index_of(own)
            before += each.document_count
        raise KeyError(document)

    def _document(self, document: str) -> DocumentCard:
        own, snapshot = self.member(document)
        return joint_card(split_id(document)[0], snapshot.document(own))

    def _passage(self, document: str, number: int) -> PassageText:
        own, snapshot = self.member(document)
        return joint_passage(split_id(document)[0], snapshot.passage(own, number))

    def document_text(self, document: str) -> str:
        """A document's whole text; raises KeyError if there is no such document."""
        own, snapshot = self.member(document)
        return snapshot.document_text(own)

    def layout(self, document: str) -> tuple[LayoutPart, ...]:
        """The parts of a document in order."""
        own, snapshot = self.member(document)
        return snapshot.layout(own)

    def passages_of(self, document: str) -> Iterator[PassagePlace]:
        """The offsets of a document's passages and sentences in order."""
        own, snapshot = self.member(document)
        return snapshot.passages_of(own)

    def page(self, document: str, start: int) -> int | None:
        """The page, from 1, that an offset of a document is on; None if it has no pages."""
        own, snapshot = self.member(document)
        return snapshot.page(own, start)

    def close(self) -> None:
        """Do nothing: the versions belong to whoever opened them."""


class _JointFrequencies:
    """How often terms occur in all corpora together; searching is done in each by itself."""

    def __init__(self, engines: Sequence[Engine]) -> None:
        self._engines = engines

    @property
    def passages(self) -> int:
        """The number of passages."""
        return sum(each.passages for each in self._engines)

    def document_frequency(self, term: str) -> int:
        """The number of passages with *term*."""
        return sum(each.document_frequency(term) for each in self._engines)

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """Refused, because scores of different corpora cannot be compared."""
        raise NotImplementedError("each corpus is searched by itself")

    def restore(self) -> None:
        """Make sure that searches work in each corpus."""
        for each in self._engines:
            each.restore()

    def close(self) -> None:
        """Do nothing: the engines belong to their versions."""


def versions_together(snapshot: Snapshot) -> dict[str, str]:
    """The version of each corpus that *snapshot* shows together with others; none if it shows only one."""
    if not isinstance(snapshot, JointSnapshot):
        return {}
    return {name: each.version for name, each in snapshot.members.items()}


def starters_in_turn(snapshots: Sequence[Snapshot], most: int = 4) -> tuple[str, ...]:
    """Starter questions: the first of each corpus, then the second of each, and so on."""
    turns = chain.from_iterable(zip_longest(*(each.starters for each in snapshots)))
    return tuple(islice(dict.fromkeys(filter(None, turns)), most))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]
