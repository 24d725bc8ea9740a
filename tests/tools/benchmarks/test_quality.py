import json
from pathlib import Path

import pytest

pytest.importorskip(
    "pysbd", reason="the baseline's sentences need the bench extra: pip install -e '.[bench]'"
)

from evaluation.sets import question_sets
from tools.benchmarks.quality import main, markdown, matches

TEXTS = {
    "mill": "The old mill was built in 1788. Its wheels turned for ninety years.",
    "bridge": "The stone bridge has seven arches. Masons from Tarn raised it.",
}
QUESTIONS = [
    ("built", "When was the mill built?", "mill", None, 1),
    ("arches", "How many arches has the bridge?", "bridge", "talk", 1),
    ("raised", "Who raised it?", "bridge", "talk", 2),
]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "eval" / "mtrag_a"
    folder.mkdir(parents=True)
    corpus = [{"_id": name, "title": name.title(), "text": text} for name, text in TEXTS.items()]
    gold = [
        {
            "id": name,
            "question": question,
            "answerable": True,
            "answers": [{"document": document, "start": 0, "text": TEXTS[document][:3]}],
            "conversation": conversation,
            "turn": turn,
        }
        for name, question, document, conversation, turn in QUESTIONS
    ]
    for name, rows in (("corpus", corpus), ("gold", gold)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return tmp_path


def test_both_systems_are_asked_and_dialogues_run_against_both_baselines(
    shared: Path, tmp_path: Path
) -> None:
    (chosen,) = question_sets(shared)
    played = matches(chosen, None, tmp_path)

    assert [match.plain.name for match in played] == ["plain", "plain, pasted"]
    assert all(match.comparison.questions == 3 for match in played)

    document = markdown(played)

    assert "| mtrag_a | plain | hit@1 |" in document
    assert "## mtrag_a, against plain, pasted" in document
    assert "| p50_ms |" in document


def test_the_command_writes_its_tables_and_runs(shared: Path, tmp_path: Path) -> None:
    words = ["--shared", str(shared), "--markdown", str(tmp_path / "q.md"), "--runs", str(tmp_path / "runs")]

    assert main(words) == 0
    assert (tmp_path / "q.md").read_text(encoding="utf-8").startswith("# Quoth beside the plain baseline\n")
    assert len(list((tmp_path / "runs").glob("mtrag_a.*.json"))) == 3


def test_an_unknown_set_is_refused_with_the_known_ones(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--shared", str(shared), "--sets", "castles"]) == 2
    assert "no set castles" in capsys.readouterr().err
