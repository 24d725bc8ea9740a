from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admins import version_pages
from bot.admins.version_pages import ListedVersion
from bot.messages.callback_data import (
    OfferRollback,
    RollBack,
    RollBackRemoving,
    ShowDifference,
    ShowVersions,
)
from bot.messages.message import check
from bot.views.reply_context import ReplyContext
from management.removing import FolderChanges
from retrieval.store.corpus_store import StoredVersion
from retrieval.store.diff import NO_CHANGES, Changes, DocumentChange
from retrieval.store.pointer import Publication
from tests.bot.samples import button_actions


def test_a_version_names_the_files_that_came_with_it(context: ReplyContext) -> None:
    entry = Publication("aaaa", "2002-11-29T10:15:59+00:00", "bot", "files added", ("a.txt", "b.txt"))
    listed = ListedVersion(replace(stored_version("aaaa", current=True), published=entry), "7")

    said = version_pages.versions([listed], 0, context).text.text

    assert "by 7 · files added: a.txt and b.txt\n" in said


def stored_version(
    version: str, *, current: bool = False, at: str = "2002-11-29T10:15:59+00:00"
) -> StoredVersion:
    entry = Publication(version, at, "terminal", "reloaded")
    return StoredVersion(version, "00", 1, 3, 9, current, False, entry)


def test_every_listed_version_except_the_current_one_has_a_rollback_button(context: ReplyContext) -> None:
    found = [
        ListedVersion(stored_version("bbbb", current=True), "7"),
        ListedVersion(stored_version("aaaa"), "terminal"),
    ]
    reply = version_pages.versions(found, 0, context)

    assert reply.text.text == (
        "2 versions\n\nbbbb · in use\n2002-11-29 10:15 UTC · by 7 · reloaded\n1 text, 3 "
        "paragraphs\n\naaaa\n2002-11-29 10:15 UTC · by terminal · reloaded\n1 text, 3 "
        "paragraphs\n\nTap a version to roll back to it; I’ll ask first."
    )
    assert button_actions(reply) == [OfferRollback("aaaa")]


def test_a_version_that_was_never_published_says_so_and_cannot_be_rolled_back_to(
    context: ReplyContext,
) -> None:
    waiting = replace(stored_version("cccc"), published=None, waiting=True)
    never = replace(stored_version("dddd"), published=None)

    reply = version_pages.versions([ListedVersion(waiting, ""), ListedVersion(never, "")], 0, context)

    assert "cccc · waiting\n1 text" in reply.text.text
    assert "dddd · never used\n1 text" in reply.text.text
    assert button_actions(reply) == []


@given(st.integers(1, 40), st.integers(-3, 99))
def test_every_page_of_the_version_list_can_be_shown(context: ReplyContext, count: int, page: int) -> None:
    found = [ListedVersion(stored_version(f"{n:012x}", current=n == 0), "terminal" * 5) for n in range(count)]
    reply = version_pages.versions(found, page, context)
    check(reply, context.snapshot)

    assert {action for action in button_actions(reply) if isinstance(action, ShowVersions)} <= {
        ShowVersions(n) for n in range(-(-count // version_pages.VERSIONS_PER_PAGE))
    }


@given(st.integers(0, 99), st.integers(-3, 99))
def test_the_pages_of_a_comparison_together_show_every_difference(
    context: ReplyContext, count: int, page: int
) -> None:
    found = [
        DocumentChange("changed", f"{n:03}" + "语" * 99, "😀" * 99, 10**6, 10**6, 9) for n in range(count)
    ]
    reply = version_pages.difference("a" * 12, "b" * 12, found, page, context)
    check(reply, context.snapshot)
    pages = range(-(-count // version_pages.DIFFERENCES_PER_PAGE))
    shown = "".join(
        version_pages.difference("a" * 12, "b" * 12, found, each, context).text.text for each in pages
    )

    assert all(f"≠ {n:03}" in shown for n in range(count))
    assert {action for action in button_actions(reply) if isinstance(action, ShowDifference)} <= {
        ShowDifference("a" * 12, "b" * 12, n) for n in pages
    }


def test_a_comparison_counts_changed_passages_by_document(context: ReplyContext) -> None:
    found = [
        DocumentChange("changed", "lamp", "The Lamp", 3, 2, 2),
        DocumentChange("added", "new", "", 4, 0, 0),
    ]
    said = version_pages.difference("aaaa", "bbbb", found, 0, context).text.text

    assert said.endswith("≠ lamp · The Lamp: +1 ≠2\n+ new: +4")
    assert "Texts: 1 added, 0 removed, 1 changed\nParagraphs: 5 added, 0 removed, 2 changed" in said


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ((), "The texts are the same."),
        (("author", "synonyms"), "The texts are the same. What differs: author and synonyms."),
    ],
)
def test_comparing_versions_with_the_same_texts_says_what_else_differs(
    context: ReplyContext, beside: tuple[str, ...], said: str
) -> None:
    changes = replace(NO_CHANGES, beside=beside)

    reply = version_pages.same_texts("aaaa", "bbbb", changes, context)

    assert reply.text.text.endswith(f"\n\n{said}")


def test_a_rollback_says_what_it_would_change_and_can_be_cancelled(context: ReplyContext) -> None:
    reply = version_pages.rollback_offer(
        "aaaa", "bbbb", Changes((), ("new",), (), 0, 4), FolderChanges(), context
    )

    assert "Roll back to version aaaa?" in reply.text.text
    assert "− new" in reply.text.text
    assert button_actions(reply) == [RollBack("aaaa", "bbbb"), ShowVersions(0)]


def test_a_rollback_names_the_files_that_are_no_longer_there(context: ReplyContext) -> None:
    files = FolderChanges(newer=("new.txt",), gone=("a.txt", "b.txt"))

    asked = version_pages.rollback_offer("aaaa", "bbbb", Changes((), ("new",), (), 0, 4), files, context)
    done = version_pages.rolled_back_reply("aaaa", ["new.txt"], files, context)

    gone = "No longer in the corpus folder: a.txt and b.txt. The next upload or reload leaves them out again."
    assert asked.text.text.endswith(f"publishes them again.\n\n{gone}")
    assert done.text.text.endswith(f"Removed from the corpus: new.txt.\n\n{gone}")


def test_a_rollback_asks_what_to_do_with_files_that_came_later(context: ReplyContext) -> None:
    changes = Changes((), ("new",), (), 0, 4)

    newer = FolderChanges(newer=("new.txt", "b.txt"))

    reply = version_pages.rollback_offer("aaaa", "bbbb", changes, newer, context)

    assert "Added since then: new.txt and b.txt." in reply.text.text
    assert button_actions(reply) == [
        RollBack("aaaa", "bbbb"),
        RollBackRemoving("aaaa", "bbbb"),
        ShowVersions(0),
    ]
