"""Change modules a little, one place at a time, and list the changes that no test notices.

``python -m tools.mutation [WORD ...]`` tries all mutants of each module in TARGETS, or a sample; with words,
only those of modules with one of the words in their paths.  A mutant is tried with the tests that reach the
changed line; one that changes what happens at import, with those that reach the module.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from grimp import build_graph

from tools.mutation.mutants import Mutant, mutants
from tools.mutation.trial import passes, preload
from tools.mutation.warm import WarmTrials, can_be_installed

PACKAGES = (
    "bot",
    "web",
    "management",
    "evaluation",
    "retrieval",
    "corpus",
    "languages",
    "config",
    "processes",
)
Dependents = Callable[[str], Collection[str]]
"""The modules that import a module, however indirectly."""
SECONDS_TO_IMPORT = 60
"""How long a trial that imports everything again may take."""


@dataclass(frozen=True, slots=True)
class MeasuredModules:
    """Modules to change, and the tests that should notice it."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


TARGETS = (
    MeasuredModules(
        (
            "bot.transport.sending.delivery",
            "bot.transport.sending.outbox",
            "bot.transport.sending.live",
            "bot.transport.sending.pacing",
            "bot.transport.sending.flood_pauses",
            "bot.transport.failures",
            "bot.state.outbox",
        ),
        (
            "tests/bot/transport/sending",
            "tests/bot/transport/test_failures.py",
            "tests/bot/handlers/test_guest.py",
            "tests/bot/handlers/test_inline.py",
            "tests/bot/failures/test_bad_days.py",
        ),
    ),
    MeasuredModules(
        (
            "bot.transport.receiving.fair_queue",
            "bot.transport.receiving.inbox",
            "bot.transport.receiving.limits",
            "bot.transport.receiving.ordering",
            "bot.transport.raw_updates",
        ),
        ("tests/bot/transport", "tests/bot/test_state.py", "tests/bot/test_turns.py"),
    ),
    MeasuredModules(
        (
            "retrieval.ranking.confidence",
            "retrieval.ranking.answer_check",
            "retrieval.ranking.neighbours",
            "retrieval.text.question",
        ),
        (
            "tests/retrieval/ranking",
            "tests/retrieval/text",
            "tests/retrieval/dialogue",
            "tests/retrieval/test_answering.py",
            "tests/retrieval/test_explaining.py",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants of a module there are, how many were tried, and which of them no test noticed."""

    module: str
    total: int
    tried: int
    survivors: tuple[Mutant, ...]

    def row(self) -> str:
        """A row of the table.

        >>> Score("bot.roles", total=80, tried=40, survivors=()).row()
        '| `bot/roles.py` | 80 | 40 | 40 | 100% |'
        """
        killed = self.tried - len(self.survivors)
        share = killed / self.tried if self.tried else 1.0
        return f"| `{_path(self.module)}` | {self.total} | {self.tried} | {killed} | {share:.0%} |"


def scores(
    target: MeasuredModules, words: Sequence[str], sample: int, seed: int, dependents_of: Dependents
) -> list[Score]:
    """Try mutants of the modules of a target.  Raises SystemExit if tests fail without any change."""
    wanted = [name for name in target.modules if not words or any(each in str(_path(name)) for each in words)]
    if not wanted:
        return []
    every = {name: list(mutants(_path(name).read_text(encoding="utf-8"))) for name in wanted}
    chosen = {name: _sample(each, sample, seed) for name, each in every.items()}
    swapped = {
        name: [mutant for mutant in each if can_be_installed(name, mutant)] for name, each in chosen.items()
    }
    found = _in_warm_process(swapped, target.tests)
    return [_score(name, every[name], chosen[name], swapped[name], found, dependents_of) for name in wanted]


def _sample(every: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """A random sample of *size* mutants, in the order of the module."""
    chosen = random.Random(seed).sample(range(len(every)), min(size, len(every)))
    return [every[number] for number in sorted(chosen)]


def _score(
    name: str,
    every: Sequence[Mutant],
    chosen: Sequence[Mutant],
    swapped: Sequence[Mutant],
    found: Mapping[str, Any],
    dependents_of: Dependents,
) -> Score:
    verdicts = zip(swapped, found["verdicts"][name], strict=True)
    noticed = {id(mutant) for mutant, (_, is_noticed) in verdicts if is_noticed}
    dependents, tests = dependents_of(name), found["fastest"][name]
    without_import = set(map(id, swapped))
    for mutant in chosen:
        if id(mutant) not in without_import and not passes(
            _path(name), mutant.tree, tests, SECONDS_TO_IMPORT, dependents
        ):
            noticed.add(id(mutant))
    survivors = tuple(mutant for mutant in chosen if id(mutant) not in noticed)
    return Score(name, len(every), len(chosen), survivors)


def _in_warm_process(chosen: Mapping[str, Sequence[Mutant]], tests: Sequence[str]) -> dict[str, Any]:
    """The findings of `WarmTrials`, which runs in its own process because it imports the tests."""
    with tempfile.TemporaryDirectory(prefix="quoth-mutation-") as home:
        results = Path(home, "results.json")
        child = os.fork()
        if not child:
            _run_warm(WarmTrials(chosen, results), tests, Path(home))
        os.waitpid(child, 0)
        if not results.exists():
            raise SystemExit("the tests could not be collected; run them with pytest to see why")
        found: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    if found["failed"]:
        raise SystemExit(f"tests fail without any change; mend them first: {', '.join(found['failed'])}")
    return found


def _run_warm(trials: WarmTrials, tests: Sequence[str], home: Path) -> NoReturn:
    """Run the tests in this process, and end it; only errors are shown."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        arguments = ["-q", "-s", "-p", "no:cacheprovider", "--basetemp", str(home / "tests")]
        pytest.main([*arguments, *tests], plugins=[trials])
    finally:
        os._exit(0)


def _examples_of(module: str) -> str:
    return f"tests/test_doctests.py::test_the_examples_in_the_docstrings_are_true[{module}]"


def _path(module: str) -> Path:
    return Path(f"{module.replace('.', '/')}.py")


def main() -> int:
    """Print the scores as a table, and the survivors."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("words", nargs="*", help="words of the paths of the modules to change")
    parser.add_argument("--sample", type=int, default=50, help="how many mutants of each module are tried")
    parser.add_argument("--seed", type=int, default=1, help="chooses the sample")
    given = parser.parse_args()
    preload()
    imports = build_graph(*PACKAGES, cache_dir=None)
    print("| module | mutants | tried | noticed | share |\n|---|---:|---:|---:|---:|", flush=True)
    for target in TARGETS:
        with_examples = replace(target, tests=(*target.tests, *map(_examples_of, target.modules)))
        for score in scores(
            with_examples, given.words, given.sample, given.seed, imports.find_downstream_modules
        ):
            print(score.row(), flush=True)
            for each in score.survivors:
                place = f"{_path(score.module)}:{each.line}"
                print(f"{place}: {each.before} -> {each.after}", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
