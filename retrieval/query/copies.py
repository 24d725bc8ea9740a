"""Recognise copies of a text, in other documents or within longer sentences."""

from functools import lru_cache

_MIN_COPIED = 30  # minimum length of a sentence that counts as copied into a longer one
_REMEMBERED = 4_096  # texts


@lru_cache(maxsize=_REMEMBERED)
def on_one_line(text: str) -> str:
    r"""A text without its line breaks and indentation.

    >>> on_one_line("The lamp\n  is red.")
    'The lamp is red.'
    """
    return " ".join(text.split())


def is_copy(text: str, other: str) -> bool:
    r"""Whether two sentences are equal except for line breaks, or the longer one contains the other.

    >>> is_copy("The lamp is red.", "The lamp\nis red."), is_copy("Red.", "The lamp is red.")
    (True, False)
    >>> is_copy("The lamp of the harbour is red.", "Notice: The lamp of the harbour is red.")
    True
    """
    shorter, longer = on_one_line(text), on_one_line(other)
    if len(shorter) > len(longer):
        shorter, longer = longer, shorter
    return shorter == longer or (len(shorter) >= _MIN_COPIED and shorter in longer)
