import pytest

from retrieval.overviews.scope import whole_corpus
from retrieval.overviews.timeline import timeline
from tests.retrieval.conftest import Read

BRIDGE = """A new bridge

Lumen, 4 May 2003 (LNA)

The bridge of Lumen was closed in 1998 after a flood. On 2 April the council voted for a new one.
Work had begun in the 1880s on the first bridge, and it stood for a century. Everybody likes it.
The toll was dropped on Monday.
"""


def test_sentences_are_in_the_order_of_their_dates_and_not_of_the_text(open_texts: Read) -> None:
    snapshot = open_texts(bridge=BRIDGE)

    labels = [line.label for line in timeline(whole_corpus(snapshot), snapshot)]

    assert labels == ["1880s", "1998", "2 April"]


def test_a_sentence_without_a_date_or_with_a_bare_weekday_is_left_out(open_texts: Read) -> None:
    snapshot = open_texts(bridge=BRIDGE)

    said = " ".join(line.text for line in timeline(whole_corpus(snapshot), snapshot))

    assert "Everybody" not in said
    assert "Monday" not in said


def test_every_label_is_part_of_its_sentence_and_every_sentence_is_at_its_offsets(open_texts: Read) -> None:
    snapshot = open_texts(bridge=BRIDGE)

    lines = timeline(whole_corpus(snapshot), snapshot)

    assert lines
    for line in lines:
        assert line.label in line.text
        assert snapshot.text(line.document, line.passage, line.start, line.end) == line.text


def test_the_same_sentence_of_two_texts_is_listed_once(open_texts: Read) -> None:
    snapshot = open_texts(
        one="It burned down in 1901. Nobody was hurt.", two="It burned down in 1901. So they say."
    )

    lines = timeline(whole_corpus(snapshot), snapshot)

    assert [line.label for line in lines] == ["1901"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Die Brücke wurde am 3. Mai 1902 eröffnet, und viele kamen zu dem Fest am Fluss.", "3. Mai 1902"),
        ("Мост открыли 3 мая 1902 года, и на праздник у реки пришло много людей.", "3 мая 1902"),
        ("El puente se abrió el 3 de mayo de 1902 y mucha gente vino a la fiesta.", "3 de mayo de 1902"),
        ("这座桥于1902年5月3日建成，许多人来到河边参加庆祝活动。", "1902年5月3日"),
    ],
)
def test_dates_are_found_in_the_ways_that_languages_write_them(
    open_texts: Read, text: str, label: str
) -> None:
    snapshot = open_texts(bridge=text)

    lines = timeline(whole_corpus(snapshot), snapshot)

    assert [line.label for line in lines] == [label]


def test_a_year_as_the_scope_covers_dates_that_do_not_name_it(open_texts: Read) -> None:
    snapshot = open_texts(bridge=BRIDGE)

    labels = [line.label for line in timeline(whole_corpus(snapshot, "2003"), snapshot)]

    assert labels == ["2 April"]
    assert [line.label for line in timeline(whole_corpus(snapshot, "1998"), snapshot)] == ["1998"]
