"""Plots as inline SVG, without scripts, fonts or other files; colours come from the page's CSS classes.

Every plot has the same width of `WIDTH` units and scales with the page.  Values that are shown by colour or
size are also written beside the mark or in its tooltip.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from evaluation.statistics import Bin

WIDTH = 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 10, 36
_ROW = 34
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one kind: their name, the page's class that colours them, and the points."""

    name: str
    style: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its name, the class that colours it, its share of the whole and its count."""

    name: str
    style: str
    share: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar with its label."""

    label: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its interval and a second share to set beside it, over ``count`` questions."""

    label: str
    share: float
    low: float
    high: float
    second: float
    count: int


def reliability_diagram(bins: Sequence[tuple[str, str, Sequence[Bin]]]) -> str:
    """Confidence against the share that was right; on the diagonal both are equal.

    ``bins`` are (name, class, bins); the area of a point is its number of questions.
    """
    frame = _Frame(320, "confidence", "share right")
    largest = max((each.count for _, _, group in bins for each in group), default=1)
    parts = [frame.axes(), _line(frame.x(0), frame.y(0), frame.x(1), frame.y(1), "ideal")]
    for name, style, group in bins:
        parts.append(frame.path([(each.confidence, each.right) for each in group], style))
        parts += [_reliability_point(frame, name, style, each, largest) for each in group]
    return frame.drawn("Reliability diagram: confidence against the share right", parts)


def histogram(name: str, style: str, counts: Sequence[int], *, last: bool) -> str:
    """How many questions have each confidence, in equal bins from 0 to 1; the axis below the last."""
    height = 86 if last else 62
    base, top = 52, 14
    highest = max(max(counts, default=0), 1)
    step = (WIDTH - _LEFT - _RIGHT) / len(counts)
    parts = [_text(_LEFT, 10, f"{name}: {sum(counts):,}", "label")]
    for at, count in enumerate(counts):
        tall = (base - top) * count / highest
        low, high = at / len(counts), (at + 1) / len(counts)
        title = f"{count:,} {name} questions with a confidence of {low:.2f}–{high:.2f}"
        parts.append(_rect(_LEFT + at * step + 1, base - tall, step - 2, tall, style, title))
    parts.append(_line(_LEFT, base, WIDTH - _RIGHT, base, "axis"))
    if last:
        parts += [
            _text(_LEFT + t * (WIDTH - _LEFT - _RIGHT), base + 14, f"{t:.1f}", "tick middle") for t in _TICKS
        ]
        parts.append(_text(_LEFT + (WIDTH - _LEFT - _RIGHT) / 2, base + 31, "confidence", "tick middle"))
    return _svg(height, f"Confidence of {name} questions", parts)


def stacked_bars(bars: Sequence[Bar]) -> str:
    """A bar of shares for each label, parts with their percentage where it fits."""
    wide = WIDTH - 8
    parts: list[str] = []
    for row, bar in enumerate(bars):
        top = row * 46
        parts.append(_text(4, top + 12, bar.label, "label"))
        at = 4.0
        for part in bar.parts:
            length = wide * part.share
            title = f"{bar.label}: {part.count:,} {part.name} ({part.share:.1%})"
            parts.append(_rect(at, top + 18, max(length - 2, 0), 18, part.style, title))
            if length > 34:
                parts.append(
                    _text(at + length / 2 - 1, top + 31, f"{part.share:.0%}", f"on-{part.style} middle")
                )
            at += length
    return _svg(46 * len(bars), "Grades by kind of question", parts)


def rates(rows: Sequence[Rate], label: str) -> str:
    """A bar for each share with its interval, and a tick for the second share."""
    left, right = 112, 96
    wide = WIDTH - left - right
    parts: list[str] = []
    for at, row in enumerate(rows):
        middle = at * _ROW + _ROW / 2
        title = f"{row.label}: hit@1 {row.share:.3f} [{row.low:.3f}, {row.high:.3f}], hit@3 {row.second:.3f}"
        parts += [
            _text(left - 8, middle + 4, row.label, "label end"),
            _rect(left, middle - 8, wide, 16, "track"),
            _rect(left, middle - 8, wide * row.share, 16, "answerable", title),
            _line(left + wide * row.low, middle, left + wide * row.high, middle, "interval"),
            _line(left + wide * row.second, middle - 11, left + wide * row.second, middle + 11, "second"),
            _text(left + wide + 8, middle + 4, f"{row.share:.0%} of {row.count:,}", "tick"),
        ]
    return _svg(_ROW * len(rows), label, parts)


def curves(series: Iterable[Series], across: str, up: str, label: str) -> str:
    """Lines over the unit square."""
    frame = _Frame(300, across, up)
    return frame.drawn(label, [frame.axes(), *(frame.path(each.points, each.style) for each in series)])


def legend(entries: Iterable[tuple[str, str]]) -> str:
    """(name, class) as a line of swatches."""
    items = (f'<span class="key"><i class="{style}"></i>{escape(name)}</span>' for name, style in entries)
    return f'<p class="legend">{"".join(items)}</p>'


@dataclass(frozen=True, slots=True)
class _Frame:
    """The unit square in a plot of ``height``, with the names of its axes."""

    height: int
    across: str
    up: str

    def x(self, value: float) -> float:
        return _LEFT + value * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return self.height - _BOTTOM - value * (self.height - _TOP - _BOTTOM)

    def axes(self) -> str:
        """Grid lines, ticks and the axes' names."""
        parts = [_line(self.x(0), self.y(tick), self.x(1), self.y(tick), "grid") for tick in _TICKS]
        parts += [_text(self.x(0) - 6, self.y(tick) + 4, f"{tick:.1f}", "tick end") for tick in _TICKS]
        parts += [_text(self.x(tick), self.y(0) + 15, f"{tick:.1f}", "tick middle") for tick in _TICKS]
        parts.append(_text(self.x(0.5), self.height - 4, self.across, "tick middle"))
        middle = self.y(0.5)
        turned = f'transform="rotate(-90 10 {middle:.1f})"'
        parts.append(f'<text x="10" y="{middle:.1f}" class="tick middle" {turned}>{escape(self.up)}</text>')
        return "".join(parts)

    def path(self, points: Sequence[tuple[float, float]], style: str) -> str:
        places = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        return f'<polyline points="{places}" class="line {style}"/>'

    def drawn(self, label: str, parts: Iterable[str]) -> str:
        return _svg(self.height, label, parts)


def _reliability_point(frame: _Frame, name: str, style: str, each: Bin, largest: int) -> str:
    radius = 3 + 9 * math.sqrt(each.count / largest)
    title = f"{name}: {each.count:,} questions, confidence {each.confidence:.2f}, right {each.right:.2f}"
    place = f'cx="{frame.x(each.confidence):.1f}" cy="{frame.y(each.right):.1f}" r="{radius:.1f}"'
    return f'<circle {place} class="point {style}"><title>{escape(title)}</title></circle>'


def _svg(height: float, label: str, parts: Iterable[str]) -> str:
    box = f'viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(label)}"'
    return f"<svg {box}>{''.join(parts)}</svg>"


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def _rect(x: float, y: float, wide: float, tall: float, style: str, title: str = "") -> str:
    tip = f"<title>{escape(title)}</title>" if title else ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="2"'
    return f'<rect {place} class="bar {style}">{tip}</rect>'


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}">{escape(text)}</text>'
