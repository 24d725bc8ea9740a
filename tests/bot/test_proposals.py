from dataclasses import replace

from bot.state import PendingProposal, State
from management.gold_gate import GoldChange, GoldReport
from management.proposing import Proposal
from retrieval.store.diff import Changes
from tests.bot.conftest import OpenState

GOLD = GoldReport(2, 2, 1, (GoldChange("a", "Who?", "Edda.", "", True, False),))
PROPOSAL = Proposal(
    "aaaa",
    "bbbb",
    "0123",
    2,
    5,
    9,
    Changes(("new",), (), ("lamp",), 4, 1, 1),
    1,
    ("new: Print",),
    (),
    GOLD,
    "",
)
PENDING = PendingProposal("0a1b2c3d", 5.0, 7, 7, "basis", PROPOSAL, "new.txt", "New.txt")


async def test_a_complete_proposal_survives_a_restart(open_state: OpenState) -> None:
    state = open_state()
    await state.proposals.keep(PENDING)
    await state.close()

    again = open_state()

    assert await again.proposals.pending(PENDING.id) == PENDING
    assert await again.proposals.pending("other") is None

    await again.close()


async def test_a_new_proposal_with_the_same_id_replaces_the_earlier_one(state: State) -> None:
    await state.proposals.keep(PENDING)
    await state.proposals.keep(replace(PENDING, basis="another"))

    assert await state.proposals.pending(PENDING.id) == replace(PENDING, basis="another")


async def test_decided_and_expired_proposals_are_deleted(state: State) -> None:
    for name, at in (("a", 1.0), ("b", 2.0), ("c", 3.0)):
        await state.proposals.keep(replace(PENDING, id=name, at=at))
    await state.proposals.remove("b")

    assert await state.proposals.prune(2.5) == ["c"]
    assert await state.proposals.pending("a") is None


async def test_questions_of_people_are_not_stored_with_a_proposal(state: State) -> None:
    await state.proposals.keep(replace(PENDING, proposal=replace(PROPOSAL, answerable=("Where is Bob?",))))

    assert await state.proposals.pending(PENDING.id) == PENDING


async def test_forgetting_a_person_removes_them_from_proposals(state: State) -> None:
    await state.proposals.keep(PENDING)
    await state.forget(7)

    assert await state.proposals.pending(PENDING.id) == replace(PENDING, user=None)
