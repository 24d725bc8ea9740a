"""List known vulnerabilities of the locked packages: ``python -m tools.audit [LOCK FILE ...]``.

If the vulnerability data cannot be reached, it says so and does not fail: an audit that did not happen must
not look like one that found nothing.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DEFAULT_LOCKS = ("requirements/run.txt",)
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit: how many packages were looked up, how many could not be, and the findings."""

    audited: int
    skipped: int
    findings: tuple[str, ...]

    def report(self) -> str:
        """One line, and one for each finding.

        >>> print(Audit(0, 51, ()).report())
        not audited: the vulnerability data of 51 packages cannot be reached from here
        >>> print(Audit(51, 0, ()).report())
        51 packages audited, no known vulnerability
        """
        if not self.audited:
            return (
                f"not audited: the vulnerability data of {self.skipped} packages cannot be reached from here"
            )
        found = f"{len(self.findings)} known vulnerabilities" if self.findings else "no known vulnerability"
        skipped = f", {self.skipped} could not be looked up" if self.skipped else ""
        return "\n".join([f"{self.audited} packages audited{skipped}, {found}", *self.findings])


def summarize(dependencies: Sequence[dict[str, Any]]) -> Audit:
    """Summarize pip-audit's list of dependencies.

    >>> summarize([{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}]).findings
    ('a 1: X-1, fixed in 2',)
    """
    audited = [each for each in dependencies if "skip_reason" not in each]
    findings = tuple(
        f"{each['name']} {each['version']}: {vuln['id']}, fixed in {_versions(vuln['fix_versions'])}"
        for each in audited
        for vuln in each["vulns"]
    )
    return Audit(len(audited), len(dependencies) - len(audited), findings)


def _versions(fixed: Sequence[str]) -> str:
    return ", ".join(fixed) or "none"


def main(locks: Sequence[str]) -> int:
    """Audit the lock files; return 1 if a vulnerability is known."""
    files = [word for lock in locks for word in ("-r", lock)]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    try:
        audit = summarize(json.loads(done.stdout)["dependencies"])
    except (ValueError, KeyError):
        print("not audited:", (done.stderr.strip().splitlines() or ["pip-audit gave no result"])[-1])
        return 0
    print(audit.report())
    return int(bool(audit.findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or DEFAULT_LOCKS))
