"""Greetings, thanks and farewells: what people say to a bot that is no question about the text."""

from enum import StrEnum

import regex


class Smalltalk(StrEnum):
    """What a message without a question is."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"


_SAID = {
    Smalltalk.GREETING: (
        "hi|hi there|hello|hello there|hey|hey there|good morning|good afternoon|good evening|greetings|"
        "привет|здравствуй|здравствуйте|добрый день|доброе утро|добрый вечер|"
        "hola|buenos días|buenas|buenas tardes|buenas noches|hallo|guten tag|guten morgen|guten abend|"
        "bonjour|salut|bonsoir|你好|您好|こんにちは|مرحبا|नमस्ते|สวัสดี"
    ),
    Smalltalk.THANKS: (
        "thanks|thank you|thank you very much|thanks a lot|many thanks|thx|ty|cheers|"
        "спасибо|большое спасибо|спасибо большое|благодарю|gracias|muchas gracias|"
        "danke|danke schön|vielen dank|merci|merci beaucoup|谢谢|謝謝|ありがとう|شكرا|धन्यवाद|ขอบคุณ"
    ),
    Smalltalk.FAREWELL: (
        "bye|goodbye|good bye|bye bye|see you|good night|пока|до свидания|adiós|hasta luego|"
        "tschüss|auf wiedersehen|au revoir|再见|さようなら"
    ),
}
_PHRASES = {phrase: kind for kind, phrases in _SAID.items() for phrase in phrases.split("|")}
_NO_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def smalltalk(text: str) -> Smalltalk | None:
    """What *text* is if it is nothing but small talk.

    >>> smalltalk("Hello!!! 👋")
    <Smalltalk.GREETING: 'greeting'>
    >>> smalltalk("Hello, who is the minister?") is None
    True
    """
    return _PHRASES.get(_NO_WORD.sub(" ", text).strip().casefold())
