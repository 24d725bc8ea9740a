"""Divide a document into passages: paragraphs, lists, tables.

Long paragraphs are divided between sentences.  A fragment, such as a label or a loose item, is joined to what
follows it: alone it says nothing, and as a passage it would only push aside one that does.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, groupby, pairwise

import numpy as np
import numpy.typing as npt

from corpus.records import Block, Document, Passage, Span
from corpus.scripts import HAN
from corpus.segmentation import sentences
from corpus.segmentation.bulk import split_in_bulk
from languages import LANGUAGES

# About 190 English words: a paragraph that fills a phone's screen.  A longer passage covers several subjects,
# and a shorter one loses what its pronouns refer to.  A Chinese or Japanese character says as much as three
# letters (XQuAD's paragraphs have 3.5 times as many letters in Spanish as characters in Chinese).
LONGEST = 1200
_LONGEST_IN_HAN = 400

_BLANK_LINES = re.compile(r"\n\s*\n")
_QUOTED = re.compile(r"\n[ \t]*>[> \t]*")
_ENDED = re.compile(r"[.!?…。！？।॥؟۔|][\"'*_”’»)\]」』）]*\Z")
# A letter.  The marks of lists, quotations and tables have none ("- ", "12. ", "> "), except a box: "[x]".
_LETTER = re.compile(r"[^\W\d_](?:(?<!\[[xX])|(?!\]))")


def split(document: Document) -> tuple[Passage, ...]:
    r"""The passages of *document*, in order, with absolute offsets.

    Every character of the body, except white space, is in exactly one sentence of one passage.
    Marks without words ("- ", "> ", "|---|") are outside the body but do not divide a list, a quotation or a
    table: they lie within its passage, and only the marks of a quotation lie within a sentence.

    >>> document = Document("a", "", "Tides\n\nThe sea rose. It fell.\n\nNobody came.", "en",
    ...                     outside_body=(Span(0, 5),), headings=(Span(0, 5),))
    >>> [(passage.number, passage.start, passage.end, passage.context) for passage in split(document)]
    [(1, 7, 29, 'Tides'), (2, 31, 43, 'Tides')]
    """
    longest = _longest(document.language)
    is_all_body = not (document.outside_body or document.headings)
    if is_all_body and "\n" not in document.text:  # most of a large corpus
        return _of_paragraph(sentences.split(document.text, document.language), longest)
    if document.blocks:
        return tuple(_of_blocks(document, longest))
    paragraphs = (_sentences(document, pieces) for pieces in _paragraphs(document))
    joined = _fragments_joined(document.text, paragraphs, longest)
    parts = chain.from_iterable(_parts(paragraph, longest) for paragraph in joined)
    return tuple(
        Passage(number, part[0].start, part[-1].end, tuple(part), _heading_above(document, part[0].start))
        for number, part in enumerate(parts, start=1)
    )


@cache
def _longest(language: str) -> int:
    """The most characters that a passage may have in a language."""
    return _LONGEST_IN_HAN if HAN in LANGUAGES.profile(language).scripts else LONGEST


def split_all(documents: Sequence[Document]) -> list[npt.NDArray[np.int32] | tuple[Passage, ...]]:
    r"""The passages of each document, as `split` finds them, computed in bulk.

    A document that is a single passage without a heading is usually represented only by an array: the
    alternating start and end offsets of its sentences.

    >>> plain = Document("a", "", "The sea rose. It fell.", "en")
    >>> [where.tolist() for where in split_all([plain])]
    [[0, 13, 14, 22]]
    """
    found = split_in_bulk(
        [document.text for document in documents], [document.language for document in documents]
    )
    return [
        _of_plain(document, found.edges[start:end])
        if is_plain and not (document.outside_body or document.headings)
        else split(document)
        for document, is_plain, (start, end) in zip(
            documents, found.plain.tolist(), pairwise(found.bounds.tolist()), strict=True
        )
    ]


def _of_plain(
    document: Document, edges: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32] | tuple[Passage, ...]:
    longest = _longest(document.language)
    if len(document.text) <= longest:
        return edges
    return _of_paragraph(list(map(Span._make, edges.reshape(-1, 2).tolist())), longest)


def _of_paragraph(spans: Sequence[Span], longest: int) -> tuple[Passage, ...]:
    """The passages of a document that is a single paragraph."""
    parts = _parts(spans, longest) if spans else ()
    return tuple(
        Passage(number, part[0].start, part[-1].end, tuple(part))
        for number, part in enumerate(parts, start=1)
    )


def _of_blocks(document: Document, longest: int) -> Iterator[Passage]:
    """The passages of a document that has an outline; no passage spans two headings."""
    number = 0
    for context, blocks in groupby(document.blocks, key=lambda block: block.context):
        groups = (list(group) for _, group in groupby(blocks, key=lambda block: block.group))
        paragraphs = (_sentences_of_blocks(document, group) for group in groups)
        for paragraph in _fragments_joined(document.text, filter(None, paragraphs), longest):
            for part in _parts(paragraph, longest):
                number += 1
                yield Passage(number, part[0].start, part[-1].end, tuple(part), context)


def _sentences_of_blocks(document: Document, blocks: Sequence[Block]) -> list[Span]:
    found: list[Span] = []
    for start, end, *_ in blocks:
        text = document.text[start:end]
        words = text if "\n" not in text else _QUOTED.sub(_blank, text)
        found += [
            Span(start + span.start, start + span.end)
            for span in sentences.split_joined(words, document.language)
        ]
    return found


def _blank(match: re.Match[str]) -> str:
    return match.group().replace(">", " ")


def _paragraphs(document: Document) -> Iterator[list[Span]]:
    """The paragraphs of the body, each as the pieces between the marks within it."""
    pieces = list(_pieces(document))
    begin = 0
    for index, (piece, following) in enumerate(pairwise(pieces), start=1):
        if _parts_paragraphs(document.text[piece.end : following.start]):
            yield pieces[begin:index]
            begin = index
    if pieces:
        yield pieces[begin:]


def _pieces(document: Document) -> Iterator[Span]:
    """The parts of the body between blank lines, without the white space around it."""
    outside_body = [*document.outside_body, Span(len(document.text), len(document.text))]
    start = 0
    for span in outside_body:
        yield from _between_blank_lines(document.text, start, span.start)
        start = span.end


def _between_blank_lines(text: str, start: int, end: int) -> Iterator[Span]:
    for blank in _BLANK_LINES.finditer(text, start, end):
        yield from _trimmed(text, start, blank.start())
        start = blank.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without the white space around it; nothing if there is only white space."""
    piece = text[start:end]
    if piece and not piece.isspace():
        yield Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def _parts_paragraphs(gap: str) -> bool:
    """Whether a gap between two pieces separates paragraphs: it has words, or a line that is empty or ">"."""
    return bool(_LETTER.search(gap)) or any(not line.strip("> \t\r") for line in gap.split("\n")[1:-1])


