"""Find names by their capitals, in scripts that have them."""

from collections.abc import Iterator, Sequence

from languages.patterns import Word
from languages.schema import PhraseTable


def capital_runs(words: Sequence[Word], table: PhraseTable) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, as ranges of word indices, with the small words and hyphens within them.

    "the Duke of Parma met Jean-Luc" has two: "Duke of Parma" and "Jean-Luc".  A value, such as YES in
    "write_enable=YES", is not a name.
    """
    at = 0
    for start, word in enumerate(words):
        if start >= at and word.may_name and not (start and words[start - 1].text == "="):
            at = _run_end(words, start + 1, table)
            yield start, at


def _run_end(words: Sequence[Word], at: int, table: PhraseTable) -> int:
    while at < len(words):
        joined = at + (words[at].text in table.name_particles or words[at].text == "-")
        if joined >= len(words) or not words[joined].may_name:
            break
        at = joined + 1
    return at
