"""The parts of `tools.benchmarks.scale`: its corpora, its steps, its report and its plot."""
