"""A version is published on all machines in one step, or on none."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.state.coordination.publications import ReplicaStatus
from corpus.errors import CorpusError
from management.depot.depot import FILES, Depot
from management.errors import RefusedError
from tests.bot.replicas.conftest import LAMP, NewMachine, SharingMachine, eventually

Two = tuple[SharingMachine, SharingMachine]
SECONDS_TO_STOP = 60.0


async def test_a_machine_without_texts_fetches_the_published_version(two_machines: Two) -> None:
    one, other = two_machines

    await eventually(lambda: other.corpus.version == one.corpus.version)

    assert other.store.pointer() == one.store.pointer()
    assert other.files == {"lamp.txt"}


async def test_if_several_machines_start_with_nothing_published_only_one_builds(
    new_machine: NewMachine,
) -> None:
    machines = [new_machine(name) for name in ("one", "two", "three")]
    for machine in machines:
        machine.write("lamp.txt", LAMP)

    await asyncio.gather(*(machine.start() for machine in machines))

    assert len({machine.corpus.version for machine in machines}) == 1
    assert [len(machine.store.pointer().history) for machine in machines] == [1, 1, 1]  # type: ignore[union-attr]


async def test_a_version_is_on_every_machine_before_it_is_published(two_machines: Two) -> None:
    one, other = two_machines
    one.write("boat.txt", "The boat came home.")
    proposal = await one.propose()
    there: list[bool] = []

    def accept() -> object:
        there.append(other.store.path_of(proposal.version).exists())
        return one.corpus.manager.accept(proposal, by="test", confirmed=True)

    await one.corpus.put_in_use(proposal.version, accept)  # type: ignore[arg-type]
    await eventually(lambda: other.corpus.version == proposal.version)

    assert there == [True]
    assert one.corpus.version == proposal.version

    await eventually(lambda: other.files == {"lamp.txt", "boat.txt"})
    assert one.troubles == other.troubles == []


async def test_an_update_that_comes_after_the_signal_is_answered_from_the_new_version(
    two_machines: Two,
) -> None:
    one, other = two_machines
    version = await one.changed("boat.txt", "The boat came home.")

    await eventually(lambda: not other.replica.is_up_to_date or other.corpus.version == version)
    await other.replica.apply_changes()

    assert other.corpus.version == version


async def test_going_back_reaches_every_machine_and_builds_nothing(two_machines: Two) -> None:
    one, other = two_machines
    first = one.corpus.version
    second = await one.changed("boat.txt", "The boat came home.")
    await eventually(lambda: other.corpus.version == second)
    await eventually(lambda: other.store.path_of(first).exists())

    await other.corpus.put_in_use(first, lambda: other.corpus.manager.rollback(first, by="test"))
    await eventually(lambda: one.corpus.version == first)

    await eventually(lambda: one.store.pointer() == other.store.pointer())

    assert [entry.what for entry in one.store.pointer().history][-1] == "rolled back"  # type: ignore[union-attr]


async def test_the_next_version_can_be_built_on_any_machine(two_machines: Two) -> None:
    one, other = two_machines
    second = await one.changed("boat.txt", "The boat came home.")
    await eventually(lambda: other.corpus.version == second)

    third = await other.changed("pier.txt", "The pier is long.")
    await eventually(lambda: one.corpus.version == third)

    await eventually(lambda: one.files == other.files == {"lamp.txt", "boat.txt", "pier.txt"})


async def test_one_of_two_simultaneous_publications_is_refused(two_machines: Two) -> None:
    one, other = two_machines
    one.write("boat.txt", "The boat came home.")
    other.write("pier.txt", "The pier is long.")
    proposals = [await one.propose(), await other.propose()]

    done = await asyncio.gather(
        one.publish(proposals[0]), other.publish(proposals[1]), return_exceptions=True
    )

    refused = [each for each in done if isinstance(each, RefusedError)]

    assert len(refused) == 1
    assert "published meanwhile" in str(refused[0])

    winner = proposals[[isinstance(each, str) for each in done].index(True)].version
    await eventually(lambda: {one.corpus.version, other.corpus.version} == {winner})


async def test_a_version_that_waits_for_a_decision_waits_on_every_machine(two_machines: Two) -> None:
    one, other = two_machines
    one.write("boat.txt", "The boat came home.")
    proposal = await one.propose()

    await one.publisher.change(lambda: one.corpus.manager.hold(proposal.version))
    await eventually(lambda: other.store.pointer().waiting == proposal.version)  # type: ignore[union-attr]
    await eventually(lambda: other.store.path_of(proposal.version).exists())

    assert one.corpus.version == other.corpus.version != proposal.version


def damage(depot: Depot, version: str) -> None:
    """Alter some bytes of a version in the depot without changing the size."""
    packed = next(Path(depot.objects.name, FILES).glob(f"{version}-*/corpus.sqlite.gz"))
    content = bytearray(packed.read_bytes())
    content[100:200] = bytes(100)
    packed.write_bytes(content)


async def test_a_replica_that_cannot_fetch_a_version_is_named_and_catches_up_later(
    two_machines: Two,
    depot: Depot,
) -> None:
    one, other = two_machines
    first = other.corpus.version
    one.write("boat.txt", "The boat came home.")
    proposal = await one.propose()
    damage(depot, proposal.version)

    await one.publish(proposal)

    assert one.corpus.version == proposal.version
    assert other.corpus.version == first
    assert any("corpus.sqlite" in trouble and "does not have version" in trouble for trouble in one.troubles)

    depot.put(one.store, proposal.version, replace=True)
    await eventually(lambda: other.corpus.version == proposal.version)


async def test_publishing_does_not_wait_for_a_dead_machine(new_machine: NewMachine) -> None:
    one = new_machine("one")
    one.seconds_alive = 0.5
    one.write("lamp.txt", LAMP)
    await one.start()
    await one.state.publications.report(ReplicaStatus("dead", "other:1", one.corpus.version))

    version = await one.changed("boat.txt", "The boat came home.")

    assert one.corpus.version == version
    assert one.troubles == []


async def test_a_version_damaged_on_this_machine_is_fetched_again(two_machines: Two) -> None:
    one, _ = two_machines
    version = one.corpus.version
    os.truncate(one.store.path_of(version) / "corpus.sqlite", 100)

    with pytest.raises(CorpusError):
        one.store.open_version(version)

    assert await one.publisher.recover(version)

    one.store.open_version(version).close()


async def test_a_machine_that_starts_on_a_damaged_version_answers_from_the_one_before(
    two_machines: Two, depot: Depot, new_machine: NewMachine
) -> None:
    one, other = two_machines
    first = one.corpus.version
    await other.stop()
    second = await one.changed("boat.txt", "The boat came home.")
    damage(depot, second)

    await other.prepare_once()

    assert other.store.pointer().version == second  # type: ignore[union-attr]

    other.store.open_latest().close()
    assert first in {each.version for each in other.store.stored()}


async def test_without_a_depot_the_published_version_is_built_from_the_same_texts(
    new_machine: NewMachine,
) -> None:
    one, other = new_machine("one"), new_machine("other")
    for machine in (one, other):
        machine.depot = None
        machine.write("lamp.txt", LAMP)
    await one.start()

    await other.start()

    assert other.corpus.version == one.corpus.version


async def test_without_a_depot_different_texts_are_refused_with_the_setting_to_use(
    new_machine: NewMachine,
) -> None:
    one, other = new_machine("one"), new_machine("other")
    for machine, text in ((one, LAMP), (other, "Another text stands here.")):
        machine.depot = None
        machine.write("lamp.txt", text)
    await one.start()

    with pytest.raises(CorpusError, match="set QUOTH_DEPOT to the same place on all machines"):
        await other.prepare_once()


async def test_files_edited_on_one_machine_reach_the_others(two_machines: Two) -> None:
    """Gold questions and synonyms, for example, do not make a version by themselves."""
    one, other = two_machines
    version = one.corpus.version

    async with other.publisher.editing():
        other.write("chat.gold.jsonl", '{"id": "a", "question": "Who lit the lamp?", "answerable": true}\n')

    await eventually(lambda: "chat.gold.jsonl" in one.files)

    assert one.corpus.version == other.corpus.version == version


@pytest.mark.parametrize("turns", range(4))
async def test_a_replica_stops_although_a_signal_comes_at_that_moment(
    new_machine: NewMachine, turns: int
) -> None:
    machine = new_machine("one")
    machine.write("lamp.txt", LAMP)
    await machine.start()
    await asyncio.sleep(0.2)  # now it waits for signals

    session = machine.state.coordination.session
    assert session is not None
    session.signals.deliver_all()
    for _ in range(turns):
        await asyncio.sleep(0)

    async with asyncio.timeout(SECONDS_TO_STOP):
        await machine.replica.stop()


async def test_a_file_received_by_another_machine_comes_from_the_depot(
    two_machines: Two, tmp_path: Path
) -> None:
    one, other = two_machines
    upload = tmp_path / "boat.txt"
    upload.write_text("The boat came home.")

    kept = await one.publisher.keep_file(upload)

    assert await other.publisher.fetch_file(kept, tmp_path / "here" / "boat.txt")
    assert (tmp_path / "here" / "boat.txt").read_text() == "The boat came home."
    assert not await other.publisher.fetch_file("", tmp_path / "nothing")
