import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.mutation.__main__ import MeasuredModules, Score, scores

MODULE = '''\
"""A module."""

LIMIT = 10


def is_large(number):
    return number > LIMIT


def is_small(number):
    return number < 3
'''
TESTS = """\
import pytest
from sizes import is_large, is_small

@pytest.fixture(scope="session")
def large():
    return 11

def test_large(large):
    assert is_large(large) and not is_large(9)

def test_small():
    assert is_small(2) and not is_small(3)
"""


@pytest.fixture
def score_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Score]]:
    """Scores a module by tests, both in a folder that is the working directory."""
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (tmp_path / "sizes.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)

    def score(tests: str) -> Score:
        (tmp_path / "test_sizes.py").write_text(tests)
        __import__("sizes")
        (found,) = scores(MeasuredModules(("sizes",), ("test_sizes.py",)), [], 1000, 1, lambda module: ())
        return found

    yield score
    sys.modules.pop("sizes", None)


def test_only_changes_that_no_test_notices_survive(score_of: Callable[[str], Score]) -> None:
    score = score_of(TESTS)

    assert {each.after for each in score.survivors} == {"number >= LIMIT"}


def test_changes_that_no_test_reaches_survive(score_of: Callable[[str], Score]) -> None:
    score = score_of(TESTS.partition("def test_small")[0])

    assert {each.after for each in score.survivors} == {"number >= LIMIT", "return None", "number <= 3", "4"}


def test_tests_that_fail_without_a_change_are_named(score_of: Callable[[str], Score]) -> None:
    with pytest.raises(SystemExit, match=r"test_sizes\.py::test_small"):
        score_of(TESTS.replace("is_small(2)", "is_small(5)"))
