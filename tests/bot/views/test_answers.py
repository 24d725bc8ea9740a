from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from bot.messages.callback_data import ShowContext, ShowPage, ShowSpeaker, unpack
from bot.messages.message import Button, CopyButton, Reply, check
from bot.messages.richtext import ELISION
from bot.texts.catalog import ENGLISH
from bot.texts.languages import texts_in
from bot.views import answers
from bot.views.reply_context import ReplyContext
from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.meaning.encoder import MeaningOptions, is_installed
from retrieval.records import Answer, Grade, MessageKind
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import (
    FOG,
    assert_telegram_keeps,
    button_actions,
    button_labels,
    make_stored_answer,
    marked_texts,
    sentences,
)
from tests.support.bot_api.validation import td
from tests.support.snapshots import snapshot_of

RATING = ["👍", "👎"]

# Answers


def test_an_answer_shows_the_sentence_in_a_block_with_its_source(context: ReplyContext) -> None:
    reply = answers.answer_reply(make_stored_answer(context.snapshot, Grade.ANSWER, first=1), context)

    assert reply.text.text == (
        "Mayor Edda Quist lit it on Sunday evening.\n[1] The Lamp of Selmouth · ¶ 2 · 3 May 1999"
    )
    assert marked_texts(reply, "blockquote") == ["Mayor Edda Quist lit it on Sunday evening."]
    assert marked_texts(reply, "bold") == ["[1]"]

    check(reply, context.snapshot)


def test_each_cited_sentence_has_its_own_number_source_and_context_button(context: ReplyContext) -> None:
    reply = answers.answer_reply(make_stored_answer(context.snapshot, Grade.ANSWER, cited=3), context)

    assert len(marked_texts(reply, "blockquote")) == 3
    assert marked_texts(reply, "bold") == ["[1]", "[2]", "[3]"]
    assert button_labels(reply) == [["Context [1]", "Context [2]", "Context [3]"], ["More"], RATING]


def test_the_buttons_of_a_single_sentence_are_in_one_row(context: ReplyContext) -> None:
    reply = answers.answer_reply(make_stored_answer(context.snapshot, Grade.ANSWER), context)

    assert button_labels(reply) == [["Context", "More"], RATING]


def test_without_further_candidates_there_is_no_more_button(context: ReplyContext) -> None:
    alone = make_stored_answer(context.snapshot, Grade.ANSWER)
    alone = replace(alone, answer=replace(alone.answer, others=()))

    assert button_labels(answers.answer_reply(alone, context)) == [["Context"], RATING]


def test_the_question_that_was_actually_searched_is_shown(context: ReplyContext) -> None:
    understood = make_stored_answer(context.snapshot, Grade.ANSWER)
    understood = replace(
        understood, answer=replace(understood.answer, understood_as="who lit the harbour lamp")
    )

    reply = answers.answer_reply(understood, context)

    assert reply.text.text.startswith("Understood as: who lit the harbour lamp\n\n")


def test_a_question_in_another_language_is_shown_with_the_words_that_were_searched(
    context: ReplyContext,
) -> None:
    asked = make_stored_answer(context.snapshot, Grade.ANSWER)
    read = replace(asked.answer, question="Кто зажёг лампу?", understood_as="Who lit the lamp?")

    reply = answers.answer_reply(replace(asked, answer=read), context)

    assert reply.text.text.startswith("Translated word by word: Who lit the lamp?\n\n")


