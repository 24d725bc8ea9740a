"""Selections: words that somebody quotes from a text, treated as a turn that the next question refers to.

Quoting "the mayor said" and asking "Who is she?" is treated as if "the mayor said" had been asked first, and
answered with the sentence that has these words.
"""

from collections.abc import Iterator, Sequence

from retrieval.query.verify import QuoteMatch, compare, verify
from retrieval.records import Answer, Citation, Grade, PassageText, Turn
from retrieval.store.snapshot import Snapshot


def selection_as_turn(words: str, snapshot: Snapshot, near: Sequence[Citation] = ()) -> Turn:
    """The selected *words* as a turn; the sentences *near* are searched first, then their passages.

    Words that the corpus does not have, such as those of a person, become a question without an answer.
    """
    standing = next(
        (each for each in _near_then_around(near, snapshot) if _contains_words(words, each.text)), None
    )
    cited = standing or _sentence_with(words, snapshot)
    if cited is None:
        return Turn(words, Answer(words, Grade.NONE, 0.0), is_selection=True)
    return Turn(words, Answer(words, Grade.ANSWER, 1.0, (cited,)), is_selection=True)


def _near_then_around(near: Sequence[Citation], snapshot: Snapshot) -> Iterator[Citation]:
    """The sentences *near*, then all of their passages."""
    yield from near
    for place in dict.fromkeys((each.document, each.passage) for each in near):
        yield from _sentences(snapshot.passage(*place))


def _sentences(passage: PassageText) -> Iterator[Citation]:
    for span in passage.sentences:
        yield Citation(
            passage.document, passage.title, passage.number, *span, passage.sentence(span), score=0.0
        )


def _contains_words(words: str, text: str) -> bool:
    """Whether *text* contains *words* as a phrase, ignoring punctuation and case."""
    return [change.kind for change in compare(words, text)] == ["same"]


def _sentence_with(words: str, snapshot: Snapshot) -> Citation | None:
    """The sentence of the corpus in which *words* begin; None if the corpus does not have them exactly."""
    verdict = verify(words, snapshot)
    if verdict.match is not QuoteMatch.EXACT or verdict.passage is None:
        return None
    begun = [each for each in _sentences(verdict.passage) if each.start <= verdict.span.start]
    return begun[-1] if begun else None
