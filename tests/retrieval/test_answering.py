import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answering import SHOWN, answer
from retrieval.indexing.versions import build
from retrieval.records import Answer, Citation, Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.support.snapshots import snapshot_of

HARBOUR = """The harbour of Lumen was opened by Edda Quist in 1871. It cost nine thousand crowns. \
The council had wanted it ten years earlier.

Fishing brought the town its wealth. Herring was salted and sold as far away as Riga.

Ole Brandt, the mayor, said the pier would be repaired in spring. He promised a new lamp as well.

Visitors come for the lighthouse, which stands on the northern cliff because the southern one is too soft.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(folder, folder.parent / "versions")).path)
    yield snapshot
    snapshot.close()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who opened the harbour of Lumen?", "opened by Edda Quist"),
        ("When was the harbour opened?", "in 1871"),
        ("What was sold to Riga?", "Herring was salted"),
        ("Why does the lighthouse stand on the northern cliff?", "because the southern one is too soft"),
    ],
)
def test_the_sentence_that_answers_comes_first(harbour: Snapshot, question: str, said: str) -> None:
    found = answer(question, harbour)

    assert found.grade is not Grade.NONE
    assert said in found.citations[0].text


def all_citations(found: Answer) -> tuple[Citation, ...]:
    return (*found.citations, *found.others)


@pytest.mark.parametrize(
    "question", ["Who opened the harbour?", "lamp", "the", "What about the town and the pier?"]
)
def test_every_sentence_is_at_its_offsets_and_appears_once(harbour: Snapshot, question: str) -> None:
    shown = all_citations(answer(question, harbour))

    assert len(shown) == len({each.text for each in shown}) <= SHOWN
    for each in shown:
        assert harbour.text(each.document, each.passage, each.start, each.end) == each.text
        assert harbour.document_text(each.document)[each.start : each.end] == each.text


def test_a_sentence_that_refers_to_the_one_before_is_cited_with_it(harbour: Snapshot) -> None:
    found = answer("Who promised a new lamp?", harbour)

    assert found.grade is Grade.ANSWER
    assert [each.text[:10] for each in found.citations] == ["He promise", "Ole Brandt"]


def test_a_question_that_shares_no_word_with_the_corpus_has_no_answer(harbour: Snapshot) -> None:
    found = answer("Which volcano erupted?", harbour)

    assert (found.grade, found.confidence, all_citations(found)) == (Grade.NONE, 0.0, ())
    assert found.missing_terms == ("volcano", "erupted")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("In what year was the harbour of Lumen blown up?", {"blown"}),
        ("What kind of penguins visit the lighthouse?", {"penguins"}),
        ("What kind of?", {"kind"}),
        ("What was this about, then?", set()),
    ],
)
def test_question_words_and_function_words_are_never_missing(
    harbour: Snapshot, question: str, missing: set[str]
) -> None:
    assert set(answer(question, harbour).missing_terms) == missing


def test_a_sentence_about_another_name_is_not_an_answer(harbour: Snapshot) -> None:
    found = answer("What did Tove Lind say about the pier?", harbour)

    assert found.grade is not Grade.ANSWER
    assert {"Tove", "Lind"} <= set(found.missing_terms)


def test_related_words_alone_are_not_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("The Lamp\n\nShips find us in any fog, she told the crowd on the pier.", encoding="utf-8")

    found = answer("Who painted the boat?", Snapshot(build(CorpusStore(path, tmp_path / "versions")).path))

    assert found.grade is not Grade.ANSWER
    assert "painted" in found.missing_terms


@pytest.mark.parametrize(
    ("text", "question", "another"),
    [
        ("Nobody built anything here. They sell salt.", "Who built the pier?", "What do they sell?"),
        ("Город продаёт соль. Её добывают в шахте.", "Кто продаёт хлеб?", "Что продаёт город?"),
        ("小镇出售盐。", "小镇的图书馆在哪里？", "小镇出售什么？"),
    ],
)
def test_one_shared_word_is_not_an_answer_in_a_short_text(
    tmp_path: Path, text: str, question: str, another: str
) -> None:
    path = tmp_path / "few.txt"
    path.write_text(text, encoding="utf-8")

    snapshot = Snapshot(build(CorpusStore(path, tmp_path / "versions")).path)

    assert answer(question, snapshot).grade is not Grade.ANSWER
    assert answer(another, snapshot).grade is Grade.ANSWER

    snapshot.close()


@pytest.mark.parametrize("question", ["", "?", "🙂", "\0", "a" * 4096, "\ud800", "的", "who who who"])
def test_any_question_gets_an_answer_without_an_error(harbour: Snapshot, question: str) -> None:
    assert 0.0 <= answer(question, harbour).confidence <= 1.0


def test_a_corpus_of_one_sentence_can_answer(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(
        json.dumps({"_id": "a", "title": "", "text": "Edda lit the lamp."}) + "\n", encoding="utf-8"
    )
    snapshot = Snapshot(build(CorpusStore(path, tmp_path / "versions")).path)

    found = answer("Who lit the lamp?", snapshot)

    assert [each.text for each in all_citations(found)] == ["Edda lit the lamp."]

    snapshot.close()


def test_a_sentence_that_several_files_have_is_shown_once(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name, text in {
        "a": "The ferry of Olmen sank in May. Nobody drowned.",
        "b": "The ferry of Olmen\nsank in May. The captain slept.",
        "c": "It rained. The ferry of Olmen sank in May.",
    }.items():
        (tmp_path / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")

    with snapshot_of(tmp_path / "docs") as snapshot:
        found = answer("Which ferry sank and when did it sink?", snapshot)

    shown = [" ".join(each.text.split()) for each in (*found.citations, *found.others)]

    assert shown.count("The ferry of Olmen sank in May.") == 1
