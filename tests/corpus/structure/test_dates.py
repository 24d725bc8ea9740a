import datetime
import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.structure import dates
from corpus.structure.dates import PATTERN, find

DAY = datetime.date(2002, 11, 29)


@pytest.mark.parametrize(
    "text",
    [
        "29 November 2002",
        "29th of November, 2002",
        "November 29, 2002",
        "Nov. 29, 2002",
        "29 ноября 2002 г.",
        "29 ноября 2002 года",
        "29 de noviembre de 2002",
        "29. November 2002",
        "29 novembre 2002",
        "2002年11月29日",
        "２００２年１１月２９日",
        "北京2002年11月29日电",
        "29 نوفمبر 2002",
        "٢٩ نوفمبر ٢٠٠٢",
        "29 تشرين الثاني 2002",
        "29 नवंबर 2002",
        "29 พฤศจิกายน 2545",
        "29 พ.ย. 2545",
        "2002-11-29",
        "2002-11-29T10:15:00Z",
        "29.11.2002",
        "29/11/2002",
        "11/29/2002",
        "It was Friday, 29 November 2002, a cold day.",
    ],
)
def test_a_day_is_read_as_it_is_written_in_each_language(text: str) -> None:
    assert find(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "November 2002",
        "29 November",
        "03/04/2002",
        "31 February 2002",
        "2002",
        "129 November 2002",
        "12002年11月29日",
        "Mayhem 3, 2002",
    ],
)
def test_an_incomplete_or_ambiguous_date_is_none(text: str) -> None:
    assert find(text) is None


def test_the_first_whole_day_of_several_is_taken() -> None:
    assert find("After 3 May, on 31 June 2003 or rather November 29, 2002, and then on 1 May 2004") == DAY


def test_a_day_without_its_year_fits_the_pattern() -> None:
    assert all(
        re.fullmatch(PATTERN, day, re.IGNORECASE)
        for day in ("29 November", "March 3", "29 ноября", "11月29日", "1er décembre")
    )


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2399, 12, 31)))
def test_every_day_comes_back_from_its_iso_form(day: datetime.date) -> None:
    assert find(f"({day.isoformat()})") == day


@given(st.text())
def test_any_text_has_a_day_or_none(text: str) -> None:
    assert find(text) is None or isinstance(find(text), datetime.date)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(dates).failed == 0
