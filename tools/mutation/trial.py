"""Run tests against a mutant, in a forked process that imports it in the place of the real module."""

import ast
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

import pytest

PRELOADED = ("bot.application", "retrieval.answering", "telegram.ext", "numpy", "rank_bm25")
"""Modules that are imported once, with everything they import, before all trials."""


class MutantLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from a changed syntax tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        super().__init__(name, str(path))
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        """The code of the changed tree, whatever a cached file has."""
        code = compile(self._tree, self.path, "exec")
        assert isinstance(code, CodeType)
        return code


class MutantFinder(importlib.abc.MetaPathFinder):
    """Finds one module, and loads it from a changed syntax tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name = name
        self._loader = MutantLoader(name, path, tree)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of the one module; None for all others."""
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._loader.path, loader=self._loader)


def preload() -> None:
    """Import what trials use; each then imports again only what depends on the module it changes."""
    for name in PRELOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def passes(
    module: Path, tree: ast.Module, tests: Sequence[str], seconds: int, dependents: Collection[str] = ()
) -> bool:
    """Whether all *tests* pass, within so many seconds, with *tree* in the place of *module*.

    *dependents* are the names of the modules that import it, however indirectly.
    """
    child = os.fork()
    if not child:
        _run(module, tree, tests, seconds, dependents)
    _, status = os.waitpid(child, 0)
    return status == 0


def _run(
    module: Path, tree: ast.Module, tests: Sequence[str], seconds: int, dependents: Collection[str]
) -> NoReturn:
    """Run the tests in this process, and end it: 0 if all pass."""
    signal.alarm(seconds)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    name = ".".join(module.with_suffix("").parts)
    for each in (name, *dependents):
        _forget(each)
    sys.meta_path.insert(0, MutantFinder(name, module, tree))
    try:
        failed = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))
    except BaseException:
        failed = 1
    os._exit(1 if failed else 0)


def _forget(name: str) -> None:
    """Forget a module, so that it is imported again: its package refers to it too."""
    sys.modules.pop(name, None)
    package, _, last = name.rpartition(".")
    if package in sys.modules:
        vars(sys.modules[package]).pop(last, None)
