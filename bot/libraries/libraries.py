"""The libraries of the running bot, and which of them a chat uses."""

import hashlib
from collections.abc import Mapping, Sequence

from bot.libraries.joint_corpus import JointCorpus
from bot.libraries.library_access import LibraryAccess
from bot.live_corpus import LiveCorpus
from bot.state.libraries import ChosenLibraries

LONGEST_KEY = 60
_DIGEST = "several+"
"""The prefix of keys that are digests of long lists of names; no name of a library contains a +."""


class Libraries:
    """The running corpora by their names.  A *key* names what is answered from: one of them, or several."""

    def __init__(
        self,
        corpora: Mapping[str, LiveCorpus],
        access: LibraryAccess,
        chosen: ChosenLibraries,
    ) -> None:
        self.corpora = dict(corpora)
        self._access = access
        self._chosen = chosen
        self._joint: dict[str, JointCorpus] = {}
        self._names: dict[str, tuple[str, ...]] = {name: (name,) for name in corpora}

    def seen(self, chat: int) -> tuple[str, ...]:
        """The libraries that a chat may choose from; a private chat has the id of its person."""
        return self._access.seen(tuple(self.corpora), chat)

    async def used(self, chat: int, thread: int = 0) -> tuple[str, ...]:
        """The libraries that a chat uses, or a topic of it; none if it sees none."""
        chosen = await self._chosen.of(chat, thread)
        return self._access.used(tuple(self.corpora), chat, chosen)

    async def choose(self, chat: int, thread: int, names: Sequence[str]) -> None:
        """Choose what a chat uses, or a topic of it."""
        await self._chosen.choose(chat, thread, names)

    async def key(self, names: Sequence[str]) -> str:
        """The key of some libraries."""
        key = key_of(names)
        if key not in self._names:
            if key.startswith(_DIGEST):
                await self._chosen.keep_set(key, names)
            self._names[key] = tuple(names)
        return key

    async def recall(self, key: str) -> bool:
        """Look up the libraries of a key that another process may have made; False if they are unknown."""
        if not self.names(key) and key.startswith(_DIGEST):
            names = await self._chosen.set_of(key)
            if set(names) <= set(self.corpora):
                self._names[key] = names
        return bool(self.names(key))

    def names(self, key: str) -> tuple[str, ...]:
        """The libraries of a key; none if there are no such libraries, or it was not recalled."""
        # A key stored before a restart.
        if key not in self._names and set(parts := key.split("+")) <= set(self.corpora):
            self._names[key] = tuple(parts)
        return self._names.get(key, ())

    def is_seen(self, key: str, chat: int) -> bool:
        """Whether a chat sees all libraries of a key."""
        names = self.names(key)
        return bool(names) and set(names) <= set(self.seen(chat))

    def corpus(self, key: str) -> LiveCorpus:
        """The corpus to answer from, for a known key."""
        if key in self.corpora:
            return self.corpora[key]
        if key not in self._joint:
            members = {name: self.corpora[name] for name in self.names(key)}
            self._joint[key] = JointCorpus(members)
        return self._joint[key]


def key_of(names: Sequence[str]) -> str:
    """The names joined, or a digest of them if that would be long.

    >>> key_of(["faq"]), key_of(["faq", "news"]), len(key_of([f"library{n}" for n in range(100)]))
    ('faq', 'faq+news', 21)
    """
    joined = "+".join(names)
    if len(joined) <= LONGEST_KEY:
        return joined
    return f"{_DIGEST}{hashlib.sha256(joined.encode()).hexdigest()[:13]}"
