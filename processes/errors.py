"""What can go wrong with a child process."""

from typing import Any


class WorkerError(Exception):
    """A child process that gave no result."""


class WorkerSilentError(WorkerError):
    """A child that said nothing for ``seconds`` after the progress message ``last``, and was killed."""

    def __init__(self, seconds: float, last: dict[str, Any]) -> None:
        super().__init__(f"the process made no progress for {seconds:.0f} seconds and was ended")
        self.seconds = seconds
        self.last = last


class WorkerEndedError(WorkerError):
    """A child that ended without a result: its exit code, or minus the signal that ended it."""

    def __init__(self, code: int, complaint: str) -> None:
        by_signal = f"the process was ended from outside (signal {-code}); try again, when memory is free"
        super().__init__(by_signal if code < 0 else complaint or f"the process ended with code {code}")
        self.code = code
