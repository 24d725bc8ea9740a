import datetime
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from bot import rendering
from bot.addressing import Conversation
from bot.callbacks import AskStarter, ShowContext, ShowPage, ShowSources, unpack
from bot.errors import UnsendableError
from bot.library import Reloaded
from bot.rendering import Button, Reply, check
from bot.richtext import ELISION, RichText, entities, plain, verbatim
from bot.state import Given
from bot.texts import ENGLISH
from retrieval.changes import Changes
from retrieval.records import Answer, Citation, Grade
from retrieval.snapshot import Snapshot
from retrieval.versions import build
from tests.botapi import td
from tests.botapi.records import Entity, FormattedText


def sentences(snapshot: Snapshot) -> list[Citation]:
    """Every sentence of the corpus, as candidates."""
    passages = [snapshot.passage_at(place) for place in range(snapshot.passage_count)]
    return [
        Citation(passage.document, passage.title, passage.number, *span, passage.sentence(span), 1.0)
        for passage in passages
        for span in passage.sentences
    ]


def given(
    snapshot: Snapshot, grade: Grade, cited: int = 1, missing: tuple[str, ...] = (), first: int = 0
) -> Given:
    """An answer that cites so many sentences of the corpus, the others being further candidates."""
    candidates = sentences(snapshot)[first:] + sentences(snapshot)[:first]
    answer = Answer(
        "Who lit the lamp?",
        grade,
        0.5,
        tuple(candidates[:cited]),
        tuple(candidates[cited : cited + 7]),
        missing,
    )
    return Given("1a2b3c4d", Conversation(7, 0, 7), 55, 1.0, snapshot.version, answer)


def labels(reply: Reply) -> list[list[str]]:
    return [[button.label for button in row] for row in reply.keyboard]


def marked(reply: Reply, kind: str) -> list[str]:
    return [reply.text.text[mark.start : mark.end] for mark in reply.text.marks if mark.kind == kind]


def accepted_by_telegram(reply: Reply) -> None:
    """Assert that Telegram keeps the quotation blocks as they were meant, and the length within its limit."""
    sent = tuple(Entity(entity.type, entity.offset, entity.length) for entity in entities(reply.text))
    kept = td.settled(FormattedText(reply.text.text, sent))
    assert len(kept.text) <= 4096
    assert len(kept.covered("blockquote")) == len(marked(reply, "blockquote"))


# Answers


def test_an_answer_is_the_sentence_in_a_block_and_where_it_stands(snapshot: Snapshot) -> None:
    reply = rendering.answer_reply(given(snapshot, Grade.ANSWER, first=1), snapshot, ENGLISH)
    assert reply.text.text == (
        "Mayor Edda Quist lit it on Sunday evening.\n[1] The Lamp of Selmouth · ¶ 2 · 3 May 1999"
    )
    assert marked(reply, "blockquote") == ["Mayor Edda Quist lit it on Sunday evening."]
    assert marked(reply, "bold") == ["[1]"]
    check(reply, snapshot)


def test_each_sentence_has_its_own_mark_place_and_context(snapshot: Snapshot) -> None:
    reply = rendering.answer_reply(given(snapshot, Grade.ANSWER, cited=3), snapshot, ENGLISH)
    assert len(marked(reply, "blockquote")) == 3
    assert marked(reply, "bold") == ["[1]", "[2]", "[3]"]
    assert labels(reply) == [["Context [1]", "Context [2]", "Context [3]"], ["More"]]


def test_one_sentence_has_its_buttons_in_one_row(snapshot: Snapshot) -> None:
    reply = rendering.answer_reply(given(snapshot, Grade.ANSWER), snapshot, ENGLISH)
    assert labels(reply) == [["Context", "More"]]


def test_without_further_candidates_there_is_no_more(snapshot: Snapshot) -> None:
    alone = given(snapshot, Grade.ANSWER)
    alone = replace(alone, answer=replace(alone.answer, others=()))
    assert labels(rendering.answer_reply(alone, snapshot, ENGLISH)) == [["Context"]]


