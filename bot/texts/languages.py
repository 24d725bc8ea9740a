"""The languages that the bot speaks; what it quotes stays in its own."""

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from bot.texts.catalog import Texts

NAMES = {"en": "English", "ru": "Русский", "es": "Español", "de": "Deutsch", "zh": "中文"}
"""Each by its code and by what its speakers call it."""
DEFAULT = "en"
CATALOGUES = Path(__file__).with_name("locale")


@cache
def texts_in(code: str) -> Texts:
    """The bot's words in the language of that *code*, one of `NAMES`."""
    if code == DEFAULT:
        return Texts(code, NullTranslations())
    return Texts(code, translation("quoth", CATALOGUES, [code]))


def nearest(code: str | None, default: str = DEFAULT) -> str:
    """The language to speak to someone whose Telegram is in another: their own if we can, else *default*.

    >>> nearest("pt-br"), nearest("zh-hans"), nearest(None), nearest("pt-br", "es")
    ('en', 'zh', 'en', 'es')
    """
    language = (code or "").partition("-")[0].casefold()
    return language if language in NAMES else default
