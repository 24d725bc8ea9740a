"""/stats as a message for a phone: counts in, text out.  Pure; it never says who asked."""

import datetime
from collections.abc import Sequence

from bot.admins.usage_chart import can_draw
from bot.messages.callback_data import DrawStats, SetDigest, ShowStats
from bot.messages.message import Reply, button
from bot.messages.richtext import RichText, bold, code, join, plain, shorten
from bot.state.statistics import Usage
from bot.texts.catalog import Texts
from bot.views.reply_context import ReplyContext

PERIODS = (7, 30)
"""The periods to choose from, in days."""
DAYS_CHARTED = 14
BAR = 12
"""Characters of the longest bar, so that a line of the chart fits on a small phone."""
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def usage_reply(
    usage: Usage, kept: int, since: datetime.date | None, context: ReplyContext, *, digest: bool
) -> Reply:
    """The statistics, with buttons for other periods and for the weekly *digest*.

    Answers are *kept* for so many days.  The corpus has been in use *since* a day; None if that is unknown.
    """
    texts, days = context.texts, len(usage.days)
    parts = [
        texts.statistics.usage_heading(days),
        texts.statistics.kept_only(kept) if kept < days else RichText(),
        *figures(usage, texts),
        _corpus(since, context),
    ]
    periods = tuple(button(texts.statistics.days_button(period), ShowStats(period)) for period in PERIODS)
    weekly = (
        button(texts.statistics.digest_off_button(), SetDigest(0))
        if digest
        else button(texts.statistics.digest_on_button(), SetDigest(1))
    )
    picture = (button(texts.statistics.picture_button(), DrawStats()),) if can_draw() else ()
    return Reply(join(parts, "\n\n"), (periods, (*picture, weekly)))


def bar_chart(rows: Sequence[tuple[str, int]], width: int = BAR) -> str:
    """Rows as bars for a fixed-width font, the longest of *width* characters; a value above 0 is visible.

    >>> print(bar_chart([("11-27", 16), ("11-28", 6), ("11-29", 0)], 4))
    11-27 ████ 16
    11-28 █▌   6
    11-29      0
    """
    largest = max((count for _, count in rows), default=0)
    return "\n".join(f"{label} {_bar(count, largest, width):{width}} {count}" for label, count in rows)


def _bar(count: int, largest: int, width: int) -> str:
    eighths = max(round(8 * width * count / largest), 1) if count else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def figures(usage: Usage, texts: Texts) -> list[RichText]:
    """The parts of the statistics."""
    if not usage.questions:
        return [texts.statistics.nobody_asked()]
    graded = [texts.statistics.graded(grade, count, usage.questions) for grade, count in usage.grades]
    return [
        join([bold(texts.statistics.questions_by_day()), code(bar_chart(_days_charted(usage)))]),
        join([texts.statistics.questions_asked(usage.questions), *graded]),
        _times(usage, texts),
        _votes(usage, texts),
        _list(
            texts.statistics.most_cited(),
            [(shorten(title, 80), count) for title, count in usage.documents],
            texts,
        ),
        _list(
            texts.statistics.asked_in(),
            [(texts.formats.language(language), count) for language, count in usage.languages],
            texts,
        ),
    ]


def _days_charted(usage: Usage) -> list[tuple[str, int]]:
    return [(f"{day:%m-%d}", count) for day, count in usage.days[-DAYS_CHARTED:]]


def _times(usage: Usage, texts: Texts) -> RichText:
    if usage.median is None or usage.slowest is None:
        return RichText()
    return texts.statistics.answer_times(
        *(texts.formats.number(each, _decimals(each)) for each in (usage.median, usage.slowest))
    )


def _decimals(milliseconds: float) -> int:
    """How many decimals milliseconds need.

    >>> _decimals(0.42), _decimals(41.7)
    (1, 0)
    """
    return 1 if milliseconds < 10 else 0


def _votes(usage: Usage, texts: Texts) -> RichText:
    if not usage.good + usage.bad:
        return RichText()
    reasons = [(texts.feedback.reason(reason), count) for reason, count in usage.reasons]
    votes = f"👍 {texts.formats.number(usage.good)} · 👎 {texts.formats.number(usage.bad)}"
    return join([plain(votes), _list("", reasons, texts)])


def _list(heading: str, counts: Sequence[tuple[str, int]], texts: Texts) -> RichText:
    """Names with their counts; nothing if there are none."""
    lines = [plain(f"• {name} · {texts.formats.number(count)}") for name, count in counts]
    return join([bold(heading), *lines]) if lines else RichText()


def _corpus(since: datetime.date | None, context: ReplyContext) -> RichText:
    snapshot, texts = context.snapshot, context.texts
    counts = texts.corpus.size(snapshot.passage_count, snapshot.sentence_count)
    identity = texts.corpus.corpus_version(snapshot.version, snapshot.sha256)
    return join(
        [
            identity,
            plain(counts),
            texts.versions.in_use_since(texts.formats.date(since)) if since else RichText(),
        ]
    )
