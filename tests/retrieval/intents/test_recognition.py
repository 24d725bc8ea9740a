import pytest

from retrieval.intents.recognition import IntentKind, number_typed, recognize, without_courtesies
from retrieval.records import MessageKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", IntentKind.GREETING),
        ("Hello!!! 👋", IntentKind.GREETING),
        ("good   morning", IntentKind.GREETING),
        ("Привет", IntentKind.GREETING),
        ("你好！", IntentKind.GREETING),
        ("नमस्ते", IntentKind.GREETING),
        ("Thanks a lot.", IntentKind.THANKS),
        ("¡Muchas gracias!", IntentKind.THANKS),
        ("ok 👍", IntentKind.THANKS),
        ("Понятно.", IntentKind.THANKS),
        ("D’accord", IntentKind.THANKS),
        ("Auf Wiedersehen", IntentKind.FAREWELL),
        ("Who are you?", IntentKind.WHO_ARE_YOU),
        ("你是谁？", IntentKind.WHO_ARE_YOU),
        ("¿Quién eres?", IntentKind.WHO_ARE_YOU),
        ("HELP!", IntentKind.HELP),
        ("Что ты умеешь?", IntentKind.HELP),
        ("What’s the article about?", IntentKind.SUMMARY),
        ("TL;DR", IntentKind.SUMMARY),
        ("what's this about?", IntentKind.SUMMARY),
        ("Which texts do you have?", IntentKind.CONTENTS),
        ("¿De qué trata esto?", IntentKind.SUMMARY),
        ("Was weißt du?", IntentKind.SUMMARY),
        ("你有哪些文章？", IntentKind.CONTENTS),
        ("О чём эта статья?", IntentKind.SUMMARY),
    ],
)
def test_a_message_that_is_one_of_the_listed_phrases_is_recognized(text: str, kind: IntentKind) -> None:
    intent = recognize(text)

    assert intent is not None
    assert intent.kind is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("who made you", MessageKind.ABOUT_THE_BOT),
        ("can u write me a haiku about the sea?", MessageKind.ABOUT_THE_BOT),
        ("r u human", MessageKind.ABOUT_THE_BOT),
        ("Do you have a girlfriend?", MessageKind.ABOUT_THE_BOT),
        ("translate this into german pls", MessageKind.ABOUT_THE_BOT),
        ("thank you so much!", MessageKind.SMALL_TALK),
        ("ok boring", MessageKind.SMALL_TALK),
        ("hahahaha nice one", MessageKind.SMALL_TALK),
        ("sooo cool, thx a lot!!!", MessageKind.SMALL_TALK),
        ("who's the author of this article", MessageKind.ABOUT_THE_TEXT),
        ("when was this published?", MessageKind.ABOUT_THE_TEXT),
        ("what's your source", MessageKind.ABOUT_THE_TEXT),
        ("how long is the text", MessageKind.ABOUT_THE_TEXT),
        ("gimme the main points pls", MessageKind.SUMMARY),
        ("summarise the FAQ in 3 bullets", MessageKind.SUMMARY),
        ("harbour story in short", MessageKind.SUMMARY),
        ("lampctl in short", MessageKind.SUMMARY),
        ("lampctl kurz gefasst", MessageKind.SUMMARY),
        ("lampctl en resumen", MessageKind.SUMMARY),
        ("lampctl en bref", MessageKind.SUMMARY),
        ("lampctl вкратце", MessageKind.SUMMARY),
        ("the harbour article short version pls", MessageKind.SUMMARY),
        ("summary of this in max five short sentences please", MessageKind.SUMMARY),
        ("Fass den Text bitte in drei Sätzen zusammen", MessageKind.SUMMARY),
        ("resume el texto en tres frases", MessageKind.SUMMARY),
        ("краткое содержание в трёх предложениях", MessageKind.SUMMARY),
        ("résume l'article en 3 phrases", MessageKind.SUMMARY),
        ("用三句话总结这篇文章", MessageKind.SUMMARY),
        ("sum it up for me", MessageKind.SUMMARY),
    ],
)
def test_other_wordings_are_recognized_by_pattern(text: str, kind: MessageKind) -> None:
    intent = recognize(text)

    assert intent is not None
    assert intent.kind.message_kind is kind


@pytest.mark.parametrize(
    ("text", "name", "says_document"),
    [
        ("summarize the lighthouse story", "lighthouse", True),
        ("who wrote the piece on the harbour article", "piece on the harbour", True),
        ("key points of the charter", "the charter", False),
    ],
)
def test_the_words_that_name_a_document_are_shown(text: str, name: str, says_document: bool) -> None:
    intent = recognize(text)

    assert intent is not None
    assert (intent.name, intent.says_document) == (name, says_document)


