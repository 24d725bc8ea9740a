"""Write the number of an item as lists have it: 4, d, D, iv or IV."""

ARABIC, LOWER_LETTER, UPPER_LETTER, LOWER_ROMAN, UPPER_ROMAN = "1", "a", "A", "i", "I"
"""The styles of a list, as the ``type`` of a list in HTML and a number format in OpenDocument."""

_LETTERS = 26
_LARGEST_ROMAN = 3_999
_ROMAN = {
    "m": 1000,
    "cm": 900,
    "d": 500,
    "cd": 400,
    "c": 100,
    "xc": 90,
    "l": 50,
    "xl": 40,
    "x": 10,
    "ix": 9,
    "v": 5,
    "iv": 4,
    "i": 1,
}


def ordinal(number: int, style: str) -> str:
    """A number in a style; in Arabic figures if the style has no such number, or is another one.

    >>> [ordinal(4, style) for style in (ARABIC, LOWER_LETTER, UPPER_ROMAN)], ordinal(30, LOWER_LETTER)
    (['4', 'd', 'IV'], '30')
    """
    if style in (LOWER_LETTER, UPPER_LETTER) and 0 < number <= _LETTERS:
        return chr(ord(style) + number - 1)
    if style in (LOWER_ROMAN, UPPER_ROMAN) and 0 < number <= _LARGEST_ROMAN:
        return roman(number).upper() if style == UPPER_ROMAN else roman(number)
    return str(number)


def roman(number: int) -> str:
    """A number in Roman figures, in lower case: ``roman(1994) == "mcmxciv"``."""
    found = ""
    for figure, value in _ROMAN.items():
        count, number = divmod(number, value)
        found += figure * count
    return found
