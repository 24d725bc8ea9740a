import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction import decoding
from corpus.extraction.decoding import decode

RUSSIAN = "Сосны гнутся на ветру, но не ломаются. Ветер дует с моря, и старые сосны скрипят всю ночь."
CHINESE = "老松树在风中弯曲，但没有折断。海风吹了一整夜，村里的人都没有睡着。"
JAPANESE = "古い松は風に曲がるが、折れることはない。海からの風が一晩中吹いていた。"
ARABIC = "تنحني أشجار الصنوبر القديمة في الريح لكنها لا تنكسر، والريح تهب من البحر طوال الليل."
SPANISH = "Los pinos viejos se doblan con el viento, pero no se rompen; mañana soplará más todavía."
GERMAN = "Die alten Kiefern biegen sich im Wind, brechen aber nicht; der Sturm über dem Meer hält an."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-32"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-8"),
        (JAPANESE, "shift_jis"),
        (ARABIC, "cp1256"),
        (SPANISH, "latin-1"),
        (GERMAN, "cp1252"),
        (GERMAN, "utf-16"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_line_ends_become_line_feeds_and_nothing_else_is_touched() -> None:
    assert decode(b"a\r\nb\rc\n\r\n \t\x0c d\xe2\x80\xa8e") == "a\nb\nc\n\n \t\x0c d\u2028e"


def test_a_byte_order_mark_is_dropped_only_at_the_beginning() -> None:
    assert decode("\ufeffa\ufeffb".encode()) == "a\ufeffb"


def test_a_damaged_utf_8_file_is_refused_with_the_position_of_the_damage() -> None:
    data = f"Сосны\n{RUSSIAN}".encode().replace("моря".encode(), "моря".encode()[:-1])

    with pytest.raises(ValueError, match=r"is not UTF-8 at byte \d+ \(line 2\)"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"P\x00i\x00n\x00e\x00",
        b"\x7fELF\x02\x01\x01",
        b"a\x01\x02",
        b"\xff\xfeP",
        b"\x89PNG\r\n\x1a\n\x00\xd8",
    ],
)
def test_bytes_that_are_not_text_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="is not"):
        decode(data)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_every_text_comes_back_from_its_utf_8(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


@given(st.binary())
def test_any_bytes_give_a_text_that_can_be_stored_or_a_reason(data: bytes) -> None:
    try:
        text = decode(data)
    except ValueError:
        return

    text.encode()

    assert "\r" not in text


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(decoding).failed == 0
