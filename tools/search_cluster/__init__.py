"""Measure what a search cluster costs and survives, on three real nodes."""
