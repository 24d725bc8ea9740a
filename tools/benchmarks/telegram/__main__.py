"""``python -m tools.benchmarks.telegram``."""

from tools.benchmarks.telegram.throughput import main

if __name__ == "__main__":
    raise SystemExit(main())
