"""reStructuredText -> a tree of docutils' nodes, made of this text alone.

Nothing else is read: no configuration, no included file, no web address.  A mistake in the markup does not
end the parsing; it becomes a system message in the tree.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docutils import frontend, nodes
from docutils.parsers.rst import Parser, directives
from docutils.parsers.rst.states import Inliner
from docutils.utils import new_document, unescape

from corpus.extraction.rst.directives import DECLARED_ROLES, directive_class
from corpus.extraction.rst.roles import CODE_ROLES, shown_by_role
from corpus.limits import MAX_CHARACTERS

_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "halt_level": 6,  # above every level
    "line_length_limit": MAX_CHARACTERS,
    "raw_enabled": False,
    "report_level": 5,
    "syntax_highlight": "none",
    "warning_stream": False,
}
_ENHANCEMENT_PROPOSAL = re.compile(r"\s*PEP: *\d")
_LONGEST_AT_ONCE = 10_000


def parse(text: str) -> Any:
    """Parse a text into a docutils tree."""
    settings = frontend.get_default_settings(Parser)
    settings.__dict__.update(_SETTINGS)
    document = new_document("", settings)
    with _every_directive_known():
        begins_with_header = _ENHANCEMENT_PROPOSAL.match(text) is not None
        Parser(rfc2822=begins_with_header, inliner=_lenient_inliner()).parse(text, document)
    return document


@contextmanager
def _every_directive_known() -> Iterator[None]:
    """Within the block, look up all directives among ours; Sphinx installs its own in the same way."""
    looked_up = directives.directive
    directives.directive = lambda name, language, document: (directive_class(name), [])
    try:
        yield
    finally:
        directives.directive = looked_up


def _lenient_inliner() -> Any:
    """The parser of inline markup: it knows every role, and treats addresses as ordinary words.

    It is not a subclass, because docutils looks up its patterns in the exact class of the object.
    """
    inliner = Inliner()
    read_at_once = inliner.parse

    def parse_in_parts(text: str, lineno: int, memo: Any, parent: Any) -> tuple[list[Any], list[Any]]:
        """The nodes of a text; a very long one is read in parts, as each mark may look through all of it."""
        read = [read_at_once(part, lineno, memo, parent) for part in in_parts(text, _LONGEST_AT_ONCE)]
        return [node for found, _ in read for node in found], [each for _, said in read for each in said]

    def interpret(rawsource: str, text: str, role: str | None, lineno: int) -> tuple[list[Any], list[Any]]:
        """The node of words with a role: what a reader sees of them."""
        name = (role or "").rpartition(":")[2].lower()
        base = vars(inliner.document).get(DECLARED_ROLES, {}).get(name, name)
        if base == "raw":
            return [], []
        said = shown_by_role(base, unescape(text, base in CODE_ROLES))
        return [nodes.inline(rawsource, said.text, label=said.label)], []

    inliner.parse = parse_in_parts
    inliner.interpreted = interpret
    inliner.implicit_inline = lambda text, lineno: [nodes.Text(text)] if text else []
    return inliner


def in_parts(text: str, longest: int) -> Iterator[str]:
    """A text in parts of about *longest* characters, divided after a sentence, a line or a word.

    >>> list(in_parts("Old pines. They bend in gales", 14))
    ['Old pines.', ' They bend in', ' gales']
    """
    start = 0
    while len(text) - start > longest:
        ends = (text.rfind(mark, start + 1, start + longest) for mark in (". ", ".\n", "\n", " "))
        found = next((end for end in ends if end > 0), start + longest)
        end = found + 1 if text.startswith(".", found) else found
        yield text[start:end]
        start = end
    yield text[start:]
