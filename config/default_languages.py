"""The default language for people whose own is unknown: one for all corpora, or one for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ENGLISH = "en"
SPOKEN = (ENGLISH, "ru", "es", "de", "zh")
"""The languages that the bot speaks."""


@dataclass(frozen=True, slots=True)
class DefaultLanguages:
    """The default language of each library; the entry "" is for all others."""

    by_library: Mapping[str, str] = field(default_factory=dict)

    def of(self, libraries: Sequence[str]) -> str:
        """The default language of several libraries together: the one they share, or else the general one.

        >>> languages = DefaultLanguages({"handbook": "de", "wages": "de", "news": "ru"})
        >>> languages.of(["handbook", "wages"]), languages.of(["handbook", "news"]), languages.of(["faq"])
        ('de', 'en', 'en')
        """
        general = self.by_library.get("", ENGLISH)
        found = {self.by_library.get(library, general) for library in libraries}
        return found.pop() if len(found) == 1 else general


def parse_default_languages(value: str) -> dict[str, str]:
    """The default languages in a setting, by corpus; the entry "" is for all others.

    >>> parse_default_languages("de"), parse_default_languages("handbook=de, news=ru")
    ({'': 'de'}, {'handbook': 'de', 'news': 'ru'})

    Raises ValueError for anything else.
    """
    pairs = [entry.rpartition("=") for entry in value.split(",") if entry.strip()]
    found = {name.strip(): code.strip() for name, _, code in pairs}
    if len(found) < len(pairs):
        raise ValueError("a corpus occurs twice; write each once: handbook=de,news=ru")
    if unknown := [code for code in found.values() if code not in SPOKEN]:
        raise ValueError(
            f"{unknown[0]!r} is not one of: {', '.join(SPOKEN)}; write de, or handbook=de,news=ru"
        )
    return found
