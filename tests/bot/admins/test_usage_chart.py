"""/stats as a picture: what is drawn, and what is sent to the chat."""

import datetime
import io
from collections.abc import Sequence
from itertools import pairwise

import pytest

from bot.admins.usage_chart import (
    DAYS,
    HEIGHT,
    WIDTH,
    BarPart,
    bar_parts,
    chart_caption,
    chart_png,
    scale_top,
)
from bot.messages.callback_data import DrawStats, pack
from bot.messages.richtext import units
from bot.state.statistics import GradesOfDay
from bot.texts.languages import NAMES, texts_in
from tests.bot.conftest import Start
from tests.bot.people import send_text, tap_forged_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")

LAST = datetime.date(2002, 11, 29)
COLOURS = {"answer": (46, 158, 91), "partial": (224, 165, 38), "none": (200, 80, 63)}
LONGEST_CAPTION = 1024


def days_of(*counts: dict[str, int]) -> list[GradesOfDay]:
    first = LAST - datetime.timedelta(len(counts) - 1)
    return [GradesOfDay(first + datetime.timedelta(number), each) for number, each in enumerate(counts)]


WEEKS = days_of(*[{}] * 20, *[{"answer": n, "partial": 8 - n, "none": 2} for n in range(8)])


def heights(parts: Sequence[BarPart]) -> list[float]:
    return [part.bottom - part.top for part in parts]


def test_a_bar_is_as_high_as_the_day_has_questions_and_is_divided_by_grade() -> None:
    parts = list(bar_parts(days_of({"answer": 6, "partial": 3, "none": 1}, {}, {"none": 5})))

    assert [(part.day, part.grade, part.count) for part in parts] == [
        (0, "answer", 6),
        (0, "partial", 3),
        (0, "none", 1),
        (2, "none", 5),
    ]
    unit = heights(parts)[0] / 6
    assert heights(parts) == pytest.approx([6 * unit, 3 * unit, unit, 5 * unit])
    assert [part.bottom for part in parts[1:3]] == pytest.approx([part.top for part in parts[:2]])
    assert parts[0].bottom == parts[3].bottom


@pytest.mark.parametrize("largest", [0, 1, 2, 9, 10, 11, 99, 100, 101, 12_345, 999_999])
def test_the_scale_ends_at_an_even_number_that_no_day_exceeds(largest: int) -> None:
    top = scale_top(days_of({"answer": largest}))

    assert largest <= top <= max(2, 2 * largest)
    assert top % 2 == 0


@pytest.mark.parametrize("days", [WEEKS, days_of(*[{}] * DAYS), days_of({"answer": 1})])
def test_the_picture_is_a_png_with_each_bar_in_its_colour(days: list[GradesOfDay]) -> None:
    picture = image.open(io.BytesIO(chart_png(days)))

    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    for part in bar_parts(days):
        middle = round((part.left + part.right) / 2), round((part.top + part.bottom) / 2)
        assert picture.getpixel(middle) == COLOURS[part.grade]


def test_every_bar_lies_within_the_picture_and_none_over_another() -> None:
    parts = list(bar_parts(WEEKS))

    for part in parts:
        assert 0 < part.left < part.right < WIDTH
        assert 0 < part.top < part.bottom < HEIGHT
    by_day = {part.day: part for part in parts}
    ordered = [by_day[day] for day in sorted(by_day)]
    assert all(left.right < right.left for left, right in pairwise(ordered))


@pytest.mark.parametrize("code", NAMES)
def test_the_caption_has_the_figures_in_each_language(code: str) -> None:
    caption = chart_caption(WEEKS, texts_in(code))

    assert units(caption.text) <= LONGEST_CAPTION
    lines = caption.text.splitlines()
    assert [line[0] for line in lines[-3:]] == ["🟩", "🟨", "🟥"]
    for line, count in zip(lines[-3:], (28, 36, 16), strict=True):
        assert str(count) in line


def test_without_questions_the_caption_says_so() -> None:
    caption = chart_caption(days_of(*[{}] * DAYS), texts_in("en"))

    assert caption.text == "The last 28 days\nNo questions, or they have been deleted since."


async def test_an_admin_gets_the_statistics_as_a_picture_with_todays_questions(
    world: World, start: Start, olga: Person
) -> None:
    await start(admins=(olga.id,))
    await send_text(world, olga, "Who lit the lamp?")
    stats = await send_text(world, olga, "/stats")

    await olga.taps(stats, "As a picture").answer()
    sent = await world.next_message(olga.chat)

    assert sent.photo is not None
    assert (sent.photo.width, sent.photo.height) == (WIDTH, HEIGHT)
    assert sent.body.text.startswith("The last 28 days\n1 question\n🟩 answered: 1 (100%)")
    picture = image.open(io.BytesIO(world.state.photos[sent.photo.file_id]))
    assert COLOURS["answer"] in {colour for _, colour in picture.getcolors(100_000)}


async def test_somebody_without_a_role_gets_no_picture(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    answer = await send_text(world, anna, "Who lit the lamp?")

    refusal = await tap_forged_button(anna, answer, pack(DrawStats()))

    assert refusal.text
    assert not world.state.photos
