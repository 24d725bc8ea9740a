"""Texts made to be slow: twice the text takes about twice the work, counted in lines of Python."""

import sys
import time
import tracemalloc
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from corpus.records import Source
from corpus.segmentation.passages import split
from corpus.structure.cleaning import describe
from tests.corpus.hostile_texts import MARKDOWN, PLAIN

if TYPE_CHECKING:
    from _typeshed import TraceFunction

SIZE = 3_000
_RATIO = 3.0  # of the work on twice the text: 2 is linear, 4 quadratic
_NOTICEABLE = 0.02  # seconds: shorter times are not compared


def steps(text: str, form: str) -> int:
    """How many calls and lines of the project it takes to read a text."""
    taken = 0

    def count(frame: FrameType, event: str, argument: object) -> "TraceFunction":
        nonlocal taken
        taken += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        split(describe(Source("a", "", text, form)))
    finally:
        sys.settrace(before)
    return taken


def seconds(text: str, form: str) -> float:
    """The computing time of this process alone."""
    begin = time.process_time()
    split(describe(Source("a", "", text, form)))
    return time.process_time() - begin


@pytest.mark.parametrize("kind", PLAIN)
def test_a_hostile_plain_text_twice_as_long_takes_about_twice_the_steps(kind: str) -> None:
    once, twice = (steps(PLAIN[kind](size), "text") for size in (SIZE, 2 * SIZE))

    assert twice < _RATIO * once


@pytest.mark.parametrize("kind", MARKDOWN)
def test_a_hostile_markdown_text_twice_as_long_takes_about_twice_the_steps(kind: str) -> None:
    once, twice = (steps(MARKDOWN[kind](size), "markdown") for size in (SIZE, 2 * SIZE))

    assert twice < _RATIO * once


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("markdown", "a heading with spaces in it"),
        ("markdown", "a heading of brackets"),
        ("markdown", "items in items"),
        ("text", "a line of dots"),
        ("text", "a line of spaces"),
        ("text", "an option of equals signs"),
    ],
)
def test_patterns_take_about_twice_as_long_on_twice_the_text(form: str, kind: str) -> None:
    made = (MARKDOWN | PLAIN)[kind]
    best = [min(seconds(made(size), form) for _ in range(3)) for size in (20_000, 80_000)]

    assert best[1] < _NOTICEABLE or best[1] < 2 * _RATIO * 2 * best[0]


@pytest.mark.parametrize(
    ("form", "piece"), [("text", ". "), ("text", "湖港"), ("markdown", "> "), ("markdown", "- ")]
)
def test_a_line_without_end_takes_little_memory(form: str, piece: str) -> None:
    text = piece * 400_000 + "w"

    tracemalloc.start()
    split(describe(Source("a", "", text, form)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 50 * len(text)
