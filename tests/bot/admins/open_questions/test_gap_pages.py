from collections.abc import Sequence

from bot.admins.open_questions.gap_pages import (
    ASIDE,
    GAPS_PER_PAGE,
    OPEN,
    QUESTIONS_PER_PAGE,
    board_page,
    gap_page,
    outcome_reply,
    prompt,
)
from bot.admins.open_questions.gaps import Gaps, group, mark_of
from bot.messages.callback_data import DismissGap, FillGap, ReopenGap, ShowGap, ShowGaps
from bot.messages.message import Reply, check
from bot.state.gaps import OpenQuestion
from bot.texts.catalog import ENGLISH
from bot.texts.languages import NAMES, texts_in
from corpus.language_detection import SUPPORTED
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import button_actions, button_labels

ODD = ["👩‍👩‍👧‍👦", "مَنارة", "\u202eredrum", "<b>&amp;*_", "w" * 200, "{n}", "%s", "a\nb"]


def question(
    text: str, *missing: str, asked: int = 1, voted_down: bool = False, searched: str = ""
) -> OpenQuestion:
    askers = frozenset(hash((text, each)) for each in range(asked))  # who asked nothing else
    return OpenQuestion(text, searched or text, askers, voted_down, missing, "0a1b")


def gaps(*questions: OpenQuestion, dismissed: str = "", languages: Sequence[str] = SUPPORTED) -> Gaps:
    return group(questions, {mark_of(dismissed)}, languages)


def test_the_board_lists_each_gap_with_its_count_and_an_example_question() -> None:
    page = board_page(
        gaps(
            question("Who built the pier?", "pier", asked=3),
            question("Where is the pier?", "Pier", voted_down=True),
            question("Who?", voted_down=True),
            question("What is it for?"),
        ),
        OPEN,
        0,
        ENGLISH,
    )

    assert page.text.text == (
        "4 open questions\n\n1. pier · asked by 4 people · 👎 1\nWho built the pier?\n\n2. "
        "Answers voted down · asked by 1 person · 👎 1\nWho?\n\n3. No missing word, but no "
        "answer · asked by 1 person\nWhat is it for?"
    )
    assert button_labels(page) == [["1", "2", "3"], ["Synonyms", "Download as a table"]]
    assert button_actions(page)[0] == ShowGap(OPEN, mark_of("pier"), 0)


def test_a_gap_for_a_missing_language_names_it_and_requests_no_synonym() -> None:
    board = gaps(
        question("Wo steht der Turm?", "Turm", asked=2), question("Ποιος;", "Ποιος"), languages=["en"]
    )
    page = board_page(board, OPEN, 0, ENGLISH)

    assert (
        "1. Questions in German, which none of my texts is in · asked by 2 people\nWo steht der Turm?"
        in page.text.text
    )
    assert "2. Questions in a language I have no text in · asked by 1 person\nΠοιος;" in page.text.text
    assert button_labels(gap_page(board.open[0], OPEN, 0, ENGLISH)) == [["Ignore"], ["Back"]]


def test_empty_lists_of_open_and_set_aside_gaps_say_so() -> None:
    for side, heading in ((OPEN, "No open questions"), (ASIDE, "Nothing is ignored.")):
        page = board_page(Gaps(), side, 0, ENGLISH)

        assert page.text.text.startswith(heading)


def test_the_board_is_paged_and_shows_the_last_page_if_there_are_now_fewer() -> None:
    many = gaps(*(question(f"q{number}", f"word{number}") for number in range(2 * GAPS_PER_PAGE + 1)))
    turns = [
        [
            action
            for action in button_actions(board_page(many, OPEN, page, ENGLISH))
            if isinstance(action, ShowGaps)
        ]
        for page in range(3)
    ]

    assert turns == [[ShowGaps(OPEN, 1)], [ShowGaps(OPEN, 0), ShowGaps(OPEN, 2)], [ShowGaps(OPEN, 1)]]
    assert board_page(many, OPEN, 10**30, ENGLISH) == board_page(many, OPEN, 2, ENGLISH)

    shown = [board_page(many, OPEN, page, ENGLISH).text.text for page in range(3)]
    assert all(sum(f"q{number}\n" in f"{text}\n" for text in shown) == 1 for number in range(13))


