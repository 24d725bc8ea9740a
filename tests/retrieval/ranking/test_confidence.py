from dataclasses import replace

import numpy as np
import pytest

from corpus.records import Span
from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.confidence import (
    ANSWERS_FROM,
    NONE_BELOW,
    answers_from,
    choose_citations,
    content_terms,
    grade_answer,
    grade_of,
    is_disputed,
    is_off_topic,
    lacks_word_of_few,
)
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
    assert grade_of(ANSWERS_FROM) is Grade.ANSWER
    assert grade_of(ANSWERS_FROM - 0.001) is Grade.PARTIAL
    assert grade_of(NONE_BELOW) is Grade.PARTIAL
    assert grade_of(NONE_BELOW - 0.001) is Grade.NONE


def test_a_higher_confidence_may_be_asked_of_an_answer() -> None:
    assert grade_of(0.5, answers_from=0.6) is Grade.PARTIAL
    assert grade_of(0.6, answers_from=0.6) is Grade.ANSWER
    assert grade_of(NONE_BELOW - 0.001, answers_from=0.6) is Grade.NONE


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


def make_query(question: str, language: str = "en") -> ParsedQuery:
    """A question as parsed for a corpus that has all of its words."""
    words = tuple(query_terms(question, [language]))
    terms = tuple(word for word in words if not word.stop)
    return ParsedQuery(
        TypedText.of(question),
        analyze_question(question, language),
        words,
        terms,
        idf=(1.0,) * len(terms),
        known=(True,) * len(terms),
    )


def make_found(*sentences: str, language: str = "en") -> FoundPassage:
    """A found passage of these sentences, without a title."""
    nothing: frozenset[str] = frozenset()
    analysed = tuple(analyze_sentence(text, Span(0, len(text)), language) for text in sentences)
    words = " ".join(sentences)
    text = PassageText(0, "pier", "", language, 1, 0, len(words), "", words, ())
    return FoundPassage(AnalyzedPassage(text, nothing, analysed, nothing, nothing), 1.0)


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("who killed roy george", True),
        ("who built the wooden pier roy", True),
        ("who built the grey wooden pier roy", False),
    ],
    ids=["a short question", "a question of four words", "a question of five words"],
)
def test_each_word_of_a_short_question_must_be_there(question: str, lacks: bool) -> None:
    sentence = "George built the pier."

    lacking = lacks_word_of_few(make_query(question), [make_candidate(sentence)], make_found(sentence))

    assert lacking is lacks


@pytest.mark.parametrize(
    ("question", "grade"),
    [
        ("when was the pier built", Grade.PARTIAL),
        ("why was the pier built", Grade.PARTIAL),
        ("who built the pier", Grade.ANSWER),
    ],
    ids=["a date is asked for", "a reason is asked for", "a person is asked for"],
)
def test_a_sure_sentence_without_the_date_or_reason_that_is_asked_for_is_only_partial(
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


def grade_of_answer(confidence: float, question: str, *sentences: str, best: int = 0) -> Grade:
    """The grade of one of the sentences of a passage, which is the only candidate."""
    text = sentences[best]
    candidate = Candidate(0, best, analyze_sentence(text, Span(0, len(text)), "en"))
    ranked = Ranked((candidate,), np.ones(1), np.ones(1), np.zeros((1, 1)))
    return grade_answer(confidence, make_query(question), [make_found(*sentences)], ranked)


def test_an_answer_at_the_upper_threshold_is_an_answer() -> None:
    given = grade_of_answer(ANSWERS_FROM, "who built the pier", "Edda Quist built the pier.")

    assert given is Grade.ANSWER


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("where did the pier close", "The pier did close again."),
        ("who killed roy george", "Roy George met Edda Quist."),
        ("lamp pier", "The pier is made of oak."),
    ],
    ids=["a place is missing", "what somebody did is missing", "a key word is missing"],
)
def test_only_a_sure_answer_may_lack_the_kind_or_a_decisive_word(question: str, sentence: str) -> None:
    unsure, sure = (grade_of_answer(confidence, question, sentence) for confidence in (0.69, 0.7))

    assert (unsure, sure) == (Grade.PARTIAL, Grade.ANSWER)


def test_a_fairly_sure_answer_may_put_a_word_differently_unless_it_says_who() -> None:
    question, sentence = "when was the pier mended", "The pier was put in order in 1871."

    unsure, sure = (grade_of_answer(confidence, question, sentence) for confidence in (0.44, 0.45))

    assert (unsure, sure) == (Grade.PARTIAL, Grade.ANSWER)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("where is edda quist hiding", "Edda Quist met her brother in Oslo."),
        ("what did quist say about the pier", "“The pier is old,” the mayor said."),
    ],
    ids=["what is done at a place", "who says something"],
)
def test_however_sure_an_answer_is_it_has_what_is_done_and_who_says_it(question: str, sentence: str) -> None:
    given = grade_of_answer(0.99, question, sentence)

    assert given is Grade.PARTIAL


@pytest.mark.parametrize(
    ("question", "grade"),
    [("how many died in lima", Grade.ANSWER), ("who died in lima", Grade.PARTIAL)],
    ids=["how many", "who"],
)
def test_a_related_word_stands_for_the_one_asked_unless_it_says_who(question: str, grade: Grade) -> None:
    given = grade_of_answer(0.4, question, "A fire killed 220 people in Lima.")

    assert given is grade


def test_a_question_of_many_words_needs_less_confidence_to_lack_one() -> None:
    question, sentence = (
        "when was the old wooden pier of ribe mended",
        "The old wooden pier of Ribe burned in 1871.",
    )

    unsure, sure = (grade_of_answer(confidence, question, sentence) for confidence in (0.39, 0.4))

    assert (unsure, sure) == (Grade.PARTIAL, Grade.ANSWER)