@pytest.mark.skipif(not is_installed(), reason="the extra `meaning` is not installed")
def test_a_question_in_another_language_is_said_to_be_looked_up_by_meaning(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    store = CorpusStore(built[0], tmp_path, MeaningOptions("on"))
    with closing(Snapshot(build(store).path)) as snapshot:
        asked = make_stored_answer(snapshot, Grade.PARTIAL)
        read = replace(asked.answer, question="Кто зажёг лампу?", missing_terms=())

        reply = answers.answer_reply(
            replace(asked, answer=read), ReplyContext(snapshot, ENGLISH, "quoth_bot")
        )

    assert reply.text.text.startswith("Searched by meaning, not by words.\n\n")


def test_a_rewritten_question_can_be_searched_exactly_as_typed_and_back(context: ReplyContext) -> None:
    understood = make_stored_answer(context.snapshot, Grade.ANSWER)
    understood = replace(understood, answer=replace(understood.answer, understood_as="who lit the lantern"))

    reply = answers.answer_reply(understood, context)

    assert button_labels(reply)[-2:] == [["Search exactly what I typed"], RATING]

    for found in (understood.answer, Answer("Who lit it?", Grade.NONE, 0.0)):
        exact = replace(understood, answer=replace(found, understood_as=None), exact=True)

        assert button_labels(answers.answer_reply(exact, context))[-2:] == [["Back"], RATING]


def test_how_a_question_was_understood_is_shown_if_nothing_is_found_and_no_word_is_missing(
    context: ReplyContext,
) -> None:
    found = Answer("Is it?", Grade.NONE, 0.0, understood_as="Is it? (x)")
    nothing = replace(make_stored_answer(context.snapshot, Grade.NONE), answer=found)
    lacking = replace(nothing, answer=replace(found, missing_terms=("snow",)))

    reply = answers.answer_reply(nothing, context)
    of_lacking = answers.answer_reply(lacking, context)

    assert reply.text.text.startswith("Understood as: Is it? (x)\n\nI found no answer to that.")
    assert "Understood as" not in of_lacking.text.text
    assert button_labels(reply)[-1] == RATING
    assert ["Search exactly what I typed"] not in button_labels(reply)


def test_the_button_for_the_other_bearer_of_a_name_fits_a_phone_screen(
    context: ReplyContext,
) -> None:
    two = make_stored_answer(context.snapshot, Grade.PARTIAL)
    two = replace(
        two, answer=replace(two.answer, readings=("Ann Quist", "Maximiliane von und zu Hohenquist"))
    )

    reply = answers.answer_reply(two, context)

    assert reply.text.text.startswith("There are two with that name. This is Ann Quist:\n\n")
    assert button_labels(reply)[-2:] == [["Maximiliane von und zu…"], RATING]

    other = answers.answer_reply(replace(two, other=True), context)
    assert marked_texts(other, "blockquote") == [two.answer.others[0].text]
    assert button_labels(other)[-2:] == [["Ann Quist"], RATING]

    check(other, context.snapshot)


def test_a_question_asked_by_button_is_repeated_above_its_answer(context: ReplyContext) -> None:
    tapped = replace(make_stored_answer(context.snapshot, Grade.ANSWER), repeats_question=True)
    reply = answers.answer_reply(tapped, context)

    assert reply.text.text.startswith("Who lit the lamp?\n\n")


def test_a_partial_match_says_it_is_not_an_answer_and_names_the_words_found_nowhere(
    context: ReplyContext,
) -> None:
    partial = make_stored_answer(context.snapshot, Grade.PARTIAL, missing=("population", "lamp"))
    reply = answers.answer_reply(partial, context)

    assert reply.text.text.startswith(
        "I found no answer. Nothing here mentions population. Closest sentence:\n\n"
    )
    assert "population" in marked_texts(reply, "bold")


def test_a_partial_match_across_languages_says_so_and_names_no_missing_words(
    context: ReplyContext,
) -> None:
    partial = make_stored_answer(context.snapshot, Grade.PARTIAL, missing=("Wer", "ist"))
    asked = replace(partial, answer=replace(partial.answer, question="Wer ist denn eigentlich Edda Quist?"))

    assert answers.answer_reply(asked, context).text.text.startswith(
        "My texts are in English. Please ask in English.\n\nI’m not sure this answers it. "
        "Closest sentence:\n\n"
    )


def test_words_found_elsewhere_in_the_corpus_are_not_called_missing_from_it(context: ReplyContext) -> None:
    partial = make_stored_answer(context.snapshot, Grade.PARTIAL, cited=2, missing=("crowns",))
    reply = answers.answer_reply(partial, context)

    assert reply.text.text.startswith(
        "I found no clear answer. The closest sentences don’t mention crowns:\n\n"
    )


def test_a_partial_match_without_missing_words_is_not_called_an_answer_either(
    context: ReplyContext,
) -> None:
    reply = answers.answer_reply(make_stored_answer(context.snapshot, Grade.PARTIAL), context)

    assert reply.text.text.startswith("I’m not sure this answers it. Closest sentence:\n\n")


@pytest.mark.parametrize(
    ("question", "has"), [("The", False), ("?!", False), ("", False), ("lamp", True), ("Who is it", True)]
)
def test_a_single_stop_word_is_not_a_searchable_question(
    snapshot: Snapshot, question: str, *, has: bool
) -> None:
    assert answers.has_words(question, snapshot, follows=False) is has


@pytest.mark.parametrize(("question", "has"), [("Why?", True), ("the", False), ("!", False)])
def test_a_single_question_word_is_enough_for_a_follow_up(
    snapshot: Snapshot, question: str, *, has: bool
) -> None:
    assert answers.has_words(question, snapshot, follows=True) is has


def test_an_empty_view_names_the_words_that_the_corpus_lacks(context: ReplyContext) -> None:
    empty = Answer("/timeline zebra", Grade.NONE, 0.0, missing_terms=("zebra",), kind=MessageKind.TIMELINE)
    nothing = replace(make_stored_answer(context.snapshot, Grade.NONE), answer=empty)

    reply = answers.answer_reply(nothing, context)

    assert "Nothing here mentions zebra." in reply.text.text
    assert "no dates" not in reply.text.text


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "I found no clear answer. The closest sentence gives no number for that:"),
        ("de", "Keine klare Antwort gefunden. Der Satz, der am nächsten kommt, nennt dafür keine Zahl:"),
        ("es", "No encontré una respuesta clara. La frase más cercana no da ninguna cifra para eso:"),
        ("ru", "Точного ответа нет. В ближайшем предложении это число не названо:"),
        ("zh", "没有找到明确的答案。最接近的句子没有给出相关的数字："),
    ],
)
def test_a_measure_that_the_closest_sentence_lacks_is_named(
    context: ReplyContext, code: str, line: str
) -> None:
    asked = make_stored_answer(context.snapshot, Grade.PARTIAL, first=1)
    found = replace(asked.answer, question="How tall is Edda Quist?")

    reply = answers.answer_reply(replace(asked, answer=found), replace(context, texts=texts_in(code)))

    assert reply.text.text.startswith(f"{line}\n\nMayor Edda Quist lit it on Sunday evening.")


