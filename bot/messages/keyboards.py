"""Convert keyboards to the types of python-telegram-bot."""

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from bot.messages.message import AnyButton, CopyButton, Keyboard, LinkButton


def inline_keyboard(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """The markup of a keyboard; None for one without buttons."""
    rows = [[_button(button) for button in row] for row in keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: AnyButton) -> InlineKeyboardButton:
    if isinstance(button, CopyButton):
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.text))
    if isinstance(button, LinkButton) and button.in_telegram:
        return InlineKeyboardButton(button.label, web_app=WebAppInfo(button.url))
    if isinstance(button, LinkButton):
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.data, style=button.style or None)
