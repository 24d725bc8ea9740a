"""How much was asked and how well it was answered: counts over what is kept, and nothing of who asked."""

import datetime
import math
import sqlite3
from collections import Counter
from dataclasses import dataclass

from bot.feedback import BAD, GOOD
from bot.state.database import Database
from corpus.languages import detect

MOST_DOCUMENTS = 5
_QUESTIONS_READ = 5000  # the latest of them, to tell their language: some 35 ms

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

    days: tuple[tuple[datetime.date, int], ...]
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
        """What was asked in the *days* that end with the day *last*."""
        return await self._database.do(_usage, last, days)


_LATENCIES = "FROM answers WHERE at >= :since AND at < :until AND milliseconds IS NOT NULL"
_DOCUMENTS = """
    SELECT max(title), count(*) FROM (
        SELECT DISTINCT answers.id, json_extract(value, '$.document') AS document,
            json_extract(value, '$.title') AS title
        FROM answers, json_each(citations) WHERE at >= :since AND at < :until)
    GROUP BY document ORDER BY count(*) DESC, document LIMIT :most"""
"""A document counts once for an answer, however many sentences of it are cited."""


def _usage(connection: sqlite3.Connection, last: datetime.date, days: int) -> Usage:
    first = last - datetime.timedelta(days - 1)
    period = {"since": _starts(first), "until": _starts(last + datetime.timedelta(1))}
    verdicts = dict(_counts(connection, "verdict", "ratings", period))
    good = verdicts.pop(GOOD, 0)
    return Usage(
        _by_day(connection, first, days, period),
        _counts(connection, "grade", "answers", period),
        _latency(connection, 0.5, period),
        _latency(connection, 0.95, period),
        good,
        sum(verdicts.values()),
        tuple((reason, count) for reason, count in verdicts.items() if reason != BAD),
        tuple(connection.execute(_DOCUMENTS, {**period, "most": MOST_DOCUMENTS}).fetchall()),
        _languages(connection, period),
    )


def _starts(day: datetime.date) -> float:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp()


def _by_day(
    connection: sqlite3.Connection, first: datetime.date, days: int, period: dict[str, float]
) -> tuple[tuple[datetime.date, int], ...]:
    counted = dict(_counts(connection, "date(at, 'unixepoch')", "answers", period))
    all_days = (first + datetime.timedelta(number) for number in range(days))
    return tuple((day, counted.get(day.isoformat(), 0)) for day in all_days)


def _counts(connection: sqlite3.Connection, what: str, table: str, period: dict[str, float]) -> Counts:
    rows = connection.execute(
        f"SELECT {what}, count(*) FROM {table} WHERE at >= :since AND at < :until "  # noqa: S608
        "GROUP BY 1 ORDER BY count(*) DESC, 1",
        period,
    )
    return tuple(rows.fetchall())


def _latency(connection: sqlite3.Connection, share: float, period: dict[str, float]) -> float | None:
    """The milliseconds within which that *share* of the answers came, by nearest rank."""
    (measured,) = connection.execute(f"SELECT count(*) {_LATENCIES}", period).fetchone()
    place = max(math.ceil(share * measured) - 1, 0)
    row = connection.execute(
        f"SELECT milliseconds {_LATENCIES} ORDER BY milliseconds LIMIT 1 OFFSET :place",
        {**period, "place": place},
    ).fetchone()
    return row[0] if row else None


def _languages(connection: sqlite3.Connection, period: dict[str, float]) -> Counts:
    rows = connection.execute(
        "SELECT question FROM answers WHERE at >= :since AND at < :until ORDER BY at DESC LIMIT :most",
        {**period, "most": _QUESTIONS_READ},
    )
    return tuple(Counter(detect(question) for (question,) in rows).most_common())
