"""Find the line that opens a report with place, day and agency: "Moscow, 29 November 2002 (RFE/RL) --"."""

import datetime
import re
from functools import cache
from typing import NamedTuple

import regex

from corpus.structure import dates

# The names with which agencies sign their reports, regardless of case.
_AGENCIES = """
    AAP|AFP|AFX|Agence France-Presse|ANSA|AP|APA|Associated Press|ATS|BBC|Belga|Bloomberg|CNN|CP|
    Deutsche Welle|DPA|DW|EFE|EP|epd|Europa Press|IANS|Interfax|IRNA|Itar-Tass|KNA|Kyodo|Kyodo News|Notimex|
    NTB|PA|PAP|Prensa Latina|Press Association|Press Trust of India|PTI|Radio Free Europe/Radio Liberty|
    Reuters|RFE/RL|RIA|RIA Novosti|SID|SPA|TASS|Télam|UNI|UPI|VOA|Voice of America|Xinhua|Yonhap|
    АП|БелТА|Интерфакс|ИТАР-ТАСС|Рейтер|Рейтерс|РИА|РИА Новости|РСЕ/РС|Синьхуа|ТАСС|Укринформ|
    أ ف ب|ا ف ب|الأناضول|د ب أ|رويترز|سانا|شينخوا|واس|وام|وكالات|
    आईएएनएस|एएनआई|एएफपी|एपी|पीटीआई|भाषा|रॉयटर्स|वार्ता|
    ซินหัว|รอยเตอร์|รอยเตอร์ส|เอพี|เอเอฟพี|
    中新社|共同|共同社|新华社|新華社|時事|時事通信|法新社|美联社|路透社|ロイター
"""
_BY_LENGTH = sorted(map(str.strip, _AGENCIES.split("|")), key=len, reverse=True)
_AGENCY = rf"(?P<agency>(?i:{'|'.join(map(regex.escape, _BY_LENGTH))}))"

_AGENCY_NAMED = rf"(?<!\w){_AGENCY}(?!\w)"
_AGENCY_ALONE = rf"\W*{_AGENCY}\W*"

# "St. Petersburg, Fla.", "Rio de Janeiro", "Frankfurt/Main"; in a script without capitals, a few words.
_NAME = r"\p{Lu}[\p{L}\p{M}.'’/-]*"
_SMALL = r"(?:de|del|la|am|an|der|of|the|upon|du|sur|на)"
_PLACE = rf"(?:[гс]\. ?)?{_NAME}(?:,? (?:{_SMALL} )*{_NAME}){{0,4}}"
_CASELESS = r"[\p{Lo}\p{M}]+(?: [\p{Lo}\p{M}]+){0,3}"
_DAY = rf"(?i:{dates.PATTERN})"
_ON = r"(?:(?:den|le|a) )?"  # "Berlin, den 6. Mai", "Paris, le 6 mai", "Madrid, a 6 de mayo"
_PLACE_AND_DAY = rf"(?:{_PLACE}[,.]|{_CASELESS}[,.،]?) {_ON}{_DAY}"

_DASH = r"\s*\.?\s*(?:-{1,3}|[–—―:：])\s+"
_DASH_OR_END = rf"(?:{_DASH}|\s*\Z)"
_BRACKETED = rf"(?:[(（]{_AGENCY}(?:/[\w ]{{2,20}})?[)）]|/{_AGENCY}/|\[{_AGENCY}\])"

# In a script without spaces any sentence may begin with a day.  It is a dateline only after a place and a
# comma, on a line of its own or before a dash that does not lead to another day ("6日—8日"), or if it says
# that it was wired.  "This year" and "Friday" are not places, and neither is text with a verb or a pronoun.
_TIME = "(?:[今去昨明同当當次翌本]年|[今昨明同当當次翌本][天日]|[周週][一二三四五六日末]|星期|礼拜)"
_UNSPACED_PLACE = rf"(?!{_TIME})(?:(?![了说說在是他她我们們])[\p{{Lo}}\p{{Lm}}·・]){{2,12}}+"
_UNSPACED_DASH = r"\s*[-–—―]++(?!\s*\d)\s*"
_WIRED = "[电電讯訊]"

