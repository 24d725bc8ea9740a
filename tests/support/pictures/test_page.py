import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.admins.usage_chart import bar_parts, chart_png
from tests.support.bot_api.validation import td
from tests.support.pictures.example_usage import WEEKS
from tests.support.pictures.page import CHART, FOLDER, PAGE, as_svg, corpora, file_of, page
from tests.support.pictures.playing import built_corpora
from tests.support.pictures.scenes import PICTURES, Picture

DRAW_AGAIN = "draw them again with: python -m tests.support.pictures"


@pytest.fixture(scope="module")
def built() -> Iterator[Mapping[Path, Path]]:
    with built_corpora(corpora()) as folders:
        yield folders


def test_the_page_shows_every_picture_and_there_are_no_others() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), DRAW_AGAIN
    assert set(FOLDER.glob("*.svg")) == {file_of(picture) for picture in PICTURES}, DRAW_AGAIN


@td.needs_tdlib
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_picture_is_up_to_date(picture: Picture, built: Mapping[Path, Path]) -> None:
    svg = as_svg(picture, built)

    assert svg == file_of(picture).read_text(encoding="utf-8"), DRAW_AGAIN


def test_the_picture_of_statistics_shows_the_example() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    kept = image.open(CHART).convert("RGB")
    drawn = image.open(io.BytesIO(chart_png(WEEKS)))

    assert kept.size == drawn.size, DRAW_AGAIN
    for part in bar_parts(WEEKS):
        middle = round((part.left + part.right) / 2), round((part.top + part.bottom) / 2)
        assert kept.getpixel(middle) == drawn.getpixel(middle), DRAW_AGAIN


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_self_contained_and_has_a_title(picture: Picture) -> None:
    svg = file_of(picture).read_text(encoding="utf-8")
    root = ET.fromstring(svg)

    assert root.findtext("{http://www.w3.org/2000/svg}title") == picture.title
    assert "href" not in svg
    assert "<script" not in svg
    assert picture.caption
