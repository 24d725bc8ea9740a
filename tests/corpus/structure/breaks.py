"""Find the stored sentences of a document that break off: that end or begin in the middle of a sentence."""

import re
from collections.abc import Iterator

from corpus.records import Document, Span
from corpus.segmentation.passages import split

_ENDED = re.compile(r"[.!?…:;。！？।॥؟۔|][\"'”’»)\]」』）*_`>]*(?:\[\w{1,4}\])*\Z")
_ITEM = re.compile(r"\s*(?:[-*+•·o]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivxl]{1,5})[.)]\s|\|)")


def sentences(document: Document) -> Iterator[Span]:
    """The sentences of a document's passages."""
    for passage in split(document):
        yield from passage.sentences


def broken(document: Document) -> list[str]:
    """The sentences that break off, judged only by their characters and those around them."""
    text = document.text
    return [
        text[start:end]
        for start, end in sentences(document)
        if _ends_too_soon(text, start, end) or _begins_too_late(document, start)
    ]


def _ends_too_soon(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends without a stop, and the next line continues in lower case."""
    rest = re.sub(r"\A[ \t]*\n?[ \t]*", "", text[end : end + 200])
    return not _ENDED.search(text[start:end]) and rest[:1].islower() and not _ITEM.match(rest)


def _begins_too_late(document: Document, start: int) -> bool:
    """Whether a sentence begins in lower case after words of its own paragraph that no stop ends."""
    text = document.text
    before = text[:start].rstrip()
    gap = text[len(before) : start]
    is_outside_body = any(span.start < len(before) <= span.end for span in document.outside_body)
    item = _ITEM.match(text[text.rfind("\n", 0, start) + 1 : start + 8])
    begins_lower = text[start].islower() and bool(before) and not item
    return begins_lower and gap.count("\n") < 2 and not is_outside_body and not _ENDED.search(before[-40:])
