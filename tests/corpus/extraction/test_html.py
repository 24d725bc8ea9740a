import pytest

from corpus.extraction.html import read_html
from corpus.extraction.refusal import Refused
from corpus.records import Document, Source
from corpus.segmentation.passages import split
from corpus.structure.cleaning import describe
from tests.corpus.documents import ENTITY_BOMB, page

ARTICLE = """
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Old pines bend</h1>
<p>The old pines of Selmouth bend in every gale that comes in from the sea, and no<b>bo</b>dy minds.</p>
<h2>What they cost</h2>
<p>Each pine costs about forty crowns a year,<br>the mayor said on Sunday evening at the harbour.</p>
<ul><li>Oaks: sixty crowns</li><li>Pines: forty crowns</li></ul>
<table><tr><th>Tree</th><th>Height</th></tr><tr><td>Oak</td><td>12 m</td></tr></table>
<p>It costs 5 * 3 * 2 crowns, # and no heading.</p></article>
<footer>All rights reserved. <a href="/contact">Contact us</a></footer><script>alert("pines")</script>
"""


def test_only_the_article_of_a_page_is_extracted() -> None:
    made = read_html(page(ARTICLE, "<title>Old pines bend</title>"))

    assert made.title == "Old pines bend"
    assert made.text.split("\n\n") == [
        "Old pines bend",
        "The old pines of Selmouth bend in every gale that comes in from the sea, and nobody minds.",
        "What they cost",
        "Each pine costs about forty crowns a year, the mayor said on Sunday evening at the harbour.",
        "- Oaks: sixty crowns\n- Pines: forty crowns\n- Tree: Oak; Height: 12 m",
        "It costs 5 * 3 * 2 crowns, # and no heading.",
    ]
    assert [made.text[slice(*span)] for span in made.headings] == ["Old pines bend", "What they cost"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
def test_a_page_is_decoded_with_the_encoding_it_states(encoding: str) -> None:
    words = "Старые сосны гнутся на ветру, и никто в городе этого не замечает."
    html = page(f"<p>{words}</p>", f'<meta charset="{encoding}">').decode()

    assert read_html(html.encode(encoding)).text == words


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (page("<div>" * 50_000 + "deep"), "nested"),
        (page("<b><i>" * 50_000 + "deep"), "nested"),
        (ENTITY_BOMB, "no article|no text"),
        (page("<script>pines()</script>"), "no article|no text"),
        (b"\0\1\2\3" * 100, "not text"),
        (b"", "no article|no text"),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_html(data)


BENDING = "They bend in every gale that comes in from the sea, and the young ones bend no less than the old."
COSTING = "Each of them costs about forty crowns a year, the mayor said on Sunday evening at the harbour."
LASTING = "Four hundred years is nothing out of the common for them, and on dry ground it is even more."


def headings(body: str) -> list[tuple[str, int]]:
    """The headings of a page's article below its title, each with its level."""
    made = read_html(page(f"<article><h1>Pines</h1>{body}</article>"))
    levels = zip(made.headings[1:], made.levels[1:], strict=True)
    return [(made.text[slice(*span)], level) for span, level in levels if span.start < span.end]


def described(body: str) -> Document:
    """A page's article, described."""
    made = read_html(page(f"<article><h1>Pines</h1>{body}</article>"))
    return describe(Source("a", made.title, made.text, "text", made.headings, levels=made.levels))


def test_headings_keep_their_levels() -> None:
    body = f"<h2>Storms</h2><p>{BENDING}</p><h3>What they cost</h3><p>{COSTING}</p>"

    assert headings(body) == [("Storms", 2), ("What they cost", 3)]


def test_terms_of_a_definition_list_are_headings_of_their_descriptions() -> None:
    body = (
        f"<dl><dt>Bending</dt><dd>{BENDING}</dd><dt>Costs</dt><dd><p>{COSTING}</p><p>{LASTING}</p></dd></dl>"
    )

    assert headings(body) == [("Bending", 20), ("Costs", 20)]


def test_what_follows_a_definition_list_is_not_below_its_last_term() -> None:
    terms = f"<dl><dt>Bending</dt><dd>{BENDING}</dd><dt>Costs</dt><dd>{COSTING}</dd></dl>"

    document = described(f"{terms}<p>{LASTING}</p>")

    assert [block.context for block in document.blocks] == ["Bending", "Costs", ""]


def test_a_question_above_a_list_of_answers_is_their_heading_alone() -> None:
    entries = f"<li>Do they bend?<ul><li>{BENDING}</li></ul></li><li>{COSTING}</li>"

    document = described(f"<p>{LASTING}</p><ul>{entries}</ul>")

    assert [block.context for block in document.blocks] == ["", "Do they bend?", ""]


def test_the_lines_of_code_stay_lines_and_other_preformatted_text_is_a_paragraph() -> None:
    code = "sudo bend --now\nsudo bend --stop"

    made = read_html(
        page(f"<p>{LASTING}</p><pre>{code}</pre><p>{BENDING}</p><pre>The pines\nbend there.</pre>")
    )

    assert made.text.split("\n\n")[1:] == [
        "    sudo bend --now\n    sudo bend --stop",
        BENDING,
        "The pines bend there.",
    ]


def test_questions_on_their_own_are_headings_of_their_answers() -> None:
    asked = [("Do they bend?", BENDING), ("What do they cost?", COSTING), ("How old do they get?", LASTING)]
    body = "".join(f"<p><b>{question}</b></p><p>{answer}</p>" for question, answer in asked)

    assert headings(body) == [(question, 20) for question, _ in asked]


def test_the_number_of_a_question_is_part_of_its_heading() -> None:
    asked = [("Do they bend?", BENDING), ("What do they cost?", COSTING), ("How old do they get?", LASTING)]
    body = "".join(
        f"<ol start={number}><li>{question}</li></ol><p>{answer}</p>"
        for number, (question, answer) in enumerate(asked, 1)
    )

    document = described(body)

    assert [block.context for block in document.blocks] == [
        "1. Do they bend?",
        "2. What do they cost?",
        "3. How old do they get?",
    ]


def test_words_above_the_paragraphs_of_an_entry_are_their_heading() -> None:
    entries = [("My pine does not bend", BENDING), ("What they cost", COSTING)]
    body = "".join(f"<li><em>{words}</em><p>{answer}</p></li>" for words, answer in entries)

    assert headings(f"<ul>{body}</ul>") == [(words, 20) for words, _ in entries]
    assert headings(f"<ol>{body}</ol>") == [("1. My pine does not bend", 20), ("2. What they cost", 20)]


def test_the_paragraphs_of_an_entry_stay_apart() -> None:
    made = read_html(page(f"<p>{LASTING}</p><ul><li><p>{BENDING}</p><p>{COSTING}</p></li></ul>"))

    assert made.text.split("\n\n")[1:] == [f"- {BENDING}", COSTING]


OAKS, PINES = f"Plant oaks. {COSTING}", f"Plant pines. {BENDING}"


@pytest.mark.parametrize(
    ("attributes", "marks"),
    [
        ("", ("1.", "2.")),
        ('start="7"', ("7.", "8.")),
        ("reversed", ("2.", "1.")),
        ('type="a" start="3"', ("c.", "d.")),
        ('type="i" start="3"', ("iii.", "iv.")),
        ('type="I" start="3"', ("III.", "IV.")),
        ('start="soon"', ("1.", "2.")),
        ('start="2000"', ("-", "-")),
        ('style="list-style-type: none"', ("-", "-")),
    ],
)
def test_the_items_of_an_ordered_list_have_the_numbers_that_a_reader_sees(
    attributes: str, marks: tuple[str, str]
) -> None:
    made = read_html(page(f"<p>{LASTING}</p><ol {attributes}><li>{OAKS}</li><li>{PINES}</li></ol>"))

    assert made.text.split("\n\n")[-1] == f"{marks[0]} {OAKS}\n{marks[1]} {PINES}"


def test_an_item_may_have_a_number_of_its_own_and_a_list_within_it_counts_anew() -> None:
    within = "<ol><li>by day</li><li>by night</li></ol>"
    entries = f"<li>Wait {within}</li><li value='5'><p>{OAKS}</p><p>{LASTING}</p></li><li>{PINES}</li>"

    made = read_html(page(f"<p>{LASTING}</p><ol>{entries}</ol>"))

    assert made.text.split("\n\n")[1:] == [
        f"1. Wait\n1. by day\n2. by night\n5. {OAKS}",
        LASTING,
        f"6. {PINES}",
    ]


@pytest.mark.parametrize("kind", ["1", "a", "i", "I"])
def test_the_number_of_an_item_is_cited_with_its_first_sentence(kind: str) -> None:
    document = described(f"<p>{LASTING}</p><ol type={kind} start=2><li>{OAKS}</li><li>{PINES}</li></ol>")

    sentences = [document.text[slice(*each)] for passage in split(document) for each in passage.sentences]

    begun = [sentence for sentence in sentences if "Plant" in sentence]
    assert [sentence.partition(". Plant")[2] for sentence in begun] == [" oaks.", " pines."]


def test_a_single_question_within_an_article_is_not_a_heading() -> None:
    assert headings(f"<p>{BENDING}</p><p>Who minds?</p><p>{COSTING}</p>") == []


def test_a_paragraph_that_repeats_an_entry_of_the_contents_is_a_heading() -> None:
    parts = [("They never bend", BENDING), ("Costs: a list", COSTING), ("Do they last", LASTING)]
    links = "".join(f'<li><a href="#p{at}">{words}</a></li>' for at, (words, _) in enumerate(parts, 1))
    body = "".join(
        f'<a name="p{at}"></a><p><b>({at}) {words}</b></p><blockquote>{text}</blockquote>'
        for at, (words, text) in enumerate(parts, 1)
    )

    assert headings(f"<ol>{links}</ol>{body}") == [
        (f"({at}) {words}", 20) for at, (words, _) in enumerate(parts, 1)
    ]


def test_numbered_paragraphs_in_bold_are_headings_and_other_words_in_bold_are_not() -> None:
    parts = [("(1) My pine does not bend", BENDING), ("(2) What they cost", COSTING), ("(3) Age", LASTING)]
    body = "".join(f"<p><strong>{words}</strong></p><p>{text}</p>" for words, text in parts)
    loud = f"<p><b>Never cut a pine.</b></p><p><b>(4)</b> {BENDING}</p><p>{COSTING}</p>"

    assert headings(body + loud) == [(words, 20) for words, _ in parts]


def test_the_paragraphs_and_items_of_a_quotation_stay_apart() -> None:
    items = f"<ul><li>{COSTING}</li><li>{LASTING}</li></ul>"

    made = read_html(page(f"<p>{LASTING}</p><blockquote><p>{BENDING}</p>{items}</blockquote>"))

    assert made.text.split("\n\n")[1:] == [BENDING, f"- {COSTING}\n- {LASTING}"]


def test_code_within_a_line_does_not_divide_a_description() -> None:
    described = f"{BENDING} Type <code>bend --now</code> for that."

    assert described.replace("<code>", "").replace("</code>", "") in (
        read_html(page(f"<dl><dt>Bending</dt><dd>{described}</dd></dl><p>{COSTING}</p>")).text
    )


def test_numbered_rows_of_a_layout_table_are_headings() -> None:
    rows = [("1.1.", "Do they bend"), ("", f"<p>{BENDING}</p><p>{LASTING}</p>"), ("1.2.", "What they cost"),
            ("", f"<p>{COSTING}</p>")]  # fmt: skip
    body = "".join(f"<tr><td>{number}</td><td>{text}</td></tr>" for number, text in rows)

    assert headings(f"<table>{body}</table>") == [("1.1. Do they bend", 20), ("1.2. What they cost", 20)]


def test_a_list_within_a_table_that_only_lays_things_out_is_kept() -> None:
    items = f"<ul><li><p>{BENDING}</p></li><li><p>{COSTING}</p></li></ul>"
    question = "<tr><td><b>1.</b></td><td><b>What do they do?</b></td></tr>"
    answer = f"<tr><td></td><td><p>In short:</p>{items}</td></tr>"

    made = read_html(page(f"<table>{question}{answer}</table>"))

    assert made.text.split("\n\n") == ["1. What do they do?", "In short:", f"- {BENDING}\n- {COSTING}"]


def test_a_table_of_contents_is_left_out() -> None:
    links = '<li>1. <a href="#bend">How they bend</a></li><li><a href="p.html#cost">What they cost</a></li>'
    parts = (
        f'<h2 id="bend">How they bend</h2><p>{BENDING}</p><h2 id="cost">What they cost</h2><p>{COSTING}</p>'
    )
    body = f"<ul>{links}</ul>{parts}"

    text = read_html(page(f"<article><h1>Pines</h1>{body}</article>")).text

    assert text.count("How they bend") == text.count("What they cost") == 1


def test_a_sentence_that_links_to_a_part_of_its_page_stays() -> None:
    body = f'<p>{BENDING} See <a href="#cost">below</a>.</p><h2 id="cost">What they cost</h2><p>{COSTING}</p>'

    assert "See below." in read_html(page(f"<article><h1>Pines</h1>{body}</article>")).text
