"""Sentences are divided as a careful reader would, in ten languages, and no text loses anything."""

import doctest
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import given
from hypothesis import strategies as st

from corpus.segmentation import sentences
from corpus.segmentation.sentences import LONGEST, split

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "ja", "ru", "th", "zh", "xx")


def hard_paragraphs() -> Iterator[ParameterSet]:
    """The paragraphs of hard_sentences.txt: language and expected sentences."""
    blocks = (Path(__file__).parent / "hard_sentences.txt").read_text(encoding="utf-8").split("\n\n")
    for block in blocks:
        header, *lines = block.strip().split("\n")
        if header.startswith("["):
            language = header[1:3]
            yield pytest.param(language, [line.strip() for line in lines], id=header)


def texts(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


@pytest.mark.parametrize(("language", "expected"), list(hard_paragraphs()))
def test_a_paragraph_is_divided_as_a_careful_reader_would(language: str, expected: list[str]) -> None:
    joint = "" if language in ("ja", "zh") else " "

    assert texts(joint.join(expected), language) == expected


def test_the_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(sentences).failed == 0


def test_an_unsupported_language_uses_the_english_abbreviations() -> None:
    assert texts("Dr. Lund kom. Han gick.", "sv") == ["Dr. Lund kom.", "Han gick."]


def test_a_sentence_without_a_space_before_it_is_found_only_if_it_is_certain() -> None:
    assert texts("Valid while supplies last.Will it rain?") == ["Valid while supplies last.", "Will it rain?"]
    assert texts("Call torch.Tensor or asyncio.Queue here.") == ["Call torch.Tensor or asyncio.Queue here."]


# Lines

PROSE = (
    "The harbour of Lowick froze in January and stayed shut for nine weeks, which had not happened since "
    "the old pier was built. Coal came by sledge from the railhead at Dunmore, and Dr. Ames, who had charge "
    "of the hospital, wrote that the U.S. consul had offered him the use of his stove. Nobody believed it."
)
SENTENCES = [
    PROSE[: PROSE.index("Coal") - 1],
    PROSE[PROSE.index("Coal") : PROSE.index("Nobody") - 1],
    "Nobody believed it.",
]


@pytest.mark.parametrize("width", [50, 66, 72, 79, 100])
def test_sentences_continue_across_the_lines_of_wrapped_text(width: int) -> None:
    wrapped = fill(PROSE, width, break_on_hyphens=False)

    assert [sentence.replace("\n", " ") for sentence in texts(wrapped)] == SENTENCES


def test_four_lines_that_are_up_to_a_tenth_short_count_as_wrapped() -> None:
    lines = [
        "The harbour of Lowick froze in January and stayed shut for nine whole",
        "weeks, which had not happened since the old pier was built, and",
        "coal came by sledge from the railhead at Dunmore until the day when",
        "the ice broke up",
    ]

    assert len(split("\n".join(lines), "en")) == 1
    assert len(split("\n".join(lines[:3]), "en")) == 3


def test_a_line_with_room_for_the_next_word_was_ended_by_its_author() -> None:
    text = "The Lowick Harbour Board\nIn late 1969, the board sold the pier.\nlater a museum\nIt burned."

    assert texts(text) == text.split("\n")


def test_two_lines_count_as_wrapped_only_if_the_second_begins_in_lower_case() -> None:
    first = "The harbour of Lowick froze in January and stayed shut for many"

    assert len(split(f"{first}\nweeks on end.", "en")) == 1
    assert len(split(f"{first}\nWeeks on End", "en")) == 2


def test_very_long_lines_do_not_count_as_wrapped() -> None:
    line = "a line of words that goes on and on " * 5

    assert len(split(f"{line}\n{line}\n{line}", "en")) == 3


def test_chinese_lines_filled_to_the_same_width_are_hard_wrapped() -> None:
    sentence = "这座城市在很久以前由一位来自南方的国王建立他带来了许多工匠和商人" * 3
    wrapped = "\n".join(fill(sentence, 36).split("\n")) + "。"

    assert texts(wrapped, "zh") == [wrapped]


def test_chinese_lines_of_different_lengths_were_ended_by_their_author() -> None:
    lines = [
        "这座城市在很久以前由一位来自南方的国王建立他带来了许多工匠",
        "后来城市被一场持续了三天三夜的大火烧毁",
        "人们又在河的另一边建起了新的城墙和市场并且生活至今",
    ]

    assert texts("\n".join(lines), "zh") == lines


def test_each_item_of_a_list_and_each_row_of_a_table_is_its_own() -> None:
    items = "- open the valve, and wait until the needle stands at the mark\n- close it again\n2. then leave"
    table = "| Port | Rise |\n|------|------|\n| Lowick | 6.1 m |"

    assert texts(items) == items.split("\n")
    assert texts(table) == ["| Port | Rise |\n|------|------|", "| Lowick | 6.1 m |"]


def test_an_item_of_a_list_may_be_wrapped() -> None:
    item = "- open the valve, and wait until the needle stands at the mark that\n  the maker has cut"

    assert texts(f"{item}\n- close it\n{item}") == [item, "- close it", item]


def test_dialogue_stays_line_by_line() -> None:
    text = "— Who is there?\n— Dr. Ames\n— Come in, then"

    assert texts(text) == text.split("\n")


# Lengths


def test_no_sentence_is_longer_than_can_be_cited() -> None:
    clauses = "the sea rose, and the wall held; " * 100
    pieces = texts(clauses)

    assert max(map(len, pieces)) <= LONGEST
    assert all(piece.endswith(("rose,", "held;")) for piece in pieces)


def test_a_long_word_is_divided_but_never_between_a_letter_and_its_accents() -> None:
    pieces = texts("e\u0301\u0323" * LONGEST)

    assert "".join(pieces) == "e\u0301\u0323" * LONGEST
    assert all(piece.startswith("e") for piece in pieces)


def test_thai_sentences_are_short_enough_to_cite_and_end_at_spaces() -> None:
    text = "ชาวบ้านออกไปจับปลาในทะเลทุกเช้าก่อนพระอาทิตย์ขึ้น " * 20
    pieces = texts(text, "th")

    assert len(pieces) > 3
    assert max(map(len, pieces)) < 300
    assert " ".join(pieces) == text.strip()


def test_thai_sentences_preferably_end_between_words_and_not_at_numbers_or_conjunctions() -> None:
    clause = "ชาวบ้านออกไปจับปลาในทะเลทุกเช้าก่อนพระอาทิตย์ขึ้นเสมอ"

    assert len(split(f"{clause} {clause} {clause} {clause}", "th")) == 2
    assert len(split(f"{clause} 25 {clause} 30 {clause}", "th")) == 1
    assert len(split(f"{clause} {clause} {clause} และ{clause}", "th")) == 1


def test_a_wider_space_ends_a_shorter_thai_sentence() -> None:
    clause = "ชาวบ้านออกไปจับปลาในทะเลทุกเช้าก่อนพระอาทิตย์ขึ้นเสมอ"

    assert texts(f"{clause}  {clause}", "th") == [clause, clause]
    assert texts(f"{clause} {clause}", "th") == [f"{clause} {clause}"]


# Whatever the text

# fmt: off
FRAGMENTS = [
    ".", "...", "…", "?!", "。", "！", "।", "॥", "|", "؟", "۔", "․", '"', "'", "''", "``", "”", "“", "«", "»",
    "「", "」", "《", "》", "(", ")", "[", "]", "[3]", ":12", "•", "- ", "1. ", "—", ",", ";", "*", "_", "Dr",
    "U.S", "e.g", "A", "The", "the", "3.5", "г", "ไทย", "และ", "नगर", "漢字", "かな", "د", "é", "e\u0301",
    "\u0301", "😀", "👩\u200d🔬", "\U000e0001", "\u200b", "\u200f", "\ufeff", "\x00", "\x1c", "\ud800",
    " ", "  ", "\t", "\xa0", "\u3000", "\n", "\r\n", "\r", "\u2028", "\x85", "\n\n", "x" * 70,
]
ENDLESS = [
    "a.", ".", '"', '." ', '. " a ', "' . ", "(a. ", "«", '。"', "《。", "1. ", "- a\n", "a\n", ".[",
    ".\u200b", "Dr. ", "ก ", "\u0301",
]
# fmt: on
hostile = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=40).map("".join)


@given(text=hostile, language=st.sampled_from(LANGUAGES))
def test_every_character_but_white_space_is_in_exactly_one_sentence(text: str, language: str) -> None:
    end = 0
    for span in split(text, language):
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        assert text[slice(*span)] == text[slice(*span)].strip()

        end = span.end

    assert not text[end:].strip()


@given(text=hostile, language=st.sampled_from(LANGUAGES))
def test_no_sentence_is_bare_punctuation_unless_the_text_is(text: str, language: str) -> None:
    pieces = texts(text, language)

    if len(text) < LONGEST and any(character.isalnum() for character in text):
        assert all(any(character.isalnum() for character in piece) for piece in pieces)


@given(st.text(st.characters(categories=["P", "S", "Zs", "Cf"]), max_size=60))
def test_text_without_letters_is_one_sentence_or_none(text: str) -> None:
    assert len(split(text, "en")) == bool(text.strip())


@pytest.mark.parametrize("fragment", ENDLESS)
def test_hostile_text_takes_linear_time(fragment: str) -> None:
    text = "-" * 50_000 + fragment * (100_000 // len(fragment))
    spans = split(text, "th" if fragment == "ก " else "en")

    assert spans[0].start == 0
    assert spans[-1].end == len(text.rstrip())
