import pytest

from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.model.records import Entity, FormattedText
from tests.support.bot_api.validation import td, texts

pytestmark = td.needs_tdlib


@pytest.fixture
def notes() -> list[str]:
    return []


def test_a_text_is_measured_as_sent_and_again_after_parsing(notes: list[str]) -> None:
    with pytest.raises(ApiError, match="text is too long"):
        texts.read("x" * 32_769, "", None, notes.append)
    with pytest.raises(ApiError, match="message is too long"):
        texts.keep_message(FormattedText("x" * 4_097), notes.append)

    marked_up = texts.read("<b>" + "x" * 4_096 + "</b>", "HTML", None, notes.append)

    assert len(texts.keep_message(marked_up, notes.append).text) == 4_096
    assert notes == []


def test_a_text_that_only_some_counters_find_too_long_is_noted(notes: list[str]) -> None:
    texts.keep_message(FormattedText("😀" * 3_000), notes.append)

    assert notes == ["more than 4096 UTF-16 units: some of Telegram's counters refuse it"]


@pytest.mark.parametrize("text", [" ", "\n\n", "\r", " \t "])
def test_a_text_of_blanks_is_refused(text: str, notes: list[str]) -> None:
    with pytest.raises(ApiError, match="text must be non-empty"):
        texts.keep_message(FormattedText(text), notes.append)


def test_captions_have_a_limit_of_their_own_and_may_be_empty(notes: list[str]) -> None:
    assert texts.keep_caption(FormattedText(""), notes.append).text == ""
    with pytest.raises(ApiError, match="message caption is too long"):
        texts.keep_caption(FormattedText("x" * 1_025), notes.append)


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ("bold", "MessageEntity must be an Object"),
        ({"type": "bold", "length": 1}, 'Can\'t find field "offset"'),
        ({"type": "bold", "offset": 0, "length": "one"}, 'Field "length" must be a valid Number'),
        ({"type": "loud", "offset": 0, "length": 1}, "Unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 1}, 'Can\'t find field "url"'),
        ({"type": "text_mention", "offset": 0, "length": 1}, 'Can\'t find field "user"'),
    ],
)
def test_an_entity_that_cannot_be_read_is_refused(entity: object, reason: str, notes: list[str]) -> None:
    with pytest.raises(ApiError) as refusal:
        texts.read("x", "", [entity], notes.append)

    expected = reason[0].lower() + reason[1:] if not reason.startswith("MessageEntity") else reason

    assert refusal.value.description.lower() == f"bad request: can't parse messageentity: {expected.lower()}"


def test_what_telegram_ignores_in_entities_is_noted(notes: list[str]) -> None:
    entities = [
        {"type": "url", "offset": 0, "length": 1},
        {"type": "bold", "offset": 0, "length": 1, "weight": 7},
    ]

    assert texts.read("x", "", entities, notes.append).entities == (Entity("bold", 0, 1),)
    assert notes == [
        "an explicit url entity is ignored: Telegram finds those by itself",
        "MessageEntity has no field 'weight'",
    ]


def test_entities_beside_a_parse_mode_are_noted(notes: list[str]) -> None:
    texts.read("x", "HTML", [{"type": "bold", "offset": 0, "length": 1}], notes.append)

    assert notes == ["explicit entities are ignored beside a parse_mode"]


@pytest.mark.parametrize(
    ("markup", "note"),
    [
        ("<code>a <b>b</b></code>", "Telegram drops bold from 1 UTF-16 units, the first at 2"),
        ("<pre>a <u>b</u></pre>", "Telegram drops underline from 1 UTF-16 units, the first at 2"),
        (
            "<blockquote>a <blockquote>b</blockquote></blockquote>",
            "Telegram drops 1 of 2 blockquote entities",
        ),
        ("a\rb", "Telegram changes the characters of the text: 'a\\rb' becomes 'ab'"),
    ],
)
def test_what_telegram_silently_drops_is_noted(markup: str, note: str, notes: list[str]) -> None:
    texts.keep_message(texts.read(markup, "HTML", None, notes.append), notes.append)

    assert notes == [note]


@pytest.mark.parametrize(
    "markup",
    [
        "<b>bold <i>and italic</i></b>",
        "<blockquote>a <b>word</b> and https://example.org</blockquote>",
        "<blockquote expandable>long</blockquote>\n<b>after</b>",
        "  <b> blanks around </b>\n",
        "<b>first</b><b>second</b>",
        '<a href="https://example.org"><b>link</b></a> <code>code</code>',
    ],
)
def test_what_telegram_keeps_or_merely_joins_is_not_noted(markup: str, notes: list[str]) -> None:
    texts.keep_message(texts.read(markup, "HTML", None, notes.append), notes.append)

    assert notes == []


def test_only_a_hundred_entities_take_effect(notes: list[str]) -> None:
    words = " ".join(["word"] * 101)
    entities = tuple(Entity("bold", 5 * place, 4) for place in range(101))

    kept = texts.keep_message(FormattedText(words, entities), notes.append)

    assert len(kept.entities) == 100
    assert notes[0] == "101 entities: only the first 100 take effect"