def test_an_overview_says_how_much_of_a_long_text_it_read_unless_it_was_searched(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("It rained in May 1999.\n\n" * 401, encoding="utf-8")
    with snapshot_of(tmp_path / "log.txt") as snapshot:
        context, asked = ReplyContext(snapshot, ENGLISH, ""), make_stored_answer(snapshot, Grade.ANSWER)
        of_all = replace(asked, answer=respond("/timeline", snapshot))
        of_words = replace(asked, answer=respond("/timeline rained", snapshot))

        read, searched = (answers.answer_reply(each, context).text.text for each in (of_all, of_words))

    assert read.endswith("For this I read 400 of 401 paragraphs.")
    assert "paragraphs" not in searched


def test_a_nothing_found_reply_can_be_rated_too(context: ReplyContext) -> None:
    nothing = replace(
        make_stored_answer(context.snapshot, Grade.NONE), answer=Answer("Is there snow?", Grade.NONE, 0.0)
    )

    assert button_labels(answers.answer_reply(nothing, context))[-1] == RATING


# Further candidates


def test_more_shows_the_next_three_sentences_with_buttons_forward_and_back(context: ReplyContext) -> None:
    answered = make_stored_answer(context.snapshot, Grade.ANSWER)
    reply = answers.page_reply(answered, 1, context)

    assert reply.text.text.startswith("Other close sentences")
    assert marked_texts(reply, "bold") == ["[2]", "[3]", "[4]"]
    assert button_labels(reply) == [["Context [2]", "Context [3]", "Context [4]"], ["Back", "More"]]

    check(reply, context.snapshot)


def test_the_last_page_has_no_more_button(context: ReplyContext) -> None:
    answered = make_stored_answer(context.snapshot, Grade.ANSWER)

    assert button_labels(answers.page_reply(answered, 2, context))[-1] == ["Back"]


def test_page_zero_and_nonexistent_pages_show_the_answer(context: ReplyContext) -> None:
    answered = make_stored_answer(context.snapshot, Grade.ANSWER)

    for page in (0, 9):
        assert answers.page_reply(answered, page, context) == answers.answer_reply(answered, context)


def test_the_context_of_every_candidate_leads_back_to_the_page_that_lists_it(context: ReplyContext) -> None:
    answered = make_stored_answer(context.snapshot, Grade.ANSWER, cited=2)
    for number in range(1, len(sentences(context.snapshot)) + 1):
        (*_, (back,)) = answers.context_reply(answered, number, 0, context).keyboard

        assert isinstance(back, Button)

        page = unpack(back.data)
        assert isinstance(page, ShowPage)

        reply = answers.page_reply(answered, page.page, context)
        assert ShowContext(context.snapshot.version, answered.id, number, 0) in button_actions(reply)


# Context


def test_the_context_names_the_question_above_the_passage(tmp_path: Path) -> None:
    faq = tmp_path / "faq.md"
    faq.write_text("# The allotments\n\n## May I keep hens?\n\nUp to six hens.\n", encoding="utf-8")

    with snapshot_of(faq) as snapshot:
        answered = make_stored_answer(snapshot, Grade.ANSWER)
        reply = answers.context_reply(answered, 1, 0, ReplyContext(snapshot, ENGLISH, "quoth_bot"))

    assert reply.text.text == "[1] The allotments · ¶ 1 of 1\nMay I keep hens?\nUp to six hens."


def test_the_context_shows_the_passage_with_the_sentence_marked(context: ReplyContext) -> None:
    answered = make_stored_answer(context.snapshot, Grade.ANSWER, first=2)
    reply = answers.context_reply(answered, 1, 0, context)

    assert reply.text.text.startswith("[1] The Lamp of Selmouth · ¶ 2 of 3 · 3 May 1999\n")

    (block,) = marked_texts(reply, "blockquote")
    assert block == context.snapshot.passage("lamp", 2).text
    assert marked_texts(reply, "bold") == [
        "[1]",
        '"Ships will find us in any fog," she told the crowd on the pier.',
    ]
    assert button_labels(reply) == [["◀", "▶"], ["Copy citation", "Who says this?"], ["Back"]]

    check(reply, context.snapshot)


def test_the_context_can_be_paged_through_to_both_ends_of_the_document(context: ReplyContext) -> None:
    answered = make_stored_answer(context.snapshot, Grade.ANSWER)
    first = answers.context_reply(answered, 1, 0, context)

    assert button_labels(first) == [["▶"], ["Copy citation"], ["Back"]]
    assert ShowContext(context.snapshot.version, answered.id, 1, 2) in button_actions(first)

    second = answers.context_reply(answered, 1, 2, context)
    assert second.text.text.startswith("The Lamp of Selmouth · ¶ 2 of 3 · 3 May 1999\nMayor Edda Quist")
    assert button_labels(second) == [["◀", "▶"], ["Back"]]
    assert marked_texts(second, "bold") == []

    check(second, context.snapshot)
    assert answers.context_reply(answered, 1, 1, context) == first


# Links and speakers


def test_each_citation_number_links_to_its_archived_sentence(context: ReplyContext) -> None:
    reply = answers.answer_reply(make_stored_answer(context.snapshot, Grade.ANSWER, cited=2), context)
    links = [mark.url for mark in reply.text.marks if mark.kind == "text_link"]

    assert links == [f"https://t.me/quoth_bot?start=s_{sentence.id}" for sentence in reply.cited]
    assert [sentence.text for sentence in reply.cited] == marked_texts(reply, "blockquote")


def test_a_citation_to_copy_contains_the_sentence_its_source_and_its_link(context: ReplyContext) -> None:
    reply = answers.context_reply(make_stored_answer(context.snapshot, Grade.ANSWER, first=1), 1, 0, context)
    (copied,) = [button.text for row in reply.keyboard for button in row if isinstance(button, CopyButton)]

    assert copied == (
        "“Mayor Edda Quist lit it on Sunday evening.” — The Lamp of Selmouth, ¶ 2, 3 May 1999. "
        f"https://t.me/quoth_bot?start=s_{reply.cited[0].id}"
    )


def test_a_sentence_too_long_to_copy_is_left_out_of_the_citation_to_copy(hostile: ReplyContext) -> None:
    long = next(place for place, found in enumerate(sentences(hostile.snapshot)) if FOG in found.text)
    reply = answers.context_reply(
        make_stored_answer(hostile.snapshot, Grade.ANSWER, first=long), 1, 0, hostile
    )

    (copied,) = [button.text for row in reply.keyboard for button in row if isinstance(button, CopyButton)]

    assert copied.startswith("TTT")
    assert "…, ¶ 1. https://t.me/quoth_bot?start=s_" in copied


def test_the_speaker_is_shown_with_the_sentences_that_identify_them(context: ReplyContext) -> None:
    quotation = make_stored_answer(context.snapshot, Grade.ANSWER, first=2)

    assert ShowSpeaker(context.snapshot.version, quotation.id, 1) in button_actions(
        answers.context_reply(quotation, 1, 0, context)
    )

    reply = answers.speaker_reply(quotation, 1, context)
    assert reply.text.text.startswith("Said by Mayor Edda Quist:\n\nMayor Edda Quist lit it")
    assert button_labels(reply) == [["Back"]]

    check(reply, context.snapshot)


# A corpus of hostile texts


@pytest.mark.parametrize("grade", [Grade.ANSWER, Grade.PARTIAL])
@pytest.mark.parametrize("cited", [1, 3])
def test_a_reply_over_hostile_texts_is_verbatim_and_fits_one_message(
    hostile: ReplyContext, grade: Grade, cited: int
) -> None:
    for first in range(0, len(sentences(hostile.snapshot)), 7):
        answered = make_stored_answer(hostile.snapshot, grade, cited, missing=("x" * 3000,) * 9, first=first)
        for page in range(3):
            check(answers.page_reply(answered, page, hostile), hostile.snapshot)
        for number in range(1, cited + 1):
            check(answers.context_reply(answered, number, 0, hostile), hostile.snapshot)


@td.needs_tdlib
def test_telegram_accepts_every_view_of_every_kind_of_sentence(hostile: ReplyContext) -> None:
    for first in range(0, len(sentences(hostile.snapshot)), 23):
        answered = make_stored_answer(hostile.snapshot, Grade.PARTIAL, 3, missing=("<b>",), first=first)

        for page in range(3):
            assert_telegram_keeps(answers.page_reply(answered, page, hostile))
        assert_telegram_keeps(answers.context_reply(answered, 1, 0, hostile))


@over(st.text(max_size=4096), st.lists(st.text(min_size=1, max_size=60), max_size=30))
def test_a_reply_fits_one_message_whatever_was_asked(
    hostile: ReplyContext, question: str, missing: list[str]
) -> None:
    answered = make_stored_answer(hostile.snapshot, Grade.PARTIAL, 3)
    asked = replace(answered.answer, question=question, understood_as=question, missing_terms=tuple(missing))
    reply = answers.answer_reply(replace(answered, answer=asked, repeats_question=True), hostile)
    check(reply, hostile.snapshot)


def test_sentences_too_long_together_are_shortened_with_the_omission_marked(hostile: ReplyContext) -> None:
    long = next(place for place, found in enumerate(sentences(hostile.snapshot)) if FOG in found.text)
    three = answers.answer_reply(
        make_stored_answer(hostile.snapshot, Grade.ANSWER, cited=3, first=long), hostile
    )

    assert [block.endswith(f"🌫 {ELISION}") for block in marked_texts(three, "expandable_blockquote")] == [
        True
    ] * 3

    one = answers.answer_reply(make_stored_answer(hostile.snapshot, Grade.ANSWER, first=long), hostile)
    assert ELISION not in one.text.text


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (20, "[…] Two is here. […]"),
        (29, "[…] Two is here. Three follows. […]"),
        (43, "One begins. Two is here. Three follows. […]"),
        (99, "One begins. Two is here. Three follows. Four is the last one."),
    ],
)
def test_a_passage_too_long_to_fit_is_shortened_to_nearby_sentences_with_omissions_marked(
    tmp_path: Path, room: int, shown: str
) -> None:
    source = tmp_path / "four.txt"
    source.write_text("One begins. Two is here. Three follows. Four is the last one.", encoding="utf-8")
    with snapshot_of(source, tmp_path / "versions") as snapshot:
        passage = snapshot.passage("four", 1)
        rich = answers.window(passage, passage.sentences[1], room)

        assert rich.text == shown
        assert [rich.text[mark.start : mark.end] for mark in rich.marks] == ["Two is here."]

        check(Reply(rich), snapshot)


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("trees.csv", "Tree,Height\nOak,12 m\nPine,20 m\nElm,9 m\n",
         "Tree: Oak; Height: 12 m\n- Tree: Pine; Height: 20 m\n- Tree: Elm; Height: 9 m"),
        ("trees.md", "- the oak\n- the pine\n- the elm\n", "the oak\n- the pine\n- the elm"),
        ("trees.rst", "We have:\n\n#. the oak\n#. the pine\n#. the elm\n",
         "We have:\n1. the oak\n2. the pine\n3. the elm"),
        ("trees.txt", "To bend, type:\n\n    bend --now\n    bend --stop\n\nIt bends.\n",
         "To bend, type:\nbend --now\nbend --stop\nIt bends."),
        ("trees.txt", "1. Ash\n1.1 It bends.\n1.2 It is tall, and\nold.\n(a) So is oak.\n(b) So is elm.\n",
         "1. Ash\n1.1 It bends.\n1.2 It is tall, and old.\n(a) So is oak.\n(b) So is elm."),
    ],
)  # fmt: skip
def test_the_items_and_rows_around_a_citation_are_shown_as_lines(
    tmp_path: Path, name: str, content: str, shown: str
) -> None:
    source = tmp_path / name
    source.write_text(content, encoding="utf-8")
    with snapshot_of(source, tmp_path / "versions") as snapshot:
        passage = snapshot.passage("trees", 1)
        windows = [answers.window(passage, cited, 500) for cited in passage.sentences]

        assert {rich.text for rich in windows} == {shown}

        for rich in windows:
            check(Reply(rich), snapshot)


def test_a_relative_date_is_explained_as_counted_from_the_date_of_the_text(
    context: ReplyContext, tmp_path: Path
) -> None:
    text = "Selmouth, 3 May 1999 (Coast News) -- It went dark last year. Last year was sad, as is today."
    (tmp_path / "dark.txt").write_text(f"The Dark\n\n{text}\n", encoding="utf-8")
    with snapshot_of(tmp_path / "dark.txt") as dark:
        reply = answers.answer_reply(
            make_stored_answer(dark, Grade.ANSWER, cited=2), replace(context, snapshot=dark)
        )
        check(reply, dark)

    assert "\n“last year” is relative to 3 May 1999, the date of the text.\n" in reply.text.text
    assert reply.text.text.endswith(
        "\n“Last year” and “today” are relative to 3 May 1999, the date of the text."
    )
    assert not any("the date of the text" in quoted for quoted in marked_texts(reply, "blockquote"))


def test_a_sentence_that_names_its_speaker_has_no_speaker_button(context: ReplyContext) -> None:
    told = make_stored_answer(context.snapshot, Grade.ANSWER, first=1)

    assert not any(
        isinstance(each, ShowSpeaker) for each in button_actions(answers.context_reply(told, 1, 0, context))
    )
