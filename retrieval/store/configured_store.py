"""Find the stored versions of the corpus that the settings name."""

from pathlib import Path
from typing import Protocol

from retrieval.index.opensearch.options import ClusterSettings, cluster_of
from retrieval.meaning.encoder import MeaningSettings, options_of
from retrieval.store.corpus_store import CorpusStore


class StoreSettings(MeaningSettings, ClusterSettings, Protocol):
    """The settings about a corpus and its versions."""

    @property
    def corpus(self) -> Path:
        """A file or a folder."""

    @property
    def default_language(self) -> str:
        """The language to analyse ambiguous questions in; "" for the most frequent one of the corpus."""


def store_of(settings: StoreSettings, versions: Path) -> CorpusStore:
    """The versions of the corpus, below the folder *versions*."""
    return CorpusStore(
        settings.corpus, versions, options_of(settings), cluster_of(settings), settings.default_language
    )
