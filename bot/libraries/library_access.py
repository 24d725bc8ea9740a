"""Which libraries a chat sees: public ones are for everybody, private ones for certain chats and people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

ALL = "all"
"""In a choice: all libraries that the chat sees, including those added later."""


@dataclass(frozen=True, slots=True)
class LibraryAccess:
    """``private`` has the ids of the chats and people that see a private library; ``owners`` see all.

    Until somebody chooses, a chat uses those of ``default`` that it sees.
    """

    private: Mapping[str, Collection[int]] = field(default_factory=dict)
    owners: Collection[int] = ()
    default: Sequence[str] = (ALL,)

    def seen(self, names: Sequence[str], chat: int) -> tuple[str, ...]:
        """Those of *names* that a chat sees; a private chat has the id of its person.

        >>> access = LibraryAccess({"pay": [42]})
        >>> access.seen(["news", "pay"], 42), access.seen(["news", "pay"], 7)
        (('news', 'pay'), ('news',))
        """
        return tuple(name for name in names if self._sees(chat, name))

    def used(self, names: Sequence[str], chat: int, chosen: Sequence[str]) -> tuple[str, ...]:
        """Those of *names* that a chat uses, by what was *chosen* there or else by default."""
        seen = self.seen(names, chat)
        return among(seen, chosen) or among(seen, self.default)

    def _sees(self, chat: int, name: str) -> bool:
        return name not in self.private or chat in self.private[name] or chat in self.owners


def among(seen: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
    """The *chosen* libraries among those that are seen.

    >>> among(("faq", "news"), ["news", "pay"]), among(("faq", "news"), [ALL])
    (('news',), ('faq', 'news'))
    """
    return tuple(name for name in seen if name in chosen or ALL in chosen)
