import html
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.richtext import (
    Mark,
    Quotation,
    RichText,
    blockquote,
    bold,
    clip,
    code,
    deliverable,
    entities,
    fill,
    italic,
    join,
    link,
    plain,
    shorten,
    strikethrough,
    units,
    verbatim,
)
from tests.support.bot_api.model.records import Entity, FormattedText
from tests.support.bot_api.validation import td

PIECES = ["a", "b ", "\n", "<b>", "&amp;", "_*`[", "😀", "👨‍👩‍👧", "e\u0301", "ن", "中", "🇨🇳", "\u200f"]
LINK = "https://t.me/quoth_bot?start=c-1"
LOST = "\u030a\u0333\u033f\u202a\u202b\u202c\u202d\u202e"
"""Characters that Telegram drops and that nothing else can stand for."""
HOSTILE = st.lists(
    st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=LOST),
    min_size=1,
    max_size=60,
).map("".join)


def join_without_separator(parts: Iterable[RichText]) -> RichText:
    return join(parts, "")


# What may be at an end of a mark: blanks, line ends, and sequences that look like one character.
ENDS = [
    "",
    " ",
    "\n",
    " \n ",
    "\u00a0",
    "\u200d",
    "é",
    "e\u0301",
    "A\u030a",
    "\u2028",
    "שלום ",
    "中。",
    "👍🏽",
    "𝕏",
]
WORDS = st.tuples(st.sampled_from(ENDS), HOSTILE | st.just(""), st.sampled_from(ENDS)).map("".join)

# Styles may be nested and contain links; code contains nothing else, and a quotation may contain all of
# these.
STYLED = st.recursive(
    WORDS.map(plain) | WORDS.map(lambda words: link(words, LINK)),
    lambda inner: (
        inner.map(bold)
        | inner.map(italic)
        | inner.map(strikethrough)
        | st.lists(inner, max_size=3).map(join_without_separator)
    ),
    max_leaves=6,
)
LINES = st.lists(STYLED | WORDS.map(code), max_size=3).map(lambda parts: join_without_separator(parts))
MESSAGES = (
    st.lists(LINES | LINES.map(blockquote), max_size=4)
    .map(join)
    .filter(lambda rich: any(character.isalnum() for character in rich.text))
)
"""Telegram takes no message in which there is nothing to see."""


def as_telegram_keeps_it(rich: RichText) -> FormattedText:
    sent = [Entity(entity.type, entity.offset, entity.length, entity.url or "") for entity in entities(rich)]
    return td.normalized(FormattedText(rich.text, tuple(sent)))


TAGS = {"bold": "b", "italic": "i", "strikethrough": "s", "code": "code", "blockquote": "blockquote"}


def as_html(rich: RichText) -> str:
    """The same text as HTML, so that Telegram computes the offsets; outer marks come first."""
    pieces, opened = [], list[Mark]()
    for place in range(len(rich.text) + 1):
        while opened and opened[-1].end == place:
            pieces.append(f"</{TAGS.get(opened.pop().kind, 'a')}>")
        for mark in sorted((mark for mark in rich.marks if mark.start == place), key=lambda mark: -mark.end):
            opened.append(mark)
            pieces.append(f"<{TAGS[mark.kind]}>" if mark.url is None else f'<a href="{mark.url}">')
        pieces.append(html.escape(rich.text[place : place + 1]))
    return "".join(pieces)


def visible_spans(message: FormattedText, kind: str) -> list[str]:
    """The visible spans of *kind*: trimmed of blanks at their ends, and dropped if only blank."""
    return [shown for each in message.covered(kind) if (shown := each.strip(td.BLANKS))]


def text_and_marks(message: FormattedText) -> tuple[str, list[tuple[str, int, int]]]:
    """A text and its marks, without those Telegram detects by itself, such as addresses."""
    own = [each for each in message.entities if each.type not in td.FOUND_BY_TELEGRAM]
    return message.text, [(each.type, each.offset, each.end) for each in own]


def normalize(text: str) -> str:
    """*text* stripped, without runs of direction marks, which Telegram replaces."""
    return re.sub("[\u200c\u200e\u200f]", "\u200c", text.strip(td.BLANKS))


def marked_units(text: str, marked: Iterable[tuple[str, int, int]]) -> set[tuple[str, int]]:
    """Each kind of mark with each UTF-16 unit it covers visibly, counted from the first non-blank."""
    shown = memoryview(text.encode("utf-16-le")).cast("H")
    lead = units(text) - units(text.lstrip(td.BLANKS))
    return {
        (kind, place - lead)
        for kind, start, end in marked
        for place in range(start, min(end, len(shown)))
        if shown[place] not in td.BLANK_UNITS
    }


