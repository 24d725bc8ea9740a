import numpy as np
import pytest

from corpus.records import Span
from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.confidence import (
    ANSWERS_FROM,
    NONE_BELOW,
    answers_from,
    choose_citations,
    grade_answer,
    grade_of,
    is_disputed,
    is_off_topic,
    lacks_word_of_few,
)
from retrieval.ranking.features import Candidate
from retrieval.ranking.ranker import Ranked
from retrieval.records import Grade, PassageText
from retrieval.text.analyzed_passages import AnalyzedPassage, analyze_sentence
from retrieval.text.analyzer import query_terms
from retrieval.text.question import analyze_question
from retrieval.text.typed_text import TypedText


def make_candidate(sentence: str) -> Candidate:
    return Candidate(0, 0, analyze_sentence(sentence, Span(0, len(sentence)), "en"))


def make_ranked(*sentences: str, shares: tuple[float, ...]) -> Ranked:
    candidates = tuple(
        Candidate(0, at, analyze_sentence(text, Span(0, len(text)), "en"))
        for at, text in enumerate(sentences)
    )
    return Ranked(candidates, np.array(shares), np.array(shares), np.zeros((len(shares), 1)))


def test_the_thresholds_separate_the_grades() -> None:
    assert grade_of(ANSWERS_FROM, is_doubtful=False) is Grade.ANSWER
    assert grade_of(ANSWERS_FROM - 0.001, is_doubtful=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW, is_doubtful=False) is Grade.PARTIAL
    assert grade_of(NONE_BELOW - 0.001, is_doubtful=False) is Grade.NONE


def test_a_sentence_doubtful_for_another_reason_is_no_answer_however_confident() -> None:
    assert grade_of(1.0, is_doubtful=True) is Grade.PARTIAL


def test_a_higher_confidence_may_be_asked_of_an_answer() -> None:
    assert grade_of(0.5, is_doubtful=False, answers_from=0.6) is Grade.PARTIAL
    assert grade_of(0.6, is_doubtful=False, answers_from=0.6) is Grade.ANSWER
    assert grade_of(NONE_BELOW - 0.001, is_doubtful=False, answers_from=0.6) is Grade.NONE


@pytest.mark.parametrize(
    ("question", "second", "share", "disputed"),
    [
        ("may i fish at night", "You may not fish at night.", 0.4, True),
        ("may i fish at night", "You may not fish at night.", 0.1, False),
        ("may i fish at night", "You may fish by day.", 0.4, False),
        ("when may i fish", "You may not fish at night.", 0.4, False),
    ],
    ids=["close behind", "far behind", "agreeing", "no question for yes or no"],
)
def test_a_contradicting_runner_up_disputes_a_yes_or_no_answer(
    question: str, second: str, share: float, disputed: bool
) -> None:
    both = make_ranked("You may fish with a lamp.", second, shares=(0.5, share))

    assert is_disputed(analyze_question(question, "en"), both) is disputed


def make_query(question: str) -> ParsedQuery:
    """A question as parsed for a corpus that has all of its words."""
    words = tuple(query_terms(question, ["en"]))
    terms = tuple(word for word in words if not word.stop)
    return ParsedQuery(
        TypedText.of(question),
        analyze_question(question, "en"),
        words,
        terms,
        idf=(1.0,) * len(terms),
        known=(True,) * len(terms),
    )


def make_found(*sentences: str) -> FoundPassage:
    """A found passage of these sentences, without a title."""
    nothing: frozenset[str] = frozenset()
    analysed = tuple(analyze_sentence(text, Span(0, len(text)), "en") for text in sentences)
    words = " ".join(sentences)
    text = PassageText(0, "pier", "", "en", 1, 0, len(words), "", words, ())
    return FoundPassage(AnalyzedPassage(text, nothing, analysed, nothing, nothing), 1.0)


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("who killed roy george", True),
        ("who built the wooden pier roy", True),
        ("who built the long grey wooden pier of the harbour roy george", False),
    ],
    ids=["a short question", "a question of four words", "a long question"],
)
def test_each_word_of_a_short_question_must_be_there(question: str, lacks: bool) -> None:
    sentence = "George built the pier."

    lacking = lacks_word_of_few(make_query(question), [make_candidate(sentence)], make_found(sentence))

    assert lacking is lacks


