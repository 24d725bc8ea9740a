"""Whether a question for a measure got sentences without any number, so that a reply can say so."""

import re
from itertools import chain

from retrieval.query.language_mismatch import mismatched_language
from retrieval.ranking.answer_check import UNITS
from retrieval.records import Answer
from retrieval.store.snapshot import Snapshot
from retrieval.text.entities import EntityKind, SentenceEntities, extract_entities
from retrieval.text.question import analyze_question

_COUNTING = (EntityKind.NUMBER, EntityKind.DURATION, EntityKind.NEGATION)
_DIGIT = re.compile(r"\d")


def gives_no_number(found: Answer, snapshot: Snapshot) -> bool:
    """Whether the sentences cited for "How tall is the tower?" have no number, in digits or words.

    A date counts as one only for an age, which follows from it; "It cost no money" always does.
    """
    if mismatched_language(found.question, snapshot) is not None:
        return False
    asked = [analyze_question(found.understood_as or found.question, each) for each in snapshot.languages]
    units = {each.unit for each in asked if not each.parts} & UNITS
    return bool(units) and not _have_number(found, snapshot, of_age="age" in units)


def _have_number(found: Answer, snapshot: Snapshot, *, of_age: bool) -> bool:
    """Whether a sentence or what is shown above it has a number."""
    cited = [(each, snapshot.document(each.document).language) for each in found.citations]
    return any(
        _DIGIT.search(each.label) or has_number(extract_entities(each.text, language), of_age=of_age)
        for each, language in cited
    )


def has_number(entities: SentenceEntities, *, of_age: bool = False) -> bool:
    """Whether a sentence has a number, outside of its dates unless it is *of_age*, or denies something.

    >>> [has_number(extract_entities(text, "en")) for text in ("It has two doors.", "It fell on 3 May 1999.")]
    [True, False]
    """
    if any(map(entities.of, _COUNTING)):
        return True
    dates = () if of_age else entities.of(EntityKind.DATE)
    dated = set(chain.from_iterable(range(each.start, each.end) for each in dates))
    return any(digit.start() not in dated for digit in _DIGIT.finditer(entities.sentence))
