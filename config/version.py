"""The version of Quoth, written in pyproject.toml and nowhere else."""

import tomllib

from config.settings import ROOT


def version() -> str:
    """The version, as in ``0.1.0``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
