"""The sections of RELIABILITY.md."""

from collections.abc import Sequence

from tools.reliability.counting import FaultOutcome
from tools.reliability.overload import CrowdOutcome, Overload, OverloadOutcome
from tools.reliability.publishing import PublishingOutcome
from tools.reliability.replicas import IN_HAND
from tools.reliability.scenarios import Scenario
from tools.reliability.soak import SoakOutcome
from tools.reliability.trial import SharedOutcome, SharedRun

FAULTS, OVERLOAD, AT_ONCE, LONG_RUN = "Bad days", "Overload", "A crowd", "A long run"
SHARED = "Several processes"
PUBLISHING = "Publishing on several machines"
SEARCHING = "A search cluster"
PLOT = "docs/memory.svg"
NOTICEABLE = 3.0
"""Seconds after which people notice that an answer is late."""
_TITLE = """\
# Reliability

What happens to questions when something goes wrong. `python -m tools.reliability` tries all of this on the
production process, over the tests' strict Bot API, and writes this page.
"""
_INTRODUCTIONS = {
    FAULTS: """\
"Repeated" counts answers that came twice: if Telegram has sent a message but its response is lost, the bot
sends the message again, because a rare duplicate is better than silence. The slowest answer is timed from its
question, so the time includes the fault itself.
""",
    OVERLOAD: """\
Five bystanders together ask a question every 0.15 s, while others send far more than people do. The columns
give the 95th percentile of the bystanders' waiting times, with and without the overload. The bot, its
Telegram and the people shared two busy cores, so only the ratio means something.
""",
    AT_ONCE: """\
The bot sends 30 messages a second, as many as Telegram accepts, so 2,000 answers take at least 67 s. The
machine was busy with other work.
""",
    LONG_RUN: f"""\
Questions, inline queries, taps and unreadable updates, while every fiftieth message and other calls fail.

![The bot's memory over a long run]({PLOT})
""",
    SHARED: f"""\
Three processes share a PostgreSQL server; forty people ask, and every twentieth delivery of updates comes
twice. "Cut short" says how often a process lost what it had in hand, which is at most {IN_HAND} updates each
time; only these may be answered twice. "Mixed" counts answers made of two versions, "crossed" those from a
library that the chat does not use. "Published" counts the versions on record, including the first one (of
each library): one for each publication, although every button is tapped twice at once. Made by
`python -m tools.reliability replicas`; add words from a row's first column to run only that row. With a
webhook, each person asks three questions at once, and a proxy confirms every update before it passes it on.
With three libraries, half of the people ask all of them together, the others one each.
""",
    PUBLISHING: """\
Three processes share a PostgreSQL database and a depot; each has its own folder. People ask questions
while an admin sends a file, publishes it, and finally rolls back. Every sentence names its version.
Made by `python -m tools.reliability publishing`.
""",
    SEARCHING: """\
Three real OpenSearch nodes on loopback, 20 questions a second, by `python -m tools.search_cluster`
([ENGINES.md](docs/ENGINES.md)). "Refused" counts searches that failed with an error: the bot keeps such
questions and answers them later.
""",
}


def with_section(page: str, heading: str, section: str) -> str:
    r"""The page with one section replaced.

    A section that the page lacks is inserted in the order of the introductions.

    >>> page = with_section("", "A crowd", "All waited.") + "\n## Notes\n\nBy hand.\n"
    >>> [line for line in with_section(page, "Overload", "None.").splitlines() if line.startswith("#")]
    ['# Reliability', '## Overload', '## A crowd', '## Notes']
    """
    title, *others = (page or _TITLE).split("\n## ")
    names = [each.partition("\n")[0] for each in others]
    written = f"{heading}\n\n{_INTRODUCTIONS[heading]}\n{section.rstrip()}\n"
    if heading in names:
        others[names.index(heading)] = written
    else:
        others.insert(_place(names, heading), written)
    return "\n## ".join([title, *others])


def _place(names: Sequence[str], heading: str) -> int:
    """The index at which a section is inserted: after the last of those that precede it."""
    before = list(_INTRODUCTIONS)[: list(_INTRODUCTIONS).index(heading)]
    return max((names.index(name) + 1 for name in before if name in names), default=0)


def fault_table(rows: Sequence[tuple[Scenario, FaultOutcome]]) -> str:
    """A line for each bad day."""
    return _table(
        "| bad day | how it is made | asked | lost | repeated | out of order | slowest answer | people saw |",
        "|---|---|---:|---:|---:|---:|---:|---|",
        [_fault_cells(scenario, outcome) for scenario, outcome in rows],
    )


