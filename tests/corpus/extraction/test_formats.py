"""Books, office documents, tables and e-mails: what is read from them, and what is refused."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extraction.pdf.reading import read_pdf
from corpus.extraction.refusal import Refused
from corpus.extraction.worker import extract
from corpus.loading import load
from corpus.records import Source
from corpus.segmentation.passages import split
from corpus.structure.cleaning import describe
from tests.corpus.documents import ENTITY_BOMB, part_of, pdf, with_part
from tests.corpus.packed import epub, mail, odt, packed, xlsx

CHAPTER = (
    "<h1>Old pines</h1><p>They <b>bend</b> in gales.<br/>Nobody minds.</p><ul><li>tall</li><li>old</li></ul>"
)
ODT = (
    '<text:h text:outline-level="1">Old pines</text:h><text:p>They<text:s/>bend in gales.</text:p>'
    "<text:list><text:list-item><text:p>tall</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Tree</text:p></table:table-cell>"
    "<table:table-cell><text:p>Height</text:p></table:table-cell></table:table-row><table:table-row>"
    "<table:table-cell><text:p>Oak</text:p></table:table-cell><table:table-cell><text:p>12 m</text:p>"
    "</table:table-cell></table:table-row></table:table>"
)
ROWS: list[list[object]] = [["Tree", "Height"], ["Oak", 12], ["Pine", 7.5]]
TABLE = "- Tree: Oak; Height: 12\n- Tree: Pine; Height: 7.5"
RST = (
    b"Old pines\n=========\n\nThey *bend* in gales.\n\n-v  Say more.\n\n- tall\n\n"
    b"==== ======\nTree Height\n==== ======\nOak  12 m\n==== ======\n"
)
RTF = rb"{\rtf1\ansi{\info{\title Old pines}}Old pines\par They bend in gales, s\'e9v\'e8re.\par}"

READ = {
    "epub": (
        epub(CHAPTER, "<p>Second chapter.</p>"),
        "Old pines\n\nThey bend in gales. Nobody minds.\n\n- tall\n- old\n\nSecond chapter.",
    ),
    "odt": (odt(ODT), "Old pines\n\nThey bend in gales.\n\n- tall\n- Tree: Oak; Height: 12 m"),
    "rst": (
        RST,
        "Old pines\n\nThey bend in gales.\n\n-v\n\nSay more.\n\n- tall\n- Tree: Oak; Height: 12 m",
    ),
    "rtf": (RTF, "Old pines\n\nThey bend in gales, sévère."),
    "xlsx": (xlsx(ROWS), TABLE),
    "csv": (b"Tree;Height\nOak;12\nPine;7.5\n", TABLE),
    "mail": (
        mail("The lamp burns.\n\n> Does it?\nIt was lit.\n-- \nEdda"),
        "The lamp of Selmouth\n\nFrom: Edda Quist\n\nDate: 1999-05-03\n\nThe lamp burns.\n\nIt was lit.",
    ),
}


@pytest.mark.parametrize("form", READ)
def test_a_file_of_each_format_becomes_its_text(form: str) -> None:
    data, text = READ[form]

    assert extract(data, form).text == text


def test_the_worker_reads_each_format_and_its_documents_can_be_cited(tmp_path: Path) -> None:
    suffixes = {"mail": "eml"}
    for form, (data, _) in READ.items():
        (tmp_path / f"{form}.{suffixes.get(form, form)}").write_bytes(data)

    found = [item for item in load(tmp_path) if isinstance(item, Source)]

    assert {source.id: source.text for source in found} == {form: text for form, (_, text) in READ.items()}

    for source in found:
        document = describe(source)

        for passage in split(document):
            for start, end in passage.sentences:
                assert document.text[start:end].strip()


def test_each_row_of_a_table_is_a_sentence_that_names_its_columns() -> None:
    document = describe(Source("trees", "", extract(READ["csv"][0], "csv").text, "text"))
    sentences = [document.text[start:end] for passage in split(document) for start, end in passage.sentences]

    assert sentences == ["Tree: Oak; Height: 12", "Tree: Pine; Height: 7.5"]


def test_sheets_are_distinguished_and_a_title_above_the_header_is_kept() -> None:
    made = extract(xlsx([["Trees of Selmouth"], [], *ROWS], [["Boat", "Owner"], ["Osprey", True]]), "xlsx")

    assert made.text == f"Sheet 1\n\nTrees of Selmouth\n\n{TABLE}\n\nSheet 2\n\n- Boat: Osprey; Owner: yes"
    assert [made.text[slice(*span)] for span in made.headings] == ["Sheet 1", "Sheet 2"]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (b"1,2\n3,4\n", "- 1; 2\n- 3; 4"),
        (b"\xef\xbb\xbfTree\tHeight\nOak\t12\n", "- Tree: Oak; Height: 12"),
        (b'Tree,Said\nOak,"It bends,\nit sighs"\n', "- Tree: Oak; Said: It bends, it sighs"),
        (b"Tree,Height\nOak,12,extra\nPine,,\n", "- Tree; Height\n- Oak; 12; extra\n- Pine"),
    ],
    ids=["no header", "tabs and a mark", "line ends within quotes", "rows longer than the header"],
)
def test_tables_are_read_whatever_their_habits(table: bytes, text: str) -> None:
    assert extract(table, "csv").text == text


def test_an_email_names_its_attachments_and_can_be_written_in_html_alone() -> None:
    made = extract(mail("", "<p>The lamp <i>burns</i>.</p>", attachment=b"%PDF-1.4"), "mail")

    assert made.text.endswith("Date: 1999-05-03\n\nThe lamp burns.")
    assert [problem.place for problem in made.problems] == ["attachment plan.pdf"]
    assert "@" not in made.text


LISTS = (
    "<p>Old pines bend.</p><ol start='3'><li>Plant it.</li><li><p>Water it.</p><p>Wait.</p></li></ol>"
    "<dl><dt>oak</dt><dd>It is tall.</dd><dt>pine</dt><dd><p>It is old.</p></dd></dl><p>They bend.</p>"
    "<pre>sudo bend --now\nsudo bend --stop</pre><pre>The pines\nbend there.</pre>"
)


@pytest.mark.parametrize("form", ["epub", "mail"])
def test_books_and_emails_keep_numbers_terms_and_lines_of_code_as_web_pages_do(form: str) -> None:
    made = extract(epub(LISTS) if form == "epub" else mail("", LISTS), form)

    document = describe(Source("a", made.title, made.text, "text", made.headings, levels=made.levels))

    assert made.text.split("\n\n")[-10:] == [
        "Old pines bend.",
        "3. Plant it.\n4. Water it.",
        "Wait.",
        "oak",
        "It is tall.",
        "pine",
        "It is old.",
        "They bend.",
        "    sudo bend --now\n    sudo bend --stop",
        "The pines bend there.",
    ]
    contexts = {document.text[block.start : block.end]: block.context for block in document.blocks}
    assert contexts["It is old."].endswith("pine")
    assert "pine" not in contexts["They bend."]


GARBLED = "(cid:3)(cid:17)(cid:5)(cid:88) (cid:12)(cid:9)(cid:41)"


def test_a_pdf_page_without_letters_is_left_out_by_its_number() -> None:
    made = read_pdf(pdf(["Old Pines", "They bend in gales."], [GARBLED, GARBLED]))

    assert "cid" not in made.text
    assert [(problem.place, problem.what) for problem in made.problems] == [
        ("page 2", "was left out: its font does not say which letters it shows")
    ]

    with pytest.raises(Refused, match="no readable letters \\(pages 1, 2"):
        read_pdf(pdf([GARBLED], [GARBLED]))


HOSTILE = {
    "epub without a container": ("epub", packed(mimetype="application/epub+zip"), "no META-INF"),
    "epub with entities": ("epub", with_part(epub(CHAPTER), "OPS/book.opf", ENTITY_BOMB), "broken"),
    "epub with copy protection": (
        "epub",
        with_part(epub(CHAPTER), "META-INF/encryption.xml", b"<x/>"),
        "protected against copying",
    ),
    "epub nested deeply": ("epub", epub("<div>" * 5000 + "pines"), "nested too deeply"),
    "epub bomb": ("epub", with_part(epub(CHAPTER), "OPS/zeros", b"0" * 30_000_000), "unpacks"),
    "odt with entities": ("odt", packed(content___xml=ENTITY_BOMB), "broken"),
    "odt nested deeply": ("odt", odt("<text:section>" * 5_000), "broken"),
    "odt that is a spreadsheet": ("odt", packed(content___xml="<a/>"), "not an OpenDocument text"),
    "xlsx that is none": ("xlsx", packed(a___txt="pines"), "broken"),
    "xlsx bomb": ("xlsx", with_part(xlsx(ROWS), "xl/zeros", b"0" * 30_000_000), "unpacks"),
    "empty workbook": ("xlsx", xlsx([]), "no text"),
    "csv with an open quote": ("csv", b'a,b\n"' + b"x" * (2 << 20), "broken table"),
    "csv of short cells below long names": (
        "csv",
        b",".join(b"name of column %d %s" % (n, b"x" * 90) for n in range(1000))
        + (b"\n" + b"a," * 1000) * 400,
        "more than 25,165,824 characters",
    ),
    "csv of more rows than are read": ("csv", b"a,b\n" * 300_001, "more than 300,000 rows"),
    "workbook of many columns": ("xlsx", xlsx([["a"] * 1001]), "more than 1,000 columns"),
    "binary csv": ("csv", b"\0\1\2\3" * 99, "not text"),
    "text as e-mail": ("mail", b"Pines bend in gales.\n", "not an e-mail"),
    "e-mail with an endless header": (
        "mail",
        b"Subject: " + b"a " * 40_000 + b"\n\nIt burns.\n",
        "a header of more than 65,536 characters",
    ),
    "e-mail with endless types": (
        "mail",
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        + (b"--b\nContent-Type: text/plain; " + b"a=b; " * 100 + b"\n\nx\n") * 600,
        "parts in more than 262,144 characters",
    ),
    "e-mail of many parts": (
        "mail",
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 200_000,
        "too many parts",
    ),
    "rtf that is none": ("rtf", b"pines", "although its name says so"),
    "rtf of nothing": ("rtf", b"{\\rtf1" + b"{" * 50_000, "no text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_the_reason(name: str) -> None:
    form, data, reason = HOSTILE[name]

    with pytest.raises(Refused) as refused:
        extract(data, form)
    assert reason in f"{refused.value.what} {refused.value.remedy}"


FONTS_ALONE = (
    b'<encryption xmlns:e="x"><e:EncryptedData>'
    b'<e:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e:EncryptedData></encryption>'
)


def test_a_book_with_only_its_fonts_encrypted_is_read() -> None:
    book = with_part(epub(CHAPTER), "META-INF/encryption.xml", FONTS_ALONE)

    assert extract(book, "epub").text.startswith("Old pines")


@pytest.mark.parametrize("kind", ["multipart/encrypted; boundary=b", "application/pkcs7-mime"])
def test_an_encrypted_email_is_refused_as_such(kind: str) -> None:
    message = f"Subject: The lamp\nContent-Type: {kind}\n\n--b\nContent-Type: image/png\n\nx\n--b--\n"

    with pytest.raises(Refused, match="is encrypted"):
        extract(message.encode(), "mail")


ROW = rb"\trowd\cellx1\cellx2 {\pard\intbl %s\par}\cell {\pard\intbl %s\par}\cell \trowd\cellx1\cellx2\row "


def test_the_rows_of_an_rtf_table_name_their_columns() -> None:
    rows = ROW % (b"Tree", b"Height") + ROW % (b"Oak", b"12 m") + ROW % (b"Pine\\line tree", b"9 m")

    made = extract(rb"{\rtf1\ansi Trees.\par " + rows + rb"\pard They grow.\par}", "rtf")

    assert made.text == ("Trees.\n\n- Tree: Oak; Height: 12 m\n- Tree: Pine tree; Height: 9 m\n\nThey grow.")


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\mac Bien qu\'d5elle lan\'8da\par}", "Bien qu’elle lança"),
        (rb"{\rtf1\pc s\'82rieux\par}", "sérieux"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'e5\'ea\'e8\'ed\par}", "Пекин"),
        (rb"{\rtf1\ansi Pines {\pict\jpegblip\bin ffd8ffe0} bend.\par}", "Pines bend."),
        (rb"{\rtf1\ansi A bar \\bin and \\par.\par}", "A bar \\bin and \\par."),
    ],
    ids=["Macintosh", "DOS", "code page", "picture without a count of bytes", "escaped backslashes"],
)
def test_rtf_is_read_whatever_program_wrote_it(rtf: bytes, text: str) -> None:
    assert extract(rtf, "rtf").text == text


def test_a_workbook_with_empty_fills_is_read() -> None:
    empty = re.sub(b"<fill>.*?</fill>", b"<fill/>", part_of(xlsx(ROWS), "xl/styles.xml"))

    assert extract(with_part(xlsx(ROWS), "xl/styles.xml", empty), "xlsx").text == TABLE


def test_a_missing_chapter_is_a_problem_and_not_the_end_of_the_book() -> None:
    book = with_part(epub(CHAPTER, "<p>Second.</p>"), "OPS/chapter1.xhtml", b"\0\0\0\1")
    made = extract(book, "epub")

    assert made.text.startswith("Old pines")
    assert [problem.place for problem in made.problems] == ["OPS/chapter1.xhtml"]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(READ)), st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(form: str, data: st.DataObject) -> None:
    whole = bytearray(READ[form][0])
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    try:
        made = extract(bytes(whole), form)
    except Refused:
        return

    # A heading without words ends what is below another.
    assert all(start == end or made.text[start:end].strip() for start, end in made.headings)


def test_rows_with_missing_or_extra_cells_are_reported_and_still_read() -> None:
    read = extract(b"Tree,Height,Age\nOak,12,90\nPine,7\nElm,9,40\nAsh,8,30,old\n", "csv")

    (problem,) = read.problems

    assert "Pine" in read.text
    assert problem.place == "rows 3, 5"
    assert "more or fewer cells than the others (3)" in problem.what


def test_a_table_with_a_title_above_it_is_not_ragged() -> None:
    assert extract(b"All trees\n\nTree,Height\nOak,12\nPine,7\n", "csv").problems == ()
