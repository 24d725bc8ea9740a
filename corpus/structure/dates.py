"""Read dates as people write them in the supported languages: "29 November 2002", "2002年11月29日"."""

import datetime
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from languages import LANGUAGES, Languages

# Each form names its parts; next to a month's name the year may be missing, as in most datelines.
_FORMS = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
    r"(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4})(?!\d)",
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s(?:of\s|de\s)?(?P<name>MONTH)(?!\w)\.?"
    r"(?:,?\s(?:de\s|del\s)?(?P<year>\d{4})(?!\w)(?:\s?г(?:ода(?!\w)|\.))?)?",
    r"(?P<name>MONTH)\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\w)(?:,?\s(?P<year>\d{4})(?!\w))?",
)

# Thai years are counted from the Buddha's death: 2545 is 2002.
_BUDDHIST_ERA = 543
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_NUMBERED_MONTH = re.compile(r"(\d{1,2})月")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_CHRISTIAN_YEAR = 2400


def find(text: str, languages: Languages = LANGUAGES) -> datetime.date | None:
    """The first complete date in a text, with day, month and year; None if there is none.

    >>> find("Moscow, 29 November 2002 (RFE/RL)"), find("Pékin, le 1er décembre"), find("03/04/2002")
    (datetime.date(2002, 11, 29), None, None)
    """
    months = _months(languages)
    matches = [match for pattern in months.patterns for match in pattern.finditer(text)]
    matches.sort(key=lambda match: (match.start(), -match.end()))
    return next(filter(None, map(months.date, matches)), None)


class PartialDate(NamedTuple):
    """A year, a month and a day, each 0 if it is left open."""

    year: int
    month: int = 0
    day: int = 0


def partial(words: str, languages: Languages = LANGUAGES) -> PartialDate | None:
    """What the words of a date name of it; None if that is neither a year nor a day of a month.

    >>> partial("29 November 2002"), partial("1950s"), partial("on Monday")
    (PartialDate(year=2002, month=11, day=29), PartialDate(year=1950, month=0, day=0), None)
    >>> partial("November 2002"), partial("3 December")
    (PartialDate(year=2002, month=11, day=0), PartialDate(year=0, month=12, day=3))
    """
    whole = find(words, languages)
    if whole is not None:
        return PartialDate(whole.year, whole.month, whole.day)
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    year = next((number for number in numbers if _FIRST_YEAR <= number <= _LAST_YEAR), 0)
    month = _months(languages).month_in(words)
    day = next((number for number in numbers if 1 <= number <= 31), 0) if month else 0
    return PartialDate(year, month, day) if year or day else None


class _Months:
    """The names of the months in some languages, and the forms of a date with them."""

    def __init__(self, languages: Languages) -> None:
        self.numbers: Mapping[str, int] = {
            name: number
            for profile in languages.profiles()
            for number, names in enumerate(profile.months, 1)
            for name in names
        }
        month = "|".join(map(re.escape, sorted(self.numbers, key=len, reverse=True)))
        self.forms = [form.replace("MONTH", month) for form in _FORMS if month or "MONTH" not in form]
        # A date begins at the beginning of a number, except in text without spaces: "北京2002年11月29日".
        self.patterns = [
            re.compile((r"(?<!\d)" if "年" in form else r"(?<!\w)") + form, re.IGNORECASE)
            for form in self.forms
        ]

    def date(self, match: re.Match[str]) -> datetime.date | None:
        """The day that a match names; None if the day does not exist or has no year."""
        parts = match.groupdict()
        if not parts["year"]:
            return None
        year, month, day = int(parts["year"]), self._month(parts), parts.get("day")
        if "one" in parts:
            month, day = _month_and_day(int(parts["one"]), int(parts["other"]))
        try:
            return datetime.date(year - _BUDDHIST_ERA * (year > _LAST_CHRISTIAN_YEAR), month, int(day or 0))
        except ValueError:
            return None

    def month_in(self, words: str) -> int:
        """The month that some words name, 0 for none."""
        numbered = _NUMBERED_MONTH.search(words)
        if numbered:
            return int(numbered[1]) if int(numbered[1]) <= 12 else 0
        return next((self.numbers[word] for word in _WORD.findall(words.lower()) if word in self.numbers), 0)

    def _month(self, parts: dict[str, str]) -> int:
        if name := parts.get("name"):
            return self.numbers[name.lower()]
        return int(parts.get("month") or 0)


@cache
def _months(languages: Languages) -> _Months:
    return _Months(languages)


def _month_and_day(one: int, other: int) -> tuple[int, int]:
    """Month and day of "29/11/2002" or "11/29/2002"; (0, 0) if it could be either."""
    if one == other or one > 12 >= other:
        return other, one
    return (one, other) if other > 12 else (0, 0)


# A day in any form, with or without a year, for the case-insensitive patterns of other modules.
PATTERN = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", form) for form in _months(LANGUAGES).forms) + ")"
