"""Limits on how much may wait in the queues."""

import pytest

from bot.transport.raw_updates import RawUpdate
from bot.transport.receiving.limits import Limits, Verdict, WaitingRoom

HANDLED, REFUSED, DROPPED = Verdict.HANDLED, Verdict.REFUSED, Verdict.DROPPED


def message_update(number: int, person: int = 7, chat: int = -1) -> RawUpdate:
    return RawUpdate(number, "message", "{}", person, chat=chat)


def callback_update(number: int) -> RawUpdate:
    return RawUpdate(number, "callback_query", "{}", 7)


def inline_update(number: int) -> RawUpdate:
    return RawUpdate(number, "inline_query", "{}", 7)


def test_somebody_who_asks_too_much_is_refused_and_notified_once() -> None:
    room = WaitingRoom(Limits(of_a_person=2))

    assert [room.enter(message_update(number)) for number in range(4)] == [HANDLED, HANDLED, REFUSED, DROPPED]


def test_after_being_answered_a_person_may_ask_again_and_would_be_notified_again() -> None:
    room = WaitingRoom(Limits(of_a_person=1))
    entered = [number for number in range(3) if room.enter(message_update(number)) is not DROPPED]
    for number in entered:
        room.leave(message_update(number))

    assert [room.enter(message_update(number)) for number in range(3, 5)] == [HANDLED, REFUSED]


def test_nobody_is_refused_because_of_other_peoples_questions_in_other_chats() -> None:
    room = WaitingRoom(Limits(of_a_person=1))
    room.enter(message_update(1))
    room.enter(message_update(2))

    assert room.enter(message_update(3, person=8, chat=-2)) is HANDLED


@pytest.mark.parametrize("people", [1, 3])
def test_a_chat_has_a_limit_however_many_people_write_in_it(people: int) -> None:
    room = WaitingRoom(Limits(of_a_person=100, in_a_chat=2))
    verdicts = [room.enter(message_update(number, person=number % people + 1)) for number in range(3)]

    assert verdicts == [HANDLED, HANDLED, REFUSED]


def test_callback_queries_have_a_limit_of_their_own() -> None:
    room = WaitingRoom(Limits(callback_queries=1))

    assert [room.enter(callback_update(number)) for number in range(3)] == [HANDLED, REFUSED, DROPPED]


def test_only_the_latest_inline_query_of_a_person_is_answered() -> None:
    room = WaitingRoom()
    for number in (1, 2):
        room.enter(inline_update(number))

    assert (room.is_outdated(inline_update(1)), room.is_outdated(inline_update(2))) == (True, False)
