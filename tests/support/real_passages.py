"""Real passages for the tests of engines in two folders; without ../shared those tests are skipped."""

import json
import lzma
from itertools import islice

import pytest

from config.settings import ROOT
from retrieval.text.analyzer import analyzer

SCALE = ROOT.parent / "shared" / "scale" / "passages-100k.jsonl.xz"
PASSAGES = 20_000
NEEDS_PASSAGES = pytest.mark.skipif(not SCALE.is_file(), reason="needs ../shared/scale, which is not there")


def real_passages() -> list[list[str]]:
    """The terms of each passage."""
    with lzma.open(SCALE, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in islice(lines, PASSAGES))
        return [analyzer("en").terms(f"{row['title']}\n{row['text']}") for row in rows]
