"""``python -m tools.training``: train the weights of ranking and confidence, and print their figures."""

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from evaluation.sets import SHARED
from retrieval.meaning.encoder import NO_MEANING, MeaningOptions
from retrieval.ranking.features.extraction import NAMES
from retrieval.ranking.meaning.weights import MEANING_WEIGHTS, stored_weights
from retrieval.ranking.ranker import WEIGHTS
from tools.training.examples import Example, examples
from tools.training.growing import Grown, grow
from tools.training.meaning import Fitted, fit_meaning
from tools.training.typed import typed_examples
from tools.training.worth import quality_lines

Gathering = Callable[[Path, Path, MeaningOptions], Iterator[Example]]


def everything(data: Path, meaning: MeaningOptions = NO_MEANING) -> list[Example]:
    """The examples of both kinds, gathered in parallel."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, spawned) as pool:
        parts = pool.map(_gather, (examples, typed_examples), (data, data), (meaning, meaning))
        return [example for part in parts for example in part]


def _gather(source: Gathering, data: Path, meaning: MeaningOptions) -> list[Example]:
    with tempfile.TemporaryDirectory() as workshop:
        return list(source(data, Path(workshop), meaning))


def main() -> int:
    """Train, print the cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m tools.training", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "eval", help="the folder of the question sets")
    parser.add_argument(
        "--meaning", action="store_true", help="fit what meaning adds, for versions with vectors"
    )
    parser.add_argument(
        "--output", type=Path, help="the file for the weights; by default the one that is used"
    )
    arguments = parser.parse_args()
    learned_from = everything(arguments.data, MeaningOptions("on" if arguments.meaning else "off"))
    learned_from = [each for each in learned_from if len(each.rows)]
    found = fit_meaning(learned_from) if arguments.meaning else grow(learned_from)
    sys.stdout.write("\n".join(quality_lines(learned_from, found)) + "\n")
    file = arguments.output or (MEANING_WEIGHTS if arguments.meaning else WEIGHTS)
    file.write_text(json.dumps(_content(found), separators=(",", ":")) + "\n", encoding="utf-8")
    return 0


def _content(found: Grown | Fitted) -> dict[str, Any]:
    """The weights as they are stored."""
    if isinstance(found, Fitted):
        return stored_weights(found.weights)
    return {"features": NAMES, "ranking": found.ranking, "confidence": found.confidence}


if __name__ == "__main__":
    sys.exit(main())
