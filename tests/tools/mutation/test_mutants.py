import ast

import pytest

from tools.mutation.mutants import mutants

CHANGES = {
    "if a == b: f()": {"a != b", "pass"},
    "a = b and c": {"b or c"},
    "a = not b": {"b"},
    "a = b + 1": {"b - 1", "2"},
    "a = True": {"False"},
    "for a in b: break": {"continue"},
    "async def f():\n    await g()": {"pass"},
}


@pytest.mark.parametrize("source", CHANGES)
def test_a_module_is_changed_in_every_place_where_a_test_should_notice(source: str) -> None:
    assert {mutant.after for mutant in mutants(source)} == CHANGES[source]


ALIKE = (
    '"""About a module."""',
    "import this",
    "assert a == b",
    "log.info('%d', 1)",
    "def f(a: 1 = b) -> 2: pass",
    "return None",
)


@pytest.mark.parametrize("source", ALIKE)
def test_what_no_test_could_notice_is_left_alone(source: str) -> None:
    assert list(mutants(source)) == []


def test_a_mutant_differs_from_the_module_in_one_place_only() -> None:
    source = "a = 1\nb = 2\n"

    changed = [ast.unparse(mutant.tree) for mutant in mutants(source)]

    assert changed == ["a = 2\nb = 2", "a = 1\nb = 3"]
