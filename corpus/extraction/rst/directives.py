"""Read directives: those of docutils and Sphinx by their names, and any other by its form.

Each becomes nodes for `tree`: paragraphs, code, a table, a term with its description, or nothing.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.directives.misc import Replace, Unicode
from docutils.statemachine import StringList


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DECLARED_ROLES = "declared_roles"
"""The attribute of a document that maps each role it declares to the role that this is based on."""
_SKIPPED = _names(
    "bibliography codeauthor contents ctype currentmodule date default-domain default-role digraph footer "
    "graph graphviz header highlight include index inheritance-diagram literalinclude mermaid meta module "
    "plot raw sectionauthor sectnum tabularcolumns target-notes testcleanup testsetup title toctree todo "
    "todolist uml"
)
_CODE = _names(
    "code code-block code-tab console doctest ipython ipython3 jupyter-execute math parsed-literal "
    "productionlist prompt sourcecode testcode testoutput tab-code"
)
_CONTAINERS = _names(  # the argument is a class, a condition or a number
    "compound container cssclass figure grid grid-item hlist ifconfig only rst-class tab-set tabs"
)
_OBJECTS = _names(
    "attribute class classmethod cmdoption confval data decorator decoratormethod describe enum enumerator "
    "envvar exception function macro member method object opcode option property setting staticmethod "
    "struct type union var"
)
_ATTRIBUTES = _names("attribute data property")
_SHOWN_OPTIONS = ("type", "default")
_ADMONITIONS = _names(
    "attention caution centered danger epigraph error highlights hint important line-block note "
    "pull-quote seealso tip warning"
)
_TITLED = _names(
    "admonition card collapse details dropdown grid-item-card group-tab rubric sidebar tab tab-item "
    "table topic"
)
_VERSIONS = {
    "deprecated": "Deprecated since version",
    "deprecated-removed": "Deprecated since version",
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "versionremoved": "Removed in version",
}
_ROLE = re.compile(r"(?P<name>[\w.+:-]+)\s*(?:\(\s*(?P<base>[\w.+:-]+)\s*\))?")
_OPTION = re.compile(r":(?P<name>[\w-]+):(?:\s+(?P<value>.*))?")
_VERSION = re.compile(r"v?\d[\w.]*|next|unreleased", re.IGNORECASE)
_STYLES = re.compile(r"[a-z0-9 _-]+")
_ESCAPED = re.compile(r"\\(.)")
_ENDS = (".", "!", "?", "。")
_LONGEST_TERM = 300


def directive_class(name: str) -> type:
    """The class for a directive, given its name with a domain ("py:function") or without."""
    domain, _, last = name.lower().rpartition(":")
    if not domain and last in _OTHERS:
        return _OTHERS[last]
    if domain and last not in _SKIPPED:  # "py:class" is a class and no condition
        return _Definition
    if last in _SKIPPED:
        return _Skipped
    if last in _CODE:
        return _Code
    if last in _VERSIONS:
        return _VersionChange
    if last in _ADMONITIONS:
        return _Admonition
    return _Container if last in _CONTAINERS else _Definition


class _ParsedDirective(Directive):  # type: ignore[misc]  # docutils is published without types
    """A directive whose lines are divided into an argument, options, and the content below them."""

    has_content = True

    def run(self) -> list[Any]:
        """The nodes of the directive."""
        lines = list(self.content)
        head = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
        first = next((at for at in range(head) if _OPTION.match(lines[at])), head)
        if first and self.block_text.partition("\n")[0].rstrip().endswith("::"):
            head = first = 0  # the content begins right below the name
        self.argument = [line.strip() for line in lines[:first]]
        self.given = _options(lines[first:head])
        self.below = self.content[head:]
        self.whole = self.content[:first] + self.below
        return self.nodes_of()

    def nodes_of(self) -> list[Any]:
        """The nodes that represent the directive."""
        raise AssertionError

    def parsed(self, lines: StringList) -> list[Any]:
        """The nodes of some lines."""
        parent = nodes.container()
        self.state.nested_parse(lines, self.content_offset, parent)
        return list(parent.children)

    def words(self, text: str) -> list[Any]:
        """The nodes of some words."""
        found, _ = self.state.inline_text(text, self.lineno)
        return list(found)

    def argument_paragraph(self) -> list[Any]:
        """The argument, if there is one, as a paragraph."""
        text = "\n".join(self.argument)
        return [nodes.paragraph(text, "", *self.words(text))] if text else []


def _options(lines: Sequence[str]) -> dict[str, str]:
    r"""The options of a directive; a line that begins no option continues the one before.

    >>> _options([":header: Tree,", "   Height", ":widths: auto"])
    {'header': 'Tree,\nHeight', 'widths': 'auto'}
    """
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        begun = _OPTION.match(line)
        if begun:
            name = begun["name"].lower()
            found[name] = begun["value"] or ""
        else:
            found[name] += f"\n{line.strip()}"
    return found


class _Skipped(_ParsedDirective):
    """A directive that readers do not see: contents, other files, diagrams, settings."""

    def nodes_of(self) -> list[Any]:
        """None."""
        return []


class _Picture(_ParsedDirective):
    """A picture, which may be the substitution for a name within a line."""

    def nodes_of(self) -> list[Any]:
        """A node without words."""
        return [nodes.image(uri="")]


class _Code(_ParsedDirective):
    """Code, whose argument is its language."""

    def nodes_of(self) -> list[Any]:
        """Its lines, with a caption; mathematics may begin on the line of the name."""
        lines = [*(self.argument if self.name == "math" else ()), *self.below]
        text = "\n".join(lines)
        if self.name == "parsed-literal":
            return [nodes.literal_block(text, "", *self.words("\n".join([*self.argument, *lines])))]
        return [*self.captioned(), nodes.literal_block(text, text)]

    def captioned(self) -> list[Any]:
        """Its caption as a paragraph above it."""
        text = self.given.get("caption", "")
        return [nodes.paragraph(text, "", *self.words(text))] if text else []


class _Container(_ParsedDirective):
    """A directive that only wraps its content."""

    def nodes_of(self) -> list[Any]:
        """The content."""
        return self.parsed(self.below)


class _Glossary(_ParsedDirective):
    """Terms, each group of lines above an indented description."""

    def nodes_of(self) -> list[Any]:
        """A list of the terms with their descriptions."""
        items: list[Any] = []
        lines = list(self.below)
        begins = [at for at in range(1, len(lines)) if _is_term(lines[at]) and not _is_term(lines[at - 1])]
        for begin, end in pairwise([0, *begins, len(lines)]):
            items += self._entry(self.below[begin:end])
        return [nodes.definition_list("", *items)] if items else []

    def _entry(self, lines: StringList) -> list[Any]:
        """One group of terms with its description; nothing if it has no terms."""
        count = next((at for at, line in enumerate(lines) if not _is_term(line)), len(lines))
        terms = [nodes.term("", line.partition(" : ")[0]) for line in lines[:count]]
        described = lines[count:]
        described.trim_left(min((_indentation(line) for line in described if line.strip()), default=0))
        definition = nodes.definition("", *self.parsed(described))
        return [nodes.definition_list_item("", *terms, definition)] if terms else []


def _is_term(line: str) -> bool:
    """Whether a line of a glossary is a term, which is not indented."""
    return bool(line) and not line[0].isspace()


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


class _VersionChange(_ParsedDirective):
    """In which version something was added, changed or removed, in Sphinx's words."""

    def nodes_of(self) -> list[Any]:
        """A paragraph that begins with the version, and the rest of the content."""
        words = " ".join(self.argument).split()
        most = 2 if self.name.lower() == "deprecated-removed" else 1
        versions = [word for word in words[:most] if _VERSION.fullmatch(word)] or words[:1]
        rest = " ".join(words[len(versions) :])
        said = self.words(rest) if rest else []
        below = self.parsed(self.below)
        if not said and below and isinstance(below[0], nodes.paragraph):
            said = below.pop(0).children
        label = f"{_VERSIONS[self.name.lower()]} {', removed in '.join(versions)}"
        opening = nodes.Text(f"{label}: " if said else f"{label}.")
        return [nodes.paragraph("", "", opening, *said), *below]


