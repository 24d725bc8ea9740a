"""Errors of measuring; each message says what is wrong and what to do."""


class EvaluationError(Exception):
    """The root of the tree; its message is one line for the terminal."""


class GoldError(EvaluationError):
    """A gold file cannot be read; names the file, the line and the remedy."""


class SavedRunError(EvaluationError):
    """A saved run cannot be read, or has nothing in common with the run it is compared with."""


class KeptFiguresError(EvaluationError):
    """The kept figures cannot be read, or were taken from another corpus or other questions."""
