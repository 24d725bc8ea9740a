"""Draw the memory of a long run as an SVG picture."""

from collections.abc import Sequence
from html import escape

_WIDE, _TALL = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 24, 48
_GREEN = "#0b6e4f"

Samples = Sequence[tuple[int, float]]


def memory_plot(samples: Samples) -> str:
    """Draw megabytes against the number of updates, from zero, so that flat looks flat.

    >>> memory_plot([(100, 60.0), (200, 61.0)]).startswith("<svg")
    True
    """
    highest = max(size for _, size in samples) * 1.2
    last, _ = samples[-1]
    points = " ".join(f"{_x(updates, last):.1f},{_y(size, highest):.1f}" for updates, size in samples)
    parts = [
        _label(_LEFT, _TOP - 8, "megabytes", "start"),
        _label(_WIDE - _RIGHT, _TALL - 8, "updates", "end"),
        *(_level(share * highest, highest) for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
        *(_label(_x(at, last), _TALL - _BOTTOM + 18, f"{at:,}", "middle") for at in _marks(last)),
        f'<polyline points="{points}" fill="none" stroke="{_GREEN}" stroke-width="2"/>',
    ]
    box = f'viewBox="0 0 {_WIDE} {_TALL}" font-family="sans-serif" font-size="12"'
    title = "<title>The bot's memory over a long run</title>"
    ground = f'<rect width="{_WIDE}" height="{_TALL}" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{title}{ground}{"".join(parts)}</svg>\n'


def _marks(last: int) -> list[int]:
    """The labelled numbers of updates.

    >>> _marks(20_000)
    [0, 5000, 10000, 15000, 20000]
    """
    return [last * quarter // 4 for quarter in range(5)]


def _x(updates: int, last: int) -> float:
    return _LEFT + updates / last * (_WIDE - _LEFT - _RIGHT)


def _y(size: float, highest: float) -> float:
    return _TALL - _BOTTOM - size / highest * (_TALL - _TOP - _BOTTOM)


def _level(size: float, highest: float) -> str:
    """A thin horizontal line, with the megabytes beside it."""
    y = _y(size, highest)
    line = f'<path d="M{_LEFT} {y:.1f}H{_WIDE - _RIGHT}" stroke="#ccc"/>'
    return line + _label(_LEFT - 6, y + 4, f"{size:.0f}", "end")


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
