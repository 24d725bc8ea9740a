"""Read and check the files of one language; an error names the file, the row and the remedy."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from languages.errors import LanguageDataError
from languages.schema import (
    INTENT_ROWS,
    QUESTION_ROWS,
    ROWS,
    SMALL_TALK_ROWS,
    Abbreviations,
    IntentPatterns,
    LanguageProfile,
    Months,
    Phrases,
    PhraseTable,
    longest_first,
    words,
)
from languages.word_groups import A_GROUP, Group, parse_group, wrong_with

PROFILE, PHRASES, SMALL_TALK = "profile.toml", "phrases.toml", "small_talk.toml"
INTENTS = "intents.toml"
RELATED_WORDS, IRREGULAR_FORMS = "related_words.txt", "irregular_forms.txt"
CHAT_SPELLINGS = "chat_spellings.txt"

_MONTHS_OF_A_YEAR = 12
_ANY_UNIT = "any"


def read_profile(folder: Path) -> LanguageProfile:
    """How the language of a folder is written."""
    rows = _Rows(folder / PROFILE)
    detection = rows.table("detection")
    profile = LanguageProfile(
        code=folder.name,
        scripts=rows.strings("scripts") or ("latin",),
        stemmer=rows.text("stemmer"),
        function_words=frozenset(detection.text("function_words").split()),
        letters=detection.text("letters"),
        months=_months(rows),
        name_particles=words(rows.text("name_particles")),
        abbreviations=_abbreviations(rows.table("abbreviations")),
    )
    detection.refuse_the_rest()
    rows.refuse_the_rest()
    return profile


def read_phrases(folder: Path, profile: LanguageProfile) -> PhraseTable:
    """The phrases of a folder's language; an empty table if the file is missing."""
    rows = _Rows(folder / PHRASES)
    quantities = rows.table("quantities").texts()
    table = PhraseTable(
        code=folder.name,
        stop_words=words(rows.text("stop_words")),
        question_phrases=longest_first(rows.text("question_phrases")),
        fillers=words(rows.text("fillers")),
        questions=_phrases(rows, "questions"),
        quantities={"" if unit == _ANY_UNIT else unit: listed for unit, listed in quantities.items()},
        nouns=_phrases(rows, "nouns"),
        evidence=_phrases(rows, "evidence"),
        relative_dates=_phrases(rows, "relative_dates"),
        speakers=_phrases(rows, "speakers"),
        follow_ups=_phrases(rows, "follow_ups"),
        spaced=rows.flag("spaced", usual=True),
        cased=rows.flag("cased", usual=True),
        nouns_capitalised=rows.flag("nouns_capitalised"),
        noun_first=rows.flag("noun_first"),
        asks_in_place=rows.flag("asks_in_place"),
        plural_endings=tuple(rows.text("plural_endings").split()),
        adjective_endings=tuple(rows.text("adjective_endings").split()),
        prefixes=tuple(rows.text("prefixes").split()),
        name_particles=profile.name_particles,
    )
    rows.refuse_the_rest()
    return table


