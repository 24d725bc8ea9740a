"""For maintainers: training and benchmarks."""
