import pytest

from corpus.extraction.pdf import read_pdf
from corpus.extraction.refusal import Refused
from tests.corpus.documents import encrypted_pdf, pdf, pdf_bomb

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
