import xml.etree.ElementTree as ET

import pytest

from tests.support.bot_api.model.records import Button, Entity, FormattedText
from tests.support.pictures.drawing import WIDTH, Answered, Bubble, Cards, Item, Notice, Screen, drawn

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """What is written in a picture, line by line."""
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]


def bubble(text: str, *entities: Entity, **details: object) -> Bubble:
    return Bubble(body=FormattedText(text, entities), is_mine=False, time="9:41", **details)  # type: ignore[arg-type]


def test_a_message_is_drawn_with_its_formatting_and_its_text_is_escaped() -> None:
    svg = drawn(Screen("Quoth", "bot", [bubble("<b> & bold", Entity("bold", 6, 4))]), "A picture")
    spans = [(span.get("class"), span.text) for span in ET.fromstring(svg).iter(f"{SVG}tspan")]

    assert "<b> & bold" in texts(svg)
    assert spans == [("bold", "bold")]


def test_right_to_left_text_begins_at_the_right() -> None:
    svg = drawn(Screen("Quoth", "bot", [bubble("عاد الماء")]), "A picture")

    assert [text.get("direction") for text in ET.fromstring(svg).iter(f"{SVG}text")].count("rtl") == 1


@pytest.mark.parametrize(
    ("item", "written"),
    [
        (
            bubble("Yes.", name="Nora", answers=Answered("Boris", "Is it?")),
            ["Nora", "Boris", "Is it?", "Yes."],
        ),
        (bubble("", file="ferry.txt"), ["ferry.txt"]),
        (bubble("Yes.", via="@quoth_bot"), ["via @quoth_bot", "Yes."]),
        (bubble("Yes.", keyboard=((Button("More", "callback_data", {}),),)), ["Yes.", "More"]),
        (Notice("Thank you!", is_alert=False), ["Thank you!"]),
        (Notice("It has changed.", is_alert=True), ["It has changed.", "OK"]),
        (Cards("@quoth_bot who", [("A title", "A sentence.")]), ["A title", "A sentence.", "@quoth_bot who"]),
        (Cards("@quoth_bot x", [], "Ask me in private"), ["Ask me in private", "@quoth_bot x"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_thing_on_a_screen_shows_its_words_in_order(item: Item, written: list[str]) -> None:
    found = texts(drawn(Screen("Circle", "group", [item]), "A picture"))

    assert [words for words in found if words in written] == written


def ends_of_lines(svg: str) -> list[tuple[float, float]]:
    """For each line of text that begins in a box: the right end of the line, and that of the box."""
    root, found = ET.fromstring(svg), []
    boxes = [
        [float(box.get(name, 0)) for name in ("x", "y", "width", "height")] for box in root.iter(f"{SVG}rect")
    ]
    for text in root.iter(f"{SVG}text"):
        if text.get("textLength") and not {"middle", "end"} & set(text.get("class", "").split()):
            x, y = float(text.get("x", 0)), float(text.get("y", 0))
            around = [
                left + wide
                for left, top, wide, high in boxes
                if left <= x <= left + wide and top <= y <= top + high
            ]
            found.append((x + float(text.get("textLength", 0)), min(around)))
    return found


def test_every_line_of_several_characters_has_a_length_so_that_any_font_fits() -> None:
    svg = drawn(Screen("Quoth", "bot", [bubble("One line,\nanother **line**.", name="Nora")]), "A picture")

    lines = ET.fromstring(svg).iter(f"{SVG}text")

    assert [
        line.text for line in lines if len("".join(line.itertext())) > 1 and not line.get("textLength")
    ] == []


def test_no_line_is_longer_than_its_bubble() -> None:
    long = bubble("A sentence that is broken into lines. " * 20, Entity("blockquote", 0, 300))

    ends = ends_of_lines(drawn(Screen("Quoth", "bot", [long]), "A picture"))

    assert len(ends) > 10
    assert [end for end, box in ends if end > box] == []


def test_nothing_is_drawn_beyond_the_picture() -> None:
    long = bubble("word " * 200, name="N" * 90, file="f" * 90, via="@" + "b" * 90)

    root = ET.fromstring(
        drawn(Screen("T" * 90, "group", [long, Notice("n " * 90, is_alert=True)]), "A picture")
    )

    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x", 0)) <= float(box.get("x", 0)) + float(box.get("width", 0)) <= WIDTH
