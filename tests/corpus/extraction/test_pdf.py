import pytest

from corpus.extraction.pdf.reading import read_pdf
from corpus.extraction.pdf.tables import pages_with_tables
from corpus.extraction.refusal import Refused
from tests.corpus.documents import encrypted_pdf, pdf, pdf_bomb, pdf_with_broken_font, pdf_with_tables

PAGE = [
    "Old Pines Bend",
    "The old pines of Selmouth bend in every gale that comes in from the nor-",
    "thern sea, and nobody minds it at all since they are well-known and the",
    "harbour is safe.",
    "Each pine costs forty crowns a year, said the mayor on the pier, while the",
]


def test_lines_become_paragraphs_and_hyphenated_words_are_joined() -> None:
    made = read_pdf(pdf(PAGE))

    assert made.text.split("\n\n") == [
        "Old Pines Bend",
        "The old pines of Selmouth bend in every gale that comes in from the northern sea, and nobody minds "
        "it at all since they are well-known and the harbour is safe.",
        "Each pine costs forty crowns a year, said the mayor on the pier, while the",
    ]
    assert made.title == "Old Pines Bend"
    assert [made.text[slice(*span)] for span in made.headings] == ["Old Pines Bend"]


def test_a_hyphen_of_a_word_that_is_hyphenated_elsewhere_stays() -> None:
    lines = ["A well-known pine is a pine that many people know, and such a well-", "known pine is dear."]

    assert "such a well-known pine" in read_pdf(pdf(lines)).text


def test_a_paragraph_continues_over_a_page_break_and_page_offsets_are_kept() -> None:
    made = read_pdf(
        pdf(PAGE, ["crowd on the pier cheered as loudly as it could.", "Nobody slept."], encode=True)
    )

    assert "while the crowd on the pier" in made.text
    assert made.text[made.pages[1] :].startswith("crowd on")


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        ["The Selmouth Gazette", f"Pine number {n} is as old as the harbour.", f"page {n}"] for n in "1234"
    ]

    assert "Gazette" not in read_pdf(pdf(*pages)).text
    assert "page" not in read_pdf(pdf(*pages)).text


def test_list_items_of_a_pdf_stay_items() -> None:
    assert "\n- an oak\n- a pine" in read_pdf(pdf(["There are:", "- an oak", "- a pine"])).text


def test_pages_without_text_are_reported() -> None:
    made = read_pdf(pdf(["Pines bend."], [], ["Oaks do not."]))

    assert [problem.place for problem in made.problems] == ["page 2"]
    assert made.pages == (0, 13, 13)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted_pdf("secret"), "password"),
        (pdf([]), "scan"),
        (pdf(["Pines bend."])[:200], "broken"),
        (b"%PDF-1.7", "broken"),
        (pdf_bomb(200_000_000), "no text|broken"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_pdf(data)


def test_an_encrypted_pdf_without_a_password_is_read() -> None:
    assert read_pdf(encrypted_pdf("")).text == "Secret pines."


def test_a_one_word_pdf_title_is_ignored_as_a_file_name() -> None:
    lines = ["pines bend in gales."]

    assert read_pdf(pdf(lines, title="scan0001.doc")).title == ""
    assert read_pdf(pdf(lines, title="Pines in gales")).title == "Pines in gales"


HEIGHTS = [["Tree", "Height", "Planted"], ["North pine", "12 m", "1871"], ["Ferry oak", "9 m", ""]]


def test_the_rows_of_a_ruled_table_name_their_columns_between_the_lines_around_it() -> None:
    made = read_pdf(pdf_with_tables(["The trees were measured.", HEIGHTS, "Nobody measured the ash."]))

    assert made.text == (
        "The trees were measured.\n\n"
        "- Tree: North pine; Height: 12 m; Planted: 1871\n"
        "- Tree: Ferry oak; Height: 9 m\n\n"
        "Nobody measured the ash."
    )


def test_a_table_that_continues_on_the_next_page_keeps_the_names_of_its_columns() -> None:
    made = read_pdf(pdf_with_tables(["Trees.", HEIGHTS], [[["Ash", "7 m", "1990"], ["Elm", "8 m", "1991"]]]))

    assert "- Tree: Ash; Height: 7 m; Planted: 1990\n- Tree: Elm; Height: 8 m; Planted: 1991" in made.text
    assert made.text[made.pages[1] :].startswith("Tree: Ash")


def test_a_header_that_is_repeated_on_the_next_page_is_not_a_row() -> None:
    made = read_pdf(pdf_with_tables(["Trees.", HEIGHTS], [[HEIGHTS[0], ["Ash", "7 m", "1990"]]]))

    assert made.text.count("Tree: ") == 3


def test_text_in_a_frame_is_not_a_table() -> None:
    made = read_pdf(
        pdf_with_tables([[["Mind the step."]], "Pines bend.", [["And the gale."]], "Oaks do not."])
    )

    assert " ".join(made.text.split()) == "Mind the step. Pines bend. And the gale. Oaks do not."


def test_pages_whose_tables_took_too_long_are_named() -> None:
    data = pdf_with_tables([HEIGHTS], [HEIGHTS])

    found = pages_with_tables(data, [1, 2], seconds=-1.0)

    assert found == ({}, [1, 2])


def test_a_page_that_cannot_be_searched_for_tables_is_named_and_the_next_one_is_searched() -> None:
    data = pdf_with_broken_font([HEIGHTS], [HEIGHTS])

    found = pages_with_tables(data, [1, 2])

    assert list(found.lines) == [2]
    assert found.unread == [1]


def test_a_sentence_in_a_narrow_column_goes_on_before_a_capital_letter() -> None:
    page = [
        "We looked at the forty old pines of Selmouth over three winters and found that all of them do",
        "bend in every gale that comes in from the sea.",
        "The harbour was built in 1871 by the brothers",
        "Hald and their friends, who came from the old",
        "Northern Gale Company in the winter, where all",
        "Baltic ferries were made until the autumn of a",
        "dry year.",
        "Each pine costs forty crowns a year, and those",
        "Who live on the pier pay half of it, while the",
        "Town pays the rest of it.",
    ]

    made = read_pdf(pdf(page))

    assert [paragraph.split()[-1] for paragraph in made.text.split("\n\n")] == ["sea.", "year.", "it."]


def test_the_entries_of_a_table_of_contents_stay_apart() -> None:
    entry = "Pines and gales " + 40 * "." + " {}"

    made = read_pdf(pdf(["Contents", *(entry.format(number) for number in range(3, 9)), "Pines bend."]))

    assert len(made.text.split("\n\n")) == 8
