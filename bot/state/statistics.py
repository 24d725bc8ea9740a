"""How much was asked and how well it was answered: counts over what is kept, and nothing of who asked."""

import datetime
import math
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages.verdicts import BAD, GOOD
from bot.state.storage.database import Database
from corpus.language_detection import detect

MOST_DOCUMENTS = 5
_QUESTIONS_READ = 5000  # the latest of them, to tell their language: some 35 ms

DayCounts = tuple[tuple[datetime.date, int], ...]
Counts = tuple[tuple[str, int], ...]
"""Things by name and how many there are of each, the most first."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked in some days, in UTC.

    ``days`` has every one of them with its questions, oldest first.  ``grades`` are those of the answers, by
    their values.  ``median`` and ``slowest`` are milliseconds: half of the answers, and 95 of 100, took at
    most as long; None where none was measured.  ``good`` and ``bad`` are votes, ``reasons`` those of the bad
    ones that have any.  ``documents`` are the titles of those most cited, ``languages`` those of the
    questions, by their codes.
    """

    days: DayCounts
    grades: Counts
    median: float | None
    slowest: float | None
    good: int
    bad: int
    reasons: Counts
    documents: Counts
    languages: Counts

    @property
    def questions(self) -> int:
        """How many questions were asked."""
        return sum(count for _, count in self.days)


class Statistics:
    """The counts in the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def usage(self, last: datetime.date, days: int) -> Usage:
        """What was asked in the *days* that end with the day *last*.

        Each figure is read by itself, so that others have the memory in between: over a hundred thousand
        answers the longest takes less than half a second.
        """
        first = last - datetime.timedelta(days - 1)
        period = {"since": _starts(first), "until": _starts(last + datetime.timedelta(1))}
        do = self._database.do
        good, bad, reasons = _votes(await do(_counts, "verdict", _VOTES, period))
        median, slowest = await do(_latencies, period)
        return Usage(
            days=await do(_by_day, first, days, period),
            grades=await do(_counts, "grade", _ANSWERS, period),
            median=median,
            slowest=slowest,
            good=good,
            bad=bad,
            reasons=reasons,
            documents=await do(_documents, period),
            languages=await do(_languages, period),
        )


Period = Mapping[str, float]
"""Seconds since 1970: those from which on (``since``) and before which (``until``) things count."""

_VOTES = "FROM ratings WHERE at >= :since AND at < :until"
_ANSWERS = "FROM answers WHERE at >= :since AND at < :until AND current"
"""What stands in people's chats: an answer that another one took the place of does not count."""
_DOCUMENTS = f"""
    SELECT max(title), count(*) FROM (
        SELECT DISTINCT answer, json_extract(value, '$.document') AS document,
            json_extract(value, '$.title') AS title
        FROM (SELECT id AS answer, citations {_ANSWERS}), json_each(citations))
    GROUP BY document ORDER BY count(*) DESC, document LIMIT :most"""  # noqa: S608
"""A document counts once for an answer, however many sentences of it are cited."""


def _starts(day: datetime.date) -> float:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp()


def _by_day(connection: sqlite3.Connection, first: datetime.date, days: int, period: Period) -> DayCounts:
    counted = dict(_counts(connection, "date(at, 'unixepoch')", _ANSWERS, period))
    all_days = (first + datetime.timedelta(number) for number in range(days))
    return tuple((day, counted.get(day.isoformat(), 0)) for day in all_days)


def _counts(connection: sqlite3.Connection, what: str, among: str, period: Period) -> Counts:
    counted = f"SELECT {what}, count(*) {among} GROUP BY 1 ORDER BY count(*) DESC, 1"
    return tuple(connection.execute(counted, period).fetchall())


def _votes(verdicts: Counts) -> tuple[int, int, Counts]:
    """How many found an answer good, how many bad, and why.

    >>> _votes((("wrong", 3), ("good", 2), ("bad", 1)))
    (2, 4, (('wrong', 3),))
    """
    bad = [(verdict, count) for verdict, count in verdicts if verdict != GOOD]
    reasons = tuple((verdict, count) for verdict, count in bad if verdict != BAD)
    return dict(verdicts).get(GOOD, 0), sum(count for _, count in bad), reasons


def _latencies(connection: sqlite3.Connection, period: Period) -> tuple[float | None, float | None]:
    """The milliseconds within which half of the answers came, and 95 of 100, by nearest rank."""
    rows = connection.execute(
        f"SELECT milliseconds {_ANSWERS} AND milliseconds IS NOT NULL ORDER BY milliseconds", period
    )
    measured = [milliseconds for (milliseconds,) in rows]
    if not measured:
        return None, None
    return measured[math.ceil(0.5 * len(measured)) - 1], measured[math.ceil(0.95 * len(measured)) - 1]


def _documents(connection: sqlite3.Connection, period: Period) -> Counts:
    return tuple(connection.execute(_DOCUMENTS, {**period, "most": MOST_DOCUMENTS}).fetchall())


def _languages(connection: sqlite3.Connection, period: Period) -> Counts:
    rows = connection.execute(
        f"SELECT question {_ANSWERS} ORDER BY at DESC LIMIT :most", {**period, "most": _QUESTIONS_READ}
    )
    return tuple(Counter(detect(question) for (question,) in rows).most_common())
