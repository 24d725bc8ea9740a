"""What a reader sees of words with a role: ``:class:`~forest.Pine``` is "Pine"."""

import re
from typing import NamedTuple

CODE_ROLES = frozenset({"code", "literal", "math", "regexp"})
"""Roles whose words are taken literally, including backslashes."""
_OBJECTS = frozenset(
    {"any", "attr", "class", "const", "data", "enum", "exc", "func", "macro", "member", "meth", "method"}
    | {"mod", "module", "obj", "struct", "type", "var"}
)
_NAMED_BY_PLACE = frozenset({"doc", "numref", "ref"})
_WITH_BRACES = frozenset({"file", "samp"})
_WITH_KEYS = frozenset({"guilabel", "menuselection"})
_DOCUMENTS = {"pep": "PEP", "rfc": "RFC"}
_TITLED = re.compile(r"(?P<title>[^<]*[^<\s])\s*<(?P<target>[^<>]+)>", re.DOTALL)
_NAME = re.compile(r"[~!.]*[\w.:]+(?:\(\))?")
_KEY = re.compile(r"&(?=\w)")


class ShownRole(NamedTuple):
    """The text that a role shows; with a *label*, that section's title is shown instead, if it exists."""

    text: str
    label: str = ""


def shown_by_role(role: str, text: str) -> ShownRole:
    """The text that a *role*, given without its domain, shows; "" is the default role.

    >>> shown_by_role("class", "~forest.Pine").text, shown_by_role("meth", "bend <Pine.bend>").text
    ('Pine', 'bend')
    >>> shown_by_role("pep", "8").text, shown_by_role("file", "/etc/{name}.conf").text
    ('PEP 8', '/etc/name.conf')
    """
    if role in CODE_ROLES:
        return ShownRole(text)
    titled = _TITLED.fullmatch(text)
    if titled:
        return ShownRole(titled["title"])
    if role in _NAMED_BY_PLACE:
        return ShownRole(text.lstrip("!"), " ".join(text.lower().split()))
    if role in _WITH_BRACES:
        return ShownRole(text.translate({ord("{"): None, ord("}"): None}))
    if role in _WITH_KEYS:
        return ShownRole(_KEY.sub("", text))
    if role in _DOCUMENTS:
        return ShownRole(f"{_DOCUMENTS[role]} {text.partition('#')[0]}")
    return ShownRole(_name(text) if role in _OBJECTS or not role else text)


def _name(text: str) -> str:
    """The name of an object as it is shown: only its last part if a tilde says so."""
    if not _NAME.fullmatch(text):
        return text
    return text.lstrip("~!.").rpartition(".")[2] if text.startswith("~") else text.lstrip("!.")
