"""Verify quotations: check whether the corpus has one word for word, and if not, what differs.

If the corpus lacks it, the nearest sentence may still say the same with another number or name.

The comparison ignores case, punctuation, quotation marks and line breaks.  In scripts without spaces, each
character counts as a word.

>>> [tuple(change) for change in compare("He will sail", "They said he would sail.")]
[('same', 'he '), ('missing', 'will '), ('added', 'would '), ('same', 'sail')]
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from corpus.records import Span
from retrieval.query.claims import FactDifference, check_claim
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import search_passages
from retrieval.records import PassageText
from retrieval.store.joint_ids import joint_passage, split_id
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot

MAX_WORDS = 600
"""The most words of a quotation that are compared; the rest is ignored."""
MAX_CHARACTERS = 1000
"""The longest quotation, in characters, whose numbers and names are compared: a few sentences."""
PASSAGES = 5
MIN_SHARED = 0.6
"""Share of a quotation's words that a text must have, in order, to count as a variant of it."""
MIN_WORDS_OF_A_VARIANT = 4
"""A quotation of fewer words is either EXACT or ABSENT, never a variant."""

_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]\p{M}*"
    r"|[\p{L}\p{M}\p{N}--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Thai}]+"
    r"(?:['’.,-][\p{L}\p{M}\p{N}--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Thai}]+)*",
    regex.VERSION1,
)


class QuoteMatch(StrEnum):
    """How the corpus has a quotation: word for word, with other words, or with another number or name."""

    EXACT = "exact"
    VARIANT = "variant"
    NEAR = "near"
    ABSENT = "absent"


