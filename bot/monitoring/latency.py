"""Keeping a running bot's pauses short: nobody's message waits for another's answer to be worked out.

Answers are computed in a thread beside the event loop, and two things make the loop wait for such a thread:
the interpreter's lock, and a collection of garbage that looks at everything ever kept.  The first question in
a language would take ten times as long as those after it.
"""

import gc
import sys

from retrieval.answering import answer
from retrieval.store.snapshot import Snapshot
from retrieval.text.entities import extract_entities

_SWITCH_SECONDS = 0.001
_YOUNG, _MIDDLE, _OLD = 2_000, 10, 1_000


def warm_up(snapshot: Snapshot) -> None:
    """Read what is read once: the weights, and the tables of the corpus's languages.

    It takes a few hundredths of a second.  The corpus is asked its own first sentence.
    """
    for language in snapshot.languages:
        extract_entities("", language)
    first = snapshot.passage_at(0)
    answer(first.sentence(first.sentences[0]), snapshot)


def keep_pauses_short() -> None:
    """Set this process up to answer, once what it needs is loaded.

    The loop gets the lock after a millisecond and not after five.  What is loaded by now, the language tables
    first of all, is never looked at by the collector again.  All of what comes later, mostly passages kept to
    be asked again, which hold no cycles, is looked at hardly ever: that would take a tenth of a second.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
