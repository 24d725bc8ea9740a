"""A question's acronyms, names and synonyms find their equivalents in the corpus."""

from contextlib import closing
from pathlib import Path

import pytest

from retrieval.indexing.versions import build
from retrieval.query.parsed_query import ParsedQuery, parse_query
from retrieval.query.search import search_passages
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

FILLER = "\n\nThe fishermen mended nets all winter long.\n\nSnow lay on the road to the northern shore."


def build_and_open(folder: Path, text: str, synonyms: str = "") -> Snapshot:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "a.txt").write_text(text + FILLER, encoding="utf-8")
    (folder / "docs" / "synonyms.txt").write_text(synonyms, encoding="utf-8")
    return Snapshot(build(CorpusStore(folder / "docs", folder / "versions")).path)


def best(question: str, snapshot: Snapshot) -> str:
    return search_passages(parse_query(question, snapshot), snapshot)[0].passage.passage.text


def terms_found_in(query: ParsedQuery, text: str) -> list[bool]:
    return [any(variant in text.split() for variant in term.variants) for term in query.terms]


@pytest.mark.parametrize("asked", ["WLU", "W.L.U."])
def test_an_acronym_finds_the_name_that_is_never_abbreviated(tmp_path: Path, asked: str) -> None:
    with closing(build_and_open(tmp_path, "They left the World Lamp Union in spring.")) as snapshot:
        assert "World Lamp" in best(f"Who left the {asked}?", snapshot)


def test_a_name_finds_the_acronym_that_was_introduced_for_it(tmp_path: Path) -> None:
    text = "The World Lamp Union (WLU) is old.\n\nIts seat moved, and the WLU now sits in Skagen."
    with closing(build_and_open(tmp_path, text)) as snapshot:
        found = search_passages(parse_query("Where is the World Lamp Union?", snapshot), snapshot)

        assert any("sits in Skagen" in each.passage.passage.text for each in found)


def test_an_acronym_covers_its_whole_name_and_a_word_of_the_name_a_part(tmp_path: Path) -> None:
    with closing(build_and_open(tmp_path, "They met at the World Lamp Union (WLU).")) as snapshot:
        for question in ("the WLU", "the World Lamp Union"):
            query = parse_query(question, snapshot)

            assert terms_found_in(query, "wlu") == [True, True, True]
            assert terms_found_in(query, "world lamp union") == [True, True, True]
            assert terms_found_in(query, "lamp") == [False, True, False]


def test_the_words_of_an_expanded_acronym_keep_their_own_weights(tmp_path: Path) -> None:
    text = "The World Lamp Union (WLU) met.\n\nA lamp.\n\nA lamp again.\n\nThe world."
    with closing(build_and_open(tmp_path, text)) as snapshot:
        weights = dict(zip(("world", "lamp", "union"), parse_query("WLU", snapshot).idf, strict=True))

        assert weights["lamp"] == parse_query("lamp", snapshot).idf[0]
        assert weights["lamp"] < weights["world"] < weights["union"]


def test_a_known_word_in_small_letters_is_not_read_as_an_acronym(tmp_path: Path) -> None:
    with closing(build_and_open(tmp_path, "They left the Red Umbrella Narrows.")) as snapshot:
        assert parse_query("Who ran?", snapshot).terms[0].variants == ("ran",)
        assert [term.variants[0] for term in parse_query("What is the RUN?", snapshot).terms] == [
            "red",
            "umbrella",
            "narrow",
        ]
        assert [term.variants for term in parse_query("a run", snapshot).terms] == [("run",)]


def test_initials_do_not_expand_an_acronym_that_the_corpus_uses(tmp_path: Path) -> None:
    with closing(build_and_open(tmp_path, "They left the Old Lamp Depot. The OLD was sold.")) as snapshot:
        assert [term.variants for term in parse_query("the OLD", snapshot).terms] == [("old",)]


def test_a_synonym_finds_what_the_corpus_calls_it(tmp_path: Path) -> None:
    with closing(build_and_open(tmp_path, "The ferry sank.", "boat, ferries, sea bus")) as snapshot:
        assert "ferry sank" in best("Which boats went down?", snapshot)
        assert "ferry sank" in best("Which sea bus went down?", snapshot)
        assert parse_query("sea", snapshot).terms[0].equivalents == ()


def test_a_word_with_synonyms_weighs_as_much_as_the_most_common_of_them(tmp_path: Path) -> None:
    text = "A ferry.\n\nA ferry again.\n\nA boat."

    with closing(build_and_open(tmp_path, text, "boat, ferry")) as snapshot:
        assert parse_query("boat", snapshot).idf == parse_query("ferry", snapshot).idf
        assert parse_query("boat", snapshot).known == (True,)


def test_synonyms_are_part_of_the_version(tmp_path: Path) -> None:
    with closing(build_and_open(tmp_path, "The ferry sank.", "boat, ferry")) as one:
        with closing(build_and_open(tmp_path, "The ferry sank.", "boat, ferry # a comment")) as same:
            assert (one.version, one.sha256) == (same.version, same.sha256)
        with closing(build_and_open(tmp_path, "The ferry sank.", "boat, ship")) as other:
            assert one.version != other.version
            assert one.sha256 == other.sha256


def test_the_build_reports_a_malformed_synonym_line(tmp_path: Path) -> None:
    build_and_open(tmp_path, "The ferry sank.", "boat, ferry\nlonely\n").close()
    (problem,) = build(CorpusStore(tmp_path / "docs", tmp_path / "versions")).problems

    assert "line 2" in problem


def test_chinese_synonyms_are_found_inside_a_run(tmp_path: Path) -> None:
    with closing(build_and_open(tmp_path, "渡轮在港口沉没。" * 3, "轮船, 渡轮")) as snapshot:
        assert "渡轮" in best("轮船在哪里?", snapshot)