def test_a_button_leads_to_the_set_aside_gaps_and_another_leads_back() -> None:
    both = gaps(question("a", "pier"), question("b", "fog"), dismissed="pier")
    tools = ["Synonyms", "Download as a table"]

    assert button_labels(board_page(both, OPEN, 0, ENGLISH)) == [["1"], ["Ignored (1)"], tools]

    aside = board_page(both, ASIDE, 0, ENGLISH)
    assert button_actions(aside) == [ShowGap(ASIDE, mark_of("pier"), 0), ShowGaps(OPEN, 0)]


def test_a_gap_shows_each_question_as_typed_and_as_understood_if_that_differs() -> None:
    (gap,) = gaps(
        question("Who built the pier?", "pier", asked=2),
        question("And the pier?", "pier", voted_down=True, searched="Who lit the pier?"),
    ).open
    page = gap_page(gap, OPEN, 0, ENGLISH)

    assert page.text.text == (
        "pier · asked by 3 people · 👎 1\n\n"
        "• Who built the pier? · asked by 2 people\n"
        "• And the pier? · asked by 1 person · 👎 1\n   → Who lit the pier?"
    )
    assert button_labels(page) == [["Add a synonym", "Ignore"], ["Back"]]
    assert button_actions(page) == [FillGap(gap.id), DismissGap(gap.id), ShowGaps(OPEN, 0)]


def test_a_gap_without_a_missing_word_offers_no_synonyms() -> None:
    (gap,) = gaps(question("Who?")).open

    assert button_labels(gap_page(gap, OPEN, 0, ENGLISH)) == [["Ignore"], ["Back"]]


def test_a_gap_that_was_set_aside_can_be_reopened() -> None:
    (gap,) = gaps(question("a", "pier"), dismissed="pier").dismissed
    page = gap_page(gap, ASIDE, 0, ENGLISH)

    assert button_labels(page) == [["Undo"], ["Back"]]
    assert button_actions(page) == [ReopenGap(gap.id), ShowGaps(ASIDE, 0)]


def test_a_gap_with_many_questions_is_paged() -> None:
    (gap,) = gaps(*(question(f"q{number}", "pier") for number in range(QUESTIONS_PER_PAGE + 1))).open
    first, second = (gap_page(gap, OPEN, page, ENGLISH) for page in (0, 1))

    assert "▶" in button_labels(first)[0]
    assert second.text.text.count("•") == 1
    assert button_actions(second)[0] == ShowGap(OPEN, gap.id, 0)


def test_the_board_can_be_sent_in_every_language_whatever_people_typed(snapshot: Snapshot) -> None:
    asked = [
        question(f"{odd} {'x' * 3000}", odd, "pier", voted_down=True, searched="y" * 3000) for odd in ODD
    ]
    everything = gaps(*asked, dismissed="pier")
    for code in NAMES:
        texts = texts_in(code)
        pages: list[Reply] = []
        for side, some in ((OPEN, everything.open), (ASIDE, everything.dismissed)):
            pages += [board_page(everything, side, page, texts) for page in range(2)]
            pages += [gap_page(gap, side, page, texts) for gap in some for page in range(2)]
        pages += [prompt(odd, texts) for odd in ODD]
        pages.append(outcome_reply(asked, asked, texts))
        for page in pages:
            check(page, snapshot)


def test_the_synonym_prompt_names_the_word_and_opens_a_reply() -> None:
    asked = prompt("pier", ENGLISH)

    assert "mean the same as pier?" in asked.text.text
    assert asked.expects


def test_the_outcome_lists_answered_and_unanswered_questions_separately() -> None:
    message = outcome_reply([question("a", "pier")], [question("b", "pier"), question("c", "pier")], ENGLISH)

    assert message.text.text == "Answered now: 1 question\n• a\n\nStill open: 2 questions\n• b\n• c"
