"""The HTML page that shows a run, with its plots as inline SVG."""
