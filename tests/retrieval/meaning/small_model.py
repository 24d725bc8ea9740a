"""Write a model of a few kilobytes in the form of the real one."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HIDDEN, LAYERS, HEADS, INNER, LONGEST = 32, 2, 2, 64, 24
EPSILON = 1e-5
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_ALIGNED = 32


def write_model(path: Path, pieces: Mapping[str, float], normal: Mapping[str, str]) -> dict[str, Floats]:
    """Write a model with random weights and these *pieces* and their scores; return its weights by name."""
    names = [*SPECIAL, *pieces]
    scores = [0.0] * len(SPECIAL) + list(pieces.values())
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(names), LONGEST, 1, EPSILON, 32
    )
    head += _vocabulary(names, scores) + _normal_forms(normal)
    weights, stored = _weights(len(names))
    path.write_bytes(head + _with_directory(stored, len(head)))
    return weights


def _vocabulary(names: Sequence[str], scores: Sequence[float]) -> bytes:
    encoded = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    text = b"".join(encoded)
    header = struct.pack("<5iQ", len(names), 0, 2, 1, 3, len(text))
    return header + ends.tobytes() + np.array(scores, np.float32).tobytes() + text


def _normal_forms(normal: Mapping[str, str]) -> bytes:
    rows = b"".join(
        struct.pack(f"<IB{len(form)}I", ord(char), len(form), *map(ord, form))
        for char, form in sorted(normal.items())
    )
    return struct.pack("<iI", len(normal), len(rows)) + rows


def _weights(pieces: int) -> tuple[dict[str, Floats], dict[str, bytes]]:
    """Each tensor as floats, and as it is stored."""
    rng = np.random.default_rng(1)
    weights, stored = {}, {}
    for name, shape in _shapes(pieces).items():
        if len(shape) == 2:
            weights[name], stored[name] = _in_four_bits(rng, shape)
        else:
            weights[name] = rng.normal(size=shape).astype(np.float32)
            stored[name] = weights[name].tobytes()
    return weights, stored


def _shapes(pieces: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (pieces, HIDDEN), "emb.pos": (LONGEST * HIDDEN,), "emb.type": (HIDDEN,),
        "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,),
    }  # fmt: skip
    matrices = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN),
                "fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}  # fmt: skip
    for layer in range(LAYERS):
        for name, shape in matrices.items():
            shapes |= {f"l{layer}.{name}.w": shape, f"l{layer}.{name}.b": shape[:1]}
        for norm in ("aln", "oln"):
            shapes |= {f"l{layer}.{norm}.w": (HIDDEN,), f"l{layer}.{norm}.b": (HIDDEN,)}
    return shapes


def _in_four_bits(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Floats, bytes]:
    blocks = shape[0] * shape[1] // 32
    scales = rng.uniform(0.01, 0.04, blocks).astype(np.float16)
    levels = rng.integers(0, 16, (blocks, 32), dtype=np.uint8)
    bits = levels[:, :16] | levels[:, 16:] << 4
    stored = np.hstack([scales[:, None].view(np.uint8), bits]).tobytes()
    floats = (levels.astype(np.float32) - 8) * scales.astype(np.float32)[:, None]
    return floats.reshape(shape), stored


def _with_directory(stored: Mapping[str, bytes], start: int) -> bytes:
    """The tensors, with the directory that says where they begin before them."""
    size = 4 + sum(2 + len(name) + 21 for name in stored)
    at = start + size
    at += -at % _ALIGNED
    rows, data = struct.pack("<i", len(stored)), b"\0" * (at - start - size)
    for name, content in stored.items():
        rows += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), 0, 0, at, len(content))
        data += content
        at += len(content)
    return rows + data
