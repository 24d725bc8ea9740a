import json
from pathlib import Path

from evaluation.gold import read_gold
from tools.benchmarks.asked_libraries import divided, measure

TRADES = ("miller", "gardener", "pilot", "baker", "clerk", "porter", "fisher", "smith")


def test_few_of_many_libraries_are_asked_and_the_right_one_is_among_them(tmp_path: Path) -> None:
    documents = [
        {"_id": trade, "text": f"The {trade} of the harbour lives at number {number}{number}."}
        for number, trade in enumerate(TRADES, 1)
    ]
    questions = [
        {
            "id": trade,
            "question": f"Where does the {trade} live?",
            "answerable": True,
            "answers": [{"document": trade, "start": 0, "text": "The"}],
        }
        for trade in TRADES
    ]
    corpus, gold = tmp_path / "corpus.jsonl", tmp_path / "gold.jsonl"
    corpus.write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    gold.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")

    with divided(corpus, len(TRADES), dealt=False) as joint:
        figures = measure(joint, read_gold(gold))

    assert (figures["all"].first, figures["all"].asked) == (1.0, len(TRADES))
    assert (figures["as it is"].first, figures["as it is"].asked) == (1.0, 1.0)
