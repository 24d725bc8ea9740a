"""Telegram's own judgement of texts, offline: TDLib, asked through ``tdjson``.

The Bot API server asks the same library, so what is accepted, the entities that result and the words of an
error are Telegram's.  A call takes some ten microseconds and needs neither login nor network.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import islice

import pytest

from tests.support.bot_api.model.errors import ApiError, bad_request
from tests.support.bot_api.model.records import Entity, FormattedText, Json

IS_AVAILABLE = find_spec("tdjson") is not None
WHY_NOT = "needs TDLib's own parser: the package tdjson has wheels for x86-64 Linux only"
needs_tdlib = pytest.mark.skipif(not IS_AVAILABLE, reason=WHY_NOT)
"""Marks tests that let Telegram's parser judge."""

# The Bot API's name of an entity, and TDLib's.
_TD_TYPES = {
    "mention": "Mention",
    "hashtag": "Hashtag",
    "cashtag": "Cashtag",
    "bot_command": "BotCommand",
    "url": "Url",
    "email": "EmailAddress",
    "phone_number": "PhoneNumber",
    "bank_card_number": "BankCardNumber",
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "text_mention": "MentionName",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
}
_API_TYPES = {td: api for api, td in _TD_TYPES.items()} | {"PreCode": "pre"}

ENTITY_TYPES = frozenset(_TD_TYPES)
FOUND_BY_TELEGRAM = frozenset(
    ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
)
"""Types that Telegram finds by itself; in a request they are ignored."""

SPLITTABLE = frozenset(("bold", "italic", "underline", "strikethrough", "spoiler"))
"""Types that Telegram splits around others and joins again; no looks are lost by it."""

BLANKS = " \n"
BLANK_UNITS = frozenset(map(ord, BLANKS))
"""The characters that Telegram trims off a text and off the start of an entity."""

_QUOTES = frozenset(("blockquote", "expandable_blockquote"))
_TIMESTAMP = "textEntityTypeMediaTimestamp"
"""A time like 17:20, a link into a film for people, which bots do not get."""
_PARSE_MODES: dict[str, Json] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}


def parsed(text: str, parse_mode: str) -> FormattedText:
    """A text without its markup, with the entities that it stood for.  Raises Telegram's error if invalid."""
    mode = _PARSE_MODES.get(parse_mode.lower())
    if mode is None:
        raise bad_request("Unsupported parse_mode")
    answer = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
    return _formatted(_accepted(answer))


def normalized(message: FormattedText) -> FormattedText:
    """A text as Telegram keeps it: cleaned, trimmed, impossible entities dropped, its own finds added.

    >>> kept = normalized(FormattedText("see x.org ", (Entity("bold", 0, 10),)))
    >>> kept.text, kept.covered("bold"), kept.covered("url")
    ('see x.org', ('see ', 'x.org'), ('x.org',))
    """
    kept = _trimmed(_fixed(message))
    finds = tuple(find for find in found(kept.text) if _fits_beside(find, kept.entities))
    if not finds:
        return kept
    return _with_finds(kept, finds)


def found(text: str) -> tuple[Entity, ...]:
    """The commands, mentions, addresses and the like that Telegram finds in a plain text by itself."""
    answer = _accepted(_execute({"@type": "getTextEntities", "text": text}))
    kinds = ((value, value["type"]["@type"]) for value in answer["entities"])
    return tuple(_entity(value) for value, kind in kinds if kind != _TIMESTAMP)


def quote_position(message: FormattedText, words: FormattedText, near: int) -> int | None:
    """The offset of a native quote in a message, the nearest to ``near``; None if it is not there."""
    answer = _execute(
        {
            "@type": "searchQuote",
            "text": _td_formatted(message),
            "quote": _td_formatted(words),
            "quote_position": near,
        }
    )
    return None if answer["@type"] == "error" else int(answer["position"])


