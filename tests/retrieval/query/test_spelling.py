"""Misspelt words are corrected to words of the corpus."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.query.parsed_query import ParsedQuery, parse_query
from retrieval.query.spelling import correct_spelling
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

HARBOUR = """\
The Harbour of Lindholm

Captain Boris Godunov brought the lighthouse keeper to Lindholm in 1904. The keeper was Mongke Höglund.

The governors of the archipelago paid for the lantern. It burned whale oil, and the light reached Skagen.

The fishermen of Lindholm trusted the lantern more than the almanac. They moved to the northern shore.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with closing(build_and_open(tmp_path_factory.mktemp("harbour"), HARBOUR)) as snapshot:
        yield snapshot


def build_and_open(folder: Path, text: str, synonyms: str = "") -> Snapshot:
    (folder / "docs").mkdir()
    (folder / "docs" / "a.txt").write_text(text, encoding="utf-8")
    if synonyms:
        (folder / "docs" / "synonyms.txt").write_text(synonyms, encoding="utf-8")
    return Snapshot(build(CorpusStore(folder / "docs", folder / "versions")).path)


def parse_and_correct(question: str, snapshot: Snapshot) -> ParsedQuery:
    return correct_spelling(parse_query(question, snapshot), snapshot)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who kept the lighthosue?", "Who kept the lighthouse?"),
        ("Who was at Lindhlom?", "Who was at Lindholm?"),
        ("what did the lanturn burn", "what did the lantern burn"),
        ("Who paid in the archepelago?", "Who paid in the archipelago?"),
        ("Who paid in the arhciepelago?", "Who paid in the archipelago?"),
        ("Lighthosue keeper?", "Lighthouse keeper?"),
        ("who trusted the lntern", "who trusted the lantern"),
        ("who paid the governers", "who paid the governors"),
        ("whcih lantern burned", "which lantern burned"),
        ("how meny governors", "how many governors"),
        ("what happend to the keeper", "what happened to the keeper"),
        ("who was hogulnd", "who was Höglund"),
        ("Did Mogke's lantern burn?", "Did Mogke's lantern burn?"),
        ("Кто такой Годунов?", "Кто такой Godunov?"),
        ("Что сделал Борис Годунов?", "Что сделал Boris Godunov?"),
    ],
)
def test_slips_and_names_in_other_scripts_are_corrected(harbour: Snapshot, typed: str, meant: str) -> None:
    assert parse_and_correct(typed, harbour).text == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who kept the lighthouse?",
        "who is thom",  # may be a name, and no slip for "them"
        "How many penguins live there?",  # nothing is near
        "What is the lanternz?",  # an ending is grammar and no slip
        "Who burned oli and wale?",  # both too short
        "What happened in 1940?",  # a number is never a slip of another
        "What is the LINHDOLM?",  # capitals are an acronym
        "Who is Mr Fisehrmen?",  # a name is no slip of a plain word
        "Did Gskagen reach it?",  # another first letter
        "",
        "?!",
    ],
)
def test_words_that_are_not_simple_slips_stay_as_typed(harbour: Snapshot, question: str) -> None:
    assert parse_and_correct(question, harbour).text == question


def test_the_answer_says_how_the_question_was_understood(harbour: Snapshot) -> None:
    found = answer("Who kept the lighthosue of Lindholm?", harbour)

    assert found.question == "Who kept the lighthosue of Lindholm?"
    assert found.understood_as == "Who kept the lighthouse of Lindholm?"
    assert "lighthouse" in found.citations[0].text


def test_a_question_without_a_slip_is_understood_as_typed(harbour: Snapshot) -> None:
    assert answer("Who kept the lighthouse?", harbour).understood_as is None


def test_missing_words_are_named_as_they_were_typed(harbour: Snapshot) -> None:
    found = answer("Which archepelago has penguins in the almanac of fishermen?", harbour)

    assert found.understood_as is not None
    assert "archipelago" not in found.missing_terms
    assert "penguins" in found.missing_terms
    assert set(found.missing_terms) <= {"archepelago", "penguins", "almanac", "fishermen"}


