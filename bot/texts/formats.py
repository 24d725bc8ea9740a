"""Numbers, dates, lists and names of languages, as each language writes them."""

import datetime
import re
from collections.abc import Sequence
from gettext import NullTranslations
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from bot.messages.richtext import RichText, bold, fill, join, plain, shorten

MAX_WORDS = 5
"""Missing words named in one reply."""
_REGIONS = {"en": "en_GB"}
"""Languages whose conventions are those of one country: "29 November 2002"."""
_SOUNDS_LIKE_I = re.compile(r"\W*h?[ií](?![aeo])", re.IGNORECASE).match
_SOUNDS_LIKE_O = re.compile(r"\W*(?:h?[oó]|8|11\b)", re.IGNORECASE).match
"""Before these, "y" becomes "e" and "o" becomes "u": "español e inglés", "siete u ocho"."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark *text* for translation; it is looked up where it is used."""
    return text


_IN = {
    "ar": N_("in Arabic"),
    "de": N_("in German"),
    "en": N_("in English"),
    "es": N_("in Spanish"),
    "fr": N_("in French"),
    "hi": N_("in Hindi"),
    "ja": N_("in Japanese"),
    "ru": N_("in Russian"),
    "th": N_("in Thai"),
    "zh": N_("in Chinese"),
}


class Formats:
    """How one language writes numbers, dates, lists and names of languages."""

    def __init__(self, code: str, translations: NullTranslations) -> None:
        """*code*: the language, in ISO 639-1."""
        self.code = code
        self._ = translations.gettext
        self._plural = translations.ngettext
        self._locale = Locale.parse(_REGIONS.get(code, code))

    def number(self, value: float, places: int = 0) -> str:
        """A number as people write it: "12,345", or with two places "0.85".

        Every number above 999 has its digits in groups; Babel by itself groups Spanish ones from 10,000 on.
        """
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return format_decimal(value, pattern, self._locale)

    def share(self, of_one: float) -> str:
        """A share as people write it: "85%"."""
        return format_percent(of_one, locale=self._locale)

    def date(self, day: datetime.date) -> str:
        """A day as people write it: "29 November 2002"."""
        return format_date(day, "long", self._locale)

    def iso_date(self, day: str | None) -> str:
        """A day in ISO form as people write it; nothing for none."""
        return self.date(datetime.date.fromisoformat(day)) if day else ""

    def language(self, code: str) -> str:
        """The name of a language, its code where it has no name."""
        return Locale.parse(code).get_language_name(self._locale) or code if len(code) == 2 else code

    def in_languages(self, codes: Sequence[str]) -> RichText:
        """Languages that texts are in: "in English and in Russian"."""
        return self.listed(self._each_language(codes))

    def in_one_of(self, codes: Sequence[str]) -> RichText:
        """Languages to choose from: "in English or in Russian"."""
        return self._enumerated("or", self._each_language(codes))

    def in_language(self, code: str) -> str:
        """In which language a source is, where that is not the language we speak; nothing where it is."""
        return "" if code == self.code else self.in_languages([code]).text

    def listed(self, parts: Sequence[RichText]) -> RichText:
        """A list in words: "a", "a and b", "a, b and c"."""
        return self._enumerated("standard", parts)

    def words(self, words: Sequence[str]) -> RichText:
        """Words someone typed, in bold, the first few of them: "a", "a or b", "a, b, … or 3 more"."""
        shown = [bold(shorten(word, 40)) for word in words[:MAX_WORDS]]
        more = len(words) - len(shown)
        if more > 0:
            shown.append(plain(self._plural("{n} more", "{n} more", more).format(n=self.number(more))))
        return self._enumerated("or", shown)

    def title(self, title: str) -> str:
        """A title among other words."""
        return self._("“{title}”").format(title=title)

    def paragraph(self, number: int, page: int | None = None) -> str:
        """Where a sentence stands, with the page where its document has pages."""
        return f"¶ {number}" if page is None else f"{self.page(page)} · ¶ {number}"

    def page(self, number: int) -> str:
        """A page of a document."""
        return self._("p. {number}").format(number=number)

    def paragraph_of(self, number: int, count: int) -> str:
        """Where a passage stands among all of its document."""
        return self._("¶ {number} of {count}").format(number=number, count=count)

    def _each_language(self, codes: Sequence[str]) -> list[RichText]:
        return [plain(self._(_IN[code]) if code in _IN else code) for code in codes]

    def _enumerated(self, style: Literal["standard", "or"], parts: Sequence[RichText]) -> RichText:
        if len(parts) < 2:
            return join(parts)
        places = {f"part{number}": part for number, part in enumerate(parts)}
        listed = format_list([f"{{{name}}}" for name in places], style, self._locale)
        if self.code == "es":
            listed = with_spanish_conjunction(listed, f"{{{list(places)[-1]}}}", parts[-1].text)
        return fill(listed, **places)


def with_spanish_conjunction(listed: str, last: str, word: str) -> str:
    """A Spanish list with the conjunction that suits the *word* in its *last* place.

    Babel knows "y" and "o" only.


    >>> [with_spanish_conjunction("{0} y {1}", "{1}", word) for word in ("inglés", "hielo", "ruso")]
    ['{0} e {1}', '{0} y {1}', '{0} y {1}']
    >>> with_spanish_conjunction("{0} o {1}", "{1}", "oro")
    '{0} u {1}'
    """
    if _SOUNDS_LIKE_I(word):
        return listed.replace(f" y {last}", f" e {last}")
    return listed.replace(f" o {last}", f" u {last}") if _SOUNDS_LIKE_O(word) else listed
