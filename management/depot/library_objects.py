"""The objects of one of several libraries: each library has its own folder in the depot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from management.depot.object_store import ObjectStore, StoredObject

LIBRARIES = "libraries/"
"""The folder of the libraries.  A bot with a single corpus has none: its versions are at the top level."""


@dataclass(frozen=True, slots=True)
class LibraryObjects:
    """The objects of one *library*, named by their paths below its folder in *objects*."""

    objects: ObjectStore
    library: str

    @property
    def name(self) -> str:
        """The address of the depot, with the library's folder."""
        return f"{self.objects.name}/{LIBRARIES}{self.library}"

    def list_objects(self, below: str) -> Iterator[StoredObject]:
        """The objects of the library below a folder."""
        for each in self.objects.list_objects(self._place(below)):
            yield replace(each, name=each.name.removeprefix(self._place("")))

    def has(self, name: str) -> bool:
        """Whether the library has an object of that name."""
        return self.objects.has(self._place(name))

    def read(self, name: str) -> Iterator[bytes]:
        """The content of an object, piece by piece."""
        return self.objects.read(self._place(name))

    def write(self, name: str, content: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write an object."""
        return self.objects.write(self._place(name), content, only_new=only_new)

    def delete(self, names: Sequence[str]) -> None:
        """Delete objects."""
        self.objects.delete([self._place(name) for name in names])

    def sweep_unfinished(self, before: float) -> None:
        """Delete the remains of interrupted writes, of any library."""
        self.objects.sweep_unfinished(before)

    def _place(self, name: str) -> str:
        return f"{LIBRARIES}{self.library}/{name}"
