import sys

import pytest

from processes.limits import memory_limit

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process addresses")


@linux
def test_more_memory_than_the_limit_is_refused_within_the_block_and_given_after_it() -> None:
    with memory_limit(1 << 28), pytest.raises(MemoryError):
        bytearray(1 << 29)

    assert len(bytearray(1 << 29)) == 1 << 29


@linux
def test_a_wider_limit_within_a_tighter_one_gives_no_more() -> None:
    with memory_limit(1 << 28), memory_limit(1 << 33), pytest.raises(MemoryError):
        bytearray(1 << 29)
