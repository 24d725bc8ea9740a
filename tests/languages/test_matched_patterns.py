"""Texts read with the phrases found in them."""

from languages.matched_patterns import MatchedPatterns
from languages.patterns import PatternSet
from languages.schema import PhraseTable, words

TABLE = PhraseTable(code="xx", stop_words=words("the of"))
BOOK = PatternSet({"and": "and", "place": "cape, cape horn, ^north"}, stop_words=TABLE.stop_words)


def test_a_phrase_has_a_kind_a_start_and_an_end() -> None:
    reading = MatchedPatterns("round Cape Horn twice", TABLE, BOOK)

    assert reading.starts("place", 1)
    assert reading.ends("place", 3)
    assert not reading.ends("place", 1)
    assert reading.has("place")
    assert not reading.has("date")


def test_the_longest_of_phrases_that_start_together_counts() -> None:
    assert MatchedPatterns("Cape Horn", TABLE, BOOK).after("place", 0) == 2
    assert MatchedPatterns("the Horn", TABLE, BOOK).after("place", 1) == 1


def test_opening_marks_and_words_come_before_the_beginning() -> None:
    assert MatchedPatterns("“(North", TABLE, BOOK).has("place")
    assert MatchedPatterns("And north?", TABLE, BOOK, opening="and").has("place")
    assert not MatchedPatterns("And north?", TABLE, BOOK).has("place")


def test_content_words_end_at_function_words_and_marks() -> None:
    reading = MatchedPatterns("the old stone bridge of Leeds, rebuilt", TABLE, BOOK)

    assert reading.slice(1, reading.content_end(1, limit=9)) == "old stone bridge"
    assert reading.slice(reading.content_start(4, limit=9), 4) == "old stone bridge"
    assert reading.slice(1, reading.content_end(1, limit=2)) == "old stone"
    assert reading.slice(5, reading.content_end(5, limit=9)) == "Leeds"


def test_words_have_offsets_in_the_text() -> None:
    assert MatchedPatterns("round Cape Horn", TABLE, BOOK).span(1, 3) == (6, 15)
