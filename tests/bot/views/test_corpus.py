import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.messages.callback_data import AskStarter, ShowOutline, ShowSources
from bot.messages.message import check
from bot.messages.richtext import bold, plain
from bot.texts.catalog import ENGLISH
from bot.views import corpus
from bot.views.reply_context import ReplyContext
from retrieval.records import Answer, Grade
from tests.bot.samples import button_actions, button_labels, marked_texts
from tests.support.snapshots import snapshot_of


def test_the_welcome_names_the_article_its_source_and_date_and_offers_three_questions(
    context: ReplyContext,
) -> None:
    reply = corpus.welcome(context)

    assert "The Lamp of Selmouth\nSelmouth, 3 May 1999 (Coast News) · English" in reply.text.text
    assert len(reply.keyboard) == 3


def test_a_corpus_of_many_texts_is_described_by_its_size_and_some_titles(hostile: ReplyContext) -> None:
    said = corpus.coverage(hostile).text

    assert said.startswith("I know 5 texts in ")
    assert ", including " in said
    assert "“A B”" in said


def test_a_list_of_every_text_does_not_say_among_others() -> None:
    said = ENGLISH.corpus.many_sources(2, [plain("A"), plain("B")], ["en"]).text

    assert said == "I know 2 texts in English: A and B."


def test_without_starter_questions_there_are_no_buttons(hostile: ReplyContext) -> None:
    reply = corpus.welcome(hostile)

    assert reply.keyboard == ()
    assert "You could ask" not in reply.text.text


def test_about_shows_the_version_and_the_fingerprint(context: ReplyContext) -> None:
    reply = corpus.about(context)

    assert marked_texts(reply, "code") == [context.snapshot.version, context.snapshot.sha256[:12]]


@pytest.fixture
def many(tmp_path: Path) -> Iterator[ReplyContext]:
    """A context over a corpus of 25 short texts and a long one."""
    source = tmp_path / "many.jsonl"
    rows = [{"_id": f"d{n:02}", "title": f"Title {n:02}", "text": "It is said."} for n in range(25)]
    long = "\n\n".join(
        f"Paragraph {n} has its own say. " + "It goes on for a while. " * 30 for n in range(1, 10)
    )
    source.write_text("\n".join(map(json.dumps, [*rows, {"_id": "long", "title": "Long", "text": long}])))
    with snapshot_of(source, tmp_path / "versions") as snapshot:
        yield ReplyContext(snapshot, ENGLISH, "quoth_bot")


def test_sources_are_listed_in_pages_and_each_opens_its_outline(many: ReplyContext) -> None:
    first, second, last = (corpus.sources(many, page) for page in (0, 1, 99))

    assert marked_texts(first, "bold")[:2] == ["26 texts", "Title 00"]
    assert marked_texts(last, "bold")[-1] == "Long"
    assert button_labels(first)[-1] == ["▶"]
    assert button_labels(second) == [
        ["11", "12", "13", "14", "15"],
        ["16", "17", "18", "19", "20"],
        ["◀", "▶"],
    ]
    assert ShowOutline(many.snapshot.version, 10, 1) in button_actions(second)
    assert ShowSources(many.snapshot.version, 2) in button_actions(second)

    for reply in (first, second, last):
        check(reply, many.snapshot)


def test_an_outline_lists_the_article_paragraph_by_paragraph(context: ReplyContext) -> None:
    reply = corpus.outline(context, 0, 1)

    assert reply.text.text.startswith("The Lamp of Selmouth · 3 May 1999\n\n¶ 1 of 3\n")
    assert marked_texts(reply, "blockquote") == [
        context.snapshot.passage("lamp", number).text for number in (1, 2, 3)
    ]
    assert reply.keyboard == ()

    check(reply, context.snapshot)


PLOTS = """\
# The allotments

## What does a plot cost?

A full plot costs 64 pounds a year.

## May I keep hens?

Up to six hens and no cocks.
"""


def test_an_outline_names_the_question_above_each_answer(tmp_path: Path) -> None:
    (tmp_path / "plots.md").write_text(PLOTS, encoding="utf-8")

    with snapshot_of(tmp_path / "plots.md") as snapshot:
        reply = corpus.outline(ReplyContext(snapshot, ENGLISH, "quoth_bot"), 0, 1)
        check(reply, snapshot)

    assert reply.text.text.endswith(
        "¶ 1 of 2\nWhat does a plot cost?\nA full plot costs 64 pounds a year.\n\n"
        "¶ 2 of 2\nMay I keep hens?\nUp to six hens and no cocks."
    )


