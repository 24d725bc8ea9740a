from typing import Any

from rich.console import Console

from management.proposing import Proposal, propose
from management.reports import proposal_report, versions_report
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import StoredVersion
from retrieval.store.pointer import Publication
from tests.management.conftest import LAMP


def test_one_is_not_said_as_many(home: Any) -> None:
    home.write("lamp.txt", f"Print\n\n{LAMP}")
    said = printed(propose(home.store))
    assert "1 document, 1 passage," in said
    assert "1 line set aside" in said


def test_what_becomes_of_gold_questions_is_told_in_a_word(home: Any) -> None:
    build(home.store)
    home.write("moon.txt", "The Moon\n\nThe rocket Selene reached the moon in spring.")
    assert "newly answered: Which rocket reached the moon?" in printed(propose(home.store))


def test_neither_a_version_nor_a_day_is_cut_where_a_terminal_is_narrow() -> None:
    published = Publication("469707e93d81", "2026-11-26T10:35:00+00:00", "terminal", "files added")
    stored = StoredVersion("469707e93d81", "0a" * 32, 12_000, 230_000, 9, True, False, published)
    console = Console(width=80)
    with console.capture() as captured:
        console.print(versions_report([stored]))
    assert all(words in captured.get() for words in ("469707e93d81", "2026-11-26", "documents", "230,000"))
    assert "…" not in captured.get()


def printed(proposal: Proposal) -> str:
    """A proposal as a terminal shows it."""
    console = Console(width=200)
    with console.capture() as captured:
        console.print(proposal_report(proposal, "checked"))
    return captured.get()
