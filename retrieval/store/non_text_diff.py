"""The differences between two versions of a corpus that have the same texts."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from retrieval.store.manifest import read_manifest
from retrieval.store.snapshot import Snapshot


class Aspect(StrEnum):
    """What may differ apart from the texts; the values are shown in the terminal."""

    AUTHOR = "author"
    DATE = "date"
    SOURCE = "source"
    LANGUAGE = "language"
    ADDRESS = "web address"
    LAYOUT = "division into pages, paragraphs and sentences"
    STARTERS = "starter questions"
    SYNONYMS = "synonyms"
    INDEX = "index"


_STATED = (Aspect.AUTHOR, Aspect.DATE, Aspect.SOURCE, Aspect.LANGUAGE, Aspect.ADDRESS)
_STATEMENTS = """
    SELECT coalesce(author, x''), coalesce(date, ''), coalesce(agency, ''), language, coalesce(address, x'')
    FROM documents LEFT JOIN stated ON document = documents.number ORDER BY id"""
_LAYOUTS = (
    """SELECT id, start, "end", sentences FROM passages JOIN documents ON document = documents.number
    ORDER BY id, passages.number""",
    """SELECT id, start FROM pages JOIN documents ON document = documents.number
    ORDER BY id, pages.number""",
    "SELECT id, parts FROM layouts JOIN documents ON document = documents.number ORDER BY id",
)
_OF_MANIFEST = {
    Aspect.STARTERS: ("starters",),
    Aspect.SYNONYMS: ("synonyms",),
    Aspect.INDEX: ("format", "engine", "meaning"),
}


def non_text_differences(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """In what two versions of the same documents differ, although their texts are the same."""
    manifests = [read_manifest(each.folder) for each in (old, new)]
    found = set(_stated(old, new))
    if _differ(manifests, "places") and _are_laid_out_differently(old, new):
        found.add(Aspect.LAYOUT)
    found |= {aspect for aspect, keys in _OF_MANIFEST.items() if _differ(manifests, *keys)}
    return tuple(aspect.value for aspect in Aspect if aspect in found)


def _differ(manifests: list[dict[str, Any]], *keys: str) -> bool:
    before, after = ([each.get(key) for key in keys] for each in manifests)
    return before != after


def _stated(old: Snapshot, new: Snapshot) -> Iterator[Aspect]:
    """The metadata fields that differ for some document."""
    for before, after in zip(old.rows(_STATEMENTS), new.rows(_STATEMENTS), strict=True):
        if before != after:
            yield from (
                aspect for aspect, *values in zip(_STATED, before, after, strict=True) if len(set(values)) > 1
            )


def _are_laid_out_differently(old: Snapshot, new: Snapshot) -> bool:
    return any(
        before != after
        for query in _LAYOUTS
        for before, after in zip_longest(old.rows(query), new.rows(query))
    )
