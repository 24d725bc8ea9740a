import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.admins.usage import DAYS_CHARTED, bar_chart, usage_reply
from bot.messages.callback_data import DrawStats, SetDigest, ShowStats
from bot.messages.message import check
from bot.state.statistics import Usage
from bot.texts.languages import NAMES, texts_in
from bot.views.reply_context import ReplyContext
from tests.bot.samples import button_actions, button_labels

LAST = datetime.date(2002, 11, 29)


def make_usage(counts: list[int]) -> Usage:
    """Usage statistics with that many questions on each day up to the last."""
    days = [LAST - datetime.timedelta(number) for number in range(len(counts))][::-1]
    return Usage(
        days=tuple(zip(days, counts, strict=True)),
        grades=(("answer", 3), ("none", 1)),
        median=0.42,
        slowest=41.7,
        good=2,
        bad=3,
        reasons=(("wrong", 1),),
        documents=(("The Lamp of Selmouth", 3),),
        languages=(("en", 3), ("ru", 1)),
    )


@given(st.lists(st.tuples(st.sampled_from(["11-28", "11-29"]), st.integers(0, 10**6)), max_size=30))
def test_chart_bars_are_proportional_to_counts_and_all_lines_have_the_same_width(
    rows: list[tuple[str, int]],
) -> None:
    lines = bar_chart(rows, 12).splitlines()

    assert len(lines) == len(rows)
    assert {len(line.rsplit(" ", 1)[0]) for line in lines} <= {len("11-28 ") + 12}

    bars = [line[6:18].strip() for line in lines]
    for (_, count), bar in zip(rows, bars, strict=True):
        assert bool(bar) == bool(count)

    by_count = sorted(zip((count for _, count in rows), map(len, bars), strict=True))
    assert [length for _, length in by_count] == sorted(map(len, bars))


def test_the_statistics_show_what_was_asked_and_how_it_was_answered(context: ReplyContext) -> None:
    reply = usage_reply(make_usage([0, 3, 1]), 30, LAST, context, digest=False)
    said = reply.text.text

    assert said.startswith(
        "The last 3 days\n\nQuestions by day (UTC)\n11-27              0\n11-28 ████████████ 3\n"
    )
    for line in (
        "4 questions\n• answered: 3 (75%)\n• no answer: 1 (25%)",
        "Median: 0.4 ms · 95th percentile: 42 ms",
        "👍 2 · 👎 3\n• The text says otherwise · 1",
        "Most cited\n• The Lamp of Selmouth · 3",
        "Languages\n• English · 3\n• Russian · 1",
        f"Version {context.snapshot.version}",
        "3 paragraphs, 6 sentences",
        "In use since 29 November 2002",
    ):
        assert line in said
    assert button_labels(reply) == [["7 days", "30 days"], ["As a picture", "Send me this weekly"]]
    assert button_actions(reply) == [ShowStats(7), ShowStats(30), DrawStats(), SetDigest(1)]


def test_without_questions_the_statistics_show_only_that_and_the_corpus(context: ReplyContext) -> None:
    empty = replace(make_usage([0, 0]), grades=(), median=None, slowest=None, documents=(), languages=())
    said = usage_reply(empty, 30, None, context, digest=False).text.text

    assert "No questions, or" in said
    assert "since" not in said.partition("Version")[2]


def test_measurements_and_ratings_that_do_not_exist_are_left_out(context: ReplyContext) -> None:
    some = replace(make_usage([4]), median=None, slowest=None, good=0, bad=0, reasons=())
    said = usage_reply(some, 30, None, context, digest=False).text.text

    assert "ms" not in said
    assert "👍" not in said


def test_a_period_longer_than_the_retention_time_says_so(context: ReplyContext) -> None:
    three_days = make_usage([1, 1, 1])

    short = usage_reply(three_days, 2, None, context, digest=False)
    long = usage_reply(three_days, 3, None, context, digest=False)

    assert "I keep answers for only 2 days." in short.text.text
    assert "I keep answers for only" not in long.text.text


def test_a_month_is_charted_by_its_last_days_and_can_be_sent_in_every_language(
    context: ReplyContext,
) -> None:
    month = replace(make_usage(list(range(30))), documents=tuple(("😀" * 500, n) for n in range(5)))
    for code in NAMES:
        reply = usage_reply(month, 30, LAST, replace(context, texts=texts_in(code)), digest=True)
        check(reply, context.snapshot)

        assert reply.text.text.count("\n11-") == DAYS_CHARTED
