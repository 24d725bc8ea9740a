"""The structure of plain texts: wrapped paragraphs, list items, terms, questions, headings."""

from itertools import pairwise
from textwrap import dedent, fill, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.display import displayed
from corpus.records import Document
from corpus.segmentation.passages import split
from tests.corpus.structure.breaks import broken
from tests.corpus.structure.described import LOREM, contexts_and_sentences, markdown, plain, sentences

MANUAL = """\
    PINE(1)                     General Commands Manual                    PINE(1)



    NAME
           pine - a tree that bends

    OPTIONS
           -b     Bend  in  every gale that comes in from the sea, and do not stop
                  until it is over.

           -f, --force
                  Do not ask first.

           --delay=SECONDS
                  Wait so long.  The default is 5.

                  With 0, do not wait.

       Output
           --quiet

           Say nothing.

    ENVIRONMENT
           HOME   the folder of the tree

    Pine 1.0                        March 2003                             PINE(1)
    """


def test_a_manual_page_has_its_options_as_the_context_of_their_descriptions() -> None:
    assert contexts_and_sentences(plain(MANUAL)) == [
        ("NAME", ["pine - a tree that bends"]),
        (
            "OPTIONS > -b",
            ["Bend in every gale that comes in from the sea, and do not stop until it is over."],
        ),
        ("OPTIONS > -f, --force", ["Do not ask first."]),
        ("OPTIONS > --delay=SECONDS", ["Wait so long.", "The default is 5."]),
        ("OPTIONS > --delay=SECONDS", ["With 0, do not wait."]),
        ("OPTIONS > Output > --quiet", ["Say nothing."]),
        ("ENVIRONMENT", ["HOME the folder of the tree"]),
    ]


def test_running_heads_of_a_manual_page_are_outside_its_body() -> None:
    assert not any("PINE(1)" in sentence for sentence in sentences(plain(MANUAL)))


def test_the_title_of_a_manual_page_comes_from_its_running_head() -> None:
    assert plain(MANUAL).title == "pine(1)"


FAQS = {
    "marked": """\
        Pine FAQ
        ========

        Q:  Do pines bend
            in every gale?

        A:  They do. They bend in every gale
            that comes in from the sea.

        Q:  Do they break?

        A:  Seldom.
        """,
    "marked in Russian": """\
        Вопрос: Do pines bend
        in every gale?
        Ответ: They do. They bend in every gale
        that comes in from the sea.

        Вопрос: Do they break?
        Ответ: Seldom.
        """,
    "numbered": """\
          1. Do pines bend
             in every gale?

             They do. They bend in every gale
             that comes in from the sea.

          2. Do they break?

             Seldom.

          3. I found a pine.

             Leave it.
        """,
    "alone": """\
        Do pines bend
        in every gale?

        They do. They bend in every gale
        that comes in from the sea.

        Do they break?

        Seldom.

        How old do they get?

        Four hundred years.
        """,
}


@pytest.mark.parametrize("layout", FAQS)
def test_a_question_is_the_context_of_its_answer_and_never_cited(layout: str) -> None:
    first, second, *_ = contexts_and_sentences(plain(FAQS[layout]))

    assert first[0].endswith("Do pines bend in every gale?")
    assert first[1] == ["They do.", "They bend in every gale that comes in from the sea."]
    assert second[0].endswith("Do they break?")
    assert second[1] == ["Seldom."]


def test_questions_right_above_indented_answers_end_with_their_section() -> None:
    faq = plain(
        """
        TREES
               Do they bend?
                   They do.

               Do they break?
                   Seldom.

               My pine has lost its needles.
                   Wait until the spring.

        WIND
               Does it blow?
                   It does.
        """
    )

    assert contexts_and_sentences(faq) == [
        ("Do they bend?", ["They do."]),
        ("Do they break?", ["Seldom."]),
        ("My pine has lost its needles.", ["Wait until the spring."]),
        ("WIND > Does it blow?", ["It does."]),
    ]


def test_a_markdown_heading_that_asks_is_the_context_of_its_answer() -> None:
    faq = markdown(f"# Pines\n\n## Do they bend?\n\n{fill(LOREM, 70)}\n\n## Do they break?\n\nSeldom.\n")

    assert [context for context, _ in contexts_and_sentences(faq)] == ["Do they bend?", "Do they break?"]


