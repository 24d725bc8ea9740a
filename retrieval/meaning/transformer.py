"""A small BERT-like transformer, run with numpy: word pieces in, a vector for each text out.

The texts of a batch are concatenated, so that each matrix is multiplied once per batch and no text is padded;
only attention handles one text at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from retrieval.meaning.model_file import Floats, ModelFile, Shape, unpacked

_TOKENS_AT_ONCE = 384  # per batch: the activations then fit into a core's cache
_ROOT = np.float32(np.sqrt(2 / np.pi))
_CUBIC = np.float32(0.044715)


@dataclass(frozen=True, slots=True)
class _Norm:
    """A layer's normalisation: each row to mean 0 and variance 1, then scaled and shifted."""

    scale: Floats
    shift: Floats
    epsilon: float

    def __call__(self, rows: Floats) -> Floats:
        rows = rows - rows.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        rows *= (1 / np.sqrt(variance + self.epsilon))[:, None]
        rows *= self.scale
        rows += self.shift
        return rows


@dataclass(frozen=True, slots=True)
class _Linear:
    weights: Floats  # (inputs, outputs)
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        out = rows @ self.weights
        out += self.bias
        return out


@dataclass(frozen=True, slots=True)
class _Layer:
    attended: _Linear  # queries, keys and values side by side
    mixed: _Linear
    after_attention: _Norm
    widened: _Linear
    narrowed: _Linear
    after: _Norm


class Transformer:
    """The weights as floats, and the embedding table as stored: few of its rows are ever needed."""

    def __init__(self, file: ModelFile) -> None:
        self._shape = file.shape
        self._pieces = file.rows("emb.word", file.shape.hidden)
        kind = file.floats("emb.type")[: file.shape.hidden]
        self._places = file.floats("emb.pos").reshape(-1, file.shape.hidden) + kind
        self._before = _norm(file, "emb.ln")
        self._layers = [_layer(file, f"l{number}") for number in range(file.shape.layers)]

    def __call__(self, texts: Sequence[Sequence[int]]) -> Floats:
        """A vector of length 1 for each text, given as the numbers of its pieces."""
        vectors = np.empty((len(texts), self._shape.hidden), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for batch in _batches(by_length, texts):
            vectors[batch] = self._run([texts[at] for at in batch])
        return vectors

    def _run(self, texts: Sequence[Sequence[int]]) -> Floats:
        """The vectors of texts in order of length."""
        sizes = [(length, len(list(same))) for length, same in groupby(map(len, texts))]
        pieces = np.concatenate([np.asarray(text, dtype=np.intp) for text in texts])
        places = np.concatenate([np.tile(np.arange(length), count) for length, count in sizes])
        rows = self._before(unpacked(self._pieces[pieces]) + self._places[places])
        for layer in self._layers:
            attention = self._attention(layer.attended(rows), sizes)
            rows = layer.after_attention(layer.mixed(attention) + rows)
            rows = layer.after(layer.narrowed(gelu(layer.widened(rows))) + rows)
        means = [
            part.reshape(count, length, -1).mean(axis=1) for part, (length, count) in _parts(rows, sizes)
        ]
        vectors = np.concatenate(means)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def _attention(self, rows: Floats, sizes: Sequence[tuple[int, int]]) -> Floats:
        heads = self._shape.heads
        done = []
        for part, (length, count) in _parts(rows, sizes):
            split = part.reshape(count, length, 3, heads, -1).transpose(2, 0, 3, 1, 4)
            queries, keys, values = split
            weights = softmax(queries @ keys.transpose(0, 1, 3, 2))
            done.append((weights @ values).transpose(0, 2, 1, 3).reshape(count * length, -1))
        return np.concatenate(done)


def _batches(order: Sequence[int], texts: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The indices of texts in *order*, divided into batches of up to _TOKENS_AT_ONCE tokens."""
    batch: list[int] = []
    tokens = 0
    for at in order:
        if batch and tokens + len(texts[at]) > _TOKENS_AT_ONCE:
            yield batch
            batch, tokens = [], 0
        batch.append(at)
        tokens += len(texts[at])
    if batch:
        yield batch


def _parts(rows: Floats, sizes: Sequence[tuple[int, int]]) -> Iterator[tuple[Floats, tuple[int, int]]]:
    """The rows of the texts of each length, with that length and how many texts have it."""
    ends = np.cumsum([length * count for length, count in sizes])
    return zip(np.split(rows, ends[:-1]), sizes, strict=True)


def softmax(scores: Floats) -> Floats:
    """The softmax of scores along the last axis, in place.

    >>> softmax(np.zeros((1, 2), dtype=np.float32)).tolist()
    [[0.5, 0.5]]
    """
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def gelu(rows: Floats) -> Floats:
    """The Gaussian error linear unit by its usual approximation, in place.

    >>> gelu(np.array([-1, 0, 1], dtype=np.float32)).round(3).tolist()
    [-0.1589999943971634, 0.0, 0.8410000205039978]
    """
    inner = rows * rows
    inner *= _ROOT * _CUBIC
    inner += _ROOT
    inner *= rows
    np.tanh(inner, out=inner)
    inner += 1
    inner *= np.float32(0.5)
    rows *= inner
    return rows


def _norm(file: ModelFile, name: str) -> _Norm:
    return _Norm(file.floats(f"{name}.w"), file.floats(f"{name}.b"), file.shape.epsilon)


def _linear(file: ModelFile, names: Sequence[str], inputs: int) -> _Linear:
    """Matrices with the same input, side by side."""
    weights = np.concatenate([file.matrix(f"{name}.w", inputs) for name in names])
    bias = np.concatenate([file.floats(f"{name}.b") for name in names])
    return _Linear(np.ascontiguousarray(weights.T), bias)


def _layer(file: ModelFile, name: str) -> _Layer:
    shape = file.shape
    attended = _linear(file, [f"{name}.q", f"{name}.k", f"{name}.v"], shape.hidden)
    _scale_queries(attended, shape)
    return _Layer(
        attended,
        _linear(file, [f"{name}.ao"], shape.hidden),
        _norm(file, f"{name}.aln"),
        _linear(file, [f"{name}.fi"], shape.hidden),
        _linear(file, [f"{name}.fo"], shape.inner),
        _norm(file, f"{name}.oln"),
    )


def _scale_queries(attended: _Linear, shape: Shape) -> None:
    """Divide the weights of the queries by the square root of a head's size, once, as attention requires."""
    root = np.float32(np.sqrt(shape.hidden / shape.heads))
    attended.weights[:, : shape.hidden] /= root
    attended.bias[: shape.hidden] /= root