class _Admonition(_ParsedDirective):
    """A note or the like, whose content may begin on the line of its name."""

    def nodes_of(self) -> list[Any]:
        """All of its content."""
        return self.parsed(self.whole)


class _Definition(_ParsedDirective):
    """Any other directive: a note if its argument is a sentence, or a term with a description."""

    def nodes_of(self) -> list[Any]:
        """The content below the argument."""
        below = [*self._typed(), *self.parsed(self.below)]
        if not self.argument:
            return below
        if self._is_title_or_sentence():
            return [*self.argument_paragraph(), *below]
        if not below:
            return self._without_content()
        terms = [nodes.term("", line) for line in self._signatures()]
        item = nodes.definition_list_item("", *terms, nodes.definition("", *below))
        return [nodes.definition_list("", item)]

    def _is_title_or_sentence(self) -> bool:
        """Whether the argument is a title or a sentence, and not a name."""
        text = " ".join(self.argument)
        return self.name.lower() in _TITLED or text.endswith(_ENDS) or len(text) > _LONGEST_TERM

    def _without_content(self) -> list[Any]:
        """The names of an object without a description; nothing for other directives without content."""
        name = self.name.lower()
        is_style = name == "class" and _STYLES.fullmatch(self.argument[0])
        if name.rpartition(":")[2] not in _OBJECTS or is_style:
            return []
        return [nodes.paragraph("", line) for line in self._signatures()]

    def _signatures(self) -> list[str]:
        """The names that are described; those of attributes include type and value."""
        shown = ""
        if self._is_of_attribute():
            marks = (("type", ": "), ("value", " = "))
            shown = "".join(f"{mark}{self._given(name)}" for name, mark in marks if name in self.given)
        return [_ESCAPED.sub(r"\1", line) + shown for line in _joined(self.argument)]

    def _typed(self) -> list[Any]:
        """The type and the default of a setting, as Sphinx shows them: "Type: int"."""
        names = [] if self._is_of_attribute() else [name for name in _SHOWN_OPTIONS if self._given(name)]
        texts = [f"{name.capitalize()}: {self._given(name)}" for name in names]
        return [nodes.paragraph(text, "", *self.words(text)) for text in texts]

    def _given(self, option: str) -> str:
        return " ".join(self.given.get(option, "").split())

    def _is_of_attribute(self) -> bool:
        return self.name.lower().rpartition(":")[2] in _ATTRIBUTES