def test_the_question_that_was_really_searched_is_shown(snapshot: Snapshot) -> None:
    understood = given(snapshot, Grade.ANSWER)
    understood = replace(
        understood, answer=replace(understood.answer, understood_as="who lit the harbour lamp")
    )
    reply = rendering.answer_reply(understood, snapshot, ENGLISH)
    assert reply.text.text.startswith("Understood as: who lit the harbour lamp\n\n")


def test_a_tapped_question_is_repeated_above_its_answer(snapshot: Snapshot) -> None:
    reply = rendering.answer_reply(given(snapshot, Grade.ANSWER), snapshot, ENGLISH, repeat_question=True)
    assert reply.text.text.startswith("Who lit the lamp?\n\n")


def test_what_only_comes_close_says_that_it_is_no_answer_and_which_words_are_nowhere(
    snapshot: Snapshot,
) -> None:
    partial = given(snapshot, Grade.PARTIAL, missing=("population", "lamp"))
    reply = rendering.answer_reply(partial, snapshot, ENGLISH)
    assert reply.text.text.startswith("Not an answer: no sentence mentions population. The closest says:\n\n")
    assert "population" in marked(reply, "bold")


def test_words_that_stand_elsewhere_are_not_called_absent(snapshot: Snapshot) -> None:
    partial = given(snapshot, Grade.PARTIAL, cited=2, missing=("crowns",))
    reply = rendering.answer_reply(partial, snapshot, ENGLISH)
    assert reply.text.text.startswith(
        "Not an answer: the closest sentences do not mention crowns. They say:\n\n"
    )


def test_what_only_comes_close_without_lacking_a_word_is_not_called_an_answer_either(
    snapshot: Snapshot,
) -> None:
    reply = rendering.answer_reply(given(snapshot, Grade.PARTIAL), snapshot, ENGLISH)
    assert reply.text.text.startswith("Not an answer for certain. The closest sentence:\n\n")


