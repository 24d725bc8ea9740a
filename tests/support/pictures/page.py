"""docs/REPLIES.md and the pictures that it shows, as they are drawn today."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.settings import ROOT
from tests.support.pictures.drawing import drawn
from tests.support.pictures.playing import built_corpora, play
from tests.support.pictures.scenes import CHAPTERS, PICTURES, Picture

DOCS = ROOT / "docs"
PAGE = DOCS / "REPLIES.md"
FOLDER = DOCS / "pictures"
CHART = FOLDER / "stats-picture.png"
"""/stats as a picture, in the docs for admins."""

_BEGINNING = """\
# What the bot says

Every kind of reply, drawn from what the bot really sends: text, formatting and buttons as Telegram has them.
`python -m tests.support.pictures` draws the pictures and writes this page; a test holds both to the code.
Most are about the demonstration article; the texts behind the others are in `tests/support/pictures/library`.
"""


def pictures() -> Iterator[tuple[Path, str]]:
    """Each picture's file and its contents."""
    with built_corpora(corpora()) as built:
        for picture in PICTURES:
            yield file_of(picture), as_svg(picture, built)


def corpora() -> set[Path]:
    """The corpora that the pictures are about."""
    return {picture.scene.corpus for picture in PICTURES}


def as_svg(picture: Picture, built: Mapping[Path, Path]) -> str:
    """Play the scene of a picture and draw it; *built*: the folder of each corpus."""
    screen = asyncio.run(play(picture.scene, built[picture.scene.corpus]))
    return drawn(screen, picture.title)


def page() -> str:
    """The page that shows them."""
    chapters = ("\n".join([f"## {title}\n", *map(_shown, pictures)]) for title, pictures in CHAPTERS.items())
    return "\n".join([_BEGINNING, *chapters])


def file_of(picture: Picture) -> Path:
    """Where a picture is."""
    return FOLDER / f"{picture.name}.svg"


def _shown(picture: Picture) -> str:
    place = file_of(picture).relative_to(DOCS).as_posix()
    return f"### {picture.title}\n\n{picture.caption}\n\n![{picture.title}]({place})\n"
