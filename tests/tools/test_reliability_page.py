from tools.reliability.report import AT_ONCE, FAULTS, OVERLOAD, with_section

PAGE = """\
# Reliability

Words of somebody's own.

## Overload

An old table.

## The worst questions

Written by another command.
"""


def test_a_section_written_again_leaves_all_others_as_they_are() -> None:
    page = with_section(PAGE, OVERLOAD, "A new table.")

    assert "Words of somebody's own." in page
    assert page.endswith("\nA new table.\n\n## The worst questions\n\nWritten by another command.\n")
    assert "An old table." not in page
    assert with_section(page, OVERLOAD, "A new table.") == page


def test_a_new_section_goes_to_its_place() -> None:
    page = with_section(with_section(PAGE, AT_ONCE, "All waited."), FAULTS, "None.")

    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## Bad days", "## Overload", "## A crowd", "## The worst questions"]


def test_a_page_begins_with_its_title() -> None:
    assert with_section("", FAULTS, "None.").startswith("# Reliability\n")