def test_nothing_found_says_what_there_is_and_offers_two_questions(snapshot: Snapshot) -> None:
    none = Answer("Is there snow?", Grade.NONE, 0.0, missing_terms=("snow",))
    reply = rendering.answer_reply(replace(given(snapshot, Grade.NONE), answer=none), snapshot, ENGLISH)
    assert reply.text.text == (
        "I found no answer: no sentence mentions snow.\n\n"
        "I know one text:\nThe Lamp of Selmouth\nSelmouth, 3 May 1999 (Coast News) · English\n\n"
        "You could ask:"
    )
    assert labels(reply) == [["Who lit the lamp?"], ["What did the repair cost?"]]
    assert [unpack(row[0].data) for row in reply.keyboard] == [
        AskStarter(snapshot.version, 0),
        AskStarter(snapshot.version, 1),
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
def test_a_question_in_a_language_the_corpus_has_not_is_told_which_it_has(
    snapshot: Snapshot, question: str
) -> None:
    none = Answer(question, Grade.NONE, 0.0, missing_terms=tuple(question.split()))
    reply = rendering.answer_reply(replace(given(snapshot, Grade.NONE), answer=none), snapshot, ENGLISH)
    assert reply.text.text.startswith("I can only look things up in English")


@pytest.mark.parametrize("question", ["Penguins?", "Is there a café in Łódź?", "2024 or 1999?"])
def test_foreign_names_and_numbers_do_not_make_a_question_foreign(snapshot: Snapshot, question: str) -> None:
    none = Answer(question, Grade.NONE, 0.0, missing_terms=("x",))
    reply = rendering.answer_reply(replace(given(snapshot, Grade.NONE), answer=none), snapshot, ENGLISH)
    assert reply.text.text.startswith("I found no answer")


def test_only_the_first_of_many_missing_words_are_named(snapshot: Snapshot) -> None:
    none = Answer("x", Grade.NONE, 0.0, missing_terms=tuple(f"word{number}" for number in range(400)))
    reply = rendering.answer_reply(replace(given(snapshot, Grade.NONE), answer=none), snapshot, ENGLISH)
    assert "word4 or 395 more" in reply.text.text


@pytest.mark.parametrize(
    ("question", "has"), [("The", False), ("?!", False), ("", False), ("lamp", True), ("Who is it", True)]
)
def test_a_lone_stop_word_is_nothing_to_look_up(snapshot: Snapshot, question: str, *, has: bool) -> None:
    assert rendering.has_words(question, snapshot, follows=False) is has


@pytest.mark.parametrize(("question", "has"), [("Why?", True), ("the", False), ("!", False)])
def test_after_a_question_a_lone_question_word_is_enough(
    snapshot: Snapshot, question: str, *, has: bool
) -> None:
    assert rendering.has_words(question, snapshot, follows=True) is has


# Further candidates


def test_more_shows_the_next_three_and_the_ways_on_and_back(snapshot: Snapshot) -> None:
    answered = given(snapshot, Grade.ANSWER)
    reply = rendering.page_reply(answered, 1, snapshot, ENGLISH)
    assert reply.text.text.startswith("Other sentences that come close")
    assert marked(reply, "bold") == ["[2]", "[3]", "[4]"]
    assert labels(reply) == [["Context [2]", "Context [3]", "Context [4]"], ["Back", "More"]]
    check(reply, snapshot)


def test_the_last_page_has_no_more(snapshot: Snapshot) -> None:
    answered = given(snapshot, Grade.ANSWER)
    assert labels(rendering.page_reply(answered, 2, snapshot, ENGLISH))[-1] == ["Back"]


def test_page_zero_and_pages_that_do_not_exist_are_the_answer(snapshot: Snapshot) -> None:
    answered = given(snapshot, Grade.ANSWER)
    for page in (0, 9):
        assert rendering.page_reply(answered, page, snapshot, ENGLISH) == rendering.answer_reply(
            answered, snapshot, ENGLISH
        )


def test_every_candidate_stands_on_the_page_its_context_goes_back_to(snapshot: Snapshot) -> None:
    answered = given(snapshot, Grade.ANSWER, cited=2)
    for number in range(1, len(sentences(snapshot)) + 1):
        ((back,),) = rendering.context_reply(answered, number, snapshot, ENGLISH).keyboard
        page = unpack(back.data)
        assert isinstance(page, ShowPage)
        reply = rendering.page_reply(answered, page.page, snapshot, ENGLISH)
        shown = [unpack(button.data) for row in reply.keyboard for button in row]
        assert ShowContext(snapshot.version, answered.id, number) in shown


# Context


def test_context_is_the_passage_with_the_sentence_marked(snapshot: Snapshot) -> None:
    answered = given(snapshot, Grade.ANSWER, first=2)
    reply = rendering.context_reply(answered, 1, snapshot, ENGLISH)
    assert reply.text.text.startswith("[1] The Lamp of Selmouth · ¶ 2 of 3 · 3 May 1999\n")
    (block,) = marked(reply, "blockquote")
    assert block == snapshot.passage("lamp", 2).text
    assert marked(reply, "bold") == [
        "[1]",
        '"Ships will find us in any fog," she told the crowd on the pier.',
    ]
    assert labels(reply) == [["Back"]]
    check(reply, snapshot)


# A corpus that hurts

FOG = "🌫" * 900
HOSTILE = [
    {"_id": "<b>&amp;", "title": "T" * 1500, "text": f"One short. {FOG}. Another {FOG}. And {FOG}."},
    {
        "_id": "many",
        "title": "A\nB",
        "text": " ".join(f"Sentence {n} of a long paragraph about fog." for n in range(400)),
    },
    {"_id": "rtl", "title": "أخبار", "text": "قال الوزير إن السفينة وصلت. لم يحدث شيء بعد ذلك 😀."},
    {"_id": "emoji", "title": "", "text": "👨‍👩‍👧👍🏽🇨🇳 " * 900 + ". The end *of* _it_ [all](http://x.org)."},
    {"_id": "zh", "title": "灯", "text": "港口的灯又亮了。市长说大家都很高兴。"},
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "hostile.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in HOSTILE), encoding="utf-8")
    with closing(Snapshot(build(source, folder / "versions").path)) as snapshot:
        yield snapshot


@pytest.mark.parametrize("grade", [Grade.ANSWER, Grade.PARTIAL])
@pytest.mark.parametrize("cited", [1, 3])
def test_whatever_the_corpus_holds_a_reply_is_verbatim_and_fits(
    hostile: Snapshot, grade: Grade, cited: int
) -> None:
    for first in range(0, len(sentences(hostile)), 7):
        answered = given(hostile, grade, cited, missing=("x" * 3000,) * 9, first=first)
        for page in range(3):
            check(rendering.page_reply(answered, page, hostile, ENGLISH), hostile)
        for number in range(1, cited + 1):
            check(rendering.context_reply(answered, number, hostile, ENGLISH), hostile)


@td.needs_tdlib
def test_telegram_takes_every_view_of_every_kind_of_sentence(hostile: Snapshot) -> None:
    for first in range(0, len(sentences(hostile)), 23):
        answered = given(hostile, Grade.PARTIAL, 3, missing=("<b>",), first=first)
        for page in range(3):
            accepted_by_telegram(rendering.page_reply(answered, page, hostile, ENGLISH))
        accepted_by_telegram(rendering.context_reply(answered, 1, hostile, ENGLISH))


@over(st.text(max_size=4096), st.lists(st.text(min_size=1, max_size=60), max_size=30))
def test_whatever_was_asked_a_reply_fits(hostile: Snapshot, question: str, missing: list[str]) -> None:
    answered = given(hostile, Grade.PARTIAL, 3)
    asked = replace(answered.answer, question=question, understood_as=question, missing_terms=tuple(missing))
    check(
        rendering.answer_reply(replace(answered, answer=asked), hostile, ENGLISH, repeat_question=True),
        hostile,
    )


def test_sentences_that_are_too_long_together_are_cut_and_the_cut_is_marked(hostile: Snapshot) -> None:
    long = next(place for place, found in enumerate(sentences(hostile)) if FOG in found.text)
    three = rendering.answer_reply(given(hostile, Grade.ANSWER, cited=3, first=long), hostile, ENGLISH)
    assert [block.endswith(f"🌫 {ELISION}") for block in marked(three, "blockquote")] == [True] * 3
    one = rendering.answer_reply(given(hostile, Grade.ANSWER, first=long), hostile, ENGLISH)
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
def test_a_passage_that_does_not_fit_is_shown_by_the_sentences_around_with_elisions_marked(
    tmp_path: Path, room: int, shown: str
) -> None:
    source = tmp_path / "four.txt"
    source.write_text("One begins. Two is here. Three follows. Four is the last one.", encoding="utf-8")
    with closing(Snapshot(build(source, tmp_path / "versions").path)) as snapshot:
        passage = snapshot.passage("four", 1)
        rich = rendering.window(passage, passage.sentences[1], room)
        assert rich.text == shown
        assert [rich.text[mark.start : mark.end] for mark in rich.marks] == ["Two is here."]
        check(Reply(rich), snapshot)


# The check


def test_a_quotation_that_is_not_word_for_word_does_not_leave(snapshot: Snapshot) -> None:
    real = sentences(snapshot)[0]
    for text, place in ((real.text.replace("lamp", "lump"), real.start), (real.text, real.start + 1)):
        with pytest.raises(UnsendableError, match="does not stand"):
            check(Reply(verbatim(text, real.document, real.passage, place)), snapshot)


def test_a_quotation_of_a_document_that_is_gone_does_not_leave(snapshot: Snapshot) -> None:
    with pytest.raises(UnsendableError):
        check(Reply(verbatim("The", "gone", 1, 0)), snapshot)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(RichText()),
        Reply(plain(" \n")),
        Reply(plain("😀" * 2049)),
        Reply(plain("a"), ((Button("b", "c" * 65),),)),
        Reply(plain("a"), ((Button("b", ""),),)),
    ],
    ids=["empty", "blank", "too long", "too much callback data", "no callback data"],
)
def test_what_telegram_would_refuse_does_not_leave(snapshot: Snapshot, reply: Reply) -> None:
    with pytest.raises(UnsendableError):
        check(reply, snapshot)