def test_an_option_is_not_part_of_its_description_even_if_that_begins_in_lower_case() -> None:
    options = """
    -s, --summarize
           display only a total

    -l  or  --loose
       Match the bark loosely.
    """
    manual = plain(f"{fill(LOREM, 70)}\n{dedent(options)}")

    assert contexts_and_sentences(manual)[1:] == [
        ("-s, --summarize", ["display only a total"]),
        ("-l or --loose", ["Match the bark loosely."]),
    ]


def test_a_note_in_a_fence_is_prose() -> None:
    note = "```{note}\nThe pines should\nnot be cut in spring.\n```\n"

    assert (
        sentences(markdown(f"# Pines\n\n{LOREM}\n\n{note}"))[-1] == "The pines should not be cut in spring."
    )


def test_questions_that_are_answered_together_are_both_context() -> None:
    faq = plain("Q. Do they bend?\n\nQ. Do they sway?\n\nA. They do.\n\nQ. Why?\n\nA. The wind.\n")

    assert contexts_and_sentences(faq) == [
        ("Do they bend? > Do they sway?", ["They do."]),
        ("Why?", ["The wind."]),
    ]


def test_the_context_has_all_headings_down_to_the_nearest() -> None:
    text = f"Pines\n=====\n\nCoast\n-----\n\nStorms\n~~~~~~\n\n{LOREM}\n\nInland\n------\n\n{LOREM}\n"

    assert [context for context, _ in contexts_and_sentences(plain(text))] == ["Coast > Storms", "Inland"]


def test_numbered_headings_are_the_context_of_what_follows() -> None:
    text = f"A Licence\n\n1. Trees\n\n1.1. Pines\n\n{LOREM}\n\n1.2. Oaks\n\n{LOREM}\n\n2. Shrubs\n\n{LOREM}\n"

    assert [context for context, _ in contexts_and_sentences(plain(text))] == [
        "1. Trees > 1.1. Pines",
        "1. Trees > 1.2. Oaks",
        "2. Shrubs",
    ]


def test_a_definition_that_continues_below_its_term_is_one_sentence() -> None:
    pine = '1.1. "Pine"\n    means a tree that bends in\n    every gale.\n\n'
    text = f'{pine}1.2. "Oak"\n    means one that does not.\n'

    assert sentences(plain(text)) == [
        '1.1. "Pine" means a tree that bends in every gale.',
        '1.2. "Oak" means one that does not.',
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Its address is:\n\n    https://example.org/pines\n", "Its address is: https://example.org/pines"),
        (
            "An archive is available at\nhttps://example.org/pines\n",
            "An archive is available at https://example.org/pines",
        ),
        ("LOG LEVEL:\n        warning\n", "LOG LEVEL: warning"),
        (
            "Run this command,\nas yourself:\n\n  bend --now\n\nto bend the trees.\n",
            "Run this command, as yourself: bend --now to bend the trees.",
        ),
        (
            'If "make bend" says\n\n   no such tree\n\nplant one.\n',
            'If "make bend" says no such tree plant one.',
        ),
    ],
)
def test_a_term_and_the_value_below_it_are_one_sentence(text: str, sentence: str) -> None:
    assert sentence in sentences(plain(f"{LOREM}\n\n{text}\n{LOREM}\n"))


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Version: 3.2\n\nlampctl needs a cable.", ["Version: 3.2", "lampctl needs a cable."]),
        ("Lighting it\n\nlampctl lights it.", ["Lighting it", "lampctl lights it."]),
        (
            "lampctl has a wick.\n\nlampctl has oil.\n\nIt burns in one of two ways\n\nlampctl --slow",
            ["It burns in one of two ways", "lampctl --slow"],
        ),
        (
            "They are of these types:\n\n  b      bent pines\n\n  t      tall pines\n\n  s      small pines",
            ["They are of these types:", "b bent pines", "t tall pines", "s small pines"],
        ),
        ("lampctl [options] LAMP\n\nlampctl -D", ["lampctl [options] LAMP", "lampctl -D"]),
        ("Name: lampctl\nVersion: 3.2\nkeeper: Ada", ["Name: lampctl", "Version: 3.2", "keeper: Ada"]),
    ],
    ids=["value", "heading", "name", "entries", "commands", "values"],
)
def test_a_paragraph_that_begins_with_a_name_in_lower_case_stays_separate(
    text: str, apart: list[str]
) -> None:
    assert set(apart) <= set(sentences(plain(f"{LOREM}\n\n{text}\n")))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("The lamp is lit at dusk and\n\nburns until dawn.", "The lamp is lit at dusk and burns until dawn."),
        (
            "Each evening the lamp keeper climbs\n\nto the top.",
            "Each evening the lamp keeper climbs to the top.",
        ),
        (
            "Sorted oil lamps burn longer nights\n\nwithout any smoke.",
            "Sorted oil lamps burn longer nights without any smoke.",
        ),
        ("It has a wick. Use\n\nlampctl --trim\n\nto trim it.", "Use lampctl --trim to trim it."),
    ],
    ids=["small word before", "small word after", "prose", "example"],
)
def test_a_sentence_goes_on_across_a_blank_line(text: str, sentence: str) -> None:
    assert sentence in sentences(plain(f"{LOREM}\n\n{text}\n\n{LOREM}\n"))


