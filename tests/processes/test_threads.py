import asyncio
import threading

import pytest

from processes.threads import finish_in_thread


async def test_the_result_of_the_work_is_returned() -> None:
    assert await finish_in_thread(divmod, 7, 2) == (3, 1)


async def test_an_error_of_the_work_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await finish_in_thread(divmod, 7, 0)


@pytest.mark.parametrize("fails", [False, True])
async def test_a_cancelled_task_ends_only_when_its_work_has_ended(fails: bool) -> None:
    begun, may_end, done = threading.Event(), threading.Event(), []

    def write() -> None:
        begun.set()
        may_end.wait(60)
        done.append(True)
        if fails:
            raise OSError("the disk is full")

    task = asyncio.create_task(finish_in_thread(write))
    await asyncio.to_thread(begun.wait, 60)
    task.cancel()
    await asyncio.sleep(0)
    ended_early = task.done()
    may_end.set()
    await asyncio.wait([task])

    assert (ended_early, task.cancelled(), done) == (False, True, [True])
