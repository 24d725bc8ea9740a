import json
from itertools import islice
from pathlib import Path

from tools.benchmarks.telegram import markdown, measured
from tools.benchmarks.telegram_server import messages


def test_messages_come_from_one_chat_after_the_other_with_commands_marked() -> None:
    first, second, third = islice(messages(["/start", "Who trims it?"], 2), 3)
    assert [each["update_id"] for each in (first, second, third)] == [1, 2, 3]
    assert first["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert "entities" not in second["message"]
    assert first["message"]["chat"] == third["message"]["chat"] != second["message"]["chat"]


def test_every_update_is_answered_by_the_whole_bot_over_http(tmp_path: Path) -> None:
    corpus, texts = tmp_path / "lamps.txt", tmp_path / "texts.json"
    corpus.write_text("The keeper trims the lamp. The harbour froze in 1911.", encoding="utf-8")
    texts.write_text(json.dumps(["/start", "Who trims the lamp?"]), encoding="utf-8")
    figures = measured(texts, 6, 2, 3, corpus, tmp_path / "state")
    assert (figures["pool"], figures["at_once"]) == (2, 3)
    assert min(figures["per_second"], figures["bot_ms"], figures["server_ms"]) > 0
    assert "| questions | 2 | 3 |" in markdown([{"kind": "questions", **figures}])
