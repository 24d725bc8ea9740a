import xml.etree.ElementTree as ET

import pytest

from tests.support.bot_api import td
from tests.support.pictures.page import FOLDER, PAGE, file_of, page, pictures
from tests.support.pictures.scenes import PICTURES, Picture

ANEW = "draw them anew with: python -m tests.support.pictures"


def test_the_page_shows_every_picture_and_there_are_no_others() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), ANEW
    assert set(FOLDER.iterdir()) == {file_of(picture) for picture in PICTURES}, ANEW


@td.needs_tdlib
def test_the_pictures_show_what_the_bot_says_today() -> None:
    outdated = [path.name for path, svg in pictures() if path.read_text(encoding="utf-8") != svg]
    assert not outdated, ANEW


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_one_file_that_needs_no_other_and_says_what_it_shows(picture: Picture) -> None:
    svg = file_of(picture).read_text(encoding="utf-8")
    root = ET.fromstring(svg)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == picture.title
    assert "href" not in svg
    assert "<script" not in svg
    assert picture.caption