def _sentences(document: Document, pieces: Sequence[Span]) -> list[Span]:
    """The sentences of a paragraph.  They may cross the marks of a quotation, and end where an item ends."""
    found: list[Span] = []
    for run in _quoted_together(document.text, pieces):
        start = run[0].start
        spans = sentences.split(_blanked(document.text, run), document.language)
        found += [Span(start + span.start, start + span.end) for span in spans] if start else spans
    return found


def _quoted_together(text: str, pieces: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of pieces that are separated only by the marks of a quotation."""
    run = [pieces[0]]
    for piece, following in pairwise(pieces):
        if text[piece.end : following.start].strip("> \t\r\n"):
            yield run
            run = []
        run.append(following)
    yield run


def _blanked(text: str, run: Sequence[Span]) -> str:
    """The text of a run of pieces with the marks between them blanked, so that offsets stay the same."""
    parts = [text[slice(*run[0])]]
    for piece, following in pairwise(run):
        parts += [text[piece.end : following.start].replace(">", " "), text[slice(*following)]]
    return "".join(parts)


def _fragments_joined(text: str, paragraphs: Iterable[list[Span]], longest: int) -> Iterator[list[Span]]:
    """The paragraphs, with each fragment joined to what follows it: a label, a loose item, "They are:"."""
    held: list[Span] = []
    leads_on = False
    for paragraph in paragraphs:
        if held and (not leads_on or _LETTER.search(text, held[-1].end, paragraph[0].start)):
            yield held
            held = []
        held += paragraph
        leads_on = _is_fragment(text, paragraph[0].start, paragraph[-1].end, longest)
    if held:
        yield held


def _is_fragment(text: str, start: int, end: int, longest: int) -> bool:
    """Whether a paragraph is a single line that does not end a sentence."""
    return end - start < longest // 15 and not _ENDED.search(text, end - 3, end)


def _parts(paragraph: Sequence[Span], longest: int) -> Iterator[list[Span]]:
    """The sentences of a paragraph, in as few parts of about equal length as the limit allows.

    >>> [len(part) for part in _parts([Span(0, 500), Span(501, 900), Span(901, 1500)], 1200)]
    [2, 1]
    """
    start, size = paragraph[0].start, paragraph[-1].end - paragraph[0].start
    if size <= longest:
        yield list(paragraph)
        return
    count = -(-size // longest)
    for _, part in groupby(paragraph, lambda span: ((span.start + span.end) // 2 - start) * count // size):
        yield list(part)


def _heading_above(document: Document, start: int) -> str:
    if not document.headings:
        return ""
    above = bisect_left(document.headings, start, key=lambda heading: heading.start)
    return " ".join(document.text[slice(*document.headings[above - 1])].split()) if above else ""
