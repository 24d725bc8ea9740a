"""RTF -> blocks: the paragraphs of a document, and the rows of its tables."""

import re
from collections.abc import Callable

from corpus.extraction.blocks import Kind, PageBlock
from corpus.extraction.result import Extracted

_TITLE = re.compile(r"\{\\title\s+([^{}\\]{1,300})\}")


def read_rtf(data: bytes) -> Extracted:
    """The text of an RTF file's bytes."""
    from striprtf.striprtf import rtf_to_text

    source = data.decode("cp1252", "replace")
    convert: Callable[..., str] = rtf_to_text  # published without types
    text = convert(source, errors="ignore")
    title = _TITLE.search(source[:100_000])
    return Extracted.of(title[1] if title else "", [_block(line) for line in text.splitlines()])


def _block(line: str) -> PageBlock:
    """A paragraph; the cells of a row, which bars separate, become an item.

    >>> _block("Oak|12 m|").text
    'Oak; 12 m'
    """
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) > 2 and line.rstrip().endswith("|"):
        return PageBlock(Kind.ITEM, "; ".join(filter(None, cells)))
    return PageBlock(Kind.PARAGRAPH, line)
