import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.structure import boilerplate
from corpus.structure.boilerplate import is_boilerplate, is_timestamp


@pytest.mark.parametrize(
    "line",
    [
        "Accessibility links",
        "BREAKING NEWS",
        "» Print",
        "Comments (12)",
        "Поделиться",
        "Compartir",
        "Drucken",
        "Lire aussi :",
        "分享",
        "関連記事",
        "مشاركة",
        "शेयर करें",
        "แชร์",
        "By Ann Lee",
        "BY ANN LEE AND JOHN DE SMITH",
        "By Ann Lee, Staff Writer",
        "Автор: Иван Сосна",
        "Von Hans Müller",
        "文／山田太郎",
        "Photo: AP",
        "Photo by Ann Lee",
        "Фото: ТАСС",
        "© 2003 The Pine Post. All rights reserved.",
        "We use cookies to make this page work.",
        "Home > News > World",
        "https://example.org/pines",
        "* * *",
        "==========",
        "Published: Friday, 29 November 2002 10:15 GMT",
    ],
)
def test_lines_around_the_body_of_a_page_are_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "?",
        "10:15",
        "1867.",
        "Old pines bend",
        "By the sea they bend.",
        "By all accounts, the pines bent",
        "Share your food with others.",
        "Print shops in the town closed.",
        "Photo of the day",
        "Temperature > 20 degrees",
        "Cookies are baked at 180 degrees.",
        "Harvest: 3 May 2002",
        "On 3 May 2002 the pines bent.",
    ],
)
def test_lines_with_content_are_not_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "29 November 2002",
        "Опубликовано 29 ноября 2002 г. в 10:15",
        "29.11.2002, 10:15 Uhr",
        "2002年11月29日 10:15",
        "3 March",
    ],
)
def test_a_day_with_nothing_else_is_a_timestamp(line: str) -> None:
    assert is_timestamp(line)


@given(st.text())
def test_any_line_is_boilerplate_or_not(line: str) -> None:
    assert is_boilerplate(line) in (True, False)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(boilerplate).failed == 0
