"""The figures of trained weights on articles they had not seen, by source, as lines of text."""

from collections.abc import Iterator, Sequence

import numpy as np

from evaluation.statistics import auroc
from tools.training.examples import Example
from tools.training.growing import Grown
from tools.training.meaning import Fitted

_SILENT = {  # a corpus's own questions -> the source of questions that it must not answer
    "squad2_dev_half1": ("squad2_dev_half1/offtopic_nq", "squad2_dev_half1/masked"),
    "squad2_dev_half1/hidden": ("squad2_dev_half1/hidden/offtopic_nq",),
    "squad2_dev_half1/article": ("squad2_dev_half1/strange",),
    "clapnq_a": ("clapnq_a/offtopic_nq",),
    "xquad_ru/article": ("xquad_ru/strange",),
    "xquad_es/article": ("xquad_es/strange",),
    "xquad_zh/article": ("xquad_zh/strange",),
}
_THRESHOLDS = (0.2, 0.25, 0.3, 0.35)


def quality_lines(examples: Sequence[Example], grown: Grown | Fitted) -> Iterator[str]:
    """Lines with hit@1 and hit@3 by source, then how well the confidence separates unanswerable questions."""
    examples = [example for example in examples if len(example.rows)]
    sources = np.array([example.source for example in examples])
    answerable = np.array([example.answerable for example in examples])
    ranks = np.array([99 if hit is None else hit for hit in grown.hits])
    for source in dict.fromkeys(sources[answerable].tolist()):
        own = (sources == source) & answerable
        yield f"{source}: hit@1 {np.mean(ranks[own] == 0):.3f}, hit@3 {np.mean(ranks[own] < 3):.3f}"
    for source, silent in _SILENT.items():
        if source not in sources:
            continue
        sure = grown.confidences[(sources == source) & answerable]
        near = grown.confidences[(sources == source) & ~answerable]
        for other in [*silent, source] if len(near) else silent:
            unsure = near if other == source else grown.confidences[sources == other]
            shares = ", ".join(
                f"{at}: {np.mean(sure >= at):.3f}/{np.mean(unsure >= at):.3f}" for at in _THRESHOLDS
            )
            yield f"{source} against {other}: AUROC {auroc(sure, unsure):.3f}; reach {shares}"
