"""A bound on what is read of a question, so that no message costs much more than a long question does."""

LONGEST_QUESTION = 600
"""Characters that are read of a question; what people ask has some fifty."""


def within_length(question: str, most: int = LONGEST_QUESTION) -> str:
    """A question, or of one that is very long its beginning and its end, cut between words.

    >>> within_length("Who lit the lamp, " + "please, " * 9 + "this morning?", 40)
    'Who lit the lamp, this morning?'
    """
    if len(question) <= most:
        return question
    half = most // 2
    beginning, *_ = question[:half].rsplit(maxsplit=1) or [""]
    *_, end = question[-half:].split(maxsplit=1) or [""]
    return f"{beginning} {end}"
