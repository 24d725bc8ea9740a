import subprocess
import sys

LATE = """
import gc, sys, time
from bot.pauses import keep_pauses_short
loaded = [{at: str(at)} for at in range(1000)]
keep_pauses_short()
frozen = gc.get_freeze_count()
whole = gc.get_stats()[2]["collections"]
kept = [[{}] for _ in range(400_000)]
print(frozen > 1000, gc.get_stats()[2]["collections"] - whole, sys.getswitchinterval() <= 0.001)
"""


def test_what_is_kept_is_not_looked_through_again_and_again_and_the_loop_gets_its_turn() -> None:
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["True", "0", "True"]
