"""A reply that is ready to be sent: text, buttons, and the check that it quotes word for word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.errors import UnsendableError
from bot.messages.callback_data import MAX_BYTES, Action, pack
from bot.messages.permalinks import Archived
from bot.messages.richtext import RichText, units
from corpus.display import is_faithful
from retrieval.store.snapshot import Snapshot

MAX_UNITS = 4096
"""UTF-16 units in a message, Telegram's limit (it counts code points, which are never more)."""
MAX_ENTITIES = 100
MAX_BUTTONS = 100
MAX_COPIED_UNITS = 256
MAX_URL_CHARACTERS = 2048
MAX_EXPECTED_UNITS = 64


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label, and the callback data that a tap sends.

    Its *style* may be "success", "danger" or "primary" to make it stand out; older apps ignore that.
    """

    label: str
    data: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class CopyButton:
    """A button that copies *text* to the clipboard, without telling the bot."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens *url*: in a browser, or in Telegram itself as a Mini App if ``in_telegram``."""

    label: str
    url: str
    in_telegram: bool = False


AnyButton = Button | CopyButton | LinkButton
Keyboard = tuple[tuple[AnyButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message.  ``cited`` are the sentences in it that have a link: they are archived before it is sent.

    With ``expects`` the app opens a reply to it, with that text as a hint; such a message has no buttons.
    """

    text: RichText
    keyboard: Keyboard = ()
    cited: tuple[Archived, ...] = ()
    expects: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A result in inline mode: the text of the card, and the message that it becomes."""

    title: str
    description: str
    reply: Reply


def keyboard_of(*rows: Sequence[AnyButton]) -> Keyboard:
    """A keyboard of those rows that have a button."""
    return tuple(tuple(row) for row in rows if row)


def button(label: str, action: Action, style: str = "") -> Button:
    """A button that asks for *action*."""
    return Button(label, pack(action), style)


def check(reply: Reply, snapshot: Snapshot) -> None:
    """Raise UnsendableError unless every quotation is word for word and within Telegram's limits."""
    text = reply.text.text
    for quote in reply.text.quotations:
        end = quote.place + quote.length
        standing = _text_at(snapshot, quote.document, quote.passage, quote.place, end)
        if standing is None or not is_faithful(text[quote.start : quote.end], standing):
            raise UnsendableError(
                f"a quotation does not stand at {quote.place}-{end} of {quote.document} ¶ {quote.passage}"
            )
    for broken in _broken_limits(reply):
        raise UnsendableError(f"Telegram does not accept {broken}")


def _broken_limits(reply: Reply) -> Iterator[str]:
    text = reply.text.text
    if not text.strip() or units(text) > MAX_UNITS:
        yield f"a text of {units(text)} units"
    if len(reply.text.marks) > MAX_ENTITIES:
        yield f"{len(reply.text.marks)} marks"
    if units(reply.expects) > MAX_EXPECTED_UNITS:
        yield f"a hint of {units(reply.expects)} units"
    if reply.expects and reply.keyboard:
        yield "buttons below a message that opens a reply"
    buttons = [button for row in reply.keyboard for button in row]
    if len(buttons) > MAX_BUTTONS:
        yield f"{len(buttons)} buttons"
    for each in buttons:
        if isinstance(each, Button) and not 1 <= len(each.data.encode()) <= MAX_BYTES:
            yield f"callback data of {len(each.data.encode())} bytes ({each.data})"
        if isinstance(each, CopyButton) and not 1 <= units(each.text) <= MAX_COPIED_UNITS:
            yield f"{units(each.text)} units to copy"
        if isinstance(each, LinkButton) and len(each.url) > MAX_URL_CHARACTERS:
            yield f"an address of {len(each.url)} characters"


def _text_at(snapshot: Snapshot, document: str, passage: int, start: int, end: int) -> str | None:
    """The text at some offsets of the corpus; None if there are no such offsets."""
    try:
        return snapshot.text(document, passage, start, end)
    except KeyError:
        pass
    try:  # a title, a dateline or a byline, which are in no passage
        return snapshot.document_text(document)[start:end]
    except KeyError:
        return None
