"""Train the trees: from examples to the two forests that Quoth ships, with their figures.

Everything is cross-validated over articles.  The confidence is trained on sentences ranked by trees that had
not seen their articles, because it must know how reliable a ranking is on new texts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.features.extraction import NAMES
from retrieval.ranking.ranker import RANKED_NAMES, confidence_features
from retrieval.ranking.trees import order
from tools.training.examples import Example

Floats = NDArray[np.float64]
Scorer = Callable[[Floats], Any]

FOLDS = 3
_SEED = 1
_ALIKE = {
    "verbose": -1, "deterministic": True, "force_row_wise": True, "num_threads": 1, "seed": _SEED,
    "bagging_fraction": 0.8, "bagging_freq": 1,
}  # fmt: skip
RANKING = {
    **_ALIKE, "objective": "lambdarank", "lambdarank_truncation_level": 5, "num_leaves": 15, "max_depth": 6,
    "learning_rate": 0.08, "min_data_in_leaf": 50, "feature_fraction": 0.6, "lambda_l2": 5.0, "max_bin": 127,
}  # fmt: skip
CONFIDENCE = {
    **_ALIKE, "objective": "binary", "num_leaves": 8, "max_depth": 5, "learning_rate": 0.05,
    "min_data_in_leaf": 60, "feature_fraction": 0.5, "lambda_l2": 10.0,
}  # fmt: skip
# A higher value of a rising feature never counts against a sentence, that of a falling one never for it.
# Without this constraint the trees sometimes learn otherwise by chance.
_RISING = {
    "bm25", "bm25_ratio", "cover", "cover_ratio", "soft", "soft_ratio", "related", "related_ratio",
    "chars", "chars_ratio",
    "cover_with_before", "cover_with_title", "soft_with_title", "soft_with_before", "related_with_before",
    "related_with_opening", "passage_bm25",
    "passage_ratio", "passage_cover", "passage_soft", "vote", "vote_ratio", "names_cover", "names_near",
    "bigrams", "near", "density", "run", "suits", "suits_ratio", "kind_offered", "predicate_cover", "focus",
    "nearest_cover", "nearest_precision", "speaker", "rank_score", "rank_margin", "rank_share",
    *(name for name in NAMES if name.endswith("_margin")),
}  # fmt: skip
_FALLING = {
    "names_missing", "heaviest_missing", "heaviest_missing_around", "numbers_missing", "qualifiers_missing",
    "passage_rank", "asks",
}  # fmt: skip
RANKING_TREES = 120
RANKING_SEEDS = (5, 6)  # one forest each, because their mean depends less on chance
CONFIDENCE_TREES = 200
_HARDEST = 12  # candidates of an example that are used to train the ranking
_PROMISE = [NAMES.index(name) for name in ("bm25_ratio", "cover_ratio", "related_ratio", "passage_ratio")]
# SQuAD's unanswerable questions were written to look answerable, and are half of its questions: with full
# weight they would make every answer look doubtful.
NEAR_MISS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Forests that differ only in their random seeds."""

    forests: tuple[lightgbm.Booster, ...]

    def predict(self, rows: Floats) -> Floats:
        """The mean of their scores, shape (rows, features) -> (rows,)."""
        return np.asarray(np.mean([forest.predict(rows) for forest in self.forests], axis=0))


@dataclass(frozen=True, slots=True)
class Judged:
    """An example after ranking: the features for the confidence, and the rank of the first hit, from 0."""

    row: Floats
    hit: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class Grown:
    """The two forests as they are stored, with their cross-validated results.

    ``hits[i]`` and ``confidences[i]`` belong to ``examples[i]``: the rank of the first hit, from 0, and the
    confidence in the best sentence, both by forests that had not seen the example's articles.
    """

    ranking: dict[str, Any]
    confidence: dict[str, Any]
    hits: list[int | None]
    confidences: Floats


def grow(examples: Sequence[Example]) -> Grown:
    """Train both forests on all examples, except those without candidates."""
    examples = [example for example in examples if len(example.rows)]
    folds = fold_of(article for example in examples for article in example.articles)
    touched = [{folds[article] for article in example.articles} for example in examples]
    judged = _cross_judged(examples, touched)
    confidences = np.zeros(len(examples))
    for fold in range(FOLDS):
        model = grow_confidence(
            [one for one, folds_of in zip(judged, touched, strict=True) if fold not in folds_of]
        )
        tested = [at for at, folds_of in enumerate(touched) if min(folds_of) == fold]
        confidences[tested] = model.predict(np.array([judged[at].row for at in tested]))
    return Grown(
        stored(grow_ranking(examples).forests),
        stored([grow_confidence(judged)]),
        [one.hit for one in judged],
        confidences,
    )


