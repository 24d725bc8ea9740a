from typing import Any

from rich.console import Console

from management.proposing import Proposal, propose
from management.reports import proposal_report, versions_report
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import StoredVersion
from retrieval.store.pointer import Publication
from tests.management.conftest import LAMP


def test_the_count_one_has_a_singular_noun(home: Any) -> None:
    home.write("lamp.txt", f"Print\n\n{LAMP}")
    said = as_printed(propose(home.store))

    assert "1 document, 1 passage," in said
    assert "1 line skipped" in said


def test_the_effect_on_each_gold_question_is_one_word(home: Any) -> None:
    build(home.store)
    home.write("moon.txt", "The Moon\n\nThe rocket Selene reached the moon in spring.")

    assert "newly answered: Which rocket reached the moon?" in as_printed(propose(home.store))


def test_versions_and_dates_are_not_cut_in_a_narrow_terminal() -> None:
    published = Publication("469707e93d81", "2026-11-26T10:35:00+00:00", "terminal", "files added")
    stored = StoredVersion("469707e93d81", "0a" * 32, 12_000, 230_000, 9, True, False, published)
    console = Console(width=80)
    with console.capture() as captured:
        console.print(versions_report([stored]))

    assert all(words in captured.get() for words in ("469707e93d81", "2026-11-26", "documents", "230,000"))
    assert "…" not in captured.get()


def test_file_names_are_not_cut_in_a_narrow_terminal() -> None:
    files = ("ragged.csv", "a-long-name-of-a-report.txt")
    published = Publication("469707e93d81", "2026-11-26T10:35:00+00:00", "terminal", "files added", files)
    stored = StoredVersion("469707e93d81", "0a" * 32, 12, 230, 9, True, False, published)
    console = Console(width=80)

    with console.capture() as captured:
        console.print(versions_report([stored]))

    how = "".join(line.rpartition("│")[2].strip() for line in captured.get().splitlines()[2:])

    assert "ragged.csv" in how
    assert "a-long-name-of-a-report.txt" in how


def as_printed(proposal: Proposal) -> str:
    """A proposal as a terminal shows it."""
    console = Console(width=200)
    with console.capture() as captured:
        console.print(proposal_report(proposal, "checked"))
    return captured.get()
