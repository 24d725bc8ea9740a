import json
from contextlib import closing

import pytest

from retrieval.answering import answer
from retrieval.overviews.starters import (
    KEPT,
    LONGEST,
    OFFERED,
    asks_by_itself,
    derived_starters,
    with_starters,
)
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from tests.retrieval.conftest import Read

HARBOUR = """The harbour of Lumen

Mayor Edda Quist opened the harbour of Lumen in 1871. It cost nine thousand crowns.

Ole Brandt, the keeper of the lighthouse, rowed out in storms. In 1903 a new pier was built for the ferry.

Lumenfish is a cooperative of fishermen. It sells herring to towns as far away as Riga.
"""
FAQ = """Questions about the lamp

Q: How do I light the lamp?
A: Turn the brass key of the lamp twice and hold a match to the wick until it burns.

Q: Can I use another oil?
A: No other oil can be used, because only whale oil burns without smoke.
"""


def test_each_question_is_answered_by_the_text_and_fits_on_a_button(open_texts: Read) -> None:
    snapshot = open_texts(harbour=HARBOUR)

    questions = derived_starters(snapshot)

    assert 2 <= len(questions) <= OFFERED
    for question in questions:
        assert len(question) <= LONGEST
        assert answer(question, snapshot).grade is Grade.ANSWER


def test_people_are_asked_for_without_their_titles(open_texts: Read) -> None:
    snapshot = open_texts(harbour=HARBOUR)

    assert "Who is Edda Quist?" in derived_starters(snapshot)


def test_the_questions_of_a_text_come_before_made_ones(open_texts: Read) -> None:
    snapshot = open_texts(faq=FAQ, harbour=HARBOUR)

    assert derived_starters(snapshot)[0] == "How do I light the lamp?"


def test_a_text_that_answers_no_question_has_no_starters(open_texts: Read) -> None:
    snapshot = open_texts(rain="It rained all week. The roofs were wet and the gutters ran over.")

    assert derived_starters(snapshot) == ()


def test_questions_that_came_with_the_corpus_stay(open_texts: Read) -> None:
    snapshot = open_texts(harbour=HARBOUR)
    snapshot.starters = ("Who opened the harbour?",)

    assert with_starters(snapshot).starters == ("Who opened the harbour?",)


def test_derived_questions_are_kept_with_the_version(open_texts: Read) -> None:
    snapshot = open_texts(harbour=HARBOUR)
    derived = with_starters(snapshot).starters

    with closing(with_starters(Snapshot(snapshot.folder))) as again:
        assert again.starters == derived != ()
        assert again.analysed.cache_info().misses == 0  # no passage was looked at


def test_questions_whose_record_cannot_be_read_are_derived_again(open_texts: Read) -> None:
    snapshot = open_texts(harbour=HARBOUR)
    (snapshot.folder / KEPT).write_text('{"starters":', encoding="utf-8")

    starters = with_starters(snapshot).starters

    assert "Who is Edda Quist?" in starters
    assert json.loads((snapshot.folder / KEPT).read_text(encoding="utf-8")) == {"starters": list(starters)}


MANUAL = """# Lampctl

Lampctl is a tool that switches the lamps of a harbour from one terminal.

## Installation?

Copy the tool to the folder of programs and make it executable. It needs a serial port.

## Getting started

Run the tool with the word list to see the lamps that are connected to the port.

## Why the tool

Keepers walked to every lamp in storms before they had the tool in the office.
"""
PASS = """Harbour pass: questions and answers

Q: How do I get a pass?
A: You get a pass at the harbour office, by showing a photo of yourself.

Q: Price?
A: A pass costs 40 crowns a year for everybody over twelve.

Q: And for groups?
A: Groups of ten or more pay 300 crowns together for a pass.

Q: Lost it?
A: Report a lost pass at once, because a new one takes three days.
"""


def test_headings_and_lines_that_ask_nothing_by_themselves_are_not_starters(open_texts: Read) -> None:
    snapshot = open_texts(lampctl=MANUAL, harbour_pass=PASS)

    questions = derived_starters(snapshot)

    assert "How do I get a pass?" in questions
    assert set(questions) <= {"How do I get a pass?", "What is Lampctl?"}


@pytest.mark.parametrize(
    ("line", "language", "asks"),
    [
        ("When is the office open?", "en", True),
        ("Can I bring my dog?", "en", True),
        ("Is it possible to swim?", "en", True),
        ("Wie bekomme ich einen Ausweis?", "de", True),
        ("Можно ли взять собаку?", "ru", True),
        ("可以带狗吗？", "zh", True),
        ("Price?", "en", False),
        ("How much?", "en", False),
        ("What is it good for?", "en", False),
        ("Opening hours on Sunday?", "en", False),
        ("Preis?", "de", False),
        ("Цена?", "ru", False),
        ("价格？", "zh", False),
    ],
)
def test_a_starter_asks_something_that_is_clear_by_itself(line: str, language: str, asks: bool) -> None:
    assert asks_by_itself(line, language) is asks
