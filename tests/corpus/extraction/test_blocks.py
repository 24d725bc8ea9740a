from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction.blocks import Kind, LaidOut, PageBlock, lay_out, rows_as_items, taken
from corpus.extraction.refusal import Refused
from corpus.records import Source, Span
from corpus.structure.cleaning import describe

# Without hyphens: one that begins a line is there the mark of an item.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="-"), max_size=12)
WITH_WORDS = sorted(set(Kind) - {Kind.END})
BLOCKS = st.lists(
    st.builds(
        PageBlock, st.sampled_from(WITH_WORDS), TEXT, st.integers(1, 4), st.booleans(), mark=st.just("")
    ),
    max_size=8,
).map(lambda blocks: sorted(blocks, key=lambda block: block.page))


@given(BLOCKS)
def test_laying_out_keeps_every_word_in_order(blocks: list[PageBlock]) -> None:
    made = lay_out(blocks, 4)
    words = "".join("".join(block.text.split()) for block in blocks)
    kept = f"\n{made.text}".replace("\n- ", "\n")

    assert "".join(kept.split()) == words


@given(BLOCKS)
def test_headings_and_pages_are_offsets_in_the_text(blocks: list[PageBlock]) -> None:
    made = lay_out(blocks, 4)
    headings = [" ".join(block.text.split()) for block in blocks if block.kind is Kind.HEADING]

    assert [made.text[slice(*span)] for span in made.headings] == [words for words in headings if words]
    assert len(made.pages) == 4
    assert list(made.pages) == sorted(made.pages)
    assert all(0 <= place <= len(made.text) for place in made.pages)


def test_a_page_without_text_begins_where_the_next_one_does() -> None:
    made = lay_out([PageBlock(Kind.PARAGRAPH, "One.", 1), PageBlock(Kind.PARAGRAPH, "Three.", 3)], 4)

    assert made.pages == (0, 6, 6, 12)


def test_a_paragraph_across_a_page_break_is_joined() -> None:
    torn = [PageBlock(Kind.PARAGRAPH, "The pines", 1), PageBlock(Kind.PARAGRAPH, "bend.", 2, continues=True)]

    assert lay_out(torn, 2) == LaidOut("The pines bend.", (), (0, 10))


def test_chinese_lines_are_joined_without_a_space() -> None:
    torn = [PageBlock(Kind.PARAGRAPH, "松树", 1), PageBlock(Kind.PARAGRAPH, "弯腰。", 2, continues=True)]

    assert lay_out(torn).text == "松树弯腰。"


def test_a_table_without_column_names_keeps_its_first_row() -> None:
    rows = [["Oak", "12 m"], ["Pine", "31 m"]]

    assert [block.text for block in rows_as_items(rows)] == ["Oak; 12 m", "Pine; 31 m"]
    assert [block.text for block in rows_as_items(rows, headed=True)] == ["Oak: Pine; 12 m: 31 m"]


def test_a_row_with_more_cells_than_names_keeps_them_and_an_empty_table_is_nothing() -> None:
    assert [block.text for block in rows_as_items([["Tree", "Age"], ["Oak", "9", "tall"]])] == [
        "Tree: Oak; Age: 9; tall"
    ]
    assert rows_as_items([["", " "], []]) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("a", "more than 300,000 lines"), (" ", "most of them empty"), ("a" * 10**6, "25,165,824 characters")],
)
def test_blocks_without_end_are_refused_as_soon_as_there_are_too_many(text: str, reason: str) -> None:
    endless = (PageBlock(Kind.PARAGRAPH, text, page) for page in count())

    with pytest.raises(Refused, match=reason):
        taken(endless)


def test_the_end_of_a_description_is_a_heading_without_words_that_ends_what_is_above() -> None:
    blocks = [
        PageBlock(Kind.HEADING, "-v", level=20),
        PageBlock(Kind.PARAGRAPH, "Say more."),
        PageBlock(Kind.END, "", level=20),
        PageBlock(Kind.PARAGRAPH, "It ends."),
    ]

    made = lay_out(taken(blocks))

    assert made.text == "-v\n\nSay more.\n\nIt ends."
    assert made.headings == (Span(0, 2), Span(13, 13))
    found = describe(Source("a", "", made.text, "text", made.headings, (), made.levels))
    assert [block.context for block in found.blocks] == ["-v", ""]
    assert found.headings == (Span(0, 2),)
