"""Show the bot's messages in a terminal: as plain text for pipes and scripts, with rich for people.

Like Telegram, both screens lay out a message from its text and entities.  Both end with numbered buttons,
because nothing can be tapped in a terminal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text
from telegram import Message, MessageEntity

from bot.terminal.memory_telegram import Edited, Event, Notice, Sent
from bot.terminal.streams import printable, quoted

_QUOTATIONS = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
_STYLES = {
    MessageEntity.BOLD: "bold",
    MessageEntity.ITALIC: "italic",
    MessageEntity.UNDERLINE: "underline",
    MessageEntity.STRIKETHROUGH: "strike",
    MessageEntity.CODE: "cyan",
    MessageEntity.PRE: "cyan",
}
_SIGNS = {MessageEntity.BOLD: "**", MessageEntity.STRIKETHROUGH: "~~"}


@dataclass(frozen=True, slots=True)
class ScreenMark:
    """The entity type ``kind`` of ``text[start:end]``, in code points."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ScreenBlock:
    """A part of a message: a quotation, or the text between quotations."""

    text: str
    is_quotation: bool
    marks: tuple[ScreenMark, ...]


class Screen(Protocol):
    """Where a conversation is shown."""

    def show(self, event: Event) -> None:
        """Show what the bot did."""

    def say(self, text: str) -> None:
        """Show a text that is not from the bot."""


class PlainScreen:
    """Plain text: no wrapping, no colours, the same on every machine."""

    def show(self, event: Event) -> None:
        """Print a message with its buttons, or a notice."""
        match event:
            case Notice(text):
                self.say(f"[notice] {text}")
            case Sent(message, file):
                self.say("\n".join(filter(None, (plain(message), _kept(file)))))
            case Edited(message):
                self.say(f"[edited]\n{plain(message)}")

    def say(self, text: str) -> None:
        """Print *text* and an empty line."""
        print(printable(text), end="\n\n", flush=True)  # noqa: T201 - a screen is for printing


class RichScreen:
    """For people: wrapped to the terminal's width, with a bar beside quotations, and with styles."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, event: Event) -> None:
        """Print a message with its buttons, or a notice."""
        match event:
            case Notice(text):
                self._print(Text(printable(text), "yellow"))
            case Sent(message, file):
                kept = [Text(printable(_kept(file)), "green")] if file else []
                self._print(*_rendered(message), *kept)
            case Edited(message):
                self._print(Text("edited", "dim italic"), *_rendered(message))

    def say(self, text: str) -> None:
        """Print *text*, faintly, and an empty line."""
        self._print(Text(printable(text), "dim"))

    def _print(self, *parts: "Text | ScreenQuotation") -> None:
        for part in parts:
            self._console.print(part)
        self._console.print()


def _kept(file: Path | None) -> str:
    """The line that says where a file of the bot was kept.

    >>> _kept(Path("state/chat/gaps.csv"))
    '[file] state/chat/gaps.csv'
    """
    return "" if file is None else f"[file] {file}"


class ScreenQuotation:
    """A quotation with a bar along its side."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.wrap(console, max(options.max_width - 2, 1)):
            yield Text.assemble(("▌ ", "cyan"), line)


def plain(message: Message) -> str:
    r"""A message as plain text: "> " before quoted lines, and in them ** around bold, ~~ around struck text.

    In a quotation bold shows which sentence of a passage is cited, and struck text what differs; elsewhere
    they are only emphasis.
    """
    lines = [quoted(_with_signs(block)) if block.is_quotation else block.text for block in blocks(message)]
    return "\n".join([*lines, *_numbered(message)])


def blocks(message: Message) -> list[ScreenBlock]:
    """The quotations of a message and the text between them, in order, without empty ones."""
    marks = _marks(message)
    text = message.text or ""
    found, at = [], 0
    for quote in (mark for mark in marks if mark.kind in _QUOTATIONS):
        found += [
            _block(text, at, quote.start, marks),
            _block(text, quote.start, quote.end, marks, is_quotation=True),
        ]
        at = quote.end
    found.append(_block(text, at, len(text), marks))
    return [block for block in found if block.text]


def _block(
    text: str, start: int, end: int, marks: Sequence[ScreenMark], *, is_quotation: bool = False
) -> ScreenBlock:
    """A part of a message, with the marks in it, whose offsets count from its start.

    A quotation is shown as a separate paragraph anyway, so the line feeds around it are dropped.
    """
    if not is_quotation:
        start += start > 0 and text.startswith("\n", start, end)
        end -= end < len(text) and text.endswith("\n", start, end)
    within = [
        ScreenMark(mark.kind, max(mark.start, start) - start, min(mark.end, end) - start) for mark in marks
    ]
    return ScreenBlock(
        text[start:end], is_quotation, tuple(mark for mark in within if 0 <= mark.start < mark.end)
    )


def _marks(message: Message) -> list[ScreenMark]:
    """The entities of a message, with offsets in code points instead of UTF-16 units."""
    units = (message.text or "").encode("utf-16-le", "surrogatepass")

    def place(offset: int) -> int:
        return len(units[: 2 * offset].decode("utf-16-le", "surrogatepass"))

    return [
        ScreenMark(entity.type, place(entity.offset), place(entity.offset + entity.length))
        for entity in sorted(message.entities, key=lambda entity: entity.offset)
    ]


def _with_signs(block: ScreenBlock) -> str:
    text = block.text
    for mark in reversed(block.marks):
        sign = _SIGNS.get(mark.kind, "")
        text = f"{text[: mark.start]}{sign}{text[mark.start : mark.end]}{sign}{text[mark.end :]}"
    return text


def _rendered(message: Message) -> Iterator[Text | ScreenQuotation]:
    for block in blocks(message):
        text = Text(printable(block.text))
        for mark in block.marks:
            text.stylize(_STYLES.get(mark.kind, ""), mark.start, mark.end)
        yield ScreenQuotation(text) if block.is_quotation else text
    for line in _numbered(message):
        yield Text(printable(line), "green")


def _numbered(message: Message) -> Iterator[str]:
    """The buttons, one line per row; only those that call the bot have a number, links show their address."""
    number = 0
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        labels = []
        for button in row:
            number += bool(button.callback_data)
            address = f": {button.url}" if button.url else ""
            labels.append(f"{number}) {button.text}" if button.callback_data else f"{button.text}{address}")
        yield "  " + "   ".join(labels)
