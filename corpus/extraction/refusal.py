"""A refusal of a file, and the limit of a document's text."""

from corpus.limits import MAX_CHARACTERS


class Refused(Exception):  # noqa: N818 - it describes a file, and is caught where the file is known
    """A file that cannot be read: what is wrong with it and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def check_length(characters: int) -> None:
    """Raise Refused if a text of so many characters is too long; the sooner, the less memory it takes."""
    if characters > MAX_CHARACTERS:
        raise Refused(f"has more than {MAX_CHARACTERS:,} characters", "split it")
