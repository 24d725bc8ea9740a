import datetime
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.limits import MAX_COLUMNS
from corpus.structure import markdown
from corpus.structure.markdown import read


def marks(text: str) -> list[str]:
    return [text[slice(*mark)] for mark in read(text).marks]


def headings(text: str) -> list[str]:
    return [text[slice(*heading)] for heading in read(text).headings]


def test_a_leading_heading_is_the_title_and_the_others_are_headings() -> None:
    text = "# Old *pines*\n\nThey bend.\n\n## Wind ##\n\nIt blows.\n\nSea and\nshore\n---\n\nWaves.\n"

    assert read(text).title == "Old pines"
    assert headings(text) == ["Wind", "Sea and\nshore"]
    assert marks(text) == ["#", "Old *pines*", "##", "##", "---"]


@pytest.mark.parametrize(
    "before", ["<!-- kept by hand -->\n\n", "![a logo](logo.png)\n\n", "***\n\n", "\n\n"]
)
def test_lines_without_words_may_precede_the_title(before: str) -> None:
    assert read(f"{before}# Pines\n\nThey bend.").title == "Pines"


def test_a_heading_after_a_paragraph_is_not_the_title() -> None:
    assert read("They bend.\n\n# Pines\n").title == ""
    assert headings("They bend.\n\n# Pines\n") == ["Pines"]


def test_front_matter_states_title_and_date() -> None:
    text = '---\ntitle: "Old pines"\ndate: 2002-11-29\n---\n\n# Wind\n\nIt blows.\n'

    assert read(text).title == "Old pines"
    assert read(text).date == datetime.date(2002, 11, 29)
    assert headings(text) == ["Wind"]
    assert marks(text) == ['---\ntitle: "Old pines"\ndate: 2002-11-29\n---', "#"]


def test_a_heading_that_repeats_the_title_is_the_title() -> None:
    text = "---\ntitle: Pines\n---\n# Pines\n\nThey bend.\n"

    assert headings(text) == []
    assert marks(text) == ["---\ntitle: Pines\n---", "#", "Pines"]


def test_a_rule_at_the_beginning_is_not_front_matter() -> None:
    assert marks("---\n\nThey bend.\n\n---\n") == ["---", "---"]
    assert marks("---\n\nNote: they bend.\n\n***\n---\n") == ["---", "***", "---"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n- two\n  more\n", ["-", "-"]),
        ("1. one\n2) two\n", ["1.", "2)"]),
        ("* one\n  * two\n", ["*", "*"]),
        ("- [ ] one\n- [x] two\n", ["- [ ]", "- [x]"]),
        ("> one\n> two\nthree\n", [">", ">"]),
        ("> - one\n>   more\n", ["> -", ">"]),
        ("- *one*, 2. of them\n", ["-"]),
        ("1986. A year\n", ["1986."]),
        ("two - one\n3 * 2\n", []),
        ("They bend.\n\n```py\nprint(1)\n```\n", ["```py", "```"]),
        ("They bend.\n\n```\nprint(1)\n", ["```"]),
        ("They bend.\n\n***\n", ["***"]),
        ("<!-- a\nb -->\n\nThey bend.\n", ["<!-- a", "b -->"]),
        ('<p align="center">\nThey bend.\n</p>\n', ['<p align="center">', "</p>"]),
        ("| a | b |\n|---|---|\n| c | d |\n", ["|---|---|"]),
        (
            "[a]: http://a.example\n[a]: http://b.example\n",
            ["[a]: http://a.example", "[a]: http://b.example"],
        ),
        ("[![a](b)](c) ![d][e]\n", ["[![a](b)](c) ![d][e]"]),
        ("![a](b) is a tree.\n", []),
        ("They **bend**, see [there](a.md).\n", []),
    ],
)
def test_markdown_marks_are_found(text: str, expected: list[str]) -> None:
    assert marks(text) == expected


@pytest.mark.parametrize(("columns", "rulers"), [(3, 1), (MAX_COLUMNS + 1, 0)])
def test_a_table_wider_than_tables_may_be_is_read_as_words(columns: int, rulers: int) -> None:
    rows = [f"|{f'{cell}|' * columns}" for cell in ("Oak", "---", "12 m")]

    found = marks("\n".join(rows))

    assert found == rows[1 : 1 + rulers]


def test_code_is_left_as_it_is() -> None:
    assert marks("They bend.\n\n    # no heading\n    - no item\n") == []


hostile = st.lists(
    st.sampled_from(
        [*"#>-*+=_`~|<![]():1. \n\t\r\0a", "\n\n", "---\n", "```\n", "<!--", "-->", "title:", "é"]
    )
).map("".join)


@given(hostile | st.text())
def test_the_marks_of_any_text_are_ordered_disjoint_and_within_it(text: str) -> None:
    markup = read(text)

    for places in (markup.marks, markup.headings):
        ends = [0, *(offset for span in places for offset in span), len(text)]

        assert ends == sorted(ends)
        assert all(span.start < span.end for span in places)


@given(hostile)
def test_a_carriage_return_does_not_move_marks(text: str) -> None:
    assert read(text).marks == read(text.replace("\r", " ")).marks


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(markdown).failed == 0
