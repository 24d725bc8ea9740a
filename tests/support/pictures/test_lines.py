import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.bot_api.model.records import Entity, FormattedText
from tests.support.pictures.lines import blocks, is_rtl, pieces, runs, shortened, width, wrapped


def lines(text: str, room: float) -> list[str]:
    return ["".join(piece.text for piece in line) for line in wrapped(pieces(FormattedText(text)), 10, room)]


@pytest.mark.parametrize(
    ("text", "room", "broken"),
    [
        ("one two three", 500, ["one two three"]),
        ("one two three", 40, ["one two", "three"]),
        ("run-down", 30, ["run-", "down"]),
        ("unbreakable", 30, ["unbre", "akabl", "e"]),
        ("港口的灯。又亮了", 42, ["港口的", "灯。又亮", "了"]),
        ("", 30, [""]),
    ],
)
def test_a_paragraph_is_broken_where_a_phone_breaks_it(text: str, room: float, broken: list[str]) -> None:
    assert lines(text, room) == broken


@given(st.text(st.sampled_from("ab -é中。😀א\u0301")), st.floats(20, 200))
def test_lines_keep_every_character_except_break_blanks_and_fit_the_width(text: str, room: float) -> None:
    broken = wrapped(pieces(FormattedText(text)), 10, room)
    kept = "".join(piece.text for line in broken for piece in line)

    assert kept.replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 10) <= room or len(line) == 1 for line in broken)


def test_entities_cover_their_characters_in_utf16_units() -> None:
    message = FormattedText("😀 bold", (Entity("bold", 3, 4),))

    assert list(runs(pieces(message))) == [(frozenset(), "😀 "), (frozenset({"bold"}), "bold")]


def test_quotations_are_separate_blocks_and_the_line_ends_around_them_are_dropped() -> None:
    message = FormattedText("see\n\nquoted\n[1]", (Entity("blockquote", 5, 6),))
    found = blocks(message, 10, 500, 20)

    assert [(block.is_quote, len(block.lines)) for block in found] == [(False, 2), (True, 1), (False, 1)]


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("[1] عنوان", True), ("[1] \u2068عنوان\u2069 · of 2", False), ("abc", False), ("1 · 2", False)],
)
def test_the_first_letter_outside_isolates_sets_the_direction_of_a_line(text: str, *, rtl: bool) -> None:
    assert is_rtl(pieces(FormattedText(text))) is rtl


def test_text_that_does_not_fit_ends_in_an_ellipsis() -> None:
    assert shortened("a long label", 10, 40) == "a long…"
    assert shortened("short", 10, 40) == "short"
