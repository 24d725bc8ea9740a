import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.richtext import (
    Mark,
    Quotation,
    RichText,
    blockquote,
    bold,
    clip,
    code,
    entities,
    fill,
    italic,
    join,
    plain,
    shorten,
    units,
    verbatim,
)
from tests.botapi import td
from tests.botapi.records import Entity, FormattedText

PIECES = ["a", "b ", "\n", "<b>", "&amp;", "_*`[", "😀", "👨‍👩‍👧", "e\u0301", "ن", "中", "🇨🇳", "\u200f"]
HOSTILE = st.lists(
    st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60
).map("".join)


def as_telegram_keeps_it(rich: RichText) -> FormattedText:
    sent = [Entity(entity.type, entity.offset, entity.length) for entity in entities(rich)]
    return td.settled(FormattedText(rich.text, tuple(sent)))


def test_marks_and_quotations_move_along_when_texts_are_joined() -> None:
    rich = plain("see ") + blockquote(verbatim("this", "doc", 2, 30)) + plain("!")
    assert rich.text == "see this!"
    assert rich.marks == (Mark("blockquote", 4, 8),)
    assert rich.quotations == (Quotation(4, 8, "doc", 2, 30),)


def test_a_template_is_filled_with_marked_text() -> None:
    filled = fill("no {word}, {count} times", word=bold("dog"), count="3")
    assert filled.text == "no dog, 3 times"
    assert filled.marks == (Mark("bold", 3, 6),)


def test_empty_parts_leave_no_separator_behind() -> None:
    assert join([RichText(), plain("a"), RichText(), plain("b")], "\n\n").text == "a\n\nb"


def test_nothing_is_never_marked() -> None:
    assert bold("") == RichText()


def test_entities_are_counted_in_utf_16_units() -> None:
    (entity,) = entities(plain("😀 ") + bold("中😀"))
    assert (entity.type, entity.offset, entity.length) == ("bold", 3, 3)


def test_outer_entities_come_before_those_inside() -> None:
    nested = blockquote(bold("all") + plain(" and more"))
    assert [entity.type for entity in entities(nested)] == ["blockquote", "bold"]


@td.needs_tdlib
@given(HOSTILE, HOSTILE, HOSTILE)
def test_telegram_takes_any_text_and_covers_what_was_meant(first: str, second: str, third: str) -> None:
    kept = as_telegram_keeps_it(plain(f"x{first}x") + code(f"x{second}x") + plain(f"x{third}x"))
    assert kept.covered("code") == (td.settled(FormattedText(f"x{second}x")).text,)


@td.needs_tdlib
def test_bold_within_a_blockquote_is_kept() -> None:
    kept = as_telegram_keeps_it(
        italic("why") + plain("\n") + blockquote(plain("one ") + bold("two") + plain(" three"))
    )
    assert kept.covered("blockquote") == ("one two three",)
    assert kept.covered("bold") == ("two",)


@given(HOSTILE, st.integers(0, 60))
def test_a_clipped_text_is_a_beginning_that_fits(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert text.startswith(clipped)
    assert units(clipped) <= limit or clipped == text


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("one two three", 100, "one two three"),
        ("one two three", 9, "one two"),
        ("one two three", 7, "one two"),
        ("unbreakable", 4, "unbr"),
        ("👨‍👩‍👧👨‍👩‍👧", 9, "👨‍👩‍👧"),
        ("e\u0301e\u0301", 3, "e\u0301"),
        ("😀😀", 1, ""),
    ],
)
def test_a_text_is_cut_between_words_and_never_within_a_character(
    text: str, limit: int, clipped: str
) -> None:
    assert clip(text, limit) == clipped


def test_a_shortened_text_is_one_line_and_says_that_it_was_cut() -> None:
    assert shorten("one\n two", 20) == "one two"
    assert shorten("one two three", 9) == "one two…"