def test_a_word_equally_near_to_two_words_is_not_corrected(tmp_path: Path) -> None:
    with closing(
        build_and_open(tmp_path, "The castle stands. The cattle graze. The candle burns.")
    ) as snapshot:
        assert parse_and_correct("Where is the catxle?", snapshot).text == "Where is the cattle?"
        assert parse_and_correct("Where is the cawtle?", snapshot).text == "Where is the cawtle?"


def test_the_far_more_frequent_of_two_equally_near_words_is_chosen(tmp_path: Path) -> None:
    text = "The castle stands. " * 5 + "The cattle graze."

    with closing(build_and_open(tmp_path, text)) as snapshot:
        assert parse_and_correct("Where is the cawtle?", snapshot).text == "Where is the castle?"


def test_a_plausible_word_that_the_corpus_lacks_is_not_corrected(tmp_path: Path) -> None:
    text = "A scary stork cared for the stoker, and a goal was scored."

    with closing(build_and_open(tmp_path, text)) as snapshot:
        assert parse_and_correct("Who scared it?", snapshot).text == "Who scared it?"
        assert parse_and_correct("Who sxored it?", snapshot).text == "Who scored it?"


def test_a_plain_word_of_seven_letters_is_corrected_though_it_is_spelled_like_a_word(tmp_path: Path) -> None:
    text = "The warranty is void. " + "A war, aranty, anty, ranty, waran, warant and guaranty. " * 40

    with closing(build_and_open(tmp_path, text)) as snapshot:
        assert parse_and_correct("is the waranty void", snapshot).text == "is the warranty void"
        assert parse_and_correct("is the Waranty void", snapshot).text == "is the Waranty void"


def test_a_word_that_the_text_has_capitalised_is_plain_if_the_dictionary_has_it(tmp_path: Path) -> None:
    text = "WARRANTY\n\nWarranty is given. " + "A war, aranty, anty, ranty, waran, warant and guaranty. " * 40

    with closing(build_and_open(tmp_path, text)) as snapshot:
        assert parse_and_correct("is the waranty void", snapshot).text.casefold() == "is the warranty void"


def test_a_synonym_is_not_corrected(tmp_path: Path) -> None:
    with closing(build_and_open(tmp_path, "The lantern burned.", "lanturn, lamp, lantern\n")) as snapshot:
        assert parse_and_correct("What of the lanturn?", snapshot).text == "What of the lanturn?"


def test_a_missing_letter_in_a_name_is_a_slip_but_an_added_ending_is_not(
    tmp_path: Path,
) -> None:
    corpus = build_and_open(tmp_path, "Tom Bexley baked bread for Gorin.")

    assert parse_and_correct("Who is tom bexly?", corpus).text == "Who is tom Bexley?"
    assert not parse_and_correct("Was there a letter to Gorinin?", corpus).typed.replacements

    corpus.close()


def test_a_russian_text_is_found_by_a_name_in_latin_letters_in_any_inflection(tmp_path: Path) -> None:
    text = "Маяк построили для капитана Годунова. Годунову понравилась гавань."

    with closing(build_and_open(tmp_path, text)) as snapshot:
        assert parse_and_correct("Who is Godunov?", snapshot).text == "Who is Годунов?"


def test_a_russian_text_keeps_a_russian_name_in_its_letters(tmp_path: Path) -> None:
    text = "Маяк назвали Nikola. Его построили в гавани за три года."

    with closing(build_and_open(tmp_path, text)) as snapshot:
        assert parse_and_correct("Кто такой Никола?", snapshot).text == "Кто такой Никола?"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(harbour: Snapshot, text: str) -> None:
    query = parse_and_correct(text, harbour)

    assert query.typed.original == text
    assert bool(query.typed.replacements) == (query.text != text)


def test_dictionary_words_are_not_corrected(tmp_path: Path) -> None:
    with closing(
        build_and_open(tmp_path, "The keeper wrote a letter to Vrite. He drove to the major harbour.")
    ) as snapshot:
        assert parse_and_correct("What did the keeper write?", snapshot).text == "What did the keeper write?"
        assert parse_and_correct("Did the keeper drive?", snapshot).text == "Did the keeper drive?"
        assert parse_and_correct("Who is the mayor?", snapshot).text == "Who is the mayor?"
        assert parse_and_correct("Who lives in Vrote?", snapshot).text == "Who lives in Vrite?"
