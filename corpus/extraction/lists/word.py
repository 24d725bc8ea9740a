"""The numbers of the lists and headings in a Word document, which are not in its text.

A paragraph, or its style, names a list by its number and the level on it.  What a list looks like is in an
"abstract" list, which several lists may share; they then go on counting where the one before ended, unless
one starts again (ECMA-376, part 1, section 17.9).
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.extraction.lists.counting import ListLevel, ListLevels, ListNumbers
from corpus.extraction.lists.ordinals import ARABIC, LOWER_LETTER, LOWER_ROMAN, UPPER_LETTER, UPPER_ROMAN
from corpus.extraction.packages import attribute, local_name, whole

if TYPE_CHECKING:
    from docx.document import Document

_STYLES = {
    "decimal": ARABIC,
    "decimalZero": ARABIC,
    "lowerLetter": LOWER_LETTER,
    "upperLetter": UPPER_LETTER,
    "lowerRoman": LOWER_ROMAN,
    "upperRoman": UPPER_ROMAN,
}
_NO_LIST = "0"
_PARENTS = 10  # of a style, of which each inherits from the next


class _Listed(NamedTuple):
    """What a paragraph or a style says: the number of its list, and its level from 1; None for not stated."""

    number: str | None = None
    level: int | None = None


class _List(NamedTuple):
    """A list: the name of its abstract list, its levels, and the first numbers on levels that start again."""

    name: str
    levels: ListLevels
    starts: dict[int, int]


class WordLists:
    """Counts the lists of a document, whose paragraphs are given in order."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._numbers = ListNumbers()
        self._begun: set[tuple[str, int]] = set()

    def mark_of(self, paragraph: Any) -> str | None:
        """The number of the next paragraph, an element of the document, with a blank.

        "" for a list without numbers; None if the paragraph is in no list.
        """
        own = _listed(_child(paragraph, "pPr"))
        style = self._of_styles.get(paragraph.style or "", _Listed())
        number = own.number if own.number is not None else style.number
        if number is None or number == _NO_LIST:
            return None
        found = self._lists.get(number)
        if found is None:
            return ""
        level = own.level or style.level or 1
        key = (number, level)
        start = found.starts.get(level) if key not in self._begun else None
        self._begun.add(key)
        return self._numbers.mark(found.name, found.levels, level, start)

    @cached_property
    def _lists(self) -> dict[str, _List]:
        """The lists by their numbers."""
        from docx.opc.constants import RELATIONSHIP_TYPE

        try:
            root = self._document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]  # an XML part
        except KeyError:  # a document without lists
            return {}
        abstract = {
            attribute(each, "abstractNumId"): _levels(each) for each in _children(root, "abstractNum")
        }
        found = {}
        for each in _children(root, "num"):
            name = _value(_child(each, "abstractNumId")) or ""
            found[attribute(each, "numId")] = _List(name, abstract.get(name, {}), _starts(each))
        return found

    @cached_property
    def _of_styles(self) -> dict[str, _Listed]:
        """What each style says about lists, with what it inherits."""
        styles = {each.styleId: each for each in self._document.styles.element.style_lst}
        return {name: _inherited(name, styles) for name in styles}


def _inherited(name: str, styles: dict[str, Any]) -> _Listed:
    number: str | None = None
    level: int | None = None
    for _ in range(_PARENTS):
        style = styles.get(name)
        if style is None:
            break
        own = _listed(_child(style, "pPr"))
        number, level = number if number is not None else own.number, level or own.level
        name = _value(_child(style, "basedOn")) or ""
    return _Listed(number, level)


def _listed(properties: Any) -> _Listed:
    found = _child(properties, "numPr")
    level = _number(_child(found, "ilvl"))
    return _Listed(_value(_child(found, "numId")), None if level is None else level + 1)


def _levels(abstract: Any) -> ListLevels:
    levels = {}
    for each in _children(abstract, "lvl"):
        style = _STYLES.get(_value(_child(each, "numFmt")) or "")
        template = (_value(_child(each, "lvlText")) or "") if style else ""
        start = _number(_child(each, "start"))
        level = (whole(attribute(each, "ilvl")) or 0) + 1
        levels[level] = ListLevel(template, style or "", 1 if start is None else start)
    return levels


def _starts(found: Any) -> dict[int, int]:
    """The first numbers on the levels of a list that starts again."""
    starts = {}
    for each in _children(found, "lvlOverride"):
        start = _number(_child(each, "startOverride"))
        if start is not None:
            starts[(whole(attribute(each, "ilvl")) or 0) + 1] = start
    return starts


def _children(element: Any, name: str) -> Iterator[Any]:
    return (each for each in (element if element is not None else ()) if local_name(each) == name)


def _child(element: Any, name: str) -> Any:
    return next(_children(element, name), None)


def _value(element: Any) -> str | None:
    """The value of an element; None if there is no such element."""
    return None if element is None else attribute(element, "val")


def _number(element: Any) -> int | None:
    """The value of an element if it is a whole number."""
    return None if element is None else whole(attribute(element, "val"))
