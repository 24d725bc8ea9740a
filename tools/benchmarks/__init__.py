"""Benchmarks: Quoth beside a plain baseline and beside other engines, measured in the same way."""
