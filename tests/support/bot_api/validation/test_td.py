import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.model.records import Entity, FormattedText
from tests.support.bot_api.validation import td

pytestmark = td.needs_tdlib


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<p>no such tag</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("1 < 2", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("<b>never closed", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        (
            "<b><i>crossed</b></i>",
            'can\'t parse entities: Unmatched end tag at byte offset 13, expected "</i>", found "</b>"',
        ),
    ],
)
def test_markup_is_refused_in_telegrams_own_words(markup: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        td.parsed(markup, "HTML")

    assert refusal.value.description == f"Bad Request: {reason}"


def test_markup_becomes_entities_counted_in_utf16_units() -> None:
    parsed = td.parsed('😀 <b>bold</b> <a href="https://example.org">link</a>', "HTML")

    assert parsed == FormattedText(
        "😀 bold link",
        (Entity("bold", 3, 4), Entity("text_link", 8, 4, url="https://example.org/")),
    )


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        td.parsed("x", "BBCode")


def test_telegram_finds_commands_mentions_and_addresses_by_itself() -> None:
    found = td.found("/ask@quoth_bot what does @alice_l say on example.org?")

    assert [entity.type for entity in found] == ["bot_command", "mention", "url"]


def test_blanks_at_both_ends_are_cut_and_entities_move_along() -> None:
    normalized = td.normalized(FormattedText(" \n word  \n", (Entity("bold", 0, 9),)))

    assert normalized == FormattedText("word", (Entity("bold", 0, 4),))


def test_a_quotation_within_a_quotation_is_dropped() -> None:
    nested = FormattedText("outer inner", (Entity("blockquote", 0, 11), Entity("blockquote", 6, 5)))

    assert td.normalized(nested).entities == (Entity("blockquote", 0, 11),)


@pytest.mark.parametrize("outer", ["code", "pre"])
def test_no_formatting_survives_within_code(outer: str) -> None:
    nested = FormattedText("x = some_name", (Entity(outer, 0, 13), Entity("bold", 4, 9)))

    assert td.normalized(nested).entities == (Entity(outer, 0, 13),)


def test_addresses_within_code_are_not_found() -> None:
    assert td.normalized(FormattedText("see example.org", (Entity("code", 0, 15),))).covered("url") == ()


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        (Entity("bold", 1, 9), "entity beginning at UTF-16 offset 1 ends after the end of the text"),
        (Entity("bold", 0, 2), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol"),
        (Entity("bold", 2, 1), "entity begins in a middle of a UTF-16 symbol"),
        (Entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (Entity("text_link", 0, 1, url="nowhere"), "entity URL 'nowhere' is invalid"),
    ],
)
def test_entities_that_do_not_fit_the_text_are_refused(entity: Entity, reason: str) -> None:
    with pytest.raises(ApiError, match=reason):
        td.normalized(FormattedText("a😀b", (entity,)))


@pytest.mark.parametrize("text", ["**no** markdown", "__here__", "`ticks`", "[a](https://b.org) ||c|| ~~d~~"])
def test_a_text_with_explicit_entities_is_not_read_as_markdown(text: str) -> None:
    assert td.normalized(FormattedText(text, (Entity("italic", 0, 4),))).text == text


def test_the_nearest_occurrence_of_a_quote_is_found() -> None:
    message = FormattedText("the lamp and the lamp")

    assert td.quote_position(message, FormattedText("lamp"), 0) == 4
    assert td.quote_position(message, FormattedText("lamp"), 20) == 17
    assert td.quote_position(message, FormattedText("Lamp"), 0) is None


def test_bad_addresses_are_distinguished_from_good_ones() -> None:
    assert td.address_error("https://t.me/quoth_bot?start=abc") is None
    assert td.address_error("nowhere") == "Wrong HTTP URL"


@given(st.text(min_size=1), st.data())
def test_normalized_texts_stay_as_they_are(text: str, data: st.DataObject) -> None:
    length = td.utf16_length(text)
    bounds = sorted(data.draw(st.lists(st.integers(0, length), min_size=2, max_size=2)))
    kind = data.draw(st.sampled_from(["bold", "code", "blockquote"]))
    try:
        once = td.normalized(FormattedText(text, (Entity(kind, bounds[0], bounds[1] - bounds[0]),)))
    except ApiError:  # it would have cut a character in two
        return

    assert td.normalized(once) == once
