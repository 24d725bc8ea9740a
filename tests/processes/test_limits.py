import os
import sys
from pathlib import Path

import pytest

from processes.limits import memory_limit, seconds_delayed

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


def test_a_process_has_been_delayed_for_no_time_if_the_system_does_not_know_it() -> None:
    nobody = 2**22 + 1  # beyond the largest number of a process

    assert seconds_delayed(nobody) == 0.0


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="only Linux counts it")
def test_the_time_for_which_a_process_has_waited_for_a_processor_is_counted() -> None:
    assert seconds_delayed(os.getpid()) > 0.0


def add_process(known: Path, number: int, parent: int, seconds_delayed: int) -> None:
    """Write what Linux reports about a process: its name, its parent, and how long it was delayed."""
    place = known / str(number)
    place.mkdir()
    (place / "stat").write_text(f"{number} (a (name) S 9) S {parent} 1 1", encoding="ascii")
    (place / "schedstat").write_text(f"5000000000 {seconds_delayed * 10**9} 7", encoding="ascii")


def test_the_time_for_which_those_have_waited_whom_a_process_started_is_counted(tmp_path: Path) -> None:
    add_process(tmp_path, 12, parent=1, seconds_delayed=1)
    add_process(tmp_path, 13, parent=12, seconds_delayed=20)
    add_process(tmp_path, 14, parent=13, seconds_delayed=300)
    add_process(tmp_path, 15, parent=1, seconds_delayed=4000)

    assert seconds_delayed(12, tmp_path) == 321.0
