import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.operations.corpus_checks import check_corpus
from bot.operations.database_checks import check_database
from bot.operations.doctor import examine
from bot.operations.findings import Finding, Severity, exit_code
from bot.operations.machine_checks import check_machine, check_room
from bot.operations.telegram_checks import check_telegram
from config.settings import Settings
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from run_bot import main
from tests.support.bot_api.driver.world import World

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def by_subject(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.subject: finding for finding in findings}


async def ask(world: World, token: str | None = None, webhook: str = "") -> dict[str, Finding]:
    token = world.token if token is None else token
    return by_subject(await check_telegram(world.server.base_url, token, webhook, lambda: NOW))


async def test_a_polling_bot_passes_the_checks(world: World) -> None:
    found = await ask(world)

    assert found["token"] == Finding(Severity.OK, "token", "belongs to @quoth_bot")
    assert found["updates"].state.startswith("updates are polled")


async def test_a_missing_token_and_a_refused_token_are_distinguished(
    world: World, refusals: set[str]
) -> None:
    refusals.update({"Unauthorized", "Not Found"})

    missing = await ask(world, token="")
    refused = await ask(world, token="123456:wrong")

    assert (missing["token"].severity, missing["token"].state) == (Severity.ERROR, "none is set")
    assert refused["token"].state == "Telegram does not accept it"


async def test_an_unreachable_telegram_is_reported() -> None:
    (found,) = await check_telegram("http://127.0.0.1:9/bot", "1:a", "", lambda: NOW)

    assert found.severity is Severity.ERROR
    assert "cannot be reached" in found.state


async def test_a_webhook_that_is_not_registered_yet_is_reported(world: World) -> None:
    found = await ask(world, webhook="https://bot.example.org/telegram")

    assert "does not know it yet" in found["webhook"].state


@pytest.mark.parametrize(
    ("free", "severity"), [(1_000, Severity.ERROR), (10**8, Severity.WARNING), (10**10, Severity.OK)]
)
def test_free_disk_space_is_rated_by_severity(free: int, severity: Severity) -> None:
    assert check_room(free).severity is severity


def test_files_readable_by_others_are_listed_with_the_command_that_fixes_them(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("QUOTH_LOG_LEVEL=INFO")
    tmp_path.chmod(0o700)
    dotenv.chmod(0o644)

    found = list(check_machine(tmp_path, dotenv))

    (open_to_others,) = [each for each in found if each.severity is Severity.WARNING]

    assert open_to_others.remedy == f"chmod 600 {dotenv}"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_state_folder_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    found = list(check_machine(tmp_path / "state", tmp_path / ".env"))

    assert found[0].severity is Severity.ERROR


def test_a_file_in_place_of_the_state_folder_is_an_error(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.touch()

    found = list(check_machine(state, tmp_path / ".env"))

    assert (found[0].severity, found[0].state) == (Severity.ERROR, f"{state} is not a folder")
    assert "permissions" not in {each.subject for each in found}


def test_a_valid_corpus_and_its_versions_pass_the_checks(built: tuple[Path, Path]) -> None:
    found = list(check_corpus(*built))

    assert [each.severity for each in found] == [Severity.OK, Severity.OK]
    assert found[0].state == f"1 document in {built[0]}"


def test_a_missing_corpus_is_an_error_with_the_setting_to_change(tmp_path: Path) -> None:
    found = by_subject(list(check_corpus(tmp_path / "nowhere", tmp_path / "versions")))

    assert found["corpus"].severity is Severity.ERROR
    assert "QUOTH_CORPUS" in found["corpus"].remedy


def test_files_changed_since_the_last_reload_are_reported(source: Path, tmp_path: Path) -> None:
    build(CorpusStore(source, tmp_path / "versions"))
    (source / "new.txt").write_text("The pier was painted green in June.")

    found = list(check_corpus(source, tmp_path / "versions"))

    assert "have changed" in found[1].state


def test_a_published_version_that_cannot_be_opened_is_an_error(source: Path, tmp_path: Path) -> None:
    report = build(CorpusStore(source, tmp_path / "versions"))
    for file in report.path.iterdir():
        if file.is_file():
            file.write_bytes(b"")

    found = list(check_corpus(source, tmp_path / "versions"))

    assert found[-1].severity is Severity.ERROR
    assert exit_code(found) == 1


def test_the_doctor_output_contains_no_secret(source: Path, tmp_path: Path) -> None:
    token = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    settings = Settings(
        telegram_token=SecretStr(token),
        corpus=source,
        state_dir=tmp_path,
        telegram_base_url="http://127.0.0.1:9/bot",
    )

    found = examine(settings)

    assert token not in str(found)


def test_the_command_prints_its_findings_and_exits_with_1_if_the_bot_cannot_work(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run: Callable[..., int] = main

    code = run(["doctor", "--json", "--corpus", str(source), "--state-dir", str(tmp_path / "state")])

    found = json.loads(capsys.readouterr().out)

    assert code == 1
    assert found[0]["subject"] == "token"


def test_a_database_that_can_be_used_passes_and_one_that_cannot_is_an_error_without_its_password(
    database_url: str,
) -> None:
    found = list(check_database(Settings(database=SecretStr(database_url))))
    away = list(check_database(Settings(database=SecretStr("postgresql://quoth:hush@127.0.0.1:1/quoth"))))

    assert [finding.severity for finding in [*found, *away]] == [Severity.OK, Severity.ERROR]
    assert "PostgreSQL" in found[0].state
    assert "hush" not in str(away)


def test_a_state_in_a_file_needs_no_check_of_a_database() -> None:
    assert list(check_database(Settings())) == []
