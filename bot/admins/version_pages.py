"""The versions of the corpus as messages: the list, two compared, the question before a rollback.  Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.admins.publishing.reporting import (
    NAME_UNITS,
    and_more,
    counted_or_beside,
    counts,
    in_paragraphs,
    named_changes,
    size,
)
from bot.messages.callback_data import (
    OfferRollback,
    RollBack,
    RollBackRemoving,
    ShowDifference,
    ShowVersions,
)
from bot.messages.message import Reply, button, keyboard_of
from bot.messages.richtext import RichText, bold, code, join, plain, shorten
from bot.texts.catalog import Texts
from bot.views.paging import list_page
from bot.views.reply_context import ReplyContext
from management.removing import FolderChanges
from retrieval.store.corpus_store import StoredVersion
from retrieval.store.diff import Changes, DocumentChange, sum_changes

LISTED_FILES = 3
VERSIONS_PER_PAGE = 6
DIFFERENCES_PER_PAGE = 20

_SIGNS = {"added": "+", "removed": "−", "changed": "≠"}


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version in the list; ``by`` is who published it, "" if it never was published."""

    version: StoredVersion
    by: str


def versions(found: Sequence[ListedVersion], page: int, context: ReplyContext) -> Reply:
    """A page of the versions, with a button to go back to each that was published before."""
    texts = context.texts
    shown = list_page(found, page, VERSIONS_PER_PAGE)
    stored = [each.version for each in shown.entries]
    past = [each.version for each in stored if each.published and not each.current]
    backs = [button(f"↩ {version}", OfferRollback(version)) for version in past]
    entries = [_version(each, texts) for each in shown.entries]
    hint = texts.versions.go_back_hint() if backs else RichText()
    text = in_paragraphs([texts.versions.versions_heading(len(found)), *entries, hint])
    return Reply(text, keyboard_of(backs[:2], backs[2:4], backs[4:], shown.turns(ShowVersions)))


def difference(
    before: str, after: str, found: Sequence[DocumentChange], page: int, context: ReplyContext
) -> Reply:
    """A page of the differences between the texts of two versions, by document."""
    texts = context.texts
    heading = texts.versions.difference(before, after)
    shown = list_page(found, page, DIFFERENCES_PER_PAGE)
    lines = [_document(each) for each in shown.entries]
    turns = shown.turns(lambda to: ShowDifference(before, after, to))
    text = in_paragraphs([heading, counts(sum_changes(found), texts), join(lines)])
    return Reply(text, keyboard_of(turns))


def same_texts(before: str, after: str, changes: Changes, context: ReplyContext) -> Reply:
    """What two versions with the same texts differ in."""
    heading = context.texts.versions.difference(before, after)
    return Reply(in_paragraphs([heading, context.texts.reports.texts_stay(changes.beside)]))


def rollback_question(to: str, changes: Changes, files: FolderChanges, context: ReplyContext) -> RichText:
    """What going back would change, and the files that the version or the corpus folder lacks."""
    texts = context.texts
    newer = texts.versions.files_since(*_first_files(files.newer)) if files.newer else RichText()
    return in_paragraphs(
        [
            texts.versions.rollback_question(to),
            counted_or_beside(changes, texts),
            named_changes(changes, texts),
            *_with_files_gone(newer, files, texts),
        ]
    )


def rollback_offer(
    to: str, current: str, changes: Changes, files: FolderChanges, context: ReplyContext
) -> Reply:
    """The same question in the message of the list of versions, to which Cancel leads back.

    It offers to remove the files that the version did not have.
    """
    texts = context.texts.versions
    cancel = button(context.texts.orders.cancel_button(), ShowVersions(0))
    question = rollback_question(to, changes, files, context)
    if not files.newer:
        return Reply(question, ((button(texts.roll_back_button(), RollBack(to, current)), cancel),))
    return Reply(
        question,
        (
            (button(texts.roll_back_keeping_button(), RollBack(to, current)),),
            (button(texts.roll_back_removing_button(), RollBackRemoving(to, current)),),
            (cancel,),
        ),
    )


def rolled_back_reply(to: str, removed: Sequence[str], files: FolderChanges, context: ReplyContext) -> Reply:
    """The message that a version is in use again, with the files that were *removed* by that."""
    texts = context.texts.versions
    taken_out = texts.files_taken_out(*_first_files(removed)) if removed else RichText()
    return Reply(in_paragraphs([texts.rolled_back(to), *_with_files_gone(taken_out, files, context.texts)]))


def _with_files_gone(note: RichText, files: FolderChanges, texts: Texts) -> list[RichText]:
    """The *note* on files, and which files the corpus folder lacks; if neither, that the files stay."""
    gone = texts.versions.files_gone(*_first_files(files.gone)) if files.gone else RichText()
    return [each for each in (note, gone) if each.text] or [texts.versions.files_stay()]


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
    counted = plain(size(stored.documents, stored.passages, texts))
    if entry is None:
        return join([join(head, " · "), counted])
    came = [
        code(_to_the_minute(entry.at)),
        texts.versions.by(plain(each.by)) if each.by else RichText(),
        texts.versions.how(entry.what, [shorten(name, NAME_UNITS) for name in entry.files[:LISTED_FILES]]),
        and_more(len(entry.files) - LISTED_FILES, texts),
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
