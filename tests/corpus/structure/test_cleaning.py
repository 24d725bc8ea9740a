import datetime
import doctest
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.loading import load
from corpus.records import Document, Source
from corpus.structure import cleaning
from corpus.structure.cleaning import describe

SHARED = Path(__file__).parents[4] / "shared"

PARAGRAPH = "The old pines on the coast bend in the wind, and when it is over they bend back again."
LONG = f"{PARAGRAPH} {PARAGRAPH} {PARAGRAPH}"


def describe_plain(text: str) -> Document:
    return describe(Source(id="a", title="", text=text, format="text"))


def describe_markdown(text: str) -> Document:
    return describe(Source(id="a", title="", text=text, format="markdown"))


def describe_json(title: str, text: str) -> Document:
    return describe(Source(id="a", title=title, text=text, format="json"))


def outside_body_of(document: Document) -> list[str]:
    return [document.text[slice(*span)].strip() for span in document.outside_body]


def headings(document: Document) -> list[str]:
    return [document.text[slice(*span)] for span in document.headings]


def body_of(document: Document) -> str:
    """The body of a document."""
    left = list(document.text)
    for start, end in document.outside_body:
        left[start:end] = " " * (end - start)
    return " ".join("".join(left).split())


def test_what_is_outside_the_body_of_a_page_is_separated_from_it() -> None:
    page = describe_plain(
        "Home > News > World\nBreaking News\n\n"
        "Old Pines Bend In Storm\n\n"
        "Coast without power\n\n"
        "By Ann Lee\nPublished: 3 March 2003 10:15 GMT\n\n"
        f"{PARAGRAPH}\n\n"
        f"LONDON, 4 March 2003 (Reuters) -- {PARAGRAPH}\n\n"
        "Photo: AP\n\n"
        "What Comes Next\n\n"
        f"{PARAGRAPH}\n\n"
        "Share\n\nPrint\n\n"
        "© 2003 The Pine Post"
    )

    assert page.title == "Old Pines Bend In Storm"
    assert page.dateline == "LONDON, 4 March 2003 (Reuters)"
    assert page.date == datetime.date(2003, 3, 4)
    assert page.agency == "Reuters"
    assert page.language == "en"
    assert headings(page) == ["What Comes Next"]
    assert body_of(page) == " ".join([PARAGRAPH] * 3)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared article is not beside the checkout")
def test_what_is_outside_the_body_of_the_shared_article_is_separated_from_it() -> None:
    (source,) = load(SHARED / "article" / "putin-plans-to-visit-china.txt")

    assert isinstance(source, Source)

    article = describe(source)

    assert article.title == "Russia: President Putin Plans To Visit China"
    assert article.date == datetime.date(2002, 11, 29)
    assert article.dateline == "Moscow, 29 November 2002 (RFE/RL)"
    assert article.agency == "RFE/RL"
    assert article.language == "en"

    crumbs, title, dateline = outside_body_of(article)[:2], *outside_body_of(article)[2:]
    assert crumbs == ["Accessibility links", "Breaking News"]
    assert title == article.title
    assert dateline == f"{article.dateline} --"
    # The sentence after the dateline begins with its own first word.
    assert article.text[article.outside_body[-1].end :].startswith("Russian President")


@pytest.mark.parametrize(
    ("title", "paragraph"),
    [
        (
            "Президент посетит Китай",
            "Москва, 29 ноября 2002 г. (РСЕ/РС) — Президент отправится в Китай в эти выходные.",
        ),
        (
            "俄罗斯总统将访问中国",
            "新华社北京11月29日电 俄罗斯总统本周末将前往北京，会见中国新领导人，并签署文件。",
        ),
        (
            "El presidente visita China",
            "Pekín, 3 dic (EFE).- El presidente llegó hoy a la capital china para una visita.",
        ),
    ],
)
def test_title_and_dateline_are_found_in_other_languages(title: str, paragraph: str) -> None:
    document = describe_plain(f"{title}\n\n{paragraph}\n")

    assert document.title == title
    assert document.dateline
    assert paragraph.startswith(document.dateline)
    assert body_of(document) == paragraph.split("— ")[-1].split("电 ")[-1].split(".- ")[-1]


def test_unwrapped_lines_are_paragraphs_even_without_blank_lines() -> None:
    document = describe_plain(
        f"Old Pines\nBy Ann Lee\nLONDON, March 3, 2003 (AP) - {LONG}\n{LONG}\nThe end of it.\n"
    )

    assert document.title == "Old Pines"
    assert body_of(document) == f"{LONG} {LONG} The end of it."


def test_the_first_line_of_a_wrapped_paragraph_is_not_a_title() -> None:
    document = describe_plain(
        "The old pines on the coast bend in the wind and when it is\n"
        "over they bend back again, as they have done for as long as\n"
        "anyone can remember, and as they will do when all who can\n"
        "remember it are gone.\n"
    )

    assert document.title == ""
    assert document.outside_body == ()


