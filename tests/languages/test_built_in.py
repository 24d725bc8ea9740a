"""The tables of the languages."""

import pytest

from languages import CODES, LANGUAGES, Abbreviations, phrase_table, question_phrases, stop_words
from languages.schema import words
from retrieval.text.question import AnswerType

A_QUESTION_WORD = {
    "en": "who", "ru": "кто", "es": "quién", "de": "wer", "fr": "qui",
    "zh": "谁", "ja": "誰", "ar": "متى", "hi": "कौन", "th": "ใคร",
}  # fmt: skip
A_CONTENT_WORD = {
    "en": "treaty", "ru": "договор", "es": "tratado", "de": "vertrag", "fr": "traité",
    "zh": "条约", "ja": "条約", "ar": "معاهدة", "hi": "संधि", "th": "สนธิสัญญา",
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_a_table_under_its_own_code(code: str) -> None:
    assert phrase_table(code).code == code


@pytest.mark.parametrize("code", CODES)
def test_stop_words_are_case_folded_and_of_moderate_number(code: str) -> None:
    listed = stop_words(code)

    assert all(word == word.casefold() for word in listed)
    assert 80 <= len(listed) <= 320


@pytest.mark.parametrize("code", CODES)
def test_question_words_are_stop_words_and_nouns_are_not(code: str) -> None:
    assert A_QUESTION_WORD[code] in stop_words(code)
    assert A_CONTENT_WORD[code] not in stop_words(code)


def test_us_and_may_are_not_function_words() -> None:
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


QUESTION_KEYS = words(
    "identity copula auxiliary determiner subject indefinite several and negation qualifier"
) | {*AnswerType}
UNITS = words("percent money length area weight speed temperature age times")
EVIDENCE_KEYS = UNITS | words("""
    numeral month weekday time since span duration title people speech in location geography institution
    reason purpose agent manner definition article negation pronoun enumeration
""")


@pytest.mark.parametrize("code", CODES)
def test_every_row_of_a_table_is_one_that_is_read(code: str) -> None:
    table = phrase_table(code)

    assert set(table.questions) <= QUESTION_KEYS
    assert set(table.nouns) <= {*AnswerType} | UNITS
    assert set(table.evidence) <= EVIDENCE_KEYS


@pytest.mark.parametrize("code", CODES)
def test_every_table_has_phrases_for_the_common_question_types(code: str) -> None:
    table = phrase_table(code)

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


def abbreviation_entries(abbreviations: Abbreviations) -> frozenset[str]:
    return abbreviations.never_final | abbreviations.may_be_final | abbreviations.before_number


@pytest.mark.parametrize("code", CODES)
def test_abbreviations_are_listed_without_their_last_stop(code: str) -> None:
    entries = abbreviation_entries(LANGUAGES.abbreviations(code))

    assert not any(entry.endswith(".") for entry in entries)


@pytest.mark.parametrize("code", CODES)
def test_an_abbreviation_is_in_one_class_only(code: str) -> None:
    abbreviations = LANGUAGES.abbreviations(code)

    assert not abbreviations.never_final & abbreviations.may_be_final


@pytest.mark.parametrize("code", CODES)
def test_words_that_open_sentences_are_capitalised_and_not_abbreviations(code: str) -> None:
    abbreviations = LANGUAGES.abbreviations(code)

    assert all(word[0].isupper() for word in abbreviations.openers)
    assert not abbreviations.openers & abbreviation_entries(abbreviations)


def test_a_language_without_abbreviations_uses_the_english_ones() -> None:
    assert LANGUAGES.abbreviations("sv") == LANGUAGES.abbreviations("en")


@pytest.mark.parametrize("code", CODES)
def test_word_files_have_groups_of_several_entries(code: str) -> None:
    groups = LANGUAGES.related_words(code) + LANGUAGES.irregular_forms(code)

    assert all(len(group) > 1 for group in groups)


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_small_talk(code: str) -> None:
    said = LANGUAGES.small_talk(code)

    assert {"greeting", "thanks", "who_are_you", "help", "contents"} <= set(said)
