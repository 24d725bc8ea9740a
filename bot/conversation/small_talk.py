"""Greetings, thanks, farewells, questions to the bot itself: what people say that no sentence answers."""

from enum import StrEnum

import regex


class Smalltalk(StrEnum):
    """What a message without a question is."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    WHO_ARE_YOU = "who are you"
    HELP = "help"
    CONTENTS = "contents"


_SAID = {
    Smalltalk.GREETING: (
        "hi|hi there|hello|hello there|hey|hey there|good morning|good afternoon|good evening|greetings|"
        "привет|здравствуй|здравствуйте|добрый день|доброе утро|добрый вечер|"
        "hola|buenos días|buenas|buenas tardes|buenas noches|hallo|guten tag|guten morgen|guten abend|"
        "bonjour|salut|bonsoir|你好|您好|こんにちは|مرحبا|नमस्ते|สวัสดี"
    ),
    Smalltalk.THANKS: (
        "thanks|thank you|thank you very much|thanks a lot|many thanks|thx|ty|cheers|ok|okay|ok thanks|great|"
        "спасибо|большое спасибо|спасибо большое|благодарю|ок|хорошо|понятно|gracias|muchas gracias|vale|"
        "danke|danke schön|vielen dank|alles klar|merci|merci beaucoup|d accord|谢谢|謝謝|好的|ありがとう|"
        "شكرا|धन्यवाद|ขอบคุณ"
    ),
    Smalltalk.FAREWELL: (
        "bye|goodbye|good bye|bye bye|see you|good night|пока|до свидания|adiós|hasta luego|"
        "tschüss|auf wiedersehen|au revoir|再见|さようなら"
    ),
    Smalltalk.WHO_ARE_YOU: (
        "who are you|what are you|are you a bot|кто ты|кто вы|ты кто|ты бот|quién eres|"
        "quién es usted|qué eres|eres un bot|wer bist du|was bist du|bist du ein bot|qui es tu|qui êtes vous|"
        "你是谁|您是谁|你是机器人吗|あなたは誰ですか|من أنت|तुम कौन हो|आप कौन हैं|คุณคือใคร"
    ),
    Smalltalk.HELP: (
        "help|help me|what can you do|what can i ask|how does this work|how do you work|"
        "помощь|помоги|помогите|что ты умеешь|что вы умеете|"
        "ayuda|ayúdame|qué puedes hacer|cómo funciona|cómo funcionas|"
        "hilfe|was kannst du|wie funktioniert das|wie funktionierst du|aide|que peux tu faire|"
        "帮助|你能做什么|您能做什么|怎么用|ヘルプ|何ができますか|مساعدة|मदद|ช่วยด้วย"
    ),
    Smalltalk.CONTENTS: (
        "what is the article about|what is this article about|what s the article about|"
        "what is the text about|what is this text about|what is this about|what s this about|"
        "what is this all about|what are the texts about|what texts do you have|which texts do you have|"
        "what articles do you have|which articles do you have|what do you know|summarize|summarise|summary|"
        "summarize the article|summarize the text|summarise the article|summarise the text|tl dr|"
        "tldr|о чем статья|о чём статья|о чем эта статья|о чём эта статья|о чем текст|о чём текст|"
        "о чем этот текст|о чём этот текст|о чем это|о чём это|о чем тексты|о чём тексты|какие у тебя тексты|"
        "какие у вас тексты|какие у тебя статьи|какие у вас статьи|что ты знаешь|что вы знаете|"
        "кратко|краткое содержание|de qué trata esto|de qué tratan los textos|qué textos tienes|"
        "qué artículos tienes|qué sabes|de qué trata el artículo|"
        "de qué trata este artículo|de qué trata el texto|resumen|resume el artículo|"
        "worum geht es hier|worum geht es in den texten|welche texte hast du|welche texte kennst du|"
        "welche artikel hast du|was weißt du|worum geht es in dem artikel|worum geht es im artikel|"
        "worum geht es in dem text|worum geht es im text|zusammenfassung|"
        "de quoi parle l article|de quoi parle cet article|de quoi parle le texte|"
        "de quoi parlent les textes|quels textes as tu|quels articles as tu|résumé|"
        "这篇文章讲什么|这篇文章讲了什么|这篇文章说了什么|文章讲什么|这是讲什么的|你有哪些文章|你知道什么|总结|摘要|"
        "この記事は何についてですか|要約|"
        "عن ماذا يتحدث المقال|ملخص|यह लेख किस बारे में है|सारांश|บทความนี้เกี่ยวกับอะไร|สรุป"
    ),
}
_PHRASES = {phrase.casefold(): kind for kind, phrases in _SAID.items() for phrase in phrases.split("|")}
_NO_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_COURTESIES = (Smalltalk.GREETING, Smalltalk.THANKS, Smalltalk.FAREWELL)
_PIECE = regex.compile(
    r"[^.!?…,;。！？，；\n]*[.!?…,;。！？，；\s]*"
)  # up to the next sign, and what follows that


def smalltalk(text: str) -> Smalltalk | None:
    """What *text* is if it is nothing but small talk.

    >>> smalltalk("Hello!!! 👋")
    <Smalltalk.GREETING: 'greeting'>
    >>> smalltalk("Hello, who is the minister?") is None
    True
    """
    return _PHRASES.get(_NO_WORD.sub(" ", text).strip().casefold())


def without_courtesies(text: str) -> str:
    """*text* without greetings before what it says and thanks behind it; where it says no more, one stays.

    >>> without_courtesies("Hi! Who is the minister? Thanks :)"), without_courtesies("Hello, many thanks!")
    ('Who is the minister?', 'many thanks!')
    """
    pieces = _PIECE.findall(text)[:-1]  # the last one is empty
    while len(pieces) > 1 and smalltalk(pieces[0]) in _COURTESIES:
        del pieces[0]
    while len(pieces) > 1 and smalltalk(pieces[-1]) in _COURTESIES:
        del pieces[-1]
    return "".join(pieces).strip()
