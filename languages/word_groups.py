"""Groups of interchangeable words: one group per line, entries separated by commas.

    # a comment
    car, automobile, motor vehicle

An admin's ``synonyms.txt`` and the built-in related words and irregular forms have the same format.
"""

from collections.abc import Sequence

Group = tuple[str, ...]

A_GROUP = "write the words of a group on one line, with commas between them: car, automobile"
"""The remedy for a line that is not a group."""
_LONGEST = 6  # words per entry; a longer one is a sentence, which nobody types word for word
_SEPARATORS = str.maketrans("，、،；;", ",,,,,")  # commas of other scripts, and semicolons


def parse_group(line: str) -> Group:
    """The entries of a line without duplicates; none for a blank line or a comment.

    >>> parse_group("car, Automobile , motor vehicle,car  # as in the tax law")
    ('car', 'Automobile', 'motor vehicle')
    """
    entries = line.partition("#")[0].removeprefix("\ufeff").translate(_SEPARATORS).split(",")
    return tuple(dict.fromkeys(" ".join(entry.split()) for entry in entries if entry.strip()))


def wrong_with(group: Sequence[str]) -> str:
    """What is wrong with a group, or "" if nothing is.

    >>> wrong_with(("car",)), wrong_with(("car", "automobile"))
    ('has only one word or phrase', '')
    """
    if len(group) < 2:
        return "has only one word or phrase"
    for entry in group:
        if not any(character.isalnum() for character in entry):
            return f'has an entry without a letter ("{entry}")'
        if len(entry.split()) > _LONGEST:
            return f'has an entry of more than {_LONGEST} words ("{entry}")'
    return ""
