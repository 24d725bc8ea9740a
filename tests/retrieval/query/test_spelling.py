"""Words that the corpus does not have, put right towards words that it has."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.query.spelling import edits, read
from retrieval.store.snapshot import Snapshot

HARBOUR = """\
The Harbour of Lindholm

Captain Boris Godunov brought the lighthouse keeper to Lindholm in 1904. The keeper was Mongke Höglund.

The governors of the archipelago paid for the lantern. It burned whale oil, and the light reached Skagen.

The fishermen of Lindholm trusted the lantern more than the almanac. They moved to the northern shore.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with closing(opened(tmp_path_factory.mktemp("harbour"), HARBOUR)) as snapshot:
        yield snapshot


def opened(folder: Path, text: str, synonyms: str = "") -> Snapshot:
    (folder / "docs").mkdir()
    (folder / "docs" / "a.txt").write_text(text, encoding="utf-8")
    if synonyms:
        (folder / "docs" / "synonyms.txt").write_text(synonyms, encoding="utf-8")
    return Snapshot(build(folder / "docs", folder / "versions").path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who kept the lighthosue?", "Who kept the lighthouse?"),
        ("Who was at Lindhlom?", "Who was at Lindholm?"),
        ("what did the lanturn burn", "what did the lantern burn"),
        ("Who paid in the archepelago?", "Who paid in the archipelago?"),
        ("Who paid in the arhciepelago?", "Who paid in the archipelago?"),
        ("Lighthosue keeper?", "Lighthouse keeper?"),
        ("who was hogulnd", "who was Höglund"),
        ("Did Mogke's lantern burn?", "Did Mogke's lantern burn?"),
        ("Кто такой Годунов?", "Кто такой Godunov?"),
        ("Что сделал Борис Годунов?", "Что сделал Boris Godunov?"),
    ],
)
def test_slips_and_other_scripts_are_read_as_the_words_of_the_corpus(
    harbour: Snapshot, typed: str, meant: str
) -> None:
    assert read(typed, harbour).text == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who kept the lighthouse?",
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
def test_what_is_no_plain_slip_stays_as_typed(harbour: Snapshot, question: str) -> None:
    reading = read(question, harbour)
    assert (reading.text, reading.understood_as) == (question, None)


def test_the_answer_says_how_the_question_was_understood(harbour: Snapshot) -> None:
    found = answer("Who kept the lighthosue of Lindholm?", harbour)
    assert found.question == "Who kept the lighthosue of Lindholm?"
    assert found.understood_as == "Who kept the lighthouse of Lindholm?"
    assert "lighthouse" in found.citations[0].text


def test_a_question_without_a_slip_was_understood_as_it_stands(harbour: Snapshot) -> None:
    assert answer("Who kept the lighthouse?", harbour).understood_as is None


def test_missing_words_are_named_as_they_were_typed(harbour: Snapshot) -> None:
    found = answer("Which archepelago has penguins in the almanac of fishermen?", harbour)
    assert found.understood_as is not None
    assert "archipelago" not in found.missing_terms
    assert "penguins" in found.missing_terms
    assert set(found.missing_terms) <= {"archepelago", "penguins", "almanac", "fishermen"}


def test_of_two_words_as_near_none_is_taken(tmp_path: Path) -> None:
    with closing(opened(tmp_path, "The castle stands. The cattle graze. The candle burns.")) as snapshot:
        assert read("Where is the catxle?", snapshot).text == "Where is the cattle?"
        assert read("Where is the cawtle?", snapshot).understood_as is None


def test_of_two_words_as_near_the_far_more_frequent_is_taken(tmp_path: Path) -> None:
    text = "The castle stands. " * 5 + "The cattle graze."
    with closing(opened(tmp_path, text)) as snapshot:
        assert read("Where is the cawtle?", snapshot).understood_as == "Where is the castle?"


def test_a_word_spelled_like_many_is_a_word_that_is_missing(tmp_path: Path) -> None:
    text = "A scary stork cared for the stoker, and a goal was scored."
    with closing(opened(tmp_path, text)) as snapshot:
        assert read("Who scared it?", snapshot).understood_as is None
        assert read("Who sxored it?", snapshot).understood_as is not None


def test_synonyms_are_words_that_are_known(tmp_path: Path) -> None:
    with closing(opened(tmp_path, "The lantern burned.", "lanturn, lamp, lantern\n")) as snapshot:
        assert read("What of the lanturn?", snapshot).understood_as is None


def test_a_letter_left_out_of_a_name_near_its_end_is_a_slip_and_one_too_many_is_a_form(
    tmp_path: Path,
) -> None:
    corpus = opened(tmp_path, "Tom Bexley baked bread for Gorin.")
    assert read("Who is tom bexly?", corpus).text == "Who is tom Bexley?"
    assert read("Was there a letter to Gorinin?", corpus).typed == {}
    corpus.close()


def test_a_russian_text_finds_a_name_in_latin_letters_however_inflected(tmp_path: Path) -> None:
    text = "Маяк построили для капитана Годунова. Годунову понравилась гавань."
    with closing(opened(tmp_path, text)) as snapshot:
        assert read("Who is Godunov?", snapshot).understood_as == "Who is Годунов?"


def test_a_russian_text_keeps_a_russian_name_in_its_letters(tmp_path: Path) -> None:
    text = "Маяк назвали Nikola. Его построили в гавани за три года."
    with closing(opened(tmp_path, text)) as snapshot:
        assert read("Кто такой Никола?", snapshot).understood_as is None


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("ab", "ba", 1),
        ("light", "lihgt", 1),
        ("cat", "cut", 1),
        ("book", "back", 2),
    ],
)
def test_edits_are_counted(one: str, other: str, distance: int) -> None:
    assert edits(one, other) == edits(other, one) == distance


WORDS = st.text("abc", max_size=7)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_an_edit_apart_means_one_change(one: str, other: str) -> None:
    assert (edits(one, other) <= 1) == (other in one_edit_from(one, "abc"))


def one_edit_from(word: str, letters: str) -> set[str]:
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    replaced = {a + c + b[1:] for a, b in splits if b for c in letters}
    added = {a + c + b for a, b in splits for c in letters}
    return {word} | left_out | swapped | replaced | added


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(harbour: Snapshot, text: str) -> None:
    reading = read(text, harbour)
    assert reading.question == text
    assert (reading.understood_as is None) == (reading.text == text)


def test_a_word_of_the_language_is_no_slip_of_one_that_the_corpus_has(tmp_path: Path) -> None:
    with closing(
        opened(tmp_path, "The keeper wrote a letter to Vrite. He drove to the major harbour.")
    ) as snapshot:
        assert read("What did the keeper write?", snapshot).understood_as is None
        assert read("Did the keeper drive?", snapshot).understood_as is None
        assert read("Who is the mayor?", snapshot).understood_as is None
        assert read("Who lives in Vrote?", snapshot).text == "Who lives in Vrite?"
