from dataclasses import replace

import pytest

from retrieval.intents.responding import respond
from retrieval.records import Answer, Grade, MessageKind, Turn
from tests.retrieval.conftest import Read

STORY = """The lamp burns again

By Ida Falk

Selmouth, 3 May 1999 (Coast News) -- The harbour lamp of Selmouth burns again after nine dark winters.

Mayor Edda Quist lit it on Sunday evening, and fishermen paid half. The repair cost 40,000 crowns.
"""
NOTES = """Notes on lumen 1.2

This file explains how the package of lumen is made. It has been the same for many years.

Nothing else is needed for the tool to work. The rest is in the manual page.

Runa Dahl <runa@lumen.example>, Sat, 1 May 2010
"""
MANUAL = """LUMEN(1)                         User commands                        LUMEN(1)

NAME
       lumen - light a lamp

DESCRIPTION
       The tool lumen lights a lamp. It asks before it does so, unless it is told not to.

COPYRIGHT
       Copyright (C) 2019 Harbour Trust of Selmouth. This is free software.

LUMEN 1.2                        July 13, 2020                        LUMEN(1)
"""


def first_citation(found: Answer) -> str:
    assert found.grade is Grade.ANSWER
    return found.citations[0].text


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("who wrote this?", "By Ida Falk"),
        ("when was it written", "Selmouth, 3 May 1999 (Coast News)"),
        ("what source", "Selmouth, 3 May 1999 (Coast News)"),
    ],
)
def test_a_story_answers_from_its_own_byline_and_dateline(open_texts: Read, question: str, line: str) -> None:
    snapshot = open_texts(lamp=STORY)

    found = respond(question, snapshot)

    assert found.kind is MessageKind.ABOUT_THE_TEXT
    assert first_citation(found) == line


def test_a_question_about_a_text_that_does_not_state_it_has_no_answer(open_texts: Read) -> None:
    snapshot = open_texts(rain="It rained all week in Lumen. The roofs were wet and the gutters ran over.")

    found = respond("who wrote this?", snapshot)

    assert (found.kind, found.grade, found.citations) == (MessageKind.ABOUT_THE_TEXT, Grade.NONE, ())


def test_whoever_signs_a_text_is_its_author(open_texts: Read) -> None:
    snapshot = open_texts(notes=NOTES.replace(", Sat, 1 May 2010", ""), lamp=STORY)

    assert first_citation(respond("who wrote the notes?", snapshot)) == "Runa Dahl <runa@lumen.example>"


def test_the_author_may_be_an_item_of_the_list_that_a_text_begins_with(open_texts: Read) -> None:
    snapshot = open_texts(lamps="- Author: Ida Falk\n- Version: 3.2\n\nThe harbour lamp burns oil.\n")

    assert first_citation(respond("who wrote this?", snapshot)) == "Author: Ida Falk"


def test_an_agency_names_its_authors_in_brackets_at_the_end(open_texts: Read) -> None:
    signed = "(Reporting by Runa Dahl; Writing by Ida Falk)"
    snapshot = open_texts(lamp=STORY.replace("By Ida Falk\n", "") + f"\n{signed}\n")

    assert first_citation(respond("who wrote this?", snapshot)) == signed


def test_a_dateline_without_a_day_does_not_say_when_a_story_was_written(open_texts: Read) -> None:
    story = STORY.replace("Selmouth, 3 May 1999 (Coast News)", "Posted May 3, 1999\n\nSELMOUTH (AP) —")

    found = respond("when was this posted?", open_texts(lamp=story))

    assert first_citation(found) == "Posted May 3, 1999"


def test_a_mention_of_the_copyright_holder_names_no_author(open_texts: Read) -> None:
    snapshot = open_texts(
        terms="The terms\n\nThe Copyright Holder keeps control of the lamps in every harbour.\n"
    )

    assert respond("who wrote this?", snapshot).grade is Grade.NONE