# What the corpus is


def test_the_welcome_names_the_article_its_source_and_date_and_offers_three_questions(
    snapshot: Snapshot,
) -> None:
    reply = rendering.welcome(snapshot, ENGLISH)
    assert "The Lamp of Selmouth\nSelmouth, 3 May 1999 (Coast News) · English" in reply.text.text
    assert len(reply.keyboard) == 3


def test_a_library_is_described_by_its_size_and_some_of_its_titles(hostile: Snapshot) -> None:
    said = rendering.coverage(hostile, ENGLISH).text
    assert said.startswith("I know 5 texts, in ")
    assert "“A B”" in said


def test_without_starter_questions_there_are_no_buttons(hostile: Snapshot) -> None:
    reply = rendering.welcome(hostile, ENGLISH)
    assert reply.keyboard == ()
    assert "You could ask" not in reply.text.text


def test_about_names_the_version_and_the_fingerprint(snapshot: Snapshot) -> None:
    reply = rendering.about(snapshot, ENGLISH)
    assert marked(reply, "code") == [snapshot.version, snapshot.sha256[:12]]


def test_sources_are_listed_page_by_page(tmp_path: Path) -> None:
    source = tmp_path / "many.jsonl"
    rows = [
        {"_id": f"d{number:02}", "title": f"Title {number:02}", "text": "It is said."} for number in range(25)
    ]
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with closing(Snapshot(build(source, tmp_path / "versions").path)) as snapshot:
        first, second, last = (rendering.sources(snapshot, page, ENGLISH) for page in (0, 1, 99))
        assert marked(first, "bold")[:2] == ["25 texts", "Title 00"]
        assert marked(last, "bold")[-1] == "Title 24"
        assert labels(first) == [["▶"]]
        assert [unpack(button.data) for button in second.keyboard[0]] == [
            ShowSources(snapshot.version, 0),
            ShowSources(snapshot.version, 2),
        ]


