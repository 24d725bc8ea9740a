"""What the structure of a text says about its sentences: definitions, and what opens a section."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.records import Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from retrieval.text.question import AnswerType, analyze_question
from tests.retrieval.conftest import Read
from tests.support.snapshots import snapshot_of

MANUAL = """# Ferry handbook

## Words

A covered boat means any boat that has a roof over at least one half of its deck.
Every covered boat must carry a lamp, and a covered boat without a lamp may not leave.
The owner of a covered boat pays for the covered boat each spring.

## Exit status

The ferry returns with 0 if everybody is on board, and with 1 if somebody is missing.

## Options

-p port

    Leave from this pier and from no other pier of the harbour.

-r

    Wait at the pier until the boat before is gone.
"""


SEVERAL_NAMES = """The owner of an MC site may close the MC site if the site is an MC site no more.

A “Mirror Collaboration Site” (or “MC Site”) means any server at which a group of people keeps a copy.

Every mirror collaboration site has a mirror and a site for the collaboration of its owners.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("structure")
    (folder / "ferry.md").write_text(MANUAL, encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(folder / "ferry.md", folder / "versions")).path)
    yield snapshot
    snapshot.close()


@pytest.mark.parametrize(
    "question",
    ["what is a covered boat", "what does covered boat mean", "covered boat meaning", "covered boat?"],
)
def test_a_question_for_a_definition_gets_the_sentence_that_defines(
    question: str, snapshot: Snapshot
) -> None:
    found = answer(question, snapshot)

    assert found.citations[0].text.startswith("A covered boat means any boat")
    assert found.grade is Grade.ANSWER


@pytest.mark.parametrize("question", ["mc site", "mirror collaboration site?"])
def test_a_definition_may_be_of_several_names(question: str, open_texts: Read) -> None:
    found = answer(question, open_texts(licence=SEVERAL_NAMES))

    assert found.citations[0].text.endswith("keeps a copy.")


def test_a_sentence_right_below_a_matching_heading_comes_first(snapshot: Snapshot) -> None:
    found = answer("exit status", snapshot)

    assert found.citations[0].text.startswith("The ferry returns with 0")


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ('what does "convey" mean', "convey"),
        ("what does xz stand for", "xz"),
        ("user product meaning", "user product"),
        ("definition of source code", "source code"),
        ("what does it mean", None),
    ],
)
def test_the_subject_of_a_definition_is_found_wherever_it_stands(question: str, subject: str | None) -> None:
    asked = analyze_question(question, "en")

    assert asked.expected is AnswerType.DEFINITION
    assert asked.subject == subject


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("pages")
    source = folder / "pages"
    source.mkdir()
    (source / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (source / "tram.txt").write_text(TRAM, encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(source, folder / "versions")).path)
    yield snapshot
    snapshot.close()


FERRY = """OPTIONS

-n
    Leave the harbour at night and take nobody on board.

-N
    Take no dogs on board, however small they are.

EXAMPLES

    $ ferry -n tickets harbour

    Tickets are sold at the harbour until the ferry leaves.
"""
TRAM = """TICKETS

    A ticket costs 4 crowns, and a ticket to the harbour costs no more than that.

OPTIONS

-V, --version
    Show the version of the tram.

-v, --invert-ride
    Turn the sense of the ride, to begin at the last stop.
"""


def test_options_that_differ_only_in_a_capital_are_distinguished(pages: Snapshot) -> None:
    found = answer("ferry -N meaning", pages)

    assert found.citations[0].text == "Take no dogs on board, however small they are."


def test_the_option_that_a_sentence_describes_is_its_label(pages: Snapshot) -> None:
    found = answer("ferry -N meaning", pages)

    assert found.citations[0].label == "-N"


