"""Patterns for `re` have no possessive quantifier or atomic group: Python before 3.11.5 mis-executes them."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "config", "corpus", "evaluation", "management", "retrieval", "tests", "tools")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
FUNCTIONS = {
    f"re.{name}"
    for name in ("compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")
}
ESCAPED = re.compile(r"\\.", re.DOTALL)
CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
POSSESSIVE = re.compile(r"[*+?}]\+|\(\?>")


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """What each name that a module gives a value to stands for."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def pattern_text(node: ast.AST, named: Mapping[str, ast.expr], depth: int = 8) -> str:
    """The text of a pattern as far as it is written in the module; "x" stands for the rest."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name) and depth:
        return pattern_text(named[node.id], named, depth - 1) if node.id in named else "x"
    parts = [pattern_text(part, named, depth) for part in ast.iter_child_nodes(node)]
    return "".join(parts) if parts else "x"


def patterns_of(source: str) -> Iterator[str]:
    """The patterns that a module gives to the functions of `re`."""
    tree = ast.parse(source)
    named = constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in FUNCTIONS:
            yield pattern_text(node.args[0], named)


def is_possessive(pattern: str) -> bool:
    """Whether a pattern has a possessive quantifier or an atomic group, outside of classes and escapes."""
    return bool(POSSESSIVE.search(CLASS.sub("c", ESCAPED.sub("e", pattern))))


@pytest.mark.parametrize(
    "source",
    [
        'import re\nre.compile(r"a*+")',
        'import re\nre.search(r"(?>ab)", text)',
        'import re\nSPACES = r"[ \\t]"\nre.compile(rf"{SPACES}{{1,3}}+")',
        'import re\nWORD = r"\\w++"\nre.compile("|".join([WORD, "x"]))',
    ],
)
def test_a_possessive_pattern_is_detected(source: str) -> None:
    assert any(map(is_possessive, patterns_of(source)))


@pytest.mark.parametrize(
    "source",
    ['import re\nre.compile(r"[*+]+\\++ a+?")', 'import regex\nregex.compile(r"a*+")'],
)
def test_a_plus_that_is_not_a_possessive_quantifier_is_ignored(source: str) -> None:
    assert not any(map(is_possessive, patterns_of(source)))


def test_no_module_gives_a_possessive_pattern_to_re() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): pattern
        for path in MODULES
        for pattern in patterns_of(path.read_text(encoding="utf-8"))
        if is_possessive(pattern)
    }

    assert found == {}
