"""Change modules a little, one place at a time, and list the changes that no test notices.

``python -m tools.mutation [WORD ...]`` tries a sample of the mutants of each module in TARGETS;
with words, only of modules with one of them in their paths.
"""

import argparse
import ast
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grimp import ImportGraph, build_graph

from tools.mutation.mutants import Mutant, mutants
from tools.mutation.trial import passes, preload

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
_SENDING = "tests/bot/transport/sending/test_delivery.py"
_RECEIVING = ("tests/bot/transport/receiving/test_inbox.py", "tests/bot/transport/receiving/test_ordering.py")
_GRADING = ("tests/retrieval/ranking/test_confidence.py", "tests/retrieval/test_answering.py")
TARGETS: dict[str, tuple[str, ...]] = {
    "bot/transport/sending/delivery.py": (_SENDING,),
    "bot/transport/failures.py": (_SENDING,),
    "bot/transport/sending/outbox.py": (_SENDING,),
    "bot/state/outbox.py": (_SENDING,),
    "bot/transport/receiving/fair_queue.py": _RECEIVING,
    "bot/transport/receiving/inbox.py": _RECEIVING,
    "bot/transport/receiving/limits.py": ("tests/bot/transport/receiving/test_limits.py", *_RECEIVING),
    "bot/transport/receiving/ordering.py": _RECEIVING,
    "bot/transport/raw_updates.py": ("tests/bot/transport/test_raw_updates.py",),
    "retrieval/ranking/confidence.py": _GRADING,
    "retrieval/ranking/answer_check.py": ("tests/retrieval/ranking/test_answer_check.py",),
}
"""Modules, and the tests that are to notice changes to them; the module's own examples come on top."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants of a module there are, how many were tried, and which of them no test noticed."""

    module: str
    total: int
    tried: int
    survivors: tuple[Mutant, ...]

    def row(self) -> str:
        """A row of the table.

        >>> Score("bot/roles.py", total=80, tried=40, survivors=()).row()
        '| `bot/roles.py` | 80 | 40 | 40 | 100% |'
        """
        killed = self.tried - len(self.survivors)
        share = killed / self.tried if self.tried else 1.0
        return f"| `{self.module}` | {self.total} | {self.tried} | {killed} | {share:.0%} |"


def score(module: str, tests: Sequence[str], sample: int, seed: int, imports: ImportGraph) -> Score:
    """Try a sample of the mutants of a module.  Raises SystemExit if the tests fail without any change."""
    path, name = Path(module), module.removesuffix(".py").replace("/", ".")
    source = path.read_text(encoding="utf-8")
    asked = [*tests, f"tests/test_doctests.py::test_the_examples_in_the_docstrings_are_true[{name}]"]
    dependents = imports.find_downstream_modules(name)
    begun = time.monotonic()
    if not passes(path, ast.parse(source), asked, 600, dependents):
        raise SystemExit(f"the tests of {module} fail without any change; mend them first")
    seconds = 10 + 5 * int(time.monotonic() - begun)
    every = list(mutants(source))
    chosen = random.Random(seed).sample(every, min(sample, len(every)))
    survivors = [mutant for mutant in chosen if passes(path, mutant.tree, asked, seconds, dependents)]
    return Score(module, len(every), len(chosen), tuple(sorted(survivors, key=lambda each: each.line)))


def main() -> int:
    """Print the scores as a table, and the survivors."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("words", nargs="*", help="words of the paths of the modules to change")
    parser.add_argument("--sample", type=int, default=40, help="how many mutants of each module are tried")
    parser.add_argument("--seed", type=int, default=1, help="chooses the sample")
    given = parser.parse_args()
    preload()
    imports = build_graph(*PACKAGES, cache_dir=None)
    print("| module | mutants | tried | noticed | share |\n|---|---:|---:|---:|---:|")
    for module, tests in TARGETS.items():
        if not given.words or any(word in module for word in given.words):
            done = score(module, tests, given.sample, given.seed, imports)
            print(done.row(), flush=True)
            for each in done.survivors:
                print(f"{module}:{each.line}: {each.before} -> {each.after}", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
