"""Passages are the paragraphs of a body, with absolute offsets; nothing is lost or repeated."""

import doctest
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Document, Passage, Span
from corpus.segmentation import passages
from corpus.segmentation.passages import LONGEST, split, split_all


def document(text: str, *outside_body: str, language: str = "en", headings: Sequence[str] = ()) -> Document:
    """A document where what is outside the body is the first occurrence of each string."""
    spans = sorted(Span(text.index(part), text.index(part) + len(part)) for part in outside_body)
    heads = tuple(span for span in spans if text[slice(*span)] in headings)
    return Document("a", "", text, language, outside_body=tuple(spans), headings=heads)


def passage_texts(described: Document) -> list[str]:
    return [described.text[passage.start : passage.end] for passage in split(described)]


def sentence_texts(described: Document, passage: Passage) -> list[str]:
    return [described.text[slice(*sentence)] for sentence in passage.sentences]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(passages).failed == 0


def test_blank_lines_separate_paragraphs_which_are_numbered_from_one() -> None:
    text = "The tide rose. It fell.\n \nNobody came.\r\n\r\nThe end."
    found = split(document(text))

    assert [text[passage.start : passage.end] for passage in found] == [
        "The tide rose. It fell.",
        "Nobody came.",
        "The end.",
    ]
    assert [passage.number for passage in found] == [1, 2, 3]
    assert sentence_texts(document(text), found[0]) == ["The tide rose.", "It fell."]


@pytest.mark.parametrize("text", ["", " \n\n\t\n"])
def test_a_text_without_words_or_marks_has_no_passage(text: str) -> None:
    assert split(document(text)) == ()


def test_what_is_outside_the_body_is_in_no_passage_and_separates_those_around_it() -> None:
    text = "Share\n\nLowick, 3 May -- The pier burned.\nBy A. Finch\nNobody knows why."

    assert passage_texts(document(text, "Share", "Lowick, 3 May -- ", "By A. Finch")) == [
        "The pier burned.",
        "Nobody knows why.",
    ]


def test_a_document_without_a_body_has_no_passage() -> None:
    assert split(document("Share\nPrint", "Share\nPrint")) == ()


def test_a_passage_knows_the_nearest_heading_above_it() -> None:
    text = "Before.\n\nThe  Pier\n\nIt burned.\n\nIt was old.\n\nLater\n\nA museum."
    described = document(text, "The  Pier", "Later", headings=("The  Pier", "Later"))

    assert [passage.context for passage in split(described)] == ["", "The Pier", "The Pier", "Later"]


# Lists, quotations, tables


def test_a_list_is_one_passage_and_each_item_ends_a_sentence() -> None:
    text = "- low water\n- high water, when\n  the quay is wet. Mind it.\n12. slack"
    marks = (Span(0, 2), Span(12, 14), Span(text.index("12."), text.index("slack")))
    described = Document("a", "", text, "en", outside_body=marks)
    (passage,) = split(described)

    assert sentence_texts(described, passage) == [
        "low water",
        "high water, when",
        "the quay is wet.",
        "Mind it.",
        "slack",
    ]


def test_items_separated_by_blank_lines_are_separate_passages() -> None:
    text = "- It is low.\n\n- It is high."

    assert passage_texts(Document("a", "", text, "en", outside_body=(Span(0, 1), Span(14, 15)))) == [
        "It is low.",
        "It is high.",
    ]


def quotation(text: str) -> Document:
    marks = tuple(Span(place, place + 1) for place, character in enumerate(text) if character == ">")
    return Document("a", "", text, "en", outside_body=marks)


def test_a_sentence_continues_across_the_marks_of_a_quotation() -> None:
    described = quotation(
        "> We saw the whole of the bay lit up that night, but none of us\n"
        "> knew by what, for no ship had come in at all. It was only Dr.\n"
        "> Ames who spoke of it."
    )
    (passage,) = split(described)

    assert sentence_texts(described, passage) == [
        "We saw the whole of the bay lit up that night, but none of us\n"
        "> knew by what, for no ship had come in at all.",
        "It was only Dr.\n> Ames who spoke of it.",
    ]


def test_an_empty_line_within_a_quotation_separates_paragraphs() -> None:
    assert passage_texts(quotation("> We saw it.\n>\n> It burned.")) == ["We saw it.", "It burned."]


def test_a_table_is_one_passage_and_its_rule_is_in_no_sentence() -> None:
    text = "| Port | Rise |\n|---|---|\n| Lowick | 6.1 m |\n| Dunmore | 4.5 m |"
    described = document(text, "|---|---|")
    (passage,) = split(described)

    assert sentence_texts(described, passage) == [
        "| Port | Rise |",
        "| Lowick | 6.1 m |",
        "| Dunmore | 4.5 m |",
    ]


# Fragments


def test_a_fragment_is_joined_to_what_follows_it() -> None:
    text = (
        "Opening hours\n\nThe museum shows:\n\nship models\n\nnets and lamps\n\nIt opens at nine.\n\nTickets"
    )

    assert passage_texts(document(text)) == [text[: text.index("\n\nTickets")], "Tickets"]


def test_loose_items_without_a_stop_are_joined() -> None:
    text = "They are:\n\n- low water\n\n- high water"
    marks = tuple(Span(place, place + 1) for place, character in enumerate(text) if character == "-")

    assert passage_texts(Document("a", "", text, "en", outside_body=marks)) == [text]


