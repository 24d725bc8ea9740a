"""The compose file of several replicas is accepted by compose, and everything it names exists."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings, read_settings
from tests.support.opensearch.jars import VERSION

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "compose.several.yaml"
SECRETS = {
    "TELEGRAM_TOKEN": "123456789:AbCdEfGhIjKlMnOpQrStUvWxYz012345678",
    "POSTGRES_PASSWORD": "fourteenletters",
    "S3_SECRET_KEY": "asecretofthebucket",
}
WITH_OPENSEARCH = {**SECRETS, "ENGINE": "opensearch", "OPENSEARCH_URL": "http://opensearch:9200"}
REPLICAS = ("quoth-a", "quoth-b")


@pytest.fixture
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"])


def has_compose() -> bool:
    program = shutil.which("docker")
    return (
        program is not None
        and not subprocess.run([program, "compose", "version"], capture_output=True).returncode
    )


def filled(text: str, values: dict[str, str]) -> str:
    """A value of the file with its variables filled in, as compose does it."""

    def value(found: re.Match[str]) -> str:
        name, default = found[1], found[2] or ""
        return values.get(name) or default.removeprefix(":-")

    return re.sub(r"\$\{([A-Z0-9_]+)(:-[^}]*|:\?[^}]*)?\}", value, text)


@pytest.mark.skipif(not has_compose(), reason="docker compose is not installed")
def test_compose_accepts_the_file() -> None:
    for profile in ([], ["--profile", "opensearch"]):
        command = ["docker", "compose", "-f", str(FILE), *profile, "config", "--quiet"]
        done = subprocess.run(command, env={**os.environ, **SECRETS}, capture_output=True, text=True)

        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("values", [SECRETS, WITH_OPENSEARCH])
def test_the_settings_of_the_replicas_are_accepted(
    services: dict[str, Any], values: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUOTH_{name}".upper(), raising=False)
    for name, written in services["quoth-a"]["environment"].items():
        monkeypatch.setenv(name, filled(written, values))

    settings = read_settings({}, tmp_path / "none.env")

    assert settings.depot == "s3://quoth/versions"
    assert settings.engine == values.get("ENGINE", "auto")
    assert settings.database is not None
    assert settings.database.get_secret_value() == "postgresql://quoth:fourteenletters@postgres/quoth"


def test_replicas_differ_only_in_their_own_state_and_port(services: dict[str, Any]) -> None:
    one, other = (dict(services[name]) for name in REPLICAS)
    own = [(each.pop("volumes"), each.pop("ports")) for each in (one, other)]

    assert one == other
    assert own[0] != own[1]


def test_every_image_is_pinned_to_a_version(services: dict[str, Any]) -> None:
    images = {name: service["image"] for name, service in services.items() if name not in REPLICAS}

    assert all(re.search(r":v?\d+\.\d+(\.\d+)?$", image) for image in images.values()), images


def test_every_service_has_a_health_check_a_limit_on_memory_and_no_new_privileges(
    services: dict[str, Any],
) -> None:
    checked_by_image = set(REPLICAS)

    assert {name for name, service in services.items() if "healthcheck" not in service} == checked_by_image
    assert all("mem_limit" in service for service in services.values())
    assert all("no-new-privileges:true" in service["security_opt"] for service in services.values())


def test_only_the_replicas_have_a_port_and_only_for_this_machine(services: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}

    assert set(ports) == set(REPLICAS)
    assert all(port.startswith("127.0.0.1:") for mapped in ports.values() for port in mapped)


def test_volumes_and_dependencies_that_are_named_exist(services: dict[str, Any]) -> None:
    declared = set(yaml.safe_load(FILE.read_text(encoding="utf-8"))["volumes"])
    mounted = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    needed = {name for service in services.values() for name in service.get("depends_on", {})}

    assert {volume for volume in mounted if not volume.startswith("./")} == declared
    assert needed <= set(services)


def test_no_secret_is_in_the_file() -> None:
    written = FILE.read_text(encoding="utf-8")
    secrets = re.findall(r"^ +\S*(?:PASSWORD|SECRET|TOKEN)\S*: (.*)$", written, re.MULTILINE)

    assert secrets
    assert all(re.match(r"\$\{[A-Z0-9_]+:\?set", secret) for secret in secrets)
    assert re.search(r"postgresql://quoth:\$\{POSTGRES_PASSWORD:\?", written)


def test_opensearch_is_started_only_by_its_profile(services: dict[str, Any]) -> None:
    profiles = {name: service["profiles"] for name, service in services.items() if "profiles" in service}

    assert profiles == {"opensearch": ["opensearch"]}
    assert all(services[name]["depends_on"]["opensearch"]["required"] is False for name in REPLICAS)


def test_the_version_of_opensearch_is_the_one_that_is_tested(services: dict[str, Any]) -> None:

    assert services["opensearch"]["image"].endswith(f":{VERSION}")
