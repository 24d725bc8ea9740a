from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.admins.open_questions.gaps import Gap, GapKind, after_answer, fold, group, mark_of
from bot.state.gaps import OpenQuestion
from corpus.language_detection import SUPPORTED
from retrieval.records import Answer, Citation, Grade

WORDS = st.sampled_from(
    ["Pier", "pier", "PIER", "fog", "Straße", "STRASSE", "कौन", "कान", "🙂", "a b", "a  b"]
)


@st.composite
def questions(draw: st.DrawFn) -> list[OpenQuestion]:
    """Some open questions, all different."""
    texts = draw(st.lists(st.text("xyzж灯 ?", min_size=1, max_size=8), max_size=12, unique_by=fold))
    return [
        OpenQuestion(
            text,
            text,
            draw(st.frozensets(st.integers(1, 9), min_size=1)),
            draw(st.booleans()),
            tuple(draw(st.lists(WORDS, max_size=3, unique_by=fold))),
            draw(st.sampled_from(["0a1b", "2c3d"])),
        )
        for text in texts
    ]


def members(gaps: Sequence[Gap]) -> Counter[tuple[str, str]]:
    """The pairs of a gap and a question in it."""
    return Counter((gap.id, question.question) for gap in gaps for question in gap.questions)


def people(count: int, of: str) -> frozenset[int]:
    """That many people who asked nothing else."""
    return frozenset(hash((of, each)) for each in range(count))


def question(text: str, *missing: str, asked: int = 1, voted_down: bool = False) -> OpenQuestion:
    return OpenQuestion(text, text, people(asked, text), voted_down, missing, "0a1b")


@given(questions())
def test_a_question_appears_once_in_the_gap_of_one_of_its_missing_words(asked: list[OpenQuestion]) -> None:
    gaps = group(asked, frozenset(), SUPPORTED)

    gap_of = {question.question: gap.id for gap in gaps.open for question in gap.questions}

    assert Counter(question for _, question in members(gaps.open)) == Counter(each.question for each in asked)

    for each in asked:
        other = "down" if each.voted_down else "unanswered"

        assert gap_of[each.question] in ({mark_of(word) for word in each.missing} or {other})

    assert gaps.dismissed == ()


def test_a_question_that_lacks_several_words_is_counted_under_the_one_most_questions_lack() -> None:
    asked = [question("a", "fog", "pier"), question("b", "pier"), question("c", "fog", "crane", "pier")]
    gaps = group(asked, frozenset(), SUPPORTED).open

    assert [(gap.word, gap.asked) for gap in gaps] == [("pier", 3)]


def test_a_word_that_is_in_the_corpus_is_not_missing() -> None:
    asked = [question("Who is Hansen?", "Hansen"), question("Where does Hansen dig?", "Hansen", "dig")]
    gaps = group(asked, frozenset(), SUPPORTED, is_in_corpus={"Hansen"}.__contains__).open

    assert {(gap.kind, gap.word) for gap in gaps} == {(GapKind.UNANSWERED, ""), (GapKind.WORD, "dig")}


@given(questions(), st.data())
def test_setting_gaps_aside_moves_them_without_losing_any(
    asked: list[OpenQuestion], data: st.DataObject
) -> None:
    before = group(asked, frozenset(), SUPPORTED)
    aside = data.draw(st.lists(st.sampled_from(before.open), unique=True)) if before.open else []
    marks = frozenset[str]().union(*(gap.marks for gap in aside))

    after = group(asked, marks, SUPPORTED)

    assert {gap.id for gap in after.dismissed} == {gap.id for gap in aside}
    assert {gap.id for gap in after.open}.isdisjoint(gap.id for gap in aside)

    listed = {question for _, question in members((*after.open, *after.dismissed))}
    assert listed == {each.question for each in asked}


@given(questions())
def test_gaps_and_their_questions_are_sorted_by_how_often_they_were_asked(asked: list[OpenQuestion]) -> None:
    gaps = group(asked, frozenset(), SUPPORTED).open

    assert [gap.asked for gap in gaps] == sorted((gap.asked for gap in gaps), reverse=True)

    for gap in gaps:
        times = [each.asked for each in gap.questions]

        assert times == sorted(times, reverse=True)

    assert [gap.id for gap in group(asked[::-1], frozenset(), SUPPORTED).open] == [gap.id for gap in gaps]


@given(questions())
def test_a_question_is_listed_once_while_any_of_its_gaps_is_open(asked: list[OpenQuestion]) -> None:
    dismissed = {mark_of("pier"), mark_of("fog")}
    still_open = {
        each.searched
        for each in asked
        if not each.missing or {mark_of(word) for word in each.missing} - dismissed
    }
    listed = group(asked, dismissed, SUPPORTED).questions()

    assert set(listed) == still_open


