import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from languages import CODES
from retrieval.text.analyzer import analyzer, query_terms


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Putin's visits", "putin visit"),
        ("en", "U.S.", "US"),
        ("en", "10,000", "10000"),
        ("ru", "президента", "президент"),
        ("ru", "зелёный", "зеленый"),
        ("es", "café", "cafe"),
        ("fr", "l'économie", "économie"),
        ("zh", "2015年黑豹队", "2015 年黑豹队"),
    ],
)
def test_spellings_of_one_word_have_the_same_term(language: str, one: str, other: str) -> None:
    assert analyzer(language).terms(one) == analyzer(language).terms(other)


def test_numbers_and_dates_are_kept_whole() -> None:
    assert analyzer("en").terms("10.5 in 2002-11-29, the 1950s") == [
        "10.5",
        "in",
        "2002-11-29",
        "the",
        "1950s",
    ]


@settings(deadline=None)  # Thai loads its dictionary at first
@given(st.text(), st.sampled_from(CODES))
def test_tokens_have_valid_offsets_in_order(text: str, language: str) -> None:
    end = 0
    for token in analyzer(language).tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert token.start >= end or language in {"zh", "ja"} or token.end - token.start <= 2

        end = token.end


def test_an_acronym_in_capitals_is_not_a_stop_word() -> None:
    who = {term.text: term.stop for term in query_terms("Who leads the WHO?", ["en"])}

    assert who == {"Who": True, "leads": False, "the": True, "WHO": False}


def test_a_question_in_capitals_still_has_stop_words() -> None:
    assert [term.text for term in query_terms("WHO IS HE", ["en"]) if not term.stop] == []


def test_in_a_corpus_of_two_languages_a_word_has_the_readings_of_both() -> None:
    (term,) = query_terms("Regierungen", ["en", "de"])

    assert set(term.variants) == {"regierungen", "regier"}


def test_a_chinese_question_is_not_looked_up_by_its_question_word() -> None:
    assert "什么" not in [term.text for term in query_terms("首都是什么？", ["zh"])]


def test_the_word_won_and_names_are_not_contractions() -> None:
    terms = query_terms("did don say who won", ["en"])

    assert [term.text for term in terms if not term.stop] == ["don", "won"]


@pytest.mark.parametrize("word", ["isn't", "can’t", "won't", "don’t", "I'd", "who'll"])
def test_a_contraction_of_function_words_is_a_function_word_of_a_question(word: str) -> None:
    (term,) = query_terms(word, ["en"])

    assert term.stop


def test_a_name_with_an_apostrophe_is_not_a_function_word() -> None:
    (term,) = query_terms("O'Brien", ["en"])

    assert not term.stop
