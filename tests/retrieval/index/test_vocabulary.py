"""The vocabulary of a corpus: its words, and which are equivalent to others."""

import sqlite3
import unicodedata
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.vocabulary import (
    KEPT_EQUIVALENTS,
    WORD,
    Basis,
    Equivalent,
    Vocabulary,
    VocabularyWord,
    VocabularyWriter,
    acronyms,
    fold,
    words,
)


def vocabulary_of(
    *texts: str, language: str = "en", synonyms: Sequence[Sequence[str]] = (), at_a_time: int = 200_000
) -> Vocabulary:
    return opened(written(texts, language, synonyms, at_a_time))


def written(
    texts: Sequence[str], language: str = "en", synonyms: Sequence[Sequence[str]] = (), held: int = 200_000
) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    writer = VocabularyWriter(database, held)
    for text in texts:
        writer.add(words([(text, 1)]), acronyms([(text, language)]))
    writer.finish([language], synonyms)
    return database


def opened(database: sqlite3.Connection, kept: int = KEPT_EQUIVALENTS) -> Vocabulary:
    def rows(query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        yield from database.execute(query, values)

    weakref.finalize(rows, database.close)  # Python 3.13 complains of one that nobody closed
    return Vocabulary(rows, kept)


def test_a_word_is_known_by_its_usual_spelling_and_all_its_uses() -> None:
    known = vocabulary_of("Lindholm LINDHOLM", "lindholm Lindholm")

    assert known.words(["lindholm", "skagen"]) == [VocabularyWord("lindholm", "Lindholm", 4)]


def test_words_come_in_the_order_asked_for() -> None:
    known = vocabulary_of("lantern almanac")

    assert [word.word for word in known.words(["lantern", "almanac"])] == ["lantern", "almanac"]
    assert known.words([]) == []


def steps_to_look_up(asked: Sequence[str], size: int) -> int:
    """The steps that SQLite needs to look words up in a vocabulary of *size* words."""
    letters = "abcdefghij"
    numbers = (f"{number:05}" for number in range(size))
    database = written([" ".join("".join(letters[int(digit)] for digit in each) for each in numbers)])
    known, steps = opened(database), count()
    database.set_progress_handler(lambda: next(steps) < 0, 1)
    known.words(asked)
    return next(steps)


def test_looking_up_words_reads_only_those_words() -> None:
    asked = ["abcde", "aaabc", "zzzzz"]

    few, many = (steps_to_look_up(asked, size) for size in (1_000, 10_000))

    assert many < 1.5 * few


@pytest.mark.parametrize("slip", ["lantenr", "lantren", "lanern", "lanttern", "lantarn", "lantern"])
def test_a_word_is_near_whatever_is_one_edit_away(slip: str) -> None:
    assert "lantern" in [word.word for word in vocabulary_of("A lantern and an almanac").near(slip, 1)]


WORDS = st.text("abcde", min_size=5, max_size=8)


@settings(deadline=None)
@given(WORDS, st.data())
def test_no_single_edit_hides_a_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))  # its first letter stays
    edited = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + "x" + word[at:],
                word[:at] + "x" + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )

    assert word in [near.word for near in vocabulary_of(word).near(edited, 1)]


def test_a_typo_looks_stranger_than_a_word_that_is_only_missing() -> None:
    known = vocabulary_of("store scored stork stoker lantern")

    assert known.strangeness("stxred") == 1.0
    assert known.strangeness("stored") < 1.0
    assert vocabulary_of("").strangeness("stored") == 1.0


@given(st.text(st.characters(exclude_characters="\0")))
def test_folding_letter_by_letter_is_folding_the_word(word: str) -> None:
    marks = unicodedata.normalize("NFD", word.casefold().replace("й", "\0"))
    plain = "".join(mark for mark in marks if not unicodedata.combining(mark))

    assert fold(word) == plain.replace("\0", "й")


def test_case_and_accents_are_folded_and_russian_short_i_is_a_letter() -> None:
    assert [fold(word) for word in ("Höglund", "ЁЖ", "Йод")] == ["hoglund", "еж", "йод"]


@given(st.lists(st.text(st.sampled_from("abcXYZ é-'1жß\n") | st.characters(), max_size=120)))
def test_words_are_counted_as_they_are_found(texts: list[str]) -> None:
    found = Counter(word for text in texts for word in WORD.findall(text))

    assert words(Counter(texts).items()) == found


LAMPS = "The World Lamp Union (WLU) met."


def test_an_introduced_acronym_stands_for_its_words_both_ways() -> None:
    known = vocabulary_of(LAMPS).equivalents(["wlu", "world lamp union", "lamp"])

    assert known == {
        "wlu": [Equivalent("world lamp union", Basis.INTRODUCED)],
        "world lamp union": [Equivalent("wlu", Basis.INTRODUCED)],
    }


