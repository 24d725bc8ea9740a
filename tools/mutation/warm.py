"""Run tests against many mutants in forks of one warm process, which has imported and collected everything.

Only the tests that reach the changed line are run, the fastest first, and the first one that fails ends a
trial.  In a fork, the functions of the module get the code of the mutant; nothing is imported again.
"""

import gc
import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest

from tools.mutation.mutants import Mutant

MAX_SECONDS = 4.0
"""How long the tests of a mutant take without the change: the fastest of those that reach it are run."""
MAX_TESTS = 40
"""How many tests are run if everything has to be imported again."""
MIN_SECONDS, TIMES = 2.0, 20.0
"""A test may take this long, or so many times as long as without a change; then it has noticed the change."""

Key = tuple[str, int]
"""The name of a function within its module, and its first line."""


@dataclass(frozen=True, slots=True)
class TestReach:
    """Which tests reach which lines of each module, by the tests' numbers, and each test's seconds."""

    lines: Mapping[str, Mapping[int, Sequence[int]]]
    seconds: Sequence[float]
    failed: Sequence[str]

    def tests_of(self, module: str, mutant: Mutant) -> list[int]:
        """The tests that reach a mutant, the fastest first."""
        known = self.lines.get(module, {})
        changed = range(mutant.line, mutant.last_line + 1)
        reaching = {test for line in changed for test in known.get(line, ())} or known.get(
            mutant.statement, ()
        )
        fastest = sorted(reaching, key=lambda test: self.seconds[test])
        taken = accumulate(self.seconds[test] for test in fastest)
        return [test for test, seconds in zip(fastest, taken, strict=True) if seconds <= MAX_SECONDS]


@dataclass(slots=True, eq=False)
class WarmTrials:
    """A plugin of pytest that tries mutants, by module, instead of running the collected tests once.

    ``verdicts`` says for each mutant how many tests tried it and whether one failed; ``fastest`` has, for
    each module, the ids of the fastest tests that reach it.
    """

    mutants: Mapping[str, Sequence[Mutant]]
    results: Path
    failures: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record failures."""
        if report.failed:
            self.failures.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find out what the tests reach, try each mutant, write the verdicts."""
        items = session.items
        for item in _that_set_up_the_session(items):
            _run(item)
        reach = self._reach(items)
        verdicts = {} if reach.failed else self._verdicts(items, reach)
        fastest = {module: _fastest(items, reach, module) for module in self.mutants}
        found = {"failed": list(reach.failed), "verdicts": verdicts, "fastest": fastest}
        self.results.write_text(json.dumps(found), encoding="utf-8")
        return True

    def _reach(self, items: Sequence[pytest.Item]) -> TestReach:
        """Run all tests once, in a fork, and record which lines they reach."""
        kept = self.results.with_suffix(".reach")
        _in_fork(lambda: self._measure(items, kept))
        found = json.loads(kept.read_text(encoding="utf-8"))
        lines = {
            module: {int(line): tests for line, tests in known.items()}
            for module, known in found["lines"].items()
        }
        return TestReach(lines, found["seconds"], found["failed"])

    def _measure(self, items: Sequence[pytest.Item], kept: Path) -> bool:
        paths = {module: _file_of(module) for module in self.mutants}
        measured = coverage.Coverage(data_file=None, config_file=False, include=list(paths.values()))
        measured.start()
        seconds = []
        for number, item in enumerate(items):
            measured.switch_context(str(number))
            begun = time.perf_counter()
            _run(item)
            seconds.append(time.perf_counter() - begun)
        measured.stop()
        data = measured.get_data()
        lines = {module: _tests_by_line(data, path) for module, path in paths.items()}
        found = {"lines": lines, "seconds": seconds, "failed": self.failures}
        kept.write_text(json.dumps(found), encoding="utf-8")
        return True

    def _verdicts(self, items: Sequence[pytest.Item], reach: TestReach) -> dict[str, list[tuple[int, bool]]]:
        return {
            module: [self._verdict(items, reach, module, mutant) for mutant in mutants]
            for module, mutants in self.mutants.items()
        }

    def _verdict(
        self, items: Sequence[pytest.Item], reach: TestReach, module: str, mutant: Mutant
    ) -> tuple[int, bool]:
        """How many tests reach a mutant, and whether one of them notices it."""
        numbers = reach.tests_of(module, mutant)
        tests = [(items[number], reach.seconds[number]) for number in numbers]
        survives = _in_fork(lambda: self._survives(module, mutant, tests)) if tests else True
        return len(tests), not survives

    def _survives(self, module: str, mutant: Mutant, tests: Sequence[tuple[pytest.Item, float]]) -> bool:
        install(module, mutant)
        for item, seconds in tests:
            signal.setitimer(signal.ITIMER_REAL, MIN_SECONDS + TIMES * seconds)  # ends this process
            _run(item)
            if self.failures:
                return False
        return True


def install(module: str, mutant: Mutant) -> None:
    """Give the functions of a module the code of a mutant, in this process."""
    known = code_by_key(mutant, _file_of(module))
    for function in _functions_of(module):
        function.__code__ = known[_key(function.__code__)]


def can_be_installed(module: str, mutant: Mutant) -> bool:
    """Whether a mutant's code fits the existing functions; if not, the module has to be imported again."""
    keys = Counter(map(_key, _codes(compile(mutant.tree, "", "exec"))))
    known = code_by_key(mutant, _file_of(module))
    functions = [function.__code__ for function in _functions_of(module)]
    return not mutant.at_import and all(
        keys[_key(code)] == 1 and known[_key(code)].co_freevars == code.co_freevars for code in functions
    )


def code_by_key(mutant: Mutant, file: str) -> dict[Key, CodeType]:
    """The code of every function of a mutant."""
    whole = compile(mutant.tree, file, "exec")
    assert isinstance(whole, CodeType)
    return {_key(code): code for code in _codes(whole)}


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and all those nested in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _key(code: CodeType) -> Key:
    return code.co_qualname, code.co_firstlineno


def _functions_of(module: str) -> list[FunctionType]:
    """The functions that come from a module's file, wherever they are referenced now."""
    file = _file_of(module)
    return [
        each for each in gc.get_objects() if type(each) is FunctionType and each.__code__.co_filename == file
    ]


def _file_of(module: str) -> str:
    return str(sys.modules[module].__file__)


def _tests_by_line(data: coverage.CoverageData, path: str) -> dict[int, list[int]]:
    contexts = data.contexts_by_lineno(path)
    return {line: [int(test) for test in tests if test] for line, tests in contexts.items()}


def _fastest(items: Sequence[pytest.Item], reach: TestReach, module: str) -> list[str]:
    reaching = {test for tests in reach.lines.get(module, {}).values() for test in tests}
    numbers = sorted(reaching, key=lambda test: reach.seconds[test])
    return [items[number].nodeid for number in numbers[:MAX_TESTS]]


def _that_set_up_the_session(items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Tests that together use all session fixtures, so that forks need not set them up."""
    seen: set[str] = set()
    for item in items:
        known = getattr(item, "_fixtureinfo", None)
        definitions = known.name2fixturedefs if known else {}
        lasting = {name for name, each in definitions.items() if each[-1].scope == "session"}
        if not lasting <= seen:
            seen |= lasting
            yield item


def _run(item: pytest.Item) -> None:
    """Run a test, and tear down its fixtures, but not those of the session."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)


def _in_fork(work: Callable[[], bool]) -> bool:
    """The result of *work* in a fork of this process; False if the fork dies."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    succeeds = False
    try:
        succeeds = work()
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(0 if succeeds else 1)
