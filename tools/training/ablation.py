"""``python -m tools.training.ablation``: the value of each group of features, on the articles of one fold.

The ranking is trained again without the group (its columns set to zero) on the other folds' articles, and
tested on those of the fold.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

from evaluation.sets import SHARED
from retrieval.ranking.features.extraction import NAMES
from tools.training.examples import Example, examples
from tools.training.growing import fold_of, grow_ranking, judge_all

_FOLD = 0
# Groups by the patterns of their features' names.
GROUPS = {
    "nothing left out": (),
    "margins over the best of the others": ("*_margin",),
    "word families, related words and pieces of words": ("soft*", "related*", "chars*"),
    "neighbours and title": (
        "cover_before*", "cover_after*", "cover_with*", "soft_with*", "related_with*", "title_cover",
    ),
    "the passage": ("passage_*", "vote*", "cover_elsewhere", "cover_o*", "bigrams_in*", "near_in*"),
    "order and closeness of words": ("bigrams*", "near*", "density*", "run*"),
    "names": ("names_*", "predicate_cover"),
    "what is missing": ("heaviest_missing*", "numbers_missing", "qualifiers_missing"),
    "the line above the passage": ("nearest_*",),
    "the kind of thing asked for": ("kind_*",),
    "what is mentioned, and how it suits": (
        "new_*", "reasons", "manners", "definitions", "quotations", "pronouns", "negations", "enumerations",
        "suits*", "focus", "speaker",
    ),
    "who speaks, and what is quoted": ("speaker", "quotations"),
    "who speaks": ("speaker",),
    "place and shape": ("place", "passage_number", "asks", "ends", "letters"),
    "what the question is like": ("asked_*",),
}  # fmt: skip


def ablation(everything: Sequence[Example]) -> Iterator[str]:
    """One line per group: hit@1 and hit@3 over the fold's answerable questions, by how they were asked."""
    usable = [example for example in everything if len(example.rows) and example.answerable]
    folds = fold_of(article for example in everything for article in example.articles)
    tested = [example for example in usable if {folds[each] for each in example.articles} == {_FOLD}]
    learned = [example for example in usable if _FOLD not in {folds[each] for each in example.articles}]
    for group, patterns in GROUPS.items():
        dropped = np.array([any(fnmatchcase(name, pattern) for pattern in patterns) for name in NAMES])
        model = grow_ranking(_without(learned, dropped))
        hits = [each.hit for each in judge_all(_without(tested, dropped), model.predict)]
        first = np.mean([hit == 0 for hit in hits])
        third = np.mean([hit is not None and hit < 3 for hit in hits])
        yield f"without {group} ({dropped.sum()}): {first:.3f} / {third:.3f} of {len(hits)}"


def _without(some: Sequence[Example], dropped: np.ndarray) -> list[Example]:
    return [replace(example, rows=np.where(dropped, 0.0, example.rows)) for example in some]


def main() -> int:
    """Print the value of each group."""
    with tempfile.TemporaryDirectory() as workshop:
        learned_from = list(examples(SHARED / "eval", Path(workshop)))
    for line in ablation(learned_from):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
