"""Plot latency against size, both on logarithmic scales, as SVG."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

_WIDE, _TALL = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 150, 24, 48
_COLOURS = ("#0b6e4f", "#0b6e4f", "#c84630", "#3d5a98", "#8a6d1f", "#7a4d8a")
_DASHED = {1}  # the second line is Quoth's search step alone

Points = Sequence[tuple[float, float]]


def latency_plot(lines: Mapping[str, Points]) -> str:
    """An SVG of *lines*: the points (passages, milliseconds) of each name, drawn in order."""
    places = [point for points in lines.values() for point in points]
    frame = _Axes([x for x, _ in places], [y for _, y in places])
    parts = [*frame.axes()]
    labels = _apart([frame.y(points[-1][1]) for points in lines.values()])
    for at, ((name, points), label) in enumerate(zip(lines.items(), labels, strict=True)):
        parts += frame.line(name, points, label, _COLOURS[at % len(_COLOURS)], dashed=at in _DASHED)
    box = f'viewBox="0 0 {_WIDE} {_TALL}" font-family="sans-serif" font-size="12"'
    title = "<title>Median latency against the number of passages</title>"
    ground = f'<rect width="{_WIDE}" height="{_TALL}" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{title}{ground}{"".join(parts)}</svg>\n'


class _Axes:
    """The position of a point in the picture; the axes end at whole powers of ten."""

    def __init__(self, across: Sequence[float], up: Sequence[float]) -> None:
        self.first, self.last = _decades(across)
        self.lowest, self.highest = _decades(up)

    def x(self, value: float) -> float:
        """The position of *value* from the left."""
        share = (math.log10(value) - self.first) / (self.last - self.first)
        return _LEFT + share * (_WIDE - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """The position of *value* from the top."""
        share = (math.log10(value) - self.lowest) / (self.highest - self.lowest)
        return _TALL - _BOTTOM - share * (_TALL - _BOTTOM - _TOP)

    def axes(self) -> Iterator[str]:
        """A thin line and a number at each power of ten, and what they count."""
        for power in range(self.lowest, self.highest + 1):
            y = self.y(10.0**power)
            yield _rule(_LEFT, y, _WIDE - _RIGHT, y)
            yield _text(_LEFT - 6, y + 4, f"{10.0**power:g} ms", "end")
        for power in range(self.first, self.last + 1):
            x = self.x(10.0**power)
            yield _rule(x, _TOP, x, _TALL - _BOTTOM)
            yield _text(x, _TALL - _BOTTOM + 18, f"{10**power:,}", "middle")
        middle = (_LEFT + _WIDE - _RIGHT) / 2
        yield _text(middle, _TALL - 8, "passages", "middle")

    def line(self, name: str, points: Points, label: float, colour: str, *, dashed: bool) -> Iterator[str]:
        """The points of one name, joined, with the name beside the last, at the height *label*."""
        joined = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        yield f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        for x, y in points:
            tip = f"<title>{escape(name)}: {x:,.0f} passages, {y:.3g} ms</title>"
            yield f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3.5" fill="{colour}">{tip}</circle>'
        yield _text(self.x(points[-1][0]) + 8, label + 4, name, "start", colour)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around *values*.

    >>> _decades([0.3, 40])
    (-1, 2)
    """
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _apart(places: Sequence[float], least: float = 14) -> list[float]:
    """The same positions in the same order, moved down where two would overlap.

    >>> _apart([10, 50, 12])
    [10, 50, 24]
    """
    moved = list(places)
    for before, at in zip(
        order := sorted(range(len(places)), key=places.__getitem__), order[1:], strict=False
    ):
        moved[at] = max(moved[at], moved[before] + least)
    return moved


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
