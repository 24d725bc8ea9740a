from typing import Any

from rich.console import Console

from management.proposing import Proposal, propose
from management.report import proposal_report
from retrieval.versions import build
from tests.management.conftest import LAMP


def test_one_is_not_said_as_many(home: Any) -> None:
    home.write("lamp.txt", f"Print\n\n{LAMP}")
    said = printed(propose(*home))
    assert "1 document, 1 passage," in said
    assert "1 line set aside" in said


def test_what_becomes_of_gold_questions_is_told_in_a_word(home: Any) -> None:
    build(*home)
    home.write("moon.txt", "The Moon\n\nThe rocket Selene reached the moon in spring.")
    assert "answered anew: Which rocket reached the moon?" in printed(propose(*home))


def printed(proposal: Proposal) -> str:
    """A proposal as a terminal shows it."""
    console = Console(width=200)
    with console.capture() as captured:
        console.print(proposal_report(proposal, "checked"))
    return captured.get()
