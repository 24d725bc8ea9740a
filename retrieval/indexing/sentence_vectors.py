"""Add sentence vectors to a version after its texts are written; see `retrieval.meaning.vectors`."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.indexing.progress import BuildProgress, OnProgress
from retrieval.meaning.encoder import NO_MEANING, MeaningOptions, encoder_for
from retrieval.meaning.index import wanted_description
from retrieval.meaning.vectors import write_vectors
from retrieval.store.database import open_database
from retrieval.store.passages import every_passage

_UNIT = "passages given vectors"


@dataclass(frozen=True, slots=True)
class VectorSource:
    """Whether a version gets vectors, and the folder of an ``earlier`` version to reuse vectors from."""

    options: MeaningOptions = NO_MEANING
    earlier: Path | None = None


NO_VECTORS = VectorSource()


def write_meaning(
    folder: Path, manifest: dict[str, Any], source: VectorSource, progress: OnProgress | None
) -> dict[str, str] | None:
    """Write the vectors of the version in *folder*, if there are not too many; return their manifest entry.

    Return None if it gets no vectors.  Raises CorpusError if an encoder is required and none is installed.
    """
    described = wanted_description(source.options, manifest["sentences"])
    encoder = encoder_for(source.options.choice)
    if described and encoder and described["vectors"] == "stored":
        report = _reporter(manifest, progress) if progress else _ignore
        with closing(open_database(folder, manifest["format"])) as database:
            write_vectors(folder, every_passage(database), encoder, source.earlier, report)
    return described


def _reporter(manifest: dict[str, Any], progress: OnProgress) -> Callable[[int], None]:
    """A callback that reports how many passages have been encoded."""
    began, total = time.monotonic(), manifest["passages"]
    return lambda done: progress(BuildProgress(done, total, done, time.monotonic() - began, unit=_UNIT))


def _ignore(_done: int) -> None:
    """Ignore the progress."""
