"""Lists and headings of OpenDocument texts, whose numbers are only in their styles."""

from corpus.extraction.odt import read_odt
from tests.corpus.packed import odt

STYLES = """<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
<text:list-level-style-bullet text:level="3" text:bullet-char="o"/>
</text:list-style>
<text:outline-style style:name="Outline">
<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
</text:outline-style>"""


def item(words: str, inside: str = "", start: str = "") -> str:
    return f"<text:list-item{start}><text:p>{words}</text:p>{inside}</text:list-item>"


def listed(items: str, more: str = "") -> str:
    return f'<text:list text:style-name="L1"{more}>{items}</text:list>'


def found_in(body: str) -> list[str]:
    return read_odt(odt(body, styles=STYLES)).text.split("\n")


def test_items_have_the_numbers_of_their_level() -> None:
    bullets = f"<text:list>{item('hot')}</text:list>"
    inner = f"<text:list>{item('glass', bullets)}{item('hood')}</text:list>"

    found = found_in(listed(item("wash", inner) + item("dry")))

    assert found == ["1. wash", "(a) glass", "- hot", "(b) hood", "2. dry"]


def test_a_list_begins_again_unless_it_continues_the_one_before() -> None:
    first = f"{listed(item('wash'))}<text:p>Wait.</text:p>"
    stated = ' text:start-value="9"'

    assert found_in(first + listed(item("dry"), ' text:continue-numbering="true"'))[-1] == "2. dry"
    assert found_in(first + listed(item("dry")))[-1] == "1. dry"
    assert found_in(first + listed(item("dry", start=stated)))[-1] == "9. dry"


def test_headings_have_the_numbers_of_the_outline_which_are_no_part_of_the_title() -> None:
    body = "".join(
        f'<text:h text:outline-level="{level}">{words}</text:h><text:p>So.</text:p>'
        for level, words in ((1, "Ash"), (2, "Oak"), (2, "Elm"), (1, "Fir"))
    )

    made = read_odt(odt(body, styles=STYLES))

    assert [made.text[slice(*span)] for span in made.headings] == ["I. Ash", "I.1 Oak", "I.2 Elm", "II. Fir"]
    assert made.title == "Ash"


def test_a_list_without_a_style_has_no_numbers() -> None:
    assert found_in(f"<text:list>{item('wash')}{item('dry')}</text:list>") == ["- wash", "- dry"]
