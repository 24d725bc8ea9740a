"""The live corpora of a process that serves without a bot."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager

from bot.live_corpus import LiveCorpus
from bot.turns import AnsweringThreads
from config.settings import Settings

OpenCorpus = Callable[[Settings, AnsweringThreads], AbstractContextManager[LiveCorpus]]
"""Opens the only corpus of some settings, which answers on those threads."""


@contextmanager
def live_corpora(settings: Settings, open_corpus: OpenCorpus) -> Iterator[Mapping[str, LiveCorpus]]:
    """The corpora by name, the only one by "".  Raises CorpusError if one has nothing to answer from."""
    threads = AnsweringThreads()
    with ExitStack() as stack:
        stack.callback(threads.close)
        yield {
            each.name: stack.enter_context(open_corpus(settings.of_corpus(each), threads))
            for each in settings.corpora
        }


def by_shared_name(corpora: Mapping[str, LiveCorpus], settings: Settings) -> Mapping[str, LiveCorpus]:
    """The corpora by the names that other processes share them under: one of several keeps its name."""
    return {name or settings.library: corpus for name, corpus in corpora.items()}
