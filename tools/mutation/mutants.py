"""Make small changes to a module, each of which a good test notices."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
_LOGGERS = ("log", "logging")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed module: the code before and after the change, where it is, and the whole syntax tree.

    The changed code is on the lines from ``line`` to ``last_line``; ``statement`` is the line on which its
    statement begins.  ``at_import`` says that the code runs when the module is imported, and not in a
    function.
    """

    line: int
    last_line: int
    statement: int
    at_import: bool
    before: str
    after: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of the code.

    >>> [(each.before, each.after) for each in mutants("def f(a): return a < 3")]
    [('return a < 3', 'return None'), ('a < 3', 'a <= 3'), ('3', '4')]
    """
    tree = ast.parse(source)
    for path in _paths(tree):
        node = _at(tree, path)
        for changed in _changes(node):
            mutated = copy.deepcopy(tree)
            _put(mutated, path, changed)
            ast.fix_missing_locations(mutated)
            yield Mutant(
                node.lineno,
                node.end_lineno or node.lineno,
                _statement(tree, path).lineno,
                not _is_in_function(tree, path),
                ast.unparse(node),
                ast.unparse(changed),
                mutated,
            )


Step = tuple[str, int]
"""A field of a node, and the index in it; -1 where it is no list."""


def _paths(node: ast.AST, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The paths to all nodes that may be changed."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        many = isinstance(value, list)
        for index, child in enumerate(value if many else [value]):
            if isinstance(child, ast.AST) and not _is_left_alone(child):
                here = (*path, (name, index if many else -1))
                if isinstance(child, ast.stmt | ast.expr):
                    yield here
                yield from _paths(child, here)


def _is_left_alone(node: ast.AST) -> bool:
    """Whether changing a node would test nothing: a docstring, an import, an assertion, a log message."""
    match node:
        case ast.Expr(ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Assert() | ast.Raise():
            return True
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name)))):
            return name in _LOGGERS
    return False


def _at(tree: ast.AST, path: tuple[Step, ...]) -> ast.stmt | ast.expr:
    *_, node = _along(tree, path)
    assert isinstance(node, ast.stmt | ast.expr)
    return node


def _along(tree: ast.AST, path: tuple[Step, ...]) -> Iterator[ast.AST]:
    """The nodes along a path, the last one included."""
    node = tree
    for name, index in path:
        value = getattr(node, name)
        node = value if index < 0 else value[index]
        yield node


def _statement(tree: ast.AST, path: tuple[Step, ...]) -> ast.stmt:
    """The statement that a node is part of."""
    return [node for node in _along(tree, path) if isinstance(node, ast.stmt)][-1]


def _is_in_function(tree: ast.AST, path: tuple[Step, ...]) -> bool:
    """Whether a node is in the body of a function; a default value is not."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and name == "body"
        for node, (name, _) in zip(_along(tree, path), path[1:], strict=False)
    )


def _put(tree: ast.AST, path: tuple[Step, ...], changed: ast.AST) -> None:
    """Replace the node at a path."""
    node = tree
    for name, index in path[:-1]:
        value = getattr(node, name)
        node = value if index < 0 else value[index]
    name, index = path[-1]
    if index < 0:
        setattr(node, name, changed)
    else:
        getattr(node, name)[index] = changed


def _changes(node: ast.stmt | ast.expr) -> list[ast.stmt | ast.expr]:
    """The variants that a statement or expression may be changed to."""
    return [change for change in (_changed_operation(node), _changed_step(node)) if change is not None]


def _changed_operation(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.Compare(left, [operator, *others], right) if type(operator) in _COMPARISONS:
            return ast.Compare(left, [_COMPARISONS[type(operator)](), *others], right)
        case ast.BoolOp(ast.And(), values):
            return ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(ast.Or(), values):
            return ast.BoolOp(ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            return operand
        case ast.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
            return ast.BinOp(left, _ARITHMETIC[type(operator)](), right)
    return None


def _changed_step(node: ast.AST) -> ast.stmt | ast.expr | None:
    match node:
        case ast.Constant(bool(value)):
            return ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            return ast.Constant(value + 1)
        case ast.Return(ast.expr() as value) if not _is_none(value):
            return ast.Return(ast.Constant(None))
        case ast.Break():
            return ast.Continue()
        case ast.Continue():
            return ast.Break()
        case ast.Expr(ast.Call() | ast.Await()):
            return ast.Pass()
    return None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
