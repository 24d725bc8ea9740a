import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.files import why_not_read
from corpus.limits import MAX_BYTES
from corpus.starters import gold_files, starters
from corpus.synonyms import read_all
from evaluation.errors import GoldError
from evaluation.gold import read_gold

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def sparse(path: Path) -> None:
    """A sparse file of 20 GB."""
    with path.open("wb") as file:
        file.truncate(20 << 30)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


HOSTILE = pytest.mark.parametrize("make", [sparse, pipe, endless])


@HOSTILE
def test_a_hostile_gold_file_is_refused_by_its_name_and_offers_no_questions(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "lamp.gold.jsonl")

    (gold,) = gold_files(tmp_path)

    with pytest.raises(GoldError, match=r"lamp\.gold\.jsonl"):
        read_gold(gold)
    assert starters([gold]) == []


@HOSTILE
def test_a_hostile_file_of_synonyms_is_a_problem(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "synonyms.txt")

    groups, (problem,) = read_all(tmp_path)

    assert groups == []
    assert "synonyms.txt" in str(problem)


def test_a_regular_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "lamp.txt"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES)

    assert why_not_read(file) == ""
    assert "the limit is" in why_not_read(file, MAX_BYTES - 1)
