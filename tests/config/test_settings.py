import re
from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, effective, read_settings
from run_bot import main


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUOTH_{name}".upper(), raising=False)


def read_with(tmp_path: Path, written: str = "", **flags: str) -> Settings:
    dotenv = tmp_path / ".env"
    dotenv.write_text(written, encoding="utf-8")
    return read_settings(flags, dotenv)


def test_flags_override_the_environment_which_overrides_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = "QUOTH_CORPUS=file\nQUOTH_STATE_DIR=file\nQUOTH_LOG_LEVEL=ERROR\n"
    monkeypatch.setenv("QUOTH_CORPUS", "environment")
    monkeypatch.setenv("QUOTH_STATE_DIR", "environment")

    settings = read_with(tmp_path, written, corpus="flag")

    assert (settings.corpus, settings.state_dir) == (Path("flag"), Path("environment"))
    assert settings.log_level == "ERROR"


def test_admin_ids_are_numbers_separated_by_commas(tmp_path: Path) -> None:
    assert read_with(tmp_path, "QUOTH_ADMIN_IDS=1, 2").admin_ids == (1, 2)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("QUOTH_ADMIN_IDS=anna", "QUOTH_ADMIN_IDS: expected numeric ids"),
        ("QUOTH_LOG_LEVEL=LOUD", "QUOTH_LOG_LEVEL: expected DEBUG, INFO, WARNING or ERROR"),
        ("QUOTH_KEEP_DAYS=many", "QUOTH_KEEP_DAYS: expected a whole number"),
        ("QUOTH_KEEP_DAYS=-1", "QUOTH_KEEP_DAYS: expected 0 or more"),
        ("QUOTH_WEB_LINK_HOURS=0", "QUOTH_WEB_LINK_HOURS: expected more than 0"),
        ("QUOTH_LOG_QUESTIONS=perhaps", "QUOTH_LOG_QUESTIONS: expected true or false"),
        ("QUOTH_LINK_HOSTS=https://example.org/news", "QUOTH_LINK_HOSTS: expected hosts like example.org"),
        ("123456789:AAsecret", "has a line without a name and ="),
        ("QUOTH_TELEGRAM_TOKEN", "has a line without a name and ="),
        ("QUOTH_TOKEN=1:x", "did you mean QUOTH_TELEGRAM_TOKEN"),
        ("QUOTH_TELEGRAM_BASE_URL=example.org", "QUOTH_TELEGRAM_BASE_URL: expected an address"),
        ("QUOTH_REFRESH=5x", "QUOTH_REFRESH: expected minutes, hours or days"),
        ("QUOTH_OUTBOX_HOURS=inf", "QUOTH_OUTBOX_HOURS: expected at most 100000"),
        ("QUOTH_WEB_LINK_HOURS=1e300", "QUOTH_WEB_LINK_HOURS: expected at most 100000"),
        ("QUOTH_DEPOT=http://example.org", "QUOTH_DEPOT: expected a folder, or s3://bucket/prefix"),
        ("QUOTH_DEPOT_ENDPOINT=s3.example.org", "QUOTH_DEPOT_ENDPOINT: expected an address like https"),
        ("QUOTH_DEPOT_KEY=somebody", "set QUOTH_DEPOT_KEY and QUOTH_DEPOT_SECRET, or neither"),
        ("QUOTH_ENGINE=opensearch", "QUOTH_ENGINE=opensearch needs QUOTH_OPENSEARCH_URL"),
        ("QUOTH_OPENSEARCH_URL=search.example.org:9200", "QUOTH_OPENSEARCH_URL: expected addresses like"),
        ("QUOTH_OPENSEARCH_URL=https://u:p@a.example.org", "put the user into QUOTH_OPENSEARCH_USER"),
        ("QUOTH_OPENSEARCH_INDEX=My texts", "QUOTH_OPENSEARCH_INDEX: expected small letters"),
        ("QUOTH_OPENSEARCH_PASSWORD=x", "QUOTH_OPENSEARCH_PASSWORD needs QUOTH_OPENSEARCH_USER"),
        ("QUOTH_OPENSEARCH_KEY=key.pem", "QUOTH_OPENSEARCH_KEY needs QUOTH_OPENSEARCH_CERTIFICATE"),
        ("QUOTH_COLOUR=red", "QUOTH_COLOUR is not a setting"),
    ],
)
def test_unusable_values_are_refused_by_name(tmp_path: Path, written: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_with(tmp_path, written)


def test_a_file_of_settings_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("QUOTH_LOG_LEVEL=INFO", encoding="utf-16")

    with pytest.raises(SettingsError, match="is not text in UTF-8"):
        read_settings({}, dotenv)


def test_names_without_our_prefix_are_ignored(tmp_path: Path) -> None:
    assert read_with(tmp_path, "COLOUR=red\nPATH_OF_OTHERS=x").admin_ids == ()


def test_the_token_is_never_shown(tmp_path: Path) -> None:
    settings = read_with(tmp_path, "QUOTH_TELEGRAM_TOKEN=123:hushhush")

    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "123:hushhush"
    assert "hushhush" not in "".join(effective(settings).values()) + repr(settings)


def test_every_setting_has_a_flag_except_the_secrets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["settings", "--help"])

    flags = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    named = {f"--{name.replace('_', '-')}" for name in Settings.model_fields}

    assert named - flags == {
        "--telegram-token",
        "--webhook-secret",
        "--web-secret",
        "--depot-key",
        "--depot-secret",
        "--database",
        "--opensearch-password",
    }


