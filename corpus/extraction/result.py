"""The result of extracting a file: its text with offsets, or a refusal."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from corpus.extraction.blocks import PageBlock, lay_out, taken
from corpus.extraction.refusal import Refused
from corpus.limits import MAX_LINES
from corpus.records import NO_METADATA, Metadata, Span


class PageProblem(NamedTuple):
    """A part of a file that could not be read, although the rest could."""

    place: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text that was extracted from a file.

    ``headings`` are spans in it and ``levels`` their levels; ``pages`` are the offsets of its pages, if it
    has any; ``stated`` is the metadata in the file.
    """

    title: str
    text: str
    headings: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    problems: tuple[PageProblem, ...] = ()
    levels: tuple[int, ...] = ()
    stated: Metadata = NO_METADATA

    @classmethod
    def of(
        cls,
        title: str,
        blocks: Iterable[PageBlock],
        pages: int = 0,
        problems: tuple[PageProblem, ...] = (),
        stated: Metadata = NO_METADATA,
    ) -> "Extracted":
        """The text of some blocks; raises Refused if there is none, or too much."""
        made = lay_out(taken(blocks), pages)
        if not any(map(str.isalnum, made.text)):
            raise Refused("contains no text", "replace it with a file that does")
        if made.text.count("\n") >= MAX_LINES:
            raise Refused(f"has more than {MAX_LINES:,} lines", "split it")
        title = " ".join(title.split())
        return cls(title, made.text, made.headings, made.pages, problems, made.levels, stated)

    def as_json(self) -> dict[str, Any]:
        """The result as a dictionary for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> "Extracted":
        """The inverse of as_json()."""
        return cls(
            row["title"],
            row["text"],
            tuple(Span(*span) for span in row["headings"]),
            tuple(row["pages"]),
            tuple(PageProblem(*problem) for problem in row["problems"]),
            tuple(row["levels"]),
            Metadata(*row["stated"]),
        )
