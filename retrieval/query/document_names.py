"""Recognise words of a question that name documents: "ssh" among manual pages, "mpl" among licences.

The id and title of a document name it, and its sentences seldom repeat them.  In a small corpus, the passages
of a document that a question names are ranked as if they contained the name; in a large corpus, only titles
are searched.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from retrieval.records import DocumentCard
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import QueryTerm, analyzer

MAX_DOCUMENTS = 200
"""The largest number of documents for which names are recognised; in larger corpora, each document is often
a single passage."""
_NAMED_SHARE = 3  # a word in the names of more than a third of the documents does not distinguish them
_SHORTEST_INITIALS, _LONGEST_INITIALS = 3, 5
_WORD = re.compile(r"(?=\w{2})[^\W_]*[^\W\d_][^\W_]*")

Names = Mapping[str, frozenset[str]]
"""A term -> the ids of the documents that it names."""


def documents_named(terms: Sequence[QueryTerm], snapshot: Snapshot) -> dict[QueryTerm, frozenset[str]]:
    """The terms that name documents, with the ids of the documents."""
    if not 1 < snapshot.document_count <= MAX_DOCUMENTS:
        return {}
    names = _names(snapshot)
    named = {term: frozenset[str]().union(*(names.get(each, ()) for each in term.variants)) for term in terms}
    return {term: documents for term, documents in named.items() if documents}


def other_names(named: Mapping[QueryTerm, frozenset[str]], snapshot: Snapshot) -> frozenset[str]:
    """All distinguishing names of the documents named."""
    meant = frozenset().union(*named.values())
    return frozenset(term for term, documents in _names(snapshot).items() if documents <= meant)


@lru_cache(8)
def _names(snapshot: Snapshot) -> Names:
    """All terms that name documents of a snapshot."""
    named: dict[str, set[str]] = {}
    for card in snapshot.documents:
        for term in names_of(card):
            named.setdefault(term, set()).add(card.id)
    limit = max(1, snapshot.document_count // _NAMED_SHARE)
    return {term: frozenset(documents) for term, documents in named.items() if len(documents) <= limit}


def names_of(card: DocumentCard) -> frozenset[str]:
    """The terms by which a document may be called: the words of its id and title, and the title's initials.

    >>> card = DocumentCard("rules-2", "Public Harbour Law", "en", None, None, None, 1)
    >>> sorted(names_of(card))
    ['harbour', 'law', 'phl', 'public', 'rule']
    """
    analyze = analyzer(card.language)
    words = " ".join(_WORD.findall(f"{card.id} {card.title}"))
    content = (term for term, stop in analyze.words(words) if not stop)
    return frozenset([*content, *(term for each in _initials(card.title) for term in analyze.terms(each))])


def _initials(title: str) -> Iterator[str]:
    """The initials of runs of capitalised words in a title."""
    words = [word for word in _WORD.findall(title) if word[0].isupper()]
    for start, end in combinations(range(len(words) + 1), 2):
        if _SHORTEST_INITIALS <= end - start <= _LONGEST_INITIALS:
            yield "".join(word[0] for word in words[start:end]).lower()
