"""Keeping a running bot's pauses short: nobody's message waits for another's answer to be worked out.

Answers are computed in a thread beside the event loop, and two things make the loop wait for such a thread:
the interpreter's lock, and a collection of garbage that looks at everything ever kept.
"""

import gc
import sys

_SWITCH_SECONDS = 0.001
_YOUNG, _MIDDLE, _OLD = 2_000, 10, 1_000


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
