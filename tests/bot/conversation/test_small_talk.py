import pytest

from bot.conversation.small_talk import Smalltalk, smalltalk, without_courtesies


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", Smalltalk.GREETING),
        ("Hello!!! 👋", Smalltalk.GREETING),
        ("good   morning", Smalltalk.GREETING),
        ("Привет", Smalltalk.GREETING),
        ("你好！", Smalltalk.GREETING),
        ("नमस्ते", Smalltalk.GREETING),
        ("Thanks a lot.", Smalltalk.THANKS),
        ("¡Muchas gracias!", Smalltalk.THANKS),
        ("ok 👍", Smalltalk.THANKS),
        ("Понятно.", Smalltalk.THANKS),
        ("D’accord", Smalltalk.THANKS),
        ("Auf Wiedersehen", Smalltalk.FAREWELL),
        ("Who are you?", Smalltalk.WHO_ARE_YOU),
        ("你是谁？", Smalltalk.WHO_ARE_YOU),
        ("¿Quién eres?", Smalltalk.WHO_ARE_YOU),
        ("HELP!", Smalltalk.HELP),
        ("Что ты умеешь?", Smalltalk.HELP),
        ("What’s the article about?", Smalltalk.CONTENTS),
        ("TL;DR", Smalltalk.CONTENTS),
        ("what's this about?", Smalltalk.CONTENTS),
        ("Which texts do you have?", Smalltalk.CONTENTS),
        ("¿De qué trata esto?", Smalltalk.CONTENTS),
        ("Was weißt du?", Smalltalk.CONTENTS),
        ("你有哪些文章？", Smalltalk.CONTENTS),
        ("О чём эта статья?", Smalltalk.CONTENTS),
    ],
)
def test_a_message_that_is_nothing_else_is_small_talk(text: str, kind: Smalltalk) -> None:
    assert smalltalk(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "Hello, who is the minister?",
        "hit",
        "who?",
        "",
        "👍",
        "Who are you to say so?",
        "Help for whom?",
        "What is it about?",
    ],
)
def test_anything_more_is_not(text: str) -> None:
    assert smalltalk(text) is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hi! Who lit the lamp? Thanks", "Who lit the lamp?"),
        ("Привет, кто зажёг лампу?\nСпасибо!", "кто зажёг лампу?"),
        ("你好！谁点的灯？", "谁点的灯？"),
        ("👋 Hello there. Thanks! And when?", "And when?"),
        ("Who wrote Hello, Dolly?", "Who wrote Hello, Dolly?"),
        ("Hello who is it", "Hello who is it"),
        ("Hello!", "Hello!"),
        ("thanks, bye", "bye"),
        ("Who lit the U.S. lamp, e.g. in May?", "Who lit the U.S. lamp, e.g. in May?"),
        ("?!", "?!"),
        ("", ""),
    ],
)
def test_greetings_and_thanks_around_a_question_are_no_part_of_it(text: str, asked: str) -> None:
    assert without_courtesies(text) == asked
