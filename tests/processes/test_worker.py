import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from processes.errors import WorkerEndedError, WorkerSilentError
from processes.worker import Worker, request_in_thread

SERVING = "tests.processes.serving"
ROOT = Path(__file__).parents[2]
PATIENT = 60.0


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(SERVING, lambda last: PATIENT) as worker:
        yield worker


def is_running(process: int) -> bool:
    """Whether a process runs; one that ended and that nobody has waited for does not."""
    with contextlib.suppress(OSError):
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def ends(process: int, seconds: float = 120) -> bool:
    """Whether a process ends within that time, which is there only so that a failure ends."""
    until = time.monotonic() + seconds
    while is_running(process) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_running(process)


def test_a_child_answers_one_request_after_the_other(worker: Worker) -> None:
    first, second = worker.request({}), worker.request({})

    assert first["process"] == second["process"] != os.getpid()


def test_progress_is_reported_in_order_before_the_result(worker: Worker) -> None:
    heard: list[dict[str, Any]] = []

    worker.request({"progress": 3}, heard.append)

    assert heard == [{"number": 0}, {"number": 1}, {"number": 2}]


def test_a_child_gets_no_secret_in_its_environment(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_TELEGRAM_TOKEN", "123456789:secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    environment = worker.request({})["environment"]

    assert "secret" not in str(environment)
    assert "PATH" in environment


def test_a_child_yields_the_processors_to_its_parent(worker: Worker) -> None:
    child = worker.request({})

    assert child["niceness"] == 19
    assert child["session"] == os.getsid(0), "among sessions, Linux may disregard priorities"
    assert child["group"] == child["process"]


def test_output_of_a_library_does_not_disturb_the_messages(worker: Worker) -> None:
    assert "process" in worker.request({"print": '{"result": {"forged": true}}'})


def test_a_child_that_is_silent_for_too_long_is_killed_and_the_next_request_starts_another() -> None:
    patience = {"seconds": 0.2}
    with Worker(SERVING, lambda last: patience["seconds"]) as worker:
        with pytest.raises(WorkerSilentError, match="no progress") as silent:
            worker.request({"progress": 1, "sleep": 600})

        patience["seconds"] = PATIENT

        assert "process" in worker.request({})

    assert silent.value.last == {"number": 0}


def test_a_child_that_fails_is_reported_with_its_last_words(worker: Worker) -> None:
    with pytest.raises(WorkerEndedError, match="the lamp is out") as ended:
        worker.request({"complain": "burning\nthe lamp is out\n"})

    assert ended.value.code == 7


def test_a_child_that_is_killed_from_outside_is_reported_as_that(worker: Worker) -> None:
    process = worker.request({})["process"]
    os.kill(process, signal.SIGKILL)

    with pytest.raises(WorkerEndedError, match="signal 9"):
        worker.request({})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process addresses")
def test_a_child_can_be_limited_in_memory_and_outlives_the_refusal(worker: Worker) -> None:
    too_much = worker.request({"allocate": 1 << 29, "limit": 1 << 28})
    enough = worker.request({"allocate": 1 << 20, "limit": 1 << 28})

    assert (too_much["length"], enough["length"]) == (None, 1 << 20)


async def test_cancelling_a_request_ends_the_child_and_what_it_started() -> None:
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    worker = Worker(SERVING, lambda last: PATIENT)
    request = request_in_thread(
        worker, {"start": True, "sleep": 600}, lambda message: started.set_result(message["started"])
    )
    task = asyncio.create_task(request)
    process = await started

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert ends(process)


# A shell has the jobs that it starts in the background ignore SIGINT.
PARENT = f"""
import json
import signal
import sys
from processes.worker import Worker

signal.signal(signal.SIGINT, signal.default_int_handler)
worker = Worker({SERVING!r}, lambda last: 600)
worker.request(json.loads(sys.argv[1]), lambda message: print(message["started"], flush=True))
"""


def started_by_a_parent_that_gets(sign: signal.Signals, request: dict[str, Any]) -> int:
    """The process that a parent's child reports; then the parent is sent a signal, and has ended."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, json.dumps(request)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as parent:
        assert parent.stdout is not None
        reported = int(parent.stdout.readline())
        parent.send_signal(sign)
    return reported


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_child_does_not_outlive_its_parent(sign: signal.Signals) -> None:
    grandchild = started_by_a_parent_that_gets(sign, {"start": True, "sleep": 600})

    assert ends(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process when its pipe is closed")
@pytest.mark.parametrize("whose", ["report", "start"])
def test_a_child_whose_threads_cannot_run_does_not_outlive_its_parent(whose: str) -> None:
    """Neither the child itself nor what it has started."""
    started = started_by_a_parent_that_gets(signal.SIGKILL, {whose: True, "match": True})

    assert ends(started)
