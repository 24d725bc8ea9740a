import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bot.conversation.command_menus import FOR_OWNERS
from bot.messages.message import check
from bot.messages.richtext import plain
from bot.texts import catalog
from bot.texts.languages import CATALOGUES, DEFAULT, NAMES, nearest, texts_in
from bot.views.answers import answer_reply, context_reply
from bot.views.corpus import about, help_reply, welcome
from bot.views.reply_context import ReplyContext
from retrieval.intents.recognition import IntentKind, recognize
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from tests.bot.conftest import WITH_MENUS, Start
from tests.bot.samples import make_stored_answer
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

TRANSLATED = [code for code in NAMES if code != DEFAULT]
KEYWORDS = {"_": None, "N_": None, "_plural": (1, 2), "TextLine": None, "TextHeading": None, "Label": None}
MAX_IN_A_NOTICE = 200
LONGEST_ID = 10**16
MAX_ON_AN_INVITATION = 64


def in_the_code() -> set[str | tuple[str, ...]]:
    modules = map(str, Path(catalog.__file__).parent.rglob("*.py"))
    return {text for module in modules for _, text, *_ in extract_from_file("python", module, KEYWORDS)}


def catalogue(code: str) -> Catalog:
    with (CATALOGUES / code / "LC_MESSAGES" / "quoth.po").open("rb") as file:
        return read_po(file, locale=code)


def entries(code: str) -> Iterator[Message]:
    return (message for message in catalogue(code) if message.id)