def test_the_foot_of_a_manual_page_has_its_date(open_texts: Read) -> None:
    snapshot = open_texts(lumen=MANUAL, lamp=STORY)

    assert "July 13, 2020" in first_citation(respond("date of the lumen man page", snapshot))


def test_a_text_can_be_named_without_being_called_one(open_texts: Read) -> None:
    snapshot = open_texts(lumen=MANUAL, lamp=STORY)

    assert "Harbour Trust" in first_citation(respond("who wrote lumen?", snapshot))


def test_who_wrote_something_in_a_text_is_an_ordinary_question(open_texts: Read) -> None:
    snapshot = open_texts(
        quarrel="The quarrel of Lumen\n\nBy Ida Falk\n\nEdda Quist wrote the angry letter about it herself."
    )

    found = respond("who wrote the letter?", snapshot)

    assert found.kind is MessageKind.QUESTION
    assert found.citations[0].text.startswith("Edda Quist wrote the angry letter")


def test_a_question_after_thanks_follows_the_question_before(open_texts: Read) -> None:
    snapshot = open_texts(lamp=STORY)
    asked = respond("Who lit the harbour lamp?", snapshot)
    history = [Turn("Who lit the harbour lamp?", asked)]
    with_thanks = [*history, Turn("thanks", respond("thanks", snapshot, history))]

    direct = respond("What did its repair cost?", snapshot, history)
    later = respond("What did its repair cost?", snapshot, with_thanks)

    assert later == direct


@pytest.mark.parametrize("message", ["👍", "?!", "…"])
def test_a_message_without_words_is_small_talk(open_texts: Read, message: str) -> None:
    snapshot = open_texts(lamp=STORY)

    found = respond(message, snapshot)

    assert (found.kind, found.grade) == (MessageKind.SMALL_TALK, Grade.NONE)


def test_after_a_summary_it_refers_to_the_text_and_more_continues_the_summary(open_texts: Read) -> None:
    snapshot = open_texts(lamp=STORY)
    history: list[Turn] = []
    for message in ("summary please", "more"):
        history.append(Turn(message, respond(message, snapshot, history)))

    assert first_citation(respond("who wrote it?", snapshot, history)) == "By Ida Falk"


@pytest.mark.parametrize(
    ("typed", "number"), [("more", 1), ("2", 1), ("source?", 0), ("really?", 0), ("go on", 0)]
)
def test_typed_words_act_on_the_answer_before(open_texts: Read, typed: str, number: int) -> None:
    snapshot = open_texts(lamp=STORY)
    asked = respond("Who lit the harbour lamp?", snapshot)

    found = respond(typed, snapshot, [Turn(asked.question, asked)])

    assert found.kind is MessageKind.FOLLOW_ON
    assert found.citations[0].text == [*asked.citations, *asked.others][number].text


def test_more_goes_on_until_there_is_no_more(open_texts: Read) -> None:
    snapshot = open_texts(lamp=STORY)
    asked = respond("Who lit the harbour lamp?", snapshot)
    history = [Turn(asked.question, asked)]
    for _ in range(4):
        history.append(Turn("more", respond("more", snapshot, history)))

    shown = [citation for turn in history for citation in turn.answer.citations]

    assert shown == [*asked.citations, *asked.others]
    assert (history[-1].answer.kind, history[-1].answer.grade) == (MessageKind.FOLLOW_ON, Grade.NONE)


@pytest.mark.parametrize(
    "message",
    [
        "lamp in short",
        "the lamp in a nutshell please",
        "lamp in 3 bullets",
        "lamp summary",
        "So, lamp briefly?",
    ],
)
def test_the_name_of_a_text_in_short_asks_for_a_summary(open_texts: Read, message: str) -> None:
    snapshot = open_texts(lamp=STORY, lumen=NOTES)

    found = respond(message, snapshot)

    assert (found.kind, found.grade) == (MessageKind.SUMMARY, Grade.ANSWER)
    assert {citation.document for citation in found.citations} == {"lamp"}


