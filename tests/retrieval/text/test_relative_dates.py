"""Dates that count from the day a text was written."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages import CODES
from retrieval.text.relative_dates import relative_dates


def found_dates(sentence: str, language: str) -> list[str]:
    return [sentence[start:end] for start, end in relative_dates(sentence, language)]


@pytest.mark.parametrize(
    ("language", "sentence", "dates"),
    [
        ("en", "The mill burned last year and again this weekend.", ["last year", "this weekend"]),
        ("en", "Earlier this month, and yesterday too, it rained.", ["Earlier this month", "yesterday"]),
        ("en", "It closed twenty-five years ago.", ["twenty-five years ago"]),
        ("en", "It closed 3 days ago, on a Monday.", ["3 days ago"]),
        ("en", "Last Friday’s meeting was brief.", ["Last Friday"]),
        ("ru", "Вчера открыли мост, а в прошлом году закрыли.", ["Вчера", "в прошлом году"]),
        ("ru", "Это было два года назад.", ["два года назад"]),
        ("es", "El molino ardió el año pasado y hace dos meses.", ["el año pasado", "hace dos meses"]),
        ("de", "Letztes Jahr brannte sie, vor drei Wochen wieder.", ["Letztes Jahr", "vor drei Wochen"]),
        ("fr", "Il a brûlé hier, comme l’année dernière.", ["hier", "l’année dernière"]),
        ("fr", "Elle a fermé il y a trois ans.", ["il y a trois ans"]),
        ("zh", "磨坊去年着火，三天前重新开放。", ["去年", "三天前"]),
        ("ja", "水車小屋は昨年焼け、2年前にも焼けた。", ["昨年", "2年前"]),
        ("ar", "احترقت الطاحونة العام الماضي وأعيد فتحها أمس.", ["العام الماضي", "أمس"]),
        ("hi", "चक्की पिछले साल जली और दो दिन पहले खुली।", ["पिछले साल", "दो दिन पहले"]),
        ("th", "โรงสีไหม้ปีที่แล้วและเปิดใหม่เมื่อวานนี้", ["ปีที่แล้ว", "เมื่อวานนี้"]),
    ],
)
def test_dates_relative_to_the_day_of_writing_are_found(
    language: str, sentence: str, dates: list[str]
) -> None:
    assert found_dates(sentence, language) == dates


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "It burned in 1931, in the last year of the war."),
        ("en", "The market is held on a Sunday, years ago as now."),
        ("ru", "Мост открыли 3 мая 1999 года."),
        ("es", "Abre por la mañana."),
        ("de", "Am Morgen des 3. Mai brannte sie."),
        ("fr", "Cette année-là, il plut beaucoup."),
        ("zh", "基本周期是两年。"),
        ("ja", "1931年に焼けた。"),
        ("ar", "في اليوم التالي أغلقت."),
        ("hi", "1931 में चक्की बंद हुई।"),
        ("th", "500 ปีก่อนคริสต์ศักราช"),
    ],
)
def test_absolute_dates_are_not_relative_dates(language: str, sentence: str) -> None:
    assert found_dates(sentence, language) == []


def test_a_language_without_a_phrase_table_has_no_relative_dates() -> None:
    assert relative_dates("Wczoraj i dziś.", "pl") == ()


@given(st.text(), st.sampled_from(CODES))
def test_relative_dates_never_overlap_and_come_in_order(text: str, language: str) -> None:
    dates = relative_dates(text, language)

    assert all(start < end <= len(text) for start, end in dates)
    assert all(before.end <= after.start for before, after in pairwise(dates))
