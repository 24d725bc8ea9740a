"""Three processes over one PostgreSQL server.

``python -m tools.reliability replicas`` plays more of this for longer.
"""

import pytest

from tests.support.postgresql import WHY_NOT, programs
from tools.reliability.acts import forget, go_back, publish
from tools.reliability.replicas import IN_HAND, Replicas
from tools.reliability.trial import SharedRun, share_work

RUN = SharedRun(
    "a little of everything",
    "",
    (
        (Replicas.kill_one, 2),
        (Replicas.cut_one, 3),
        (Replicas.restart_server, 1),
        (publish, 1),
        (go_back, 1),
        (forget, 1),
    ),
    questions=120,
)


LIBRARIES = SharedRun("several libraries", "", ((publish, 1), (go_back, 1)), questions=90, libraries=True)


@pytest.mark.skipif(programs() is None, reason=WHY_NOT)
async def test_nothing_is_lost_and_order_holds_while_processes_connections_and_the_server_fail() -> None:
    outcome = await share_work(RUN, people=12)

    assert (outcome.questions.lost, outcome.questions.misplaced) == (0, 0)
    assert outcome.questions.repeated <= IN_HAND * outcome.losses
    assert (outcome.mixed, outcome.publications, outcome.traces) == (0, outcome.wanted, 0)
    assert outcome.tracebacks == "", outcome.tracebacks


@pytest.mark.skipif(programs() is None, reason=WHY_NOT)
async def test_no_answer_crosses_from_one_library_into_another_while_one_is_published() -> None:
    outcome = await share_work(LIBRARIES, people=12)

    assert (outcome.questions.lost, outcome.questions.misplaced) == (0, 0)
    assert (outcome.mixed, outcome.crossed, outcome.publications) == (0, 0, outcome.wanted)
    assert outcome.tracebacks == "", outcome.tracebacks