def test_a_wrapped_title_is_one_title() -> None:
    document = describe_plain(
        f"Old Pines Bend In The Storm And When It Is Over\nThey Bend Back\n\n{PARAGRAPH}"
    )

    assert document.title == "Old Pines Bend In The Storm And When It Is Over They Bend Back"


def test_the_line_that_the_body_repeats_is_the_title() -> None:
    assert (
        describe_plain(f"Forum Desk\n\nWhy pines bend in the wind\n\n{LONG}").title
        == "Why pines bend in the wind"
    )


def test_a_longer_line_below_the_title_is_not_the_title() -> None:
    assert (
        describe_plain(f"Old pines bend\n\nAnd other remarks from a summer by the shore\n\n{LONG}").title
        == "Old pines bend"
    )


def test_a_name_with_its_value_is_not_the_title_of_lines_that_have_another() -> None:
    head = "Lamp controller\nVersion: 3.2\nLicence: none"

    assert describe_plain(f"{head}\n\n{LONG}").title == "Lamp controller"


def test_a_name_with_its_value_below_the_title_is_part_of_the_body_and_a_byline_is_not() -> None:
    head = "Lamp controller\nVersion: 3.2\nAuthor: Edda Quist\nDate: 3 March 2003"

    document = describe_plain(f"{head}\n\n{LONG}")

    assert document.title == "Lamp controller"
    assert body_of(document) == f"Version: 3.2 {LONG}"


def test_a_question_may_be_a_title() -> None:
    document = describe_plain(f"Why Do Pines Bend?\n\n{PARAGRAPH}")

    assert document.title == "Why Do Pines Bend?"
    assert body_of(document) == PARAGRAPH


def test_a_title_may_end_with_an_abbreviation() -> None:
    assert (
        describe_plain(f"A Visit to the Pines of the U.S.\n\n{LONG}").title
        == "A Visit to the Pines of the U.S."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Buy milk",
        "Buy milk.",
        "The key is under the third stone",
        "milk\n\neggs\n\nbread",
        "milk\neggs\nbread\nflour\nsalt",
        "1. Milk\n\n2. Eggs\n\n3. Bread",
        "- milk\n- eggs",
        "Ann 555-1234\n\nBob 555-2345\n\nBoth numbers were tried in May.",
        "An old pond\nA frog leaps in\nThe sound of water",
        "Roses grow\n\nPines bend\n\nFirs sway",
        "Roses are red\nPines are green\nThe sea is blue\nAnd so is the sky.",
        "MAX: Is this the way\nANN: No\nMAX: Then where\nANN: Over there",
        '"Who is there?"\n\n"It is me, and I have walked all night through the wind to bring you a letter."',
        "— Кто там\n\n— Это я, и я всю ночь шёл через лес, чтобы принести тебе это письмо.",
        "— Кто там?\n\n— Это я, и я всю ночь шёл через лес, чтобы принести тебе это письмо от брата.",
        f"1. Milk\n\n2. Eggs\n\n3. Bread\n\n{LONG}",
        f"Flour\n\nSugar\n\nEggs\n\nMilk\n\nSalt\n\n{LONG}",
        f"The wind is up\nThe pines bend.\n\n{LONG}",
        "Share\n\nPrint",
        "Dear all,\n\nThe pines bend in the wind tonight, so please keep your windows and your doors closed.",
    ],
)
def test_short_lines_stay_if_there_is_nothing_else(text: str) -> None:
    assert body_of(describe_plain(text)) == " ".join(text.split())


def test_verse_keeps_all_its_lines_except_the_title() -> None:
    stanza = (
        "The wind is on the water\nThe pines are on the shore\nWhat they said last summer\nThey say no more"
    )
    document = describe_plain(f"The Shore\n\n{stanza}\n\n{stanza}")

    assert document.title == "The Shore"
    assert body_of(document) == " ".join(f"{stanza} {stanza}".split())


def test_a_footnote_behind_the_stop_belongs_to_the_sentence() -> None:
    assert describe_plain(f"The old pines bend in the wind.[3]\n\n{LONG}").title == ""


@pytest.mark.parametrize(
    "items",
    [
        "You need:\n\nFlour",
        "Flour\n\nSugar\n\nEggs",
        "12 Sea Street\nOldtown",
        "You need\nFlour\nSugar\nEggs",
    ],
)
def test_a_list_between_paragraphs_stays(items: str) -> None:
    document = describe_plain(f"{PARAGRAPH}\n\n{items}\n\n{PARAGRAPH}")

    assert body_of(document) == " ".join(f"{PARAGRAPH} {items} {PARAGRAPH}".split())


