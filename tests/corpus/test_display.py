"""What is shown of a text, and whether that is checked."""

import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.display import displayed, is_faithful

SOURCES = [
    ("one space\n     between   words.", "one space between words."),
    ("the opti\u2010\n      misation level", "the optimisation level"),
    ("the git-\n  config(1) file", "the git-config(1) file"),
    ("老松树\n弯了。", "老松树弯了。"),
    ("**Current**: in __training mode__ and _Active LTS_.", "Current: in training mode and Active LTS."),
    ("run `make -j8` or ``a_b``", "run make -j8 or a_b"),
    ("all `Widget`s of the `chroot`ed bot", "all Widgets of the chrooted bot"),
    ("O`ahu and Hawai`i are islands", "O`ahu and Hawai`i are islands"),
    ("replaces (a[b]*)[c]*(d)\n with *", "replaces (a[b]*)[c]*(d) with *"),
    ("the [mailing list](mailto:a@b.org) and [TSC][], [one][two]", "the mailing list and TSC, one"),
    ('![Speed](a.png "Speed of it") was measured', "Speed was measured"),
    ("* an item", "an item"),
    ("| zlib | 2.743 | 95 MB/s |", "zlib | 2.743 | 95 MB/s"),
    ("as in:\n\n```bash\nmake\n```", "as in:\nmake"),
    ("> they said\n> so", "they said so"),
    (
        "see __init__, 2*3*4, a_b_c, *.c and *.h, x * y * z",
        "see __init__, 2*3*4, a_b_c, *.c and *.h, x * y * z",
    ),
    ("use `find' here", "use `find' here"),
    ("[3] and [citation needed] stay", "[3] and [citation needed] stay"),
    ("-x is an option", "-x is an option"),
    ("Put a cup\n   here.\n2. Press it.\n10) Drink.", "Put a cup here.\n2. Press it.\n10) Drink."),
    ("We need:\n  - apples\n  - pears", "We need:\n- apples\n- pears"),
    ("Run this:\n\n    make\n    make install", "Run this:\nmake\nmake install"),
    ("Run this:\nmake --now\nmake install", "Run this:\nmake --now\nmake install"),
    ("chsh(1), passwd(1),\ngroupadd(8), login(5)", "chsh(1), passwd(1), groupadd(8), login(5)"),
    ("across -x, single-column\n-1, vertical -C", "across -x, single-column -1, vertical -C"),
    ("They bend.\n\nThey\nsway.", "They bend.\nThey sway."),
    ("version\n2.0 or\n-x", "version 2.0 or -x"),
]


@pytest.mark.parametrize(("source", "shown"), SOURCES)
def test_lines_are_joined_and_marks_left_out(source: str, shown: str) -> None:
    assert displayed(source) == shown


@pytest.mark.parametrize(("source", "shown"), SOURCES)
def test_displayed_text_is_faithful(source: str, shown: str) -> None:
    assert is_faithful(shown, source)


@pytest.mark.parametrize(
    ("shown", "source"),
    [
        ("They bend.", "They bend"),
        ("They bend", "They bend."),
        ("They bent.", "They bend."),
        ("They do bend.", "They do not bend."),
        ("It costs 23.", "It costs 2*3."),
        ("snakecase", "snake_case"),
        ("now here", "nowhere"),
        ("10", "1,0"),
        ("They bend", "They bend!"),
        ("They bend here", "They bend (here)"),
        ("as shown", "as shown [citation needed]"),
        ("well known", "well-known"),
        ("", "They bend."),
        ("They bend. They break.", "They bend."),
    ],
)
def test_a_changed_word_or_sign_is_not_faithful(shown: str, source: str) -> None:
    assert not is_faithful(shown, source)


@given(st.text(st.sampled_from("aé松1 *_`[]()!#>|-+.\u2010\n\t\"'~x") | st.characters(), max_size=80))
def test_the_display_of_any_text_is_faithful(text: str) -> None:
    shown = displayed(text)

    assert is_faithful(shown, text)


@given(st.text(max_size=60))
def test_a_text_is_faithful_to_itself(text: str) -> None:
    assert is_faithful(text, text)


def test_the_examples_of_the_docs_are_true() -> None:
    found = doctest.testfile(str(Path(__file__).parents[2] / "docs/TEXTS.md"), module_relative=False)

    assert found.attempted
    assert not found.failed
