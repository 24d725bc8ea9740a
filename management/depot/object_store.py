"""What a depot needs of the place that holds its objects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object that a place holds: its name, its size in bytes, and when it was written (since 1970)."""

    name: str
    size: int
    at: float


class ObjectStore(Protocol):
    """Objects by name.  Each is written whole or not at all, and nobody sees half of one.

    Every method raises DepotError if the place cannot be used.
    """

    @property
    def name(self) -> str:
        """The place as people write it, without secrets."""

    def list_objects(self, below: str) -> Iterator[StoredObject]:
        """The objects whose names begin with *below*, a folder that ends in a slash."""

    def has(self, name: str) -> bool:
        """Whether there is an object of that name."""

    def read(self, name: str) -> Iterator[bytes]:
        """The content of an object, piece by piece.  Raises ObjectMissingError if there is none."""

    def write(self, name: str, content: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write an object; with *only_new*, return False and leave it alone if there is one of that name.

        What is written *only_new* is held in memory.
        """

    def delete(self, names: Sequence[str]) -> None:
        """Delete objects; those that are not there are passed over."""

    def sweep_unfinished(self, before: float) -> None:
        """Delete what writes left behind that were interrupted before a time (seconds since 1970)."""
