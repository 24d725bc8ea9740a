"""Files made to be slow: one eight times as large takes about eight times as long, or is refused."""

import time
from contextlib import suppress

import pytest

from corpus.extraction.refusal import Refused
from corpus.extraction.worker import extract
from tests.corpus.documents import page, part_of, pdf, with_part, word
from tests.corpus.packed import epub, odt, xlsx
from tools.hostile_input.shapes import FILES
from tools.hostile_input.shapes.making import with_parts

_FORMS = {"eml": "mail"}
_SMALL, _TIMES = 20_000, 8
_RATIO = 3.0  # growth of the time divided by that of the file: 1 is linear, 8 quadratic
_NOTICEABLE = 0.1  # seconds: shorter times are not compared


def seconds(name: str, size: int) -> float:
    """The computing time for a file of a shape."""
    suffix = name.partition(":")[0]
    data = FILES[name](size)
    begin = time.process_time()
    with suppress(Refused):
        extract(data, _FORMS.get(suffix, suffix))
    return time.process_time() - begin


@pytest.mark.parametrize(
    "name",
    [
        "csv: quotation marks after commas",
        "docx: one cell over all rows",
        "docx: styles",
        "docx: wide cells",
        "epub: one chapter again and again",
        "html: an endless tag",
        "html: attributes of many names",
        "html: one table row",
        "odt: rows of repeated cells",
        "pdf: one page of empty lines",
        "pdf: one page of lines",
        "rst: bullets 20 deep",
        "rst: emphasis that is never closed",
        "rst: footnotes",
        "rst: one heading",
        "rst: one place",
        "rst: options of a directive",
        "rst: rows of lists",
        "rtf: fonts",
        "rtf: links",
        "xlsx: a row far below",
        "xlsx: cells far to the right",
    ],
)
def test_a_file_eight_times_as_large_takes_about_eight_times_as_long(name: str) -> None:
    # The minimum of some runs, because a garbage collection may slow one down.
    once, more = (min(seconds(name, size) for _ in range(3)) for size in (_SMALL, _TIMES * _SMALL))

    assert more < _NOTICEABLE or more < _RATIO * _TIMES * once


def _word_of_cells(count: int) -> bytes:
    cells = "<w:tc><w:p/></w:tc>" * count
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl>".encode()
    made = part_of(word(), "word/document.xml").replace(b"<w:body>", b"<w:body>" + table)
    return with_part(word(), "word/document.xml", made)


