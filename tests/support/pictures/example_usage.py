"""Four weeks of made-up usage for the pictures of /stats."""

import datetime

from bot.admins.usage import usage_reply
from bot.admins.usage_chart import DAYS
from bot.messages.message import Reply
from bot.state.statistics import GradesOfDay, Usage
from bot.views.reply_context import ReplyContext

LAST = datetime.date(2027, 1, 15)
_ANSWERED = (9, 12, 8, 14, 11, 3, 2)
"""Of a week; the others follow from it."""


def _day(number: int) -> GradesOfDay:
    answered = _ANSWERED[number % 7] + number // 7
    counts = {"answer": answered, "partial": answered // 4, "none": number % 3}
    return GradesOfDay(LAST - datetime.timedelta(DAYS - 1 - number), counts)


WEEKS = tuple(map(_day, range(DAYS)))
_WEEK = WEEKS[-7:]
_GRADES = ("answer", "partial", "none")
USAGE = Usage(
    days=tuple((each.day, sum(each.counts.values())) for each in _WEEK),
    grades=tuple((grade, sum(each.counts[grade] for each in _WEEK)) for grade in _GRADES),
    median=12,
    slowest=41,
    good=17,
    bad=3,
    reasons=(("wrong", 2),),
    documents=(("Putin Heads to Beijing to Meet China's New Leadership", 58), ("The ferry of Osk", 24)),
    languages=(("en", 82), ("ru", 12), ("de", 9)),
)
"""The last of these weeks."""


def stats(context: ReplyContext) -> Reply:
    """What /stats shows of the last of these weeks."""
    return usage_reply(USAGE, 30, LAST - datetime.timedelta(12), context, digest=False)
