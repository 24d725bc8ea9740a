"""The numbers of the lists and headings in an OpenDocument text, which are not in its text.

They are described by list styles, and by one outline style for all headings (OpenDocument 1.3, part 3,
sections 16.30 to 16.34).
"""

from collections.abc import Iterator
from typing import Any

from corpus.extraction.lists.counting import ListLevel, ListLevels
from corpus.extraction.packages import attribute, local_name, whole

OUTLINE = "the headings"
"""The name under which the levels of headings are given; names of styles have no blank."""


def odt_lists(*parts: Any) -> dict[str, ListLevels]:
    """The levels of each list style in some parts of a document, and those of its headings."""
    found: dict[str, ListLevels] = {}
    for part in parts:
        for style in part.iter() if part is not None else ():
            match local_name(style):
                case "list-style":
                    found[attribute(style, "name")] = dict(_levels(style))
                case "outline-style":
                    found[OUTLINE] = dict(_levels(style))
    return found


def continues(found: Any) -> bool:
    """Whether a list goes on counting where one before it ended."""
    return attribute(found, "continue-numbering") == "true" or bool(attribute(found, "continue-list"))


def start_of(item: Any) -> int | None:
    """The number that an item states; None if it states none."""
    return whole(attribute(item, "start-value"))


def _levels(style: Any) -> Iterator[tuple[int, ListLevel]]:
    for each in style:
        format_ = attribute(each, "num-format")
        level = whole(attribute(each, "level")) or 1
        shown = min(whole(attribute(each, "display-levels")) or 1, level)
        numbers = ".".join(f"%{number}" for number in range(level - shown + 1, level + 1))
        template = f"{attribute(each, 'num-prefix')}{numbers}{attribute(each, 'num-suffix')}"
        start = whole(attribute(each, "start-value"))
        yield level, ListLevel(template if format_ else "", format_, 1 if start is None else start)
