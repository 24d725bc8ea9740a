"""Draw a chat as a phone shows it, as an SVG: bubbles, quotations, buttons, notices, cards.

The SVG is one self-contained file without scripts, fonts or links, so that GitHub shows it within a page. A
viewer draws it with whatever fonts it has. Each line therefore carries its length: a viewer with a wider font
squeezes the line, and nothing runs out of its bubble.
"""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.support.bot_api.model.records import FormattedText, Keyboard
from tests.support.pictures.lines import Block, Line, Piece, blocks, is_rtl, pieces, runs, shortened, width

WIDTH = 420
_MARGIN, _GAP = 12, 8
_BUBBLE = 340  # the widest a bubble may be
_PADDING = 12
_SIZE, _LEADING = 15.0, 20
_SMALL, _SMALL_LEADING = 13.0, 17
_TINY = 11.5
_INSET = 28  # of the text of a quotation: the bar at its left and the mark at its right
_BUTTON, _BUTTON_GAP = 36, 4
_HEADER = 46
_FACE = 34  # of whoever writes in a group

_ACCENT = "#1d77bd"
_FONTS = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'DejaVu Sans', sans-serif"
_STYLE = f"""
text {{ font: {_SIZE}px {_FONTS}; fill: #111; white-space: pre; }}
.small {{ font-size: {_SMALL}px; }}
.tiny {{ font-size: {_TINY}px; fill: #8a96a0; }}
.bold, .name {{ font-weight: 600; }}
.italic {{ font-style: italic; }}
.strikethrough {{ text-decoration: line-through; }}
.text_link, .url, .mention, .bot_command, .hashtag, .email, .accent {{ fill: {_ACCENT}; }}
.code {{ font: {_SIZE - 1}px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1d6a46; }}
.white {{ fill: #fff; }}
.grey {{ fill: #707a82; }}
.middle {{ text-anchor: middle; }}
.end {{ text-anchor: end; }}
""".strip()

_NAMES = ("#c0483c", "#2e7d46", "#8d56c1", "#b26a14", "#1c7f93")  # of people in a group


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that a bubble replies to, or the words of it that were picked out."""

    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """A message; ``is_mine`` where it was sent from the phone that is shown."""

    body: FormattedText
    is_mine: bool
    time: str
    name: str = ""
    answers: Answered | None = None
    via: str = ""
    file: str = ""
    keyboard: Keyboard = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What someone sees after a tap: a line that disappears, or an alert that has to be closed."""

    text: str
    is_alert: bool


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards above the input line with the bot's name and some words."""

    typed: str
    cards: Sequence[tuple[str, str]]
    invitation: str = ""


Item = Bubble | Notice | Cards


@dataclass(frozen=True, slots=True)
class Screen:
    """A chat on a phone: its name, its kind, and the items to draw."""

    title: str
    subtitle: str
    items: Sequence[Item]


