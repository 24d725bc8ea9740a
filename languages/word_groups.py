"""Groups of words that stand for each other, one group a line, with commas between the entries.

    # a comment
    car, automobile, motor vehicle

An admin's ``synonyms.txt`` and the built-in related words and irregular forms are written alike.
"""

from collections.abc import Sequence

Group = tuple[str, ...]

A_GROUP = "write the words of a group on one line, with commas between them: car, automobile"
"""What to do about a line that is no group."""
_LONGEST = 6  # words of one entry; longer ones are sentences, which nobody asks word for word
_SEPARATORS = str.maketrans("，、،；;", ",,,,,")  # the commas of other scripts, and what is taken for one


def parse_group(line: str) -> Group:
    """The entries of a line, each once; none where it is blank or a comment.

    >>> parse_group("car, Automobile , motor vehicle,car  # as in the tax law")
    ('car', 'Automobile', 'motor vehicle')
    """
    entries = line.partition("#")[0].removeprefix("\ufeff").translate(_SEPARATORS).split(",")
    return tuple(dict.fromkeys(" ".join(entry.split()) for entry in entries if entry.strip()))


def wrong_with(group: Sequence[str]) -> str:
    """What is wrong with a group, "" where it is right.

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
