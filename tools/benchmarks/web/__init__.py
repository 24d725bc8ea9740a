"""Measure what is served over HTTP: the API and the reader page."""