def _cross_judged(examples: Sequence[Example], touched: Sequence[set[int]]) -> list[Judged]:
    """Every example ranked by trees that have not seen its article (its first one, if it touches two)."""
    judged: dict[int, Judged] = {}
    for fold in range(FOLDS):
        unseen = [example for example, folds in zip(examples, touched, strict=True) if fold not in folds]
        model = grow_ranking(unseen, RANKING_SEEDS[:1])
        tested = [at for at, folds in enumerate(touched) if min(folds) == fold]
        ranked = judge_all([examples[at] for at in tested], model.predict)
        judged.update(zip(tested, ranked, strict=True))
    return [judged[at] for at in range(len(examples))]


def grow_ranking(examples: Iterable[Example], seeds: Sequence[int] = RANKING_SEEDS) -> Ensemble:
    """The trees that rank candidates, trained on the examples in which one of them answers."""
    useful = [_hardest(each) for each in examples if each.right.any() and each.added is None]
    rows = np.vstack([each for each, _ in useful])
    right = np.concatenate([each for _, each in useful]).astype(int)
    group = [len(each) for _, each in useful]
    return Ensemble(
        tuple(
            lightgbm.train(
                {**RANKING, **_monotone(NAMES), "seed": seed},
                lightgbm.Dataset(rows, right, group=group),
                RANKING_TREES,
            )
            for seed in seeds
        )
    )


def _hardest(example: Example) -> tuple[Floats, NDArray[np.bool_]]:
    """The candidates that answer and those that match best; the others only take time."""
    promise = example.rows[:, _PROMISE].sum(axis=1) + len(_PROMISE) * example.right
    kept = np.sort(np.argsort(-promise, kind="stable")[:_HARDEST])
    return example.rows[kept], example.right[kept]


def grow_confidence(judged: Sequence[Judged]) -> lightgbm.Booster:
    """The trees that judge whether the first sentence answers."""
    rows = np.array([each.row for each in judged])
    right = np.array([each.hit == 0 for each in judged]).astype(int)
    data = lightgbm.Dataset(rows, right, weight=[each.weight for each in judged])
    return lightgbm.train({**CONFIDENCE, **_monotone((*NAMES, *RANKED_NAMES))}, data, CONFIDENCE_TREES)


def _monotone(names: Sequence[str]) -> dict[str, Any]:
    directions = [(name in _RISING) - (name in _FALLING) for name in names]
    return {"monotone_constraints": directions, "monotone_constraints_method": "basic"}


def judge(example: Example, scores: Floats) -> Judged:
    """An example ranked by *scores*, and by its conversation if it has one."""
    scores = scores if example.added is None else scores + example.added
    best = order(scores)
    hits = np.flatnonzero(example.right[best])
    row = confidence_features(example.rows[best], scores[best])
    return Judged(row, int(hits[0]) if len(hits) else None, NEAR_MISS_WEIGHT if example.near_miss else 1.0)


def judge_all(examples: Sequence[Example], ranking: Scorer) -> list[Judged]:
    """Examples ranked by a forest, all at once."""
    scores = ranking(np.vstack([example.rows for example in examples]))
    ends = np.cumsum([len(example.rows) for example in examples])
    parts = np.split(scores, ends[:-1])
    return [judge(example, part) for example, part in zip(examples, parts, strict=True)]


def fold_of(articles: Iterable[str]) -> Mapping[str, int]:
    """The fold that tests each article, in an order that depends only on the names."""
    names = sorted(set(articles))
    shuffled = np.random.RandomState(_SEED).permutation(len(names))
    return {names[place]: dealt % FOLDS for dealt, place in enumerate(shuffled)}


def stored(forests: Sequence[lightgbm.Booster]) -> dict[str, Any]:
    """The mean of some forests as `retrieval.ranking.trees` reads it, rounded to be reproducible."""
    nodes: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": [], "value": []}
    roots = []
    depth = 0
    for tree in (tree for forest in forests for tree in forest.dump_model()["tree_info"]):
        roots.append(len(nodes["feature"]))
        depth = max(depth, _append(tree["tree_structure"], nodes, len(forests)))
    return {**nodes, "roots": roots, "depth": depth}


def _append(node: Mapping[str, Any], nodes: dict[str, list[Any]], forests: int) -> int:
    """Append a node of one of so many forests and all nodes below it; return their depth."""
    place = len(nodes["feature"])
    leaf = "leaf_value" in node
    nodes["feature"].append(0 if leaf else node["split_feature"])
    nodes["threshold"].append(0 if leaf else _rounded(node["threshold"]))
    nodes["value"].append(_rounded(node["leaf_value"] / forests) if leaf else 0)
    nodes["left"].append(place)
    nodes["right"].append(place)
    if leaf:
        return 0
    depths = []
    for side in ("left", "right"):
        nodes[side][place] = len(nodes["feature"])
        depths.append(_append(node[f"{side}_child"], nodes, forests))
    return 1 + max(depths)


def _rounded(number: float) -> float:
    """Six significant digits."""
    return float(f"{number:.6g}")
