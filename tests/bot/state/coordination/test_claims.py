"""Which of several processes handles a chat, and what happens to work whose claim is lost."""

import time
from collections.abc import AsyncIterator

import pytest

from bot.state import State
from bot.state.coordination.claims import EVERYTHING, Claims
from bot.state.outbox import Draft, SendRequest
from bot.state.updates import LostClaimError, ReceivedUpdate
from tests.bot.state.test_coordination import break_sessions, eventually

DRAFT = Draft(5, SendRequest({"text": "hello"}), until=2e9)


class Process:
    """A process with its state and its claims."""

    def __init__(self, url: str) -> None:
        self.state = State(None, url=url)
        session = self.state.coordination.session
        assert session is not None
        self.claims = Claims(session)


async def receive(process: Process, *updates: tuple[int, int]) -> None:
    """Store updates, given as id and chat."""
    received = [ReceivedUpdate(number, b"d", "{}", chat=chat) for number, chat in updates]
    await process.state.updates.receive_all(received)


async def chats_of(process: Process, most: int = 10) -> list[tuple[int, bool]]:
    """Claim up to so many chats; return each with whether letters to it wait."""
    taken = await process.claims.take([], most)
    return sorted(((each.chat, each.has_letters) for each in taken), key=lambda each: each[0])


async def unhandled_in(process: Process, chat: int, complete_before: float = EVERYTHING) -> list[int]:
    """The unhandled updates of a chat, in the order in which to handle them."""
    found = await process.claims.unhandled([chat], complete_before)
    return [update.id for update in found.get(chat, ())]


@pytest.fixture
async def two(database_url: str) -> AsyncIterator[tuple[Process, Process]]:
    both = Process(database_url), Process(database_url)
    for each in both:
        await each.state.coordination.start()
    yield both
    for each in both:
        await each.state.close()


async def test_a_chat_is_claimed_by_one_process_until_that_gives_it_back(
    two: tuple[Process, Process],
) -> None:
    one, other = two
    await receive(one, (1, 5), (2, 5))

    taken = await chats_of(one), await chats_of(other)
    await one.claims.free([5])
    later = await chats_of(other)

    assert (taken, later) == (([(5, False)], []), [(5, False)])


async def test_as_many_chats_are_claimed_as_wanted_the_longest_waiting_first(
    two: tuple[Process, Process],
) -> None:
    one, other = two
    await receive(one, (3, 30), (1, 10), (2, 20))

    taken = await chats_of(one, most=2), await chats_of(other, most=2)

    assert [[chat for chat, _ in each] for each in taken] == [[10, 20], [30]]


async def test_a_chat_that_is_held_is_not_locked_once_more(two: tuple[Process, Process]) -> None:
    one, other = two
    await receive(one, (1, 5))
    await one.claims.take([], 10)

    again = await one.claims.take([5], 10)
    await one.claims.free([5])

    assert again == []
    assert await chats_of(other) == [(5, False)]


async def test_a_chat_with_letters_only_is_claimed_too(two: tuple[Process, Process]) -> None:
    one, _ = two
    await one.state.outgoing.write([DRAFT])

    assert await chats_of(one) == [(5, True)]


async def test_claiming_a_chat_returns_its_updates_in_order_and_begins_none(
    two: tuple[Process, Process],
) -> None:
    one, _ = two
    await receive(one, (3, 5), (1, 5), (2, 6))

    taken = {each.chat: each.updates for each in await one.claims.take([], 10)}

    assert [(each.id, each.tries) for each in taken[5]] == [(1, 0), (3, 0)]
    assert [(each.id, each.tries) for each in taken[6]] == [(2, 0)]
    assert await one.claims.begin(1, b"d") == 1


async def test_an_update_that_an_earlier_one_may_still_precede_is_not_returned_with_the_claim(
    two: tuple[Process, Process],
) -> None:
    one, _ = two
    await receive(one, (1, 6))
    complete_before = time.time()
    await receive(one, (3, 5))

    taken = await one.claims.take([], 10, complete_before)

    assert [(each.chat, len(each.updates)) for each in sorted(taken, key=lambda each: each.chat)] == [
        (5, 0),
        (6, 1),
    ]


async def test_the_updates_of_a_claimed_chat_come_in_telegrams_order(two: tuple[Process, Process]) -> None:
    one, _ = two
    await receive(one, (3, 5), (1, 5), (2, 6))

    assert await unhandled_in(one, 5) == [1, 3]


async def test_an_update_waits_for_one_with_a_lower_number_that_may_still_come(
    two: tuple[Process, Process],
) -> None:
    one, _ = two
    await receive(one, (1, 5))
    complete_before = time.time()
    await receive(one, (4, 5), (2, 6))

    before = await unhandled_in(one, 5, complete_before)
    await receive(one, (3, 5))
    after = await unhandled_in(one, 5, complete_before)

    assert (before, after) == ([1], [1, 3, 4])