@pytest.mark.parametrize(
    "message",
    [
        "who lit the lamp in short",
        "is the lamp in short",
        "oil in short",
        "Is the lamp in short supply?",
        "when the lamp burns in 3 words",
        "cost of the lamp in short",
    ],
)
def test_a_question_in_short_is_a_question(open_texts: Read, message: str) -> None:
    snapshot = open_texts(lamp=STORY, lumen=NOTES)

    assert respond(message, snapshot).kind is MessageKind.QUESTION


def test_a_number_that_no_sentence_has_is_looked_up_by_itself(open_texts: Read) -> None:
    snapshot = open_texts(lamp=STORY, sums="The lamp of the harbour has 9 wicks.")
    asked = respond("When does the bakery open?", snapshot)
    few = replace(asked, others=())

    found = respond("9", snapshot, [Turn(few.question, few)])

    assert found == respond("9", snapshot)


def test_back_shows_the_answer_again_after_more_and_is_a_question_otherwise(open_texts: Read) -> None:
    snapshot = open_texts(lamp=STORY)
    asked = Turn("Who lit the lamp?", respond("Who lit the lamp?", snapshot))
    more = Turn("more", respond("more", snapshot, [asked]))

    after_more, after_answer = (respond("back", snapshot, turns) for turns in ([asked, more], [asked]))

    assert after_more.citations == asked.answer.citations
    assert (after_answer.kind, after_answer.citations) == (MessageKind.QUESTION, ())


@pytest.mark.parametrize("number", ["1999", "40,000"])
def test_a_message_that_is_only_a_number_is_a_new_search(open_texts: Read, number: str) -> None:
    snapshot = open_texts(lamp=STORY)
    asked = respond("Who lit the lamp?", snapshot)

    found = respond(number, snapshot, [Turn(asked.question, asked)])

    assert found == respond(number, snapshot)


@pytest.mark.parametrize("overview", ["/numbers", "/who"])
def test_a_question_word_after_an_overview_is_about_the_answer_before_it_or_about_nothing(
    open_texts: Read, overview: str
) -> None:
    snapshot = open_texts(lamp=STORY.replace("evening", "evening, because it was dark"))
    asked = Turn("Who lit the lamp?", respond("Who lit the lamp?", snapshot))
    listed = Turn(overview, respond(overview, snapshot))

    after_answer, alone = (respond("why?", snapshot, turns) for turns in ([asked, listed], [listed]))

    assert after_answer == respond("why?", snapshot, [asked])
    assert (alone.grade, alone.citations) == (Grade.NONE, ())


def test_a_view_after_an_answer_covers_its_text_and_after_a_view_of_all_texts_all_of_them(
    open_texts: Read,
) -> None:
    snapshot = open_texts(
        lamp=STORY, pier="The pier of Lumen is 300 metres long. Ole Brandt built it in 1903."
    )
    asked = respond("How long is the pier of Lumen?", snapshot)
    after_answer = respond("/numbers", snapshot, [Turn(asked.question, asked)])
    of_all = respond("/numbers", snapshot)

    after_all = respond("/numbers", snapshot, [Turn("/numbers", of_all)])

    assert {each.document for each in after_answer.citations} == {"pier"}
    assert {each.document for each in of_all.citations} == {"lamp", "pier"}
    assert after_all.citations == of_all.citations


def test_a_typed_word_that_was_read_as_another_is_not_missing_where_the_text_has_it(open_texts: Read) -> None:
    snapshot = open_texts(
        club="The club Polonia was relegated in 2013. Its rival won the championship that year."
    )

    found = respond("¿Por qué fue relegado el club Polonia en 2013?", snapshot)

    assert found.citations[0].text.startswith("The club Polonia")
    assert "Polonia" not in found.missing_terms


@pytest.mark.parametrize("command", ["/timeline", "/who", "/numbers"])
def test_a_view_of_words_that_the_corpus_lacks_names_them_as_missing(open_texts: Read, command: str) -> None:
    snapshot = open_texts(lamp=STORY)

    found = respond(f"{command} Selmouth zebra", snapshot)

    assert (found.grade, found.citations, found.missing_terms) == (Grade.NONE, (), ("zebra",))


