"""Reports about the corpus for admins: proposed changes, published changes, versions.  Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.admins.publishing.report_pages import gold_change
from bot.messages.callback_data import (
    DISCARD,
    PUBLISH,
    Decide,
    OfferRollback,
    RollBack,
    RollBackRemoving,
    ShowDifference,
    ShowReport,
    ShowVersions,
)
from bot.messages.message import Keyboard, Reply, button, keyboard_of
from bot.messages.richtext import RichText, bold, code, join, plain, shorten
from bot.state import PendingProposal
from bot.texts.catalog import Texts
from bot.views.paging import list_page
from bot.views.reply_context import ReplyContext
from management.gold_gate import Effect, GoldReport
from management.proposing import Proposal
from retrieval.store.corpus_store import StoredVersion
from retrieval.store.diff import Changes, DocumentChange, sum_changes

LISTED_CHANGES = 8
LISTED_FILES = 3
LISTED_LINES = 3
LISTED_LOST = 2
"""Gold questions that lose their right answer, each with the old and the new sentence."""
SENTENCE_UNITS = 120
NAME_UNITS = 60
LINE_UNITS = 90
PROBLEM_UNITS = 150
VERSIONS_PER_PAGE = 6
DIFFERENCES_PER_PAGE = 20

_SIGNS = {"added": "+", "removed": "−", "changed": "≠"}


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version in the list; ``by`` is who published it, "" if it never was published."""

    version: StoredVersion
    by: str


# Proposals


