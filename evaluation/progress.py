"""Show progress on standard error, so that standard output has only results."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import track

from evaluation.gold import GoldQuestion


def on_stderr(questions: Sequence[GoldQuestion], what: str) -> Iterable[GoldQuestion]:
    """The questions, with a progress bar while they are asked, if standard error is a terminal."""
    console = Console(stderr=True)
    hidden = not console.is_terminal or not questions
    return track(questions, description=f"Asking {len(questions)} {what}", console=console, disable=hidden)
