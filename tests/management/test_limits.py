import sys

import pytest

from management.limits import building_bytes, memory_limit

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process addresses")


@linux
def test_more_memory_than_is_allowed_is_refused_and_afterwards_had() -> None:
    with memory_limit(1 << 28), pytest.raises(MemoryError):
        bytearray(1 << 29)
    assert len(bytearray(1 << 29)) == 1 << 29


@linux
def test_a_wider_limit_within_a_tighter_one_gives_no_more() -> None:
    with memory_limit(1 << 28), memory_limit(1 << 33), pytest.raises(MemoryError):
        bytearray(1 << 29)


def test_building_has_at_least_its_share() -> None:
    assert building_bytes() >= 4 << 30
