from typing import Any

from rich.console import Console

from management.proposing import propose
from management.report import proposal_report


def test_one_is_not_said_as_many(home: Any) -> None:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(proposal_report(propose(*home), "checked"))
    assert "1 document, 1 passage," in captured.get()
    assert "1 line set aside" in captured.get()
