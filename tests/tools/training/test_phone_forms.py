"""Questions as they are typed on a phone."""

import random

import pytest

from retrieval.text.analyzer import QueryTerm, query_terms
from tools.training.phone_forms import (
    bare,
    key_words,
    key_words_last_asked,
    phone_form,
    shortened,
    with_filler,
    with_slip,
    without_small_words,
)

ASKED = "When did the Normans come to Normandy?"


def english(question: str = ASKED) -> list[QueryTerm]:
    return query_terms(question, ["en"])


@pytest.mark.parametrize("seed", range(20))
def test_no_form_has_capitals_or_is_empty(seed: int) -> None:
    typed = phone_form(ASKED, "en", random.Random(seed))

    assert typed
    assert typed == typed.lower()


def test_the_same_seed_gives_the_same_forms() -> None:
    first, second = random.Random(5), random.Random(5)

    forms = [[phone_form(ASKED, "en", rng) for _ in range(10)] for rng in (first, second)]

    assert forms[0] == forms[1]
    assert len(set(forms[0])) > 3


def test_key_words_are_words_of_the_question_without_function_words() -> None:
    typed = key_words(ASKED, english(), random.Random(1)).split()

    assert set(typed) <= {"normans", "come", "normandy"}


def test_key_words_may_be_followed_by_the_question_word() -> None:
    typed = key_words_last_asked(ASKED, english(), random.Random(1))

    assert typed == "normans come normandy when"


def test_the_question_word_stays_where_small_words_are_left_out() -> None:
    typed = without_small_words(ASKED, english(), random.Random(2))

    assert typed.startswith("when ")
    assert {"normans", "come", "normandy"} <= set(typed.split())


@pytest.mark.parametrize("seed", range(10))
def test_a_slip_changes_one_long_word_only(seed: int) -> None:
    typed = with_slip(ASKED, english(), random.Random(seed)).split()

    changed = [pair for pair in zip(bare(ASKED).split(), typed, strict=True) if pair[0] != pair[1]]

    assert len(changed) <= 1
    assert all(len(before) >= 5 for before, _ in changed)


def test_english_is_shortened_word_by_word() -> None:
    typed = shortened("What is the difference between people and youth?", (), random.Random(1))

    assert typed == "whats the diff btwn ppl n youth"


@pytest.mark.parametrize("seed", range(6))
def test_filler_leaves_the_question_whole(seed: int) -> None:
    typed = with_filler(ASKED, (), random.Random(seed))

    assert bare(ASKED) in typed
    assert typed != bare(ASKED)


@pytest.mark.parametrize("form", [key_words, key_words_last_asked, without_small_words])
def test_chinese_words_are_never_split_into_parts(form: object) -> None:
    asked = "诺曼人何时来到诺曼底？"

    typed = form(asked, query_terms(asked, ["zh"]), random.Random(1))  # type: ignore[operator]

    assert typed == "诺曼人何时来到诺曼底"