# Each form has a place with a day or with a known agency, since no other text begins in that way.
_FORMS = (
    rf"(?P<line>{_PLACE_AND_DAY}[,.]? ?{_BRACKETED})(?:{_DASH_OR_END}|\.?\s+)",
    rf"(?P<line>{_PLACE_AND_DAY}[,.]? ?\((?P<agency>[^()\n]{{2,40}})\)){_DASH_OR_END}",
    rf"(?P<line>{_PLACE_AND_DAY}{_DASH}{_AGENCY})\.\s+",
    rf"(?P<line>{_PLACE_AND_DAY}(?:[,.]? {_AGENCY})?){_DASH_OR_END}",
    rf"(?P<line>(?:{_PLACE}|{_CASELESS}) ?{_BRACKETED}){_DASH_OR_END}",
)
_UNSPACED_FORMS = (
    rf"(?P<line>{_UNSPACED_PLACE}[，、,\s]\s?{_DAY}(?:\s?(?:{_BRACKETED}|{_WIRED}))?)(?:{_UNSPACED_DASH}|\s*\Z)",
    rf"(?P<line>{_UNSPACED_PLACE}{_BRACKETED}){_UNSPACED_DASH}",
    rf"[（(【]?(?P<line>{_AGENCY}\p{{Lo}}{{2,8}}?(?:{_DAY}|\d{{1,2}}日)?(?:电|電))[）)】]?\s*",
    rf"[【［\[](?P<line>[\p{{Lo}}\p{{Lm}}]{{2,12}}?[\s＝=・]?(?:\d{{1,2}}日[\s＝=])?{_AGENCY})[】］\]]\s*[-－–—]?\s*",
    rf"[（(【]?(?P<line>{_UNSPACED_PLACE}[，、,]?{_DAY}{_WIRED})(?:[）)】]\s*|\s+|(?=[（(])|{_UNSPACED_DASH})",
)

# "BEIJING — ": only capitals and a dash.  Other words that begin texts in this way are excluded.
_BARE_PLACE = (
    r"(?!(?:NOTE|WARNING|UPDATE|CAUTION|IMPORTANT|CORRECTION|ВНИМАНИЕ|ACHTUNG|ATENCIÓN|ATTENTION)\b)"
    r"(?P<line>\p{Lu}[\p{Lu}.,' -]{3,30}\p{Lu}\.?)\s*(?:--|[–—])\s+(?=[\p{Lu}\p{N}\"“«'‘])"
)

# Every dateline begins with a place, and a day or the bracket of an agency.  Most texts do not, and checking
# that takes a quarter of the time of the forms, and still less for ASCII.
_ASCII_NAME = r"[A-Z][A-Za-z.'/-]*"
_ASCII_OPENING = re.compile(
    rf"{_ASCII_NAME}(?:,? (?:(?:de|del|la|am|an|der|of|the|upon|du|sur) )*{_ASCII_NAME}){{0,4}}"
    r"(?:[,.] (?:[A-Za-z.]+\s){0,2}\d| ?[(/\[])"
)
_OPENING = (
    rf"{_PLACE}(?:[,.] (?:[\p{{L}}\p{{M}}.]+\s){{0,2}}\d| ?[(（/\[])"
    # Scripts without capitals, and brackets around the whole, are left to the forms.
    r"|[(（\[［【\p{M}\p{Lm}・·]|\P{Lo}{0,40}+\p{Lo}"
)

_LONGEST = 300  # characters of a dateline

# Compiled when first needed and not on import: together they take 100 ms.
_compiled = cache(regex.compile)


class Dateline(NamedTuple):
    """A dateline word for word, with its day and agency; ``end`` is where the report begins."""

    line: str | None
    date: datetime.date | None
    agency: str | None
    end: int


NO_DATELINE = Dateline(line=None, date=None, agency=None, end=0)


def find(paragraph: str, *, bare_place: bool = False) -> Dateline:
    """The dateline at the beginning of a paragraph, or `NO_DATELINE`.

    With *bare_place*, a place in capitals and a dash is enough: safe in a report, too bold for other texts.

    >>> find("LONDON, March 3, 2003 (Reuters) - Pines bend.")
    Dateline(line='LONDON, March 3, 2003 (Reuters)', date=datetime.date(2003, 3, 3), agency='Reuters', end=34)
    """
    forms = _possible_forms(paragraph) + ((_BARE_PLACE,) if bare_place else ())
    match = next(filter(None, (_compiled(form).match(paragraph) for form in forms)), None)
    if match is None:
        return NO_DATELINE
    line, named = match["line"], match.groupdict().get("agency") or ""
    known = _compiled(_AGENCY_NAMED).search(named)  # "after RFE/RL" names RFE/RL
    return Dateline(line, dates.find(line), known["agency"] if known else named or None, match.end())


def _possible_forms(paragraph: str) -> tuple[str, ...]:
    """The forms that may match a paragraph: a quick check, which excludes all of them for most texts.

    >>> _possible_forms("Old pines (in Fla.) bend."), len(_possible_forms("Pines (in Fla.) bend."))
    ((), 5)
    """
    if paragraph[:_LONGEST].isascii():
        return _FORMS if _ASCII_OPENING.match(paragraph) else ()
    return _FORMS + _UNSPACED_FORMS if _compiled(_OPENING).match(paragraph) else ()


def is_agency(line: str) -> bool:
    """Whether a line is only the name of an agency.

    >>> is_agency("(Reuters)"), is_agency("Reuters reported on Monday")
    (True, False)
    """
    return _compiled(_AGENCY_ALONE).fullmatch(line) is not None