def test_a_rule_of_stars_is_not_a_passage() -> None:
    assert passage_texts(document("It burned.\n\n* * *\n\nIt was old.")) == [
        "It burned.",
        "* * *\n\nIt was old.",
    ]


def test_a_fragment_is_never_joined_across_what_is_outside_the_body() -> None:
    text = "Opening hours\n\nShare\n\nIt opens at nine."

    assert passage_texts(document(text, "Share")) == ["Opening hours", "It opens at nine."]


def test_a_longer_paragraph_without_a_stop_is_not_a_fragment() -> None:
    text = f"{'the pier burned ' * 6}\n\nIt was old."

    assert len(split(document(text))) == 2


# Long paragraphs


def test_a_label_stays_with_the_first_part_of_a_long_paragraph() -> None:
    text = "Opening hours\n\n" + "The sea came in over the wall, and the mill stood in it. " * 30
    described = document(text.strip())

    assert passage_texts(described)[0].startswith("Opening hours\n\nThe sea")
    assert len(split(described)) == 2


def test_a_long_paragraph_is_divided_between_sentences_into_parts_of_about_equal_length() -> None:
    text = "The sea came in over the wall, and the mill stood in it. " * 50
    found = split(document(text.strip()))

    assert [len(passage.sentences) for passage in found] == [17, 16, 17]
    assert all(passage.end - passage.start <= LONGEST for passage in found)


def test_a_paragraph_that_just_fits_is_not_divided() -> None:
    text = "The sea came in over the wall, and the mill stood in it. " * 21

    assert len(text.strip()) <= LONGEST
    assert len(split(document(text.strip()))) == 1


def test_chinese_paragraphs_are_divided_at_a_third_of_that_length() -> None:
    text = "潮水漫过了堤岸，磨坊站在水里。" * 60

    assert len(split(document(text, language="zh"))) == 3


def test_a_sentence_without_an_end_loses_nothing() -> None:
    described = document("x" * 5_000)
    found = split(described)

    assert "".join(passage_texts(described)) == described.text
    assert max(passage.end - passage.start for passage in found) <= LONGEST


# Whatever the document

BITS = [
    "\n\n",
    "\n",
    " ",
    "The sea rose. ",
    "Dr. ",
    "- ",
    "> ",
    "|---|",
    "12. ",
    "[x] ",
    "x",
    "。",
    "\r\n",
    "\x00",
    "é",
    "😀",
]
hostile = st.lists(st.sampled_from(BITS) | st.text(max_size=5), max_size=30)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of hostile bits, any of which may be outside the body."""
    text = ""
    outside_body: list[Span] = []
    for bit in draw(hostile):
        if bit and draw(st.booleans()) and not (outside_body and outside_body[-1].end == len(text)):
            outside_body.append(Span(len(text), len(text) + len(bit)))
        text += bit
    return Document(
        "a", "", text, draw(st.sampled_from(["en", "zh", "th"])), outside_body=tuple(outside_body)
    )


@given(documents())
def test_every_character_of_the_body_is_in_exactly_one_sentence(described: Document) -> None:
    outside = list(described.text)
    for start, end in described.outside_body:
        outside[start:end] = " " * (end - start)
    end = 0
    for number, passage in enumerate(split(described), start=1):
        assert passage.number == number
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)

        for sentence in passage.sentences:
            assert end <= sentence.start < sentence.end
            assert not "".join(outside[end : sentence.start]).strip()

            end = sentence.end

    assert not "".join(outside[end:]).strip()


@given(documents())
def test_sentences_contain_nothing_outside_the_body_except_the_marks_of_quotations(
    described: Document,
) -> None:
    sentences = [sentence for passage in split(described) for sentence in passage.sentences]
    for outside_body in described.outside_body:
        if any(
            sentence.start < outside_body.end and outside_body.start < sentence.end for sentence in sentences
        ):
            assert not described.text[slice(*outside_body)].replace(">", "").strip()


def test_split_all_finds_the_passages_that_split_finds() -> None:
    sentence = "The sea rose at Lowick. "
    many = [
        document("The sea rose. It fell."),
        document(sentence * (LONGEST // 20) + "It fell."),
        document("海水上涨。" * 100, language="zh"),
        document("Tides The sea rose. It fell.", "Tides", headings=["Tides"]),
        document("The sea rose.\n\nNobody came."),
        document("Tides\n\nThe sea rose.", "Tides", headings=["Tides"]),
        document(""),
    ]

    assert [_passages(each, cut) for each, cut in zip(many, split_all(many), strict=True)] == [
        list(split(each)) for each in many
    ]


def _passages(described: Document, cut: npt.NDArray[np.int32] | tuple[Passage, ...]) -> list[Passage]:
    """The passages, even of a document for which only its sentences are given."""
    if isinstance(cut, tuple):
        return list(cut)
    return [Passage(1, 0, len(described.text), tuple(map(Span._make, cut.reshape(-1, 2).tolist())))]


@given(st.lists(documents(), max_size=5))
def test_split_all_agrees_with_split_on_any_documents(many: list[Document]) -> None:
    for each, cut in zip(many, split_all(many), strict=True):
        assert _passages(each, cut) == list(split(each))