def _fault_cells(scenario: Scenario, outcome: FaultOutcome) -> tuple[object, ...]:
    counts = (outcome.asked, outcome.lost, outcome.repeated, outcome.misplaced)
    return (scenario.name, scenario.how, *counts, f"{outcome.slowest:.1f} s", seen(outcome))


def seen(outcome: FaultOutcome) -> str:
    """What people noticed of a bad day.

    >>> seen(FaultOutcome(asked=9, repeated=2, slowest=5.0))
    'answers that came later, some twice'
    """
    if outcome.lost:
        return "no answer to some questions"
    later = "answers that came later" if outcome.slowest > NOTICEABLE else ""
    twice = "some twice" if later else "some answers twice"
    return ", ".join(filter(None, (later, twice if outcome.repeated else ""))) or "nothing"


def overload_table(rows: Sequence[tuple[Overload, OverloadOutcome]]) -> str:
    """A line for each overload."""
    return _table(
        "| overload | how it is made | idle | meanwhile | times | slowest | lost |",
        "|---|---|---:|---:|---:|---:|---:|",
        [_overload_cells(overload, outcome) for overload, outcome in rows],
    )


def _overload_cells(overload: Overload, outcome: OverloadOutcome) -> tuple[object, ...]:
    waits = (f"{outcome.idle:.2f} s", f"{outcome.during:.2f} s", f"{outcome.times:.1f}")
    return (overload.name, overload.how, *waits, f"{outcome.slowest:.1f} s", outcome.lost)


def crowd(outcome: CrowdOutcome) -> str:
    """The outcome for a crowd, in words.

    >>> print(crowd(CrowdOutcome(people=2000, lost=0, median=34.6, slowest=67.1, typing=0)), end="")
    2,000 people ask at once: 0 lost, and typing is shown 0 times.
    Half are answered within 34.6 s, the last after 67.1 s.
    """
    return (
        f"{outcome.people:,} people ask at once: {outcome.lost} lost, and typing is shown {outcome.typing} "
        f"times.\nHalf are answered within {outcome.median:.1f} s, the last after {outcome.slowest:.1f} s.\n"
    )


def shared_table(rows: Sequence[tuple[SharedRun, SharedOutcome]]) -> str:
    """A line for each run of several processes."""
    return _table(
        "| what happens | how | asked | cut short | lost | repeated | out of order | mixed | crossed | "
        "published | left by /forget | slowest answer |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        [_shared_cells(run, outcome) for run, outcome in rows],
    )


def _shared_cells(run: SharedRun, outcome: SharedOutcome) -> tuple[object, ...]:
    asked = outcome.questions
    counts = (asked.asked, outcome.losses, asked.lost, asked.repeated, asked.misplaced)
    wrong = (outcome.mixed, outcome.crossed)
    published = f"{outcome.publications} of {outcome.wanted}"
    return (run.name, run.how, *counts, *wrong, published, outcome.traces, f"{asked.slowest:.1f} s")


def long_run(outcome: SoakOutcome) -> str:
    """The outcome of a long run, in words."""
    updates, last = outcome.megabytes[-1]
    asked = outcome.questions
    return (
        f"{updates:,} updates, {asked.asked:,} of them questions: {asked.lost} lost, {asked.repeated} "
        f"answered twice, {asked.misplaced} out of order.\nThe memory in the end was {last:.0f} MB; after "
        f"the first fifth of the updates it grew by {outcome.growth:.1%} at most.\n"
    )


def published(outcome: PublishingOutcome) -> str:
    """The outcome of publishing under load, in words.

    >>> print(published(PublishingOutcome(900, 900, 0, 0, 0, (1.5, 2.0))), end="")
    2 versions published and one taken back, 900 questions meanwhile: 0 lost,
    0 answers made of two versions, 0 from an earlier version than the chat had seen, 0 errors.
    From the tap on [Publish] until it was published everywhere it took 1.5 to 2.0 s.
    """
    return (
        f"{len(outcome.seconds)} versions published and one taken back, {outcome.asked:,} questions "
        f"meanwhile: {outcome.lost} lost,\n{outcome.mixed} answers made of two versions, "
        f"{outcome.regressions} from an earlier version than the chat had seen, {outcome.errors} errors.\n"
        f"From the tap on [Publish] until it was published everywhere it took {min(outcome.seconds):.1f} to "
        f"{max(outcome.seconds):.1f} s.\n"
    )


def _table(head: str, rule: str, rows: Sequence[tuple[object, ...]]) -> str:
    return "\n".join([head, rule, *(f"| {' | '.join(map(str, row))} |" for row in rows)]) + "\n"