def test_the_option_asked_about_comes_before_one_with_its_letter_for_a_value(open_texts: Read) -> None:
    snapshot = open_texts(
        ferry="OPTIONS\n\n-n, --night\n    Print what would be moved and move nothing.\n\n"
        "-j N, --jobs N\n    Move up to N boxes at once.  More than 8 is slower on a single deck.\n"
    )

    found = answer("what does -n do", snapshot)

    assert found.citations[0].text == "Print what would be moved and move nothing."


def test_code_does_not_come_before_a_sentence(open_texts: Read) -> None:
    snapshot = open_texts(
        oars="The length of an oar is measured by hand.\n\n    size_t length = measure(oar, length);\n"
    )

    found = answer("how long is an oar", snapshot)

    assert found.citations[0].text == "The length of an oar is measured by hand."


def test_an_option_beside_its_long_name_is_not_taken_for_the_other_case(pages: Snapshot) -> None:
    found = answer("what does tram -v do", pages)

    assert found.citations[0].text == "Turn the sense of the ride, to begin at the last stop."


def test_a_command_line_does_not_come_before_a_sentence(pages: Snapshot) -> None:
    found = answer("ferry tickets harbour", pages)

    assert found.citations[0].text == "Tickets are sold at the harbour until the ferry leaves."


def test_another_document_than_the_one_named_comes_last(pages: Snapshot) -> None:
    found = answer("where are tickets to the harbour sold for the ferry", pages)

    assert found.citations[0].document == "ferry"


def test_small_words_match_the_question_of_an_faq_too(tmp_path: Path) -> None:
    (tmp_path / "faq.md").write_text(FAQ, encoding="utf-8")

    with snapshot_of(tmp_path / "faq.md") as faq:
        found = answer("who can get a card", faq)

    assert found.citations[0].text == "Anyone who lives on the island."


FAQ = """# Library

## Who can get a card?

Anyone who lives on the island.

## What does it cost?

Nothing for the first card. A second card costs 30 crowns.

## What if I lose a book?

Tell the warden as soon as you can. A book costs 40 crowns.

## May I keep a book for long?

Four weeks. A lost card is replaced once.
"""


def test_a_sentence_that_only_points_elsewhere_comes_after_one_that_answers(tmp_path: Path) -> None:
    text = (
        "Every boat needs a lamp on the mast. Some lamps are a nuisance on the harbour side and the keeper "
        "of the lamps may turn them off.\n\n"
        "For details on harbour lamps see lamp(2), keeper(5) and harbour(8).\n"
    )
    (tmp_path / "lamps.txt").write_text(text, encoding="utf-8")

    with snapshot_of(tmp_path / "lamps.txt") as lamps:
        found = answer("harbour lamps", lamps)

    assert found.citations[0].text.startswith("Some lamps are a nuisance")


def test_a_list_of_manual_pages_answers_nothing_though_it_has_the_words_asked_for(tmp_path: Path) -> None:
    text = (
        "LAST(1)                    General Commands Manual                    LAST(1)\n\n"
        "DESCRIPTION\n"
        "       last shows who was logged in. The number of lines can be limited.\n\n"
        "OPTIONS\n"
        "       -n, --limit number\n"
        "              Tell last how many lines to show.\n\n"
        "SEE ALSO\n"
        "       login(1), wtmp(5), init(8), shutdown(8)\n"
    )
    (tmp_path / "last.txt").write_text(text, encoding="utf-8")

    with snapshot_of(tmp_path / "last.txt") as last:
        found = answer("only the last 5 logins", last)

    assert "wtmp" not in "".join(each.text for each in found.citations)


EXIT_VALUES = """\
FERRY(1)                    General Commands Manual                   FERRY(1)

EXIT VALUES
       The ferry command exits with the following values:

       0
           everybody is on board

       9
           the harbour is closed
"""


def test_a_status_is_found_by_its_number_and_shown_with_it(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(EXIT_VALUES, encoding="utf-8")

    with snapshot_of(tmp_path / "ferry.txt") as manual:
        found = answer("ferry exit value 9", manual)

    assert (found.citations[0].label, found.citations[0].text) == ("9", "the harbour is closed")
