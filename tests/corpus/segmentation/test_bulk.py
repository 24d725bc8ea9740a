"""Bulk segmentation always finds the same sentences as segmenting each text alone."""

import doctest
import json
import lzma
from itertools import chain, islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.segmentation import bulk
from corpus.segmentation.bulk import BulkSentences
from corpus.segmentation.sentences import LONGEST, split

HARD = Path(__file__).parents[2] / "corpus" / "segmentation" / "hard_sentences.txt"
LIBRARY = Path(__file__).parents[4] / "shared" / "scale" / "passages-100k.jsonl.xz"
LANGUAGES = ("en", "de", "es", "fr", "ru", "sv", "th")
PROSE = (
    "The harbour of Lowick froze in January and stayed shut for nine weeks. Coal came by sledge from the "
    "railhead (at Dunmore), and Dr. Ames, who had charge of the hospital, wrote that the U.S. consul had "
    "offered him the use of his stove! “Who would believe it?” he asked. Nobody did."
)


def texts(found: BulkSentences) -> list[list[tuple[int, int]]]:
    """The spans of the sentences of each text."""
    places = [
        found.edges[start:end].reshape(-1, 2).tolist()
        for start, end in zip(found.bounds, found.bounds[1:], strict=False)
    ]
    return [[(start, end) for start, end in each] for each in places]


def split_both_ways(texts_: list[str], languages: list[str]) -> BulkSentences:
    """The sentences found in bulk, after checking that they are those found in each text alone."""
    found = bulk.split_in_bulk(texts_, languages)
    for text, language, is_plain, places in zip(texts_, languages, found.plain, texts(found), strict=True):
        assert places == (list(split(text, language)) if is_plain else []), (text, language)
    return found


def test_a_text_too_long_to_look_at_all_of_it_at_once_is_read_alone() -> None:
    longest = ("The old pines bend. " * bulk.LONGEST)[: bulk.LONGEST - 1] + "."

    found = bulk.split_in_bulk([longest, f"A{longest}", "Oaks do not."], ["en"] * 3)

    assert found.plain.tolist() == [True, False, True]


# Stops and what may surround them, far more often than in prose.
SIGNS = (
    """.!?…:;,'\"()[]{}“”‘’«»-–*_|#`%/&° aAiIxXVéÉяЯß19²。！（》।हก😀𝐀🄰 \xa0\n\t\x1c\x85\u2028\u200b\ufe0f"""
)
WORDS = """
    word Word iPhone ab x torch.Tensor end.The The the A It Der El L' Les À 1 12 10.5 1. XIV VIII 6.2.2 J J.
    R. J.-P. U.S U.S. z. B. i.e. p.m Dr Mr Prof St Inc Jr Calif No no Arts art Fig Nr bzw vol Sra M n. v.
    (word [Obs “The end) (see 'twas --Shak. [1913 Webster] [a note] [ca. 2000] :12-15 {x} ... . ? ?! ''
"""
STOPS = """
    | | | |. |. |. |? |.) |.” |." |. “|. (|) |... |. . . |.|, |. [x] |.[x] |. [1] |. - |.' |. '' |.: |
    |.:12 | . |. " |! ) |.\xa0|.  |
"""
signs, words = st.sampled_from(SIGNS), st.sampled_from(WORDS.split())
stops = st.sampled_from(STOPS.replace("\n    ", "").strip("\n").split("|"))
MADE = st.lists(signs | words | stops, max_size=40).map("".join)
SPACED = st.lists(signs | words, max_size=30).map(" ".join)
LIKE_PROSE = st.lists(st.tuples(words, stops), max_size=30).map(lambda pairs: "".join(chain(*pairs)).strip())


