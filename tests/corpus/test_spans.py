import doctest
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus import spans
from corpus.records import Span
from corpus.spans import lines, merge

some_spans = st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda pair: Span(pair[0], sum(pair)))


@given(st.text(st.sampled_from("a \t\r\n\u2028é🙂")))
def test_lines_and_line_ends_make_up_the_whole_text(text: str) -> None:
    assert "\n".join(line.text for line in lines(text)) == text
    for line in lines(text):
        assert text[line.start :].startswith(line.text)
        assert text[slice(*line.span())] == line.text.strip()


@given(st.lists(some_spans))
def test_merged_spans_cover_the_same_text_in_order_and_never_touch(places: list[Span]) -> None:
    joined = merge(places)

    assert {n for span in joined for n in range(*span)} == {n for span in places for n in range(*span)}
    assert all(before.end < after.start for before, after in pairwise(joined))
    assert all(span.start < span.end for span in joined)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(spans).failed == 0