def test_a_missing_pair_of_characters_is_not_a_missing_word_of_a_long_question() -> None:
    text = "这座老木桥是1871年修好的。"
    query = make_query("里伯的老木桥是哪一年重修的", "zh")
    candidate = Candidate(0, 0, analyze_sentence(text, Span(0, len(text)), "zh"))
    ranked = Ranked((candidate,), np.ones(1), np.ones(1), np.zeros((1, 1)))

    given = grade_answer(ANSWERS_FROM, query, [make_found(text, language="zh")], ranked)

    assert given is Grade.ANSWER


def test_what_is_to_be_confirmed_must_be_there_however_long_the_question_is() -> None:
    question = "does the old wooden pier of ribe burn"

    given = grade_of_answer(0.4, question, "The old wooden pier of Ribe was painted.")

    assert given is Grade.PARTIAL


@pytest.mark.parametrize(
    ("question", "unknown", "grade"),
    [
        ("does the old pier burn on mars", "mars", Grade.PARTIAL),
        ("does the old pier burn on mars", None, Grade.ANSWER),
        ("does the antique pier burn", "antique", Grade.ANSWER),
        ("how does the old pier burn on mars", "mars", Grade.ANSWER),
    ],
    ids=["the last word", "the corpus has it elsewhere", "a word before it", "not a question for yes or no"],
)
def test_what_is_to_be_confirmed_must_not_be_unknown_however_sure_the_answer_is(
    question: str, unknown: str | None, grade: Grade
) -> None:
    query = make_query(question)
    query = replace(query, known=tuple(term.text != unknown for term in query.terms))
    sentence = "The old pier can burn."

    given = grade_answer(0.99, query, [make_found(sentence)], make_ranked(sentence, shares=(1.0,)))

    assert given is grade


def test_another_form_of_a_verb_stands_for_the_one_asked() -> None:
    given = grade_of_answer(0.4, "how often did quist win", "Quist won twice.")

    assert given is Grade.ANSWER


@pytest.mark.parametrize(
    ("second", "grade"),
    [("You may not fish at night.", Grade.PARTIAL), ("You may fish at night.", Grade.ANSWER)],
    ids=["contradicting", "agreeing"],
)
def test_a_disputed_answer_is_partial_however_sure(second: str, grade: Grade) -> None:
    sentences = ("You may fish with a lamp at night.", second)
    ranked = make_ranked(*sentences, shares=(0.5, 0.4))

    given = grade_answer(0.99, make_query("may i fish at night"), [make_found(*sentences)], ranked)

    assert given is grade


def test_an_age_without_a_word_of_the_question_does_not_raise_a_low_confidence() -> None:
    question = "how old is the tall grumpy keeper falk of ribe"

    with_all, without_one = (
        grade_of_answer(NONE_BELOW, question, f"The tall {word} keeper Falk, 51, runs the harbour of Ribe.")
        for word in ("grumpy", "merry")
    )

    assert (with_all, without_one) == (Grade.ANSWER, Grade.PARTIAL)


def test_the_terms_of_a_question_for_a_definition_are_those_of_its_subject() -> None:
    terms = content_terms(make_query("what does XZ stand for"))

    assert [term.text for term in terms] == ["XZ"]


def test_the_more_words_are_missing_the_more_confidence_is_needed() -> None:
    query, found = make_query("who painted the wooden lighthouse at the pier"), make_found("A pier fell.")

    needed = answers_from(query, found)

    assert needed - ANSWERS_FROM == pytest.approx(0.375)  # three of four words are missing


def test_words_carried_over_from_another_question_ask_for_no_more_confidence() -> None:
    query = make_query("who painted it")
    carried_over = tuple(replace(term, start=0, end=0) for term in query.terms)
    query = replace(query, terms=carried_over)

    assert answers_from(query, make_found("Boats wait at dawn.")) == ANSWERS_FROM


@pytest.mark.parametrize(
    ("sentence", "off_topic"),
    [("The jetty burned.", True), ("The pier burned.", False)],
    ids=["only a related word", "the word"],
)
def test_a_passage_that_has_only_a_related_word_is_off_topic(sentence: str, off_topic: bool) -> None:
    query = make_query("where is the pier")
    related = tuple(
        replace(term, variants=(*term.variants, "jetti", "jetty"), related=("jetti", "jetty"))
        for term in query.terms
    )

    assert is_off_topic(replace(query, terms=related), make_found(sentence)) is off_topic


def test_at_most_three_sentences_are_cited_and_none_far_behind() -> None:
    sentences = ("The Anna sank.", "The Berta sank.", "The Clara sank.", "The Dora sank.")
    close = make_ranked(*sentences, shares=(0.4, 0.2, 0.2, 0.2))
    question = analyze_question("which ships sank", "en")

    citations = choose_citations(Grade.PARTIAL, question, [make_found(*sentences)], close)

    assert [each.at for each in citations] == [0, 1, 2]


def test_several_things_named_by_a_pronoun_are_cited_with_the_sentence_before() -> None:
    sentences = ("The Anna and the Berta came.", "They sank.")
    best = Candidate(0, 1, analyze_sentence(sentences[1], Span(0, len(sentences[1])), "en"))
    ranked = Ranked((best,), np.ones(1), np.ones(1), np.zeros((1, 1)))
    question = analyze_question("which two ships sank", "en")

    citations = choose_citations(Grade.ANSWER, question, [make_found(*sentences)], ranked)

    assert [each.at for each in citations] == [1, 0]
