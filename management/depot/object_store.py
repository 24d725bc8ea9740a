"""The interface of the store that holds a depot's objects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A stored object: its name, its size in bytes, and when it was written (seconds since 1970)."""

    name: str
    size: int
    at: float


class ObjectStore(Protocol):
    """Objects by name.  Writes are atomic: nobody ever sees half of an object.

    Every method raises DepotError if the store cannot be used.
    """

    @property
    def name(self) -> str:
        """The address of the store for people, without secrets."""

    def list_objects(self, below: str) -> Iterator[StoredObject]:
        """The objects whose names begin with *below*, a folder with a slash at its end."""

    def has(self, name: str) -> bool:
        """Whether there is an object of that name."""

    def read(self, name: str) -> Iterator[bytes]:
        """The content of an object, piece by piece.  Raises ObjectMissingError if there is none."""

    def write(self, name: str, content: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write an object; with *only_new*, do nothing and return False if there is one of that name.

        With *only_new*, the content is held in memory.
        """

    def delete(self, names: Sequence[str]) -> None:
        """Delete objects; missing ones are ignored."""

    def sweep_unfinished(self, before: float) -> None:
        """Delete the remains of writes that were interrupted before a time (seconds since 1970)."""
