"""Parse the settings that name several corpora, such as ``handbook=PATH,news=PATH``."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ALL = "all"
"""Stands in place of a name for all corpora together."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_BEGINS_NAMED = re.compile(r"\s*[\w-]+\s*=")
_NEXT = re.compile(r",(?=\s*[\w-]+\s*=)")
_ONLY_NAMES = re.compile(r"\s*[\w-]+(\s*,\s*[\w-]+)*\s*")


@dataclass(frozen=True, slots=True)
class NamedCorpus:
    """A corpus in the settings; its name is "" if it is the only one."""

    name: str
    path: Path


def parse_corpora(value: str) -> tuple[NamedCorpus, ...]:
    """The corpora that a value of QUOTH_CORPUS names; an existing path is one corpus, even with a "=" in it.

    >>> [(each.name, str(each.path)) for each in parse_corpora("handbook=/srv/a,news=/srv/b,c")]
    [('handbook', '/srv/a'), ('news', '/srv/b,c')]
    >>> [(each.name, str(each.path)) for each in parse_corpora("articles")]
    [('', 'articles')]

    Raises ValueError if a name or a path cannot be used.
    """
    if not _BEGINS_NAMED.match(value) or Path(value).exists():
        return (NamedCorpus("", Path(value).expanduser()),)
    pairs = [part.partition("=") for part in _NEXT.split(value)]
    corpora = tuple(_named(name.strip(), path.strip()) for name, _, path in pairs)
    _require_distinct([each.name for each in corpora], "the name {} occurs twice; name each corpus once")
    _require_distinct([str(each.path) for each in corpora], "{} occurs twice; give each corpus one name")
    return corpora


def as_setting(corpora: Sequence[NamedCorpus]) -> str:
    """The value of QUOTH_CORPUS that names these corpora.

    >>> as_setting(parse_corpora("handbook=/srv/a, news=/srv/b"))
    'handbook=/srv/a,news=/srv/b'
    """
    return ",".join(f"{each.name}={each.path}" if each.name else str(each.path) for each in corpora)


def choose_corpora(words: str, corpora: Sequence[NamedCorpus]) -> tuple[NamedCorpus, ...] | None:
    """The corpora that *words* choose by name, such as ``news`` or ``all``; None if they are a path.

    Raises ValueError if the corpora have names and the words are neither such names nor an existing path.
    """
    by_name = {each.name: each for each in corpora if each.name}
    if not by_name or not _ONLY_NAMES.fullmatch(words):
        return None
    names = list(dict.fromkeys(word.strip() for word in words.split(",")))
    if names == [ALL]:
        return tuple(corpora)
    if unknown := [name for name in names if name not in by_name]:
        if Path(words).exists():
            return None
        raise ValueError(f"there is no corpus {unknown[0]!r}; there are: {', '.join(by_name)} and {ALL}")
    return tuple(by_name[name] for name in names)


def parse_private_corpora(value: str) -> dict[str, tuple[int, ...]]:
    """The private corpora in a setting, each with the ids of the chats and people that may see it.

    >>> parse_private_corpora("handbook:-100123:42, wages:42")
    {'handbook': (-100123, 42), 'wages': (42,)}

    Raises ValueError for anything else.
    """
    entries = [entry.strip().split(":") for entry in value.split(",") if entry.strip()]
    found = {name.strip(): tuple(map(_id, ids)) for name, *ids in entries}
    if len(found) < len(entries):
        raise ValueError("a corpus occurs twice; write each once, with all its ids: handbook:-1001234:42")
    return found


def parse_corpora_of_keys(value: str) -> dict[str, tuple[str, ...]]:
    """The private corpora that each API key in a setting may ask.

    >>> parse_corpora_of_keys("wiki:handbook, desk:handbook:wages")
    {'wiki': ('handbook',), 'desk': ('handbook', 'wages')}

    Raises ValueError for anything else.
    """
    entries = [[part.strip() for part in entry.split(":")] for entry in value.split(",") if entry.strip()]
    if not all(len(parts) > 1 and all(parts) for parts in entries):
        raise ValueError("expected KEY:CORPUS, the names of a key and of a corpus, like wiki:handbook")
    found = {key: tuple(names) for key, *names in entries}
    if len(found) < len(entries):
        raise ValueError("a key occurs twice; write each once, with all its corpora: wiki:handbook:wages")
    return found


def require_known(names: Iterable[str], known: Collection[str], setting: str) -> None:
    """Raise ValueError if a *setting* names a corpus that is not *known*."""
    for name in names:
        if name not in known:
            raise ValueError(
                f"{setting} names {name!r}, but QUOTH_CORPUS has only: {', '.join(sorted(known))}"
            )


def _id(text: str) -> int:
    if not re.fullmatch(r"-?[1-9][0-9]{0,15}", text.strip(), re.ASCII):
        raise ValueError(
            "expected NAME:ID, with the ids of chats and people (send /id to the bot to see yours), "
            "like handbook:-1001234:42"
        )
    return int(text)


def _named(name: str, path: str) -> NamedCorpus:
    if name == ALL:
        raise ValueError(f"{ALL!r} stands for all corpora together; choose another name")
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a corpus; use up to 32 lower-case letters, digits, _ and -")
    if not path:
        raise ValueError(f"the corpus {name!r} has no path; write {name}=PATH")
    return NamedCorpus(name, Path(path).expanduser())


def _require_distinct(values: Sequence[str], message: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(message.format(value))
