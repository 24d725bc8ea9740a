"""The findings of a check, and how they are shown."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: fine, worth knowing, or the bot cannot work like this."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


_SIGNS = {Severity.OK: "✓", Severity.WARNING: "!", Severity.ERROR: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: its name, its state, and the remedy if something is wrong."""

    severity: Severity
    subject: str
    state: str
    remedy: str = ""


def ok(subject: str, state: str) -> Finding:
    """Nothing to do about *subject*."""
    return Finding(Severity.OK, subject, state)


def warning(subject: str, state: str, remedy: str) -> Finding:
    """The bot works, but not as it could."""
    return Finding(Severity.WARNING, subject, state, remedy)


def error(subject: str, state: str, remedy: str) -> Finding:
    """The bot cannot work like this."""
    return Finding(Severity.ERROR, subject, state, remedy)


def of_library(library: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings about one library of several, each with its name; "" is the only corpus.

    >>> print(as_lines(list(of_library("news", [ok("corpus", "3 documents")]))))
    ✓ corpus of news: 3 documents
    """
    for finding in findings:
        yield replace(finding, subject=f"{finding.subject} of {library}") if library else finding


def as_lines(findings: Sequence[Finding]) -> str:
    """One line per finding, with its remedy below it.

    >>> print(as_lines([ok("disk", "2,000 MB free"), warning("clock", "90 s slow", "set it by NTP")]))
    ✓ disk: 2,000 MB free
    ! clock: 90 s slow
        set it by NTP
    """
    return "\n".join(line for finding in findings for line in _lines(finding))


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON array of objects."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def exit_code(findings: Sequence[Finding]) -> int:
    """1 if the bot cannot work like this, else 0.

    >>> exit_code([ok("disk", "fine")]), exit_code([error("token", "none", "set it")])
    (0, 1)
    """
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _lines(finding: Finding) -> list[str]:
    first = f"{_SIGNS[finding.severity]} {finding.subject}: {finding.state}"
    return [first, f"    {finding.remedy}"] if finding.remedy else [first]