def test_a_long_outline_can_be_paged_forward_and_back(many: ReplyContext) -> None:
    seen: list[str] = []
    passage = 1
    while True:
        reply = corpus.outline(many, 25, passage)
        check(reply, many.snapshot)
        seen += marked_texts(reply, "blockquote")
        onwards = [
            a.passage for a in button_actions(reply) if isinstance(a, ShowOutline) and a.passage > passage
        ]
        if not onwards:
            break
        (passage,) = onwards

    assert seen == [many.snapshot.passage("long", number).text for number in range(1, 10)]

    backwards = [a.passage for a in button_actions(reply) if isinstance(a, ShowOutline)]
    assert backwards < [passage]
    assert button_labels(reply) == [["◀"], ["All texts"]]


@pytest.mark.parametrize("passage", [0, 99])
def test_an_outline_of_a_missing_text_lists_the_texts_there_are(context: ReplyContext, passage: int) -> None:
    check(corpus.outline(context, 0, passage), context.snapshot)


def test_an_outline_of_a_name_that_no_text_has_says_so(many: ReplyContext) -> None:
    reply = corpus.contents(many, "Selmouth")

    assert reply.text.text == "I have no text named “Selmouth”. /sources lists them."
    assert reply.keyboard == ()


def test_a_date_is_written_in_full() -> None:
    assert ENGLISH.formats.date(datetime.date(2002, 11, 29)) == "29 November 2002"


def test_a_nothing_found_reply_describes_the_corpus_and_offers_two_questions(context: ReplyContext) -> None:
    none = Answer("Is there snow?", Grade.NONE, 0.0, missing_terms=("snow",))
    reply = corpus.nothing_found(none, context)

    assert reply.text.text == (
        "I found no answer. Nothing here mentions snow.\n\nI know one text:\nThe Lamp of "
        "Selmouth\nSelmouth, 3 May 1999 (Coast News) · English\n\nYou could ask:"
    )
    assert button_labels(reply) == [["Who lit the lamp?"], ["What did the repair cost?"]]
    assert button_actions(reply) == [
        AskStarter(context.snapshot.version, 0),
        AskStarter(context.snapshot.version, 1),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Кто зажёг лампу?",
        "谁点的灯？",
        "من أضاء المصباح؟",
        "Ποιος άναψε;",
        "¿Quién encendió la luz?",
        "Wer war das?",
    ],
)
def test_a_question_in_a_language_missing_from_the_corpus_is_answered_with_its_languages(
    context: ReplyContext, question: str
) -> None:
    none = Answer(question, Grade.NONE, 0.0, missing_terms=tuple(question.split()))
    reply = corpus.nothing_found(none, context)

    assert reply.text.text.startswith("My texts are in English. Please ask in English.")


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Why?", "I found no reason given for that."),
        ("when", "I found no date given for that."),
        ("how long?", "I found no duration given for that."),
        ("Where?", "I found no place mentioned for that."),
        ("who", "I found nobody mentioned for that."),
        ("How many?", "I found no number given for that."),
    ],
)
def test_the_reply_to_a_lone_question_word_says_what_was_not_found(
    context: ReplyContext, question: str, reply: str
) -> None:
    none = Answer(question, Grade.NONE, 0.0, understood_as=f"{question} (lamp)")

    text = corpus.nothing_found(none, context).text.text

    assert text.startswith(reply)


@pytest.mark.parametrize("question", ["Penguins?", "Is there a café in Łódź?", "2024 or 1999?"])
def test_foreign_names_and_numbers_do_not_make_a_question_one_in_another_language(
    context: ReplyContext, question: str
) -> None:
    none = Answer(question, Grade.NONE, 0.0, missing_terms=("x",))
    reply = corpus.nothing_found(none, context)

    assert reply.text.text.startswith("I found no answer")


def test_only_the_first_few_missing_words_are_named(context: ReplyContext) -> None:
    none = Answer("x", Grade.NONE, 0.0, missing_terms=tuple(f"word{number}" for number in range(400)))
    reply = corpus.nothing_found(none, context)

    assert "word4 or 395 more" in reply.text.text


def test_a_right_to_left_title_does_not_reorder_the_words_around_it(
    hostile: ReplyContext,
) -> None:
    card = hostile.snapshot.document("rtl")
    line = corpus.place_line(bold("[1]"), card, "¶ 1 of 2", hostile.texts).text

    assert line == "[1] \u2068أخبار\u2069 · ¶ 1 of 2 · in Arabic"

    listed = corpus.sources(hostile, 0).text.text
    assert "3. \u2068أخبار\u2069\n" in listed
