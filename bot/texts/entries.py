"""What catalogues are made of: entries that are only looked up, and sections of them."""

from collections.abc import Callable
from gettext import NullTranslations

from bot.messages.richtext import RichText, bold, plain
from bot.texts.formats import Formats


class Section:
    """The entries of one feature, in one language.

    An entry is called for its text.  Those that are only looked up are data (`TextLine`, `TextHeading`,
    `Label`); those with numbers, plurals or marks within are functions.
    """

    def __init__(self, translations: NullTranslations, formats: Formats) -> None:
        self._ = translations.gettext
        self._plural = translations.ngettext
        self.formats = formats


class TextLine:
    """An entry that is a plain text."""

    def __init__(self, english: str) -> None:
        self._english = english

    def __get__(self, section: Section, owner: type) -> Callable[[], RichText]:
        return lambda: plain(section._(self._english))


class TextHeading:
    """An entry that is a text in bold."""

    def __init__(self, english: str) -> None:
        self._english = english

    def __get__(self, section: Section, owner: type) -> Callable[[], RichText]:
        return lambda: bold(section._(self._english))


class Label:
    """An entry that is a string: a label of a button, a notice, a part of another text."""

    def __init__(self, english: str) -> None:
        self._english = english

    def __get__(self, section: Section, owner: type) -> Callable[[], str]:
        return lambda: section._(self._english)
