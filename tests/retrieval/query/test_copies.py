"""Copies of a document must not crowd out other results."""

from retrieval.query.parsed_query import parse_query
from retrieval.query.search import PASSAGES, find_passages
from retrieval.store.snapshot import Snapshot
from tests.retrieval.conftest import Read

FERRY = "The ferry to Skagen carries ninety passengers. The ferry to Skagen is red. It has a crew of six."
PIER = "The old pier was built for a ferry. It burned down in March. Nobody was hurt there."


def found_texts(question: str, snapshot: Snapshot) -> list[str]:
    return [each.passage.passage.text for each in find_passages(parse_query(question, snapshot), snapshot)]


def test_only_one_of_many_copies_is_found_which_leaves_room_for_other_texts(open_texts: Read) -> None:
    copies = {f"copy-{n}": FERRY for n in range(4 * PASSAGES)}

    assert found_texts("skagen ferry", open_texts(**copies, pier=PIER)) == [FERRY, PIER]


def test_different_line_breaks_do_not_tell_copies_apart(open_texts: Read) -> None:
    snapshot = open_texts(ferry=FERRY, wrapped=FERRY.replace(". ", ".\n"))

    assert len(found_texts("skagen ferry", snapshot)) == 1


def test_the_copy_in_the_document_that_the_question_names_is_found(open_texts: Read) -> None:
    snapshot = open_texts(anchor=FERRY, **{"timetable of Ebbmouth": FERRY})

    found = find_passages(parse_query("skagen boat timetable of ebbmouth", snapshot), snapshot)

    assert [each.passage.passage.document for each in found] == ["timetable of Ebbmouth"]


def test_the_same_text_under_another_heading_is_not_a_copy(open_texts: Read) -> None:
    snapshot = open_texts(fares="# Lamp\n\nIt costs ninety crowns.\n\n# Pier\n\nIt costs ninety crowns.")

    assert len(found_texts("what costs ninety crowns", snapshot)) == 2
