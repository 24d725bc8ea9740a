"""Questions about selected words."""

from collections.abc import Iterator

import pytest

from retrieval.answering import answer
from retrieval.dialogue.selection import selection_as_turn
from retrieval.records import Answer, Grade
from retrieval.store.snapshot import Snapshot
from tests.support.snapshots import snapshot_of, write_texts

HARBOUR = {
    "Harbour": """The harbour of Zenda froze in 1901. The pilot said that nobody had seen such ice.

In charge was Harbour Pilot Olga Brandt, who had steered ships for forty years.
The baker sold warm bread on the ice.""",
    "Mill": "The mill of Arden burned in 1880. The miller said that nobody had seen such a fire.",
    "灯": "港口的灯又亮了。市长说大家都很高兴。",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    home = tmp_path_factory.mktemp("harbour")
    with snapshot_of(write_texts(home / "corpus.jsonl", HARBOUR)) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def frozen(snapshot: Snapshot) -> Answer:
    return answer("When did the harbour freeze?", snapshot)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("froze in 1901", "The harbour of Zenda froze in 1901."),
        ("the pilot said", "The pilot said that nobody had seen such ice."),
        ("THE PILOT SAID,", "The pilot said that nobody had seen such ice."),
        ("such ice. In charge", "The pilot said that nobody had seen such ice."),
        ("Arden burned", "The mill of Arden burned in 1880."),
        ("市长说", "市长说大家都很高兴。"),
    ],
)
def test_a_selection_is_located_in_its_sentence(
    snapshot: Snapshot, frozen: Answer, words: str, sentence: str
) -> None:
    turn = selection_as_turn(words, snapshot, frozen.citations)

    assert (turn.question, turn.answer.grade) == (words, Grade.ANSWER)

    (cited,) = turn.answer.citations
    assert cited.text == sentence == snapshot.document_text(cited.document)[cited.start : cited.end]


def test_the_selected_answer_wins_over_other_places_with_the_same_words(snapshot: Snapshot) -> None:
    burned = answer("When did the mill burn?", snapshot)
    for found, document in ((burned, "Mill"), (answer("Which harbour froze?", snapshot), "Harbour")):
        turn = selection_as_turn("nobody had seen such", snapshot, found.citations)

        assert turn.answer.citations[0].document == document


def test_a_selection_from_elsewhere_is_a_turn_without_an_answer(snapshot: Snapshot, frozen: Answer) -> None:
    for words in ("Not an answer for certain.", "[1]", "the pilot never said", ""):
        turn = selection_as_turn(words, snapshot, frozen.citations)

        assert (turn.answer.grade, turn.answer.citations) == (Grade.NONE, ())


@pytest.mark.parametrize(
    ("words", "who"),
    [("nobody had seen such ice", "The pilot"), ("nobody had seen such a fire", "The miller")],
)
def test_a_follow_up_refers_to_the_selected_words(snapshot: Snapshot, words: str, who: str) -> None:
    found = answer("Who said that?", snapshot, [selection_as_turn(words, snapshot)])

    assert found.citations[0].text.startswith(who)
    assert found.understood_as is not None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Harbour Pilot Olga Brandt", "Harbour Pilot Olga Brandt"),
        ("was Harbour Pilot Olga", "Harbour Pilot Olga Brandt"),
        ("Olga", "Olga Brandt"),
        ("Olga Brandt, who had", "Olga Brandt"),
        ("Brandt", "Brandt"),
    ],
)
def test_a_selected_name_is_shown_in_full(snapshot: Snapshot, words: str, name: str) -> None:
    found = answer("What did she do?", snapshot, [selection_as_turn(words, snapshot)])

    assert found.understood_as == f"What did she do? ({name})"


def test_a_selection_without_a_name_is_shown_by_its_words(snapshot: Snapshot) -> None:
    found = answer("What did she do?", snapshot, [selection_as_turn("sold warm bread", snapshot)])

    assert found.understood_as == "What did she do? (sold, warm)"