class QuoteDifference(NamedTuple):
    """A stretch of the comparison: "same", "missing" from the corpus, or "added" by it."""

    kind: str
    text: str


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying a quotation.

    ``passage`` and ``span`` (in the document) locate it, or the text nearest to it; the span may begin in
    that passage and end in a later one.  ``changes`` are the differences between the quotation and that text,
    word by word; ``facts`` are the numbers, dates and names among them, and ``unstated`` the words that a
    NEAR text lacks.
    """

    match: QuoteMatch
    passage: PassageText | None = None
    span: Span = NOWHERE
    changes: tuple[QuoteDifference, ...] = ()
    facts: tuple[FactDifference, ...] = ()
    unstated: tuple[str, ...] = ()


class _QuoteWord(NamedTuple):
    key: str
    start: int
    end: int


_Step = tuple[int | None, int | None]
"""The indices of a word of the quotation and of its counterpart in the text; None if there is none."""


def verify(quote: str, snapshot: Snapshot, document: str | None = None) -> Verification:
    """Locate *quote* in the corpus, or in one *document*, and compare it with the text there."""
    if isinstance(snapshot, JointSnapshot):
        return _verify_together(quote, snapshot, document)
    words = _words(quote)[:MAX_WORDS]
    if not words:
        return Verification(QuoteMatch.ABSENT)
    passages = list(_near(quote, snapshot, document))
    found = [_compare(words, quote, passage, snapshot) for passage in passages]
    best = max(found, key=_worth, default=Verification(QuoteMatch.ABSENT))
    if best.match is QuoteMatch.VARIANT:
        return _with_facts(best, quote, snapshot)
    return _nearest_claim(quote, passages) if best.match is QuoteMatch.ABSENT else best


def _verify_together(quote: str, joint: JointSnapshot, document: str | None) -> Verification:
    """The best of the verifications in several corpora, or in the one that has the *document*."""
    of, own = split_id(document) if document else ("", None)
    found = [(name, verify(quote, member, own)) for name, member in joint.members.items() if of in ("", name)]
    name, best = max(found, key=lambda each: _worth(each[1]), default=("", Verification(QuoteMatch.ABSENT)))
    return replace(best, passage=best.passage and joint_passage(name, best.passage))


def compare(quote: str, text: str) -> tuple[QuoteDifference, ...]:
    """The differences between *quote* and the part of *text* that is nearest to it."""
    words, others = _words(quote), _words(text)
    return tuple(_changes(_aligned(words, others), words, quote, others, text))


def _near(quote: str, snapshot: Snapshot, document: str | None) -> Iterator[PassageText]:
    """The passages in which the quotation may begin or continue."""
    hits = search_passages(
        parse_query(quote, snapshot), snapshot, PASSAGES if document is None else 10 * PASSAGES
    )
    passages = [hit.passage.passage for hit in hits]
    yield from [passage for passage in passages if document in (None, passage.document)][:PASSAGES]


def _with_facts(variant: Verification, quote: str, snapshot: Snapshot) -> Verification:
    """The verification, with the numbers, dates and names in which the text differs."""
    passage = variant.passage
    if passage is None:
        return variant
    standing = snapshot.document_text(passage.document)[slice(*variant.span)]
    claim = check_claim(quote[:MAX_CHARACTERS], standing[:MAX_CHARACTERS], passage.language)
    return replace(variant, facts=claim.differences) if claim else variant


def _nearest_claim(quote: str, passages: Sequence[PassageText]) -> Verification:
    """The sentence of *passages* that says the same as *quote* with another number, date or name."""
    found = [
        (claim, passage, span)
        for passage in passages
        for span in passage.sentences
        if (claim := check_claim(quote[:MAX_CHARACTERS], passage.sentence(span), passage.language))
    ]
    if not found:
        return Verification(QuoteMatch.ABSENT)
    claim, passage, span = max(found, key=lambda each: each[0].score)
    return Verification(QuoteMatch.NEAR, passage, span, facts=claim.differences, unstated=claim.unstated)


def _compare(
    words: Sequence[_QuoteWord], quote: str, passage: PassageText, snapshot: Snapshot
) -> Verification:
    """Compare the quotation with the text around *passage*, since it may extend beyond it on either side.

    Text between passages (a title, a dateline) cannot be shown: if only that matches, the passage alone is
    compared.
    """
    whole = snapshot.document_text(passage.document)
    room = 2 * len(quote) + 200
    around = Span(max(0, passage.start - room), min(len(whole), passage.end + room))
    verdict = _compare_within(around, whole, words, quote, passage, snapshot)
    found = verdict.passage
    if found is None or (verdict.span.start < found.end and found.start < verdict.span.end):
        return verdict
    return _compare_within(Span(passage.start, passage.end), whole, words, quote, passage, snapshot)


def _compare_within(
    region: Span,
    whole: str,
    words: Sequence[_QuoteWord],
    quote: str,
    passage: PassageText,
    snapshot: Snapshot,
) -> Verification:
    start = region.start
    text = whole[start : region.end]
    others = _words(text)
    steps = _aligned(words, others)
    matched = [other for _, other in steps if other is not None]
    same = sum(_is_same(step, words, others) for step in steps)
    if not matched or not same:
        return Verification(QuoteMatch.ABSENT)
    span = Span(start + others[matched[0]].start, start + others[matched[-1]].end)
    where = _passage_of(span.start, passage, snapshot)
    if same == len(steps):
        return Verification(QuoteMatch.EXACT, where, span)
    if len(words) < MIN_WORDS_OF_A_VARIANT or same < MIN_SHARED * len(words):
        return Verification(QuoteMatch.ABSENT)
    return Verification(QuoteMatch.VARIANT, where, span, tuple(_changes(steps, words, quote, others, text)))


def _aligned(words: Sequence[_QuoteWord], others: Sequence[_QuoteWord]) -> list[_Step]:
    """The steps from *words* to the stretch of *others* nearest to them by edit distance (Sellers, 1980).

    Of alignments with equally few edits, take the one that keeps most words.
    """
    edit = len(words) + 1
    distance = _distances(words, others, edit)
    here, there = len(words), int(distance[-1].argmin())
    # Replacing the last word costs as much as omitting it, and shows more.
    while there < len(others) and distance[-1, there + 1] == distance[-1, there]:
        there += 1
    steps: list[_Step] = []
    while here:
        cost = distance[here, there]
        differ = there and words[here - 1].key != others[there - 1].key
        if there and cost == distance[here - 1, there - 1] + (edit if differ else -1):
            here, there = here - 1, there - 1
            steps.append((here, there))
        elif cost == distance[here - 1, there] + edit:
            here -= 1
            steps.append((here, None))
        else:
            there -= 1
            steps.append((None, there))
    return steps[::-1]


def _distances(words: Sequence[_QuoteWord], others: Sequence[_QuoteWord], edit: int) -> NDArray[np.int32]:
    """At [i, j], the cost of aligning the first i *words* with the best stretch of *others* that ends at j.

    Each edit costs *edit*, more than the number of words, and each word in common costs –1.
    """
    numbers: dict[str, int] = {}
    left, right = (
        np.array([numbers.setdefault(word.key, len(numbers)) for word in side], dtype=np.int32)
        for side in (words, others)
    )
    places = edit * np.arange(len(others) + 1, dtype=np.int32)
    distance = np.zeros((len(words) + 1, len(others) + 1), dtype=np.int32)
    for row, word in enumerate(left, 1):
        best = distance[row - 1] + edit
        best[1:] = np.minimum(best[1:], distance[row - 1, :-1] + np.where(right == word, -1, edit))
        distance[row] = np.minimum.accumulate(best - places) + places  # an extra word of the text is an edit
    return distance


def _is_same(step: _Step, words: Sequence[_QuoteWord], others: Sequence[_QuoteWord]) -> bool:
    here, there = step
    return here is not None and there is not None and words[here].key == others[there].key


def _changes(
    steps: Sequence[_Step], words: Sequence[_QuoteWord], quote: str, others: Sequence[_QuoteWord], text: str
) -> Iterator[QuoteDifference]:
    """The differences, with consecutive steps of one kind joined."""
    for same, run in groupby(steps, key=lambda step: _is_same(step, words, others)):
        stretch = list(run)
        missing = [here for here, _ in stretch if here is not None]
        added = [there for _, there in stretch if there is not None]
        if missing and not same:
            yield QuoteDifference("missing", _text(words, missing, quote))
        if added:
            yield QuoteDifference("same" if same else "added", _text(others, added, text))


def _passage_of(place: int, near: PassageText, snapshot: Snapshot) -> PassageText:
    """The passage of *near*'s document that contains *place*, or the last one before it."""
    passage = near
    while place < passage.start and passage.number > 1:
        passage = snapshot.passage(near.document, passage.number - 1)
    while place >= passage.end:
        try:
            passage = snapshot.passage(near.document, passage.number + 1)
        except KeyError:
            break
    return passage


def _words(text: str) -> list[_QuoteWord]:
    return [
        _QuoteWord(match[0].casefold().replace("’", "'"), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def _text(words: Sequence[_QuoteWord], stretch: Sequence[int], text: str) -> str:
    """The text of a stretch of words, with the punctuation up to the next one."""
    after = stretch[-1] + 1
    end = words[after].start if after < len(words) else words[-1].end
    return text[words[stretch[0]].start : end]


def _worth(verdict: Verification) -> tuple[int, int]:
    """A sort key: EXACT before VARIANT before ABSENT; among variants, by the amount of text in common."""
    same = sum(len(change.text) for change in verdict.changes if change.kind == "same")
    return list(reversed(QuoteMatch)).index(verdict.match), same
