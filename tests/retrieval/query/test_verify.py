import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.query.verify import QuoteMatch, compare, verify
from retrieval.store.snapshot import Snapshot
from tests.support.snapshots import snapshot_of

FERRY = """\
The last ferry leaves at nine. Nobody is let on board after that, whatever they say.

"We waited an hour," the captain recalled, "and then the tide was gone."

In winter there is no ferry at all, and the island keeps to itself until March.
"""
LAMP = "港口的灯又亮了。市长说大家都很高兴。"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("quotes")
    rows = [{"_id": "ferry", "title": "", "text": FERRY}, {"_id": "lamp", "title": "", "text": LAMP}]
    (folder / "two.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with snapshot_of(folder / "two.jsonl") as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("quotation", "passage"),
    [
        ("The last ferry leaves at nine.", 1),
        ("NOBODY is let on board", 1),
        ("We waited an hour, the captain recalled, and then", 2),
        ("the  tide\nwas gone", 2),
        ("leaves at nine nobody is let", 1),
        ("whatever they say. We waited an hour", 1),
        ("市长说大家都很高兴", 1),
    ],
)
def test_an_exact_quotation_is_found_whatever_its_punctuation_and_line_breaks(
    snapshot: Snapshot, quotation: str, passage: int
) -> None:
    verdict = verify(quotation, snapshot)

    assert verdict.match is QuoteMatch.EXACT
    assert verdict.passage is not None
    assert verdict.passage.number == passage

    standing = snapshot.document_text(verdict.passage.document)[slice(*verdict.span)]
    assert [change.kind for change in compare(quotation, standing)] == ["same"]


def test_the_differences_of_a_variant_are_listed(snapshot: Snapshot) -> None:
    verdict = verify("In summer there is no ferry, and the island keeps to itself until May", snapshot)

    assert verdict.match is QuoteMatch.VARIANT
    assert [(change.kind, change.text.strip()) for change in verdict.changes] == [
        ("same", "In"),
        ("missing", "summer"),
        ("added", "winter"),
        ("same", "there is no ferry"),
        ("added", "at all,"),
        ("same", "and the island keeps to itself until"),
        ("missing", "May"),
        ("added", "March"),
    ]


@pytest.mark.parametrize(
    "quotation",
    [
        "",
        "?!",
        "Penguins play chess in the garden",
        "The ferry that I took was on time",
        "ferry captain",
        "no tide",
    ],
)
def test_a_quotation_that_is_nowhere_is_absent(snapshot: Snapshot, quotation: str) -> None:
    assert verify(quotation, snapshot).match is QuoteMatch.ABSENT


def test_verification_can_be_limited_to_one_document(snapshot: Snapshot) -> None:
    assert verify("The last ferry leaves at nine", snapshot, "ferry").match is QuoteMatch.EXACT
    assert verify("The last ferry leaves at nine", snapshot, "lamp").match is QuoteMatch.ABSENT


@settings(deadline=None)
@given(st.integers(0, len(FERRY) - 1), st.integers(12, 120))
def test_any_run_of_words_from_a_text_is_found_as_exact(snapshot: Snapshot, start: int, length: int) -> None:
    words = FERRY[start : start + length].split()[1:-1]
    if len(words) > 1:
        assert verify(" ".join(words), snapshot).match is QuoteMatch.EXACT


def test_the_alignment_keeps_as_many_words_as_possible() -> None:
    changes = [(change.kind, change.text.strip()) for change in compare("Old boats sail", "boats never sail")]

    assert changes == [("missing", "Old"), ("same", "boats"), ("added", "never"), ("same", "sail")]


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(quotation: str, text: str) -> None:
    for change in compare(quotation, text):
        assert change.text in (quotation if change.kind == "missing" else text)


def test_a_number_that_differs_in_a_close_variant_is_named(snapshot: Snapshot) -> None:
    verdict = verify("In winter there is no ferry, and the island keeps to itself until May", snapshot)

    assert verdict.match is QuoteMatch.VARIANT
    assert [tuple(fact) for fact in verdict.facts] == [("May", "March")]


def test_a_claim_with_a_wrong_number_finds_the_sentence_that_has_the_right_one(snapshot: Snapshot) -> None:
    verdict = verify("ferry leaves ten", snapshot)

    assert verdict.match is QuoteMatch.NEAR
    assert verdict.passage is not None
    assert snapshot.document_text(verdict.passage.document)[slice(*verdict.span)] == (
        "The last ferry leaves at nine."
    )
    assert [tuple(fact) for fact in verdict.facts] == [("ten", "nine")]
