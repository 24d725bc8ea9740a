import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from corpus.errors import CorpusError
from evaluation.command import add_arguments, run
from retrieval.index.choosing import EngineChoice
from retrieval.meaning.encoder import MeaningChoice


@dataclass(frozen=True)
class Places:
    corpus: Path
    state_dir: Path
    engine: EngineChoice = "auto"
    meaning: MeaningChoice = "off"
    meaning_sentences: int = 0
    opensearch_url: tuple[str, ...] = ()
    opensearch_index: str = "quoth"
    opensearch_user: str = ""
    opensearch_password: SecretStr | None = None
    opensearch_ca: Path | None = None
    opensearch_certificate: Path | None = None
    opensearch_key: Path | None = None
    default_language: str = ""


@pytest.fixture
def evaluate(home: Path, tmp_path: Path) -> "Evaluate":
    return Evaluate(home, tmp_path)


class Evaluate:
    """`eval` with these words over the small corpus."""

    def __init__(self, home: Path, state: Path) -> None:
        self.places = Places(home / "corpus.jsonl", state)
        self.gold = str(home / "gold.jsonl")
        self.strange = str(home / "strange.jsonl")

    def __call__(self, *words: str) -> int:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        return run(parser.parse_args(words), self.places)


def test_the_figures_are_printed(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(evaluate.gold, "--off-topic", evaluate.strange) == 0

    printed = capsys.readouterr()

    assert "5 questions and 2 off-topic ones" in printed.out
    assert "off_topic_auroc" in printed.out
    assert printed.err == ""


def test_a_run_is_saved_drawn_and_compared_with_itself(
    evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, drawn = tmp_path / "run.json", tmp_path / "page.html"

    assert evaluate(evaluate.gold, "--json", str(saved), "--html", str(drawn)) == 0
    assert "All figures" in drawn.read_text(encoding="utf-8")
    assert evaluate(evaluate.gold, "--compare", str(saved), "--fail-on-drop") == 0
    assert "Compared over 5 questions" in capsys.readouterr().out


def test_a_drop_fails_only_when_asked_to(evaluate: Evaluate, tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    evaluate(evaluate.gold, "--json", str(saved))
    past = json.loads(saved.read_text(encoding="utf-8"))
    for question in past["questions"]:
        question["verbatim"] = question["quoted"] + 1
    saved.write_text(json.dumps(past), encoding="utf-8")

    assert evaluate(evaluate.gold, "--compare", str(saved)) == 0
    assert evaluate(evaluate.gold, "--compare", str(saved), "--fail-on-drop") == 1


def test_a_limit_asks_fewer_questions(evaluate: Evaluate, tmp_path: Path) -> None:
    saved = tmp_path / "run.json"

    assert evaluate(evaluate.gold, "--limit", "2", "--json", str(saved)) == 0

    asked = [question["id"] for question in json.loads(saved.read_text(encoding="utf-8"))["questions"]]

    assert asked == ["built", "price"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nowhere.jsonl"], "give the path"),
        (["GOLD", "--compare", "nowhere.json"], "save a run with --json"),
        (["GOLD", "--off-topic", "GOLD"], "is not unanswerable"),
        (["GOLD", "--fail-on-drop"], "add --compare"),
        (["GOLD", "--json", "nowhere/run.json"], "choose another path"),
        (["GOLD", "--html", "nowhere/page.html"], "choose another path"),
    ],
)
def test_unusable_input_gives_one_line_and_exit_code_two(
    evaluate: Evaluate, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    assert evaluate(*(evaluate.gold if word == "GOLD" else word for word in words)) == 2

    complaints = capsys.readouterr().err.splitlines()

    assert len(complaints) == 1
    assert complaint in complaints[0]


def test_gold_of_another_corpus_is_recognised(
    evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"id": "q", "question": "When?", "answerable": True, "documents": ["castle"]}
    (tmp_path / "castle.jsonl").write_text(json.dumps(row), encoding="utf-8")

    assert evaluate(str(tmp_path / "castle.jsonl")) == 2
    assert (
        "none of its documents (such as 'castle'); name the right corpus with --corpus"
        in capsys.readouterr().err
    )


def test_a_missing_corpus_is_reported_to_the_caller(evaluate: Evaluate, tmp_path: Path) -> None:
    evaluate.places = Places(tmp_path / "nowhere", tmp_path)

    with pytest.raises(CorpusError):
        evaluate(evaluate.gold)


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_a_limit_is_a_number_of_questions(
    evaluate: Evaluate, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        evaluate(evaluate.gold, "--limit", number)

    assert refused.value.code == 2
    assert f"{number} is not a number of questions; give 1 or more" in capsys.readouterr().err
