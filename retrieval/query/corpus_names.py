"""Find names in a question typed without capitals: words that the corpus capitalises."""

from collections.abc import Iterator, Sequence

from retrieval.index.vocabulary import fold
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import QueryTerm

_GAP = 1  # characters between two words of one name


def corpus_names(words: Sequence[QueryTerm], snapshot: Snapshot) -> tuple[str, ...]:
    """The runs of content words in the question that the corpus mostly capitalises.

    "where does anna lind live" has "anna lind", if the corpus has "Anna" and "Lind".
    """
    found = snapshot.vocabulary.words([fold(word.text) for word in words if not word.stop])
    capitalised = {each.word for each in found if each.written[0].isupper()}
    return tuple(" ".join(run) for run in _capitalized_runs(words, capitalised))


def _capitalized_runs(words: Sequence[QueryTerm], capitalised: set[str]) -> Iterator[list[str]]:
    run: list[str] = []
    end = -1
    for word in words:
        is_named = not word.stop and fold(word.text) in capitalised
        if run and not (is_named and word.start <= end + _GAP):
            yield run
            run = []
        if is_named:
            run.append(word.text)
        end = word.end
    if run:
        yield run