# Packed without compression where so much of the same would be refused as a bomb.
TOO_MUCH = {
    "a page of many elements": (
        "html",
        page(f"<div>{'<b>a</b>' * 9_000}</div>" * 23),
        "more than 200,000 elements",
    ),
    "a page of many paragraphs": ("html", page("<p>a" * 50_001), "more than 50,000 elements in one"),
    "a page of many attributes": (
        "html",
        page(f"<p {' '.join(f'a{number}' for number in range(1001))}>Pines."),
        "more than 1,000 attributes",
    ),
    "a page with a wide table": ("html", page(f"<table><tr>{'<td>a' * 1001}"), "more than 1,000 columns"),
    "a page of lists in lists": ("html", page("<ul><li>a" * 130), "nested too deeply"),
    "a chapter of many paragraphs": (
        "epub",
        with_parts(epub("<p>a</p>" * 50_001), {}),
        "more than 50,000 elements in one",
    ),
    "a text with a wide table": (
        "odt",
        odt(f"<table:table><table:table-row>{'<table:table-cell/>' * 1001}</table:table-row></table:table>"),
        "more than 1,000 columns",
    ),
    "a Word document with a wide table": ("docx", _word_of_cells(1001), "more than 1,000 columns"),
    "a handbook of many lines": ("rst", b"a\n" * 60_000, "more than 60,000 lines"),
    "a handbook with a wide table": ("rst", b"+--" * 1_001 + b"+\n", "more than 1,000 columns"),
    "a handbook with a wide table of lists": (
        "rst",
        b".. list-table::\n\n   * - a\n" + b"     - a\n" * 1_000,
        "more than 1,000 columns",
    ),
    "a handbook of notes in notes": (
        "rst",
        b"".join(b" " * (3 * at) + b".. note::\n\n" for at in range(200)),
        "nested too deeply",
    ),
    "a handbook that repeats a long name": (
        "rst",
        b".. |a| replace:: " + b"boat " * 180 + b"\n\n" + b"|a| |a| |a| |a|\n" * 8_000,
        "more than 25,165,824 characters",
    ),
    "a workbook that repeats a long text": (
        "xlsx",
        with_parts(xlsx([["a" * 32_000] * 550, ["b" * 32_000] * 550]), {}),
        "more than 25,165,824 characters",
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_files_beyond_a_limit_are_refused_with_the_reason(name: str) -> None:
    form, data, reason = TOO_MUCH[name]

    with pytest.raises(Refused, match=reason):
        extract(data, form)


def test_a_page_as_deep_as_is_allowed_is_read_to_its_end() -> None:
    deep = page(
        f"{'<div>' * 240}Pines bend.{'</div>' * 240}<p>The last oaks do not bend in gales at all.</p>"
    )

    assert "The last oaks do not bend" in extract(deep, "html").text


def test_a_chapter_that_a_book_names_twice_is_read_once() -> None:
    book = epub("<p>Pines bend.</p>")
    listed = part_of(book, "OPS/book.opf").replace(b"</spine>", b'<itemref idref="i0"/></spine>')

    made = extract(with_part(book, "OPS/book.opf", listed), "epub")

    assert made.text == "Pines bend."


def test_a_word_that_is_divided_at_a_line_end_is_whole_again_in_a_long_paragraph() -> None:
    lines = [
        "the well-known pines bend, and the well-",
        "known oaks by the har-",
        "bour do not",
    ]

    made = extract(pdf([*lines, *lines]), "pdf")

    assert made.text == " ".join(
        ["the well-known pines bend, and the well-known oaks by the harbour do not"] * 2
    )


def test_a_cell_over_several_rows_of_a_word_table_is_read_in_each_of_them() -> None:
    def cell(words: str, how: str) -> str:
        return f"<w:tc><w:tcPr>{how}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"

    rows = [
        [cell("Tree", ""), cell("Place", ""), cell("Year", "")],
        [cell("Oak", '<w:vMerge w:val="restart"/>'), cell("pier and mill", '<w:gridSpan w:val="2"/>')],
        [cell("", "<w:vMerge/>"), cell("quay", ""), cell("1871", "")],
    ]
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    body = f"<w:tbl><w:tblPr/><w:tblGrid/>{table}</w:tbl>".encode()
    document = part_of(word(), "word/document.xml").replace(b"<w:body>", b"<w:body>" + body)

    made = extract(with_part(word(), "word/document.xml", document), "docx")

    assert made.text == "- Tree: Oak; Place: pier and mill\n- Tree: Oak; Place: quay; Year: 1871"


@pytest.mark.parametrize(
    ("rtf", "problems"),
    [
        (rb"{\rtf1\ansi Pines {\b bend}.\par}", []),
        (rb"{\rtf1\ansi Pines {\b bend}.\par", ["seems to be cut off, as its last group is never closed"]),
        (rb"{\rtf1\ansi A brace: \}", ["seems to be cut off, as its last group is never closed"]),
        (rb"{\rtf1\ansi Pines {\pict\bin4 {{{{} bend.}", []),
    ],
    ids=["whole", "cut off", "cut off after a brace of the text", "braces among bytes"],
)
def test_an_rtf_file_that_is_cut_off_is_reported_and_still_read(rtf: bytes, problems: list[str]) -> None:
    made = extract(rtf, "rtf")

    assert [problem.what for problem in made.problems] == problems
    assert made.text.strip()


def test_links_and_fonts_of_rtf_are_read() -> None:
    link = rb'{\field{\*\fldinst{HYPERLINK "https://pines.example"}}{\fldrslt the old pines}}'
    fonts = rb"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}"

    made = extract(
        rb"{\rtf1\ansi" + fonts + rb"\f0 See " + link + rb".\par\f1 \'cf\'e5\'ea\'e8\'ed\par}", "rtf"
    )

    assert made.text == "See the old pines.\n\nПекин"
