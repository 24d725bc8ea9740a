"""Whether three engines rank alike: the same lists in order, and the same answers in every field."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answering import answer
from retrieval.index import Engine
from retrieval.index.memory import RankBM25
from tools.search_cluster.workshop import LIMIT, AskedQuestion, Workshop, passages_of


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many lists and answers were compared, and how many of them were the same."""

    lists: int
    as_tantivy: int
    as_rank_bm25: int
    answers: int
    as_answered: int


def agreement(shop: Workshop, lists: int, answers: int) -> Agreement:
    """Compare the cluster's lists and answers with those of the other engines."""
    asked = shop.asked[:lists]
    remote = _lists(shop.remote.engine, asked)
    near = _lists(shop.local.engine, asked)
    memory = _lists(RankBM25(passages_of(shop.remote.folder)), asked)
    return Agreement(
        len(asked),
        _same(remote, near),
        _same(remote, memory),
        answers,
        sum(_is_answered_alike(shop, each) for each in shop.asked[:answers]),
    )


def _lists(engine: Engine, asked: Sequence[AskedQuestion]) -> list[list[int]]:
    return [[hit.passage for hit in engine.search(each.weights, LIMIT)] for each in asked]


def _same(ours: list[list[int]], theirs: list[list[int]]) -> int:
    return sum(one == other for one, other in zip(ours, theirs, strict=True))


def _is_answered_alike(shop: Workshop, asked: AskedQuestion) -> bool:
    """Whether both versions give an answer that is equal in every field."""
    return answer(asked.text, shop.remote) == answer(asked.text, shop.local)
