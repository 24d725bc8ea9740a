"""The error for a refused file, and the check of a text's length."""

from corpus.limits import MAX_CHARACTERS

_NO_MEMORY = 2  # libxml2's ERR_NO_MEMORY


class Refused(Exception):  # noqa: N818 - it describes a file, and is caught where the file is known
    """A file that cannot be read: what is wrong with it and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def is_out_of_memory(error: Exception) -> bool:
    """Whether a parser ran out of memory, which lxml also reports as broken XML.

    >>> from lxml.etree import ErrorTypes, XMLSyntaxError
    >>> is_out_of_memory(XMLSyntaxError("unknown error", ErrorTypes.ERR_NO_MEMORY, 0, 0))
    True
    """
    return type(error).__name__ == "XMLSyntaxError" and getattr(error, "code", 0) == _NO_MEMORY


def check_length(characters: int) -> None:
    """Raise Refused if a text of that many characters is too long; checking early saves memory."""
    if characters > MAX_CHARACTERS:
        raise Refused(f"has more than {MAX_CHARACTERS:,} characters", "split it")