@pytest.mark.parametrize(
    ("question", "grade"),
    [("when was the pier built", Grade.PARTIAL), ("who built the pier", Grade.ANSWER)],
    ids=["a date is asked for", "a person is asked for"],
)
def test_a_sure_sentence_without_the_date_that_is_asked_for_is_only_partial(
    question: str, grade: Grade
) -> None:
    sentence = "Edda Quist built the pier."

    given = grade_answer(
        0.99, make_query(question), [make_found(sentence)], make_ranked(sentence, shares=(1.0,))
    )

    assert given is grade


@pytest.mark.parametrize(
    ("question", "cited"),
    [("which two ships sank", 2), ("who lit the lamp", 1)],
    ids=["several are asked for", "one is asked for"],
)
def test_sentences_close_behind_are_cited_if_several_things_are_asked_for(question: str, cited: int) -> None:
    ranked = make_ranked("The Anna sank.", "The Berta sank.", "Nobody wept.", shares=(0.5, 0.4, 0.1))
    found = [make_found("The Anna sank.", "The Berta sank.", "Nobody wept.")]

    citations = choose_citations(Grade.ANSWER, analyze_question(question, "en"), found, ranked)

    assert len(citations) == cited


@pytest.mark.parametrize(
    ("question", "sentence", "off_topic"),
    [
        ("when did Edda Quist burn the pier", "The pier burned in 1871.", True),
        ("when did the harbour pier burn", "Boats wait at dawn.", True),
        ("when did the harbour pier burn", "The pier is long.", False),
        ("when did the pier burn", "The pier burned in 1871.", False),
    ],
    ids=["the name is missing", "every word is missing", "some words are missing", "no word is missing"],
)
def test_a_passage_without_the_name_or_without_any_word_is_off_topic(
    question: str, sentence: str, off_topic: bool
) -> None:
    assert is_off_topic(make_query(question), make_found(sentence)) is off_topic


@pytest.mark.parametrize(
    ("question", "more_is_needed"),
    [
        ("who built the pier", False),
        ("who painted the pier", False),
        ("who painted the wooden lighthouse at the pier", True),
    ],
    ids=["no word is missing", "half of the words are missing", "most words are missing"],
)
def test_more_confidence_is_needed_if_most_words_are_missing(question: str, more_is_needed: bool) -> None:
    needed = answers_from(make_query(question), make_found("Nobody built the pier."))

    assert (needed > ANSWERS_FROM) is more_is_needed


@pytest.mark.parametrize(
    ("second", "cited"),
    [("He lit the lamp.", [1, 0]), ("Quist lit the lamp.", [1])],
    ids=["a pronoun", "a name"],
)
def test_a_sentence_with_a_pronoun_is_cited_with_the_one_before_it(second: str, cited: list[int]) -> None:
    sentences = ("Arne Falk came home.", second, "Nobody wept.")
    best = Candidate(0, 1, analyze_sentence(second, Span(0, len(second)), "en"))
    ranked = Ranked((best,), np.ones(1), np.ones(1), np.zeros((1, 1)))

    citations = choose_citations(
        Grade.ANSWER, analyze_question("who lit the lamp", "en"), [make_found(*sentences)], ranked
    )

    assert [each.at for each in citations] == cited


def test_an_answer_at_the_lower_threshold_is_partial() -> None:
    sentence = "Edda Quist built the pier."

    given = grade_answer(
        NONE_BELOW,
        make_query("who built the pier"),
        [make_found(sentence)],
        make_ranked(sentence, shares=(1.0,)),
    )

    assert given is Grade.PARTIAL
