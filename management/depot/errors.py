"""Errors of a depot.  Each message names the version or the depot, and says what to do."""

from corpus.errors import StorageError


class DepotError(StorageError):
    """The depot cannot be used: it does not answer, refuses the keys, or is full."""


class ObjectMissingError(DepotError):
    """The depot has no object of that name."""


class NotInDepotError(DepotError):
    """The depot has no version of that name."""


class DepotDamagedError(DepotError):
    """The content of the depot differs from what was written."""