def _joined(lines: Iterable[str]) -> list[str]:
    r"""Signatures, one per line; a backslash at the end of a line continues it."""
    return "\n".join(lines).replace("\\\n", "").split("\n")


class _ListTable(_ParsedDirective):
    """A table whose rows are lists, with its title as the argument."""

    def nodes_of(self) -> list[Any]:
        """The title and the table."""
        return [*self.argument_paragraph(), table_of(self.rows(), self._header_row_count())]

    def _header_row_count(self) -> int:
        """How many rows are headers."""
        count = self.given.get("header-rows", "0").strip()
        return (int(count[:4]) if count.isdecimal() else 0) + ("header" in self.given)

    def rows(self) -> list[list[list[Any]]]:
        """The content of each cell, row by row."""
        below = self.parsed(self.below)
        lists = [node for node in below if isinstance(node, nodes.bullet_list)]
        return [
            [list(cell.children) for cells in row if isinstance(cells, nodes.bullet_list) for cell in cells]
            for found in lists
            for row in found
        ]


class _CsvTable(_ListTable):
    """A table in CSV; one in a separate file is left out."""

    def rows(self) -> list[list[list[Any]]]:
        """The content of each cell, row by row."""
        rows = [self._cells(text) for text in (self.given.get("header", ""), "\n".join(self.below)) if text]
        return [
            [self.parsed(StringList(cell.splitlines(), "")) for cell in row] for part in rows for row in part
        ]

    def _cells(self, text: str) -> list[list[str]]:
        """The cells of a CSV text, row by row; none if it cannot be parsed."""
        given = self.given.get("delim", ",").strip().lower()
        mark = {"tab": "\t", "space": " "}.get(given, given[:1] or ",")
        try:
            return list(csv.reader(text.split("\n"), delimiter=mark, skipinitialspace=True))
        except (csv.Error, TypeError, ValueError):
            return []


class _Role(_ParsedDirective):
    """The declaration of a role, ``.. role:: red(raw)``, which is recorded in the document."""

    def nodes_of(self) -> list[Any]:
        """None."""
        document = self.state.document
        declared = _ROLE.match(" ".join(self.argument))
        if declared and declared["base"]:
            roles = vars(document).setdefault(DECLARED_ROLES, {})
            roles[declared["name"].lower()] = declared["base"].lower()
        return []


def table_of(rows: Sequence[Sequence[Sequence[Any]]], heads: int) -> Any:
    """A table from rows of cells; the first *heads* rows are headers."""
    made = [nodes.row("", *(nodes.entry("", *cell) for cell in row)) for row in rows]
    parts = [nodes.thead("", *made[:heads])] if heads else []
    return nodes.table("", nodes.tgroup("", *parts, nodes.tbody("", *made[heads:])))


_OTHERS: dict[str, type] = {
    "csv-table": _CsvTable,
    "glossary": _Glossary,
    "image": _Picture,
    "list-table": _ListTable,
    "replace": Replace,
    "role": _Role,
    "unicode": Unicode,
}
