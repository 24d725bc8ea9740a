"""For maintainers: training, benchmarks, and tests with bad days, hostile input and changed code."""
