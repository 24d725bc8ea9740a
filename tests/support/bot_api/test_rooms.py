import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOMS = ("model", "validation", "rendering", "methods", "network", "driver")
MODULES = sorted(path.relative_to(HERE) for path in HERE.glob("*/*.py") if not path.name.startswith("test_"))


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_room_imports_only_from_itself_and_the_rooms_before_it(module: Path) -> None:
    allowed = ROOMS[: ROOMS.index(module.parts[0]) + 1]

    imported = set(re.findall(r"from tests\.support\.bot_api\.(\w+)", (HERE / module).read_text("utf-8")))

    assert imported <= set(allowed)


def test_every_room_is_in_the_order() -> None:
    rooms = {path.parent.name for path in HERE.glob("*/__init__.py")}

    assert rooms == set(ROOMS)
