"""Overviews of a text: its main sentences, its timeline, its people, its amounts."""