@pytest.mark.parametrize(
    "line", ["E = mc^2", "+7 495 123-45-67", "ann@example.org", "and so it went on", "They bend;"]
)
def test_a_short_line_that_is_not_a_heading_stays(line: str) -> None:
    assert line in body_of(describe_plain(f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}"))


@pytest.mark.parametrize("line", ["What Comes Next", "2. Methods", "Что дальше", "История 1990 года"])
def test_a_short_line_alone_between_paragraphs_is_a_heading(line: str) -> None:
    assert headings(describe_plain(f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}")) == [line]


def test_a_line_with_nothing_below_it_is_not_a_heading() -> None:
    assert headings(describe_plain(f"{PARAGRAPH}\n\nThe End")) == []


def test_a_button_in_a_list_of_buttons_is_content() -> None:
    assert "Print" in body_of(describe_plain(f"{PARAGRAPH} The buttons are:\n- Print\n- Share"))
    assert "Print" in body_of(describe_markdown(f"# Buttons\n\n{PARAGRAPH}\n\n- Print\n- Share\n"))


def test_a_json_line_with_a_title_is_taken_as_it_is() -> None:
    text = "Share\n1867.\nOld Pines\nThe band broke up\nhe said so\n"
    document = describe_json("Pines", text)

    assert (document.title, document.outside_body, document.headings) == ("Pines", (), ())
    assert document.text == text


def test_a_json_line_with_a_title_loses_only_its_dateline() -> None:
    document = describe_json("Pines", f"LONDON, March 3, 2003 (AP) - {PARAGRAPH}")

    assert document.date == datetime.date(2003, 3, 3)
    assert body_of(document) == PARAGRAPH


def test_a_json_line_without_a_title_is_analysed_like_a_text() -> None:
    assert describe_json("", f"Old Pines\n\n{PARAGRAPH}").title == "Old Pines"


def test_markdown_syntax_is_removed_and_its_words_stay() -> None:
    document = describe_markdown(
        "---\ntitle: Old pines\ndate: 2003-03-03\n---\n<!-- draft -->\n\n## Wind\n\n"
        f"{PARAGRAPH}\n\n- one\n- two\n\n> three\n\n```\nfour\n```\n\n[a]: http://a.example\n\nBy Ann Lee\n"
    )

    assert document.title == "Old pines"
    assert document.date == datetime.date(2003, 3, 3)
    assert headings(document) == ["Wind"]
    assert body_of(document) == f"{PARAGRAPH} one two three four"


def test_markdown_without_headings_may_have_a_plain_title() -> None:
    assert describe_markdown(f"Old pines\n\n{PARAGRAPH}\n").title == "Old pines"


@pytest.mark.parametrize("text", ["# Pines", "# Pines\n\n## Firs\n", "Pines\n=====\n", "***\n\n# Pines\n"])
def test_markdown_of_headings_alone_still_has_words_to_answer_with(text: str) -> None:
    assert re.search(r"\w", body_of(describe_markdown(text)))


def test_without_a_dateline_the_date_is_that_of_the_page() -> None:
    assert describe_plain(f"Old Pines\n\n3 March 2003\n\n{LONG}").date == datetime.date(2003, 3, 3)
    assert describe_plain(f"Old Pines\n\n{LONG} It was 3 March 2003.").date is None


def test_an_agency_may_be_on_a_line_of_its_own() -> None:
    assert describe_plain(f"Old Pines\n\nReuters\n\n{LONG}").agency == "Reuters"


PIECES = [
    *(
        "\n",
        "\n\n",
        " ",
        "\u2028",
        "\r",
        "\0",
        "a",
        "Pines",
        "They bend.",
        PARAGRAPH,
        "松",
        "。",
        "🙂",
        "?",
        ":",
    ),
    *("Share", "By Ann Lee", "3 March 2003", "London, 3 March 2003 (AP) - "),
    *("- ", "# ", "> ", "1. ", "```", "---", "![](", "[a]: b", "<b>"),
]


@example(text="Harbour lights\nof the north\n---\n\nThey burn.", form="markdown", title="")
@given(
    st.lists(st.sampled_from(PIECES)).map("".join) | st.text(),
    st.sampled_from(["text", "markdown", "json"]),
    st.sampled_from(["", "Pines"]),
)
def test_any_text_is_described_and_left_unchanged(text: str, form: str, title: str) -> None:
    document = describe(Source(id="a", title=title, text=text, format=form))

    assert document.text == text
    assert all(before.end < after.start for before, after in pairwise(document.outside_body))
    assert all(0 <= start < end <= len(text) for start, end in document.outside_body)
    assert set(document.headings) <= set(document.outside_body)
    assert "\n" not in document.title

    if re.search(r"\w", text):
        assert re.search(r"\w", body_of(document))


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(cleaning).failed == 0
