import json
import tempfile
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.indexing.versions import build_candidate
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.diff import Changes, DocumentChange, all_added, compare, differences, skipped_lines
from retrieval.store.snapshot import Snapshot

SENTENCES = st.sampled_from(
    [
        "The lamp burns brightly at night.",
        "Nobody saw the boat leave.",
        "Old pines bend in gales.",
        "It rained all day.",
    ]
)
CORPORA = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.lists(SENTENCES, min_size=1, max_size=3), min_size=1
)


@contextmanager
def open_corpora(*corpora: Mapping[str, list[str]]) -> Iterator[list[Snapshot]]:
    """Build and open each corpus, with a passage for every sentence."""
    with tempfile.TemporaryDirectory() as folder:
        snapshots = []
        for corpus in corpora:
            source = Path(folder, "corpus.jsonl")
            rows = [
                {"_id": name, "title": name, "text": "\n\n".join(texts)} for name, texts in corpus.items()
            ]
            source.write_text("\n".join(map(json.dumps, rows)))
            snapshots.append(Snapshot(build_candidate(CorpusStore(source, Path(folder, "versions"))).path))
        yield snapshots
        for snapshot in snapshots:
            snapshot.close()


@settings(max_examples=20, deadline=None)
@given(CORPORA)
def test_a_text_does_not_differ_from_itself(corpus: dict[str, list[str]]) -> None:
    with open_corpora(corpus, corpus) as (first, second):
        changes = compare(first, second)

    assert changes == Changes((), (), (), 0, 0)
    assert not changes


@settings(max_examples=30, deadline=None)
@given(CORPORA, CORPORA)
def test_the_difference_backwards_is_the_difference_reversed(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> None:
    with open_corpora(before, after) as (old, new):
        there, back = compare(old, new), compare(new, old)

    assert set(there.added) == set(back.removed) == after.keys() - before.keys()
    assert set(there.removed) == set(back.added) == before.keys() - after.keys()
    assert set(there.changed) == set(back.changed)
    assert (there.passages_added, there.passages_removed) == (back.passages_removed, back.passages_added)
    assert there.passages_changed == back.passages_changed


@settings(max_examples=30, deadline=None)
@given(CORPORA, CORPORA)
def test_added_and_removed_passages_account_for_the_whole_difference(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> None:
    with open_corpora(before, after) as (old, new):
        changes = compare(old, new)

        assert old.passage_count - changes.passages_removed + changes.passages_added == new.passage_count

    assert changes.passages_changed <= min(changes.passages_added, changes.passages_removed)
    assert bool(changes) == (before != after)


def test_a_passage_with_other_words_is_one_changed_passage() -> None:
    with open_corpora(
        {"a": ["It rained all day.", "Old pines bend in gales."]},
        {"a": ["It rained all day.", "New pines do not bend."]},
    ) as (
        old,
        new,
    ):
        assert compare(old, new) == Changes((), (), ("a",), 1, 1, 1)


def lines_set_aside(folder: Path, name: str, page: str) -> list[str]:
    """The skipped lines of a page."""
    (folder / name).write_text(page)
    with closing(Snapshot(build_candidate(CorpusStore(folder, folder / ".versions")).path)) as snapshot:
        return [line for _, line in skipped_lines(snapshot, [Path(name).stem])]


BEND = "The old pines bend in every gale from the sea, and the young ones bend no less."


def test_a_line_of_many_blanks_is_compared_in_time_that_grows_with_its_length(tmp_path: Path) -> None:
    front_matter = f"---\ntitle: a{' ' * 300_000}b\n---\n\n"  # took minutes, as the square of the length

    (line,) = lines_set_aside(tmp_path, "pines.md", f"{front_matter}{BEND}")

    assert line.split() == ["title:", "a", "b"]


def test_lines_that_are_in_no_passage_count_as_set_aside(tmp_path: Path) -> None:
    page = f"Print\n\nOld Pines\n\n{BEND}\n\nShare on Facebook\n"

    assert lines_set_aside(tmp_path, "pines.txt", page) == ["Print", "Share on Facebook"]


def test_a_dateline_is_not_set_aside(tmp_path: Path) -> None:
    page = f"Print\n\nOld Pines\n\nMoscow, 29 November 2002 (RFE/RL) -- {BEND}\n"

    assert lines_set_aside(tmp_path, "pines.txt", page) == ["Print"]


def test_headings_are_not_set_aside(tmp_path: Path) -> None:
    page = f"# Old Pines\n\n{BEND}\n\n## Others\n\n### Young  ones\n\n{BEND}\n"

    assert lines_set_aside(tmp_path, "pines.md", page) == []


def test_questions_and_terms_are_not_set_aside(tmp_path: Path) -> None:
    page = f"Q: Do pines\nbend in gales?\n\nA: {BEND}\n\nPine\n    {BEND}\n"

    assert lines_set_aside(tmp_path, "pines.txt", page) == []


def test_the_size_of_a_change_is_in_passages_or_else_in_documents() -> None:
    assert Changes(("b",), (), ("a",), 3, 1, 1).size == 3
    assert Changes((), (), ("a",), 0, 0).size == 1
    assert Changes((), (), (), 0, 0).size == 0


def test_added_removed_and_changed_documents_come_in_the_order_of_their_corpus() -> None:
    said = ["It rained all day."]
    with open_corpora(
        dict.fromkeys("zcay", said), {name: said if name == "c" else [*said, *said] for name in "mbzac"}
    ) as (old, new):
        told = [(each.kind, each.document) for each in differences(old, new)]

    assert told == [
        ("added", "m"),
        ("added", "b"),
        ("removed", "y"),
        ("changed", "z"),
        ("changed", "a"),
    ]


def test_compared_with_no_version_everything_is_new() -> None:
    with open_corpora({"b": ["It rained all day."], "a": ["Old pines bend in gales."]}) as (new,):
        assert all_added(new) == Changes(("b", "a"), (), (), 2, 0)


def test_a_large_corpus_is_not_held_in_memory_while_it_is_compared() -> None:
    library = {f"{number}{'x' * 20_000}": ["It rained all day."] for number in range(50)}
    with open_corpora(library, library | {"a": ["It rained all day."]}) as (old, new):
        tracemalloc.start()
        changes = compare(old, new)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert changes.added == ("a",)
    assert peak < 500_000  # it would take a million; other threads of the test run allocate a little


def test_differences_are_reported_for_each_document_with_its_title() -> None:
    with open_corpora(
        {"a": ["It rained all day."], "b": ["Nobody saw the boat leave."]},
        {"a": ["Old pines bend in gales."], "c": ["It rained all day."]},
    ) as (old, new):
        told = list(differences(old, new))

    assert told == [
        DocumentChange("added", "c", "c", 1, 0, 0),
        DocumentChange("removed", "b", "b", 0, 1, 0),
        DocumentChange("changed", "a", "a", 1, 1, 1),
    ]
