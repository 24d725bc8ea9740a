"""Measure what is served over HTTP: the programming interface and the reader page."""
