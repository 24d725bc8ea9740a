"""Errors of child processes."""

from typing import Any


class WorkerError(Exception):
    """A child process did not return a result."""


class WorkerSilentError(WorkerError):
    """A child was killed because it sent nothing for ``seconds`` after the progress message ``last``."""

    def __init__(self, seconds: float, last: dict[str, Any]) -> None:
        super().__init__(f"the process made no progress for {seconds:.0f} seconds and was ended")
        self.seconds = seconds
        self.last = last


class WorkerEndedError(WorkerError):
    """A child ended without a result; ``code`` is its exit code, or minus the signal that ended it."""

    def __init__(self, code: int, complaint: str) -> None:
        by_signal = f"the process was ended from outside (signal {-code}); try again, when memory is free"
        super().__init__(by_signal if code < 0 else complaint or f"the process ended with code {code}")
        self.code = code
