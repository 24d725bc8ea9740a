import ast
from pathlib import Path

import pytest

from tools.mutation.trial import passes

MODULE = "def is_large(number):\n    return number > 10\n"
TEST = "from sample.sizes import is_large\ndef test_it(): assert is_large(11) and not is_large(9)\n"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module and its test in a folder of their own, which is the working directory."""
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "sizes.py").write_text(MODULE)
    (tmp_path / "test_sizes.py").write_text(TEST)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return Path("sample/sizes.py")


def test_a_change_that_a_test_checks_is_noticed(module: Path) -> None:
    changed = ast.parse(MODULE.replace(">", "<"))

    assert not passes(module, changed, ["test_sizes.py"], seconds=60)


def test_a_change_that_no_test_checks_survives(module: Path) -> None:
    changed = ast.parse(MODULE.replace("10", "9"))

    assert passes(module, changed, ["test_sizes.py"], seconds=60)


def test_a_mutant_that_never_ends_counts_as_noticed(module: Path) -> None:
    endless = ast.parse("while True:\n    pass\n")

    assert not passes(module, endless, ["test_sizes.py"], seconds=2)
