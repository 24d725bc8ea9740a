"""Mapping the words of a text as it is read back to the text as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.typed_text import Replacement, TypedText

SLANG = TypedText.of("wat r u doing in Lnud", [Replacement(0, 3, "what"), Replacement(4, 5, "are")])


def test_an_unchanged_text_is_its_own_typed_form() -> None:
    text = TypedText.of("who is it")

    assert text.text == "who is it"
    assert text.as_typed(4, 6) == "is"


@pytest.mark.parametrize(
    ("word", "typed"), [("what", "wat"), ("are", "r"), ("u", "u"), ("doing", "doing"), ("Lnud", "Lnud")]
)
def test_each_word_is_found_as_it_was_typed(word: str, typed: str) -> None:
    start = SLANG.text.index(word)

    assert SLANG.as_typed(start, start + len(word)) == typed


def test_replacements_can_be_added_later() -> None:
    start = SLANG.text.index("Lnud")

    both = SLANG.replaced([Replacement(start, start + 4, "Lund")])

    assert both.text == "what are u doing in Lund"
    assert both.as_typed(start, start + 4) == "Lnud"


@given(st.lists(st.tuples(st.text("ab", min_size=1, max_size=3), st.text("xyz", min_size=1, max_size=5))))
def test_replaced_words_of_any_length_lead_back_to_what_was_typed(pairs: list[tuple[str, str]]) -> None:
    typed = " ".join(word for word, _ in pairs)
    places, at = [], 0
    for word, new in pairs:
        places.append(Replacement(at, at + len(word), new))
        at += len(word) + 1

    text = TypedText.of(typed, places)

    at = 0
    for word, new in pairs:
        assert text.as_typed(at, at + len(new)) == word

        at += len(new) + 1
