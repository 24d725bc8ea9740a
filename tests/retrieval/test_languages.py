"""The tables of the languages."""

import pytest

from retrieval.languages import LANGUAGES, language_table, question_phrases, stop_words
from retrieval.languages.schema import words
from retrieval.text.question import AnswerType

A_QUESTION_WORD = {
    "en": "who", "ru": "кто", "es": "quién", "de": "wer", "fr": "qui",
    "zh": "谁", "ja": "誰", "ar": "متى", "hi": "कौन", "th": "ใคร",
}  # fmt: skip
A_CONTENT_WORD = {
    "en": "treaty", "ru": "договор", "es": "tratado", "de": "vertrag", "fr": "traité",
    "zh": "条约", "ja": "条約", "ar": "معاهدة", "hi": "संधि", "th": "สนธิสัญญา",
}  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_a_table_under_its_own_code(code: str) -> None:
    assert language_table(code).code == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_stop_words_are_case_folded_and_of_moderate_number(code: str) -> None:
    listed = stop_words(code)
    assert all(word == word.casefold() for word in listed)
    assert 80 <= len(listed) <= 320


@pytest.mark.parametrize("code", LANGUAGES)
def test_question_words_are_stop_words_and_nouns_are_not(code: str) -> None:
    assert A_QUESTION_WORD[code] in stop_words(code)
    assert A_CONTENT_WORD[code] not in stop_words(code)


def test_the_country_and_the_month_are_not_taken_for_function_words() -> None:
    assert not {"us", "may"} & stop_words("en")


@pytest.mark.parametrize("code", ["zh", "ja", "th"])
def test_question_phrases_come_longest_first(code: str) -> None:
    lengths = [len(phrase) for phrase in question_phrases(code)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths


@pytest.mark.parametrize("name", ["几内亚", "何塞", "幾何学"])
def test_question_phrases_leave_names_whole(name: str) -> None:
    assert not any(phrase in name for code in ("zh", "ja") for phrase in question_phrases(code))


def test_spaced_languages_need_no_question_phrases() -> None:
    assert question_phrases("en") == ()


def test_an_unknown_language_is_an_empty_table() -> None:
    assert stop_words("xx") == frozenset()
    assert question_phrases("xx") == ()


QUESTION_KEYS = words("identity copula auxiliary determiner indefinite several and negation") | {*AnswerType}
UNITS = words("percent money length area weight speed temperature age times")
EVIDENCE_KEYS = UNITS | words("""
    numeral month weekday time since span duration title people speech in location geography institution
    reason purpose agent manner definition article negation pronoun enumeration
""")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_row_of_a_table_is_one_that_is_read(code: str) -> None:
    table = language_table(code)
    assert set(table.questions) <= QUESTION_KEYS
    assert set(table.nouns) <= {*AnswerType} | UNITS
    assert set(table.evidence) <= EVIDENCE_KEYS


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_table_asks_for_the_common_things_and_sees_them(code: str) -> None:
    table = language_table(code)
    assert {
        "person",
        "place",
        "date",
        "reason",
        "manner",
        "definition",
        "identity",
        "yes_no",
        "thing",
    } <= set(table.questions)
    assert {"numeral", "month", "span", "title", "geography", "reason", "definition", "speech"} <= set(
        table.evidence
    )
