"""Parts of a text that are asked for by their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.intents.numbered_parts import end_of, parts_in
from retrieval.intents.part_sentences import MAX_DOCUMENTS
from retrieval.intents.recognition import recognize
from retrieval.intents.responding import respond
from retrieval.records import Answer, Citation, Grade, MessageKind, Turn
from retrieval.store.document_layout import LayoutPart, PartKind
from tests.retrieval.conftest import Read

LEASE = """LEASE OF THE BOATHOUSE

1. Parties
1.1 The landlord is the town of Brill.
1.2 The tenant is the rowing club.

2. Rent
2.1 The rent is 400 crowns a month.
2.2 The tenant pays it on the first day of each month, and the
landlord gives a receipt.
(a) Payment is by bank transfer.
(b) A late payment costs 20 crowns.

Section 3. End of the lease
3.1 Either party may end the lease with notice of three months.
"""
GUIDE = """Cleaning the lamp

Before you begin

Read all of it first.

Cleaning

1. Switch the lamp off.
2. Take the glass out.
   It may be hot.
3. Rinse the glass.

Keep the lamp dry afterwards.
"""


def texts_of(citations: tuple[Citation, ...]) -> list[str]:
    return [" ".join(citation.text.split()) for citation in citations]


def numbers_in(text: str) -> list[str]:
    """The full numbers of the parts of a text whose lines are its paragraphs."""
    layout, at = [], 0
    for line in text.splitlines(keepends=True):
        layout.append(LayoutPart(at, at + len(line.rstrip()), PartKind.PARAGRAPH))
        at += len(line)
    return [".".join(part.full) for part in parts_in(text, layout)]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what does clause 2.2(b) say?", ("clause", "2", "2", "b")),
        ("Section 4.", ("section", "4")),
        ("show me step 3 please", ("step", "3")),
        ("what is § 5 about", ("§", "5")),
        ("what happens in step 2?", ("step", "2")),
        ("summarise chapter iv", ("chapter", "iv")),
        ("was steht in Abschnitt 4.2?", ("abschnitt", "4", "2")),
        ("was steht in § 5 Abs. 2", ("§", "5", "2")),
        ("¿qué dice el artículo 5?", ("artículo", "5")),
        ("que dit l'article 5 ?", ("article", "5")),
        ("что говорится в пункте 3.1?", ("пункте", "3", "1")),
        ("what does section news say", None),
        ("what does step say", None),
    ],
)
def test_a_message_may_ask_for_a_part(question: str, name: tuple[str, ...] | None) -> None:
    intent = recognize(question)

    assert (intent and intent.part and (intent.part.word, *intent.part.number)) == name


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1. Ash\n1.1 Oak\n1.2 Elm\n2. Fir", ["1", "1.1", "1.2", "2"]),
        (
            "2.1 Ash\n(a) Oak\n(b) Elm\n(i) Fir\n(ii) Yew\n(c) Box",
            ["2.1", "2.1.a", "2.1.b", "2.1.b.1", "2.1.b.2", "2.1.c"],
        ),
        ("(g) Ash\n(h) Oak\n(i) Elm\n(j) Fir", ["g", "h", "i", "j"]),
        ("1. Ash\n2. Oak\n1. Elm\n2. Fir", ["1", "2", "1", "2"]),
        ("Chapter IV\n400 crowns were paid.\nStep 2: Rinse", ["4", "2"]),
        ("- 3) Ash\n* IV. Oak\nA tree\nBell tolls.", ["3", "3.4"]),
    ],
)
def test_numbers_are_read_with_those_around_them(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("what does clause 1.2 say", ["1.2 The tenant is the rowing club."]),
        ("clause 2.2 (b)", ["(b) A late payment costs 20 crowns."]),
        (
            "show me clause 2.2",
            [
                "2.2 The tenant pays it on the first day of each month, and the landlord gives a receipt.",
                "(a) Payment is by bank transfer.",
                "(b) A late payment costs 20 crowns.",
            ],
        ),
        (
            "what is section 3 about?",
            ["End of the lease", "3.1 Either party may end the lease with notice of three months."],
        ),
    ],
)
def test_a_part_is_cited_as_a_whole(open_texts: Read, question: str, cited: list[str]) -> None:
    found = respond(question, open_texts(lease=LEASE))

    assert (found.kind, found.grade) == (MessageKind.PART, Grade.ANSWER)
    assert texts_of(found.citations) == cited


def test_a_step_has_what_follows_it_in_the_list(open_texts: Read) -> None:
    snapshot = open_texts(guide=GUIDE)

    second, third = respond("what is step 2", snapshot), respond("step 3", snapshot)

    assert texts_of(second.citations) == ["2. Take the glass out.", "It may be hot."]
    assert texts_of(third.citations) == ["3. Rinse the glass."]


def test_a_number_that_several_texts_have_is_partial_until_one_is_named_or_cited(open_texts: Read) -> None:
    snapshot = open_texts(lease=LEASE, guide=GUIDE)

    either = respond("step 2", snapshot)
    named = respond("step 2 of cleaning the lamp", snapshot)
    after = respond(
        "step 2", snapshot, [Turn("the glass", Answer("the glass", Grade.ANSWER, 1.0, named.citations))]
    )

    assert either.grade is Grade.PARTIAL
    assert either.of_several_parts
    assert {each.document for each in either.citations} == {"lease", "guide"}
    assert named.grade is after.grade is Grade.ANSWER
    assert texts_of(after.citations)[0] == "2. Take the glass out."


def test_in_a_large_corpus_the_part_is_searched_for(open_texts: Read) -> None:
    others = {f"note{number}": f"Note {number}\n\nIt rained in Brill.\n" for number in range(MAX_DOCUMENTS)}
    snapshot = open_texts(lease=LEASE, **others)

    found = respond("what does clause 1.2 say", snapshot)

    assert texts_of(found.citations) == ["1.2 The tenant is the rowing club."]


def test_a_number_that_no_text_has_is_missing(open_texts: Read) -> None:
    found = respond("what is in section 9?", open_texts(lease=LEASE))

    assert (found.grade, found.missing_terms) == (Grade.NONE, ("9",))


def test_a_question_that_mentions_a_part_is_answered_from_it(open_texts: Read) -> None:
    snapshot = open_texts(lease=LEASE, guide=GUIDE)

    found = respond("what does section 3 say about notice", snapshot)
    close = respond("how much is the late payments fee in clause 2.2", snapshot)

    assert (found.kind, found.grade) == (MessageKind.PART, Grade.ANSWER)
    assert texts_of(found.citations) == ["3.1 Either party may end the lease with notice of three months."]
    assert (close.kind, close.grade) == (MessageKind.PART, Grade.PARTIAL)
    assert close.missing_terms == ("fee",)


def test_a_follow_up_is_about_the_part_that_was_shown(open_texts: Read) -> None:
    snapshot = open_texts(lease=LEASE, guide=GUIDE)
    shown = respond("what does clause 2.2 say", snapshot)

    found = respond("what if it is late?", snapshot, [Turn("what does clause 2.2 say", shown)])

    assert texts_of(found.citations)[0] == "(b) A late payment costs 20 crowns."
    assert "pays" in (found.understood_as or "")  # of the sentence that was shown


def test_a_question_that_nothing_answers_is_not_answered_from_a_part(open_texts: Read) -> None:
    snapshot = open_texts(lease=LEASE, guide=GUIDE)

    found = respond("when was the telescope of the month invented in clause 2.2", snapshot)

    assert found.kind is MessageKind.QUESTION
    assert found.grade is not Grade.ANSWER
    assert {"telescope", "invented"} <= set(found.missing_terms)


def test_a_name_that_looks_like_a_part_is_a_name(open_texts: Read) -> None:
    text = "The film\n\nIn Brill, part 2 was shown for nine weeks.\n\n1. It rained.\n2. It was shown there.\n"

    found = respond("how long was part 2 shown", open_texts(film=text))

    assert found.kind is MessageKind.QUESTION
    assert texts_of(found.citations)[0] == "In Brill, part 2 was shown for nine weeks."


def test_a_question_about_an_article_in_prose_is_an_ordinary_one(open_texts: Read) -> None:
    prose = (
        "The treaty was signed in May. Article 102 of it bans such deals. It has been in force since then."
    )

    found = respond("what does article 102 say", open_texts(treaty=prose))

    assert found.kind is MessageKind.QUESTION
    assert texts_of(found.citations)[:1] == ["Article 102 of it bans such deals."]


def test_the_end_of_a_section_is_the_next_heading_outside_it() -> None:
    text = "2 Rent\n2.1 Due\nMay.\n3 End\nJune."
    layout = [
        LayoutPart(0, 6, PartKind.HEADING, 1),
        LayoutPart(7, 14, PartKind.HEADING, 1),
        LayoutPart(15, 19, PartKind.PARAGRAPH),
        LayoutPart(20, 25, PartKind.HEADING, 1),
        LayoutPart(26, 31, PartKind.PARAGRAPH),
    ]
    parts = parts_in(text, layout)

    assert [end_of(part, parts, layout, len(text)) for part in parts] == [20, 20, 31]


LINES = st.lists(
    st.tuples(st.text(alphabet="123ivxab(). §\tſ٣tep", max_size=12), st.integers(min_value=0, max_value=2)),
    max_size=12,
)


@given(LINES)
def test_a_part_of_any_text_has_its_opening_and_ends_within_the_text(lines: list[tuple[str, int]]) -> None:
    layout, text = [], ""
    for line, level in lines:
        start = len(text)
        text += line + "\n"
        kind = PartKind.HEADING if level else PartKind.ITEM
        layout.append(LayoutPart(start, start + len(line), kind, level))

    parts = parts_in(text, layout)

    for part in parts:
        assert part.opening.end <= end_of(part, parts, layout, len(text)) <= len(text)
