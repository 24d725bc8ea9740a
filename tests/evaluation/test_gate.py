from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.errors import BaselineError
from evaluation.gate import (
    BASELINE,
    SAMPLE,
    Measured,
    Origin,
    check,
    drops,
    main,
    measured,
    merged,
    read_baseline,
    write_baseline,
)
from evaluation.metrics import Figure
from evaluation.sets import QuestionSet, question_sets
from evaluation.statistics import Interval

# One of each kind, which together take some seconds; `python -m evaluation.gate` asks them all.
QUICK = {"article", "squad2_dev_half1", "xquad_ru", "xquad_zh", "canard_a"}
ORIGIN = Origin("small", None, "c" * 64, "q" * 64)


def figures_kept(**figures: Figure) -> Measured:
    return Measured(ORIGIN, figures)


def small(home: Path) -> QuestionSet:
    return QuestionSet("small", "en", home / "corpus.jsonl", home / "gold.jsonl", home / "strange.jsonl")


def shared_like(home: Path, folder: Path) -> Path:
    """The small set as a folder of shared question sets, under the name of a known one."""
    place = folder / "eval" / "clapnq_a"
    place.mkdir(parents=True)
    for name in ("corpus.jsonl", "gold.jsonl"):
        (place / name).write_bytes((home / name).read_bytes())
    return folder


@pytest.mark.parametrize(
    ("name", "now", "dropped"),
    [
        ("hit@1", 0.69, True),
        ("hit@1", 0.70, False),
        ("hit@1", 0.95, False),
        ("brier", 0.91, True),
        ("brier", 0.90, False),
        ("brier", 0.10, False),
    ],
)
def test_a_figure_drops_when_it_is_worse_than_its_interval(name: str, now: float, dropped: bool) -> None:
    before = figures_kept(**{name: Figure(0.8, 100, Interval(0.7, 0.9))})

    assert bool(drops(before, figures_kept(**{name: Figure(now, 100)}))) is dropped


def test_a_drop_shows_the_figure_before_and_after() -> None:
    (drop,) = drops(figures_kept(mrr=Figure(0.8, 9, Interval(0.7, 0.9))), figures_kept(mrr=Figure(0.5, 9)))

    assert str(drop) == "small: mrr was 0.800 [0.700, 0.900] and is 0.500"


def test_times_are_recorded_and_never_fail_the_gate() -> None:
    assert not drops(figures_kept(p50_ms=Figure(1.0, 9)), figures_kept(p50_ms=Figure(99.0, 9)))


@pytest.mark.parametrize("change", [{"corpus_sha256": "d"}, {"questions_sha256": "r"}, {"sample": 60}])
def test_figures_of_another_corpus_or_other_questions_cannot_be_compared(change: dict[str, object]) -> None:
    figures = {"hit@1": Figure(0.8, 9, Interval(0.7, 0.9))}
    other = Measured(replace(ORIGIN, **change), figures)  # type: ignore[arg-type]

    with pytest.raises(BaselineError, match="--write"):
        drops(Measured(ORIGIN, figures), other)


def test_the_baseline_is_read_back_as_it_was(tmp_path: Path) -> None:
    figures = (figures_kept(mrr=Figure(0.8, 9, Interval(0.7, 0.9)), p50_ms=Figure(1.5, 9)),)
    write_baseline(figures, tmp_path / "figures.json")

    assert read_baseline(tmp_path / "figures.json") == figures


def test_a_missing_file_of_figures_is_empty_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "figures.json") == ()

    (tmp_path / "figures.json").write_text('[{"name": "x"}]')

    with pytest.raises(BaselineError, match="measure again"):
        read_baseline(tmp_path / "figures.json")


def test_worse_figures_are_a_drop_and_unchanged_ones_are_not(home: Path, tmp_path: Path) -> None:
    before = measured(small(home), None, tmp_path)

    assert before.figures["hit@1"].value == 1.0
    assert check([before], [small(home)], None, tmp_path) == ()

    past = replace(before, figures={"off_topic_auroc": Figure(1.1, 9, Interval(1.05, 1.2))})
    (drop,) = check([past], [small(home)], None, tmp_path)

    assert drop.name == "off_topic_auroc"


def test_a_sample_is_compared_with_a_sample_only(home: Path, tmp_path: Path) -> None:
    whole = measured(small(home), None, tmp_path)

    assert check([whole], [small(home)], 2, tmp_path) == ()

    part = measured(small(home), 2, tmp_path)

    assert part.origin.sample == 2
    assert part.figures["hit@1"].count < whole.figures["hit@1"].count


def test_the_command_keeps_figures_and_then_finds_no_drop(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = ["--shared", str(shared_like(home, tmp_path)), "--kept", str(tmp_path / "figures.json")]

    assert main(shared) == 2
    assert "there is no baseline yet" in capsys.readouterr().err
    assert main([*shared, "--write"]) == 0
    assert main(shared) == 0
    assert main([*shared, "--sample"]) == 0
    assert "No figure dropped" in capsys.readouterr().out


def test_new_figures_replace_those_of_the_same_set_and_sample() -> None:
    old, sampled = (
        figures_kept(mrr=Figure(0.5, 9)),
        Measured(replace(ORIGIN, sample=60), {"mrr": Figure(0.4, 9)}),
    )
    new, other = figures_kept(mrr=Figure(0.7, 9)), Measured(replace(ORIGIN, name="other"), {})

    assert merged([old, sampled], [new, other]) == (new, sampled, other)


def test_an_unknown_set_is_refused_with_the_names_of_the_known_ones(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--shared", str(shared_like(home, tmp_path)), "--only", "clap"])

    assert code == 2
    assert "no set clap" in capsys.readouterr().err


def test_the_command_fails_on_a_drop_and_names_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = ["--shared", str(shared_like(home, tmp_path)), "--kept", str(tmp_path / "figures.json")]
    main([*shared, "--write"])
    text = (tmp_path / "figures.json").read_text()
    (tmp_path / "figures.json").write_text(text.replace('"low": 1.0', '"low": 1.01'))

    assert main(shared) == 1
    assert "clapnq_a: hit@1 was 1.000 [1.010, 1.000] and is 1.000" in capsys.readouterr().out


def test_a_folder_without_sets_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--shared", str(tmp_path)]) == 2
    assert "--shared" in capsys.readouterr().err


@pytest.mark.skipif(not question_sets(), reason="the question sets are not beside this checkout (../shared)")
@pytest.mark.skipif(not BASELINE.exists(), reason="no baseline yet: python -m evaluation.gate --write")
def test_no_figure_has_dropped_below_the_sampled_baseline(tmp_path: Path) -> None:
    quick = [each for each in question_sets() if each.name in QUICK]

    assert [str(drop) for drop in check(read_baseline(BASELINE), quick, SAMPLE, tmp_path)] == []
