"""Find the words of a question that the corpus lacks entirely, so that a reply can truthfully say so.

The index has the terms of the passages.  It lacks bylines and navigation, which belong to no passage, and
words inside other tokens ("Brien" in "O'Brien", "5" in "7.5"); a small corpus is scanned for those.  In a
large one, only plain words of some length are reported as missing: those that the vocabulary would have.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

import regex

from retrieval.index.vocabulary import WORD, fold
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot
from retrieval.store.text_encoding import decode
from retrieval.text.analyzer import QueryTerm, analyzer, query_terms

MAX_SCANNED = 10_000
"""The most passages of a corpus that is scanned: some megabytes of text, kept for later questions."""
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")


def words_nowhere(
    words: Sequence[QueryTerm], snapshot: Snapshot, max_scanned: int = MAX_SCANNED
) -> tuple[QueryTerm, ...]:
    """Those of *words* that the corpus has in no form: not as a term, an equivalent or an irregular form.

    Related words do not count: a corpus that has "lawsuit" may still say nothing about "sue".  The result may
    omit missing words, but never includes a word that occurs.
    """
    unknown = [word for word in words if not _is_indexed(word, snapshot)]
    if not unknown:
        return ()
    folded = [fold(word.text) for word in unknown]
    written = {found.word for found in snapshot.vocabulary.words([word for word in folded if word])}
    left = [word for word, form in zip(unknown, folded, strict=True) if form not in written]
    if snapshot.passage_count <= max_scanned:
        whole = _whole_corpus(snapshot) if left else None
        return tuple([word for word in left if whole and not _is_in(word, whole)])
    return tuple(word for word in left if WORD.fullmatch(fold(word.text)))


def absent_words(words: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Those of *words*, as typed, that the corpus has in no form, so that a reply may say so."""
    members = snapshot.members.values() if isinstance(snapshot, JointSnapshot) else (snapshot,)
    return [
        word for word in words if all(_is_absent(query_terms(word, each.languages), each) for each in members)
    ]


def _is_absent(terms: Sequence[QueryTerm], snapshot: Snapshot) -> bool:
    return bool(terms) and len(words_nowhere(terms, snapshot)) == len(terms)


def occurs_in(word: str, text: str) -> bool:
    """Whether a text has *word* as a whole word, in any case; as a substring in unspaced scripts.

    >>> occurs_in("brien", "Said O'Brien."), occurs_in("lin", "in Berlin"), occurs_in("豹", "黑豹队")
    (True, False, True)
    """
    return _occurs_in(word.casefold(), text.casefold())


def _occurs_in(word: str, text: str) -> bool:
    """Like `occurs_in`, for arguments that are case-folded already."""
    at = text.find(word)
    if at >= 0 and _UNSPACED.search(word):
        return True
    while at >= 0 and not _stands_apart(text, at, at + len(word)):
        at = text.find(word, at + 1)
    return at >= 0


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit is right before or after a span of a text.

    >>> _stands_apart("a lamp", 2, 6), _stands_apart("a lamp", 2, 5)
    (True, False)
    """
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def are_indexed(words: Sequence[QueryTerm], snapshot: Snapshot) -> bool:
    """Whether the passages have all of *words* as terms."""
    return all(_is_indexed(word, snapshot) for word in words)


def _is_indexed(word: QueryTerm, snapshot: Snapshot) -> bool:
    own = (variant for variant in word.variants if variant not in word.related)
    return any(map(snapshot.engine.document_frequency, own))


class _WholeCorpus(NamedTuple):
    """The titles and texts of all documents, case-folded, and the terms of the texts outside of passages."""

    text: str
    outside_body: frozenset[str]


def _is_in(word: QueryTerm, corpus: _WholeCorpus) -> bool:
    return _occurs_in(word.text.casefold(), corpus.text) or word.is_in(corpus.outside_body)


_READ: WeakKeyDictionary[Snapshot, _WholeCorpus] = WeakKeyDictionary()


def _whole_corpus(snapshot: Snapshot) -> _WholeCorpus:
    """The whole corpus, read at the first question that needs it."""
    known = _READ.get(snapshot)
    if known is None:
        known = _READ[snapshot] = _read_through(snapshot)
    return known


def _read_through(snapshot: Snapshot) -> _WholeCorpus:
    places: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in snapshot.rows(
        "SELECT document, byte_start, byte_end FROM passages ORDER BY place"
    ):
        places.setdefault(number, []).append((start, end))
    texts: list[str] = []
    terms: set[str] = set()
    for number, language, title, text in snapshot.rows("SELECT number, language, title, text FROM documents"):
        texts += (decode(title), decode(text))
        if outside_body := b" ".join(_outside(text, places.get(number, ()))).strip():
            terms.update(analyzer(language).terms(decode(outside_body)))
    return _WholeCorpus("\n".join(texts).casefold(), frozenset(terms))


def _outside(text: bytes, places: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for start, end in places:
        yield text[at:start]
        at = end
    yield text[at:]
