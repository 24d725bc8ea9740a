"""Project-wide rules: listed packages, lock files, and names."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import config

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages() -> list[str]:
    """Every package of the project but the tests, by its dotted name."""
    folders = [found.parent.relative_to(ROOT) for found in ROOT.glob("[!.]*/**/__init__.py")]
    return sorted(".".join(folder.parts) for folder in folders if folder.parts[0] not in {"tests", "build"})


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the project, tests and all, with its place."""
    tops = {name.partition(".")[0] for name in packages()} | {"tests"}
    for path in (ROOT / "run_bot.py", *(path for top in sorted(tops) for path in (ROOT / top).rglob("*.py"))):
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def assigned(tree: ast.Module) -> set[str]:
    """The names that a module gives a value to, anywhere in it."""
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def imported(tree: ast.Module) -> set[str]:
    """The modules that a module imports by their full names, anywhere in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def classes(tree: ast.Module) -> list[str]:
    """The names of the classes that a module defines, anywhere in it."""
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def test_pyproject_lists_every_package() -> None:
    assert sorted(PYPROJECT["tool"]["setuptools"]["packages"]) == packages()


def test_import_contracts_and_types_cover_every_package() -> None:
    tops = {name.partition(".")[0] for name in packages()}

    assert set(PYPROJECT["tool"]["importlinter"]["root_packages"]) == tops
    assert set(PYPROJECT["tool"]["mypy"]["files"]) == tops | {"run_bot.py", "tests"}


def test_run_bot_is_imported_only_by_its_tests() -> None:
    users = [path for path, tree in modules() if "run_bot" in imported(tree)]

    assert [path for path in users if path.parts[0] != "tests"] == []


def test_the_config_that_is_imported_is_ours() -> None:
    assert config.__file__ is not None
    assert Path(config.__file__).parent == ROOT / "config"


def test_no_variable_is_named_bot_or_config() -> None:
    hidden = [path for path, tree in modules() if assigned(tree) & {"bot", "config"}]

    assert hidden == []


def test_no_two_classes_have_one_name() -> None:
    counts = Counter(name for path, tree in modules() if path.parts[0] != "tests" for name in classes(tree))

    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_locked_package_has_one_version_and_a_hash(lock: Path) -> None:
    statements = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    locked = [line for line in statements if line.strip() and not line.lstrip().startswith("#")]

    assert locked
    assert [
        line for line in locked if not re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_file_says_where_packages_come_from(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert re.findall(r"\S*://\S*|--(?:extra-)?index-url.*|--find-links.*| @ .*", text) == []


def test_each_use_has_a_lock_file() -> None:
    assert [lock.name for lock in LOCKS] == [
        "audit.txt",
        "bench.txt",
        "dev.txt",
        "machines.txt",
        "mcp.txt",
        "meaning.txt",
        "run.txt",
        "train.txt",
    ]
