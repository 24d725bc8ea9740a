"""Tables of exit statuses: each number is the term of its meaning, below what introduces the table."""

import pytest

from corpus.display import displayed
from tests.corpus.structure.breaks import broken
from tests.corpus.structure.described import LOREM, contexts_and_sentences, plain, sentences

BESIDE = """\
    EXIT STATUS
           bend exits with the following status:

                  0      if the tree bends

                  123    if any of the trees which the town has kept since it was
                         founded broke

                  1      if some other error occurred.

           Statuses greater than 128 mean a gale.

    SEE ALSO
           gale(1)
    """
BELOW = """\
    EXIT STATUS
           bend exits with the following status:

           0
               if the tree bends

           123
               if any of the trees which the town has kept since it was
               founded broke

           1
               if some other error occurred.

           Statuses greater than 128 mean a gale.

    SEE ALSO
           gale(1)
    """
TOGETHER = """\
    EXIT STATUS
           bend exits with the following status:
             0   if the tree bends
           123   if any of the trees which the town has kept since it was
                 founded broke
             1   if some other error occurred.

           Statuses greater than 128 mean a gale.

    SEE ALSO
           gale(1)
    """


@pytest.mark.parametrize("table", [BESIDE, BELOW, TOGETHER], ids=["beside", "below", "together"])
def test_a_status_is_the_context_of_its_meaning_below_what_introduces_it(table: str) -> None:
    introduced = "EXIT STATUS > bend exits with the following status:"

    assert contexts_and_sentences(plain(table)) == [
        ("EXIT STATUS", ["bend exits with the following status:"]),
        (f"{introduced} > 0", ["if the tree bends"]),
        (
            f"{introduced} > 123",
            ["if any of the trees which the town has kept since it was founded broke"],
        ),
        (f"{introduced} > 1", ["if some other error occurred."]),
        ("EXIT STATUS", ["Statuses greater than 128 mean a gale."]),
        ("SEE ALSO", ["gale(1)"]),
    ]


@pytest.mark.parametrize("table", [BESIDE, BELOW, TOGETHER], ids=["beside", "below", "together"])
def test_statuses_are_outside_the_body_and_nothing_else_of_the_table_is(table: str) -> None:
    document = plain(table)

    terms = [document.text[start:end] for start, end in document.terms]
    assert terms == ["EXIT STATUS", "0", "123", "1", "SEE ALSO"]
    assert broken(document) == []


def test_statuses_right_below_a_heading_need_no_introduction() -> None:
    document = plain(f"{LOREM}\n\nEXIT STATUS\n    0   It bends.\n\n    1   It breaks.\n")

    assert contexts_and_sentences(document)[1:] == [
        ("EXIT STATUS > 0", ["It bends."]),
        ("EXIT STATUS > 1", ["It breaks."]),
    ]


def test_what_introduces_options_does_not_introduce_statuses_further_down() -> None:
    options = "The options are:\n\n-b\n    Bend.\n\n"
    statuses = "  0\n      bent\n\n  1\n      broken\n"

    found = contexts_and_sentences(plain(f"{LOREM}\n\n{options}{statuses}"))

    assert [context for context, _ in found[-2:]] == ["-b > 0", "-b > 1"]


def test_page_numbers_above_indented_paragraphs_are_not_cited() -> None:
    page = "\n\n".join(f"    {line}" for line in 8 * ["The old pines bend in gales.", "They bend back."])

    document = plain("\n\n".join(f"{number}\n{page}" for number in (11, 12, 13)))

    assert document.terms == ()
    assert not {"11", "12", "13"} & set(sentences(document))


@pytest.mark.parametrize(
    "table",
    [
        "  1   Oak\n  2   Pine\n  3   Larch\n",
        "  1   Oak    12 m\n\n  2   Pine   30 m\n\n  3   Larch  9 m\n",
        "  1911   The pond was dug.\n\n  1924   The pines were planted.\n",
    ],
    ids=["counted rows", "more columns", "years"],
)
def test_numbers_of_other_tables_are_not_terms(table: str) -> None:
    document = plain(f"{LOREM}\n\n{table}\n{LOREM}\n")

    assert document.terms == ()
    assert displayed(table.strip().split("\n")[0]).split()[0] in " ".join(sentences(document))
