"""The short version of the trial: three processes, one publication and a rollback, while people ask."""

import pytest

from tests.support.postgresql import WHY_NOT, programs
from tools.reliability.publishing import publish_under_load


@pytest.mark.skipif(programs() is None, reason=WHY_NOT)
async def test_no_answer_is_made_of_two_versions_while_three_processes_publish() -> None:
    outcome = await publish_under_load(publications=1, people=5)

    assert outcome.asked > 0
    assert (outcome.lost, outcome.mixed, outcome.regressions, outcome.errors) == (0, 0, 0, 0)
    assert len(outcome.seconds) == 1
