import doctest
from dataclasses import replace

import pytest

from bot.admins import version_pages
from bot.admins.publishing import report_pages, reporting
from bot.admins.publishing.report_pages import details_page
from bot.messages.callback_data import (
    DISCARD,
    PUBLISH,
    Decide,
    ShowReport,
)
from bot.messages.keyboards import inline_keyboard
from bot.messages.message import check
from bot.state import PendingProposal
from bot.texts.languages import NAMES, texts_in
from bot.views.reply_context import ReplyContext
from management.gold_gate import NO_GOLD, GoldChange, GoldReport
from management.proposing import Proposal
from management.removing import FolderChanges
from retrieval.store.diff import Changes
from tests.bot.samples import button_actions, button_labels

NOTHING = Changes((), (), (), 0, 0)
PROPOSAL = Proposal(
    before="aaaa",
    version="bbbb",
    sha256="0123456789abcdef",
    documents=2,
    passages=5,
    sentences=9,
    changes=Changes(("new",), (), ("lamp",), 4, 1, 1),
    lines_set_aside=1,
    set_aside=("new: Print",),
    problems=("broken.txt: not text; save it as UTF-8 text",),
    gold=NO_GOLD,
    held="",
    answerable=("Who?",),
)
PENDING = PendingProposal("0a1b2c3d", 0.0, 7, 7, "basis", PROPOSAL, "new.txt")


def change(was: bool | None, is_: bool | None, question: str = "Why?") -> GoldChange:
    return GoldChange("a", question, "Then.", "Now.", was, is_)


def test_the_docstring_examples_are_correct() -> None:
    assert doctest.testmod(reporting).failed == 0
    assert doctest.testmod(report_pages).failed == 0


def test_a_report_contains_everything_needed_to_decide(context: ReplyContext) -> None:
    reply = reporting.proposal_reply(PENDING, 100, context)

    assert reply.text.text == (
        "I’ve checked new.txt. Nothing is published yet.\n\nTexts: 1 added, 0 removed, 1 "
        "changed\nParagraphs: 3 added, 0 removed, 1 changed\n\n+ new\n≠ lamp\n\n1 line "
        "skipped (menus, bylines)\nnew: Print\n\nProblems\nbroken.txt: not text; save it as "
        "UTF-8 text\n\n1 unanswered question can now be answered\nWho?\n\n2 texts, 5 "
        "paragraphs\nVersion bbbb, fingerprint 0123456789ab"
    )
    assert button_actions(reply) == [Decide("0a1b2c3d", PUBLISH), Decide("0a1b2c3d", DISCARD)]


def test_publish_and_discard_stand_out_from_the_other_buttons(context: ReplyContext) -> None:
    reply = reporting.proposal_reply(PENDING, 100, context)

    markup = inline_keyboard(reply.keyboard)

    assert markup is not None

    buttons = [each.to_dict() for row in markup.inline_keyboard for each in row]
    assert [each.get("style") for each in buttons[:2]] == ["success", "danger"]
    assert all("style" not in each for each in buttons[2:])


def test_newly_answered_gold_questions_are_reported_and_do_not_hold_back_a_version(
    context: ReplyContext,
) -> None:
    gold = GoldReport(9, 5, 4, (change(True, None, "How many?"),))
    reply = reporting.proposal_reply(replace(PENDING, proposal=replace(PROPOSAL, gold=gold)), 100, context)

    assert "1 newly answered, from new text:\nHow many?" in reply.text.text
    assert gold.reason_to_hold == ""


def test_gold_questions_that_got_worse_are_listed_before_those_that_got_better(context: ReplyContext) -> None:
    changes = (change(False, True, "Better?"), change(True, False, "Worse?"), change(None, None, "Else?"))
    gold = GoldReport(9, 5, 5, changes)
    held = replace(PENDING, proposal=replace(PROPOSAL, gold=gold, held=gold.reason_to_hold))

    reply = reporting.proposal_reply(held, 100, context)

    assert "Held back: 1 gold question loses its right answer." in reply.text.text
    assert (
        "Gold questions: 5 of 9 right, 5 before\n1 worse:\n• Worse?\n   before: Then.\n   now: Now.\n"
        "1 better:\nBetter?\n1 answered differently:\nElse?"
    ) in reply.text.text
    assert button_labels(reply) == [["Publish anyway", "Discard"]]