def reload_report(done: PendingProposal, context: ReplyContext) -> Reply:
    """The changes of a reload that was published at once."""
    proposal, texts = done.proposal, context.texts
    rows = _details_button(done, texts)
    if proposal.changes_nothing:
        parts = [texts.reports.unchanged(), _identity(proposal, texts), _problems(proposal, texts)]
        return Reply(_paragraphs(parts), rows)
    return Reply(_paragraphs([texts.reports.reloaded(), *_parts(proposal, texts)]), rows)


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
    return Reply(_paragraphs([head, *_parts(proposal, texts)]), (row, *_details_button(pending, texts)))


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
        _paragraphs(
            [
                join([heading, file]),
                _counts(proposal.changes, texts),
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
        _counts(proposal.changes, texts) if proposal.changes else texts.reports.texts_stay(),
        _named(proposal.changes, texts),
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


def _counts(changes: Changes, texts: Texts) -> RichText:
    replaced = changes.passages_changed
    return join(
        [
            texts.reports.documents_changed(len(changes.added), len(changes.removed), len(changes.changed)),
            texts.reports.passages_touched(
                changes.passages_added - replaced, changes.passages_removed - replaced, replaced
            ),
        ]
    )


def _named(changes: Changes, texts: Texts) -> RichText:
    """The changed documents, the first few by name."""
    kinds = (("added", changes.added), ("removed", changes.removed), ("changed", changes.changed))
    names = [(kind, document) for kind, documents in kinds for document in documents]
    shown = [
        texts.reports.change(kind, shorten(document, NAME_UNITS)) for kind, document in names[:LISTED_CHANGES]
    ]
    return join([*shown, _more(len(names) - len(shown), texts)])


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
            lists.append(_more(len(changed) - LISTED_LOST, texts))
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
    return join([heading, *shown, _more(count - len(shown), texts)])


def _more(count: int, texts: Texts) -> RichText:
    return texts.reports.and_more(count) if count > 0 else RichText()


def _identity(proposal: Proposal, texts: Texts) -> RichText:
    counted = plain(
        f"{texts.corpus.texts_count(proposal.documents)}, {texts.corpus.paragraphs(proposal.passages)}"
    )
    return join([counted, texts.corpus.corpus_version(proposal.version, proposal.sha256)])


def _paragraphs(parts: Iterable[RichText]) -> RichText:
    return join(parts, "\n\n")


# Versions


def versions(found: Sequence[ListedVersion], page: int, context: ReplyContext) -> Reply:
    """A page of the versions, with a button to go back to each that was published before."""
    texts = context.texts
    shown = list_page(found, page, VERSIONS_PER_PAGE)
    past = [
        each.version.version for each in shown.entries if each.version.published and not each.version.current
    ]
    backs = [button(f"↩ {version}", OfferRollback(version)) for version in past]
    entries = [_version(each, texts) for each in shown.entries]
    hint = texts.versions.go_back_hint() if backs else RichText()
    text = _paragraphs([texts.versions.versions_heading(len(found)), *entries, hint])
    return Reply(text, keyboard_of(backs[:2], backs[2:4], backs[4:], shown.turns(ShowVersions)))


def difference(
    before: str, after: str, found: Sequence[DocumentChange], page: int, context: ReplyContext
) -> Reply:
    """A page of the differences between two versions, by document."""
    texts = context.texts
    heading = texts.versions.difference(before, after)
    if not found:
        return Reply(_paragraphs([heading, texts.versions.no_difference()]))
    shown = list_page(found, page, DIFFERENCES_PER_PAGE)
    lines = [_document(each) for each in shown.entries]
    turns = shown.turns(lambda to: ShowDifference(before, after, to))
    text = _paragraphs([heading, _counts(sum_changes(found), texts), join(lines)])
    return Reply(text, keyboard_of(turns))


def rollback_question(
    to: str, changes: Changes, context: ReplyContext, since: Sequence[str] = ()
) -> RichText:
    """What going back would change, and the files that the version did not have."""
    texts = context.texts
    files = texts.versions.files_since(*_first_files(since)) if since else texts.versions.files_stay()
    counts = _counts(changes, texts) if changes else texts.reports.texts_stay()
    return _paragraphs([texts.versions.rollback_question(to), counts, _named(changes, texts), files])


def rollback_offer(
    to: str, current: str, changes: Changes, since: Sequence[str], context: ReplyContext
) -> Reply:
    """The same question in the message of the list of versions, to which Cancel leads back.

    *since* are the files that the version did not have; the question offers to remove them.
    """
    texts = context.texts.versions
    cancel = button(context.texts.orders.cancel_button(), ShowVersions(0))
    question = rollback_question(to, changes, context, since)
    if not since:
        return Reply(question, ((button(texts.roll_back_button(), RollBack(to, current)), cancel),))
    return Reply(
        question,
        (
            (button(texts.roll_back_keeping_button(), RollBack(to, current)),),
            (button(texts.roll_back_removing_button(), RollBackRemoving(to, current)),),
            (cancel,),
        ),
    )


def rolled_back_reply(to: str, removed: Sequence[str], context: ReplyContext) -> Reply:
    """The message that a version is in use again, with the files that were *removed*."""
    texts = context.texts.versions
    files = texts.files_taken_out(*_first_files(removed)) if removed else texts.files_stay()
    return Reply(_paragraphs([texts.rolled_back(to), files]))


def _first_files(files: Sequence[str]) -> tuple[list[str], int]:
    """The first few names, and how many more there are."""
    return [shorten(name, NAME_UNITS) for name in files[:LISTED_FILES]], max(0, len(files) - LISTED_FILES)


def _version(each: ListedVersion, texts: Texts) -> RichText:
    """A version: its name, whether and since when it is in use, by whom and how, and its size."""
    stored, entry = each.version, each.version.published
    state = "in use" if stored.current else "waiting" if stored.waiting else "" if entry is None else None
    head = [
        code(stored.version),
        bold(texts.versions.version_state(state)) if state is not None else RichText(),
    ]
    counted = plain(
        f"{texts.corpus.texts_count(stored.documents)}, {texts.corpus.paragraphs(stored.passages)}"
    )
    if entry is None:
        return join([join(head, " · "), counted])
    came = [
        code(_to_the_minute(entry.at)),
        texts.versions.by(plain(each.by)) if each.by else RichText(),
        texts.versions.how(entry.what, [shorten(name, NAME_UNITS) for name in entry.files[:LISTED_FILES]]),
        _more(len(entry.files) - LISTED_FILES, texts),
    ]
    return join([join(head, " · "), join(came, " · "), counted])


def _document(each: DocumentChange) -> RichText:
    """A document's line: "≠ lamp · The Lamp of Selmouth: +2 −1"."""
    named = shorten(each.document, 60)
    title = shorten(each.title, 60)
    replaced = each.passages_changed
    counts = {
        "+": each.passages_added - replaced,
        "−": each.passages_removed - replaced,
        "≠": replaced,
    }
    counted = " ".join(f"{sign}{count}" for sign, count in counts.items() if count)
    line = f"{_SIGNS[each.kind]} {named}{f' · {title}' if title else ''}{f': {counted}' if counted else ''}"
    return plain(line)


def _to_the_minute(at: str) -> str:
    """A time to the minute: ``_to_the_minute("2002-11-29T10:15:59+00:00") == "2002-11-29 10:15 UTC"``."""
    return f"{at[:16].replace('T', ' ')} UTC"