COMMANDS = "sudo lampctl update\nsudo lampctl install wick\n"


@pytest.mark.parametrize(
    "document",
    [
        plain(f"{LOREM}\n\nTo have a wick, run:\n\n{indent(COMMANDS, '    ')}\n{LOREM}\n"),
        markdown(f"# Lamps\n\n{LOREM}\n\nTo have a wick, run:\n\n```sh\n{COMMANDS}```\n\n{LOREM}\n"),
        markdown(f"# Lamps\n\n{LOREM}\n\nTo have a wick, run:\n\n{indent(COMMANDS, '    ')}\n{LOREM}\n"),
    ],
    ids=["plain", "fence", "indented"],
)
def test_commands_are_cited_and_shown_as_lines_below_what_introduces_them(document: Document) -> None:
    cited = [
        displayed(document.text[slice(*span)]) for passage in split(document) for span in passage.sentences
    ]

    assert f"To have a wick, run:\n{COMMANDS.strip()}" in cited


def test_each_command_is_a_sentence_if_nothing_introduces_them_or_they_are_too_many() -> None:
    many = "".join(f"lampctl light {number}\n" for number in range(40))

    alone = sentences(plain(f"{LOREM}\n\n{COMMANDS}\n{LOREM}\n"))
    below = sentences(plain(f"{LOREM}\n\nRun these:\n\n{indent(many, '    ')}\n{LOREM}\n"))

    assert set(COMMANDS.splitlines()) <= set(alone)
    assert {"Run these:", *many.splitlines()} <= set(below)


def test_the_lines_of_an_example_that_is_not_set_in_are_cited_together() -> None:
    example = "A lamp of your own:\n\nheight = 4\ncolour = red"

    said = sentences(plain(f"{LOREM}\n\nRun:\n\n    bend --now\n\nIt bends.\n\n{example}\n"))

    assert "A lamp of your own: height = 4 colour = red" in said


def test_list_items_are_sentences_of_one_passage_with_their_introduction() -> None:
    text = f"{LOREM}\n\nThere are two kinds:\n\n  * pines, which bend in\n    every gale\n  * oaks\n"

    assert contexts_and_sentences(plain(text))[1] == (
        "",
        ["There are two kinds:", "pines, which bend in every gale", "oaks"],
    )


@pytest.mark.parametrize(
    "line",
    [
        "1.2.  Bending . . . . . . . . . . . . . . . . . . . . . . . . . .  7",
        "Bending ........................................................ 7",
        "Postel                                                     [Page 7]",
        "Copyright (C) 2003 Ann Lee.",
        "*" * 60,
        "=-" * 30,
    ],
)
def test_lines_of_the_page_are_not_cited(line: str) -> None:
    document = plain(f"{LOREM}\n\n{line}\n\n{LOREM}\n")

    assert line not in sentences(document)
    assert len(contexts_and_sentences(document)) == 2


def test_links_to_parts_of_a_markdown_page_are_not_cited() -> None:
    document = markdown(f"# Pines\n\n* [Bending](#bending)\n* [Oaks](oaks.md)\n\n## Bending\n\n{LOREM}\n")

    assert "[Oaks](oaks.md)" in sentences(document)
    assert "[Bending](#bending)" not in sentences(document)


def test_column_names_are_the_context_of_table_rows() -> None:
    document = markdown(f"{LOREM}\n\n| Tree | Height |\n|------|--------|\n| Oak | 12 m |\n| Pine | 30 m |\n")

    assert contexts_and_sentences(document)[1] == ("Tree | Height", ["| Oak | 12 m |", "| Pine | 30 m |"])


