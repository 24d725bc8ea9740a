from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evaluation.comparison import compare
from evaluation.errors import SavedRunError
from evaluation.judging import Outcome, Pool
from evaluation.metrics import figures
from evaluation.run import Run
from evaluation.web_page.page import WORST, page, write_page
from retrieval.records import Citation, Grade

MakeOutcome = Callable[..., Outcome]
VOID = {"meta"}


class Outline(HTMLParser):
    """The tags of a page, whether they nest, what they fetch, and the text of each summary."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.summaries: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [str(value) for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "summary":
            self.summaries.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "summary" in self.open:
            self.summaries[-1] += data


def page_html(outcomes: Sequence[Outcome], earlier: Sequence[Outcome] | None = None) -> str:
    run = Run("mill/gold.jsonl", "v7", "abc" * 22, tuple(outcomes))
    before = Run("mill/gold.jsonl", "v6", "abc" * 22, tuple(earlier)) if earlier else None
    return page(run, figures(outcomes), compare(before, run) if before else None)


def test_the_page_is_well_formed_and_fetches_nothing(make_outcome: MakeOutcome) -> None:
    outline = Outline(
        page_html([make_outcome("a"), make_outcome("b", answerable=False)], [make_outcome("a", hit_rank=2)])
    )

    assert outline.open == []
    assert outline.fetched == []


def test_the_policy_of_the_page_allows_nothing_but_inline_styles(make_outcome: MakeOutcome) -> None:
    text = page_html([make_outcome("a")])

    assert "default-src 'none'; style-src 'unsafe-inline'" in text


def test_kinds_of_questions_have_a_table(make_outcome: MakeOutcome) -> None:
    with_kinds = page_html([make_outcome("a", kind="why"), make_outcome("b", kind="how", hit_rank=2)])

    assert "By kind of question" in with_kinds
    assert "<tr><td>how</td><td>1</td><td>1</td><td>1</td><td>0</td><td>.000</td>" in with_kinds
    assert "By kind of question" not in page_html([make_outcome("a")])


def test_the_page_suits_phones_and_dark_mode(make_outcome: MakeOutcome) -> None:
    text = page_html([make_outcome("a")])

    assert 'name="viewport" content="width=device-width' in text
    assert "prefers-color-scheme: dark" in text
    assert "url(" not in text
    assert "@import" not in text


def test_the_worst_misses_are_listed_surest_first_with_details(make_outcome: MakeOutcome) -> None:
    cited = Citation("d9", "Title", 4, 0, 9, "Wrong one.", 1.0)
    text = page_html(
        [
            make_outcome("fine"),
            make_outcome("mild", hit_rank=3, confidence=0.5),
            make_outcome("bad", hit_rank=None, confidence=0.97, cited=cited, missing_terms=("toll", "cost")),
        ]
    )
    misses = [summary for summary in Outline(text).summaries if "question" in summary]

    assert misses == [".970question bad?", ".500question mild?"]

    for trace in ("Wrong one. (d9 ¶ 4)", "gold (d)", "toll, cost", "gold not found", "gold at rank 3"):
        assert trace in text


def test_each_kind_of_miss_has_its_list(make_outcome: MakeOutcome) -> None:
    text = page_html(
        [
            make_outcome("w", hit_rank=2),
            make_outcome("n", answerable=False),
            make_outcome("o", answerable=False, pool=Pool.OFF_TOPIC),
            make_outcome("r", grade=Grade.NONE),
            make_outcome("p", grade=Grade.PARTIAL),
        ]
    )

    for title in ("wrong sentence: 1", "Near-misses answered: 1", "Off-topic questions answered: 1"):
        assert title in text

    assert "yet refused: 1" in text
    assert "called partial: 1" in text


def test_if_nothing_failed_there_is_no_list(make_outcome: MakeOutcome) -> None:
    assert "worst misses" not in page_html([make_outcome("a")])


def test_a_long_list_is_cut_and_says_so(make_outcome: MakeOutcome) -> None:
    text = page_html([make_outcome(str(at), hit_rank=2) for at in range(WORST + 3)])

    assert f"wrong sentence: {WORST + 3}, the worst {WORST}" in text
    assert len(Outline(text).summaries) == WORST + 1


def test_a_comparison_lists_the_questions_won_and_lost(make_outcome: MakeOutcome) -> None:
    text = page_html(
        [make_outcome("a"), make_outcome("b", hit_rank=None)],
        [make_outcome("a", hit_rank=2), make_outcome("b")],
    )

    assert "Right only now: 1" in text
    assert "Right only before: 1" in text
    assert "before: answer .900, gold at rank 2" in text


def test_texts_from_outside_cannot_break_the_page(make_outcome: MakeOutcome) -> None:
    nasty = '<script>alert("x")</script>'
    cited = Citation(nasty, nasty, 1, 0, 9, nasty, 1.0)

    text = page_html(
        [make_outcome(nasty, question=nasty, hit_rank=2, cited=cited, missing_terms=(nasty,), expected=nasty)]
    )

    assert "<script" not in text
    assert Outline(text).open == []


def test_a_page_that_cannot_be_written_says_where(make_outcome: MakeOutcome, tmp_path: Path) -> None:
    run = Run("gold.jsonl", "v", "5", (make_outcome("a"),))
    write_page(run, figures(run.outcomes), None, tmp_path / "page.html")

    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(SavedRunError, match="choose another place"):
        write_page(run, {}, None, tmp_path / "none" / "page.html")
