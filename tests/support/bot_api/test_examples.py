import doctest
import importlib
import pkgutil

import pytest

import tests.support.bot_api
from tests.support.bot_api.validation.td import needs_tdlib

MODULES = [
    module.name
    for module in pkgutil.walk_packages(tests.support.bot_api.__path__, "tests.support.bot_api.")
    if not module.name.rpartition(".")[2].startswith(("test_", "conftest"))
]


@needs_tdlib
@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
