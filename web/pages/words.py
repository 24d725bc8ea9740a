"""The interface texts of the pages in one language; the bot provides them from its catalogues."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.records import Answer, Turn
from retrieval.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PageWords:
    """The interface texts of the pages in the language ``code``."""

    code: str
    about: str
    ask: str
    question: str
    question_hint: str
    could_ask: str
    earlier_questions: str
    new_conversation: str
    looking: str
    answer: str
    close_sentences: str
    no_answer: str
    other_sentences: str
    too_long: str
    busy: str
    search_unavailable: str
    libraries: str
    texts: str
    other_texts: str
    all_texts: str
    outline: str
    citations: str
    previous: str
    next: str
    citation_number_of: Callable[[int, int], str]
    copy_citation: str
    copied: str
    to_copy: str
    search_within: str
    search: str
    found_of: Callable[[int], str]
    nothing_found: str
    changed: str
    unchanged: str
    moved_to: str
    dropped: str
    as_it_was: str
    as_it_is: str
    version_gone: str
    not_a_sentence: str
    read_current: str
    part_of: Callable[[int, int], str]
    skip_to_text: str
    not_found: str
    not_found_hint: str
    link_missing: str
    link_expired: str
    link_forged: str
    date: Callable[[datetime.date], str]
    language: Callable[[str], str]
    paragraph: Callable[[int], str]
    paragraphs: Callable[[int], str]


class PageWording(Protocol):
    """Provides texts in the reader's language."""

    def words(self, language: str) -> PageWords:
        """The interface texts in the language nearest to that code."""

    def above(
        self, answer: Answer, snapshot: Snapshot, history: Sequence[Turn], language: str
    ) -> Sequence[str]:
        """The paragraphs above the sentences of an answer.

        They say how the question was understood and how good the answer is; without any sentence, they are
        the whole reply.
        """
