from tools.audit import Audit, summarize


def test_a_package_that_could_not_be_looked_up_does_not_count_as_audited() -> None:
    audit = summarize(
        [{"name": "a", "skip_reason": "unreachable"}, {"name": "b", "version": "1", "vulns": []}]
    )

    assert audit == Audit(audited=1, skipped=1, findings=())
    assert audit.report() == "1 packages audited, 1 could not be looked up, no known vulnerability"


def test_each_finding_names_the_package_and_the_version_that_fixes_it() -> None:
    vulns = [{"id": "X-1", "fix_versions": ["2", "3"]}, {"id": "X-2", "fix_versions": []}]

    audit = summarize([{"name": "b", "version": "1", "vulns": vulns}])

    assert audit.findings == ("b 1: X-1, fixed in 2, 3", "b 1: X-2, fixed in none")


def test_an_audit_that_reached_nothing_says_so() -> None:
    audit = summarize([{"name": "a", "skip_reason": "unreachable"}])

    assert audit.report().startswith("not audited")
