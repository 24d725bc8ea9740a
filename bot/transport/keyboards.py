"""Keyboards as Telegram's library has them."""

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages.message import Button, CopyButton, Keyboard


def inline_keyboard(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """The markup of a keyboard; None for one without buttons."""
    rows = [[_button(button) for button in row] for row in keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button | CopyButton) -> InlineKeyboardButton:
    if isinstance(button, CopyButton):
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.text))
    return InlineKeyboardButton(button.label, callback_data=button.data)
