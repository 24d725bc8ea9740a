"""The statistics as a picture: a bar for each day, divided by the grades of its answers.

The picture has digits and no words, so that it is the same in all languages; its caption names the colours.
"""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from bot.messages.richtext import RichText, join
from bot.state.statistics import GradesOfDay
from bot.texts.catalog import Texts

DAYS = 28
"""Four weeks, so that each weekday occurs equally often."""
WIDTH, HEIGHT = 1080, 640
"""In pixels: as wide as Telegram shows a picture on most phones."""

_COLOURS: Mapping[str, str] = {"answer": "#2e9e5b", "partial": "#e0a526", "none": "#c8503f"}
"""The colours of a bar's parts, from bottom to top."""
_MARKS = {"answer": "🟩", "partial": "🟨", "none": "🟥"}
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 30, 40, 80
"""The margins, with the counts at the left and the days at the bottom."""
_INK, _LINE, _PAPER = "#3c4650", "#dfe4e8", "#ffffff"
_TEXT_SIZE = 26
_BAR_SHARE = 0.7
"""The share of a day's width that its bar takes."""
_DAYS_PER_LABEL = 7


@dataclass(frozen=True, slots=True)
class BarPart:
    """The answers of one grade on one day, as a rectangle in pixels."""

    day: int
    grade: str
    count: int
    left: float
    top: float
    right: float
    bottom: float


def chart_caption(days: Sequence[GradesOfDay], texts: Texts) -> RichText:
    """What the picture shows: the period, and what each colour stands for."""
    counts = {grade: sum(each.counts.get(grade, 0) for each in days) for grade in _COLOURS}
    total = sum(counts.values())
    heading = texts.statistics.usage_heading(len(days))
    if not total:
        return join([heading, texts.statistics.nobody_asked()])
    graded = [texts.statistics.graded(grade, counts[grade], total, _MARKS[grade]) for grade in _COLOURS]
    return join([heading, texts.statistics.questions_asked(total), *graded])


def can_draw() -> bool:
    """Whether the library that draws is installed."""
    return find_spec("PIL") is not None


def bar_parts(days: Sequence[GradesOfDay]) -> Iterator[BarPart]:
    """The rectangles of all days."""
    width = (WIDTH - _LEFT - _RIGHT) / max(len(days), 1)
    per_answer = _plot_height() / scale_top(days)
    for place, each in enumerate(days):
        left = _LEFT + width * (place + (1 - _BAR_SHARE) / 2)
        bottom = float(HEIGHT - _BOTTOM)
        for grade in _COLOURS:
            count = each.counts.get(grade, 0)
            if count:
                top = bottom - count * per_answer
                yield BarPart(place, grade, count, left, top, left + width * _BAR_SHARE, bottom)
                bottom = top


def scale_top(days: Sequence[GradesOfDay]) -> int:
    """The count at the top of the chart: an even and round number that no day exceeds.

    >>> from datetime import date
    >>> [scale_top([GradesOfDay(date(2002, 11, 29), {"answer": count})]) for count in (0, 1, 7, 13, 41)]
    [2, 2, 8, 20, 60]
    """
    largest = max((sum(each.counts.values()) for each in days), default=0)
    power = 10 ** int(math.log10(largest)) if largest else 1
    return next(step * power for step in (2, 4, 6, 8, 10) if step * power >= largest)


def chart_png(days: Sequence[GradesOfDay]) -> bytes:
    """The picture as PNG."""
    from PIL import Image, ImageDraw, ImageFont  # takes a while, and few ask for a picture

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(_TEXT_SIZE)
    for count, height in _scale(days):
        draw.line([(_LEFT, height), (WIDTH - _RIGHT, height)], _LINE, 2)
        draw.text((_LEFT - 14, height), str(count), _INK, font, anchor="rm")
    for part in bar_parts(days):
        draw.rectangle([part.left, part.top, part.right, part.bottom - 1], _COLOURS[part.grade])
    for label, middle in _day_labels(days):
        draw.text((middle, HEIGHT - _BOTTOM + 16), label, _INK, font, anchor="ma")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _scale(days: Sequence[GradesOfDay]) -> list[tuple[int, float]]:
    """The counts at the left with their heights: nothing, half, and the top."""
    top, bottom = scale_top(days), HEIGHT - _BOTTOM
    return [(count, bottom - _plot_height() * count / top) for count in (0, top // 2, top)]


def _day_labels(days: Sequence[GradesOfDay]) -> Iterator[tuple[str, float]]:
    """The last day, and each that is some weeks before it, with its place."""
    width = (WIDTH - _LEFT - _RIGHT) / max(len(days), 1)
    for place, each in enumerate(days):
        if (len(days) - 1 - place) % _DAYS_PER_LABEL == 0:
            yield f"{each.day:%m-%d}", _LEFT + width * (place + 0.5)


def _plot_height() -> int:
    return HEIGHT - _TOP - _BOTTOM
