"""Measuring: gold questions asked of a corpus, judged, counted, compared and shown."""
