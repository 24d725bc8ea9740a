"""Grades of answers to short questions: what a sentence has counts, not only how sure the trees are."""

import pytest

from retrieval.answering import answer
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import find_passages
from retrieval.ranking.confidence import NONE_BELOW, grade_answer
from retrieval.ranking.features.extraction import extract_features
from retrieval.ranking.ranker import Ranked, rank, shipped_weights
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from tests.retrieval.conftest import Read

NEWS = """The actor Olaf Brand, known for his part in a comedy, died at his home in Skagen. He was 90.

Edda Quist, the mayor of Olmen, opened the pier. Vos, 57, built the lamp in it.

The mayor thanked the smith of Skagen. Nobody else spoke."""


def graded(question: str, snapshot: Snapshot, confidence: float, first: str = "") -> Grade:
    """The grade at a confidence; the best sentence is the one that begins with *first*."""
    query = parse_query(question, snapshot)
    found = find_passages(query, snapshot)
    ranked = rank(question, extract_features(query, found), shipped_weights().ranking)
    best = sorted(range(len(ranked.candidates)), key=lambda n: not _begins(ranked, n, first))
    ordered = Ranked(
        tuple(ranked.candidates[n] for n in best), ranked.scores, ranked.shares, ranked.rows[best]
    )
    return grade_answer(confidence, query, found, ordered)


def _begins(ranked: Ranked, number: int, first: str) -> bool:
    return ranked.candidates[number].sentence.text.startswith(first)


@pytest.fixture
def news(open_texts: Read) -> Snapshot:
    return open_texts(news=NEWS)


def test_a_neighbour_with_the_number_asked_for_makes_an_answer(news: Snapshot) -> None:
    assert graded("how old was olaf brand", news, 0.5, "The actor") is Grade.ANSWER


def test_an_age_beside_the_name_is_an_answer_although_the_trees_are_unsure(news: Snapshot) -> None:
    assert graded("how old is vos", news, NONE_BELOW, "Vos, 57") is Grade.ANSWER
    assert graded("how old is vos", news, NONE_BELOW, "Edda") is Grade.PARTIAL


def test_who_somebody_is_may_be_said_right_after_the_name(news: Snapshot) -> None:
    assert graded("who is edda quist", news, 0.5, "Edda Quist, the mayor") is Grade.ANSWER


def test_whoever_is_named_beside_the_role_comes_before_others_of_that_role(open_texts: Read) -> None:
    snapshot = open_texts(
        fire="Two people, one of them an officer from Ebbmouth, died in the fire at Skagen Harbour Mills.\n\n"
        "Nobody else was hurt when the mills burned down.\n\nFire officer Edda Quist was born in Ebbmouth."
    )

    found = answer("who was the officer", snapshot)

    assert found.citations[0].text == "Fire officer Edda Quist was born in Ebbmouth."


def test_without_the_word_that_says_who_is_meant_no_confidence_makes_an_answer(news: Snapshot) -> None:
    assert graded("who is the smith of skagen", news, 0.9, "The mayor thanked the smith") is Grade.ANSWER
    assert graded("who is the brother of the mayor", news, 0.9, "Edda Quist, the mayor") is Grade.PARTIAL


@pytest.mark.parametrize(
    ("question", "grade"),
    [
        ("when was the tower painted", Grade.ANSWER),
        ("when was the tower first painted", Grade.PARTIAL),
        ("when was the tower of ribe with the two old copper bells first painted", Grade.ANSWER),
    ],
    ids=["no ordinal", "an ordinal", "an ordinal among many words"],
)
def test_an_ordinal_in_a_short_question_needs_evidence_of_its_own(
    open_texts: Read, question: str, grade: Grade
) -> None:
    tower = open_texts(tower="The tower of Ribe was painted in 1911. Its two old copper bells were sold.")

    assert graded(question, tower, 0.9, "The tower") is grade


def test_a_word_related_to_an_ordinal_is_evidence_of_it(open_texts: Read) -> None:
    tower = open_texts(tower="The tower of Ribe was painted anew in 1911. The earliest coat dates from 1850.")

    assert graded("when was the first coat", tower, 0.9, "The earliest") is Grade.ANSWER


def test_who_somebody_is_needs_every_word_of_the_question(news: Snapshot) -> None:
    assert graded("who is olaf brand", news, 0.9, "The actor") is Grade.ANSWER
    assert graded("who is olaf brand employer", news, 0.9, "The actor") is Grade.PARTIAL


def test_a_word_related_to_the_role_asked_about_names_nobody(open_texts: Read) -> None:
    poet = open_texts(poet="Anna Kerr wrote poems. Her brother Robert never married.")

    assert graded("who is the poet's husband", poet, 0.9, "Her brother") is Grade.PARTIAL


def test_an_unsure_measure_without_the_name_is_none(news: Snapshot) -> None:
    found = answer("how old is the bishop of ribe", news)

    assert found.grade is not Grade.ANSWER


@pytest.mark.parametrize("introduction", ["", "The leaflet of {n} has an entry: "])
def test_copies_of_a_sentence_in_other_documents_leave_its_answer_sure(
    open_texts: Read, introduction: str
) -> None:
    fact = "The ferry between Skagen and Ebbmouth carries ninety passengers."
    texts = {
        f"notice-{n}": f"Notice {n} is red.\n\n{introduction.format(n=n)}{fact} It is blue." for n in range(9)
    }

    found = answer("what about ferry skagen ebbmouth", open_texts(timetable=fact, **texts))

    assert found.grade is Grade.ANSWER
    assert found.citations[0].text == fact


def test_a_small_word_of_another_language_is_not_a_word_of_the_question(open_texts: Read) -> None:
    both = open_texts(
        poet="Anna Kerr was born in Leith. She died in Oban in 1931. Her brother never saw it.",
        hafen="Die Schiffe kamen aus Bergen und aus Riga. Die Stadt ist alt, und die Speicher sind es auch.",
    )

    found = answer("can you die in riga", both)

    assert found.grade is not Grade.ANSWER