TABLE = """\
    Tree             Height   Where it stands in the town
    oak              12 m     beside the church, where the market is
    silver birch     15 m     along the road to the harbour
    pine             30 m     on the coast, and in two gardens of the old
                              part of the town
    larch             9 m     nowhere but in the park of the hospital
    weeping willow   11 m     at the pond, where it was planted in 1911
    hazel             4 m     behind the school, below its windows
"""


def test_rows_of_an_aligned_table_are_sentences_below_the_names_of_its_columns() -> None:
    document = plain(f"{LOREM}\n\n{TABLE}\n{LOREM}\n")

    ((context, rows),) = [each for each in contexts_and_sentences(document) if each[0]]

    assert context == "Tree Height Where it stands in the town"
    assert rows[0] == "oak 12 m beside the church, where the market is"
    assert rows[2] == "pine 30 m on the coast, and in two gardens of the old part of the town"
    assert len(rows) == 6


def test_prose_with_wide_gaps_is_not_a_table() -> None:
    text = (
        "The  trees  on  the  coast  bend  in  every  gale  that  comes  in\n"
        "from  the  sea  and,  when  it  is  over,  they  bend  back.   The\n"
        "trees  of  the  town  do  not,  and  nobody  there  minds  it  at\n"
        "all  although  some  of  them  are  older  than  the  town  is.\n"
    )

    assert broken(plain(f"{LOREM}\n\n{text}")) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Pines do not stop by themselves; so, for example,\n    bend --stop\nhas to be typed.",
            "Pines do not stop by themselves; so, for example, bend --stop has to be typed.",
        ),
        (
            "The height of a pine, after a gale or a storm in\nspring,\nis measured by the mayor.",
            "The height of a pine, after a gale or a storm in spring, is measured by the mayor.",
        ),
        (
            "Also see the list of trees\nwhich the town has kept since it was founded in that valley.",
            "Also see the list of trees which the town has kept since it was founded in that valley.",
        ),
        (
            "bend list [<tree>]\nbend start [<tree>]\nbend stop [<tree>]",
            "bend list [<tree>] bend start [<tree>] bend stop [<tree>]",
        ),
    ],
    ids=["example", "comma", "short line", "synopsis"],
)
def test_a_line_that_goes_on_in_lower_case_belongs_to_the_one_before(text: str, sentence: str) -> None:
    assert sentence in sentences(plain(f"{LOREM}\n\n{text}\n\n{LOREM}\n"))


def test_a_letter_that_stands_for_a_bullet_is_not_cited() -> None:
    text = "There are two kinds:\n\n    o  pines, which bend\n\n    o  oaks, which do not\n"

    assert "pines, which bend" in sentences(plain(f"{LOREM}\n\n{text}"))


# Without c and i: a line that wrapping begins with "iii." may be an item, and nothing but its sense says so.
WORDS = st.lists(
    st.text(st.sampled_from("abdefghjkmn"), min_size=3, max_size=11), min_size=63, max_size=160
).map(" ".join)


@given(WORDS, st.integers(56, 100), st.integers(0, 8), st.integers(0, 4))
def test_prose_wrapped_at_any_width_has_the_same_sentences(
    words: str, width: int, indent: int, first: int
) -> None:
    prose = words.split()  # whole words: a lone capital at a line's end reads as a line of its own
    text = (
        "".join(f"{' '.join(prose[at : at + 7]).capitalize()}. " for at in range(0, 63, 7)).strip(" .") + "."
    )
    margin = " " * indent
    wrapped = fill(text, width, initial_indent=margin + " " * first, subsequent_indent=margin)

    unwrapped = sentences(plain(f"{LOREM}\n\n{text}\n"))[3:]

    assert sentences(plain(f"{LOREM}\n\n{wrapped}\n"))[3:] == unwrapped


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
def test_no_sentence_of_a_wrapped_text_breaks_off(width: int) -> None:
    item = fill(LOREM, width, initial_indent="  * ", subsequent_indent="    ")
    text = f"{fill(LOREM, width)}\n\n{item}\n\n{fill(LOREM, width)}\n"

    assert broken(plain(text)) == []


def test_text_under_different_headings_is_in_different_passages() -> None:
    document = plain(MANUAL)

    for passage, following in pairwise(split(document)):
        between = document.text[passage.end : following.start]

        assert passage.context != following.context or not between.strip()


@pytest.mark.parametrize("meaning", ["Say nothing.", "say nothing"])
def test_an_option_and_its_short_description_are_cited_together_where_markdown_joins_their_lines(
    meaning: str,
) -> None:
    text = f"The lamp is old and needs a cable.\n\n-q\n    {meaning}\n\n--long Light it for long.\n"

    assert sentences(markdown(text))[1:] == [f"-q {meaning}", "--long Light it for long."]