async def test_an_update_stops_waiting_once_no_earlier_one_can_still_come(
    two: tuple[Process, Process],
) -> None:
    one, _ = two
    await receive(one, (1, 5), (4, 5))

    unhandled = await unhandled_in(one, 5, complete_before=time.time() + 1.0)

    assert unhandled == [1, 4]


async def test_an_update_is_begun_once_and_counted_when_another_process_begins_it_again(
    two: tuple[Process, Process],
) -> None:
    one, other = two
    await receive(one, (1, 5))

    begun = await one.claims.begin(1, b"d"), await one.claims.begin(1, b"d")
    again = await other.claims.begin(1, b"d")

    assert (begun, again) == ((1, 0), 2)


async def test_a_handled_update_is_not_begun(two: tuple[Process, Process]) -> None:
    one, other = two
    await receive(one, (1, 5))
    await one.claims.begin(1, b"d")
    await one.state.updates.complete(1, b"d", owner=one.claims.epoch)

    assert await other.claims.begin(1, b"d") == 0


async def test_the_reply_of_a_process_that_lost_its_claim_is_not_stored(two: tuple[Process, Process]) -> None:
    one, other = two
    await receive(one, (1, 5))
    await one.claims.begin(1, b"d")
    await other.claims.begin(1, b"d")

    with pytest.raises(LostClaimError):
        await one.state.updates.complete(1, b"d", [DRAFT], one.claims.epoch)
    with pytest.raises(LostClaimError):
        await one.state.updates.reply(1, b"d", [DRAFT], one.claims.epoch)

    assert await one.state.outgoing.next(5) is None

    await other.state.updates.complete(1, b"d", [DRAFT], other.claims.epoch)
    assert await one.state.outgoing.next(5) is not None


async def test_a_later_session_of_the_same_process_is_another_owner(
    two: tuple[Process, Process], database_url: str
) -> None:
    one, _ = two
    await receive(one, (1, 5))
    await one.claims.begin(1, b"d")
    before = one.claims.epoch

    break_sessions(database_url)
    await eventually(lambda: one.claims.epoch not in ("", before))

    assert await one.claims.begin(1, b"d") == 2


async def test_a_persons_own_forget_does_not_drop_the_reply_to_it(two: tuple[Process, Process]) -> None:
    one, _ = two
    await one.state.updates.receive_all([ReceivedUpdate(1, b"d", "{}", user=5, chat=5)])
    await one.claims.begin(1, b"d")
    await one.state.forget(5)

    await one.state.updates.complete(1, b"d", [DRAFT], one.claims.epoch)

    assert await one.state.outgoing.next(5) is not None


async def test_a_forget_command_interrupted_before_its_reply_is_left_to_the_other_processes(
    two: tuple[Process, Process], database_url: str
) -> None:
    one, other = two
    await one.state.updates.receive_all([ReceivedUpdate(1, b"d", "{}", user=5, chat=5)])
    await one.claims.begin(1, b"d")
    await one.state.forget(5, during=1)
    before = other.claims.epoch

    break_sessions(database_url)
    await eventually(lambda: other.claims.epoch not in ("", before))
    (taken,) = await other.claims.take([], 8)

    assert taken.chat == 5
    assert [each.id for each in taken.updates] == [1]


async def test_a_letter_is_read_through_the_session_and_a_damaged_one_is_dropped(
    two: tuple[Process, Process],
) -> None:
    one, _ = two
    await one.state.outgoing.write([DRAFT, DRAFT])
    await one.state._database.do(
        lambda connection: connection.execute(
            "UPDATE outbox SET note = '{' WHERE id = (SELECT min(id) FROM outbox)"
        )
    )

    letter = await one.claims.next_letter(5)

    assert letter is not None
    assert letter.request == DRAFT.request
    assert letter.is_last


async def test_forgetting_somebody_empties_the_cached_answers_of_every_process(
    two: tuple[Process, Process],
) -> None:
    one, other = two
    other.state.gaps.answers_of("0a1b")["Who?"] = None  # type: ignore[assignment]

    await one.state.forget(7)

    await eventually(lambda: other.state.gaps.answers_of("0a1b") == {})


async def test_processes_share_one_pace_with_a_burst_after_a_pause(two: tuple[Process, Process]) -> None:
    one, other = two

    waits = [await each.state.pace.reserve(2.0) for each in (one, other, one, other, one, other)]

    assert waits[:2] == [0.0, 0.0]
    assert waits[-1] > 1.0