def test_a_view_of_words_that_the_corpus_has_names_none_as_missing(open_texts: Read) -> None:
    snapshot = open_texts(lamp=STORY)

    found = respond("/numbers fishermen", snapshot)

    assert (found.grade, found.missing_terms) == (Grade.NONE, ())


@pytest.mark.parametrize(
    ("message", "is_of_words"),
    [
        ("/timeline fishermen", True),
        ("/timeline", False),
        ("/timeline 1903", False),
        ("/timeline pier", False),
        ("who lit the lamp", False),
    ],
    ids=["words", "everything", "a year", "a document", "a question"],
)
def test_an_answer_says_whether_it_lists_what_was_found_by_words(
    open_texts: Read, message: str, is_of_words: bool
) -> None:
    snapshot = open_texts(harbour=STORY, pier="The pier is 300 metres long.")

    assert respond(message, snapshot).of_words == is_of_words


@pytest.mark.parametrize("between", [["thanks"], ["why?"], ["why?", "ok thx"]])
def test_what_is_typed_about_an_answer_passes_over_turns_without_a_sentence(
    open_texts: Read, between: list[str]
) -> None:
    snapshot = open_texts(lamp=STORY)
    history: list[Turn] = []
    for message in ("who lit the lamp", *between):
        history.append(Turn(message, respond(message, snapshot, history)))

    found = respond("source?", snapshot, history)

    assert found.kind is MessageKind.FOLLOW_ON
    assert found.citations == history[0].answer.citations


def test_a_byline_may_follow_the_day(open_texts: Read) -> None:
    story = STORY.replace("By Ida Falk", "Wednesday 4 March 2026, by Ida Falk")

    found = respond("who wrote this?", open_texts(lamp=story))

    assert first_citation(found) == "Wednesday 4 March 2026, by Ida Falk"


@pytest.mark.parametrize(
    ("sentence", "names_author"),
    [
        ("It reads a table that was compiled by the Harbour Guild.", False),
        ("It reads a table which the pilots use and which was compiled by the Harbour Guild.", False),
        ("This guide, which was written by Ida Falk, is free.", True),
        ("The lamp guide was compiled by the Harbour Guild.", True),
    ],
)
def test_who_made_what_a_clause_is_about_is_not_the_author(
    open_texts: Read, sentence: str, names_author: bool
) -> None:
    found = respond("who wrote this?", open_texts(lamp=f"The lamp is bright.\n\n{sentence}"))

    assert [citation.text for citation in found.citations] == [sentence] * names_author


def test_a_timeline_of_a_year_is_not_that_of_the_document_with_the_year_in_its_name(open_texts: Read) -> None:
    texts = {
        "report-2002": "The bridge was built in 1998. It was painted in 2002.",
        "ferry": "The ferry sank in 2002.",
    }

    found = respond("/timeline 2002", open_texts(**texts))

    assert [citation.text for citation in found.citations] == [
        "The ferry sank in 2002.",
        "It was painted in 2002.",
    ]


@pytest.mark.parametrize("typed", ["helo", "hellow", "heyy", "thnx"])
def test_a_misspelled_greeting_is_not_a_question(open_texts: Read, typed: str) -> None:
    found = respond(typed, open_texts(lamp=STORY))

    assert found.kind is MessageKind.SMALL_TALK


@pytest.mark.parametrize("fragment", ["and then?", "he?", "why?", "2", "who is"])
def test_a_fragment_without_a_conversation_is_not_answered_for_certain(
    open_texts: Read, fragment: str
) -> None:
    keeper = "The keeper, he adds, had 2 reasons to stay. He lit the lamp, and then it went out. Who is he?"

    found = respond(fragment, open_texts(keeper=keeper, lamp=STORY))

    assert found.grade is not Grade.ANSWER
