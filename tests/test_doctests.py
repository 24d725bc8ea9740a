import doctest
import importlib
import pkgutil

import pytest

PACKAGES = (
    "bot",
    "config",
    "corpus",
    "evaluation",
    "languages",
    "management",
    "processes",
    "retrieval",
    "web",
)


def modules() -> list[str]:
    found = []
    for package in PACKAGES:
        path = importlib.import_module(package).__path__
        found += [module.name for module in pkgutil.walk_packages(path, f"{package}.")]
    return found


@pytest.mark.parametrize("name", modules())
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