@pytest.mark.parametrize("text", ["more", "Even more!", "more answers", "source?", "really?", "go on"])
def test_words_that_act_on_an_answer_do_so_only_after_one(text: str) -> None:
    before, after = recognize(text), recognize(text, follows=True)

    assert after is not None
    assert after.kind.message_kind is MessageKind.FOLLOW_ON
    assert before is None or before.kind.message_kind is not MessageKind.FOLLOW_ON


def test_it_may_refer_to_a_thing_in_the_last_answer() -> None:
    assert recognize("who wrote it?", follows=True) is None


def test_only_a_lone_number_names_a_result() -> None:
    assert [number_typed(text) for text in ("2", "[3]", "number 1", "2 ships", "20")] == [2, 3, 1, None, None]


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
        "Who made the film?",
        "Can you redistribute modified copies?",
        "Are you allowed to sail at night?",
        "When was the treaty signed?",
        "What is a summary judgment?",
        "Is the story in short supply?",
    ],
)
def test_an_ordinary_question_is_not_small_talk(text: str) -> None:
    assert recognize(text) is None


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
def test_greetings_and_thanks_around_a_question_are_not_part_of_it(text: str, asked: str) -> None:
    assert without_courtesies(text) == asked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Qui est l’auteur de ce texte ?", IntentKind.AUTHOR),
        ("Quand a été publié cet article ?", IntentKind.DATE),
        ("Peux-tu résumer l'article, stp ?", IntentKind.SUMMARY),
        ("谁写的？", IntentKind.AUTHOR),
        ("请帮我总结一下这篇报道", IntentKind.SUMMARY),
        ("这篇文章是什么时候发表的？", IntentKind.DATE),
        ("これは誰が書きましたか？", IntentKind.AUTHOR),
        ("この記事を要約してください", IntentKind.SUMMARY),
        ("من كتب هذا المقال؟", IntentKind.AUTHOR),
        ("لخص المقال من فضلك", IntentKind.SUMMARY),
        ("यह लेख किसने लिखा है?", IntentKind.AUTHOR),
        ("इस लेख का सारांश दो", IntentKind.SUMMARY),
        ("ใครเขียนบทความนี้", IntentKind.AUTHOR),
        ("ช่วยสรุปบทความนี้ให้หน่อยครับ", IntentKind.SUMMARY),
        ("Kannst du mir den Artikel kurz zusammenfassen?", IntentKind.SUMMARY),
        ("¿Quién es el autor?", IntentKind.AUTHOR),
        ("Дай краткое содержание, пожалуйста", IntentKind.SUMMARY),
    ],
)
def test_questions_about_a_text_are_recognized_in_every_language(text: str, kind: IntentKind) -> None:
    intent = recognize(text)

    assert intent is not None
    assert intent.kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "Qui a écrit la lettre au maire ?",
        "谁点的灯？",
        "这座桥是什么时候建成的？",
        "灯はいつ点きましたか？",
        "من أضاء المصباح؟",
        "दीपक किसने जलाया?",
        "ใครจุดตะเกียง",
        "Wer hat den Brief geschrieben?",
        "¿Quién escribió la carta?",
        "Кто написал письмо?",
    ],
)
def test_a_question_about_something_in_a_text_is_an_ordinary_question_in_every_language(text: str) -> None:
    assert recognize(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("timeline pls", IntentKind.TIMELINE),
        ("list all the dates in the article", IntentKind.TIMELINE),
        ("who is mentioned in this?", IntentKind.PEOPLE),
        ("show me the people", IntentKind.PEOPLE),
        ("what numbers are there", IntentKind.AMOUNTS),
        ("Welche Personen werden genannt?", IntentKind.PEOPLE),
    ],
)
def test_views_of_a_text_can_be_asked_for_in_words(text: str, kind: IntentKind) -> None:
    intent = recognize(text)

    assert intent is not None
    assert intent.kind is kind


@pytest.mark.parametrize(
    "text", ["who is mentioned in the letter", "what dates did they travel", "which people fled the town"]
)
def test_a_question_about_some_dates_or_people_is_an_ordinary_question(text: str) -> None:
    assert recognize(text) is None


@pytest.mark.parametrize("text", ["why?", "When?", "where", "dónde?", "где?", "в каком году?"])
def test_a_lone_question_word_is_a_question_even_after_an_answer(text: str) -> None:
    assert recognize(text, follows=True) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("what's your name, are you human?", MessageKind.ABOUT_THE_BOT),
        ("lol. you are stupid!", MessageKind.SMALL_TALK),
        ("can you email me the news every day", MessageKind.ABOUT_THE_BOT),
    ],
)
def test_small_talk_in_several_pieces_is_still_small_talk(text: str, kind: MessageKind) -> None:
    intent = recognize(text)

    assert intent is not None
    assert intent.kind.message_kind is kind


def test_small_talk_beside_a_question_is_ignored() -> None:
    assert recognize("are you human? who lit the lamp?") is None
