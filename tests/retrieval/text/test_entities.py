"""The entities in sentences, and signs such as those of speech or reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages import CODES
from retrieval.text.entities import OFFERED, EntityKind, candidates, extract_entities


def offered_entities(sentence: str, language: str = "en") -> list[tuple[str, str]]:
    return [(mention.kind.value, mention.text) for mention in candidates(sentence, language)]


def kinds_found(sentence: str, language: str = "en") -> set[EntityKind]:
    return {
        mention.kind
        for mention in extract_entities(sentence, language).mentions
        if mention.kind not in OFFERED
    }


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("2.1 The rent is 400 crowns.", ["400"]),
        ("3. Wash it in 2 baths.", ["2"]),
        ('(4) "Now" has 3 letters.', ["3"]),
        ("2.1 million people live here.", ["2.1 million"]),
        ("12 ships sank.", ["12"]),
    ],
)
def test_the_number_of_a_paragraph_is_no_number_in_it(sentence: str, numbers: list[str]) -> None:
    assert [text for kind, text in offered_entities(sentence) if kind == "number"] == numbers


@pytest.mark.parametrize(
    ("language", "sentence", "date"),
    [
        ("en", "it opened on 3 May 1907 at last", "3 May 1907"),
        ("en", "it opened on May 3, 1907, at last", "May 3, 1907"),
        ("en", "they may come in 1907", "1907"),
        ("en", "all this was in the 1950s", "1950s"),
        ("en", "it was taken in 911 by the Danes", "911"),
        ("en", "it closed last year", "last year"),
        ("en", "built in the 12th century", "12th century"),
        ("ru", "мост открыли 3 мая 1907 года", "3 мая 1907"),
        ("es", "se abrió el 3 de mayo de 1907", "3 de mayo de 1907"),
        ("de", "sie wurde am 3. Mai 1907 eröffnet", "3. Mai 1907"),
        ("fr", "le pont fut ouvert le 3 mai 1907", "3 mai 1907"),
        ("zh", "这座桥于1907年开通", "1907"),
        ("ja", "橋は1907年に開通した", "1907"),
        ("ar", "افتتح الجسر في 3 مايو 1907", "3 مايو 1907"),
        ("hi", "पुल 3 मई 1907 को खुला", "3 मई 1907"),
        ("th", "สะพานเปิดเมื่อวันที่ 3 พฤษภาคม 2450", "3 พฤษภาคม 2450"),
    ],
)
def test_dates_are_found_whole(language: str, sentence: str, date: str) -> None:
    assert ("date", date) in offered_entities(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence", "number", "unit"),
    [
        ("en", "it cost $10.5 million to build", "10.5 million", "money"),
        ("en", "prices rose by 12 percent", "12", "percent"),
        ("en", "the tower is 300 metres high", "300", "length"),
        ("en", "she was 38 years old", "38", "age"),
        ("en", "some twenty-five ships sank", "twenty-five", "ship"),
        ("ru", "башня высотой 300 метров", "300", "length"),
        ("es", "costó 12 millones de euros", "12 millones", "money"),
        ("fr", "il coûta 12 millions d'euros", "12 millions", "money"),
        ("de", "er kostete 12,5 Millionen Euro", "12,5 Millionen", "money"),
        ("zh", "花费了100亿美元", "100亿", "money"),
        ("zh", "百分之五的居民", "五", "percent"),
        ("ja", "高さは3776メートルである", "3776", "length"),
        ("ar", "بلغت التكلفة 10 مليارات دولار", "10 مليارات", "money"),
        ("hi", "लागत 10 करोड़ रुपये थी", "10 करोड़", "money"),
        ("th", "มูลค่า 10 ล้านบาท", "10 ล้าน", "money"),
    ],
)
def test_numbers_know_their_units(language: str, sentence: str, number: str, unit: str) -> None:
    found = {
        mention.text: mention.unit for mention in extract_entities(sentence, language).of(EntityKind.NUMBER)
    }

    assert found.get(number) == unit


def test_a_span_of_time_is_a_duration_and_no_date() -> None:
    assert offered_entities("the strike took four years") == [("duration", "four years")]
    assert offered_entities("it took a year") == [("duration", "a year")]


@pytest.mark.parametrize(
    ("sentence", "kind", "name"),
    [
        ("the letter of Professor Ann Lee arrived", "person", "Professor Ann Lee"),
        ("then Ann Lee said no", "person", "Ann Lee"),
        ("it was painted by Ann Lee", "person", "Ann Lee"),
        ("a school in Upper Norwood", "place", "Upper Norwood"),
        ("along the Blue River", "place", "Blue River"),
        ("at the University of Leeds", "organisation", "University of Leeds"),
        ("members of NATO agreed", "organisation", "NATO"),
        ("the old Zebulon stayed", "name", "Zebulon"),
        ("their friend Jean-Luc came", "name", "Jean-Luc"),
    ],
)
def test_the_words_beside_a_name_show_its_kind(sentence: str, kind: str, name: str) -> None:
    assert (kind, name) in offered_entities(sentence)


def test_the_first_word_of_a_sentence_is_not_a_name_because_of_its_capital() -> None:
    assert offered_entities("Trade between them grew") == []


def test_german_nouns_are_not_names() -> None:
    assert offered_entities("der Preis der Häuser stieg in Berlin", "de") == [("place", "Berlin")]


def test_without_capitals_a_cue_shows_the_name_beside_it() -> None:
    assert ("person", "张伟总统") in offered_entities("张伟总统于昨天抵达", "zh")
    assert ("place", "静岡県") in offered_entities("富士山は静岡県にある", "ja")
    assert ("person", "राष्ट्रपति शर्मा") in offered_entities("राष्ट्रपति शर्मा ने देखा", "hi")


@pytest.mark.parametrize(
    ("language", "sentence", "sign"),
    [
        ("en", "it closed because of the flood", EntityKind.REASON),
        ("en", "they met to protect the forest", EntityKind.PURPOSE),
        ("en", "it is made by boiling sap", EntityKind.MANNER),
        ("en", "a tarn is a small lake", EntityKind.DEFINITION),
        ("en", "“We go,” she replied", EntityKind.QUOTATION),
        ("en", "the mayor announced a vote", EntityKind.SPEECH),
        ("en", "fruit such as pears", EntityKind.ENUMERATION),
        ("en", "nobody is there, not one", EntityKind.NEGATION),
        ("en", "They left early", EntityKind.PRONOUN),
        ("en", "the farm lies north of town", EntityKind.LOCATION),
        ("en", "the teachers went home", EntityKind.PEOPLE),
        ("ru", "завод закрыли, потому что была зима", EntityKind.REASON),
        ("es", "cerró debido a la lluvia", EntityKind.REASON),
        ("de", "sie schloss wegen der Flut", EntityKind.REASON),
        ("fr", "elle ferma à cause de la pluie", EntityKind.REASON),
        ("zh", "由于下雨，工厂关闭了", EntityKind.REASON),
        ("ja", "大雨が原因で閉鎖された", EntityKind.REASON),
        ("ar", "أغلق المصنع بسبب المطر", EntityKind.REASON),
        ("hi", "बारिश के कारण बंद हुआ", EntityKind.REASON),
        ("th", "โรงงานปิดเพราะฝนตก", EntityKind.REASON),
    ],
)
def test_signs_of_reason_speech_and_definition_are_found(
    language: str, sentence: str, sign: EntityKind
) -> None:
    assert sign in kinds_found(sentence, language)


def test_to_before_a_place_is_not_a_purpose() -> None:
    assert EntityKind.PURPOSE not in kinds_found("they went to Leeds and to the sea")


def test_only_a_pronoun_at_the_start_refers_to_the_sentence_before() -> None:
    assert EntityKind.PRONOUN not in kinds_found("Nobody saw what they did")


def test_a_language_without_a_table_still_has_its_numbers_and_names() -> None:
    assert offered_entities("most zbudowano w 1907 pod Krakowem", "pl") == [
        ("date", "1907"),
        ("name", "Krakowem"),
    ]


@given(sentence=st.text(max_size=80), language=st.sampled_from([*CODES, "xx"]))
def test_every_entity_is_the_text_at_its_offsets(sentence: str, language: str) -> None:
    for mention in extract_entities(sentence, language).mentions:
        assert sentence[mention.start : mention.end] == mention.text
        assert mention.text