@settings(max_examples=400)
@given(st.lists(st.tuples(MADE | SPACED | LIKE_PROSE, st.sampled_from(LANGUAGES)), max_size=12))
@example([(" lead", "en"), ("", "en"), ("trail ", "en"), (". A", "en"), (".", "en"), ("A.", "de")])
@example([("He left. ca. [ca. 2000] 1. A thing.", "en"), ("n. [ca. 2000] 1. A thing.", "en")])
@example([("It ends last.The Mr. Lee came. Inc. The end.The-J. Bach", "en")])
@example([("It ended. 1. XIV. The end. 1. 2. It began. - 1. - A. It ended. I. The end.", "en")])
@example([("It was Inc. A” he said. Jr. I’ll go. Fr. À Paris. Sr. A— it ended.", "en")])
@example([("He met x(Mr. Lee of y-U.S. Army at z[Inc. Foo and --Prof. Ames.", "en")])
@example([('It ended.))))))) The end.""""""" It was. (((((((he came........ It ended.', "en")])
@example([("VIII. The end. It ended. XVIII. The end.", "en")])
@example([("It was? ] [a (note] It was! It ended) here.", "en")])
@example([("Ciao.", "ja"), ("Dr. Lee came.", "en"), ("Dr. Lee", "ja"), ("Nr. 5 kam.", "de"), ("Nr. 5", "en")])
@example([("It (was", "en"), ("It ended. It) began. So it was.", "en")])
@example([("See the Arts. 5 of them. See Nr. 5. See no. [5] here.", "en")])
def test_bulk_segmentation_finds_the_sentences_that_split_finds(made: list[tuple[str, str]]) -> None:
    split_both_ways([text for text, _ in made], [language for _, language in made])


@pytest.mark.parametrize("stop", [". ", "? ", ".) ", '." ', ". [ca.] ", ".The "])
def test_bulk_segmentation_agrees_with_split_in_brackets_of_any_length(stop: str) -> None:
    ended = [f"It ended{stop}" * count for count in range(40)]

    split_both_ways([f"He said ({each} It began) that. It was." for each in ended], ["en"] * len(ended))
    split_both_ways(
        [f"({each} It began) that. It was. ({each} It (too) was. It) ended." for each in ended],
        ["en"] * len(ended),
    )


@given(st.lists(MADE | LIKE_PROSE, min_size=1, max_size=8), st.sampled_from(LANGUAGES), st.integers(1, 90))
def test_bulk_segmentation_agrees_with_split_in_long_brackets_and_sentences(
    made: list[str], language: str, words: int
) -> None:
    filler = "word " * words

    split_both_ways([f"Here ({filler}{text} {filler}. It) {text}" for text in made], [language] * len(made))
    split_both_ways([f"{text} {filler * 3}{text}" for text in made], [language] * len(made))


def test_bulk_segmentation_agrees_with_split_on_hard_sentences() -> None:
    blocks = HARD.read_text(encoding="utf-8").split("\n\n")
    paragraphs = [block.strip().split("\n") for block in blocks if block.lstrip().startswith("[")]

    split_both_ways([" ".join(lines) for _, *lines in paragraphs], [header[1:3] for header, *_ in paragraphs])


@pytest.mark.skipif(not LIBRARY.exists(), reason="the library of 100,000 passages is not beside the checkout")
def test_most_texts_of_a_large_corpus_are_handled_in_bulk_and_agree_with_split() -> None:
    with lzma.open(LIBRARY, "rt", encoding="utf-8") as lines:
        library = [" ".join(json.loads(line)["text"].split()) for line in islice(lines, 0, 8000, 2)]

    for language in ("en", "de"):
        found = split_both_ways(library, [language] * len(library))

        assert found.plain.mean() > 0.8


def test_prose_is_handled_in_bulk() -> None:
    found = split_both_ways([PROSE, "¡Hola! ¿Qué tal? Él vino.", "Это лес. ❤️ Там темно…"], ["en", "es", "ru"])

    assert found.plain.all()
    assert len(found.edges) == 2 * 4 + 2 * 3 + 2 * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        " It rains.",
        "It rains. ",
        "It rains.\nIt pours.",
        "雨が降る。風が吹く。",
        "It rains. 🌲 𐐀",
        "-! It rains.",
    ],
)
def test_a_text_with_other_rules_is_left_to_split(text: str) -> None:
    assert not split_both_ways([text], ["en"]).plain.any()


def test_bulk_segmentation_divides_a_sentence_that_is_too_long_as_split_does() -> None:
    found = split_both_ways([f"Short. Word {'word ' * (LONGEST // 2)}end. Short."], ["en"])

    assert found.plain.all()
    assert len(found.edges) > 2 * 3


def test_a_run_of_stops_of_any_length_counts_once() -> None:
    runs = [
        sign * 100_000
        for sign in (".", ". ", "- ", ".)", "(.", ". (", "?!", "[.", ".A", '."', ". '", "1. ", "A. ")
    ]

    split_both_ways([f"It ended{run} So." for run in runs], ["en"] * len(runs))


def test_no_texts_have_no_sentences() -> None:
    assert texts(bulk.split_in_bulk([], [])) == []


def test_the_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(bulk).failed == 0