def test_a_bad_value_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_with(tmp_path, "QUOTH_ADMIN_IDS=123:hushhush")

    assert "hushhush" not in str(refused.value)


def test_a_token_without_a_name_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_with(tmp_path, "123456789:hushhush")

    assert "hushhush" not in str(refused.value)


def test_a_file_of_settings_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("QUOTH_TELEGRAM_TOKEN=123:hushhush", encoding="utf-8-sig")

    assert read_settings({}, dotenv).telegram_token is not None


def test_a_log_level_in_small_letters_is_understood(tmp_path: Path) -> None:
    assert read_with(tmp_path, "QUOTH_LOG_LEVEL=debug").log_level == "DEBUG"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("QUOTH_WEB=8080", "QUOTH_WEB: expected host:port"),
        ("QUOTH_WEB=localhost:99999", "QUOTH_WEB: expected host:port"),
        ("QUOTH_WEBHOOK_URL=http://a.example/x", "QUOTH_WEBHOOK_URL: expected an address like https://"),
        ("QUOTH_WEBHOOK_SECRET=short", "QUOTH_WEBHOOK_SECRET: expected 16 to 256"),
        ("QUOTH_WEBHOOK_URL=https://a.example/x", "QUOTH_WEBHOOK_URL needs QUOTH_WEB"),
        ("QUOTH_WEB_URL=read.example", "QUOTH_WEB_URL: expected an address like https://read"),
        ("QUOTH_WEB_URL=http://localhost:80", "QUOTH_WEB_URL: expected an address like https://read"),
        ("QUOTH_WEB_URL=https://a.example", "QUOTH_WEB_URL needs QUOTH_WEB"),
        ("QUOTH_WEB_SECRET=short", "QUOTH_WEB_SECRET: expected 16 to 256"),
        ("QUOTH_WEB_ACCESS=nobody", "QUOTH_WEB_ACCESS: "),
        ("QUOTH_API=yes", "QUOTH_API: "),
        ("QUOTH_API=keys", "QUOTH_API=keys needs QUOTH_API_KEYS; make one"),
        ("QUOTH_API_KEYS=quoth_a-key-itself", "QUOTH_API_KEYS: expected NAME:HASH"),
        ("QUOTH_API_PER_MINUTE=-1", "QUOTH_API_PER_MINUTE: "),
        ("QUOTH_API_ORIGINS=https://a.example/page", "QUOTH_API_ORIGINS: expected origins like https://"),
    ],
)
def test_a_web_setting_that_cannot_be_used_is_refused_with_what_is_expected(
    tmp_path: Path, line: str, reason: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(reason)):
        read_with(tmp_path, line)


def test_the_database_is_shown_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_DATABASE", "postgresql://quoth:hush@db.example.org/quoth")

    shown = effective(read_settings())

    assert shown["QUOTH_DATABASE"] == "postgresql://quoth:********@db.example.org/quoth"


@pytest.mark.parametrize("address", ["mysql://db/quoth", "postgresql://quoth:a/b@db/quoth", "quoth.sqlite3"])
def test_a_bad_database_address_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("QUOTH_DATABASE", address)

    with pytest.raises(SettingsError, match="QUOTH_DATABASE") as refusal:
        read_settings()

    assert address not in str(refusal.value)
