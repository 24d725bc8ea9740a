import doctest
import textwrap

from hypothesis import given
from hypothesis import strategies as st

from corpus.structure import layout
from corpus.structure.layout import paragraphs

SENTENCE = "The old pines on the coast bend in the wind, and when it is over they bend back again."


def test_a_wrapped_paragraph_is_one_paragraph() -> None:
    wrapped = textwrap.fill(f"{SENTENCE} {SENTENCE}", 60)

    assert [paragraph.text for paragraph in paragraphs(f"{wrapped}\n\n{wrapped}\n")] == [wrapped, wrapped]


def test_each_unwrapped_line_is_a_paragraph_of_one_block() -> None:
    found = paragraphs(f"Old pines\n{SENTENCE} {SENTENCE}\n{SENTENCE}\n\nThe end")

    assert [paragraph.text for paragraph in found] == [
        "Old pines",
        f"{SENTENCE} {SENTENCE}",
        SENTENCE,
        "The end",
    ]
    assert [paragraph.block == found[0].block for paragraph in found] == [True, True, True, False]


def test_short_lines_are_never_taken_for_wrapped_ones() -> None:
    assert len(paragraphs("The wind is on the water\nThe pines are on the shore\nAnd so am I")) == 3


def test_chinese_lines_without_spaces_are_separated_too() -> None:
    assert len(paragraphs("老松树\n" + "老松树在风中弯曲，但没有折断。" * 8)) == 2


@given(st.text(st.sampled_from("aé松 \t\n\n\r\u2028") | st.characters()))
def test_the_paragraphs_of_any_text_hold_every_word_of_it_in_order(text: str) -> None:
    found = paragraphs(text)

    assert [word for paragraph in found for word in paragraph.text.split()] == text.split()
    assert all(text[slice(*paragraph.span)] == paragraph.text for paragraph in found)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(layout).failed == 0
