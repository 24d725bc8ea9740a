"""The details of a report in pages: all problems, documents and gold questions.  Pure."""

from collections.abc import Iterable, Iterator

from bot.messages.callback_data import ShowReport
from bot.messages.message import Reply, button, keyboard_of
from bot.messages.richtext import RichText, join, plain, shorten, units
from bot.state import PendingProposal
from bot.texts.catalog import Texts
from bot.views.paging import turn_buttons
from bot.views.reply_context import ReplyContext
from management.gold_gate import Effect, GoldChange
from management.proposing import Proposal

PAGE_UNITS = 3000
"""UTF-16 units of a page, which leaves room for the last entry below Telegram's limit."""
ENTRY_UNITS = 300
"""UTF-16 units of a line of an entry, which has at most three lines."""


def details_page(pending: PendingProposal, page: int, context: ReplyContext) -> Reply:
    """A page of the details of a proposal, counting from 1; Back leads to the report, page 0."""
    texts = context.texts
    pages = list(in_pages(entries(pending.proposal, texts))) or [texts.reports.unchanged()]
    page = min(max(page, 1), len(pages))
    turns = turn_buttons(page, 1, len(pages), lambda to: ShowReport(pending.id, to))
    back = (button(texts.buttons.back_button(), ShowReport(pending.id, 0)),)
    return Reply(pages[page - 1], keyboard_of(turns, back))


def in_pages(parts: Iterable[RichText], limit: int = PAGE_UNITS) -> Iterator[RichText]:
    r"""Join *parts* by line ends to pages of about *limit* units; a longer part is a page of its own.

    >>> [page.text for page in in_pages([plain("one"), plain("two"), plain("three")], limit=8)]
    ['one\ntwo', 'three']
    """
    held: list[RichText] = []
    size = 0
    for part in parts:
        if held and size + units(part.text) > limit:
            yield join(held)
            held, size = [], 0
        held.append(part)
        size += units(part.text) + 1
    if held:
        yield join(held)


def entries(proposal: Proposal, texts: Texts) -> Iterator[RichText]:
    """Everything that a report lists, under headings: problems, gold questions, documents."""
    yield from _listed(texts.reports.problems(), proposal.problems)
    for effect in Effect:
        changed = [change for change in proposal.gold.changes if change.effect is effect]
        if changed:
            yield texts.reports.gold_change(effect.value, len(changed))
            yield from (gold_change(change, texts, ENTRY_UNITS) for change in changed)
    changes = proposal.changes
    for kind, documents in (
        ("added", changes.added),
        ("removed", changes.removed),
        ("changed", changes.changed),
    ):
        yield from (texts.reports.change(kind, shorten(document, ENTRY_UNITS)) for document in documents)
    yield from _listed(texts.reports.set_aside(proposal.lines_set_aside), proposal.set_aside)
    if proposal.lines_set_aside > len(proposal.set_aside):
        yield texts.reports.and_more(proposal.lines_set_aside - len(proposal.set_aside))


def gold_change(change: GoldChange, texts: Texts, limit: int) -> RichText:
    """A gold question with the sentence that answered it, and the one that does now."""
    return join(
        [
            plain(f"• {shorten(change.question, limit)}"),
            texts.reports.answered_before(shorten(change.before, limit)),
            texts.reports.answers_now(shorten(change.after, limit)),
        ]
    )


def _listed(heading: RichText, lines: Iterable[str]) -> Iterator[RichText]:
    shown = [plain(f"• {shorten(line, ENTRY_UNITS)}") for line in lines]
    if shown:
        yield heading
        yield from shown
