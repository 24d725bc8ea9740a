import pytest
import telegram

from tests.support.bot_api import ManualClock
from tests.support.bot_api.model.queue import EVERY_KIND, UpdateQueue
from tests.support.bot_api.model.records import Update


@pytest.fixture
def queue(clock: ManualClock) -> UpdateQueue:
    return UpdateQueue(clock)


def add(queue: UpdateQueue, kind: str = "message", lifetime: float = 60) -> Update:
    update = queue.add(kind, {}, order=1, lifetime=lifetime)
    assert update is not None
    return update


def test_updates_come_again_until_they_are_confirmed(queue: UpdateQueue) -> None:
    first, second = add(queue), add(queue)

    assert queue.take(100) == queue.take(100) == [first, second]

    queue.confirm(second.id)

    assert queue.take(100) == [second]

    queue.confirm(second.id + 1)

    assert queue.take(100) == []


def test_every_kind_of_the_library_is_known() -> None:
    assert set(telegram.Update.ALL_TYPES) <= set(EVERY_KIND)


def test_numbers_grow_by_one(queue: UpdateQueue) -> None:
    assert add(queue).id + 1 == add(queue).id


def test_no_more_are_taken_than_asked_for(queue: UpdateQueue) -> None:
    first, second = add(queue), add(queue)

    assert queue.take(1) == [first]
    assert queue.take(2) == [first, second]


def test_a_negative_offset_keeps_the_newest(queue: UpdateQueue) -> None:
    updates = [add(queue) for _ in range(3)]

    queue.confirm(-1)

    assert queue.take(100) == updates[2:]


def test_an_update_delivered_again_comes_once_more_though_it_was_confirmed(queue: UpdateQueue) -> None:
    first, second = add(queue), add(queue)
    queue.confirm(second.id)
    queue.add_again(first)

    assert queue.take(100) == [first, second]
    assert queue.take(100) == [second]


def test_an_old_update_is_dropped(queue: UpdateQueue, clock: ManualClock) -> None:
    add(queue, lifetime=30)
    late = add(queue, lifetime=90)
    clock.advance(60)

    assert queue.take(100) == [late]


def test_kinds_that_were_not_asked_for_never_enter(queue: UpdateQueue) -> None:
    assert queue.add("message_reaction", {}, order=1, lifetime=60) is None

    queue.allow(["message_reaction"])

    assert queue.add("message", {}, order=1, lifetime=60) is None
    assert queue.add("message_reaction", {}, order=1, lifetime=60) is not None


@pytest.mark.parametrize("kinds", [[], ["no such kind"]])
def test_unknown_update_kinds_fall_back_to_the_usual_ones(queue: UpdateQueue, kinds: list[str]) -> None:
    queue.allow(["poll"])
    queue.allow(kinds)

    assert "message" in queue.allowed
    assert not queue.allowed & {"chat_member", "message_reaction", "message_reaction_count"}
