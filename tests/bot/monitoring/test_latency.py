import subprocess
import sys
from pathlib import Path

import pytest

from bot.monitoring.latency import warm_up
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

LATE = """
import gc, sys, time
from bot.monitoring.latency import keep_pauses_short
loaded = [{at: str(at)} for at in range(1000)]
keep_pauses_short()
frozen = gc.get_freeze_count()
whole = gc.get_stats()[2]["collections"]
kept = [[{}] for _ in range(400_000)]
print(frozen > 1000, gc.get_stats()[2]["collections"] - whole, sys.getswitchinterval() <= 0.001)
"""

OPENED = """
import sys
from pathlib import Path
from bot.monitoring.latency import warm_up
from retrieval.intents.responding import respond
from retrieval.store.snapshot import Snapshot
snapshot = Snapshot(Path(sys.argv[1]))
warm_up(snapshot)
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
respond("Which keaper trmis the lantern, and who wrote mississipi?", snapshot)
print(opened)
"""


def test_long_lived_objects_are_not_collected_again_and_threads_switch_often() -> None:
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, check=True, text=True)

    assert done.stdout.split() == ["True", "0", "True"]


@pytest.mark.parametrize(
    "text", ["The keeper trims the lamp.", "Смотритель зажигает лампу.", "灯台守が灯をともす。", "42"]
)
def test_any_corpus_can_be_warmed_up(tmp_path: Path, text: str) -> None:
    source = tmp_path / "lamps.txt"
    source.write_text(text, encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(source, tmp_path / "versions")).path)
    warm_up(snapshot)

    assert snapshot.analysed.cache_info().currsize == 1

    snapshot.close()


def test_after_warming_up_no_question_loads_a_table(tmp_path: Path) -> None:
    source = tmp_path / "lamps.txt"
    source.write_text("The keeper trims the lamp beside the Mississippi.", encoding="utf-8")
    version = build(CorpusStore(source, tmp_path / "versions")).path

    done = subprocess.run(
        [sys.executable, "-c", OPENED, str(version)], capture_output=True, check=True, text=True
    )

    assert done.stdout.strip() == "[]"