# Reloads


def test_a_reload_report_says_what_changed(snapshot: Snapshot) -> None:
    changes = Changes(("new",), (), ("lamp",), 4, 1)
    done = Reloaded("aaaa", snapshot.version, changes, ("broken.txt: not text",))
    said = rendering.reload_report(done, snapshot, ENGLISH).text.text
    assert "Texts: 1 added, 0 removed, 1 changed" in said
    assert "Paragraphs: 4 new, 1 gone" in said
    assert "+ new\n≠ lamp" in said
    assert "broken.txt: not text" in said


def test_a_reload_that_changed_nothing_says_so(snapshot: Snapshot) -> None:
    done = Reloaded(snapshot.version, snapshot.version, Changes((), (), (), 0, 0), ())
    assert rendering.reload_report(done, snapshot, ENGLISH).text.text.startswith("Nothing has changed.")


def test_a_report_of_a_thousand_changes_fits(snapshot: Snapshot) -> None:
    names = tuple("d" * 500 + str(number) for number in range(1000))
    done = Reloaded("aaaa", "bbbb", Changes(names, names, names, 9, 9), names)
    reply = rendering.reload_report(done, snapshot, ENGLISH)
    check(reply, snapshot)
    assert "and 2990 more" in reply.text.text


def test_a_date_is_written_out() -> None:
    assert ENGLISH.date(datetime.date(2002, 11, 29)) == "29 November 2002"
