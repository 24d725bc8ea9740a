"""Number the items of ordered lists as a reader of the page sees them, which their text does not say."""

import re
from collections.abc import Iterator
from typing import Any

from corpus.extraction.lists.ordinals import ARABIC, LOWER_ROMAN, UPPER_ROMAN, ordinal
from corpus.extraction.packages import local_name

_KEPT_IN = "rend"  # an attribute that trafilatura passes on
_PREFIX = "li "
_NUMBER = re.compile(r"\s*[+-]?\d{1,6}(?!\d)")
_UNMARKED = re.compile(r"list-style(?:-type)?\s*:[^;]{0,40}\bnone\b", re.IGNORECASE)
_LARGEST = 999  # that `corpus.structure.lines.rows` reads as the number of an item
_ROMAN_BELOW = 100  # longer ones are not read as the number of an item either


def number_items(page: Any) -> None:
    """Write into each item of an ordered list what `mark_of` reads."""
    for found in page.iter():
        if local_name(found) == "ol" and not _UNMARKED.search(found.get("style") or ""):
            for item, number in _numbered(found):
                item.set(_KEPT_IN, f"{_PREFIX}{_written(number, found.get('type') or '1')}")


def mark_of(item: Any) -> str:
    """What is in front of an item: "2. "; "" if it has no number."""
    kept = str(item.get(_KEPT_IN) or "")
    return f"{kept.removeprefix(_PREFIX)} " if kept.startswith(_PREFIX) and kept != _PREFIX else ""


def _numbered(found: Any) -> Iterator[tuple[Any, int]]:
    items = [item for item in found if local_name(item) == "li"]
    step = 1 if found.get("reversed") is None else -1
    number = _number(found.get("start"), 1 if step == 1 else len(items))
    for item in items:
        number = _number(item.get("value"), number)
        yield item, number
        number += step


def _number(stated: str | None, otherwise: int) -> int:
    read = _NUMBER.match(stated or "")
    return int(read[0]) if read else otherwise


def _written(number: int, kind: str) -> str:
    """A number with its stop as a list of some type shows it; "" if it is none that is read as an item's.

    >>> _written(4, "1"), _written(4, "A"), _written(4, "i"), _written(4000, "1")
    ('4.', 'D.', 'iv.', '')
    """
    if not 0 <= number <= _LARGEST:
        return ""
    is_roman = kind in (LOWER_ROMAN, UPPER_ROMAN)
    return f"{ordinal(number, ARABIC if is_roman and number >= _ROMAN_BELOW else kind)}."
