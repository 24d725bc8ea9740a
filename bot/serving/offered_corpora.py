"""The corpora that the web offers: public ones to everybody, private ones to the keys that may ask them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.libraries.joint_corpus import JointCorpus
from bot.live_corpus import LiveCorpus
from config.corpora import ALL
from web.api.queries import NoSuchCorpusError


@dataclass(frozen=True)
class OfferedCorpora:
    """The live ``corpora`` by name; an only corpus has the name "".

    ``private`` names those that only programs with a key see; ``by_key`` has, for each key, the names of the
    private ones that it may ask.
    """

    corpora: Mapping[str, LiveCorpus]
    private: Collection[str] = ()
    by_key: Mapping[str, Collection[str]] = field(default_factory=dict)
    _joint: dict[tuple[str, ...], JointCorpus] = field(default_factory=dict, init=False, repr=False)

    @property
    def public(self) -> tuple[str, ...]:
        """The names of the public corpora."""
        return self.seen("")

    def seen(self, key: str) -> tuple[str, ...]:
        """The names of the corpora that a program with the key of that name sees; "" is no key."""
        extra = self.by_key.get(key, ()) if key else ()
        return tuple(name for name in self.corpora if name not in self.private or name in extra)

    def chosen(self, name: str, key: str) -> LiveCorpus:
        """The corpus of that name, or all that the key sees.

        Raises NoSuchCorpusError if the key sees none of that name, whether or not it exists.
        """
        seen = self.seen(key)
        if name in seen:
            return self.corpora[name]
        if name not in ("", ALL) or not seen:
            raise NoSuchCorpusError(seen)
        return self.together(seen)

    def together(self, names: tuple[str, ...]) -> LiveCorpus:
        """Those corpora as one."""
        if names == ("",):
            return self.corpora[""]
        if names not in self._joint:
            self._joint[names] = JointCorpus({name: self.corpora[name] for name in names})
        return self._joint[names]


def only(corpus: LiveCorpus) -> OfferedCorpora:
    """One corpus, which needs no name."""
    return OfferedCorpora({"": corpus})
