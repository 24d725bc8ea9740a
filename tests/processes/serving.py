"""A child process for the tests: does what the request says."""

import os
import re
import subprocess
import sys
import time
from typing import Any

from processes.child import SendProgress, serve
from processes.limits import memory_limit


def handle(request: dict[str, Any], send_progress: SendProgress) -> dict[str, Any]:
    for number in range(request.get("progress", 0)):
        send_progress({"number": number})
    if "print" in request:
        print(request["print"])  # noqa: T201 - as a library might
    if "complain" in request:
        sys.stderr.write(request["complain"])
        sys.exit(7)
    if "start" in request:
        started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        send_progress({"started": started.pid})
    if "report" in request:
        send_progress({"started": os.getpid()})
    if "match" in request:  # blocks all threads for hours
        re.match("(a+)+b", "a" * 60)
    if "sleep" in request:
        time.sleep(request["sleep"])
    if "allocate" in request:
        with memory_limit(request["limit"]):
            try:
                return {"length": len(bytearray(request["allocate"]))}
            except MemoryError:
                return {"length": None}
    return {
        "process": os.getpid(),
        "environment": dict(os.environ),
        "niceness": os.nice(0),
        "group": os.getpgid(0),
        "session": os.getsid(0),
    }


if __name__ == "__main__":
    serve(handle)
