"""Acronyms and what they stand for, as a text shows them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.text.acronyms import (
    BREAK,
    _capitalized_run,
    _is_after_article,
    _named,
    introduced,
    is_acronym,
    likely,
)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("They asked the Northern Lights Society (NLS) for help.", ("NLS", "Northern Lights Society")),
        ("It measured mean sea level (MSL).", ("MSL", "mean sea level")),
        ("The Ministry of Ferries (MoF) closed.", ("MoF", "Ministry of Ferries")),
        ("the Treaty on the Keeping of Lights (TKL)", ("TKL", "Treaty on the Keeping of Lights")),
        ("The Union of Lamps (U.L.) met.", ("UL", "Union of Lamps")),
        ("Public lamp owners (PLOs) met.", ("PLO", "Public lamp owners")),
        ("The NLS (Northern Lights Society) met.", ("NLS", "Northern Lights Society")),
        ("Союз портовых городов (СПГ) собрался.", ("СПГ", "Союз портовых городов")),
        ("Ένωση Λιμένων Αιγαίου (ΕΛΑ)", ("ΕΛΑ", "Ένωση Λιμένων Αιγαίου")),
        ("a high-pressure lamp (HPL)", ("HPL", "high-pressure lamp")),
    ],
)
def test_an_acronym_is_learned_with_its_expansion_before_or_in_brackets(
    text: str, pair: tuple[str, str]
) -> None:
    assert list(introduced(text)) == [pair]


@pytest.mark.parametrize(
    "text",
    [
        "The harbour (NLS) froze.",
        "They met in Lund. Society (NLS) members left.",
        "The society of northern lights (NLS) met.",
        "He left (as did the NLS) at noon.",
        "The boat (Anna) sank.",
        "lights of (LO)",
        "(NLS)",
    ],
)
def test_other_brackets_teach_no_acronym(text: str) -> None:
    assert list(introduced(text)) == []


def test_a_run_of_capitalised_words_has_a_likely_acronym() -> None:
    text = "In 1951 the Northern Lights Society joined the Baltic Council of Harbour Pilots."

    assert list(likely(text)) == [
        ("NLS", "Northern Lights Society"),
        ("BCHP", "Baltic Council of Harbour Pilots"),
    ]


def test_two_capitalised_words_are_a_person_unless_an_article_precedes_them() -> None:
    assert list(likely("Ann Lee met Bo Berg, who led the Harbour Union.")) == [("HU", "Harbour Union")]


def test_an_article_at_the_start_of_a_sentence_is_not_part_of_the_name() -> None:
    assert list(likely("The Harbour Union met.")) == [("HU", "Harbour Union")]


def test_a_pair_at_the_beginning_of_a_line_may_have_its_article_on_the_line_before() -> None:
    assert list(likely("He met the\nHarbour Union.")) == [("HU", "Harbour Union")]

    text = "Fog closes the port again today.\n" * 20_000 + "He met the\nHarbour Union.\n"
    for line_end in ("\n", " "):
        assert list(likely((text * 2).replace("\n", line_end))) == [("HU", "Harbour Union")] * 2


def test_words_of_headlines_are_not_names() -> None:
    assert list(likely("FOG CLOSES THE PORT Again Today Here")) == []


@pytest.mark.parametrize("word", ["NLS", "U.L.", "MoF", "СПГ"])
def test_capitals_and_dots_make_an_acronym(word: str) -> None:
    assert is_acronym(word)


@pytest.mark.parametrize("word", ["Who", "A", "lamp", "B2", "McDonald", "HARBOURMASTER", ""])
def test_other_words_are_not_acronyms(word: str) -> None:
    assert not is_acronym(word)


PARTS = [
    *(
        "the",
        "The",
        "l",
        "of",
        "de la",
        "по",
        "para",
        "harbour",
        "Harbour",
        "Union",
        "Ann",
        "O'Brien",
        "d'Or",
        "LAMP",
    ),
    *(
        "Союз",
        "Ænes",
        "’",
        "É",
        "ñ",
        "e\u0301",
        "(HU)",
        "(HU (Harbour Union)",
        "\U00010400",
        "\ud800",
        "\xa0",
        "9",
    ),
    *(" ", " ", " ", " ", "-", "  ", ".", "\n", "\0", "(", ")"),
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


@given(TEXTS)
@example("the Union para Harbour. The Harbour pour Ann from Union")
@example("the\u3000Harbour Union")
def test_the_fast_search_finds_the_same_runs_as_the_pattern(text: str) -> None:
    found = []
    for run in _capitalized_run().finditer(text):
        acronym, name, is_sure = _named(run[0])
        if acronym and (is_sure or _is_after_article(text, run.start())):
            found.append((acronym, name))

    assert list(likely(text)) == found


@given(st.lists(TEXTS, max_size=4))
def test_joined_texts_give_the_same_acronyms_as_separate_ones(texts: list[str]) -> None:
    for find in (introduced, likely):
        assert list(find(BREAK.join(texts))) == [found for text in texts for found in find(text)]


def test_a_long_text_is_searched_in_parts_without_splitting_a_run() -> None:
    times = 30_000
    text = "So, " + "the Harbour Union of Ann, " * times

    assert list(likely(text)) == [("HUA", "Harbour Union of Ann")] * times


def test_a_long_text_of_brackets_is_searched_in_linear_time() -> None:
    assert list(introduced("(" * 50_000)) == []
    assert len(list(introduced("Sea Level (SL) " * 5_000))) == 5_000
    assert list(likely("A" * 50_000 + " of" * 50_000)) == []
