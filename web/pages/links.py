"""Addresses of the reader page: a document in a version, and the sentences that an answer cited.

``/read/<document>?v=<version>&c=12-80&c=5-60@other&n=1&q=<question>#c1``: each ``c`` is a citation of the
same answer, in this document or in another one, and ``n`` is the number of the one to open.  The offsets are
those of the answer's citations.  An address contains no name and no token; if only people from the bot may
read, it is signed (`web.pages.access`).

With several corpora, each has its addresses below ``/library/<name>``.  They contain only citations from the
same library, so that an address reveals no other.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from retrieval.records import Citation
from retrieval.store.joint_ids import own_citations, split_id
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot

MAX_CITATIONS = 10
LONGEST_QUESTION = 150
"""Characters of a question in an address; words beyond that are not highlighted on the page."""
_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})(?:@(.+))?", re.DOTALL)
_SHORTENED = re.compile(r"(?:^|/)\.{0,2}(?:/|$)")


@dataclass(frozen=True, slots=True, order=True)
class CitedSpan:
    """The place of a cited sentence: a document and two offsets, counted in code points."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """What an address opens: a document of a version, and the citations of one answer.

    ``number`` is that of the citation to open, from 1, or 0 for none.  ``question`` may be "".  ``base`` is
    the prefix of all addresses of a library; it is "" if there is only one corpus.
    """

    document: str
    version: str = ""
    cited: tuple[CitedSpan, ...] = ()
    number: int = 0
    question: str = ""
    base: str = ""

    def path(self, **extra: str) -> str:
        """The address relative to the site, with the *extra* parameters that are not empty."""
        more = [(name, value) for name, value in extra.items() if value]
        query = urlencode([*self.fields(), *more], errors="surrogatepass")
        anchor = f"#c{self.number}" if self.number else ""
        return f"{self.base}{document_path(self.document)}{'?' if query else ''}{query}{anchor}"

    def fields(self) -> list[tuple[str, str]]:
        """The parameters of the address that are not empty."""
        fields = [
            *named_by_parameter(self.document),
            ("v", self.version),
            *(("c", _written(span, self.document)) for span in self.cited),
            ("n", str(self.number) if self.number else ""),
            ("q", self.question),
        ]
        return [(name, value) for name, value in fields if value]

    def opened_at(self, number: int) -> "ReadingPlace":
        """The place of another citation of the same answer, in whichever document it is."""
        return replace(self, document=self.cited[number - 1].document, number=number)


def library_base(library: str) -> str:
    """The prefix of all addresses of a library, whose pages are a site of their own.

    >>> library_base("news"), library_base("")
    ('/library/news', '')
    """
    return f"/library/{library}" if library else ""


def document_path(document: str) -> str:
    """The path of a document's page within its site."""
    return "/read" if named_by_parameter(document) else f"/read/{quote(document, errors='surrogatepass')}"


def reading_path(document: str, base: str = "") -> str:
    """The address of a document as a whole, without a citation."""
    return ReadingPlace(document, base=base).path()


def named_by_parameter(document: str) -> list[tuple[str, str]]:
    """The parameter that names a document whose id browsers would normalize in a path: "a/../b", "/a"."""
    return [("d", document)] if _SHORTENED.search(document) else []


def place_of(
    citations: Sequence[Citation], number: int, version: str, question: str = "", base: str = ""
) -> ReadingPlace:
    """The place that opens citation *number*, from 1, among those of the same answer."""
    spans = tuple(CitedSpan(each.document, each.start, each.end) for each in citations[:MAX_CITATIONS])
    return ReadingPlace(spans[number - 1].document, version, spans, number, question[:LONGEST_QUESTION], base)


def place_in_library(
    citations: Sequence[Citation], number: int, snapshot: Snapshot, question: str = "", base: str = ""
) -> ReadingPlace:
    """The place that opens citation *number* of an answer that *snapshot* gave.

    If several libraries were asked together, it is in the one that has the sentence.
    """
    if not isinstance(snapshot, JointSnapshot):
        return place_of(citations, number, snapshot.version, question, base)
    library, own, own_number = own_citations(citations, number)
    version = snapshot.members[library].version
    return place_of(own, own_number, version, question, library_base(library))


def path_in_library(document: str, snapshot: Snapshot, base: str = "") -> str:
    """The address of a document of *snapshot* as a whole."""
    if not isinstance(snapshot, JointSnapshot):
        return reading_path(document, base)
    library, own = split_id(document)
    return reading_path(own, library_base(library))


def read_spans(written: Iterable[str], document: str) -> tuple[CitedSpan, ...]:
    """The citations in an address; malformed ones are skipped.

    >>> read_spans(["12-80", "5-60@other", "nonsense"], "lamp")
    (CitedSpan(document='lamp', start=12, end=80), CitedSpan(document='other', start=5, end=60))
    """
    matches = [_PLACE.fullmatch(each) for each in written]
    return tuple(CitedSpan(found[3] or document, int(found[1]), int(found[2])) for found in matches if found)[
        :MAX_CITATIONS
    ]


def _written(span: CitedSpan, document: str) -> str:
    place = f"{span.start}-{span.end}"
    return place if span.document == document else f"{place}@{span.document}"