def address_error(address: str) -> str | None:
    """What is wrong with an address of a link or a button; None for a good one."""
    linked = FormattedText("x", (Entity("text_link", 0, 1, url=address),))
    try:
        _fixed(linked)
    except ApiError as refusal:
        return refusal.description.rsplit(": ", 1)[-1]
    return None


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units.

    >>> utf16_length("a😀")
    3
    """
    return len(text.encode("utf-16-le")) // 2


def _fixed(message: FormattedText) -> FormattedText:
    """The text and its entities as TDLib fixes them.

    TDLib's call for it reads a friendly Markdown as well: its characters are masked meanwhile.
    """
    mask = _mask_for(message.text)
    masked = FormattedText(message.text.translate(mask), message.entities)
    answer = _accepted(_execute({"@type": "parseMarkdown", "text": _td_formatted(masked)}))
    unmask = {private: ord(mark) for mark, private in zip(_MARKDOWN, mask.values(), strict=True)}
    fixed = _formatted(answer)
    return replace(fixed, text=fixed.text.translate(unmask))


_MARKDOWN = "*_~|`["


def _mask_for(text: str) -> dict[int, int]:
    """A character of the private use area, not in the text, for each that Markdown knows."""
    unused = (code for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    return dict(zip(map(ord, _MARKDOWN), islice(unused, len(_MARKDOWN)), strict=True))


def _trimmed(message: FormattedText) -> FormattedText:
    """Without blanks and empty lines at both ends, and no entity begins with one or is made of them.

    >>> trimmed = _trimmed(FormattedText(" a b ", (Entity("bold", 0, 3), Entity("italic", 4, 1))))
    >>> trimmed.text, trimmed.covered("bold"), trimmed.covered("italic")
    ('a b', ('a ',), ())
    """
    text = message.text.rstrip(BLANKS)
    units = memoryview(text.encode("utf-16-le")).cast("H")
    shrunk = (_without_blanks(entity, units) for entity in message.entities)
    entities = tuple(entity for entity in shrunk if entity.length > 0)
    blanks = len(text) - len(text.lstrip(BLANKS))
    lead = min((blanks, *(entity.offset for entity in entities)))
    moved = (replace(entity, offset=entity.offset - lead) for entity in entities)
    return FormattedText(text[lead:], tuple(moved))


_MAY_BE_BLANK = frozenset(("text_link", "text_mention"))


def _without_blanks(entity: Entity, units: Sequence[int]) -> Entity:
    """The entity cut to the text, starting at its first character that is not blank."""
    start, end = entity.offset, min(entity.end, len(units))
    if entity.type not in _MAY_BE_BLANK:
        while start < end and units[start] in BLANK_UNITS:
            start += 1
    return replace(entity, offset=start, length=end - start)


def _fits_beside(find: Entity, entities: Sequence[Entity]) -> bool:
    """Whether a find goes together with the entities that are there: it may be styled, and lie in a quote."""
    for entity in entities:
        apart = find.end <= entity.offset or entity.end <= find.offset
        inside_a_quote = entity.type in _QUOTES and entity.offset <= find.offset and find.end <= entity.end
        if not (apart or inside_a_quote or entity.type in SPLITTABLE):
            return False
    return True


def _with_finds(message: FormattedText, finds: Sequence[Entity]) -> FormattedText:
    """The finds put in, styles split around them: TDLib does it, for links that stand in for the finds."""
    stand_ins = tuple(
        Entity("text_link", find.offset, find.length, url=f"http://find.invalid/{number}")
        for number, find in enumerate(finds)
    )
    joined = _fixed(FormattedText(message.text, message.entities + stand_ins))
    types = {stand_in.url: find.type for stand_in, find in zip(stand_ins, finds, strict=True)}
    entities = (
        replace(entity, type=types[entity.url], url="") if entity.url in types else entity
        for entity in joined.entities
    )
    return _trimmed(replace(joined, entities=tuple(entities)))


def _execute(request: Json) -> Json:
    answer: Json = json.loads(_library()(json.dumps(request).encode()) or b"null")
    return answer


@cache
def _library() -> Callable[[bytes], bytes | None]:
    """TDLib without its log; tests that need it are skipped if it is missing."""
    if not IS_AVAILABLE:
        pytest.skip(WHY_NOT)
    import tdjson

    tdjson.td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')
    return tdjson.td_execute


def _accepted(answer: Json) -> Json:
    if answer["@type"] == "error":
        raise bad_request(answer["message"])
    return answer


def _td_formatted(message: FormattedText) -> Json:
    entities = [_td_entity(entity) for entity in message.entities if entity.type not in FOUND_BY_TELEGRAM]
    return {"@type": "formattedText", "text": message.text, "entities": entities}


def _td_entity(entity: Entity) -> Json:
    kind = "PreCode" if entity.language else _TD_TYPES[entity.type]
    details = {
        "url": entity.url,
        "user_id": entity.user_id,
        "language": entity.language,
        "custom_emoji_id": entity.custom_emoji_id or "0",
    }
    return {
        "@type": "textEntity",
        "offset": entity.offset,
        "length": entity.length,
        "type": {"@type": f"textEntityType{kind}"} | details,
    }


def _formatted(answer: Json) -> FormattedText:
    return FormattedText(answer["text"], tuple(_entity(value) for value in answer["entities"]))


def _entity(value: Json) -> Entity:
    kind = value["type"]
    name = kind["@type"].removeprefix("textEntityType")
    if name not in _API_TYPES:
        raise NotImplementedError(f"{name} entities are not modelled here")
    return Entity(
        type=_API_TYPES[name],
        offset=value["offset"],
        length=value["length"],
        url=kind.get("url", ""),
        user_id=int(kind.get("user_id", 0)),
        language=kind.get("language", ""),
        custom_emoji_id=kind.get("custom_emoji_id", ""),
    )
