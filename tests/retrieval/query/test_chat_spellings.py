"""Questions as people type them on a phone."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from languages import CODES, LANGUAGES
from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.query.chat_spellings import question_language, read_chat_spellings
from retrieval.query.parsed_query import parse_query
from retrieval.records import Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

HARBOUR = """\
The harbour of Lindholm

The people of Lindholm left the World Lamp Union because the oil was bad. The diff program compares files.

The lamp and the lantern differ in the oil they burn. It is lit with the option -r at dusk.
"""

LEUCHTTURM = """\
Der Leuchtturm von Lindholm

Die Leute von Lindholm haben den Leuchtturm im Jahr 1911 gebaut. Der Wärter zündet die Lampe jeden Abend an.
"""


def build_and_open(folder: Path, text: str) -> Snapshot:
    (folder / "text.txt").write_text(text, encoding="utf-8")
    return Snapshot(build(CorpusStore(folder / "text.txt", folder / "versions")).path)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with closing(build_and_open(tmp_path_factory.mktemp("harbour"), HARBOUR)) as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whats the lamp", "what is the lamp"),
        ("wher r the ppl of lindholm", "where are the people of lindholm"),
        ("Y did u leave?", "why did you leave?"),
        ("it doesnt burn", "it does not burn"),
    ],
)
def test_chat_spellings_are_read_as_ordinary_ones(harbour: Snapshot, typed: str, read: str) -> None:
    assert read_chat_spellings(typed, harbour).text == read


@pytest.mark.parametrize(
    "typed",
    [
        "what does -r do",  # an option
        "what is the diff program",  # a word of the corpus
        "what is the PPL",  # an acronym
        "Who's there?",
        "u.s. lamps",
        "a/r and r.txt",
    ],
)
def test_lookalikes_of_chat_spellings_are_left_alone(harbour: Snapshot, typed: str) -> None:
    assert read_chat_spellings(typed, harbour).text == typed


@pytest.fixture(scope="module")
def lighting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    text = (
        "The config file is small.\n\nThe documentation of the lamp explains its configuration. Oil is dear."
    )
    with closing(build_and_open(tmp_path_factory.mktemp("lighting"), text)) as snapshot:
        yield snapshot


def test_a_chat_spelling_that_the_corpus_has_also_finds_the_full_word(lighting: Snapshot) -> None:
    (term,) = parse_query("config", lighting).terms
    found = answer("what explains the lamp config", lighting)

    assert term.variants == ("config", "configur")
    assert found.citations[0].text == "The documentation of the lamp explains its configuration."
    assert found.missing_terms == ()


@pytest.mark.parametrize("question", ["~/.lamp/config", "the CONFIG of the lamp"])
def test_a_part_of_something_else_stands_only_for_itself(lighting: Snapshot, question: str) -> None:
    (term,) = [each for each in parse_query(question, lighting).terms if each.text.casefold() == "config"]

    assert term.variants == ("config",)


def test_a_missing_word_is_named_as_it_was_typed(harbour: Snapshot) -> None:
    found = answer("wat do the devs burn", harbour)

    assert "devs" in found.missing_terms
    assert found.question == "wat do the devs burn"


def test_a_chat_spelling_alone_is_not_shown_as_another_question(harbour: Snapshot) -> None:
    found = answer("y did the ppl leave the union", harbour)

    assert found.citations[0].text.startswith("The people of Lindholm left")
    assert found.understood_as is None


def test_the_question_exactly_as_typed_keeps_its_spelling(harbour: Snapshot) -> None:
    assert "ppl" in answer("y did the ppl leave the union", harbour, exact=True).missing_terms


def test_fillers_count_as_content_words_only_if_there_are_no_others(harbour: Snapshot) -> None:
    assert [term.text for term in parse_query("lamp vs lantern please", harbour).terms] == ["lamp", "lantern"]
    assert [term.text for term in parse_query("the thing", harbour).terms] == ["thing"]


@pytest.mark.parametrize("question", ["WLU?", "wlu", "who left the wlu", "WLU"])
def test_an_acronym_is_known_whatever_its_case_and_context(harbour: Snapshot, question: str) -> None:
    found = answer(question, harbour)

    assert found.grade is not Grade.NONE
    assert "World Lamp Union" in found.citations[0].text


@pytest.mark.parametrize("code", CODES)
def test_a_chat_spelling_has_one_meaning_and_is_not_an_ordinary_word(code: str) -> None:
    groups = LANGUAGES.chat_spellings(code)
    variants = [variant for group in groups for variant in group[1:]]

    assert len(variants) == len(set(variants))
    assert not set(variants) & {group[0] for group in groups}


@pytest.mark.parametrize(
    ("question", "without", "with_default"),
    [
        pytest.param("Hansen Leuchtturm?", "en", "de", id="no function word"),
        pytest.param("Who lit the lamp?", "en", "en", id="English"),
        pytest.param("Wer hat die Lampe angezündet?", "de", "de", id="German"),
        pytest.param("Кто зажёг лампу?", "en", "de", id="a language that the corpus lacks"),
    ],
)
def test_the_default_language_decides_what_the_question_leaves_open(
    tmp_path: Path, question: str, without: str, with_default: str
) -> None:
    (tmp_path / "texts").mkdir()
    for name, text in {"a.txt": HARBOUR, "b.txt": HARBOUR, "c.txt": LEUCHTTURM}.items():
        (tmp_path / "texts" / name).write_text(text, encoding="utf-8")
    store = CorpusStore(tmp_path / "texts", tmp_path / "versions")
    build(store)

    with closing(store.open_published()) as snapshot:
        usual = question_language(question, snapshot)
    with closing(replace(store, default_language="de").open_published()) as snapshot:
        chosen = question_language(question, snapshot)
    with closing(replace(store, default_language="es").open_published()) as snapshot:
        absent = question_language(question, snapshot)

    assert (usual, chosen, absent) == (without, with_default, without)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(harbour: Snapshot, text: str) -> None:
    read = read_chat_spellings(text, harbour)

    assert read.original == text
    assert bool(read.replacements) == (read.text != text)
