from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bot.messages.message import CopyButton, check
from bot.messages.permalinks import Archived, archive_of
from bot.texts.catalog import ENGLISH
from bot.views.reply_context import ReplyContext
from bot.views.verification import opened_reply, verdict_reply
from retrieval.indexing.versions import build
from retrieval.query.verify import verify
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.bot.conftest import LAMP
from tests.bot.samples import assert_telegram_keeps, marked_texts, sentences
from tests.support.bot_api.validation import td

Restage = Callable[[str], ReplyContext]


@pytest.fixture
def restage(tmp_path: Path) -> Iterator[Restage]:
    """Return the context with another text in place of the article; one at a time."""
    with ExitStack() as stack:

        def restage(text: str) -> ReplyContext:
            source = tmp_path / "lamp.txt"
            source.write_text(text, encoding="utf-8")
            report = build(CorpusStore(source, tmp_path / "versions"))
            return ReplyContext(stack.enter_context(closing(Snapshot(report.path))), ENGLISH, "quoth_bot")

        yield restage


@pytest.fixture
def lit(snapshot: Snapshot) -> Archived:
    """The sentence about who lit the lamp, as its permalink archives it."""
    return archive_of(next(found for found in sentences(snapshot) if "lit it" in found.text), snapshot)


def test_a_quotation_found_in_the_text_is_shown_in_its_passage(context: ReplyContext) -> None:
    reply = verdict_reply(verify("the fishermen’s guild paid HALF of that sum", context.snapshot), context)

    assert reply.text.text.startswith("Word for word in the text:\nThe repair cost")
    assert reply.text.text.endswith("\nThe Lamp of Selmouth · ¶ 3 of 3 · 3 May 1999")
    assert marked_texts(reply, "bold") == ["The fishermen's guild paid half of that sum"]

    check(reply, context.snapshot)


def test_a_quotation_of_several_sentences_is_marked_as_a_whole(context: ReplyContext) -> None:
    reply = verdict_reply(verify("on Sunday evening. Ships will find us", context.snapshot), context)

    assert marked_texts(reply, "bold") == ['on Sunday evening. "Ships will find us']

    check(reply, context.snapshot)


def test_quoted_words_keep_their_quotation_marks_when_a_neighbouring_word_differs(
    restage: Restage,
) -> None:
    context = restage('The crew of the tug "Osprey" came home at noon.')
    reply = verdict_reply(
        verify('The crew of the boat "Osprey" came home at noon', context.snapshot), context
    )

    assert 'The crew of the boat " tug "Osprey" came home at noon' in reply.text.text


def test_an_opening_quotation_mark_of_the_next_sentence_is_not_shown(restage: Restage) -> None:
    context = restage('The crew of the tug came home at noon. "We are wet," said the cook.')
    reply = verdict_reply(verify("The crew of the boat came home at noon.", context.snapshot), context)

    assert reply.text.text.splitlines()[1] == "The crew of the boat tug came home at noon."


def test_no_spaces_are_inserted_in_scripts_written_without_them(restage: Restage) -> None:
    context = restage("港口的老灯塔昨天晚上又亮了起来，渔民们都很高兴。")
    reply = verdict_reply(verify("港口的老灯塔今天晚上又亮了起来，渔民们都很高兴", context.snapshot), context)

    assert "晚上又亮了起来，渔民们都很高兴" in reply.text.text
    assert " 晚上" not in reply.text.text


def test_differing_words_are_struck_through_and_corrected(context: ReplyContext) -> None:
    reply = verdict_reply(verify("The fishermen's guild paid most of the sum", context.snapshot), context)

    assert reply.text.text.startswith("Not word for word.")
    assert marked_texts(reply, "strikethrough") == ["Struck through", "most", "the"]
    assert marked_texts(reply, "bold") == ["bold", "half", "that"]

    check(reply, context.snapshot)


def test_a_claim_with_a_wrong_number_shows_the_sentence_and_the_number_that_it_has(
    context: ReplyContext,
) -> None:
    reply = verdict_reply(verify("repair reached 9,000 crowns", context.snapshot), context)

    assert reply.text.text.startswith(
        "The text doesn’t say exactly this. The closest sentence:\nThe repair cost"
    )
    assert "The text has 40,000 crowns, not 9,000 crowns." in reply.text.text
    assert "It doesn’t mention reached." in reply.text.text

    check(reply, context.snapshot)


def test_a_quotation_missing_from_the_text_is_reported_as_missing(context: ReplyContext) -> None:
    reply = verdict_reply(verify("Penguins are good at chess in the winter", context.snapshot), context)

    assert reply.text.text.startswith("The text doesn’t say this")


@td.needs_tdlib
def test_a_comparison_of_4096_characters_fits_one_message(hostile: ReplyContext) -> None:
    quotation = " ".join(f"Sentence {n} of the long chapter about {n} fogs." for n in range(100))[:4096]
    reply = verdict_reply(verify(quotation, hostile.snapshot), hostile)
    check(reply, hostile.snapshot)

    assert_telegram_keeps(reply)


def test_a_permalink_opens_the_sentence_in_its_passage(context: ReplyContext, lit: Archived) -> None:
    reply = opened_reply(lit, context)

    assert reply.text.text.startswith("[1] The Lamp of Selmouth · ¶ 2 · 3 May 1999\nMayor Edda Quist lit it")
    assert reply.text.text.endswith("\nThe current text still says this word for word.")
    assert marked_texts(reply, "bold")[-1] == "Mayor Edda Quist lit it on Sunday evening."
    assert len(reply.text.quotations) == 2

    ((copy,),) = reply.keyboard
    assert isinstance(copy, CopyButton)

    check(reply, context.snapshot)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("burns again", "is burning again", "The current text still says this word for word."),
        ("Mayor Edda", "It was a still evening.\n\nMayor Edda", "word for word, now in ¶ 3."),
        (
            "on Sunday evening",
            "on Monday evening",
            (
                "This has changed, in ¶ 2. Struck through is gone, bold is new:\nMayor Edda Quist lit "
                "it on Sunday Monday evening"
            ),
        ),
        ("Mayor Edda Quist lit it on Sunday evening.", "It rained.", "The current text no longer says this."),
    ],
    ids=["still there", "moved", "changed", "dropped"],
)
def test_after_a_reload_a_permalink_says_whether_its_sentence_still_exists(
    restage: Restage, lit: Archived, old: str, new: str, said: str
) -> None:
    assert old in LAMP

    context = restage(LAMP.replace(old, new))
    reply = opened_reply(lit, context)

    assert said in reply.text.text
    assert "Mayor Edda Quist lit it on Sunday evening." in marked_texts(reply, "bold")

    check(reply, context.snapshot)


def test_a_permalink_into_a_deleted_document_still_shows_its_sentence(
    hostile: ReplyContext, lit: Archived
) -> None:
    reply = opened_reply(lit, hostile)

    assert "Mayor Edda Quist lit it on Sunday evening." in marked_texts(reply, "bold")
    assert reply.text.text.endswith("The current text no longer says this.")

    check(reply, hostile.snapshot)