def test_an_unreadable_gold_file_is_reported(context: ReplyContext) -> None:
    held = replace(PENDING, proposal=replace(PROPOSAL, held="gold questions cannot be read: line 1"))

    assert (
        "Held back: gold questions cannot be read" in reporting.proposal_reply(held, 100, context).text.text
    )


def test_a_new_version_with_the_same_texts_is_distinguished_from_no_change(context: ReplyContext) -> None:
    beside = replace(NOTHING, beside=("author",))
    same = replace(PENDING, proposal=replace(PROPOSAL, changes=beside))

    reply = reporting.proposal_reply(same, 100, context)

    assert "The texts are the same. What differs: author." in reply.text.text


def test_a_reload_that_changed_nothing_says_so(context: ReplyContext) -> None:
    done = replace(PENDING, proposal=replace(PROPOSAL, before="bbbb", changes=NOTHING), decided=True)
    said = reporting.reload_report(done, context).text.text

    assert said.startswith("Nothing has changed.\n\n2 texts")
    assert "broken.txt" in said


def test_a_reload_reports_what_changed(context: ReplyContext) -> None:
    said = reporting.reload_report(replace(PENDING, decided=True), context).text.text

    assert said.startswith("Reloaded.\n\nTexts: 1 added, 0 removed, 1 changed")


@pytest.mark.parametrize("code", NAMES)
@pytest.mark.parametrize("character", ["x", "😀", "语"])
def test_the_longest_report_fits_one_message_in_every_language(
    context: ReplyContext, code: str, character: str
) -> None:
    long = tuple(f"{character * 500}{n}" for n in range(99))
    gold = GoldReport(
        300,
        200,
        100,
        tuple(change(was, is_, long[0]) for was, is_ in [(True, False), (False, True), (None, None)] * 33),
    )
    proposal = replace(
        PROPOSAL,
        changes=Changes(long, long, long, 10**9, 10**9, 10**8),
        set_aside=long,
        lines_set_aside=10**6,
        problems=long,
        gold=gold,
        held=gold.reason_to_hold,
        answerable=long,
    )
    here = replace(context, texts=texts_in(code))
    pending = replace(PENDING, proposal=proposal, file=long[0], replaces=long[1])
    for reply in (
        reporting.proposal_reply(pending, 10**6, here, renewed=True),
        reporting.proposal_reply(replace(pending, file=""), 0, here),
        reporting.published_reply(pending, here),
        reporting.discarded_reply(pending, here),
        reporting.reload_report(pending, here),
        version_pages.rollback_offer("bbbb", "aaaa", proposal.changes, FolderChanges(long, long), here),
        version_pages.rolled_back_reply("bbbb", long, FolderChanges(long, long), here),
        *(details_page(pending, page, here) for page in (1, 10**6)),
    ):
        check(reply, context.snapshot)


def test_a_report_with_nothing_left_out_offers_no_further_pages(context: ReplyContext) -> None:
    assert button_labels(reporting.proposal_reply(PENDING, 100, context)) == [["Publish", "Discard"]]


def test_everything_that_a_report_leaves_out_can_be_paged_through(context: ReplyContext) -> None:
    problems = tuple(f"page {n}: {'not text ' * 20}" for n in range(60))
    pending = replace(PENDING, proposal=replace(PROPOSAL, problems=problems))

    report = reporting.proposal_reply(pending, 100, context)

    assert button_labels(report) == [["Publish", "Discard"], ["Show all"]]

    pages: list[str] = []
    turn = button_actions(report)[-1]
    while isinstance(turn, ShowReport) and turn.page > len(pages):
        page = details_page(pending, turn.page, context)
        pages.append(page.text.text)
        turn = [action for action in button_actions(page) if action != ShowReport(PENDING.id, 0)][-1]

    assert len(pages) > 2
    assert all(f"page {n}:" in "".join(pages) for n in range(60))


def test_a_lost_gold_question_without_an_answer_now_says_so(context: ReplyContext) -> None:
    lost = GoldChange("a", "Why?", "Then.", "", True, False)
    gold = GoldReport(9, 5, 4, (lost,))

    pending = replace(PENDING, proposal=replace(PROPOSAL, gold=gold, held=gold.reason_to_hold))

    assert "   before: Then.\n   now: no answer" in reporting.proposal_reply(pending, 100, context).text.text