def test_a_gap_spells_its_word_as_in_its_most_asked_question() -> None:
    gaps = group([question("a", "pier"), question("b", "PIER", asked=3)], frozenset(), SUPPORTED).open

    assert [(gap.kind, gap.word, gap.asked) for gap in gaps] == [(GapKind.WORD, "PIER", 4)]


def test_each_person_counts_once_in_a_gap_however_often_they_ask() -> None:
    ann, bob, cem = (frozenset({number}) for number in range(3))
    asked = [
        OpenQuestion(f"{number} piers?", f"{number}?", ann, False, ("piers",), "0") for number in range(9)
    ]
    fogs = [
        OpenQuestion(text, text, who, False, ("fog",), "0") for text, who in (("a", bob), ("b", bob | cem))
    ]

    gaps = group([*asked, *fogs], frozenset(), SUPPORTED).open

    assert [(gap.word, gap.asked, len(gap.questions)) for gap in gaps] == [("fog", 2, 2), ("piers", 1, 9)]


def test_a_word_repeated_in_a_question_is_one_gap_spelled_as_first_typed() -> None:
    gaps = group([question("a", "Pier", "pier")], frozenset(), SUPPORTED).open

    assert [(gap.word, gap.asked) for gap in gaps] == [("Pier", 1)]


def test_words_that_differ_only_in_vowel_marks_are_different_gaps() -> None:
    assert mark_of("कौन") != mark_of("कान")


def test_questions_without_a_missing_word_are_grouped_by_their_outcome() -> None:
    gaps = group(
        [question("a"), question("b", voted_down=True), question("c", voted_down=True)],
        frozenset(),
        SUPPORTED,
    )

    assert [(gap.kind, gap.voted_down) for gap in gaps.open] == [
        (GapKind.VOTED_DOWN, 2),
        (GapKind.UNANSWERED, 0),
    ]


def test_questions_without_a_missing_word_stay_set_aside_until_asked_of_another_version() -> None:
    (gap,) = group([question("a")], frozenset(), SUPPORTED).open

    assert group([question("a")], gap.marks, SUPPORTED).open == ()

    again = OpenQuestion("a", "a", frozenset({1}), False, (), "another version")
    assert group([again], gap.marks, SUPPORTED).open != ()


def test_questions_in_a_language_of_no_text_form_one_gap_and_no_word_gaps() -> None:
    asked = [
        question("Wer hat die Lampe angezündet?", "Wer", "angezündet", asked=2),
        question("Wo steht der Turm?", "Turm"),
        question("Где лампа?", "лампа"),
        question("Who built the pier?", "pier"),
        question("Ποιος άναψε τη λάμπα;", "λάμπα"),
    ]
    gaps = group(asked, frozenset(), ["en"]).open

    assert {(gap.kind, gap.language, gap.word, gap.asked) for gap in gaps} == {
        (GapKind.LANGUAGE, "de", "", 3),
        (GapKind.LANGUAGE, "ru", "", 1),
        (GapKind.LANGUAGE, "", "", 1),
        (GapKind.WORD, "", "pier", 1),
    }
    assert [gap.word for gap in group(asked, frozenset(), ["en", "de", "ru"]).open if gap.word == "Turm"]
    assert [gap.language for gap in group(asked, gaps[0].marks, ["en"]).dismissed] == ["de"]


def answered(grade: Grade, *missing: str, cited: str = "") -> Answer:
    citations = (Citation("a", "A", 1, 0, len(cited), cited, 1.0),) if cited else ()
    return Answer("q", grade, 0.5, citations, (), missing)


def test_a_question_that_the_current_text_answers_is_closed() -> None:
    assert after_answer(question("a", "pier"), answered(Grade.ANSWER, cited="Yes.")) is None
    assert after_answer(question("a", "pier"), answered(Grade.PARTIAL, cited="Yes.")) is None


def test_a_question_that_is_still_open_has_the_missing_words_of_the_current_text() -> None:
    for grade in (Grade.NONE, Grade.PARTIAL):
        now = after_answer(question("a", "pier", "fog"), answered(grade, "fog"))

        assert now is not None
        assert now.missing == ("fog",)


def test_a_bad_rating_counts_while_the_answer_stays_the_same() -> None:
    down = OpenQuestion("a", "a", frozenset({1}), True, (), "0a1b", ("Yes.",))

    assert after_answer(down, answered(Grade.ANSWER, cited="Yes.")) == down
    assert after_answer(down, answered(Grade.ANSWER, cited="No.")) is None

    worse = after_answer(down, answered(Grade.NONE))
    assert worse is not None
    assert not worse.voted_down
