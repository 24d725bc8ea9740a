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


LISTS = f"""<w:numbering xmlns:w="{WORD}">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>""".encode()


def numbered_document(*paragraphs: tuple[str, int, int]) -> bytes:
    """A Word document of paragraphs: a text, its list (0 for none), and its level in it, counted from 0.

    A text in capitals is a heading.
    """

    def fill(document: Document) -> None:
        for text, number, level in paragraphs:
            paragraph = document.add_heading(text, 1) if text.isupper() else document.add_paragraph(text)
            found = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            found.get_or_add_numId().val, found.get_or_add_ilvl().val = number, level

    return with_part(word(fill), "word/numbering.xml", LISTS)


def test_lists_and_headings_have_the_numbers_that_word_shows() -> None:
    made = read_docx(
        numbered_document(
            ("PARTIES", 1, 0),
            ("the town", 1, 1),
            ("the club", 1, 1),
            ("RENT", 1, 0),
            ("400 crowns", 1, 1),
            ("by transfer", 1, 2),
            ("or in cash", 1, 2),
            ("coins", 1, 3),
            ("They agree.", 0, 0),
            ("yearly", 1, 1),
        )
    )

    assert made.text.split("\n\n") == [
        "1. PARTIES",
        "1.1 the town\n1.2 the club",
        "2. RENT",
        "2.1 400 crowns\n(a) by transfer\n(b) or in cash\n- coins",
        "They agree.",
        "2.2 yearly",
    ]
    assert made.title == "PARTIES"


def test_a_list_goes_on_in_another_of_its_kind_unless_that_one_starts_again() -> None:
    made = read_docx(numbered_document(("one", 1, 0), ("five", 2, 0), ("six", 2, 0), ("seven", 1, 0)))

    assert made.text == "1. one\n5. five\n6. six\n7. seven"


def test_numbers_do_not_multiply_the_text() -> None:
    hostile = LISTS.replace(b'"%1."', b'"' + b"%1" * 1_000 + b'"')

    made = read_docx(with_part(numbered_document(("one", 1, 0)), "word/numbering.xml", hostile))

    assert made.text == "- one"


def test_a_style_may_number_its_paragraphs() -> None:
    def fill(document: Document) -> None:
        for text in ("wash", "dry"):
            document.add_paragraph(text, style="List Number")

    assert read_docx(word(fill)).text == "1. wash\n2. dry"


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
