"""Reports about the corpus for admins: proposed and published changes.  Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.admins.publishing.report_pages import gold_change
from bot.messages.callback_data import (
    DISCARD,
    PUBLISH,
    Decide,
    ShowReport,
)
from bot.messages.message import Keyboard, Reply, button
from bot.messages.richtext import RichText, join, plain, shorten
from bot.state import PendingProposal
from bot.texts.catalog import Texts
from bot.views.reply_context import ReplyContext
from management.gold_gate import Effect, GoldReport
from management.proposing import Proposal
from retrieval.store.diff import Changes

LISTED_CHANGES = 8
LISTED_LINES = 3
LISTED_LOST = 2
"""Gold questions that lose their right answer, each with the old and the new sentence."""
SENTENCE_UNITS = 120
NAME_UNITS = 60
LINE_UNITS = 90
PROBLEM_UNITS = 150


def reload_report(done: PendingProposal, context: ReplyContext) -> Reply:
    """The changes of a reload that was published at once."""
    proposal, texts = done.proposal, context.texts
    rows = _details_button(done, texts)
    if proposal.changes_nothing:
        parts = [texts.reports.unchanged(), _identity(proposal, texts), _problems(proposal, texts)]
        return Reply(in_paragraphs(parts), rows)
    return Reply(in_paragraphs([texts.reports.reloaded(), *_parts(proposal, texts)]), rows)


def proposal_reply(
    pending: PendingProposal, limit: int, context: ReplyContext, *, renewed: bool = False
) -> Reply:
    """What publishing would change, with the buttons that decide.

    *limit* is how many passages a reload may change without asking.  *renewed* says that this replaces an
    earlier report.
    """
    proposal, texts = pending.proposal, context.texts
    size = proposal.changes.size
    head = join(
        [
            texts.reports.rechecked() if renewed else RichText(),
            _checked(pending, texts),
            texts.reports.replaces(pending.replaces) if pending.replaces else RichText(),
            _reason_held_back(proposal, texts),
            texts.reports.asked_first(size, limit)
            if not (pending.is_staged or proposal.held or renewed)
            else RichText(),
        ]
    )
    row = (
        button(_publish_label(pending, texts), Decide(pending.id, PUBLISH), "success"),
        button(texts.reports.discard_button(), Decide(pending.id, DISCARD), "danger"),
    )
    return Reply(in_paragraphs([head, *_parts(proposal, texts)]), (row, *_details_button(pending, texts)))


def _checked(pending: PendingProposal, texts: Texts) -> RichText:
    if pending.removes:
        return texts.reports.removal_checked(pending.removes)
    return texts.reports.file_checked(pending.file) if pending.file else texts.reports.reload_checked()


def _publish_label(pending: PendingProposal, texts: Texts) -> str:
    reports, held = texts.reports, bool(pending.proposal.held)
    if pending.removes:
        return reports.remove_anyway_button() if held else reports.remove_button()
    return reports.publish_anyway_button() if held else reports.publish_button()


def _details_button(pending: PendingProposal, texts: Texts) -> Keyboard:
    """The button to the details of a report, if its lists are shortened."""
    proposal = pending.proposal
    effects = Counter(change.effect for change in proposal.gold.changes)
    listed = [len(proposal.problems), proposal.lines_set_aside, *effects.values()]
    changes = proposal.changes
    documents = len(changes.added) + len(changes.removed) + len(changes.changed)
    cut = documents > LISTED_CHANGES or max(listed) > LISTED_LINES or effects[Effect.LOST] > LISTED_LOST
    return ((button(texts.reports.show_all_button(), ShowReport(pending.id, 1)),),) if cut else ()


def published_reply(pending: PendingProposal, context: ReplyContext) -> Reply:
    """The report after publishing, which replaces the one with the question."""
    proposal, texts = pending.proposal, context.texts
    file = plain(shorten(pending.file or pending.removes, NAME_UNITS))
    heading = texts.reports.removed() if pending.removes else texts.reports.published()
    return Reply(
        in_paragraphs(
            [
                join([heading, file]),
                counted_or_beside(proposal.changes, texts),
                _identity(proposal, texts),
            ]
        )
    )


def discarded_reply(pending: PendingProposal, context: ReplyContext) -> Reply:
    """The message that a proposal was discarded."""
    return Reply(
        join([context.texts.reports.discarded(), plain(shorten(pending.file or pending.removes, NAME_UNITS))])
    )


def _parts(proposal: Proposal, texts: Texts) -> list[RichText]:
    """A proposal in full, as far as it fits into a message."""
    return [
        counted_or_beside(proposal.changes, texts),
        named_changes(proposal.changes, texts),
        _section(
            texts.reports.set_aside(proposal.lines_set_aside),
            proposal.set_aside,
            proposal.lines_set_aside,
            texts,
        ),
        _problems(proposal, texts),
        _gold(proposal.gold, texts),
        _section(
            texts.reports.now_answerable(len(proposal.answerable)),
            proposal.answerable,
            len(proposal.answerable),
            texts,
        ),
        _identity(proposal, texts),
    ]


def _reason_held_back(proposal: Proposal, texts: Texts) -> RichText:
    if not proposal.held:
        return RichText()
    lost = len(proposal.gold.lost)
    return texts.reports.held_for_gold(lost) if lost else texts.reports.held(proposal.held)


def counted_or_beside(changes: Changes, texts: Texts) -> RichText:
    """How much of the texts changes; if nothing does, what else differs."""
    return counts(changes, texts) if changes else texts.reports.texts_stay(changes.beside)


def counts(changes: Changes, texts: Texts) -> RichText:
    """How many documents and paragraphs change."""
    replaced = changes.passages_changed
    return join(
        [
            texts.reports.documents_changed(len(changes.added), len(changes.removed), len(changes.changed)),
            texts.reports.passages_touched(
                changes.passages_added - replaced, changes.passages_removed - replaced, replaced
            ),
        ]
    )


def named_changes(changes: Changes, texts: Texts) -> RichText:
    """The changed documents, the first few by name."""
    kinds = (("added", changes.added), ("removed", changes.removed), ("changed", changes.changed))
    names = [(kind, document) for kind, documents in kinds for document in documents]
    shown = [
        texts.reports.change(kind, shorten(document, NAME_UNITS)) for kind, document in names[:LISTED_CHANGES]
    ]
    return join([*shown, and_more(len(names) - len(shown), texts)])


def _problems(proposal: Proposal, texts: Texts) -> RichText:
    count = len(proposal.problems)
    return _section(texts.reports.problems(), proposal.problems, count, texts, PROBLEM_UNITS)


def _gold(gold: GoldReport, texts: Texts) -> RichText:
    """The gold questions whose answers change, a few of each effect, the worst first."""
    if not gold.changes:
        return RichText()
    lists = []
    for effect in Effect:
        changed = [change for change in gold.changes if change.effect is effect]
        heading = texts.reports.gold_change(effect.value, len(changed))
        if effect is Effect.LOST and changed:
            lists += [heading, *(gold_change(each, texts, SENTENCE_UNITS) for each in changed[:LISTED_LOST])]
            lists.append(and_more(len(changed) - LISTED_LOST, texts))
        else:
            lists.append(_section(heading, [each.question for each in changed], len(changed), texts))
    return join([texts.reports.gold(gold.asked, gold.right_before, gold.right_after), *lists])


def _section(
    heading: RichText,
    lines: Sequence[str],
    count: int,
    texts: Texts,
    line_units: int = LINE_UNITS,
) -> RichText:
    """A heading over the first few of *count* lines; nothing if there are none."""
    if not lines:
        return RichText()
    shown = [plain(shorten(line, line_units)) for line in lines[:LISTED_LINES]]
    return join([heading, *shown, and_more(count - len(shown), texts)])


def and_more(count: int, texts: Texts) -> RichText:
    """The line below a list that was cut; nothing if it was not."""
    return texts.reports.and_more(count) if count > 0 else RichText()


def _identity(proposal: Proposal, texts: Texts) -> RichText:
    counted = plain(size(proposal.documents, proposal.passages, texts))
    return join([counted, texts.corpus.corpus_version(proposal.version, proposal.sha256)])


def size(documents: int, passages: int, texts: Texts) -> str:
    """How large a version is."""
    return f"{texts.corpus.texts_count(documents)}, {texts.corpus.paragraphs(passages)}"


def in_paragraphs(parts: Iterable[RichText]) -> RichText:
    """The parts that are not empty, with an empty line between them."""
    return join(parts, "\n\n")
