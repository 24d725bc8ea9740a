"""What can be wrong with a depot.  Each message names the version or the depot, and says what to do."""

from corpus.errors import StorageError


class DepotError(StorageError):
    """The depot cannot be used: it does not answer, refuses the keys, or takes no more."""


class ObjectMissingError(DepotError):
    """The depot has no object of that name."""


class NotInDepotError(DepotError):
    """The depot has no version of that name."""


class DepotDamagedError(DepotError):
    """What the depot has is not what was put there."""