def test_a_name_that_is_never_abbreviated_is_known_by_its_initials() -> None:
    once = vocabulary_of("He left the World Lamp Union.")

    assert once.equivalents(["wlu"]) == {"wlu": [Equivalent("world lamp union", Basis.INITIALS)]}
    assert once.equivalents(["world lamp union"]) == {}

    often = vocabulary_of(*["He left the World Lamp Union."] * 3)
    assert often.equivalents(["wlu"]) == {"wlu": [Equivalent("world lamp union", Basis.FREQUENT)]}


def test_initials_of_several_names_are_expanded_to_none_of_them() -> None:
    known = vocabulary_of("The World Lamp Union met.", "The West London Underground played.")

    assert known.equivalents(["wlu"]) == {}


def test_an_introduced_expansion_wins_over_other_names_with_the_initials() -> None:
    known = vocabulary_of(LAMPS, *["The West London Underground played."] * 9)

    assert known.equivalents(["wlu"])["wlu"] == [Equivalent("world lamp union", Basis.INTRODUCED)]


def test_each_entry_of_a_group_is_a_synonym_of_the_others() -> None:
    known = vocabulary_of("The ferries left.", synonyms=[("ferry", "boats", "car of the sea")])

    assert known.equivalents(["ferri"])["ferri"] == [
        Equivalent("boat", Basis.SYNONYM),
        Equivalent("car sea", Basis.SYNONYM),
    ]
    assert [other.terms for other in known.equivalents(["car sea"])["car sea"]] == ["boat", "ferri"]


def test_an_admins_synonym_counts_more_than_one_from_the_corpus() -> None:
    known = vocabulary_of(LAMPS, synonyms=[("WLU", "World Lamp Union")])

    assert known.equivalents(["wlu"])["wlu"] == [Equivalent("world lamp union", Basis.SYNONYM)]


def test_equivalents_are_the_same_in_memory_and_in_the_database() -> None:
    synonyms = [("ferry", "boat", "car sea"), ("wlu", "world lamp union")]
    asked = ["ferri", "car sea", "wlu", "lamp"]

    in_memory = opened(written([LAMPS], synonyms=synonyms)).equivalents(asked)
    in_database = opened(written([LAMPS], synonyms=synonyms), kept=1).equivalents(asked)

    assert in_memory == in_database
    assert set(in_memory) == {"ferri", "car sea", "wlu"}


def test_a_vocabulary_learned_in_small_portions_is_the_same() -> None:
    texts = [LAMPS, "He left the Harbour Light Union.", "Lanterns and lanterns.", LAMPS]
    whole, pieces = vocabulary_of(*texts), vocabulary_of(*texts, at_a_time=1)
    words = ["lanterns", "world", "harbour"]

    assert whole.words(words) == pieces.words(words)
    assert whole.equivalents(["wlu", "hlu"]) == pieces.equivalents(["wlu", "hlu"])
    assert whole.words(["lanterns"]) == [VocabularyWord("lanterns", "Lanterns", 2)]
    assert whole.strangeness("lantern") == pieces.strangeness("lantern")


SPELLINGS = st.dictionaries(st.text("aAbBéßйЙ\u0484", min_size=4, max_size=6), st.integers(1, 3))


@given(st.lists(SPELLINGS), st.integers(1, 9))
def test_words_are_gathered_under_their_usual_spelling(
    portions: list[dict[str, int]], at_a_time: int
) -> None:
    database = sqlite3.connect(":memory:")
    writer = VocabularyWriter(database, at_a_time)
    for portion in portions:
        writer.add(portion, {})
    writer.finish(["en"])
    written = Counter[str]()
    for portion in portions:
        written.update(portion)
    frequencies = Counter[str]()
    usual: dict[str, str] = {}
    for spelling, frequency in sorted(written.items(), key=lambda item: (-item[1], item[0])):
        usual.setdefault(fold(spelling), spelling)
        frequencies[fold(spelling)] += frequency

    assert database.execute("SELECT * FROM words").fetchall() == [
        (len(word), word, word[::-1], usual[word], frequencies[word])
        for word in sorted(usual, key=lambda word: (len(word), word))
    ]

    database.close()


def test_an_empty_corpus_gives_an_empty_vocabulary() -> None:
    known = vocabulary_of()

    assert (known.words(["a"]), known.near("lantern", 2), known.equivalents(["a"])) == ([], [], {})


def test_without_phrases_nothing_is_looked_up_in_the_corpus() -> None:
    assert vocabulary_of(LAMPS).equivalents([]) == {}
