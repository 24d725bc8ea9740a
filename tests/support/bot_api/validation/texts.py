"""Texts that a bot sends: markup or entities, lengths, and what Telegram silently changes."""

from collections.abc import Iterable
from dataclasses import replace

from tests.support.bot_api.model.errors import ApiError, bad_request
from tests.support.bot_api.model.records import Entity, FormattedText
from tests.support.bot_api.validation import td
from tests.support.bot_api.validation.parameters import Fields, Note

LONGEST_REQUEST = 1 << 15
"""Bytes of a text as it is sent, markup included."""
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_QUOTE = 1024
"""Code points of what is left after parsing."""
MAX_ENTITIES = 100

_ENTITY_FIELDS = ("type", "offset", "length", "url", "user", "language", "custom_emoji_id")


def read(text: str, parse_mode: str, entities: object, note: Note) -> FormattedText:
    """The text and entities a request stands for; beside a parse mode explicit entities count for nothing."""
    if len(text.encode()) > LONGEST_REQUEST:
        raise bad_request("Text is too long")
    if text and parse_mode and parse_mode.lower() != "none":
        if entities:
            note("explicit entities are ignored beside a parse_mode")
        return td.parsed(text, parse_mode)
    return FormattedText(text, tuple(_read_entities(entities, note)))


def read_message(text: str, parse_mode: str, entities: object, note: Note) -> FormattedText:
    """As ``read``, for a message's text, which must not be empty."""
    if not text:
        raise bad_request("Message text is empty")
    return read(text, parse_mode, entities, note)


def keep_message(wanted: FormattedText, note: Note) -> FormattedText:
    """A message's text as Telegram keeps it."""
    kept = _keep(wanted, note)
    if not kept.text:
        raise bad_request("Text must be non-empty")
    return _within(kept, LONGEST_TEXT, "Message is too long", note)


def keep_caption(wanted: FormattedText, note: Note) -> FormattedText:
    """A caption as Telegram keeps it."""
    return _within(_keep(wanted, note), LONGEST_CAPTION, "message caption is too long", note)


def _read_entities(entities: object, note: Note) -> Iterable[Entity]:
    if not isinstance(entities, list):
        if entities is not None:
            note(f"entities are no array and count for nothing: {entities!r}")
        return
    for value in entities:
        try:
            entity = _read_entity(value, note)
        except ApiError as refusal:
            reason = refusal.description.removeprefix("Bad Request: ")
            raise bad_request(f"Can't parse MessageEntity: {reason}") from None
        if entity.type in td.FOUND_BY_TELEGRAM:
            note(f"an explicit {entity.type} entity is ignored: Telegram finds those by itself")
        else:
            yield entity


def _read_entity(value: object, note: Note) -> Entity:
    fields = Fields(value, "MessageEntity", _ENTITY_FIELDS, note)
    offset, length = fields.integer("offset"), fields.integer("length")
    kind = fields.required("type")
    if kind not in td.ENTITY_TYPES:
        raise bad_request("Unsupported type specified" if kind else "Type is not specified")
    return Entity(
        type=kind,
        offset=offset,
        length=length,
        url=fields.required("url") if kind == "text_link" else "",
        user_id=_mentioned_id(fields, note) if kind == "text_mention" else 0,
        language=fields.text("language") if kind == "pre" else "",
        custom_emoji_id=fields.required("custom_emoji_id") if kind == "custom_emoji" else "",
    )


_USER_FIELDS = ("id", "is_bot", "first_name", "last_name", "username", "language_code", "is_premium")


def _mentioned_id(fields: Fields, note: Note) -> int:
    if not fields.has("user"):
        raise bad_request('Can\'t find field "user"')
    return Fields(fields.raw["user"], "User", _USER_FIELDS, note).integer("id")


def _keep(wanted: FormattedText, note: Note) -> FormattedText:
    kept = td.normalized(wanted)
    chosen = [entity for entity in kept.entities if entity.type not in td.FOUND_BY_TELEGRAM]
    if len(chosen) > MAX_ENTITIES:
        note(f"{len(chosen)} entities: only the first {MAX_ENTITIES} take effect")
        ignored = frozenset(chosen[MAX_ENTITIES:])
        kept = replace(kept, entities=tuple(entity for entity in kept.entities if entity not in ignored))
    for difference in _differences(wanted, kept):
        note(difference)
    return kept


def _differences(wanted: FormattedText, kept: FormattedText) -> Iterable[str]:
    """How the text that people see differs from what the bot meant; blanks at both ends do not count."""
    if wanted.text.strip(td.BLANKS) != kept.text.strip(td.BLANKS):
        yield f"Telegram changes the characters of the text: {wanted.text!r} becomes {kept.text!r}"
        return
    lead = len(wanted.text) - len(wanted.text.lstrip(td.BLANKS))
    moved = [replace(entity, offset=entity.offset - lead) for entity in wanted.entities]
    before, after = _inked(moved, kept.text), _inked(kept.entities, kept.text)
    for kind, stretches in before.items():
        lost = frozenset().union(*stretches) - frozenset().union(*after.get(kind, []))
        if lost:
            yield f"Telegram drops {kind} from {len(lost)} UTF-16 units, the first at {min(lost)}"
        elif kind not in td.SPLITTABLE and len(stretches) > len(after[kind]):
            yield f"Telegram drops {len(stretches) - len(after[kind])} of {len(stretches)} {kind} entities"


def _inked(entities: Iterable[Entity], text: str) -> dict[str, list[frozenset[int]]]:
    """For each type of entity the places that each covers, blanks and entities of nothing else left out."""
    units = memoryview(text.encode("utf-16-le")).cast("H")
    inked: dict[str, list[frozenset[int]]] = {}
    for entity in entities:
        places = range(max(entity.offset, 0), min(entity.end, len(units)))
        ink = frozenset(place for place in places if units[place] not in td.BLANK_UNITS)
        if ink:
            inked.setdefault(entity.type, []).append(ink)
    return inked


def _within(kept: FormattedText, limit: int, error: str, note: Note) -> FormattedText:
    if len(kept.text) > limit:
        raise bad_request(error)
    if td.utf16_length(kept.text) > limit:
        note(f"more than {limit} UTF-16 units: some of Telegram's counters refuse it")
    return kept
