"""Several corpora asked together: three small ones that say different things about the same matters."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest

from retrieval.explaining import explain
from retrieval.indexing.versions import build
from retrieval.intents.documents import titled_document
from retrieval.intents.responding import respond
from retrieval.intents.together import AskingLimits, ask_together, corpora_to_ask
from retrieval.query.occurrences import absent_words
from retrieval.query.verify import QuoteMatch, verify
from retrieval.records import Answer, Grade, MessageKind, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot

TEXTS = {
    "harbour": (
        "The Harbour Rules\n\nThe harbour master opens the gate at six.\n\n"
        "Ships pay forty crowns for a night at the pier. The lamp was lit in 1999 by Mayor Edda Quist.\n"
    ),
    "orchard": (
        "The Orchard Book\n\nThe gardener prunes the apple trees in March.\n\n"
        "A pear tree was planted in 1950 by Nils Holm. Wasps are kept away with smoke.\n"
    ),
    "mill": (
        "The Mill Diary\n\nThe miller grinds rye on Tuesdays.\n\n"
        "The great wheel was built in 1887 by Carl Brandt. It turns once in nine seconds.\n"
    ),
}


@pytest.fixture(scope="module")
def joint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JointSnapshot]:
    """Three corpora of one text each."""
    home = tmp_path_factory.mktemp("three")
    with ExitStack() as opened:
        members = {}
        for name, text in TEXTS.items():
            (home / name).mkdir()
            (home / name / f"{name}.txt").write_text(text, encoding="utf-8")
            members[name] = Snapshot(build(CorpusStore(home / name, home / "versions")).path)
            opened.callback(members[name].close)
        yield JointSnapshot(members)


@pytest.mark.parametrize(
    ("question", "document", "says"),
    [
        ("Who lit the lamp?", "harbour:harbour", "Edda Quist"),
        ("Who planted the pear tree?", "orchard:orchard", "Nils Holm"),
        ("Who built the great wheel?", "mill:mill", "Carl Brandt"),
    ],
)
def test_the_corpus_that_knows_answers_and_its_citation_names_it(
    joint: JointSnapshot, question: str, document: str, says: str
) -> None:
    found = respond(question, joint)

    first = found.citations[0]
    assert found.grade is Grade.ANSWER
    assert first.document == document
    assert first.title.startswith(f"{document.split(':')[0]}: The ")
    assert says in first.text
    assert joint.text(first.document, first.passage, first.start, first.end) == first.text
    assert joint.document_text(first.document)[first.start : first.end] == first.text


def test_a_follow_up_goes_on_where_the_answer_was(joint: JointSnapshot) -> None:
    before = respond("Who built the great wheel?", joint)

    after = respond("When?", joint, [Turn("Who built the great wheel?", before)])

    assert after.citations[0].document == "mill:mill"
    assert "1887" in after.citations[0].text


def test_more_shows_sentences_of_all_corpora(joint: JointSnapshot) -> None:
    before = respond("Who lit the lamp?", joint)

    more = respond("more", joint, [Turn("Who lit the lamp?", before)])

    assert more.kind is MessageKind.FOLLOW_ON
    assert more.citations == before.others[:3]


def test_a_word_is_missing_only_if_no_corpus_has_it(joint: JointSnapshot) -> None:
    found = respond("Does the zeppelin grind rye?", joint)

    assert absent_words(["zeppelin", "rye", "wasps"], joint) == ["zeppelin"]
    assert set(found.missing_terms) <= {"zeppelin"}


def test_a_timeline_of_all_is_in_the_order_of_the_dates(joint: JointSnapshot) -> None:
    found = respond("/timeline", joint)

    assert [each.label for each in found.citations] == ["1887", "1950", "1999"]


def test_a_quotation_is_found_in_whichever_corpus_has_it(joint: JointSnapshot) -> None:
    verdict = verify("The great wheel was built in 1887", joint)

    assert verdict.match is QuoteMatch.EXACT
    assert verdict.passage is not None
    assert verdict.passage.document == "mill:mill"


def test_an_answer_is_explained_from_the_corpus_that_gave_it(joint: JointSnapshot) -> None:
    explanation = explain("Who lit the lamp?", joint)

    assert explanation.shown is not None
    assert explanation.shown.document == "harbour:harbour"
    assert explanation.answer.citations[0].document == "harbour:harbour"


def test_documents_are_listed_and_found_over_all_corpora(joint: JointSnapshot) -> None:
    card = titled_document("Mill Diary", joint)

    assert [each.id for each in joint.cards(1, 5)] == ["orchard:orchard", "mill:mill"]
    assert [joint.index_of(each.id) for each in joint.documents] == [0, 1, 2]
    assert card is not None
    assert (card.id, card.title) == ("mill:mill", "mill: The Mill Diary")


def test_only_those_of_many_corpora_that_match_are_asked(joint: JointSnapshot) -> None:
    many = JointSnapshot(
        {f"{name}{copy}": each for copy in (1, 2, 3) for name, each in joint.members.items()}
    )

    assert {name[:-1] for name in corpora_to_ask("Who planted the pear tree?", many, ())} == {"orchard"}
    assert len(corpora_to_ask("zeppelin", many, ())) == len(many.members)


@pytest.mark.parametrize(
    ("grade", "kind", "asked"),
    [
        (Grade.ANSWER, MessageKind.QUESTION, {"orchard"}),
        (Grade.NONE, MessageKind.QUESTION, {"orchard", "mill"}),
        (Grade.ANSWER, MessageKind.TIMELINE, {"orchard", "mill"}),
    ],
    ids=["answered", "unanswered", "overview"],
)
def test_a_corpus_that_matches_less_is_asked_unless_a_better_one_has_answered(
    joint: JointSnapshot, grade: Grade, kind: MessageKind, asked: set[str]
) -> None:
    many = JointSnapshot(
        {f"{name}{copy}": each for copy in (1, 2, 3) for name, each in joint.members.items()}
    )
    titles = []

    def ask(message: str, corpus: Snapshot, history: Sequence[Turn]) -> Answer:
        titles.append(corpus.documents[0].id)
        return Answer(message, grade, 0.9, kind=kind)

    ask_together(ask, "planted pear tree built wheel", many, (), AskingLimits(min_match=0.5))

    assert set(titles) == asked
