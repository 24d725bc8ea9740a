"""The transformer, compared with the same calculation done text by text and head by head."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.meaning.model_file import ModelFile
from retrieval.meaning.transformer import Transformer
from tests.retrieval.meaning.small_model import EPSILON, HEADS, HIDDEN, LAYERS, Floats, write_model

PIECES = dict.fromkeys("abcdefgh", -1.0)
TEXTS = [[0, 4, 5, 6, 2], [0, 7, 2], [0, 8, 9, 2], [0, 6, 2], [0, *range(4, 12), *range(4, 12), 2]]


@pytest.fixture
def weights(tmp_path: Path) -> dict[str, Floats]:
    return write_model(tmp_path / "model.bin", PIECES, {})


@pytest.fixture
def transformer(tmp_path: Path, weights: dict[str, Floats]) -> Transformer:
    return Transformer(ModelFile(tmp_path / "model.bin"))


def norm(rows: Floats, weights: dict[str, Floats], name: str) -> Floats:
    deviations = rows - rows.mean(axis=1, keepdims=True)
    scaled = deviations / np.sqrt(rows.var(axis=1, keepdims=True) + EPSILON)
    return np.asarray(scaled * weights[f"{name}.w"] + weights[f"{name}.b"])


def linear(rows: Floats, weights: dict[str, Floats], name: str) -> Floats:
    return np.asarray(rows @ weights[f"{name}.w"].T + weights[f"{name}.b"])


def attention(rows: Floats, weights: dict[str, Floats], layer: str) -> Floats:
    size = HIDDEN // HEADS
    heads = []
    for start in range(0, HIDDEN, size):
        query, key, value = (
            linear(rows, weights, f"{layer}.{name}")[:, start : start + size] for name in "qkv"
        )
        shares = np.exp(query @ key.T / np.sqrt(size))
        heads.append(shares / shares.sum(axis=1, keepdims=True) @ value)
    return np.hstack(heads)


def gelu(rows: Floats) -> Floats:
    return np.asarray(rows / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (rows + 0.044715 * rows**3))))


def vector(text: list[int], weights: dict[str, Floats]) -> Floats:
    places = weights["emb.pos"].reshape(-1, HIDDEN)[: len(text)]
    rows = norm(weights["emb.word"][text] + places + weights["emb.type"], weights, "emb.ln")
    for layer in (f"l{number}" for number in range(LAYERS)):
        mixed = linear(attention(rows, weights, layer), weights, f"{layer}.ao")
        rows = norm(rows + mixed, weights, f"{layer}.aln")
        inner = gelu(linear(rows, weights, f"{layer}.fi"))
        rows = norm(rows + linear(inner, weights, f"{layer}.fo"), weights, f"{layer}.oln")
    mean = rows.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def test_the_vectors_are_those_of_the_weights(transformer: Transformer, weights: dict[str, Floats]) -> None:
    expected = [vector(text, weights) for text in TEXTS]

    assert transformer(TEXTS) == pytest.approx(np.array(expected), abs=1e-4)


def test_a_text_has_the_same_vector_alone_and_among_others(transformer: Transformer) -> None:
    many = transformer(TEXTS * 40)

    assert many[: len(TEXTS)] == pytest.approx(np.vstack([transformer([text]) for text in TEXTS]), abs=1e-5)
