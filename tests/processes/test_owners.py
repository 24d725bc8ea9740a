"""Unfinished work belongs to a process, which may be one of another machine."""

import os
import subprocess
import sys
import time
from pathlib import Path

from processes.owners import ABANDONED_SECONDS, is_abandoned, owner_name, this_machine


def ended_process() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_the_work_of_this_process_is_not_abandoned(tmp_path: Path) -> None:
    assert not is_abandoned(owner_name(), tmp_path)
    assert not is_abandoned(str(os.getpid()), tmp_path)


def test_the_work_of_an_ended_process_of_this_machine_is_abandoned(tmp_path: Path) -> None:
    assert is_abandoned(f"{this_machine()}-{ended_process()}", tmp_path)
    assert is_abandoned(str(ended_process()), tmp_path)


def test_the_work_of_another_machine_is_abandoned_once_it_was_untouched_for_a_day(tmp_path: Path) -> None:
    """Its process numbers say nothing here, so only the clock does."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "index").touch()
    owner = f"0a1b2c3d-{ended_process()}"

    at_first = is_abandoned(owner, work)
    long_ago = time.time() - ABANDONED_SECONDS - 1
    for path in (work / "index", work):
        os.utime(path, (long_ago, long_ago))

    assert not at_first
    assert is_abandoned(owner, work)
