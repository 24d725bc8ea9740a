import pytest
from docx.document import Document

from corpus.extracted import Refused
from corpus.word import read_docx
from tests.corpus.documents import ENTITY_BOMB, with_part, word


def fill(document: Document) -> None:
    document.add_heading("Old pines", 1)
    document.add_paragraph("They bend in gales.")
    document.add_paragraph("tall", style="List Bullet")
    document.add_paragraph("old", style="List Bullet")
    document.add_heading("Figures", 2)
    table = document.add_table(2, 2)
    for place, text in enumerate(["Tree", "Height", "Oak", "12 m"]):
        table.cell(place // 2, place % 2).text = text
    document.add_paragraph("Nobody minds.")


def test_headings_paragraphs_lists_and_tables_stand_in_their_order() -> None:
    made = read_docx(word(fill))
    assert made.text.split("\n\n") == [
        "Old pines",
        "They bend in gales.",
        "- tall\n- old",
        "Figures",
        "- Tree: Oak; Height: 12 m",
        "Nobody minds.",
    ]
    assert made.title == "Old pines"
    assert [made.text[slice(*span)] for span in made.headings] == ["Old pines", "Figures"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 and no more", "no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (word(), "no text"),
        (with_part(word(fill), "word/document.xml", ENTITY_BOMB), "broken"),
        (with_part(word(fill), "word/document.xml", b"<a>" * 100_000), "broken"),
        (with_part(word(fill), "word/document.xml", b"<w:x/>"), "broken"),
        (with_part(word(fill), "word/media/zeros", b"0" * 30_000_000), "unpacks"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_docx(data)
