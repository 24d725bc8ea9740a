"""`corpus depot` in a terminal."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from run_bot import main


class Machine:
    """Runs `corpus` as on a machine with state of its own."""

    def __init__(self, home: Any, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.state = home.versions.parent / name
        self.flags = ["--corpus", str(home.source), "--state-dir", str(self.state)]
        self.flags += ["--depot", str(home.versions.parent / "depot")]
        self.capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        code = main(["corpus", *words, *self.flags])
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def facts(self, *words: str) -> Any:
        code, out, err = self.run(*words, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def first(home: Any, capsys: pytest.CaptureFixture[str]) -> Machine:
    """A machine that has published the corpus."""
    machine = Machine(home, "first", capsys)
    machine.facts("reload")
    return machine


@pytest.fixture
def second(home: Any, capsys: pytest.CaptureFixture[str]) -> Machine:
    """A machine that has nothing yet."""
    return Machine(home, "second", capsys)


def test_a_version_is_pushed_listed_fetched_and_checked(first: Machine, second: Machine) -> None:
    version = first.facts("depot", "push")["put"][0]["version"]

    listed = first.facts("depot")["versions"]
    fetched = second.facts("depot", "fetch")
    checked = second.facts("depot", "check")

    assert [(each["version"], each["published"]) for each in listed] == [(version, True)]
    assert fetched == {"version": version, "fetched": True, "published": True}
    assert checked == {"checked": [version], "damaged": {}}
    assert second.facts("list")["versions"][0]["current"]


def test_a_damaged_version_is_named_and_put_again(first: Machine, second: Machine) -> None:
    version = first.facts("depot", "push")["put"][0]["version"]
    packed = next((first.state.parent / "depot").rglob("corpus.sqlite.gz"))
    packed.write_bytes(packed.read_bytes()[:100])

    code, out, _ = second.run("depot", "check")
    refused, _, err = second.run("depot", "fetch")
    first.facts("depot", "push", version[:6], "--replace")

    assert (code, refused) == (1, 1)
    assert f"version {version} in the depot is damaged: corpus.sqlite is truncated" in out.replace("\n", " ")
    assert "corpus depot push" in err
    assert second.facts("depot", "fetch")["fetched"]


def test_without_a_depot_the_setting_is_named(first: Machine) -> None:
    first.flags = first.flags[:-2]

    code, _, err = first.run("depot", "push")

    assert (code, "set QUOTH_DEPOT" in err) == (1, True)


def test_an_unknown_subcommand_is_refused_with_the_known_ones(first: Machine) -> None:
    code, _, err = first.run("depot", "burn")

    assert (code, "there are: list, push, fetch, check, sweep" in err) == (1, True)


def test_a_machine_that_was_lost_is_set_up_again_from_the_depot(
    first: Machine, home: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bot without a database puts what it publishes into its depot, with the corpus files."""
    home.write("boat.txt", "The boat came home.")
    published = first.facts("reload")["version"]
    texts = {path.name: path.read_bytes() for path in home.source.iterdir()}
    for path in home.source.iterdir():
        path.unlink()
    new = Machine(home, "new", capsys)

    fetched = new.facts("depot", "fetch")["version"]

    assert fetched == published
    assert {path.name: path.read_bytes() for path in home.source.iterdir()} == texts
    assert new.facts("check")["changes"]["added"] == []


