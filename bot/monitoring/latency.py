"""Keep the event loop's latency low, so that nobody's message waits while another answer is computed.

Answers are computed in a thread beside the event loop, and two things make the loop wait for such a thread:
the interpreter's lock, and a garbage collection that visits every object.  The first question in a language
would take ten times as long as later ones.
"""

import gc
import sys
from contextlib import suppress

from corpus.errors import SearchUnavailableError
from retrieval.answering import answer
from retrieval.store.snapshot import Snapshot
from retrieval.warming import load_tables

_SWITCH_SECONDS = 0.001
# A collection of the middle generation visits 3,000 objects, which takes about 5 ms; 20,000 took 27.
_YOUNG, _MIDDLE, _OLD = 1_000, 2, 10_000


def warm_up(snapshot: Snapshot) -> None:
    """Load what is loaded once: the weights, and the tables and word lists of the corpus's languages.

    It takes a few hundredths of a second for each language, and then the corpus is asked its own first
    sentence.
    """
    load_tables(snapshot.languages)
    first = snapshot.passage_at(0)
    with suppress(SearchUnavailableError):  # questions wait for the search cluster; starting does not
        answer(first.sentence(first.sentences[0]), snapshot)


def keep_pauses_short() -> None:
    """Prepare this process for answering, after everything it needs is loaded.

    The loop gets the lock after one millisecond and not after five.  Objects loaded so far, such as the
    language tables, are never visited by the collector again.  Later objects, mostly cached passages without
    cycles, are visited very rarely, because a full collection takes a tenth of a second.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
