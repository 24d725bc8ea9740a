import pytest

from evaluation.gold import GoldQuestion
from evaluation.progress import on_stderr

QUESTIONS = [GoldQuestion(str(number), "?", True) for number in range(3)]


def test_questions_pass_through_in_order_and_standard_output_stays_clean(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list(on_stderr(QUESTIONS, "gold questions")) == QUESTIONS
    assert list(on_stderr([], "off-topic questions")) == []

    printed = capsys.readouterr()

    assert printed.out == ""
    assert printed.err == ""


def test_the_progress_bar_names_what_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert list(on_stderr(QUESTIONS, "gold questions")) == QUESTIONS

    printed = capsys.readouterr()

    assert printed.out == ""
    assert "Asking 3 gold questions" in printed.err
