"""Errors of an evaluation; each message says what is wrong and what to do."""


class EvaluationError(Exception):
    """The base class of these errors; the message is one line for the terminal."""


class GoldError(EvaluationError):
    """A gold file cannot be read; names the file, the line and the remedy."""


class SavedRunError(EvaluationError):
    """A saved run cannot be read, or has nothing in common with the run it is compared with."""


class BaselineError(EvaluationError):
    """The baseline cannot be read, or was measured on another corpus or other questions."""
