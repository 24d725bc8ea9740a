import io

import pytest
from rich.console import Console
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity

from bot.terminal.memory_telegram import Edited, Notice, Sent
from bot.terminal.screen import PlainScreen, RichScreen, ScreenBlock, ScreenMark, blocks, plain


def message(text: str, *entities: tuple[str, str], rows: tuple[tuple[str, ...], ...] = ()) -> Message:
    """A message in which each named part of the text has an entity of that type."""
    marks = [MessageEntity(kind, text.index(part), len(part)) for kind, part in entities]
    sent = {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 1, "type": "private"},
        "text": text,
        "entities": [mark.to_dict() for mark in MessageEntity.adjust_message_entities_to_utf_16(text, marks)],
    }
    if rows:
        keyboard = [[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows]
        sent["reply_markup"] = InlineKeyboardMarkup(keyboard).to_dict()
    return Message.de_json(sent, None)


def rendered(event: Sent | Edited | Notice, *, width: int = 40, colour: bool = False) -> str:
    """The output of a rich screen of that width."""
    printed = io.StringIO()
    console = Console(
        file=printed, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    RichScreen(console).show(event)
    return printed.getvalue()


ANSWER = message(
    "\U0001f600 Look:\n\nThe ferry left at noon.\n[1] Harbour · ¶ 3",
    ("blockquote", "The ferry left at noon."),
    ("bold", "[1]"),
    rows=(("Context", "More"),),
)


def test_a_message_is_split_into_quotations_and_the_text_between_them() -> None:
    assert blocks(ANSWER) == [
        ScreenBlock("\U0001f600 Look:\n", False, ()),
        ScreenBlock("The ferry left at noon.", True, (ScreenMark("blockquote", 0, 23),)),
        ScreenBlock("[1] Harbour · ¶ 3", False, (ScreenMark("bold", 0, 3),)),
    ]


def test_a_plain_message_marks_each_line_of_a_quotation_and_numbers_the_buttons() -> None:
    assert plain(ANSWER) == (
        "\U0001f600 Look:\n\n> The ferry left at noon.\n[1] Harbour · ¶ 3\n  1) Context   2) More"
    )


def test_a_quotation_without_surrounding_line_feeds_is_still_set_apart() -> None:
    assert plain(message("before QUOTE after", ("blockquote", "QUOTE"))) == "before \n> QUOTE\n after"


def test_line_feeds_inside_a_quotation_are_kept() -> None:
    assert plain(message("one\n\ntwo\n", ("blockquote", "one\n\ntwo\n"))) == "> one\n> \n> two\n> "


def test_the_cited_sentence_in_its_passage_is_marked_even_in_plain_text() -> None:
    context = message(
        "It was cold. The ferry left. Nobody cheered.",
        ("blockquote", "It was cold. The ferry left. Nobody cheered."),
        ("bold", "The ferry left."),
    )

    assert plain(context) == "> It was cold. **The ferry left.** Nobody cheered."


def test_missing_and_extra_words_of_a_quotation_are_marked_even_in_plain_text() -> None:
    differing = message(
        "he will would sail",
        ("blockquote", "he will would sail"),
        ("strikethrough", "will"),
        ("bold", "would"),
    )

    assert plain(differing) == "> he ~~will~~ **would** sail"


def test_buttons_are_numbered_across_all_rows() -> None:
    assert plain(message("x", rows=(("a", "b"), ("c",)))) == "x\n  1) a   2) b\n  3) c"


def test_a_link_button_shows_its_address_and_no_number() -> None:
    sent = message("x").to_dict()
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("Source", url="https://example.org/"),
                InlineKeyboardButton("More", callback_data="m"),
            ]
        ]
    )
    sent["reply_markup"] = keyboard.to_dict()

    assert plain(Message.de_json(sent, None)) == "x\n  Source: https://example.org/   1) More"


@pytest.mark.parametrize(
    ("event", "printed"),
    [
        (Sent(message("hello")), "hello\n\n"),
        (Edited(message("hello")), "[edited]\nhello\n\n"),
        (Notice("Ask again.", alert=True), "[notice] Ask again.\n\n"),
        (Sent(message("a\x1b[2Jb")), "a␛[2Jb\n\n"),
    ],
)
def test_the_plain_screen_prints_only_plain_text(
    event: Sent | Edited | Notice, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    PlainScreen().show(event)

    assert capsys.readouterr().out == printed


def test_the_rich_screen_wraps_to_its_width_with_a_bar_on_every_quoted_line() -> None:
    long = "The ferry left at noon and came back before the evening."
    lines = rendered(Sent(message(long, ("blockquote", long))), width=24).splitlines()

    assert len(lines) > 2
    assert all(line.startswith("▌ ") and len(line.rstrip()) <= 24 for line in lines if line)
    assert " ".join(line.removeprefix("▌ ").strip() for line in lines).strip() == long


def test_the_rich_screen_styles_each_kind_of_mark() -> None:
    text = rendered(Sent(message("\U0001f600 so bold", ("bold", "bold"))), colour=True)

    assert "\x1b[1mbold\x1b[0m" in text


def test_the_rich_screen_labels_edited_messages_and_shows_notices() -> None:
    assert rendered(Edited(message("after"))) == "edited\nafter\n\n"
    assert rendered(Notice("Ask again.", alert=False)) == "Ask again.\n\n"


def test_the_rich_screen_ignores_escape_sequences_and_markup_in_a_text() -> None:
    assert rendered(Sent(message("a\x1b[2J [red]b[/red]"))) == "a␛[2J [red]b[/red]\n\n"
