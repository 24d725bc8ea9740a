"""The values for the template of a document's page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from retrieval.records import DocumentCard
from retrieval.store.snapshot import Snapshot
from web.pages.changes import SentenceChange, change_of_sentence
from web.pages.document import Element, ElementKind, ReadDocument
from web.pages.links import CitedSpan, ReadingPlace
from web.pages.marking import CitedPlace, Emphasis, Found, asked_words, places_found, searched_words
from web.pages.versions import ReadDocuments
from web.pages.words import PageWords

OTHERS_LISTED = 20
AROUND = 60
"""Characters shown before and after a search result."""
LOWEST_HEADING = 5
_FROM_RIGHT = frozenset({"ar", "fa", "he", "ur"})
_TABLE = (ElementKind.HEADER, ElementKind.ROW)


@dataclass(frozen=True, slots=True)
class ReadingRequest:
    """A request to read: a place, the words to search for within the document, and the part to show."""

    place: ReadingPlace
    find: str = ""
    part: int | None = None


@dataclass(frozen=True, slots=True)
class ShownElement:
    """An element in the form that the template needs."""

    kind: str
    anchor: str
    html: Markup
    cells: Sequence[Markup]
    tag: str
    marker: Markup
    passage: int


@dataclass(frozen=True, slots=True)
class ListedCitation:
    """A citation of the answer in the bar: the address that opens it, and its text to copy."""

    number: int
    href: str
    is_here: bool
    to_copy: str


def reading_context(
    wanted: ReadingRequest,
    snapshot: Snapshot,
    current: Snapshot,
    documents: ReadDocuments,
    words: PageWords,
    absolute: Callable[[str], str],
) -> dict[str, Any]:
    """The values for the template of a document's page.

    *snapshot* is the version that is shown, *current* the published one.  Raises KeyError if the version has
    no such document.
    """
    place = wanted.place
    document = documents.of(snapshot, place.document)
    cited = _cited(place)
    emphasis = Emphasis(
        document,
        cited,
        asked_words(place.question, document) if place.question else None,
        searched_words(wanted.find),
    )
    part = _part(wanted, document, emphasis)
    return {
        "words": words,
        "place": place,
        "find": wanted.find,
        **_shown_part(document, emphasis, part),
        "outline": _outline(document, place, part),
        "citations": _listed_citations(place, document, emphasis, words, absolute),
        "unmarked": bool(cited) and not emphasis.shown,
        "found": _search_results(document, emphasis, place, wanted.find, part),
        "since": _changes_of_cited(snapshot, current, document, documents, emphasis),
        "others": _others(current, place.document),
        "document_count": current.document_count,
        "is_published": snapshot.version == current.version,
        **_current_links(place, current.version),
    }


def _shown_part(document: ReadDocument, emphasis: Emphasis, part: int) -> dict[str, Any]:
    """The part of the document that is shown."""
    return {
        "card": document.card,
        "direction": "rtl" if document.card.language in _FROM_RIGHT else "ltr",
        "has_title": any(element.kind is ElementKind.TITLE for element in document.elements),
        "runs": list(_grouped(document.parts[part], emphasis, _tags(document))),
        "part": part,
        "parts": len(document.parts),
    }


def _current_links(place: ReadingPlace, version: str) -> dict[str, Any]:
    """Links to the published version: to the document, and to where a changed sentence is now."""

    def current_place(change: SentenceChange) -> str:
        cited = CitedSpan(place.document, *change.place)
        return ReadingPlace(place.document, version, (cited,), 1, place.question, place.base).path()

    document = ReadingPlace(place.document, version, question=place.question, base=place.base)
    return {"current_href": document.path(), "current_place": current_place}


def _cited(place: ReadingPlace) -> tuple[CitedPlace, ...]:
    return tuple(
        CitedPlace(number, span.start, span.end)
        for number, span in enumerate(place.cited, 1)
        if span.document == place.document
    )


def _part(wanted: ReadingRequest, document: ReadDocument, emphasis: Emphasis) -> int:
    """The part to show: the requested one, or the one with the citation to open."""
    if wanted.part is not None:
        return min(max(wanted.part, 0), len(document.parts) - 1)
    opened = next((each for each in emphasis.shown if each.number == wanted.place.number), None)
    return document.part_of(opened.start) if opened else 0


def _grouped(
    elements: Sequence[Element], emphasis: Emphasis, tags: dict[int, str]
) -> Iterator[tuple[str, list[ShownElement]]]:
    """The elements, grouped so that each list and each table is one run."""
    for kind, run in groupby(elements, key=_run_kind):
        yield kind, [_shown(element, emphasis, tags) for element in run]


def _run_kind(element: Element) -> str:
    if element.kind in _TABLE:
        return "table"
    return "list" if element.kind is ElementKind.ITEM else "text"


def _shown(element: Element, emphasis: Emphasis, tags: dict[int, str]) -> ShownElement:
    is_row = element.kind in _TABLE
    return ShownElement(
        kind=element.kind.value,
        anchor=f"p{element.start}",
        html=Markup("") if is_row else emphasis.html(element),
        cells=emphasis.cells(element) if is_row else (),
        tag=tags.get(element.level, "h2"),
        marker=emphasis.piece(element.marker) if element.marker else Markup(""),
        passage=element.passage,
    )


def _tags(document: ReadDocument) -> dict[int, str]:
    """The tag of each heading level: the highest level in the text becomes h2."""
    levels = sorted({element.level for element in document.headings})
    return {level: f"h{min(depth, LOWEST_HEADING)}" for depth, level in enumerate(levels, 2)}


def _outline(document: ReadDocument, place: ReadingPlace, part: int) -> list[dict[str, object]]:
    """The headings with their depths and addresses."""
    tags = _tags(document)
    found: list[dict[str, object]] = []
    for element in document.headings:
        there = document.part_of(element.start)
        anchor = f"#p{element.start}"
        href = anchor if there == part else _of_part(place, there) + anchor
        found.append({"shown": document.words_of(element), "depth": tags[element.level], "href": href})
    return found


def _of_part(place: ReadingPlace, part: int) -> str:
    return place.path(part=str(part + 1)).partition("#")[0]


def _listed_citations(
    place: ReadingPlace,
    document: ReadDocument,
    emphasis: Emphasis,
    words: PageWords,
    absolute: Callable[[str], str],
) -> list[ListedCitation]:
    """The citations of the answer, in the order of their numbers; those in other documents link there."""
    here = {each.number for each in emphasis.shown}
    found: list[ListedCitation] = []
    for number, span in enumerate(place.cited, 1):
        if span.document == place.document and number not in here:
            continue
        to_copy = citation_to_copy(span, document, place, words, absolute) if number in here else ""
        found.append(ListedCitation(number, place.opened_at(number).path(), number == place.number, to_copy))
    return found


def citation_to_copy(
    span: CitedSpan,
    document: ReadDocument,
    place: ReadingPlace,
    words: PageWords,
    absolute: Callable[[str], str],
) -> str:
    """A citation for the clipboard: the sentence, its place, and its address."""
    piece = document.piece_at(span.start, span.end)
    shown = document.shown(span.start, span.end)
    date = document.card.date.isoformat() if document.card.date else ""
    paragraph = words.paragraph(piece.passage) if piece and piece.passage else ""
    facts = ", ".join(filter(None, (document.card.title or document.card.id, paragraph, date)))
    address = absolute(ReadingPlace(span.document, place.version, (span,), 1, base=place.base).path())
    return f"“{shown}” — {facts}. {address}"


def _search_results(
    document: ReadDocument, emphasis: Emphasis, place: ReadingPlace, find: str, part: int
) -> list[dict[str, object]] | None:
    """The results of the search within the document; None if there is no search."""
    if emphasis.found is None:
        return None
    listed = places_found(document, emphasis.found)
    starts = {piece.start: element.start for element in document.elements for piece in element.pieces}
    return [
        {
            "before": each.shown[max(0, each.start - AROUND) : each.start],
            "words": each.shown[each.start : each.end],
            "after": each.shown[each.end : each.end + AROUND],
            "href": _found_href(each, starts, document, place, find, part),
        }
        for each in listed
    ]


def _found_href(
    found: Found,
    starts: dict[int, int],
    document: ReadDocument,
    place: ReadingPlace,
    find: str,
    part: int,
) -> str:
    anchor = f"#p{starts.get(found.piece.start, found.piece.start)}"
    there = document.part_of(found.piece.start)
    if there == part:
        return anchor
    return place.path(find=find, part=str(there + 1)).partition("#")[0] + anchor


def _changes_of_cited(
    snapshot: Snapshot,
    current: Snapshot,
    document: ReadDocument,
    documents: ReadDocuments,
    emphasis: Emphasis,
) -> list[SentenceChange] | None:
    """What happened to the cited sentences; None if the version shown is the published one."""
    if snapshot.version == current.version:
        return None
    try:
        new = documents.of(current, document.card.id)
    except KeyError:
        new = None
    if new is not None and new.text == document.text:
        return None
    return [change_of_sentence(*each, document, current, new) for each in emphasis.shown]


def _others(current: Snapshot, document: str) -> list[DocumentCard]:
    """The first few other documents of the corpus."""
    return [card for card in current.cards(0, OTHERS_LISTED + 1) if card.id != document][:OTHERS_LISTED]