def test_marks_and_quotations_are_shifted_when_texts_are_joined() -> None:
    rich = plain("see ") + blockquote(verbatim("this", "doc", 2, 30)) + plain("!")

    assert rich.text == "see this!"
    assert rich.marks == (Mark("blockquote", 4, 8),)
    assert rich.quotations == (Quotation(4, 8, "doc", 2, 30, 4),)


def test_a_template_is_filled_with_marked_text() -> None:
    filled = fill("no {word}, {count} times", word=bold("dog"), count="3")

    assert filled.text == "no dog, 3 times"
    assert filled.marks == (Mark("bold", 3, 6),)


def test_empty_parts_leave_no_separator_behind() -> None:
    assert join([RichText(), plain("a"), RichText(), plain("b")], "\n\n").text == "a\n\nb"


def test_empty_text_is_never_marked() -> None:
    assert bold("") == RichText()


def test_entities_are_counted_in_utf_16_units() -> None:
    (entity,) = entities(plain("😀 ") + bold("中😀"))

    assert (entity.type, entity.offset, entity.length) == ("bold", 3, 3)


def test_outer_entities_come_before_inner_ones() -> None:
    nested = blockquote(bold("all") + plain(" and more"))

    assert [entity.type for entity in entities(nested)] == ["blockquote", "bold"]


@td.needs_tdlib
@given(HOSTILE, HOSTILE, HOSTILE)
def test_telegram_accepts_any_text_and_its_entities_cover_the_intended_parts(
    first: str, second: str, third: str
) -> None:
    kept = as_telegram_keeps_it(plain(f"x{first}x") + code(f"x{second}x") + plain(f"x{third}x"))

    assert kept.covered("code") == (td.normalized(FormattedText(f"x{second}x")).text,)


@td.needs_tdlib
@given(MESSAGES)
def test_telegram_shows_each_mark_exactly_where_it_was_placed(rich: RichText) -> None:
    sent = deliverable(rich)
    kept = as_telegram_keeps_it(sent)
    meant = [(mark.kind, units(sent.text[: mark.start]), units(sent.text[: mark.end])) for mark in sent.marks]

    assert normalize(kept.text) == normalize(sent.text)
    assert marked_units(*text_and_marks(kept)) == marked_units(sent.text, meant)


@td.needs_tdlib
@given(MESSAGES)
def test_no_link_or_quotation_is_lost_or_merged_with_another(rich: RichText) -> None:
    sent = deliverable(rich)
    kept = as_telegram_keeps_it(sent)
    for kind in ("blockquote", "text_link", "code"):
        meant = [
            sent.text[mark.start : mark.end].strip(td.BLANKS) for mark in sent.marks if mark.kind == kind
        ]

        assert [normalize(words) for words in visible_spans(kept, kind)] == [
            normalize(words) for words in meant if words
        ]

    assert {each.url for each in kept.entities if each.type == "text_link"} <= {LINK}


@td.needs_tdlib
@given(MESSAGES)
def test_the_same_text_sent_as_html_has_the_same_entities(rich: RichText) -> None:
    sent = deliverable(rich)
    kept, read = as_telegram_keeps_it(sent), td.normalized(td.parsed(as_html(sent), "HTML"))

    assert normalize(read.text) == normalize(kept.text)
    assert marked_units(*text_and_marks(read)) == marked_units(*text_and_marks(kept))


@td.needs_tdlib
def test_bold_within_a_blockquote_is_kept() -> None:
    kept = as_telegram_keeps_it(
        italic("why") + plain("\n") + blockquote(plain("one ") + bold("two") + plain(" three"))
    )

    assert kept.covered("blockquote") == ("one two three",)
    assert kept.covered("bold") == ("two",)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("A\u030angstro\u0308m", "Ångstro\u0308m"),
        ("a\u030a\u0301 b", "ǻ b"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("e\u0301 👨‍👩‍👧", "e\u0301 👨‍👩‍👧"),
    ],
)
def test_characters_that_telegram_removes_are_replaced_before_sending(text: str, sent: str) -> None:
    rich = deliverable(plain(text) + bold("!"))

    assert rich.text == f"{sent}!"
    assert rich.marks == (Mark("bold", len(sent), len(sent) + 1),)


@given(HOSTILE, st.integers(0, 60))
def test_a_clipped_text_is_a_beginning_of_the_text_that_fits(text: str, limit: int) -> None:
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
def test_a_text_is_cut_between_words_and_never_inside_a_character(
    text: str, limit: int, clipped: str
) -> None:
    assert clip(text, limit) == clipped


def test_a_shortened_text_is_one_line_that_ends_with_an_ellipsis() -> None:
    assert shorten("one\n two", 20) == "one two"
    assert shorten("one two three", 9) == "one two…"
