"""Dialogue: what a question carries over from earlier turns."""
