"""The jars of OpenSearch: fetched by Maven once, and kept in a cache folder outside of the checkout."""

import os
import shutil
import subprocess
import uuid
from pathlib import Path

VERSION = "2.19.1"
CACHE = "TEST_SERVERS_CACHE"
"""The environment variable that names another cache folder."""
SECONDS_TO_FETCH = 300.0
_MARK = f"opensearch-{VERSION}.jar"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tests</groupId><artifactId>opensearch-node</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCIES = (
    ("org.opensearch", "opensearch", VERSION),
    ("org.opensearch", "opensearch-plugin-classloader", VERSION),
    ("org.opensearch.plugin", "transport-netty4-client", VERSION),
    ("org.apache.logging.log4j", "log4j-core", "2.21.0"),
)


class JarsMissingError(Exception):
    """OpenSearch cannot be started here; the message says why."""


def jars() -> Path:
    """The folder with the jars of OpenSearch and of what it needs.  Raises JarsMissingError."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise JarsMissingError(f"OpenSearch needs the program {program}, which is not installed")
    folder = _cache() / f"opensearch-{VERSION}"
    if not (folder / _MARK).is_file():
        _fetch(folder)
    return folder


def _cache() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get(CACHE) or home / "quoth-tests")


def _fetch(folder: Path) -> None:
    """Fetch the jars beside *folder* and rename them into place, for two runs may do so at once."""
    beside = folder.with_name(f"{folder.name}.{uuid.uuid4().hex[:8]}")
    beside.mkdir(parents=True)
    try:
        (beside / "pom.xml").write_text(_POM.format(dependencies="".join(map(_dependency, _DEPENDENCIES))))
        copy = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=."]
        subprocess.run(copy, cwd=beside, check=True, capture_output=True, text=True, timeout=SECONDS_TO_FETCH)
        if not (folder / _MARK).is_file():
            shutil.rmtree(folder, ignore_errors=True)
            beside.rename(folder)
    except subprocess.CalledProcessError as error:
        raise JarsMissingError(f"Maven cannot fetch OpenSearch: {error.stdout[-500:]}") from None
    except subprocess.TimeoutExpired:
        raise JarsMissingError(f"Maven did not fetch OpenSearch in {SECONDS_TO_FETCH:.0f} s") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _dependency(names: tuple[str, str, str]) -> str:
    group, artifact, version = names
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>{version}</version></dependency>"
    )