LISTS_OF_OPTIONS = {
    "sentences": "-q Say nothing.\n-v Print the version.\n--delay SECONDS Wait so long.\n",
    "words": "-q Say nothing\n-v, --version print the version\n--delay=SECONDS wait so long\n",
    "apart": "-q Say nothing\n\n-v Print the version\n\n--delay=SECONDS Wait so long\n",
    "introduced": "lampctl knows these options:\n-q Say nothing\n-v Print the version\n-h help\n",
    "indented": "OPTIONS\n    -q Say nothing\n    -v Print the version\n    -h help\n",
    "with bullets": "* -q Say nothing\n* -v Print the version\n* --force\n",
}


@pytest.mark.parametrize("listed", LISTS_OF_OPTIONS)
def test_each_option_of_a_list_is_cited_with_its_description(listed: str) -> None:
    text = LISTS_OF_OPTIONS[listed]

    found = sentences(plain(text))

    options = [line.strip(" *") for line in text.splitlines() if line.strip(" *").startswith("-")]
    assert found[-3:] == options


def test_an_option_in_a_list_may_have_a_long_description() -> None:
    text = """
        lampctl knows these options:
        -q Say nothing at all, and write no file of it even if
        somebody asks for it.
        -v Print the version, and the names of all who have
          worked on it.
        --delay SECONDS Wait so long.
        """

    assert sentences(plain(text))[1:] == [
        "-q Say nothing at all, and write no file of it even if somebody asks for it.",
        "-v Print the version, and the names of all who have worked on it.",
        "--delay SECONDS Wait so long.",
    ]


def test_lines_of_prose_that_happen_to_begin_with_an_option_are_no_items() -> None:
    text = (
        "If you call it with the options -q and -v, or with\n"
        "--force and the other options that are known, then\n"
        "-q and all its friends are of no use to anybody.\n"
    )

    assert len(sentences(plain(text))) == 1


def test_names_of_an_option_above_its_description_are_one_term() -> None:
    text = "-o file name\n--output file name\n   Write there.\n-q\n--quiet\n   Say nothing.\n"

    assert contexts_and_sentences(plain(text)) == [
        ("-o file name --output file name", ["Write there."]),
        ("-q --quiet", ["Say nothing."]),
    ]


@pytest.mark.parametrize("option", ["-q, --quiet", "--undo LOG", "--undo <log>", "-u [LOG]"])
def test_a_name_or_a_value_above_the_column_of_the_description_is_part_of_the_term(option: str) -> None:
    name, beside = option.split()
    text = f"{option}\n{' ' * (len(name) + 1)}Put everything back in order.\n"

    assert contexts_and_sentences(plain(text)) == [(f"{name} {beside}", ["Put everything back in order."])]


def test_options_beside_aligned_descriptions_are_terms_however_long_they_are() -> None:
    text = """
        lampctl knows these options:
          -q, --quiet        say nothing
              --delay=TIME   wait so long
          -v                 print more than usual
              --very-verbose print more than that
        """

    assert contexts_and_sentences(plain(text))[1:] == [
        ("-q, --quiet", ["say nothing"]),
        ("-q, --quiet > --delay=TIME", ["wait so long"]),
        ("-v", ["print more than usual"]),
        ("-v > --very-verbose", ["print more than that"]),
    ]


UNCASED = {
    "things to do": "buy milk and bread for the weekend\ncall anna about the boat\npay rent before friday",
    "below a name": "to do\n\nbuy milk and bread for the weekend\ncall anna about the boat\npay the rent",
    "a chat": "anna: the lamp is broken again\nboris: ok i will look at it tomorrow\nanna: thanks, and "
    "bring the spare bulb please\nboris: sure",
    "in Russian": "купить молоко и хлеб\nпозвонить анне о лодке\nзаплатить за квартиру до пятницы",
}


@pytest.mark.parametrize("kind", UNCASED)
def test_each_line_of_a_text_without_capitals_is_cited_by_itself(kind: str) -> None:
    assert sentences(plain(UNCASED[kind])) == UNCASED[kind].replace("\n\n", "\n").split("\n")


@pytest.mark.parametrize("width", [45, 60, 76])
def test_wrapped_lines_of_a_text_without_capitals_are_joined(width: int) -> None:
    paragraph = LOREM.lower()

    assert sentences(plain(fill(paragraph, width))) == [paragraph]
