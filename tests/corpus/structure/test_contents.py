"""The table of contents of a plain text is not cited, and the lines it lists are headings."""

import pytest

from tests.corpus.structure.described import LOREM, contexts_and_sentences, plain, sentences

PARTS = ["(1) Do they bend?", "(2) What they cost, and who has to pay for it", "(3) My pine fell!"]
LISTS = {
    "in lines": "(1) Do they bend?\n(2) What they cost, and who has to pay for it\n(3) My pine fell!\n",
    "wrapped": "  (1) Do they bend?\n  (2) What they cost, and who\n      has to pay for it\n"
    "  (3) My pine fell!\n",
    "apart, with bullets": "* Do they bend?\n\n* What they cost, and who has to pay for it\n\n"
    "* My pine fell!\n",
}


@pytest.mark.parametrize("contents", LISTS.values(), ids=LISTS)
def test_contents_are_not_cited_and_list_the_headings(contents: str) -> None:
    body = "\n".join(f"{part}\n\n{LOREM}\n" for part in PARTS)

    found = contexts_and_sentences(plain(f"Pines\n=====\n\nTable of Contents\n\n{contents}\n{body}"))

    assert [context for context, _ in found] == PARTS
    assert not any(
        "pay for it" in sentence or "Contents" in sentence for _, said in found for sentence in said
    )


def test_parts_of_numbered_parts_keep_them_above_themselves() -> None:
    parts = ["1. pines", "1.1. Where they stand", "1.2. What they cost", "2. oaks"]
    contents = "\n".join(f"  o {part}" for part in parts)
    body = "\n\n".join(f"{part}\n\n{LOREM}" for part in parts)

    found = contexts_and_sentences(plain(f"Trees\n=====\n\n{contents}\n\n{body}\n"))

    assert [context for context, _ in found] == [
        "1. pines",
        "1. pines > 1.1. Where they stand",
        "1. pines > 1.2. What they cost",
        "2. oaks",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The pine\nThe oak\nThe elm\n\nThey bend.\n\nThe pine\n\nThe oak\n\nThe elm\n",
        "The pine\nThe oak\nThe elm\n\nThe elm\n\nIt fell.\n\nThe oak\n\nIt broke.\n\nThe pine\n\nIt bent.\n",
        "The pine\nThe oak\n\nThe pine\n\nIt bends.\n\nThe oak\n\nIt breaks.\n",
    ],
    ids=["a refrain", "another order", "two lines"],
)
def test_repeated_lines_alone_are_not_a_table_of_contents(text: str) -> None:
    assert "The oak" in " ".join(sentences(plain(f"{LOREM}\n\n{text}\n{LOREM}\n")))