WITHOUT_OBSTORE = """
import sys
sys.modules["obstore"] = None
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from run_bot import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_bucket_without_the_client_is_refused_with_the_install_line(first: Machine) -> None:
    words = ["corpus", "depot", "push", *first.flags[:-1], "s3://texts"]
    ran = subprocess.run([sys.executable, "-c", WITHOUT_OBSTORE, *words], capture_output=True, text=True)

    assert ran.returncode == 1
    assert "run `make machines`" in ran.stderr


ASK_AND_LIST = """
import sys
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from run_bot import main
import bot.running, bot.terminal.ask, management.command
main(sys.argv[1:])
print(sorted({"obstore", "psycopg"} & set(sys.modules)))
"""


def test_with_the_defaults_no_client_for_a_depot_is_imported(first: Machine) -> None:
    words = ["corpus", "list", *first.flags[:-2]]
    ran = subprocess.run([sys.executable, "-c", ASK_AND_LIST, *words], capture_output=True, text=True)

    assert ran.stdout.splitlines()[-1] == "[]"


class LibraryTerminal:
    """Runs `corpus` as on a machine of a bot with two libraries."""

    def __init__(
        self, place: Path, suffix: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.folders = {library: place / f"{library}{suffix}" for library in ("orchard", "news")}
        self.state = place / f"state{suffix}"
        self.depot = place / "depot"
        self.capsys = capsys
        self.monkeypatch = monkeypatch
        for folder in self.folders.values():
            folder.mkdir()

    def run(self, *words: str) -> tuple[int, str, str]:
        named = ",".join(f"{library}={folder}" for library, folder in self.folders.items())
        self.monkeypatch.setenv("QUOTH_CORPUS", named)
        code = main(["corpus", *words, "--state-dir", str(self.state), "--depot", str(self.depot)])
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def facts(self, *words: str) -> Any:
        code, out, err = self.run(*words, "--json")
        assert code == 0, err
        return json.loads(out)


class TestSeveralLibraries:
    """`corpus depot` without the name of a library takes all of them in turn."""

    @pytest.fixture
    def terminal(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> LibraryTerminal:
        """A machine that has both libraries."""
        terminal = LibraryTerminal(tmp_path, "", capsys, monkeypatch)
        for library, text in (("orchard", "The pear tree bears late."), ("news", "The mill burned down.")):
            (terminal.folders[library] / f"{library}.txt").write_text(text, encoding="utf-8")
        for library in terminal.folders:
            build(CorpusStore(terminal.folders[library], terminal.state / "versions"))
        return terminal

    @pytest.fixture
    def new_terminal(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> LibraryTerminal:
        """A machine that has nothing yet."""
        return LibraryTerminal(tmp_path, "-new", capsys, monkeypatch)

    def test_all_libraries_are_pushed_listed_fetched_and_checked(
        self, terminal: LibraryTerminal, new_terminal: LibraryTerminal
    ) -> None:
        pushed = terminal.facts("depot", "push")
        listed = terminal.facts("depot")
        _, shown, _ = terminal.run("depot", "list")
        fetched = new_terminal.facts("depot", "fetch")
        checked = new_terminal.facts("depot", "check")
        swept = new_terminal.facts("depot", "sweep")

        versions = {library: facts["put"][0]["version"] for library, facts in pushed.items()}
        assert set(versions) == {"orchard", "news"}
        assert {library: facts["versions"][0]["version"] for library, facts in listed.items()} == versions
        assert {library: facts["version"] for library, facts in fetched.items()} == versions
        assert all(facts["published"] for facts in fetched.values())
        assert {library: facts["checked"] for library, facts in checked.items()} == {
            library: [version] for library, version in versions.items()
        }
        assert swept == {"orchard": {"swept": []}, "news": {"swept": []}}
        assert shown.index("orchard:") < shown.index(versions["orchard"]) < shown.index("news:")

    def test_one_library_is_chosen_by_its_name(self, terminal: LibraryTerminal) -> None:
        version = terminal.facts("depot", "push", "--corpus", "news")["put"][0]["version"]

        listed = terminal.facts("depot", "list")
        alone = terminal.facts("depot", "list", "--corpus", "news")

        assert (listed["orchard"]["versions"], len(listed["news"]["versions"])) == ([], 1)
        assert alone["versions"][0]["version"] == version
        assert (terminal.depot / "libraries" / "news" / "published.json").exists()

    def test_a_version_is_refused_without_the_library_it_belongs_to(self, terminal: LibraryTerminal) -> None:
        code, _, err = terminal.run("depot", "push", "0a1b")

        assert code == 2
        assert "a version belongs to one library; choose it: depot push … --corpus orchard" in err

    def test_a_refusal_for_one_library_does_not_stop_the_others(
        self, terminal: LibraryTerminal, new_terminal: LibraryTerminal
    ) -> None:
        terminal.facts("depot", "push", "--corpus", "news")

        code, out, _ = new_terminal.run("depot", "fetch")

        assert code == 1
        assert "no version in the depot is published" in out
        assert "was fetched and checked" in out.replace("\n", " ")
