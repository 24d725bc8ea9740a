import os
from pathlib import Path

import pytest

from tests.support.bot_api import BotProcess, World, needs_tdlib

pytestmark = needs_tdlib

STAND_IN = """
import json, os, signal, sys, urllib.request

def call(method, **parameters):
    address = os.environ["QUOTH_TELEGRAM_BASE_URL"] + os.environ["QUOTH_TELEGRAM_TOKEN"] + "/" + method
    body, kind = json.dumps(parameters).encode(), {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, body, kind)) as response:
        return json.load(response)["result"]

def leave(*_):
    print("leaving", file=sys.stderr)
    sys.exit(0)

signal.signal(signal.SIGTERM, leave)
print("settings:", sorted(name for name in os.environ if name.startswith("QUOTH_")), file=sys.stderr)
if "fail" in sys.argv:
    sys.exit("no token: see the README")
offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=30):
        offset = update["update_id"] + 1
        call("sendMessage", chat_id=update["message"]["chat"]["id"], text=update["message"]["text"].upper())
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "stand_in.py"
    path.write_text(STAND_IN, encoding="utf-8")
    return path


async def test_a_process_is_talked_to_and_stopped(served: World, script: Path, tmp_path: Path) -> None:
    alice = served.person("Alice")
    async with BotProcess(served, corpus=tmp_path, state_dir=tmp_path, admins=[7], script=script) as started:
        await started.ready()
        alice.says("hello")

        assert (await served.next_message(alice.chat)).text == "HELLO"
        assert await started.stop() == 0

    assert started.stderr.splitlines() == [
        "settings: ['QUOTH_ADMIN_IDS', 'QUOTH_CORPUS', 'QUOTH_MEANING', 'QUOTH_STATE_DIR', "
        "'QUOTH_TELEGRAM_BASE_FILE_URL', 'QUOTH_TELEGRAM_BASE_URL', 'QUOTH_TELEGRAM_TOKEN']",
        "leaving",
    ]
    assert served.refused == []


async def test_settings_of_the_environment_are_not_passed_on(
    served: World, script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "QUOTH_TELEGRAM_TOKEN", "7:somebody_elses")
    async with BotProcess(
        served, state_dir=tmp_path, script=script, extra={"QUOTH_LANGUAGE": "ru"}
    ) as started:
        await started.ready()

    assert served.refused == []
    assert "QUOTH_LANGUAGE" in started.stderr


async def test_a_process_that_ends_at_once_shows_what_it_wrote(
    served: World, script: Path, tmp_path: Path
) -> None:
    async with BotProcess(served, state_dir=tmp_path, script=script, arguments=["fail"]) as started:
        with pytest.raises(
            AssertionError, match=r"(?s)ended with 1 before a first getUpdates.*no token: see the README"
        ):
            await started.ready()
        assert await started.ended() == 1


async def test_updates_that_a_killed_process_had_not_confirmed_come_again(
    served: World, script: Path, tmp_path: Path
) -> None:
    alice = served.person("Alice")
    started = BotProcess(served, state_dir=tmp_path, script=script)
    await started.start()
    await started.ready()
    await started.kill()
    alice.says("hello")

    async with BotProcess(served, state_dir=tmp_path, script=script):
        assert (await served.next_message(alice.chat)).text == "HELLO"

    assert served.refused == []
