from xml.sax.saxutils import escape

import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extraction.docx import read_docx
from corpus.extraction.refusal import Refused
from tests.corpus.documents import ENTITY_BOMB, with_part, word

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


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


def test_headings_paragraphs_lists_and_tables_keep_their_order() -> None:
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
        (b"PK\x03\x04 and no more", "not a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (word(), "no text"),
        (with_part(word(fill), "word/document.xml", ENTITY_BOMB), "broken"),
        (with_part(word(fill), "word/document.xml", b"<a>" * 100_000), "broken"),
        (with_part(word(fill), "word/document.xml", b"<w:x/>"), "broken"),
        (with_part(word(fill), "word/media/zeros", b"0" * 30_000_000), "unpacks"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_docx(data)


PARAGRAPHS = ["p", "r", "t", "pPr", "pStyle", "numPr", "br", "tab", "drawing", "hyperlink", "ins", "del"]
TABLES = ["tbl", "tr", "tc", "tcPr", "gridSpan", "vMerge", "sdt", "body"]
VALUES = st.sampled_from(["", "0", "-1", "Heading1", "continue", "99999999999", "😀"])


def element(name: str, value: str, inside: list[str]) -> str:
    return f'<w:{name} w:val="{value}">{"".join(inside)}</w:{name}>'


CONTENT = st.recursive(
    st.sampled_from(["", "Pines bend.", "&amp;", "樹"]),
    lambda inside: st.builds(
        element, st.sampled_from(PARAGRAPHS + TABLES), VALUES, st.lists(inside, max_size=4)
    ),
    max_leaves=25,
)
PACKAGE = word(fill)


def is_read_or_refused_clearly(data: bytes) -> bool:
    """Whether a file is read with its places in it, or refused with what is wrong and what to do."""
    try:
        made = read_docx(data)
    except Refused as refused:
        return bool(refused.what and refused.remedy)
    return bool(made.text.strip()) and all(
        0 <= start <= end <= len(made.text) for start, end in made.headings
    )


@settings(max_examples=200, deadline=None)
@given(content=CONTENT, text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20))
def test_any_sequence_of_document_elements_is_read_or_refused(content: str, text: str) -> None:
    inner = f"{content}<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
    part = f'<w:document xmlns:w="{WORD}"><w:body>{inner}</w:body></w:document>'

    assert is_read_or_refused_clearly(with_part(PACKAGE, "word/document.xml", part.encode()))