def read_small_talk(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Messages that are small talk, by the rows of `SMALL_TALK_ROWS`."""
    rows = _Rows(folder / SMALL_TALK)
    listed_by_row = {row: tuple(split_phrases(rows.text(row))) for row in SMALL_TALK_ROWS}
    rows.refuse_the_rest()
    return {row: listed for row, listed in listed_by_row.items() if listed}


def read_intents(folder: Path) -> IntentPatterns:
    """Patterns of messages that are not questions about the content of a text."""
    file = folder / INTENTS
    rows = _Rows(file)
    parts, spellings = rows.table("parts").texts(), rows.table("spellings").texts()
    chatter, listed = rows.table("chatter"), rows.table("rows", INTENT_ROWS)
    alone = frozenset(split_phrases(chatter.text("alone")))
    beside = frozenset(split_phrases(chatter.text("beside")))
    chatter.refuse_the_rest()
    patterns = {name: tuple(listed.text(name).split("\n")) for name in INTENT_ROWS}
    listed.refuse_the_rest()
    questions = rows.table("questions", QUESTION_ROWS).texts()
    rows.refuse_the_rest()
    kept = {name: tuple(filter(None, map(str.strip, lines))) for name, lines in patterns.items()}
    return IntentPatterns(
        {name: lines for name, lines in kept.items() if lines}, parts, spellings, alone, beside, questions
    )


def read_word_groups(file: Path) -> tuple[Group, ...]:
    """The groups of a file, one per line; none if the file is missing."""
    groups = []
    for number, line in enumerate(_text_of(file).splitlines(), 1):
        group = parse_group(line)
        wrong = wrong_with(group)
        if group and wrong:
            raise LanguageDataError(f"{file}, line {number}: the group {wrong}; {A_GROUP}")
        if group:
            groups.append(group)
    return tuple(groups)


def split_phrases(listed: str) -> list[str]:
    """The phrases of a row: ``split_phrases("who, by  whom") == ["who", "by whom"]``."""
    return [" ".join(phrase.split()) for phrase in listed.split(",") if phrase.strip()]


def _text_of(file: Path) -> str:
    """The content of a file, or "" if it is missing."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise LanguageDataError(f"{file} cannot be read ({error}); save it as UTF-8 text") from error


def _phrases(rows: "_Rows", name: str) -> Phrases:
    table = rows.table(name, ROWS[name])
    table.refuse_the_rest()
    return table.texts()


def _months(rows: "_Rows") -> Months:
    listed = rows.strings("months")
    if len(listed) not in (0, _MONTHS_OF_A_YEAR):
        rows.refuse("months", f"has {len(listed)} entries", "give all twelve, January first")
    return tuple(tuple(split_phrases(names)) for names in listed)


def _abbreviations(rows: "_Rows") -> Abbreviations | None:
    if not rows:
        return None
    abbreviations = Abbreviations(
        never_final=frozenset(rows.text("never_final").split()),
        may_be_final=frozenset(rows.text("may_be_final").split()),
        before_number=frozenset(rows.text("before_number").split()),
        openers=frozenset(rows.text("openers").split()),
        begin_after_space=frozenset(rows.text("begin_after_space").split()),
        continue_after_space=frozenset(rows.text("continue_after_space").split()),
        ordinals=rows.flag("ordinals"),
        clipped=rows.number("clipped"),
    )
    rows.refuse_the_rest()
    return abbreviations


class _Rows:
    """The rows of a TOML file, or of one of its tables, which are read and checked one by one."""

    def __init__(
        self,
        file: Path,
        values: Mapping[str, Any] | None = None,
        table: str = "",
        known: Iterable[str] = (),
    ) -> None:
        self._file = file
        self._table = table
        self._values = _parse(file) if values is None else values
        self._known = [*known]

    def __bool__(self) -> bool:
        return bool(self._values)

    def texts(self) -> dict[str, str]:
        """All rows, each of them text."""
        return {row: self.text(row) for row in self._values}

    def text(self, row: str) -> str:
        """The text of a row, or "" if the row is missing."""
        value = self._take(row, "")
        return value if isinstance(value, str) else self.refuse(row, "is not text", f'write {row} = "…"')

    def flag(self, row: str, *, usual: bool = False) -> bool:
        """The value of a row that is true or false."""
        value = self._take(row, usual)
        return value if isinstance(value, bool) else self.refuse(row, "is not a flag", "write true or false")

    def number(self, row: str) -> int:
        """The whole number of a row, or 0 if the row is missing."""
        value = self._take(row, 0)
        return value if type(value) is int else self.refuse(row, "is not a number", "write a whole number")

    def strings(self, row: str) -> tuple[str, ...]:
        """The texts of a row that has a list of them."""
        value = self._take(row, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse(row, "is not a list of texts", f'write {row} = ["…", "…"]')
        return tuple(value)

    def table(self, name: str, known: Iterable[str] = ()) -> "_Rows":
        """The rows of a table, none if it is missing; *known* are the rows that it may have."""
        value = self._take(name, {})
        if not isinstance(value, dict):
            self.refuse(name, "is not a table", f"write [{name}] on a line of its own, and its rows below")
        return _Rows(self._file, value, name, known)

    def refuse_the_rest(self) -> None:
        """Refuse a row that was not read: it is misspelled, or belongs to another table."""
        for row in self._values:
            if row not in self._known:
                from difflib import get_close_matches  # only for an error

                near = get_close_matches(row, self._known, 1)
                remedy = (
                    f"did you mean {near[0]}?" if near else f"it may be {', '.join(sorted(set(self._known)))}"
                )
                self.refuse(row, "is not a row of this table", remedy)

    def refuse(self, row: str, wrong: str, remedy: str) -> Any:
        """Raise an error about a row."""
        place = f"[{self._table}] {row}" if self._table else row
        raise LanguageDataError(f"{self._file}, {place}: {wrong}; {remedy}")

    def _take(self, row: str, usual: Any) -> Any:
        self._known.append(row)
        return self._values.get(row, usual)


def _parse(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text_of(file))
    except tomllib.TOMLDecodeError as error:
        raise LanguageDataError(f"{file} is not valid TOML: {error}; correct that line") from error