def drawn(screen: Screen, description: str) -> str:
    """The screen as an SVG; *description* is its text for people who cannot see it."""
    y = _HEADER + 14.0
    body = []
    for item in screen.items:
        height, elements = _item(item, y, is_group=screen.subtitle != "bot")
        body += elements
        y += height + _GAP
    height = round(y + 6)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{html.escape(description)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        _box(0, 0, WIDTH, height, "#cfdfe9", 14),
        *_header(screen),
        *body,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _item(item: Item, y: float, *, is_group: bool) -> tuple[float, list[str]]:
    match item:
        case Bubble():
            return _bubble(item, y, is_group=is_group)
        case Notice():
            return _notice(item, y)
        case Cards():
            return _cards(item, y)


def _header(screen: Screen) -> list[str]:
    return [
        f'<path d="M0 14a14 14 0 0 1 14-14h{WIDTH - 28}a14 14 0 0 1 14 14v{_HEADER - 14}H0z" fill="#fff"/>',
        *_face(screen.title, 30, _HEADER / 2, 15),
        _text(54, 20, screen.title, "small name"),
        _text(54, 36, screen.subtitle, "tiny"),
    ]


# A bubble


def _bubble(bubble: Bubble, y: float, *, is_group: bool) -> tuple[float, list[str]]:
    laid = blocks(bubble.body, _SIZE, _BUBBLE - 2 * _PADDING, _INSET)
    inner = max(_inner_width(bubble, laid), _keyboard_width(bubble.keyboard) - 2 * _PADDING)
    outer = min(inner, _BUBBLE - 2 * _PADDING) + 2 * _PADDING
    left = WIDTH - _MARGIN - outer if bubble.is_mine else _MARGIN + (_FACE + 6 if is_group else 0)
    place = y + 8
    elements: list[str] = []
    for height, drawing in (*_above(bubble, left + _PADDING, place, outer - 2 * _PADDING),):
        elements += drawing
        place += height
    for number, block in enumerate(laid):
        place += 4 if number else 0
        height, drawing = _block(
            block, left + _PADDING, place, outer - 2 * _PADDING, on_white=not bubble.is_mine
        )
        elements += drawing
        place += height
    if not _has_room_for_time(bubble, laid, outer - 2 * _PADDING):
        place += _SMALL_LEADING - 2
    place += 7
    elements.append(_text(left + outer - 10, place - 9, bubble.time, "tiny end"))
    colour = "#e6fbd2" if bubble.is_mine else "#fff"
    background = [_box(left, y, outer, place - y, colour, 14)]
    if is_group and not bubble.is_mine:
        background += _face(bubble.name, _MARGIN + _FACE / 2, place - _FACE / 2, _FACE / 2)
    height, buttons = _keyboard(bubble.keyboard, left, place + _BUTTON_GAP, outer)
    return place - y + height, [*background, *elements, *buttons]


def _inner_width(bubble: Bubble, laid: Sequence[Block]) -> float:
    """The width of the widest element in a bubble."""
    widths = [60.0, width(pieces(FormattedText(bubble.name)), _SMALL) * 1.08]
    widths += [
        width(line, _SIZE) + (_INSET if block.is_quote else 0) for block in laid for line in block.lines
    ]
    if bubble.answers:
        for words in (bubble.answers.name, bubble.answers.words):
            widths.append(width(pieces(FormattedText(shortened(words, _SMALL, 250))), _SMALL) + 24)
    if bubble.via:
        widths.append(width(pieces(FormattedText(f"via {bubble.via}")), _SMALL))
    if bubble.file:
        widths.append(52 + width(pieces(FormattedText(bubble.file)), _SIZE) * 1.08)
    if laid and not laid[-1].is_quote and not is_rtl(laid[-1].lines[-1]):
        beside = width(laid[-1].lines[-1], _SIZE) + _time_width(bubble)
        widths.append(beside if beside <= _BUBBLE - 2 * _PADDING else 0)
    return max(widths)


def _has_room_for_time(bubble: Bubble, laid: Sequence[Block], inner: float) -> bool:
    """Whether the time fits beside the last line."""
    if not laid:
        return True  # beside the name of a file
    if laid[-1].is_quote or is_rtl(laid[-1].lines[-1]):
        return False
    return width(laid[-1].lines[-1], _SIZE) + _time_width(bubble) <= inner + 0.5


def _time_width(bubble: Bubble) -> float:
    return 10 + width(pieces(FormattedText(bubble.time)), _TINY)


def _above(bubble: Bubble, x: float, y: float, inner: float) -> Iterator[tuple[float, list[str]]]:
    """The lines above the text: the author, the inline bot, the message replied to, the file."""
    if bubble.name and not bubble.is_mine:
        colour = _NAMES[sum(map(ord, bubble.name)) % len(_NAMES)]
        yield 19, [_text(x, y + 12, bubble.name, "small name", colour)]
        y += 19
    if bubble.via:
        yield 19, [_text(x, y + 12, f"via {bubble.via}", "small accent")]
        y += 19
    if bubble.answers:
        name, words = (
            shortened(each, _SMALL, inner - 22) for each in (bubble.answers.name, bubble.answers.words)
        )
        yield (
            46,
            [
                *_quote_ground(x, y, inner, 40, on_white=not bubble.is_mine),
                _text(x + 11, y + 16, name, "small name accent"),
                _text(x + 11, y + 33, words, "small"),
            ],
        )
        y += 46
    if bubble.file:
        sheet = f"M{x + 13:g} {y + 10:g}h9l6 6v14h-15z"
        yield (
            46,
            [
                f'<circle cx="{x + 20:g}" cy="{y + 20:g}" r="20" fill="{_ACCENT}"/>',
                f'<path d="{sheet}" fill="#fff"/>',
                _text(x + 50, y + 25, bubble.file, "name"),
            ],
        )


def _block(block: Block, x: float, y: float, inner: float, *, on_white: bool) -> tuple[float, list[str]]:
    if not block.is_quote:
        height = len(block.lines) * _LEADING
        return height, list(_lines(block.lines, x, y, inner))
    height = len(block.lines) * _LEADING + 8
    marks = f"M{x + inner - 14:g} {y + 6:g}h4v4l-2 3h-2v-3zm6 0h4v4l-2 3h-2v-3z"
    ground = [
        *_quote_ground(x, y, inner, height, on_white=on_white),
        f'<path d="{marks}" fill="{_ACCENT}" opacity=".55"/>',
    ]
    return height, [*ground, *_lines(block.lines, x + 10, y + 4, inner - _INSET)]


def _quote_ground(x: float, y: float, wide: float, high: float, *, on_white: bool) -> list[str]:
    """The bar and the tint of a quotation."""
    return [
        _box(x, y, wide, high, "#e9f1f8" if on_white else "#d5ecce", 4),
        f'<path d="M{x + 3:g} {y:g}v{high:g}a3 3 0 0 1-3-3v-{high - 6:g}a3 3 0 0 1 3-3z" fill="{_ACCENT}"/>',
    ]


def _lines(lines: Sequence[Line], x: float, y: float, inner: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not line:
            continue
        spans = "".join(_span(kinds, words) for kinds, words in runs(line))
        baseline, length = y + number * _LEADING + 15, _length(line, _SIZE)
        if is_rtl(line):
            yield f'<text x="{x + inner:g}" y="{baseline:g}"{length} direction="rtl">{spans}</text>'
        else:
            yield f'<text x="{x:g}" y="{baseline:g}"{length}>{spans}</text>'


def _span(kinds: frozenset[str], words: str) -> str:
    looks = " ".join(sorted(kinds - {"blockquote"}))
    text = html.escape(words, quote=False)
    return f'<tspan class="{looks}">{text}</tspan>' if looks else text


# Around bubbles


def _keyboard_width(keyboard: Keyboard) -> float:
    """The width at which every button of a keyboard can be read."""
    rows = [
        len(row) * (max(width(pieces(FormattedText(button.text)), _SIZE - 1) for button in row) + 24)
        for row in keyboard
    ]
    return max(rows, default=0.0)


def _keyboard(keyboard: Keyboard, x: float, y: float, wide: float) -> tuple[float, list[str]]:
    elements = []
    for number, row in enumerate(keyboard):
        each = (wide - _BUTTON_GAP * (len(row) - 1)) / len(row)
        top = y + number * (_BUTTON + _BUTTON_GAP)
        for place, button in enumerate(row):
            left = x + place * (each + _BUTTON_GAP)
            elements.append(_box(left, top, each, _BUTTON, "#5b7f99", 8))
            label = shortened(button.text, _SIZE - 1, each - 16)
            elements.append(_text(left + each / 2, top + 23, label, "small name white middle"))
            if button.action == "copy_text":
                elements.append(_copy_sign(left + each - 14, top + 5))
    return len(keyboard) * (_BUTTON + _BUTTON_GAP), elements


def _copy_sign(x: float, y: float) -> str:
    squares = f"M{x:g} {y + 2.5:g}h6v6.5h-6zm2.5 0v-2.5h6v6.5h-2.5"
    return f'<path d="{squares}" fill="none" stroke="#fff" stroke-width="1.2"/>'


def _notice(notice: Notice, y: float) -> tuple[float, list[str]]:
    room = 260.0 if notice.is_alert else 330.0
    (block,) = blocks(FormattedText(notice.text), _SIZE, room, 0)
    inner = max(width(line, _SIZE) for line in block.lines)
    wide = room + 36 if notice.is_alert else inner + 36
    height = len(block.lines) * _LEADING + (62 if notice.is_alert else 22)
    left = (WIDTH - wide) / 2
    colour = "#fff" if notice.is_alert else "#33414c"
    elements = [_box(left, y, wide, height, colour, 14)]
    looks = "" if notice.is_alert else "white"
    for number, line in enumerate(block.lines):
        words = "".join(piece.text for piece in line)
        elements.append(_text(left + 18, y + 11 + number * _LEADING + 15, words, looks))
    if notice.is_alert:
        elements.append(_text(left + wide - 18, y + height - 18, "OK", "name accent end"))
    return height, elements


def _cards(cards: Cards, y: float) -> tuple[float, list[str]]:
    elements: list[str] = []
    place = y
    if cards.invitation:
        elements.append(_text(WIDTH / 2, place + 24, cards.invitation, "name accent middle"))
        place += 36
    for title, description in cards.cards:
        found = blocks(FormattedText(description), _SMALL, WIDTH - 96, 0)
        lines = found[0].lines[:3] if found else []
        height = 34 + len(lines) * _SMALL_LEADING
        elements += _face(title, 36, place + 26, 17)
        elements.append(_text(68, place + 20, shortened(title, _SIZE, WIDTH - 100), "name"))
        for number, line in enumerate(lines):
            words = "".join(piece.text for piece in line)
            cut = number == 2 and len(found[0].lines) > 3
            shown = shortened(f"{words} …", _SMALL, WIDTH - 86) if cut else words
            elements.append(_text(68, place + 38 + number * _SMALL_LEADING, shown, "small grey"))
        place += height
        elements.append(f'<path d="M68 {place:g}H{WIDTH}" stroke="#e3e8ec"/>')
    cursor = 28 + width(pieces(FormattedText(cards.typed)), _SIZE)
    typed = [
        _box(0, place, WIDTH, 44, "#f4f6f8", 0),
        _box(12, place + 6, WIDTH - 24, 32, "#fff", 16),
        _text(26, place + 27, shortened(cards.typed, _SIZE, WIDTH - 60), ""),
        f'<path d="M{cursor:g} {place + 13:g}v18" stroke="{_ACCENT}"/>',
    ]
    return place - y + 44, [_box(0, y, WIDTH, place - y, "#fff", 0), *elements, *typed]


def _face(name: str, x: float, y: float, radius: float) -> list[str]:
    """The round picture of a person or a chat that has none: its first letter."""
    colour = _NAMES[sum(map(ord, name)) % len(_NAMES)]
    return [
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{colour}"/>',
        _text(x, y + 5, name[:1], "name white middle"),
    ]


def _box(x: float, y: float, wide: float, high: float, colour: str, radius: float) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="{radius:g}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, looks: str, colour: str = "") -> str:
    kind = f' class="{looks}"' if looks else ""
    style = f' style="fill:{colour}"' if colour else ""
    length = _length(_in_looks(words, looks), _size(looks))
    return f'<text x="{x:g}" y="{y:g}"{length}{kind}{style}>{html.escape(words, quote=False)}</text>'


def _in_looks(words: str, looks: str) -> Line:
    """Words of one look, as a line that can be measured."""
    kinds = frozenset({"bold"} if "name" in looks.split() else ())
    return [Piece(piece.text, kinds) for piece in pieces(FormattedText(words))]


def _size(looks: str) -> float:
    """The size of the font of a class in the style sheet."""
    return {"tiny": _TINY, "small": _SMALL}.get(looks.partition(" ")[0], _SIZE)


def _length(line: Line, size: float) -> str:
    """The attributes that make a line as wide as it was measured, in any font.

    A single character has no need of it.
    """
    if len(line) < 2:
        return ""
    return f' textLength="{width(line, size):.1f}" lengthAdjust="spacingAndGlyphs"'
