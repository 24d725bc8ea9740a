"""Writing so that whatever happens, at any moment, the old is there whole or the new one is."""

import json
import os
import uuid
from pathlib import Path
from typing import Any


def write_durably(path: Path, content: dict[str, Any]) -> None:
    """Write *content* as JSON in one step."""
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    beside.write_text(json.dumps(content, ensure_ascii=True, indent=1), encoding="utf-8")
    sync(beside)
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