def forms(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """The singular and plural forms of a text; a text without plural forms has one."""
    return (value,) if isinstance(value, str) else tuple(value or ())


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_in_the_code_is_translated_and_no_other(code: str) -> None:
    assert {message.id for message in entries(code)} == in_the_code()
    assert catalogue(code).obsolete == {}
    for message in entries(code):
        assert not message.fuzzy
        assert all(form.strip() for form in forms(message.string)), message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_same_placeholders(code: str) -> None:
    for message in entries(code):
        names = set(re.findall(r"{\w+}", "".join(forms(message.id))))

        for form in forms(message.string):
            assert set(re.findall(r"{\w+}", form)) == names, message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_texts_match_the_catalogue(code: str) -> None:
    with (CATALOGUES / code / "LC_MESSAGES" / "quoth.mo").open("rb") as file:
        compiled = {forms(message.id): forms(message.string) for message in read_mo(file) if message.id}

    assert compiled == {forms(message.id): forms(message.string) for message in entries(code)}


@pytest.mark.parametrize("code", NAMES)
def test_every_text_fits_where_telegram_shows_it(code: str) -> None:
    words = texts_in(code)

    for notice in (
        words.errors.stale(),
        words.errors.unknown_button(),
        words.errors.answer_gone(),
        words.feedback.why_bad(),
        words.feedback.thanks_for_rating(),
        words.orders.nothing_waits(),
        words.errors.admins_only(LONGEST_ID).text,
        words.errors.owners_only().text,
    ):
        assert 0 < len(notice) <= MAX_IN_A_NOTICE
    assert len(words.talk.ask_in_private()) <= MAX_ON_AN_INVITATION
    for command in FOR_OWNERS:
        assert 1 <= len(words.commands.command(command)) <= 256


@pytest.mark.parametrize("code", NAMES)
def test_replies_are_valid_in_every_language(snapshot: Snapshot, code: str) -> None:
    context = ReplyContext(snapshot, texts_in(code), "quoth_bot")
    for grade in Grade:
        answered = make_stored_answer(
            snapshot, grade, 0 if grade is Grade.NONE else 2, missing=("a", "b", "c", "d", "e", "f", "g")
        )
        check(answer_reply(answered, context), snapshot)
    check(context_reply(make_stored_answer(snapshot, Grade.ANSWER), 1, 0, context), snapshot)
    for reply in (welcome(context), about(context), help_reply(FOR_OWNERS, context.texts)):
        check(reply, snapshot)


@pytest.mark.parametrize(
    ("code", "count", "worth", "share", "place", "words"),
    [
        ("en", "1,234,567", "0.85", "85%", "p. 3 · ¶ 7", "a, b or c"),
        ("ru", "1 234 567", "0,85", "85 %", "с. 3 · ¶ 7", "a, b или c"),
        ("es", "1.234.567", "0,85", "85 %", "pág. 3 · ¶ 7", "a, b o c"),
        ("de", "1.234.567", "0,85", "85 %", "S. 3 · ¶ 7", "a, b oder c"),
        ("zh", "1,234,567", "0.85", "85%", "第 3 页 · ¶ 7", "a、b或c"),
    ],
)
def test_numbers_pages_and_lists_are_formatted_for_each_language(
    code: str, count: str, worth: str, share: str, place: str, words: str
) -> None:
    texts = texts_in(code)

    assert texts.formats.number(1234567).replace("\N{NO-BREAK SPACE}", " ") == count
    assert texts.formats.number(0.851, 2) == worth
    assert texts.formats.share(0.851).replace("\N{NO-BREAK SPACE}", " ") == share
    assert texts.formats.paragraph(7, page=3) == place
    assert texts.formats.words(["a", "b", "c"]).text == words


@pytest.mark.parametrize(
    ("code", "one", "several"),
    [
        ("en", "Texts: 1 added, 0 removed, 1 changed", "Paragraphs: 3 added, 22 removed, 1,000 changed"),
        ("ru", "Тексты: добавлен 1, удалено 0, изменён 1", "Абзацы: добавлено 3, удалено 22, изменено 1 000"),
        (
            "es",
            "Textos: 1 añadido, 0 quitados, 1 cambiado",
            "Párrafos: 3 añadidos, 22 quitados, 1.000 cambiados",
        ),
        (
            "de",
            "Texte: 1 hinzugekommen, 0 entfernt, 1 geändert",
            "Absätze: 3 hinzugekommen, 22 entfernt, 1.000 geändert",
        ),
        ("zh", "文本：新增 1、删除 0、修改 1", "段落：新增 3、删除 22、修改 1,000"),
    ],
)
def test_singular_and_plural_forms_follow_the_number(code: str, one: str, several: str) -> None:
    texts = texts_in(code)

    assert texts.reports.documents_changed(1, 0, 1).text == one
    assert "1234" not in texts.gaps.people_asked(1234) + texts.gaps.open_questions(1234).text
    assert texts.reports.passages_touched(3, 22, 1000).text.replace("\N{NO-BREAK SPACE}", " ") == several


@pytest.mark.parametrize(
    ("code", "spoken"),
    [
        ("ru", "ru"),
        ("pt-br", "en"),
        ("zh-hans", "zh"),
        ("DE", "de"),
        ("es-419", "es"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_supported_language_closest_to_telegrams_setting_is_used(code: str | None, spoken: str) -> None:
    assert nearest(code) == spoken


async def test_the_interface_uses_the_persons_language_and_quotations_stay_in_the_texts_language(
    world: World, start: Start
) -> None:
    await start()
    masha = world.person("Маша", language_code="ru")
    masha.says("Who lit the lamp?")

    answer = await world.next_message(masha.chat)

    assert answer.text == (
        "Mayor Edda Quist lit it on Sunday evening.\n"
        "[1] The Lamp of Selmouth · ¶ 2 · 3 мая 1999\N{NARROW NO-BREAK SPACE}г. · на английском"
    )
    assert answer.labels[:2] == ("Контекст", "Ещё")


async def test_another_language_can_be_chosen_and_reset(world: World, start: Start, anna: Person) -> None:
    await start()
    anna.says("/language")
    choice = await world.next_message(anna.chat)
    anna.taps(choice, "Deutsch")

    assert (await world.next_edit(anna.chat)).text == "Ab jetzt spreche ich Deutsch mit dir."

    anna.says("/id")
    assert (await world.next_message(anna.chat)).text.startswith("Deine numerische ID")

    anna.says("/language")
    anna.taps(await world.next_message(anna.chat), "Wie in Telegram")

    assert (await world.next_edit(anna.chat)).text == "I’ll use English from now on."


async def test_each_language_has_its_own_command_menus(world: World, start: Start, anna: Person) -> None:
    await start(policy=WITH_MENUS)
    chen = world.person("Chen", language_code="zh")
    await world.changes.until(
        lambda: len([each for each in world.log if each.method == "setMyCommands"]) == 10 or None, "all menus"
    )

    assert world.menu(chen)[0].description == "提问"
    assert world.menu(anna)[0].description == "Ask a question"


def test_texts_of_the_bot_appear_only_in_the_catalogue_of_texts() -> None:
    """Strings of several words that would be sent to people belong in the catalogue of texts."""
    for module in (
        "views/answers",
        "views/corpus",
        "views/verification",
        "handlers/inline",
        "messages/verdicts",
        "handlers/privacy",
        "handlers/callback_queries",
        "conversation/answering",
    ):
        source = (Path(catalog.__file__).parents[1] / f"{module}.py").read_text(encoding="utf-8")
        for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            said = [
                arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if name in {"plain", "bold", "italic", "button", "Button", "CopyButton", "link"}:
                assert not [text for text in said if re.search(r"\w \w", text)], (module, said)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "My texts are in English and in French. Please ask in English or in French."),
        ("es", "Mis textos están en inglés y en francés. Pregunta en inglés o en francés."),
        ("zh", "我的文本是英文和法文的，请用英文或法文提问。"),
    ],
)
def test_a_question_is_asked_for_in_one_of_the_languages_of_the_texts(code: str, said: str) -> None:
    assert texts_in(code).answers.other_language(["en", "fr"]).text == said


@pytest.mark.parametrize("code", NAMES)
def test_the_words_that_help_offers_to_type_are_understood(code: str) -> None:
    paragraph = texts_in(code).talk.how_to_ask().text.split("\n\n")[1].splitlines()[0]
    quoted = re.findall(r"[“„«]([^“”„«»]+)[”“»]", paragraph)

    kinds = [intent and intent.kind for intent in (recognize(each, follows=True) for each in quoted[-3:])]

    assert kinds == [IntentKind.MORE, IntentKind.CONTEXT, IntentKind.DOUBT]


def test_spanish_conjunctions_suit_the_word_that_follows() -> None:
    formats = texts_in("es").formats

    assert formats.in_one_of(["en", "fr"]).text == "en inglés o en francés"
    assert formats.words(["plata", "oro"]).text == "plata u oro"
    assert formats.listed([plain("español"), plain("inglés")]).text == "español e inglés"


def test_chinese_counts_are_separated_by_a_chinese_comma() -> None:
    assert texts_in("zh").corpus.size(3, 6) == "3 段，6 句"
