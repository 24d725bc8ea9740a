"""How much was asked and how well it was answered: counts over the stored answers, without who asked."""

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages.verdicts import BAD, GOOD
from bot.state.storage.database import Connection, Database
from bot.state.storage.dialect import Dialect
from corpus.language_detection import detect

MAX_DOCUMENTS = 5
_SECONDS_OF_A_DAY = 86400
_QUESTIONS_READ = 5000  # the latest ones; detecting their languages takes about 35 ms

DayCounts = tuple[tuple[datetime.date, int], ...]
Counts = tuple[tuple[str, int], ...]
"""Names with counts, the highest first."""


@dataclass(frozen=True, slots=True)
class GradesOfDay:
    """How many answers of each grade were given on a day."""

    day: datetime.date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Usage:
    """The usage during some days, in UTC.

    ``days`` has the number of questions of every day, oldest first, and ``grades`` those of the answers.
    ``median`` and ``slowest`` are the 50th and the 95th percentile of the answer time in milliseconds; None
    if none was measured.  ``good`` and ``bad`` count votes, ``reasons`` the reasons given for bad ones.
    ``documents`` are the titles of the documents cited most (ids where there is no title), ``languages`` the
    languages of the questions.
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
    """The statistics of the database."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library

    async def usage(self, last: datetime.date, days: int) -> Usage:
        """The usage during the *days* that end with the day *last*.

        Each figure is a query of its own, so that others can use the database in between: with a hundred
        thousand answers the longest takes less than half a second.
        """
        first = last - datetime.timedelta(days - 1)
        period: Period = {
            "since": _starts(first),
            "until": _starts(last + datetime.timedelta(1)),
            "library": self._library,
        }
        do = self._database.do_once
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
            documents=await do(_documents, self._database.dialect, period),
            languages=await do(_languages, period),
        )

    async def grades_by_day(self, last: datetime.date, days: int) -> tuple[GradesOfDay, ...]:
        """The grades of the answers on each of the *days* that end with the day *last*, oldest first."""
        first = last - datetime.timedelta(days - 1)
        period = {
            "since": _starts(first),
            "until": _starts(last + datetime.timedelta(1)),
            "library": self._library,
        }
        return await self._database.do_once(_grades_by_day, first, days, period)


Period = Mapping[str, Any]
"""The ``library``, and the beginning (``since``, inclusive) and end (``until``, exclusive) since 1970."""

_VOTES = (
    "FROM ratings WHERE at >= :since AND at < :until "
    "AND (:library = '' OR answer IN (SELECT id FROM answers WHERE library = :library))"
)
_ANSWERS = "FROM answers WHERE at >= :since AND at < :until AND current = 1 AND library = :library"
"""The answers in people's chats, without those that were replaced by another."""


def _documents_of(dialect: Dialect) -> str:
    """The documents cited most; each counts once per answer, however many of its sentences are cited."""
    return f"""
        SELECT coalesce(nullif(max(title), ''), document), count(*) FROM (
            SELECT DISTINCT answer, {dialect.document} AS document, {dialect.title} AS title
            FROM (SELECT id AS answer, citations {_ANSWERS}) AS answered, {dialect.elements}) AS cited
        GROUP BY document ORDER BY count(*) DESC, document LIMIT :most"""  # noqa: S608 - our own


def _starts(day: datetime.date) -> float:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp()


def _by_day(connection: Connection, first: datetime.date, days: int, period: Period) -> DayCounts:
    start = period["since"]
    asked = connection.execute(f"SELECT at {_ANSWERS}", period)
    counted = Counter(int((at - start) // _SECONDS_OF_A_DAY) for (at,) in asked)
    return tuple((first + datetime.timedelta(number), counted[number]) for number in range(days))


def _grades_by_day(
    connection: Connection, first: datetime.date, days: int, period: Period
) -> tuple[GradesOfDay, ...]:
    start = period["since"]
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for at, grade in connection.execute(f"SELECT at, grade {_ANSWERS}", period):
        counted[int((at - start) // _SECONDS_OF_A_DAY)][grade] += 1
    return tuple(
        GradesOfDay(first + datetime.timedelta(number), dict(counted[number])) for number in range(days)
    )


def _counts(connection: Connection, what: str, among: str, period: Period) -> Counts:
    counted = f"SELECT {what}, count(*) {among} GROUP BY 1 ORDER BY count(*) DESC, 1"
    return tuple(connection.execute(counted, period).fetchall())


def _votes(verdicts: Counts) -> tuple[int, int, Counts]:
    """The number of good votes, the number of bad votes, and the reasons.

    >>> _votes((("wrong", 3), ("good", 2), ("bad", 1)))
    (2, 4, (('wrong', 3),))
    """
    bad = [(verdict, count) for verdict, count in verdicts if verdict != GOOD]
    reasons = tuple((verdict, count) for verdict, count in bad if verdict != BAD)
    return dict(verdicts).get(GOOD, 0), sum(count for _, count in bad), reasons


def _latencies(connection: Connection, period: Period) -> tuple[float | None, float | None]:
    """The 50th and 95th percentile of the answer time in milliseconds, by nearest rank."""
    rows = connection.execute(
        f"SELECT milliseconds {_ANSWERS} AND milliseconds IS NOT NULL ORDER BY milliseconds", period
    )
    measured = [milliseconds for (milliseconds,) in rows]
    if not measured:
        return None, None
    return measured[math.ceil(0.5 * len(measured)) - 1], measured[math.ceil(0.95 * len(measured)) - 1]


def _documents(connection: Connection, dialect: Dialect, period: Period) -> Counts:
    return tuple(connection.execute(_documents_of(dialect), {**period, "most": MAX_DOCUMENTS}).fetchall())


def _languages(connection: Connection, period: Period) -> Counts:
    rows = connection.execute(
        f"SELECT question {_ANSWERS} ORDER BY at DESC LIMIT :most", {**period, "most": _QUESTIONS_READ}
    )
    return tuple(Counter(detect(question) for (question,) in rows).most_common())
